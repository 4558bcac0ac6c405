"""The visual language of the figures, handed to the page: Material theme and style sheets.

Colours, faces and sizes are those of `simulation.figures.theme`; nothing is decided here.
The tokens become custom properties of the document, which reach every shadow root, so
that fragments and drawn components follow the theme without asking the server.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from simulation.figures.theme import DARK, LIGHT, SANS, SERIF, Tokens, font_faces_css

ASSETS = Path(__file__).parent / "assets"
FONT_ROUTE = "/fonts"


@cache
def asset(name: str) -> str:
    """A style sheet of `assets/`, for the shadow roots its component is drawn in."""
    return (ASSETS / name).read_text("utf-8")


@cache
def document_css(faces: str = font_faces_css(FONT_ROUTE)) -> str:
    """The style sheet of the document: faces, custom properties of both themes, shell."""
    return "\n".join(
        [
            faces,
            tokens_css(),
            f":root[data-tone=dark]{{{properties(DARK)};color-scheme:dark}}",
            asset("document.css"),
        ]
    )


@cache
def tokens_css() -> str:
    """Custom properties of the light theme alone: all that a component needs in a notebook."""
    own = f"--rsne-serif:{SERIF};--rsne-sans:{SANS};color-scheme:light"
    return f":root{{{properties(LIGHT)};{own}}}"


def theme_config() -> dict[str, Any]:
    """The Material themes, light and dark, of what is drawn by Material components: a drawer."""
    return {"light": _material(LIGHT), "dark": _material(DARK)}


def properties(tokens: Tokens) -> str:
    """Tokens as custom properties: `--rsne-ink:#1A222C;--rsne-scenario-A:…`."""
    named: dict[str, str] = {}
    for role, value in asdict(tokens).items():
        if isinstance(value, dict):
            named |= {f"scenario-{letter}": colour for letter, colour in value.items()}
        elif isinstance(value, tuple):
            named |= {f"{role}-{step}": colour for step, colour in enumerate(value)}
        else:
            named[role] = value
    return ";".join(f"--rsne-{role.replace('_', '-')}:{colour}" for role, colour in named.items())


def _material(tokens: Tokens) -> dict[str, Any]:
    line = f"1px solid {tokens.hairline}"
    return {
        "palette": {
            "primary": {"main": tokens.ink, "contrastText": tokens.surface},
            "background": {"default": tokens.paper, "paper": tokens.surface},
            "text": {"primary": tokens.ink, "secondary": tokens.slate},
            "divider": tokens.hairline,
        },
        "typography": {"fontFamily": SANS, "fontSize": 14},
        "components": {
            "MuiPaper": {"styleOverrides": {"root": {"backgroundImage": "none"}}},
            "MuiDrawer": {"styleOverrides": {"paper": {"borderRadius": 0, "borderLeft": line}}},
        },
    }
