"""The plan chosen, put to draws that no search has seen, with its neighbours beside it.

The best of many plans owes part of its place to the luck of the draws it was chosen on. So the
cheapest that seems good enough is played again in fresh futures. If it does not hold there the
next one up is tried; if it does, the next one down, since the search may have been too cautious.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments import Ensemble
from simulation.scenario import Scenario
from simulation.sizing.chances import TAIL, Chance, Yardstick, counted
from simulation.sizing.choices import Decisions
from simulation.sizing.costs import cost
from simulation.sizing.futures import FRESH_FROM
from simulation.sizing.laboratory import Laboratory
from simulation.sizing.plans import fewer_posts, planned, with_posts
from simulation.sizing.rules import rule
from simulation.sizing.search import Candidate, Request, dominated
from simulation.sizing.staffing import Load, ample, load_of

TRIES = 5
"""Plans put to the check on fresh draws before the search ends there."""

DEARER_TRIES = 3

LAST_WEEKS = 13
"""Weeks before the target's over which answers are looked at: a quarter."""


@dataclass(frozen=True, eq=False)
class Checked:
    """A plan in fresh futures.

    Attributes:
        candidate: the plan, with the costs of its fresh draws.
        drawn: its fresh draws.
        levels: of the target's indicator in its week; shape (draws,).
        chance: of reaching the target.
    """

    candidate: Candidate
    drawn: Ensemble
    levels: np.ndarray
    chance: Chance

    @property
    def scenario(self) -> Scenario:
        """The plan as it runs."""
        return self.candidate.scenario


def checked_plans(
    laboratory: Laboratory, request: Request, candidates: Sequence[Candidate]
) -> list[Checked]:
    """Plans put to fresh draws, until the cheapest that holds there is between two neighbours.

    Plans that no other one beats stand on a ladder, by cost. The first checked is the cheapest
    that seems good enough; from there the way goes up by as much as fresh draws take off what
    the search announced, or down, and then between what failed and what held.

    Returns:
        The plan to keep first: the cheapest that holds, else the surest; then the others.
    """
    allowed = [candidate for candidate in candidates if request.allows(candidate)]
    ladder = sorted(_undominated(allowed or request.ranked(candidates)), key=lambda c: c.cost)
    chances = np.array([candidate.chance.mean for candidate in ladder])
    top = len(ladder) - 1
    failed, held = -1, len(ladder)
    found: dict[int, Checked] = {}
    place = _first(chances >= request.probability, top)
    while failed < place < held and len(found) < TRIES:
        found[place] = _checked(laboratory, request, ladder[place])
        gap = request.probability - found[place].chance.mean
        if gap <= 0:
            held = place
            place = held - 1 if failed < 0 else (failed + held) // 2
        else:
            failed = place
            if held <= top:
                place = (failed + held) // 2
            elif len(found) == TRIES - 1:
                place = top
            else:
                surer = (chances >= chances[place] + gap) & (np.arange(top + 1) > place)
                place = _first(surer, top)
    surest = max(found.values(), key=lambda each: (each.chance.mean, np.nanmean(each.levels)))
    kept = found.get(held, surest)
    return [kept, *(each for each in found.values() if each is not kept)]


def load_in(
    laboratory: Laboratory, scenario: Scenario, employees: int, count: int, first: int
) -> Load:
    """The load of a plan where nothing waits, in some draws."""
    return load_of(laboratory.drawn(ample(scenario, employees), count, first), laboratory.futures)


def dearer_plan(
    laboratory: Laboratory, request: Request, candidates: Sequence[Candidate], kept: Checked
) -> tuple[Candidate, Chance] | None:
    """The next plan up that is surer in fresh futures too, with its chances there."""
    dearer = [
        c for c in candidates
        if c.cost > kept.candidate.cost and c.chance.mean > kept.candidate.chance.mean
    ]  # fmt: skip
    for candidate in sorted(_undominated(dearer), key=lambda c: c.cost)[:DEARER_TRIES]:
        chance = _beside(laboratory, request, kept, candidate.scenario)[1]
        if chance.mean > kept.chance.mean:
            return candidate, chance
    return None


def without_means(laboratory: Laboratory, request: Request, kept: Checked) -> pd.DataFrame:
    """What each means of the plan brings: the plan without it, in the same fresh futures.

    Posts of community managers stay, so that only the means itself is taken away.

    Returns:
        Columns choice, value, probability, probability_low, probability_high (without it), saved
        (euros).
    """
    decisions = kept.candidate.decisions
    own = cost(kept.drawn)[: request.effort.beside].mean()
    rows = []
    for choice in request.space.choices:
        if not choice.means or decisions[choice.name] == choice.least:
            continue
        less = {**decisions, choice.name: choice.least}
        scenario = _with_posts_of(kept.scenario, _plan(laboratory, request, less))
        gave, chance = _beside(laboratory, request, kept, scenario)
        rows.append(
            {
                "choice": choice.name,
                "value": decisions[choice.name],
                "probability": chance.mean,
                "probability_low": chance.low,
                "probability_high": chance.high,
                "saved": float(own - np.nanmean(gave["cost"])),
            }
        )
    columns = ["choice", "value", "probability", "probability_low", "probability_high", "saved"]
    return pd.DataFrame(rows, columns=columns)


def with_less(laboratory: Laboratory, kept: Checked, count: int) -> dict[str, Any]:
    """What happens with half a post of community managers less, in the same fresh futures.

    Returns:
        Probability with its ends, euros saved, and the share of contributions answered within
        48 hours in the last quarter with all posts and with half a post less.
    """
    scenario = fewer_posts(kept.scenario, rule("post_step"))
    drawn = laboratory.drawn(scenario, count, FRESH_FROM)
    target = laboratory.target
    chance = Yardstick(kept.levels, target.level).chance(drawn.at(target.indicator, target.week))
    return {
        "probability": chance.mean,
        "probability_low": chance.low,
        "probability_high": chance.high,
        "saved": float(cost(kept.drawn)[:count].mean() - cost(drawn).mean()),
        "answered_48h": _answered(kept.drawn),
        "answered_48h_less": _answered(drawn),
    }


def front(
    candidates: Sequence[Candidate],
    fresh: Mapping[str, Chance],
    chosen: Candidate,
    target_met: bool,
) -> pd.DataFrame:
    """Every plan tried, by cost; those checked stand with their fresh probability.

    Args:
        candidates: the plans.
        fresh: key of a scenario -> its chances in fresh futures.
        chosen: the plan kept.
        target_met: whether it holds; only then has it a role, and neighbours.

    Returns:
        Columns plan, cost, cost_low, cost_high, probability, probability_low, probability_high,
        week, overload, draws, checked, dominated, role, and the decisions.
    """
    rows = []
    ordered = sorted(candidates, key=lambda candidate: candidate.cost)
    for candidate in ordered:
        chance = fresh.get(candidate.scenario.key(), candidate.chance)
        low, high = np.nanquantile(candidate.gave["cost"], [TAIL, 1 - TAIL])
        rows.append(
            {
                **candidate.decisions,
                "cost": candidate.cost,
                "cost_low": float(low),
                "cost_high": float(high),
                "probability": chance.mean,
                "probability_low": chance.low,
                "probability_high": chance.high,
                "week": candidate.week,
                "overload": candidate.overload,
                "draws": candidate.draws,
                "checked": candidate.scenario.key() in fresh,
            }
        )
    table = pd.DataFrame(rows)
    beaten = dominated(table["cost"].to_numpy(), table["probability"].to_numpy()) > 0
    roles = np.full(len(table), "", dtype=object)
    if target_met:
        place = next(n for n, candidate in enumerate(ordered) if candidate is chosen)
        on_front = np.flatnonzero(~beaten)
        roles[on_front[on_front < place][-1:]] = "cheaper"
        roles[on_front[on_front > place][:1]] = "dearer"
        roles[place] = "chosen"
    return table.assign(plan=range(1, len(table) + 1), dominated=beaten, role=roles)


def _checked(laboratory: Laboratory, request: Request, candidate: Candidate) -> Checked:
    drawn = laboratory.drawn(candidate.scenario, request.effort.fresh, FRESH_FROM)
    target = laboratory.target
    levels = drawn.at(target.indicator, target.week)
    gave = {**candidate.gave, "cost": cost(drawn)}
    return Checked(replace(candidate, gave=gave), drawn, levels, counted(levels, target.level))


def _beside(
    laboratory: Laboratory, request: Request, kept: Checked, scenario: Scenario
) -> tuple[Mapping[str, np.ndarray], Chance]:
    """Another plan in the first fresh futures, its chances told by the plan kept."""
    [gave] = laboratory.outcomes([scenario], request.effort.beside, FRESH_FROM)
    return gave, Yardstick(kept.levels, laboratory.target.level).chance(gave["level"])


def _first(good: np.ndarray, otherwise: int) -> int:
    """Place of the first that is good."""
    return int(np.argmax(good)) if good.any() else otherwise


def _undominated(candidates: Sequence[Candidate]) -> list[Candidate]:
    costs = np.array([candidate.cost for candidate in candidates])
    margins = np.array([candidate.margin for candidate in candidates])
    beaten = dominated(costs, margins)
    return [candidate for candidate, by in zip(candidates, beaten, strict=True) if not by]


def _plan(laboratory: Laboratory, request: Request, decisions: Decisions) -> Scenario:
    week = laboratory.target.week
    return planned(request.scenario, decisions, request.limits, request.employees, week)


def _with_posts_of(staffed: Scenario, scenario: Scenario) -> Scenario:
    return with_posts(scenario, staffed.plan.community_managers)


def _answered(drawn: Ensemble) -> float:
    late = drawn.indicator("answered_within_48h")[:, -LAST_WEEKS:]
    return float(np.nanmean(late)) if np.isfinite(late).any() else 0.0
