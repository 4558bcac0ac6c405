"""The smallest shock that breaks a plan, and the indicator that would warn first.

A kind of shock is first tried at its full size, early and to the end: a plan that withstands that
is taken to withstand it later, shorter or milder. Where it breaks, later and shorter ones are
tried, and the lightest of those that break it made smaller until they no longer do. The *weight* of
a shock is its size times the weeks it lasts: a sponsor half gone for ten weeks weighs as much as
one wholly gone for five.

Each shock is judged in a few futures first, against the plan without it in all of them (the
yardstick of sizing), and in more only where these leave a doubt; a shock that is told of is played
in all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
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
from simulation.sizing.chances import Chance, Yardstick, counted
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

STAGES: Final = (10, 20)
"""Futures in which a shock is judged before it is played in all of them."""

Screened = Callable[[Mapping[str, bool]], None]
"""Told of each kind of shock whether it breaks the plan at its full size."""


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
        withstood: kind -> probability under the hardest shock of that kind tried, as far as it
            had to be known.
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
    screened: Screened | None = None,
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
        screened: told which kinds break the plan, long before how small a shock will do.
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
    trial = _Trial(plan, target, futures, draws, broken_below, under, how, progress, len(kinds))
    calm, (chance, level) = trial.calm, _chance(trial.calm, target)
    breaking: list[Broken] = []
    withstood: dict[str, float] = {}
    tried = kinds if chance.mean >= broken_below else ()
    broken = {kind: trial.breaks(_hardest(kind, plan, target)) for kind in tried}
    if screened and tried:
        screened(broken)
    for kind in tried:
        shock = _lightest(trial, kind) if broken[kind] else None
        if shock is None:
            known = trial.counted if broken[kind] else trial.judged
            withstood[kind] = known(_hardest(kind, plan, target)).mean
            continue
        drawn = trial.under_all(shock)
        found, struck = _chance(drawn, target)
        warnings = warnings_of(calm, drawn, shock.week, target.week)
        breaking.append(Broken(shock, shock.weight(target.week), found, struck, warnings))
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
    """The plan in the same futures, with and without shocks; nothing is played twice."""

    def __init__(
        self,
        plan: Scenario,
        target: Target,
        futures: Futures,
        draws: int,
        broken_below: float,
        under: Under,
        how: Mapping[str, Any],
        progress: Progress | None,
        kinds: int,
    ) -> None:
        self.plan, self.target, self.futures, self.draws = plan, target, futures, draws
        self.broken_below = broken_below
        self.under, self.how, self.progress = under, dict(how), progress
        self.total = 2 * draws * (1 + kinds)
        self.done = self.failures = 0
        self._known: dict[Shock, list[Ensemble]] = {}
        self.calm = self._played(self.how, 0, draws)
        self.yardstick = Yardstick(self._levels(self.calm, draws), target.level)

    def breaks(self, shock: Shock) -> bool:
        """Whether a shock breaks the plan."""
        return self.judged(shock).mean < self.broken_below

    def judged(self, shock: Shock) -> Chance:
        """The chance of reaching the target under a shock, from as few futures as tell enough."""
        for futures in STAGES:
            if futures < self.draws:
                levels = self._levels(self._under(shock, futures), futures)
                chance = self.yardstick.chance(levels)
                if not chance.low < self.broken_below <= chance.high:
                    return chance
        return self.counted(shock)

    def counted(self, shock: Shock) -> Chance:
        """The chance of reaching the target under a shock, counted in all futures."""
        return _chance(self.under_all(shock), self.target)[0]

    def under_all(self, shock: Shock) -> Ensemble:
        """Draws of all futures under a shock."""
        return self._under(shock, self.draws)

    def afresh(self, shock: Shock) -> Chance:
        """The chance of reaching the target under a shock in futures not seen before."""
        how = {**self.how, "simulate": self.under(shock), "fresh": True}
        return _chance(self._played(how, 0, self.draws), self.target)[0]

    def _under(self, shock: Shock, futures: int) -> Ensemble:
        """Draws of the first futures under a shock; those known before are not played again."""
        how = {**self.how, "simulate": self.under(shock)}
        known, edges = self._known.setdefault(shock, []), (0, *STAGES, self.draws)
        steps = [edge for edge in edges if edge < futures] + [futures]
        for first, last in list(pairwise(steps))[len(known) :]:
            known.append(self._played(how, first, last - first))
        return reduce(Ensemble.followed_by, known[: len(steps) - 1])

    def _played(self, how: Mapping[str, Any], first: int, draws: int) -> Ensemble:
        part = staged(self.progress, self.done, max(self.total, self.done + draws))
        plans = {self.plan.name: self.plan}
        seen = played(plans, self.futures, draws, first=first, progress=part, **how)
        self.done += draws
        self.failures += seen.failures
        return seen.plans[self.plan.name]

    def _levels(self, drawn: Ensemble, futures: int) -> np.ndarray:
        """Levels of the target's indicator in each of the first futures, missing if not ended."""
        levels = np.full(futures, np.nan)
        levels[drawn.replicates] = drawn.at(self.target.indicator, self.target.week)
        return levels


def _hardest(kind: str, plan: Scenario, target: Target) -> Shock:
    """A kind of shock at its full size, as early as it is tried and to the end."""
    return _shocks(kind, plan, target)[0]


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


def _lightest(trial: _Trial, kind: str) -> Shock | None:
    """The lightest shock of a kind that breaks the plan; none that does so in all futures."""
    last = trial.target.week
    found: list[Shock] = []
    for shock in sorted(_shocks(kind, trial.plan, trial.target), key=lambda s: s.weight(last)):
        if len(found) < HALVED and trial.breaks(shock):
            found.append(shock)
    smallest = [small for shock in found if (small := _smallest(trial, shock))]
    return min(smallest, key=lambda one: one.weight(last), default=None)


def _smallest(trial: _Trial, shock: Shock) -> Shock | None:
    """The same shock at the least size that still breaks the plan, to an eighth."""
    withstood, sizes = 0.0, [shock.size]
    for _ in range(HALVINGS):
        size = (withstood + sizes[-1]) / 2
        if trial.breaks(replace(shock, size=size)):
            sizes.append(size)
        else:
            withstood = size
    smaller = (replace(shock, size=size) for size in reversed(sizes))
    return next((one for one in smaller if trial.counted(one).mean < trial.broken_below), None)


def _chance(drawn: Ensemble, target: Target) -> tuple[Chance, float]:
    levels = drawn.at(target.indicator, target.week)
    return counted(levels, target.level), float(np.nanmean(levels))
