"""The smallest shock that breaks a plan, and the indicator that would warn first.

A kind of shock is first tried at its full size, early and to the end: a plan that withstands that
is taken to withstand it later, shorter or milder. Where it breaks, later and shorter ones are
tried, and the lightest of those that break it made smaller until they no longer do. The *weight* of
a shock is its size times the weeks it lasts: a sponsor half gone for ten weeks weighs as much as
one wholly gone for five.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from simulation.errors import InputError
from simulation.experiments import Ensemble
from simulation.experiments.draws import Progress
from simulation.robustness.early_warning import EarlyWarning, warnings_of
from simulation.robustness.played import played, staged, until
from simulation.robustness.power import FEWEST
from simulation.robustness.shocks import ONCE, SHOCKS, Shock, Under, under
from simulation.scenario import Scenario
from simulation.sizing.chances import Chance, counted
from simulation.sizing.futures import Futures
from simulation.sizing.target import Target

STARTS: Final = (0.25, 0.5, 0.75)
"""When a shock strikes, as a share of the time to the target."""

SHORT: Final = 13
"""Weeks of a shock that ends: a quarter."""

HALVINGS: Final = 3
"""Times the least size that breaks the plan is searched between two sizes."""

HALVED: Final = 2
"""Shocks of a kind, the lightest of those that break the plan, that are made smaller."""


@dataclass(frozen=True)
class Broken:
    """The smallest shock of a kind that breaks the plan.

    Attributes:
        shock: it.
        weight: weeks of the whole shock.
        chance: of reaching the target under it.
        level: mean level of the target's indicator in its week under it.
        warnings: indicators that warn before the target's week, the first one first.
        fresh: chance in futures the search has not seen; only of the lightest shock of all.
    """

    shock: Shock
    weight: float
    chance: Chance
    level: float
    warnings: tuple[EarlyWarning, ...]
    fresh: Chance | None = None


@dataclass(frozen=True, eq=False)
class RedTeam:
    """What breaks a plan.

    Attributes:
        scenario: name of the plan.
        target: what it is to reach.
        broken_below: probability of reaching it under which a plan counts as broken.
        draws: futures.
        futures: kind.
        calm: probability without any shock.
        calm_level: mean level without any.
        breaking: the smallest shock of each kind that breaks it, the lightest first.
        withstood: kind -> probability under the hardest shock of that kind tried.
        failures: draws that did not end.
    """

    scenario: str
    target: Target
    broken_below: float
    draws: int
    futures: str
    calm: Chance
    calm_level: float
    breaking: tuple[Broken, ...]
    withstood: Mapping[str, float]
    failures: int


def red_team(
    scenario: Scenario,
    target: Target,
    futures: Futures,
    draws: int = 40,
    broken_below: float = 0.5,
    kinds: Sequence[str] = SHOCKS,
    progress: Progress | None = None,
    under: Under = under,
    **how: Any,
) -> RedTeam:
    """Search the smallest shock that breaks a plan.

    Args:
        scenario: the plan.
        target: what it is to reach.
        futures: where it is tried; the same with and without a shock.
        draws: futures, at least 39.
        broken_below: probability of reaching the target under which the plan is broken.
        kinds: of shocks.
        progress: called with the draws done and about how many there will be.
        under: gives what runs a scenario under a shock.
        how: as for `played`; `simulate` runs the plan without a shock.

    Raises:
        InputError: too few draws, no such kind, a probability out of range, or a scenario that
            cannot be run.
    """
    if draws < FEWEST:
        raise InputError("design_replicates", value=draws, least=FEWEST)
    if not 0 < broken_below < 1:
        raise InputError("sizing_probability", value=broken_below)
    unknown = [kind for kind in kinds if kind not in SHOCKS]
    if unknown:
        raise InputError("shock_unknown", value=unknown[0], known=", ".join(SHOCKS))
    plan = until({scenario.name: scenario}, target)[scenario.name]
    trial = _Trial(plan, target, futures, draws, under, how, progress, len(kinds))
    calm = trial.calm()
    chance, level = _chance(calm, target)
    breaking: list[Broken] = []
    withstood: dict[str, float] = {}
    if chance.mean >= broken_below:
        for kind in kinds:
            hardest, *others = _shocks(kind, plan, target)
            if trial.of(hardest)[1].mean >= broken_below:
                withstood[kind] = trial.of(hardest)[1].mean
                continue
            broken = [hardest, *(s for s in others if trial.of(s)[1].mean < broken_below)]
            lightest = sorted(broken, key=lambda one: one.weight(target.week))[:HALVED]
            smallest = [_smallest(trial, one, broken_below) for one in lightest]
            shock = min(smallest, key=lambda one: one.weight(target.week))
            drawn, found = trial.of(shock)
            warnings = warnings_of(calm, drawn, shock.week, target.week)
            breaking.append(
                Broken(shock, shock.weight(target.week), found, _chance(drawn, target)[1], warnings)
            )
    breaking.sort(key=lambda one: one.weight)
    if breaking:
        breaking[0] = replace(breaking[0], fresh=trial.afresh(breaking[0].shock))
    return RedTeam(
        scenario=scenario.name,
        target=target,
        broken_below=broken_below,
        draws=len(calm.replicates),
        futures=futures.kind,
        calm=chance,
        calm_level=level,
        breaking=tuple(breaking),
        withstood=withstood,
        failures=trial.failures,
    )


class _Trial:
    """The plan in the same futures, with and without shocks; no shock is played twice."""

    def __init__(
        self,
        plan: Scenario,
        target: Target,
        futures: Futures,
        draws: int,
        under: Under,
        how: Mapping[str, Any],
        progress: Progress | None,
        kinds: int,
    ) -> None:
        self.plan, self.target, self.futures, self.draws = plan, target, futures, draws
        self.under, self.how, self.progress = under, dict(how), progress
        self.total = draws * (1 + kinds * (2 * len(STARTS) + HALVINGS))
        self.done = self.failures = 0
        self._known: dict[Shock, tuple[Ensemble, Chance]] = {}

    def calm(self) -> Ensemble:
        """Draws without any shock."""
        return self._played(self.how)

    def of(self, shock: Shock) -> tuple[Ensemble, Chance]:
        """Draws under a shock, and the chance of reaching the target."""
        if shock not in self._known:
            drawn = self._played({**self.how, "simulate": self.under(shock)})
            self._known[shock] = drawn, _chance(drawn, self.target)[0]
        return self._known[shock]

    def afresh(self, shock: Shock) -> Chance:
        """The chance of reaching the target under a shock in futures not seen before."""
        how = {**self.how, "simulate": self.under(shock), "fresh": True}
        return _chance(self._played(how), self.target)[0]

    def _played(self, how: Mapping[str, Any]) -> Ensemble:
        part = staged(self.progress, self.done, max(self.total, self.done + self.draws))
        seen = played({self.plan.name: self.plan}, self.futures, self.draws, progress=part, **how)
        self.done += self.draws
        self.failures += seen.failures
        return seen.plans[self.plan.name]


def _shocks(kind: str, plan: Scenario, target: Target) -> list[Shock]:
    """Shocks of a kind at their full size, the earliest to the end first."""
    begun = plan.plan.waves[0].week
    starts = {begun + round(share * (target.week - begun)) for share in STARTS}
    lengths = (None,) if kind in ONCE else (None, SHORT)
    return [
        Shock(kind, week, weeks, 1.0)
        for week in sorted(starts)
        for weeks in lengths
        if weeks is None or week + weeks <= target.week
    ]


def _smallest(trial: _Trial, shock: Shock, broken_below: float) -> Shock:
    """The least size that still breaks the plan, to an eighth."""
    withstood, breaks = 0.0, shock.size
    for _ in range(HALVINGS):
        size = (withstood + breaks) / 2
        if trial.of(replace(shock, size=size))[1].mean < broken_below:
            breaks = size
        else:
            withstood = size
    return replace(shock, size=breaks)


def _chance(drawn: Ensemble, target: Target) -> tuple[Chance, float]:
    levels = drawn.at(target.indicator, target.week)
    return counted(levels, target.level), float(np.nanmean(levels))
