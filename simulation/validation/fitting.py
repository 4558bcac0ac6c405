"""Fitting: move a few parameters so that P2, P4, P6 and P8 come to their centres.

    python -m simulation.validation.fitting visit_base post_rate --generations 40

No other pattern enters: the rest stay a test of the mechanisms. A few sanity figures beside
them keep the network plausible where the patterns do not look. CMA-ES with fresh replicates in
each generation, so that no luck is fitted; a small penalty draws values back to where they
started, since the figures leave some combinations open. The package `cma` is a developer's.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import yaml
from numpy.typing import NDArray

from simulation.catalogue import Parameter, parameters
from simulation.cores import available_cores
from simulation.model import journal
from simulation.model.state import NEWS_SPACE, NOT_YET
from simulation.validation.communities import LONG, lives
from simulation.validation.maturity import (
    access,
    interactive,
    monthly_exit,
    read_only,
    volume,
    yearly_growth,
)
from simulation.validation.runs import (
    MATURITY,
    PUBLISHED,
    REFERENCE_EMPLOYEES,
    Acts,
    Flags,
    Played,
    Trials,
    ratio_of,
    share_of,
)

REPLICATES: Final = 2
FIRST_REPLICATE: Final = 10_000
"""Far from the replicates on which patterns are judged."""
PENALTY: Final = 0.05
"""Weight of the penalty, against targets missed by their tolerance."""
REACH: Final = 0.25
"""Distance from its start, as a share of its range, at which a parameter costs one penalty."""
FAR: Final = 10.0
"""Beyond so many tolerances a miss weighs in proportion, lest one figure hide the others; a
figure that cannot be computed counts as much."""


@dataclass(frozen=True)
class Target:
    """A figure to bring to its centre.

    Attributes:
        centre: where it should be.
        tolerance: distance that counts as one; of logarithms for amounts.
        amount: whether distances are relative.
    """

    centre: float
    tolerance: float
    amount: bool = False

    def miss(self, figure: float) -> float:
        """Distance from the centre, in tolerances."""
        if not math.isfinite(figure) or (self.amount and figure <= 0):
            return FAR
        if self.amount:
            return math.log(figure / self.centre) / self.tolerance
        return (figure - self.centre) / self.tolerance


TARGETS: Final[Mapping[str, Target]] = {
    "access": Target(0.83, 0.05),
    "interactive": Target(0.32, 0.06),
    "read_only": Target(0.52, 0.06),
    "volume": Target(1.05, 0.15, amount=True),
    "peak_month": Target(3.0, 0.7),
    "dead_5_months": Target(0.50, 0.05),
    "alive_12_months": Target(0.33, 0.05),
    "alive_24_months": Target(0.22, 0.05),
    "monthly_exit": Target(0.32, 0.08),
    "yearly_growth": Target(1.20, 0.07, amount=True),
    "registered_two_years": Target(0.93, 0.04),
    "weekly_visitors": Target(0.25, 0.05),
    "live_communities_per_1000": Target(60.0, 0.3, amount=True),
    "first_posts_answered": Target(0.68, 0.08),
    "posts_answered": Target(0.65, 0.08),
    "posts_among_interactions": Target(0.27, 0.05),
    "reactions_among_interactions": Target(0.42, 0.07),
}
"""P2, P4, P6 and P8, then sanity: registrations, visitors (row 1.11), live communities (4.15),
answers (3.2), and the mix of interactions."""


def figures(played: Played) -> dict[str, float]:
    """All the figures fitted, from one run of 208 weeks."""
    acts = played.acts
    spaces = lives(played)
    end, start = yearly_growth(acts)
    rows = acts.during(*MATURITY)
    mix = acts.action[rows]
    return {
        "access": access(acts),
        "interactive": interactive(acts),
        "read_only": read_only(acts),
        "volume": volume(acts),
        **{name: float(spaces[name]) for name in TARGETS if name in spaces},
        "monthly_exit": monthly_exit(acts),
        "yearly_growth": ratio_of(end, start),
        "registered_two_years": registered_share(played),
        "weekly_visitors": share_of(acts.visit_days[slice(*MATURITY)] > 0),
        "live_communities_per_1000": live_communities(acts),
        "first_posts_answered": answered_share(acts, first_posts(acts)),
        "posts_answered": answered_share(acts, acts.during(*MATURITY, PUBLISHED)),
        "posts_among_interactions": share_of(np.isin(mix, PUBLISHED)),
        "reactions_among_interactions": share_of(mix == journal.REACTION),
    }


def registered_share(played: Played) -> float:
    """Share of employees registered within two years."""
    week = played.state.employee.registered_week
    return share_of((week != NOT_YET) & (week < MATURITY[1]))


def live_communities(acts: Acts) -> float:
    """Communities with an interaction in the last eight weeks of the two years, per 1,000."""
    rows = acts.during(MATURITY[1] - 8, MATURITY[1]) & (acts.community > NEWS_SPACE)
    return 1000 * np.unique(acts.community[rows]).size / acts.employees


def first_posts(acts: Acts) -> Flags:
    """The first post of each person, in the two years."""
    posts = np.flatnonzero(acts.during(0, MATURITY[1], PUBLISHED))
    _, first = np.unique(acts.person[posts], return_index=True)
    rows = np.zeros(acts.person.size, bool)
    rows[posts[first]] = True
    return rows


def answered_share(acts: Acts, posts: Flags) -> float:
    """Share of these posts that were ever answered, the news space apart."""
    delay = acts.first_answer_delay(posts & (acts.community != NEWS_SPACE))
    return share_of(np.isfinite(delay))


def loss(draws: Sequence[Mapping[str, float]]) -> float:
    """Misses of the mean figures of some replicates, squared and summed."""
    means = {name: np.mean([draw[name] for draw in draws]) for name in TARGETS}
    misses = [abs(target.miss(float(means[name]))) for name, target in TARGETS.items()]
    return sum(min(miss, FAR) ** 2 + max(0.0, miss - FAR) for miss in misses)


def value_at(parameter: Parameter, place: float) -> float:
    """Value at a place of a parameter's range, 0 to 1; positive ranges are walked by ratios."""
    low, high = parameter.range
    if low > 0:
        return float(low * (high / low) ** place)
    return low + (high - low) * place


def place_of(parameter: Parameter, value: float) -> float:
    """Place of a value in a parameter's range: the inverse of `value_at`."""
    low, high = parameter.range
    if low > 0:
        return math.log(value / low) / math.log(high / low)
    return (value - low) / (high - low)


def fit(
    start: Mapping[str, float],
    generations: int,
    employees: int = REFERENCE_EMPLOYEES,
    held: Mapping[str, float] | None = None,
    told: Callable[[str], None] = print,
) -> dict[str, float]:
    """Values of the named parameters that bring the figures closest to their centres.

    Args:
        start: the parameters moved, and where they start.
        generations: of the search.
        employees: of each company.
        held: values of other parameters, where they are not the defaults.
        told: called with a line after each generation.
    """
    import cma

    moved = [parameters()[name] for name in start]
    origin = np.array([place_of(p, start[p.name]) for p in moved])
    options = {"bounds": [0, 1], "maxiter": generations, "verbose": -9, "seed": 1}
    search = cma.CMAEvolutionStrategy(np.clip(origin, 0.02, 0.98), 0.15, options)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(available_cores(), mp_context=context) as pool:
        while not search.stop():
            places = search.ask()
            numbers = [
                FIRST_REPLICATE + REPLICATES * search.countiter + k for k in range(REPLICATES)
            ]
            tasks = [
                ({**(held or {}), **_values(moved, place)}, number)
                for place in places
                for number in numbers
            ]
            draws = list(pool.map(partial(_draw, employees=employees), tasks))
            losses = [
                loss(draws[k : k + REPLICATES]) + _penalty(place, origin)
                for k, place in zip(range(0, len(draws), REPLICATES), places, strict=True)
            ]
            search.tell(places, losses)
            best = int(np.argmin(losses))
            told(_line(search.countiter, losses[best], draws[REPLICATES * best :][:REPLICATES]))
    return _values(moved, search.result.xfavorite)


def _draw(task: tuple[Mapping[str, float], int], employees: int) -> dict[str, float]:
    values, replicate = task
    return figures(Trials(replicate, employees, parameters=values).play(LONG))


def _values(moved: Sequence[Parameter], places: NDArray) -> dict[str, float]:
    return {
        p.name: float(f"{value_at(p, float(place)):.4g}")
        for p, place in zip(moved, places, strict=True)
    }


def _penalty(places: NDArray, origin: NDArray) -> float:
    return PENALTY * float(np.sum(((places - origin) / REACH) ** 2))


def _line(generation: int, best: float, draws: Sequence[Mapping[str, float]]) -> str:
    means = (f"{name} {np.mean([draw[name] for draw in draws]):.3g}" for name in TARGETS)
    return f"{generation:3d}  loss {best:.2f}  {'  '.join(means)}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the parameters named on the command line and print their values as YAML."""
    parser = argparse.ArgumentParser(description="Fit parameters to P2, P4, P6 and P8.")
    parser.add_argument("names", nargs="+", choices=parameters(), metavar="NAME")
    parser.add_argument("--generations", type=int, default=40)
    parser.add_argument("--employees", type=int, default=REFERENCE_EMPLOYEES)
    parser.add_argument("--start", type=Path, help="YAML of a former fit to go on from")
    options = parser.parse_args(arguments)
    former = yaml.safe_load(options.start.read_text("utf-8")) if options.start else {}
    start = {name: former.pop(name, parameters()[name].default) for name in options.names}
    told = partial(print, file=sys.stderr)
    found = fit(start, options.generations, options.employees, held=former, told=told)
    print(yaml.safe_dump(found | former, sort_keys=False), end="")


if __name__ == "__main__":
    main()
