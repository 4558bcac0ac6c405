"""The pages drawn so far, of which one is seen."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import param
from panel.custom import Children

from dashboards.components.component import Component
from dashboards.theme import asset


class Pages(Component):
    """The others stay in the browser unseen: who comes back to one finds it as it was, at once.

    A press on a tab shows its page before the server has heard of it, where that page is there.
    """

    held = Children(doc="The pages drawn so far.")
    names = param.List(default=[], item_type=str, doc="Name of each, as `key` makes it.")
    shown = param.String(default="", doc="Name of the one that is seen.")
    tabs = param.List(default=[], item_type=str, doc="Names of the pages, in the order of tabs.")

    _esm = Path(__file__).parent / "pages.js"
    _stylesheets: ClassVar[list[str]] = [asset("pages.css")]
    _render_policy = "manual"


def key(page: str, lang: str) -> str:
    """The name of a page in a language."""
    return f"{page} {lang}"
