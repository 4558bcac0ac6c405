"""The light parts of a page: words, boxes, and what one works with when it is told of what is done.

A component of Panel costs the server 15,000 calls and the browser a view of its own. Headings,
tables, buttons, lists to choose from and the boxes around them need none of that: a sheet draws
them from a tree.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dashboards.components.sheet import Sheet

_NUMBERS = count(1)
_ALWAYS = {"html", "value"}
"""What is told even when it is empty."""


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
        self._told: dict[str, Any] = {"class": classes, "style": style, "hidden": not visible}

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
        """What its element is, without what it holds; what was emptied is told as such."""
        told = {name: value for name, value in self._told.items() if value or name in _ALWAYS}
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


class Control(Part, ABC):
    """A part that the reader works with.

    Args:
        kind: what draws it in the browser.
        told: what is particular to it.
    """

    def __init__(self, kind: str, told: dict[str, Any], **how: Any) -> None:
        super().__init__(**how)
        self._told |= {"control": kind, **told}

    @property
    def label(self) -> str:
        """What it is called, or what it says."""
        return str(self._told["label"])

    @label.setter
    def label(self, label: str) -> None:
        self._tell("label", label)

    @property
    def disabled(self) -> bool:
        """Whether it cannot be used."""
        return bool(self._told.get("disabled"))

    @disabled.setter
    def disabled(self, disabled: bool) -> None:
        self._tell("disabled", disabled)

    @abstractmethod
    def hear(self, done: Any) -> None:
        """What the browser tells of the reader's hand."""


class Box(Part):
    """Parts and components in an element; `box[:] = parts` puts others in their place.

    Args:
        parts: what it holds.
        tag: the element, where it says what the parts are to the page: its header, its main part.
    """

    def __init__(self, *parts: Any, tag: str = "div", **how: Any) -> None:
        super().__init__(**how)
        self._told["tag"] = tag
        self._parts = list(parts)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __setitem__(self, places: slice, parts: Iterable[Any]) -> None:
        self._parts[places] = parts
        if self.sheet:
            self.sheet.tell_all()
