"""A page as one component: its words and boxes are light, only what needs it is a component.

A sheet draws a tree of parts, with figures and the other components in their places, and hears
of what changes in it.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any, ClassVar

import param
from panel.custom import Children
from panel.viewable import Viewable

from dashboards.components.component import Component
from dashboards.components.parts import Box, Control, Part
from dashboards.theme import asset


class Sheet(Component):
    """A tree of parts, with components in their places."""

    tree = param.Dict(default={}, doc="The parts: what each is, and what it holds.")
    news = param.Dict(default={}, doc="Parts by key, that changed since the tree was told.")
    held = Children(doc="The components, in the order in which the tree names them.")

    _esm = Path(__file__).parent / "sheet.js"
    _stylesheets: ClassVar[list[str]] = [
        asset("sheet.css"),
        asset("parts.css"),
        asset("sponsor.css"),
    ]
    _render_policy = "manual"  # a component stays where it is while others come and go

    def __init__(self, *parts: Any, **params: Any) -> None:
        self._parts = Box(*parts, classes="sheet")
        tree, held = self._walked()
        super().__init__(
            **{"sizing_mode": "stretch_width", "margin": 0, "tree": tree, "held": held, **params}
        )

    def tell(self, part: Part) -> None:
        """Draw one part as it is now; what it holds stays."""
        self.news = {**self.news, part.key: part.told()}

    def tell_all(self) -> None:
        """Draw all parts as they are now."""
        tree, held = self._walked()
        same = len(held) == len(self.held) and all(map(_is, held, self.held))
        self.param.update(tree=tree, news={}, **({} if same else {"held": held}))

    def hand_out(self, name: str, content: bytes) -> None:
        """Give the reader a file."""
        self._send_msg({"file": name, "content": b64encode(content).decode("ascii")})

    def _handle_msg(self, data: Any) -> None:
        control = self._controls.get(data.get("key"))
        if control and not control.disabled:
            control.hear(data.get("done"))

    def _walked(self) -> tuple[dict[str, Any], list[Viewable]]:
        held: list[Viewable] = []
        self._controls: dict[str, Control] = {}

        def walk(part: Any) -> dict[str, Any]:
            if isinstance(part, Part):
                part.sheet = self
                if isinstance(part, Control):
                    self._controls[part.key] = part
                inside = {"parts": [walk(one) for one in part]} if isinstance(part, Box) else {}
                return part.told() | inside
            held.append(part)
            return {"held": str(id(part)), "wide": part.sizing_mode == "stretch_width"}

        tree = walk(self._parts)
        return tree | {"order": [str(id(one)) for one in held]}, held


def _is(one: object, other: object) -> bool:
    return one is other
