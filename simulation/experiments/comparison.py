"""Scenarios compared on the same companies with the same luck (W5).

The same replicate number is the same company and the same luck in every scenario, so the
difference of two scenarios is taken draw by draw. Its interval is that of the differences,
much narrower than what two separate intervals would suggest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import reduce
from string import ascii_uppercase
from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import statistics
from simulation.experiments.draws import Failure, ParameterDraws, Progress, Simulate
from simulation.experiments.ensemble import Ensemble, ensembles, fan
from simulation.experiments.levels import level
from simulation.experiments.store import Store
from simulation.model import simulate
from simulation.plausibility import warnings
from simulation.scenario import Scenario

INDICATORS = (
    "weekly_active", "regular_contributors", "answered_within_48h_in_4_weeks", "mean_trust",
)  # fmt: skip
"""Compared when none is named; the finding tells of the first.

A company of 2,000 writes some 60 posts a week, and the share of them that is answered is mostly
the luck of counting: four weeks are read together.
"""


@dataclass(frozen=True)
class Comparison:
    """Scenarios side by side. Scenarios go by their names, or by the letters given to them.

    Attributes:
        letters: name -> letter, in the order of the scenarios.
        ensembles: name -> draws.
        baseline: name of the reference.
        indicators: what was compared, the first being the one that matters most.
        week: the week compared, from 1.
        levels: scenario, letter, indicator, week, mean, median, low, high (90 % of draws),
            mean_low, mean_high (95 % of the mean).
        differences: scenario, letter, baseline, baseline_letter, indicator, week, mean, low,
            high, mean_low, mean_high, share_above (of zero), verdict, too_small (the mean is
            surely within the zone), variance_reduction.
        draws: scenario, letter, replicate, indicator, value, difference (to the reference).
        parameters: "known" where every draw has the scenario's own, else the kind of futures
            they were drawn from: what the variances and the gain of pairing then count too.
    """

    letters: Mapping[str, str]
    ensembles: Mapping[str, Ensemble]
    baseline: str
    indicators: tuple[str, ...]
    week: int
    levels: pd.DataFrame
    differences: pd.DataFrame
    draws: pd.DataFrame
    parameters: str = "known"

    @property
    def replicates(self) -> int:
        """Draws that ended in every scenario."""
        return int(self.draws["replicate"].nunique())

    @property
    def scenarios(self) -> list[Scenario]:
        """What was compared, in the order of the letters; each by the name it goes by."""
        return [
            drawn.scenario.model_copy(update={"name": name})
            for name, drawn in self.ensembles.items()
        ]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Draws that did not end, in any scenario."""
        return tuple(fault for drawn in self.ensembles.values() for fault in drawn.failures)

    def titles(self, lang: str) -> dict[str, str]:
        """Letter -> the scenario's title."""
        return {self.letters[n]: e.scenario.title[lang] for n, e in self.ensembles.items()}

    def fans(self, indicator: str | None = None) -> dict[str, pd.DataFrame]:
        """Letter -> fan of an indicator, by default the first."""
        chosen = indicator or self.indicators[0]
        return {self.letters[n]: fan(drawn, chosen) for n, drawn in self.ensembles.items()}

    def paired(self, indicator: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Differences and draws of one indicator, their scenarios and baseline as letters."""
        chosen = indicator or self.indicators[0]
        differences = self.differences[self.differences["indicator"] == chosen]
        draws = self.draws[self.draws["indicator"] == chosen]
        return (
            differences.assign(
                scenario=differences["letter"], baseline=differences["baseline_letter"]
            ),
            draws.assign(scenario=draws["letter"]),
        )

    def to_dict(self) -> dict[str, Any]:
        """The comparison in plain values, as `rsne compare --json` prints it.

        What is missing or infinite (no post to answer, a difference that never varies) is None.
        """
        return {
            "scenarios": [
                {"scenario": name, "letter": self.letters[name], "key": drawn.scenario.key()}
                | {"title": dict(drawn.scenario.title), "seed": drawn.scenario.seed}
                for name, drawn in self.ensembles.items()
            ],
            "baseline": self.baseline,
            "week": self.week,
            "replicates": self.replicates,
            "parameters": self.parameters,
            "levels": [
                {
                    "scenario": row.scenario,
                    "indicator": row.indicator,
                    "unit": level(row.indicator).unit,
                    "mean": _known(row.mean),
                    "median": _known(row.median),
                    "interval": [_known(row.low), _known(row.high)],
                    "interval_of_mean": [_known(row.mean_low), _known(row.mean_high)],
                }
                for row in _rows(self.levels)
            ],
            "pairs": [
                {
                    "scenario": row.scenario,
                    "baseline": row.baseline,
                    "indicator": row.indicator,
                    "unit": level(row.indicator).unit,
                    "difference": _known(row.mean),
                    "interval": [_known(row.low), _known(row.high)],
                    "interval_of_mean": [_known(row.mean_low), _known(row.mean_high)],
                    "share_above": _known(row.share_above),
                    "verdict": row.verdict,
                    "variance_reduction": _known(row.variance_reduction),
                }
                for row in _rows(self.differences)
            ],
            "failures": [vars(fault) for fault in self.failures],
            "warnings": warnings(self.scenarios),
        }


def compare(
    scenarios: Mapping[str, Scenario] | Sequence[Scenario],
    replicates: int,
    baseline: str | None = None,
    indicators: Sequence[str] = INDICATORS,
    week: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    expected: Mapping[str, int] | None = None,
    cancelled: Callable[[], bool] | None = None,
    executor: Executor | None = None,
    store: Store | None = None,
    simulate: Simulate = simulate,
    parameters: ParameterDraws | None = None,
) -> Comparison:
    """Compare scenarios with common random numbers.

    Args:
        scenarios: by letter, or in order: they then go by their own names.
        replicates: draws of each.
        baseline: name or letter of the reference; the first by default.
        indicators: the first is the one the finding tells of.
        week: compared, from 1; the last that all scenarios reach by default.
        workers: draws computed at a time; all cores by default.
        progress: called with the draws done and their total.
        expected: name -> sign announced beforehand; see `statistics.verdict`.
        cancelled: asked after each draw; once true, the pairs done are compared.
        executor: where to run; threads by default.
        store: where draws are kept as they end, and taken from.
        simulate: what runs one scenario under one number.
        parameters: where those of each draw come from, the same for every scenario; without, all
            are those of the scenario, and draws differ by luck alone.

    Raises:
        InputError: fewer than two scenarios, different seeds, or an unknown baseline, indicator
            or week.
    """
    named = _named(scenarios)
    _check_luck(named)
    letters = _letters(named)
    reference = _baseline(baseline, letters)
    last = min(scenario.horizon_weeks for scenario in named.values())
    week = last if week is None else week
    if not 1 <= week <= last:
        raise InputError("compare_week", value=week, last=last)
    for name in indicators:
        level(name)
    drawn = ensembles(
        named, replicates, workers, progress, cancelled=cancelled, executor=executor,
        store=store, simulate=simulate, parameters=parameters,
    )  # fmt: skip
    draws = _draws(drawn, letters, reference, indicators, week)
    return Comparison(
        letters=letters,
        ensembles=drawn,
        baseline=reference,
        indicators=tuple(indicators),
        week=week,
        levels=_levels(draws, week),
        differences=_differences(draws, letters, reference, week, expected or {}),
        draws=draws,
        parameters=parameters.kind if parameters else "known",
    )


def _named(scenarios: Mapping[str, Scenario] | Sequence[Scenario]) -> dict[str, Scenario]:
    """Scenarios by name; one that bears another's name gets a number."""
    if isinstance(scenarios, Mapping):
        named = dict(scenarios)
    else:
        named = {}
        for scenario in scenarios:
            same = sum(other.name == scenario.name for other in named.values())
            named[f"{scenario.name}-{same + 1}" if same else scenario.name] = scenario
    if not 2 <= len(named) <= len(ascii_uppercase):
        raise InputError("compare_count", value=len(named), most=len(ascii_uppercase))
    return named


def _check_luck(named: Mapping[str, Scenario]) -> None:
    """The same luck takes the same seed."""
    seeds = {name: scenario.seed for name, scenario in named.items()}
    if len(set(seeds.values())) > 1:
        met = ", ".join(f"{name}: {seed}" for name, seed in seeds.items())
        raise InputError("compare_seeds", met=met)


def _letters(names: Iterable[str]) -> dict[str, str]:
    """Name -> letter: their own where all names are letters, else in their order."""
    names = list(names)
    own = all(len(name) == 1 and name in ascii_uppercase for name in names)
    return dict(zip(names, names if own else ascii_uppercase, strict=False))


def _baseline(asked: str | None, letters: Mapping[str, str]) -> str:
    if asked is None:
        return next(iter(letters))
    for name, letter in letters.items():
        if asked in (name, letter):
            return name
    raise InputError("compare_baseline", value=asked, known=", ".join(letters))


def _draws(
    drawn: Mapping[str, Ensemble],
    letters: Mapping[str, str],
    reference: str,
    indicators: Sequence[str],
    week: int,
) -> pd.DataFrame:
    """One row per scenario, indicator and replicate number that ended everywhere."""
    common = reduce(np.intersect1d, [ensemble.replicates for ensemble in drawn.values()])
    if not common.size:
        raise RuntimeError("no replicate ended in every scenario")
    kept = {name: np.isin(ensemble.replicates, common) for name, ensemble in drawn.items()}
    tables = []
    for indicator in indicators:
        base = drawn[reference].at(indicator, week)[kept[reference]]
        for name, ensemble in drawn.items():
            value = ensemble.at(indicator, week)[kept[name]]
            columns = {"scenario": name, "letter": letters[name], "replicate": common}
            columns |= {"indicator": indicator, "value": value, "difference": value - base}
            tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True)


def _levels(draws: pd.DataFrame, week: int) -> pd.DataFrame:
    rows = []
    for (name, letter, indicator), group in _groups(draws):
        value = group["value"].to_numpy()
        names = {"scenario": name, "letter": letter, "indicator": indicator, "week": week}
        rows.append(names | {"median": group["value"].median()} | _moments(value))
    return pd.DataFrame(rows)


def _differences(
    draws: pd.DataFrame,
    letters: Mapping[str, str],
    reference: str,
    week: int,
    expected: Mapping[str, int],
) -> pd.DataFrame:
    rows = []
    for (name, letter, indicator), group in _groups(draws):
        if name == reference:
            continue
        value, difference = group["value"].to_numpy(), group["difference"].to_numpy()
        base = value - difference
        least = statistics.too_small(level(indicator).unit, statistics.mean(base))
        names = {"scenario": name, "letter": letter, "indicator": indicator, "week": week}
        names |= {"baseline": reference, "baseline_letter": letters[reference]}
        rows.append(
            names
            | _moments(difference)
            | {
                "share_above": statistics.share_above(difference),
                "verdict": statistics.verdict(difference, least, expected.get(name, 0)),
                "too_small": statistics.within(difference, least),
                "variance_reduction": statistics.variance_reduction(value, base),
            }
        )
    return pd.DataFrame(rows)


def _moments(values: np.ndarray) -> dict[str, float]:
    low, high = statistics.interval_of_draws(values)
    mean_low, mean_high = statistics.interval_of_mean(values)
    mean = statistics.mean(values)
    return {"mean": mean, "low": low, "high": high, "mean_low": mean_low, "mean_high": mean_high}


def _groups(draws: pd.DataFrame) -> Any:
    return draws.groupby(["scenario", "letter", "indicator"], sort=False)


def _rows(table: pd.DataFrame) -> Any:
    return table.itertuples(index=False)


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
