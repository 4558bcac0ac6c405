"""A place to drop files, worded in the reader's language."""

from __future__ import annotations

from typing import Any

import panel as pn

from dashboards.view_models.uploads import KINDS
from simulation.words import say


def file_drop(lang: str, **params: Any) -> pn.widgets.FileDropper:
    """A file dropper over the full width, for the kinds we read; parameters as Panel's own."""
    return pn.widgets.FileDropper(
        sizing_mode="stretch_width",
        stylesheets=[_dropper_words(lang)],
        accepted_filetypes=list(KINDS),
        **params,
    )


def dropped(widget: pn.widgets.FileDropper) -> list[tuple[str, bytes]]:
    """Names and contents of the files dropped so far."""
    return [
        (name, content.encode() if isinstance(content, str) else content)
        for name, content in (widget.value or {}).items()
    ]


def _dropper_words(lang: str) -> str:
    """The dropper's invitation, which its library words in English only."""
    label = ".filepond--drop-label.filepond--drop-label label"
    words = say("dashboard.pilot.drop", lang)
    return (
        f"{label} {{ font-size: 0; cursor: pointer; }}"
        f'{label}::after {{ content: "{words}"; font: 600 14px/1.4 var(--rsne-sans);'
        " color: var(--rsne-ink); text-decoration: underline; text-underline-offset: 3px; }"
        ".filepond--root.filepond--root { outline: 1px dashed var(--rsne-outline);"
        " border-radius: 6px; }"
        ".filepond--panel-root.filepond--panel-root { background: none; box-shadow: none; }"
    )
