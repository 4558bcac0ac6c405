"""What one works with on a page, drawn by the browser itself, which knows their keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Protocol, Self

import param

from dashboards.components.parts import Control


class Button(Control):
    """A button that looks as the theme's do.

    Args:
        label: what it says.
        variant: "contained" for what a page is for, else "outlined".
        disabled: whether it cannot be pressed.
    """

    def __init__(
        self, label: str, variant: str = "contained", disabled: bool = False, **how: Any
    ) -> None:
        told = {"label": label, "disabled": disabled}
        super().__init__("button", told, classes=f"button {variant}", **how)
        self._pressed: list[Callable[[Button], Any]] = []

    def on_click(self, callback: Callable[[Button], Any]) -> None:
        """Call back when it is pressed."""
        self._pressed.append(callback)

    def press(self) -> None:
        """What a click does."""
        if not self.disabled:
            self.hear(True)

    def hear(self, done: Any) -> None:
        """It was pressed."""
        for callback in self._pressed:
            callback(self)


class Download(Button):
    """A button that hands out a file, which is made when it is pressed.

    Args:
        label: what it says.
        name: the file's name.
        content: makes its bytes.
    """

    def __init__(self, label: str, name: str, content: Callable[[], bytes], **how: Any) -> None:
        super().__init__(label, variant="outlined", **how)
        self._name, self._content = name, content

    def hear(self, done: Any) -> None:
        """It was pressed."""
        super().hear(done)
        if self.sheet:
            self.sheet.hand_out(self._name, self._content())


class Listening(Protocol):
    """What a page listens with; `Scope` is such."""

    def watch(self, source: param.Parameterized, names: str, callback: Callable[..., Any]) -> None:
        """Call back when a parameter of a source changes."""


class Field(Control):
    """A control under its name, that holds a value and tells when the reader changes it.

    Args:
        kind: what draws it.
        label: what it is called.
        value: what it holds.
        width: in pixels; 0 takes all there is.
    """

    def __init__(
        self, kind: str, label: str, value: Any, width: int = 0, style: str = "", **how: Any
    ) -> None:
        style = f"{f'width:{width}px;' if width else ''}{style}"
        super().__init__(kind, {"label": label}, classes=f"field {kind}", style=style, **how)
        self._changed: list[Callable[[Any], Any]] = []
        self.value = value

    @property
    def value(self) -> Any:
        """What it holds; setting it calls nobody back."""
        return self._told["value"]

    @value.setter
    def value(self, value: Any) -> None:
        self._tell("value", value)

    def on_change(self, callback: Callable[[Any], Any]) -> None:
        """Call back with the new value when the reader changes it."""
        self._changed.append(callback)

    def linked(self, model: param.Parameterized, name: str, scope: Listening) -> Self:
        """Keep in step with a parameter, which it shows from now on; returns itself."""
        self.value = getattr(model, name)
        self.on_change(lambda value: model.param.update(**{name: value}))
        scope.watch(model, name, lambda event: setattr(self, "value", event.new))
        return self

    def choose(self, value: Any) -> None:
        """What the reader's hand does: take a value and tell."""
        if value != self.value:
            self.value = value
            for callback in self._changed:
                callback(value)


class Choice(Field):
    """A list of which one thing is chosen.

    Args:
        label: what it is called.
        options: what stands for each thing, by what it is called.
        value: the thing chosen; None for nothing yet.
        width: in pixels; 0 takes all there is.
    """

    drawn_as: ClassVar[str] = "choice"

    def __init__(
        self,
        label: str,
        options: Mapping[str, Any] | None = None,
        value: Any = None,
        **how: Any,
    ) -> None:
        self._options: dict[str, Any] = {}
        super().__init__(self.drawn_as, label, "", **how)
        self.offer(options or {}, value)

    @property
    def options(self) -> dict[str, Any]:
        """What can be chosen, by what it is called."""
        return dict(self._options)

    @property
    def value(self) -> Any:
        """The thing chosen, None for nothing; setting it calls nobody back."""
        return self._options.get(self._told["value"])

    @value.setter
    def value(self, value: Any) -> None:
        called = next((name for name, each in self._options.items() if each == value), "")
        self._tell("value", called)

    def offer(self, options: Mapping[str, Any], value: Any) -> None:
        """Put other things to choose from, and choose one of them."""
        self._options = dict(options)
        self._tell("options", list(options))
        self.value = value

    def hear(self, done: Any) -> None:
        """The name of what was chosen; one that is offered no more is ignored."""
        if done in self._options:
            self.choose(self._options[done])


class Tabs(Choice):
    """Names side by side, of which one is chosen: the pages, or the parts of a page."""

    drawn_as = "tabs"


class Several(Field):
    """A list of which several things are chosen, kept in the order of choosing.

    Args:
        label: what it is called.
        options: what stands for each thing, by what it is called.
        value: the things chosen.
        most: how many can be chosen; all of them when missing.
    """

    def __init__(
        self,
        label: str,
        options: Mapping[str, Any],
        value: Sequence[Any] = (),
        most: int | None = None,
        **how: Any,
    ) -> None:
        self._options = dict(options)
        super().__init__("several", label, value, **how)
        self._told |= {"options": list(options), "most": len(options) if most is None else most}

    @property
    def value(self) -> list[Any]:
        """The things chosen; setting it calls nobody back."""
        return [self._options[name] for name in self._told["value"]]

    @value.setter
    def value(self, value: Sequence[Any]) -> None:
        names = {each: name for name, each in self._options.items()}
        self._tell("value", [names[each] for each in value if each in names])

    def hear(self, done: Any) -> None:
        """The names of what is chosen; too many, or what is not offered, is ignored."""
        known = [name for name in done if name in self._options] if isinstance(done, list) else []
        if isinstance(done, list) and len(known) <= self._told["most"]:
            self.choose([self._options[name] for name in known])


class Slider(Field):
    """A whole number between two others.

    Args:
        label: what it is called.
        value: the number.
        least: the least it can be.
        most: the most.
        step: between one and the next.
    """

    def __init__(
        self, label: str, value: int, least: int, most: int, step: int = 1, **how: Any
    ) -> None:
        super().__init__("slider", label, value, **how)
        self._told |= {"least": least, "most": most, "step": step}

    def bound(self, most: int) -> None:
        """Put another end."""
        self._tell("most", most)

    def hear(self, done: Any) -> None:
        """The number where it was let go; none outside its ends is taken."""
        if isinstance(done, int) and self._told["least"] <= done <= self._told["most"]:
            self.choose(done)


class NumberField(Field):
    """A whole number to type, from 0 on.

    Args:
        label: what it is called.
        value: the number.
        step: what an arrow key adds.
    """

    def __init__(self, label: str, value: int = 0, step: int = 1, **how: Any) -> None:
        super().__init__("number", label, value, **how)
        self._told["step"] = step

    def hear(self, done: Any) -> None:
        """What was typed; what is no whole number stands marked in the browser, unheard."""
        if isinstance(done, int) and done >= 0:
            self.choose(done)


class TextField(Field):
    """A line of text."""

    def __init__(self, label: str, value: str = "", **how: Any) -> None:
        super().__init__("text", label, value, **how)

    def hear(self, done: Any) -> None:
        """What was typed."""
        self.choose(str(done))
