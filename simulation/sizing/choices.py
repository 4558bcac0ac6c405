"""What a sizing may decide: the plan's levers that are free, and the space they span."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import numpy as np
from scipy.stats import qmc

from simulation import axes
from simulation.errors import InputError
from simulation.words import french_typography
from simulation.yaml_text import from_yaml

Decisions = Mapping[str, float | str]
"""Value of each free choice by name; what is not decided stays as the scenario has it."""

DECIMALS = 3
"""Of a decision: nobody decides finer, and equal plans are recognised as equal."""

CALENDAR = ("waves", "weeks_between", "first_wave_week", "wave_growth", "pilot_share")
"""Choices that say who is invited when, and how many at a time."""


@dataclass(frozen=True)
class Choice:
    """One lever of the plan that may vary.

    Attributes:
        name: as `--choose` calls it.
        label: in each language.
        least: the least tried; of names, 0.
        most: the most tried; of names, the place of the last.
        whole: whole numbers only.
        options: names it is chosen among, if it is no number.
        means: more of it costs more, and does without when it is least.
        free: varies unless something else is asked.
    """

    name: str
    label: Mapping[str, str]
    least: float
    most: float
    whole: bool = False
    options: tuple[str, ...] = ()
    means: bool = False
    free: bool = False

    def value(self, place: float) -> float | str:
        """The value at a place of [0, 1]: 0 the least tried, 1 the most."""
        value = self.least + float(np.clip(place, 0, 1)) * (self.most - self.least)
        if self.options:
            return self.options[round(value)]
        return round(value) if self.whole else round(value, DECIMALS)

    def place(self, value: float | str) -> float:
        """Where a value stands in [0, 1]."""
        if self.most == self.least:
            return 0.0
        number = self.options.index(str(value)) if self.options else float(value)
        return (number - self.least) / (self.most - self.least)


@dataclass(frozen=True)
class Space:
    """The choices left free, as a cube with one side for each."""

    choices: tuple[Choice, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Of the choices, in order."""
        return tuple(choice.name for choice in self.choices)

    @classmethod
    def told(cls, ends: Mapping[str, Sequence[Any]]) -> Space:
        """The space that `to_dict` told.

        Raises:
            InputError: an unknown choice, or ends or names that cannot be.
        """
        return parse_space(
            f"{name}={','.join(known) if choices()[name].options else ':'.join(map(repr, known))}"
            if name in choices()
            else name
            for name, known in ends.items()
        )

    @cached_property
    def means(self) -> np.ndarray:
        """Which sides have a lean end; shape (choices,)."""
        return np.array([choice.means for choice in self.choices], bool)

    def at(self, point: Sequence[float] | np.ndarray) -> Decisions:
        """The decisions at a point of the cube."""
        return {c.name: c.value(place) for c, place in zip(self.choices, point, strict=True)}

    def point(self, decisions: Decisions) -> np.ndarray:
        """The point at which decisions stand; shape (choices,)."""
        return np.array([choice.place(decisions[choice.name]) for choice in self.choices])

    def features(self, points: np.ndarray) -> np.ndarray:
        """What a smooth function of decisions is made of: numbers with squares, names one by one.

        Args:
            points: shape (plans, choices).

        Returns:
            Shape (plans, features), a column of ones first.
        """
        columns = [np.ones(len(points))]
        for choice, side in zip(self.choices, points.T, strict=True):
            if choice.options:
                named = np.round(side * choice.most)
                columns += [(named == place) * 1.0 for place in range(1, len(choice.options))]
            else:
                columns += [side, side**2]
        return np.column_stack(columns)

    def to_dict(self) -> dict[str, Any]:
        """The choices with their ends, in plain values."""
        return {
            choice.name: list(choice.options) if choice.options else [choice.least, choice.most]
            for choice in self.choices
        }


@cache
def choices() -> Mapping[str, Choice]:
    """Every choice by name, in the order of `choices.yaml`."""
    text = files("simulation.sizing").joinpath("choices.yaml").read_text("utf-8")
    return {name: _choice(name, entry) for name, entry in from_yaml(text).items()}


def default_space() -> Space:
    """The choices that vary when nothing is said."""
    return Space(tuple(choice for choice in choices().values() if choice.free))


def parse_space(texts: Iterable[str]) -> Space:
    """The space that `--choose` describes: `waves`, `tool_seats=0:0.4`, `charter=none,balanced`.

    Nothing leaves the default space; `all` frees every choice.

    Raises:
        InputError: an unknown choice, or ends or names that cannot be.
    """
    chosen: dict[str, Choice] = {}
    for text in texts:
        name, sign, told = (part.strip() for part in text.partition("="))
        if name == "all" and not sign:
            chosen |= {n: choice for n, choice in choices().items() if n not in chosen}
        elif name == "default" and not sign:
            chosen |= {c.name: c for c in default_space().choices if c.name not in chosen}
        elif name not in choices():
            raise InputError("choice_unknown", value=text, known=", ".join(choices()))
        else:
            chosen[name] = _within(choices()[name], told, text) if sign else choices()[name]
    if not chosen:
        return default_space()
    return Space(tuple(chosen[name] for name in choices() if name in chosen))


def first_plans(space: Space, count: int, seed: int) -> list[Decisions]:
    """Plans to try first: a ladder from lean to generous, then a space-filling set.

    The ladder keeps what has no lean end in the middle; the set is a Latin hypercube.
    """
    steps = max(2, count // 2)
    ladder = np.full((steps, len(space.choices)), 0.5)
    ladder[:, space.means] = np.linspace(0, 1, steps)[:, None]
    cube = qmc.LatinHypercube(len(space.choices), rng=np.random.default_rng(seed))
    return [space.at(point) for point in (*ladder, *cube.random(max(0, count - steps)))]


def _within(choice: Choice, told: str, text: str) -> Choice:
    """The choice between the ends, or among the names, that were told."""
    if choice.options:
        names = tuple(name.strip() for name in told.split(","))
        if len(set(names)) != len(names) or not set(names) <= set(choice.options):
            expected = f"{choice.name}={','.join(choice.options)}"
            raise InputError("choice_value", value=text, expected=expected)
        return replace(choice, options=names, most=len(names) - 1.0)
    low, sign, high = told.partition(":")
    try:
        ends = float(low.replace(",", ".")), float((high if sign else low).replace(",", "."))
    except ValueError:
        ends = np.nan, np.nan
    floor = _FLOORS.get(choice.name, -np.inf if choice.least < 0 else 0.0)
    if not floor <= ends[0] <= ends[1] <= _CEILINGS.get(choice.name, np.inf) or ends[1] == np.inf:
        expected = f"{choice.name}={choice.least:g}:{choice.most:g}"
        raise InputError("choice_value", value=text, expected=expected)
    return replace(choice, least=ends[0], most=ends[1])


_FLOORS = {
    "waves": 1.0, "weeks_between": 1.0, "first_wave_week": 2.0, "wave_growth": -0.9,
    "pilot_share": 0.001, "session_seats": 1.0, "session_hours": 0.25,
}  # fmt: skip
_CEILINGS = {
    "waves": 26.0, "wave_growth": 0.9, "pilot_share": 1.0, "session_seats": 100.0,
    "session_hours": 40.0, "ambassadors_per_100": 20.0, "mentoring_per_100": 50.0,
    "coverage": 2.0, "communication": 1.0,
}  # fmt: skip
"""What a scenario can hold of each choice, at the least and at the most."""


def _choice(name: str, entry: Mapping[str, Any]) -> Choice:
    told = dict(entry)
    if "axis" in told:
        told["options"] = list(axes.entries(told.pop("axis")))
    if "options" in told:
        told["options"] = tuple(told["options"])
        told |= {"least": 0.0, "most": len(told["options"]) - 1.0}
    label = told.pop("label")
    return Choice(name, label | {"fr": french_typography(label["fr"])}, **told)
