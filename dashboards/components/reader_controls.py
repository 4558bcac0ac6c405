"""The reader's language and theme, in the header and on the document itself."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param

from dashboards.components.component import Component
from dashboards.theme import asset


class ReaderControls(Component):
    """Switches for language and theme; keeps `<html lang>`, theme, title and skip link in step.

    The theme is remembered by the browser; before any choice it follows the system's.
    """

    lang = param.String(doc="Language of the page.")
    languages = param.List(default=[], item_type=str, doc="Languages offered.")
    dark = param.Boolean(doc="Whether the dark theme is on.")
    title = param.String(doc="Title of the browser's tab.")
    words = param.Dict(default={}, doc="Words by use, `USES`.")

    USES: ClassVar[tuple[str, ...]] = ("skip", "language", "theme")

    _esm = Path(__file__).parent / "reader_controls.js"
    _stylesheets: ClassVar[list[str]] = [asset("reader_controls.css")]
