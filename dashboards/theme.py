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
    """The Material themes of the light and the dark page."""
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
    control = {
        "minHeight": 32,
        "padding": "4px 14px",
        "fontSize": 14,
        "fontWeight": 600,
        "lineHeight": 1.4,
        "boxShadow": "none",
    }
    focus = {"outline": f"2.5px solid {tokens.focus}", "outlineOffset": "2px"}
    chosen = {"backgroundColor": tokens.ink, "color": tokens.surface}
    return {
        "palette": {
            "primary": {"main": tokens.ink, "contrastText": tokens.surface},
            "secondary": {"main": tokens.slate, "contrastText": tokens.surface},
            "background": {"default": tokens.paper, "paper": tokens.surface},
            "text": {"primary": tokens.ink, "secondary": tokens.slate},
            "divider": tokens.hairline,
            "error": {"main": tokens.error},
            "warning": {"main": tokens.warning},
            "success": {"main": tokens.done},
        },
        "typography": {
            "fontFamily": SANS,
            "fontSize": 14,
            "h1": {"fontFamily": SERIF, "fontSize": 24, "fontWeight": 600},
            "h2": {"fontFamily": SANS, "fontSize": 15, "fontWeight": 650},
            "body1": {"fontSize": 14, "lineHeight": 1.45},
            "body2": {"fontSize": 13, "lineHeight": 1.45},
            "button": {"textTransform": "none", "fontWeight": 600},
        },
        "shape": {"borderRadius": 6},
        "shadows": ["none"] * 25,
        "components": {
            "MuiAppBar": {
                "styleOverrides": {
                    "root": {
                        "backgroundColor": tokens.surface,
                        "backgroundImage": "none",
                        "color": tokens.ink,
                        "borderBottom": f"1px solid {tokens.hairline}",
                        "borderRadius": 0,
                    }
                }
            },
            "MuiPaper": {"styleOverrides": {"root": {"backgroundImage": "none"}}},
            "MuiButtonBase": {
                "defaultProps": {"disableRipple": True},
                "styleOverrides": {"root": {"&.Mui-focusVisible": focus}},
            },
            "MuiButton": {
                "defaultProps": {"disableElevation": True},
                "styleOverrides": {
                    "root": control,
                    "outlined": {
                        "borderColor": tokens.outline,
                        "backgroundColor": tokens.surface,
                        "color": tokens.ink,
                        "&:hover": {"borderColor": tokens.ink, "backgroundColor": tokens.sunk},
                    },
                },
            },
            "MuiTabs": {
                "styleOverrides": {
                    "root": {
                        "minHeight": 40,
                        # The pages' own tabs scroll where they have no room; parts of a page fit.
                        "@media (max-width: 1160px)": {
                            "&:has(.MuiTab-root:nth-of-type(6))": {
                                "maxWidth": "calc(100vw - 390px)",
                                "& .MuiTabs-scroller": {
                                    "overflowX": "auto !important",
                                    "scrollbarWidth": "none",
                                },
                            }
                        },
                    },
                    "indicator": {"height": 2, "backgroundColor": tokens.ink},
                }
            },
            "MuiTab": {
                "styleOverrides": {
                    "root": {
                        "minHeight": 40,
                        "minWidth": 0,
                        "padding": "0 13px",
                        "fontSize": 14,
                        "fontWeight": 500,
                        "color": tokens.slate,
                        "opacity": 1,
                        "&.Mui-selected": {"color": tokens.ink, "fontWeight": 700},
                        "&.Mui-focusVisible": {**focus, "outlineOffset": "-3px"},
                    }
                }
            },
            "MuiToggleButton": {
                "styleOverrides": {
                    "root": {
                        "minHeight": 0,
                        "padding": "2px 9px",
                        "fontSize": 12,
                        "fontWeight": 600,
                        "lineHeight": 1.4,
                        "color": tokens.slate,
                        "borderColor": tokens.outline,
                        "&.Mui-selected, &.Mui-selected:hover": chosen,
                    }
                }
            },
            "MuiOutlinedInput": {
                "styleOverrides": {
                    "root": {"fontSize": 14, "backgroundColor": tokens.surface},
                    "notchedOutline": {"borderColor": tokens.outline},
                }
            },
            "MuiInputLabel": {"styleOverrides": {"root": {"color": tokens.slate}}},
            "MuiDrawer": {
                "styleOverrides": {
                    "paper": {"borderRadius": 0, "borderLeft": f"1px solid {tokens.hairline}"}
                }
            },
            "MuiTooltip": {
                "styleOverrides": {
                    "tooltip": {**chosen, "fontSize": 12, "borderRadius": 4, "whiteSpace": "nowrap"}
                }
            },
        },
    }
