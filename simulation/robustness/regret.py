"""Which plan one would regret least: across futures, and across rival theories of influence.

The regret of a plan in a future is what the best plan would have given there beyond it. All plans
meet the same futures with the same luck, so regret is read draw by draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import statistics
from simulation.experiments.draws import Progress
from simulation.robustness.played import played, staged, until
from simulation.robustness.stakes import Stake
from simulation.scenario import THEORIES, Scenario
from simulation.sizing.futures import Futures

TAIL: Final = 0.9
"""Nine futures in ten regret no more than this quantile."""

ALL: Final = "all"
"""Stands for all theories together, each weighing the same."""


@dataclass(frozen=True, eq=False)
class Regret:
    """Regret of each plan, under each theory and under all.

    Attributes:
        plans: names, in the order given.
        stake: what is at stake; its `level_unit` is the unit of regrets.
        futures: kind.
        draws: futures under each theory.
        theories: tried, the plans' own first.
        table: plan, theory ("all" last), mean, mean_low, mean_high (95 %), p90, best (share of
            the futures in which no plan is better).
        worst: plan -> theory under which its mean regret is largest.
        least: plan whose mean regret over all theories is least.
        safest: plan whose mean regret under its worst theory is least.
        failures: draws that did not end.
    """

    plans: tuple[str, ...]
    stake: Stake
    futures: str
    draws: int
    theories: tuple[str, ...]
    table: pd.DataFrame
    worst: Mapping[str, str]
    least: str
    safest: str
    failures: int


def regret(
    plans: Mapping[str, Scenario],
    stake: Stake,
    futures: Futures,
    draws: int = 60,
    theories: Sequence[str] = THEORIES,
    progress: Progress | None = None,
    **how: Any,
) -> Regret:
    """The regret table of plans.

    Args:
        plans: at least two, by the names they go by.
        stake: what is at stake.
        futures: where they are tried, under each theory.
        draws: futures under each theory.
        theories: tried besides that of the first plan.
        progress: called with the draws done and their total.
        how: as for `played`.

    Raises:
        InputError: fewer than two plans, or a scenario that cannot be run.
    """
    check_plans(plans)
    own = next(iter(plans.values())).theory
    tried = tuple(dict.fromkeys([own, *theories]))
    lasting = until(plans, stake.target)
    whole = len(tried) * draws * len(plans)
    gave: dict[str, pd.DataFrame] = {}
    failures = 0
    for place, theory in enumerate(tried):
        under = {name: plan.changed({"theory": theory}) for name, plan in lasting.items()}
        part = staged(progress, whole * place / len(tried), whole)
        seen = played(under, futures, draws, progress=part, **how)
        gave[theory] = pd.DataFrame({n: stake.outcome(drawn) for n, drawn in seen.plans.items()})
        failures += seen.failures
    return regret_of(gave, stake, futures.kind, failures)


def regret_of(
    gave: Mapping[str, pd.DataFrame], stake: Stake, futures: str = "known", failures: int = 0
) -> Regret:
    """The regret table from what plans gave: theory -> a row a draw, a column a plan.

    What is not known in a draw counts as 0, as for a plan of which nothing came.
    """
    regrets = {theory: regrets_of(table) for theory, table in gave.items()}
    regrets[ALL] = pd.concat(regrets.values(), ignore_index=True)
    plans = tuple(map(str, regrets[ALL].columns))
    table = pd.DataFrame(
        [
            {"plan": plan, "theory": theory, **_told(lost[plan].to_numpy())}
            for plan in plans
            for theory, lost in regrets.items()
        ]
    )
    means = table.pivot_table(index="plan", columns="theory", values="mean", sort=False)
    under = means[list(gave)]
    return Regret(
        plans=plans,
        stake=stake,
        futures=futures,
        draws=min(len(table) for table in gave.values()),
        theories=tuple(gave),
        table=table,
        worst={str(plan): str(theory) for plan, theory in under.idxmax(axis=1).items()},
        least=str(means[ALL].idxmin()),
        safest=str(under.max(axis=1).idxmin()),
        failures=failures,
    )


def regrets_of(gave: pd.DataFrame) -> pd.DataFrame:
    """What the best plan of each row gave beyond each plan."""
    known = gave.fillna(0.0)
    return known.rsub(known.max(axis=1), axis=0)


def check_plans(plans: Mapping[str, Scenario]) -> None:
    """At least two plans to choose between.

    Raises:
        InputError: there are fewer.
    """
    if len(plans) < 2:
        raise InputError("plans_two", value=", ".join(plans))


def _told(lost: np.ndarray) -> dict[str, float]:
    low, high = statistics.interval_of_mean(lost)
    return {
        "mean": float(lost.mean()),
        "mean_low": max(0.0, low),
        "mean_high": high,
        "p90": float(np.quantile(lost, TAIL)),
        "best": float((lost <= 0).mean()),
    }
