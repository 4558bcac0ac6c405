"""A page as one component: its words and boxes are light, only what one works with is a component.

A component of Panel costs the server 15,000 calls and the browser a view of its own. Headings,
tables and the boxes around them need none of that: a sheet draws them from a tree, with the
widgets and figures in their places, and hears of what changes in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import param
from panel.custom import Children, JSComponent
from panel.viewable import Viewable

from dashboards.theme import asset

_NUMBERS = count(1)


class Part:
    """A piece of a sheet.

    Args:
        classes: of its element, as in HTML.
        style: of its element, as in HTML.
        visible: whether it is shown.
    """

    def __init__(self, classes: str = "", style: str = "", visible: bool = True) -> None:
        self.key = str(next(_NUMBERS))
        self.sheet: Sheet | None = None
        self._told = {"class": classes, "style": style, "hidden": not visible}

    @property
    def visible(self) -> bool:
        """Whether it is shown."""
        return not self._told["hidden"]

    @visible.setter
    def visible(self, visible: bool) -> None:
        self._tell("hidden", not visible)

    @property
    def classes(self) -> str:
        """Classes of its element."""
        return str(self._told["class"])

    @classes.setter
    def classes(self, classes: str) -> None:
        self._tell("class", classes)

    def told(self) -> dict[str, Any]:
        """What its element is, without what it holds; HTML that was emptied is told as such."""
        told = {name: value for name, value in self._told.items() if value or name == "html"}
        return {"key": self.key, **told}

    def _tell(self, name: str, value: Any) -> None:
        if self._told.get(name) != value:
            self._told[name] = value
            if self.sheet:
                self.sheet.tell(self)


class Fragment(Part):
    """Trusted HTML in the type and colours of the page; may be another one later."""

    def __init__(self, html: str = "", **how: Any) -> None:
        super().__init__(**how | {"classes": f"fragment {how.get('classes', '')}".rstrip()})
        self._told["html"] = html

    @property
    def object(self) -> str:
        """The HTML."""
        return str(self._told["html"])

    @object.setter
    def object(self, html: str) -> None:
        self._tell("html", html)


class Button(Part):
    """A button of the browser's own, that looks as the theme's do.

    Args:
        label: what it says.
        variant: "contained" for what a page is for, else "outlined".
        disabled: whether it cannot be pressed.
    """

    def __init__(
        self, label: str, variant: str = "contained", disabled: bool = False, **how: Any
    ) -> None:
        super().__init__(classes=f"button {variant}", **how)
        self._told |= {"label": label, "disabled": disabled}
        self._pressed: list[Callable[[Button], Any]] = []

    def on_click(self, callback: Callable[[Button], Any]) -> None:
        """Call back when it is pressed."""
        self._pressed.append(callback)

    def press(self) -> None:
        """What a click does."""
        if not self.disabled:
            for callback in self._pressed:
                callback(self)

    @property
    def disabled(self) -> bool:
        """Whether it cannot be pressed."""
        return bool(self._told["disabled"])

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        self._tell("disabled", disabled)


class Box(Part):
    """Parts and components in an element; `box[:] = parts` puts others in their place."""

    def __init__(self, *parts: Any, **how: Any) -> None:
        super().__init__(**how)
        self._parts = list(parts)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __setitem__(self, places: slice, parts: Iterable[Any]) -> None:
        self._parts[places] = parts
        if self.sheet:
            self.sheet.tell_all()


class Sheet(JSComponent):
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

    def _handle_msg(self, data: Any) -> None:
        button = self._buttons.get(data.get("pressed"))
        if button:
            button.press()

    def _walked(self) -> tuple[dict[str, Any], list[Viewable]]:
        held: list[Viewable] = []
        self._buttons: dict[str, Button] = {}

        def walk(part: Any) -> dict[str, Any]:
            if isinstance(part, Part):
                part.sheet = self
                if isinstance(part, Button):
                    self._buttons[part.key] = part
                inside = {"parts": [walk(one) for one in part]} if isinstance(part, Box) else {}
                return part.told() | inside
            held.append(part)
            return {"held": str(id(part)), "wide": part.sizing_mode == "stretch_width"}

        tree = walk(self._parts)
        return tree | {"order": [str(id(one)) for one in held]}, held


def _is(one: object, other: object) -> bool:
    return one is other
