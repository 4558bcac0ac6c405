"""What is not known, or may be chosen: one number in [0, 1] says where each stands.

An input is a parameter of the catalogue, spread over its prior, or a lever of the scenario, spread
evenly between two ends. Luck, the number of a draw, is an input like another: so one can say
how much of what differs is mere luck.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.catalogue import Parameter, parameters
from simulation.errors import InputError
from simulation.experiments import LEVERS, lever_label, lever_value
from simulation.priors import Prior
from simulation.scenario import Scenario
from simulation.sizing.futures import Futures
from simulation.words.forms import number

LUCK = "luck"
"""Name of the input that is the number of the draw: the company, and what befalls everybody."""

REST = "rest"
"""Name of the input that stands for every other parameter together."""

NUMBERS = ("share", "count", "decimal", "hours", "days")
"""Kinds of levers that take any value between two ends."""

SIGNIFICANT = 3
"""Digits of a parameter's value in a sentence."""


@dataclass(frozen=True)
class Input:
    """A parameter by its name in the catalogue, or a lever by its path.

    Attributes:
        name: as the catalogue or the scenario calls it.
        prior: where its values lie.
        lever: whether it is one.
    """

    name: str
    prior: Prior
    lever: bool = False

    def value(self, place: float) -> float:
        """The value below which a share `place` of the input's values lies."""
        value = float(self.prior.quantile(place))
        return float(round(value)) if self.lever and LEVERS[self.name] == "count" else value


def parameter_inputs(names: Iterable[str]) -> list[Input]:
    """Parameters of the catalogue as inputs.

    Raises:
        InputError: no such parameter, or one that is always the same.
    """
    known = parameters()
    found = []
    for name in dict.fromkeys(names):
        if name not in known or not _may_vary(known[name]):
            raise InputError("input_parameter", value=name, close=_close(name, known))
        found.append(Input(name, known[name].prior))
    return found


def lever_inputs(texts: Iterable[str], scenario: Scenario) -> list[Input]:
    """Levers written as `managers.trainable=0.4:0.9`.

    Raises:
        InputError: not of that form, no such lever, or an end the scenario refuses.
    """
    found = {}
    for text in texts:
        path, _, ends = (part.strip() for part in text.partition("="))
        low, sign, high = ends.partition(":")
        try:
            least, most = float(low.replace(",", ".")), float(high.replace(",", "."))
        except ValueError:
            sign = ""
        if not sign or not least < most:
            raise InputError("input_lever", value=text)
        if LEVERS.get(path) not in NUMBERS:
            known = {name: kind for name, kind in LEVERS.items() if kind in NUMBERS}
            raise InputError("input_lever_unknown", value=path, close=_close(path, known))
        found[path] = Input(path, Prior("uniform", least, most, (least + most) / 2), lever=True)
        for place in (0.0, 1.0):
            scenario.changed({path: _typed(path, found[path].value(place))}, place="--lever")
    return list(found.values())


def with_values(scenario: Scenario, inputs: Sequence[Input], values: Sequence[float]) -> Scenario:
    """The scenario with a value for each input."""
    told = dict(zip(inputs, values, strict=True))
    levers = {i.name: _typed(i.name, value) for i, value in told.items() if i.lever}
    chosen = {i.name: float(value) for i, value in told.items() if not i.lever}
    if levers:
        scenario = scenario.changed(levers, place="--lever")
    return scenario.model_copy(update={"parameters": {**scenario.parameters, **chosen}})


class LeverFutures(Futures):
    """Futures in which some levers are not known either.

    Args:
        futures: of the parameters.
        levers: spread evenly between their ends.
        seed: of their values.
    """

    def __init__(self, futures: Futures, levers: Sequence[Input], seed: int) -> None:
        self.within, self.levers, self.seed = futures, tuple(levers), seed
        self.kind = futures.kind

    @property
    def names(self) -> tuple[str, ...]:
        """Parameters and levers that differ from draw to draw."""
        return (*self.within.names, *(lever.name for lever in self.levers))

    @property
    def key(self) -> str:
        """What decides the futures, as a short text."""
        ends = [(lever.name, lever.prior.low, lever.prior.high) for lever in self.levers]
        told = hashlib.sha256(repr(ends).encode()).hexdigest()[:16]
        return f"{self.within.key} {self.seed} {told}"

    def parameters(self, draw: int) -> dict[str, float]:
        """Values of parameters and levers in one draw."""
        return self.within.parameters(draw) | dict(
            zip((lever.name for lever in self.levers), self._values(draw), strict=True)
        )

    def applied(self, scenario: Scenario, draw: int) -> Scenario:
        """The scenario in the future of a draw."""
        scenario = self.within.applied(scenario, draw)
        return with_values(scenario, self.levers, self._values(draw))

    def _values(self, draw: int) -> list[float]:
        luck = np.random.default_rng([self.seed, draw, len(self.levers)]).random(len(self.levers))
        return [lever.value(place) for lever, place in zip(self.levers, luck, strict=True)]


def input_label(name: str, lang: str) -> str:
    """What an input is called, as the catalogue or the levers have it."""
    known = parameters()
    return known[name].label[lang] if name in known else lever_label(name, lang)


def input_value(name: str, value: float, lang: str) -> str:
    """A value of an input with its unit, as far as the unit says something."""
    known = parameters()
    if name not in known:
        return lever_value(name, value, lang)
    told = _significant(value, lang)
    unit = known[name].unit
    return f"{told} {unit}" if "/" in unit or unit in MEASURES else told


MEASURES: Mapping[str, str] = {"weeks": "", "minutes": "", "hours": "", "days": "", "years": ""}


def _significant(value: float, lang: str) -> str:
    """A number with three significant digits."""
    if value == 0:
        return number(0, lang)
    decimals = SIGNIFICANT - 1 - int(np.floor(np.log10(abs(value))))
    told = float(f"{value:.{SIGNIFICANT}g}")
    while decimals > 0 and round(told, decimals - 1) == told:
        decimals -= 1
    return number(told, lang, max(0, decimals))


def _typed(path: str, value: float) -> float | int:
    return round(value) if LEVERS[path] == "count" else value


def _may_vary(parameter: Parameter) -> bool:
    return parameter.prior.varies and parameter.group != "organisation"


def _close(name: str, known: Iterable[str]) -> str:
    import difflib

    names = list(known)
    return ", ".join(difflib.get_close_matches(name, names, n=3) or names[:3])
