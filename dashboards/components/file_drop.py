"""A place to drop files, worded in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import panel as pn

from dashboards.view_models.uploads import KINDS
from simulation.words import say

OTHER_NAMES_OF_KINDS = (
    "application/x-zip-compressed",
    "application/x-gzip",
    "application/x-compressed",
    "application/vnd.ms-excel",
    "application/csv",
    "application/octet-stream",
)
"""What browsers call the same files where an office suite or an archiver has claimed them, as a
spreadsheet does `.csv` on Windows. The name decides in the end, see `check_uploads`."""


def file_drop(lang: str, kinds: Sequence[str] = KINDS, **params: Any) -> pn.widgets.FileDropper:
    """A file dropper over the full width, for kinds of files; parameters as Panel's own."""
    return pn.widgets.FileDropper(
        sizing_mode="stretch_width",
        stylesheets=[_dropper_words(lang, kinds, params.get("max_file_size", ""))],
        accepted_filetypes=[*kinds, *OTHER_NAMES_OF_KINDS],
        **params,
    )


def dropped(widget: pn.widgets.FileDropper) -> list[tuple[str, bytes]]:
    """Names and contents of the files dropped so far."""
    return [
        (name, content.encode() if isinstance(content, str) else content)
        for name, content in (widget.value or {}).items()
    ]


STATES = {
    "idle": "sending",
    "loading": "sending",
    "processing-queued": "sending",
    "processing": "sending",
    "processing-complete": "ready",
    "processing-error": "failed",
    "processing-revert-error": "failed",
    "load-error": "failed",
    "load-invalid": "refused",
}
"""What the library says of a file -> what we say."""

SIGNS = {"sending": "…", "ready": "✓", "failed": "✕", "refused": "✕"}


def _state_words(lang: str, kinds: Sequence[str], most: str) -> str:
    """Style rules that say the state of a file in the reader's language."""
    size = most.replace("MB", say("dashboard.import.megabytes", lang))
    told = {
        state: f"{SIGNS[state]} "
        + say(f"dashboard.import.file_{state}", lang, known=", ".join(kinds), most=size)
        for state in SIGNS
    }
    return "".join(
        f"[data-filepond-item-state='{theirs}'] .filepond--file-status-main::after"
        f' {{ content: "{told[ours]}"; font: 600 12px/1.4 var(--rsne-sans); white-space: normal; }}'
        for theirs, ours in STATES.items()
    )


def _dropper_words(lang: str, kinds: Sequence[str], most: str) -> str:
    """The dropper's words, which its library has in English only, and its colours."""
    label = ".filepond--drop-label.filepond--drop-label label"
    words = say("dashboard.pilot.drop", lang)
    return (
        f"{label} {{ font-size: 0; cursor: pointer; }}"
        f'{label}::after {{ content: "{words}"; font: 600 14px/1.4 var(--rsne-sans);'
        " color: var(--rsne-ink); text-decoration: underline; text-underline-offset: 3px; }"
        ":host { border: 1px dashed var(--rsne-outline); border-radius: 6px;"
        " box-sizing: border-box; overflow: hidden; }"
        ".filepond--root.filepond--root { margin-bottom: 0; font: 13px/1.4 var(--rsne-sans); }"
        ".filepond--root.filepond--root, .filepond--drop-label.filepond--drop-label"
        " { background: none !important; color: var(--rsne-ink) !important; }"
        ".filepond--item-panel.filepond--item-panel { background-color: var(--rsne-ink); }"
        ".filepond--file.filepond--file { color: var(--rsne-surface); }"
        ".filepond--file-status-main.filepond--file-status-main { font-size: 0; }"
        ".filepond--file-status-sub.filepond--file-status-sub,"
        " .filepond--assistant { display: none; }"
        f"{_state_words(lang, kinds, most)}"
        ".filepond--panel-root.filepond--panel-root { background: none; box-shadow: none; }"
    )
