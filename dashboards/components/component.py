"""What all components of ours have in common."""

from __future__ import annotations

from functools import cache
from typing import Any

from bokeh.model import DataModel
from panel.custom import JSComponent


class Component(JSComponent):
    """A component that costs the server little to make, and to change however much it holds.

    Panel looks for the files of a component's script each time that one is made; and it marks a
    component's data as belonging to its page, for which it searches all that the component holds
    at each change. What it holds was marked when it was made.
    """

    _bundle_path = None  # its script stands in a file of its own

    @classmethod
    @cache
    def _render_esm(cls, compiled: Any = True, server: bool = False) -> str:
        return super()._render_esm(compiled, server)

    @classmethod
    def _patch_datamodel_ref(cls, props: Any, ref: str) -> None:
        mark = f"__ref:{ref}"
        for data in (props, getattr(props, "data", None)):
            if isinstance(data, DataModel) and mark not in data.tags:
                data.tags.append(mark)
