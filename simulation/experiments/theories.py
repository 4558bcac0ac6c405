"""Does a conclusion hang on the theory of influence one believes? Compared under each (W5).

A conclusion is what a comparison says of a pair: that a scenario gains, that it loses, or that
the difference is too small to matter. It *holds* under a theory that says the same; a theory
under which nothing is established does not confirm it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments.comparison import Comparison, compare
from simulation.experiments.draws import Progress
from simulation.scenario import THEORIES, Scenario
from simulation.words import LANGUAGES, say
from simulation.words.forms import number

PAIR = ["scenario", "baseline", "indicator"]
OPEN = "not_established"


@dataclass(frozen=True)
class TheoryComparison:
    """One comparison per theory, all on the same companies with the same luck.

    Attributes:
        comparisons: theory -> comparison, the scenarios' own theory first.
        table: `Comparison.differences` of all, with `theory` and `conclusion` ("gains",
            "loses", "too_small" or "not_established").
        verdicts: one row per pair and indicator: scenario, letter, baseline, baseline_letter,
            indicator, conclusion (under the scenarios' own theory), holds (number of theories),
            theories (how many were tried), others (theory -> what it says instead).
    """

    comparisons: Mapping[str, Comparison]
    table: pd.DataFrame
    verdicts: pd.DataFrame

    @property
    def comparison(self) -> Comparison:
        """Under the scenarios' own theory."""
        return next(iter(self.comparisons.values()))

    def to_dict(self) -> dict[str, Any]:
        """The comparison in plain values, with a block `theories`."""
        names = [*PAIR, "conclusion", "holds", "theories", "others"]
        return self.comparison.to_dict() | {
            "theories": {
                "tried": list(self.comparisons),
                "conclusions": [
                    row | {"in_words": {lang: verdict_in_words(row, lang) for lang in LANGUAGES}}
                    for row in self.verdicts[names].to_dict("records")
                ],
                "differences": [
                    {"theory": theory, "conclusion": conclusion, **pair}
                    for theory, comparison in self.comparisons.items()
                    for pair, conclusion in zip(
                        comparison.to_dict()["pairs"], conclusions(comparison), strict=True
                    )
                ],
            }
        }


def compare_theories(
    scenarios: Mapping[str, Scenario] | Sequence[Scenario],
    replicates: int,
    theories: Sequence[str] = THEORIES,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    **how: Any,
) -> TheoryComparison:
    """Compare scenarios under each theory of influence, the same draws each time.

    Args:
        scenarios: as for `compare`; the theory of the first is the one concluded from.
        replicates: draws of each scenario under each theory.
        theories: tried besides that of the first scenario.
        progress: called with the draws done and their total.
        cancelled: asked after each draw; once true, the theories that were begun are told.
        how: as for `compare`.

    Raises:
        InputError: as `compare`.
    """
    listed = list(scenarios.values()) if isinstance(scenarios, Mapping) else list(scenarios)
    own = listed[0].theory if listed else THEORIES[0]
    tried = list(dict.fromkeys([own, *theories]))
    comparisons: dict[str, Comparison] = {}
    for place, theory in enumerate(tried):
        if comparisons and cancelled and cancelled():
            break
        comparisons[theory] = compare(
            _under(theory, scenarios),
            replicates,
            progress=_part(progress, place, len(tried)),
            cancelled=cancelled,
            **how,
        )
    table = pd.concat(
        [
            comparison.differences.assign(theory=theory, conclusion=conclusions(comparison))
            for theory, comparison in comparisons.items()
        ],
        ignore_index=True,
    )
    return TheoryComparison(comparisons, table, _verdicts(table))


def conclusions(comparison: Comparison) -> list[str]:
    """What each row of the differences says: gains, loses, too small, or not established."""
    rows = comparison.differences
    settled = np.where(rows["mean"] > 0, "gains", "loses")
    unsettled = np.where(rows["too_small"], "too_small", OPEN)
    return list(np.where(rows["verdict"] == OPEN, unsettled, settled))


def verdict_in_words(row: Mapping[Any, Any], lang: str) -> str:
    """Under how many theories a conclusion holds, and what the others say, in one sentence.

    Args:
        row: of `TheoryComparison.verdicts`.
        lang: "fr" or "en".
    """
    counted = {"holds": number(row["holds"], lang), "theories": number(row["theories"], lang)}
    if row["conclusion"] == OPEN:
        settled = sum(said != OPEN for said in row["others"].values())
        key = "experiments.theories.open" if settled else "experiments.theories.open_everywhere"
        return say(key, lang, **counted) + _exceptions(row, lang, leave_out=OPEN)
    key = "all" if row["holds"] == row["theories"] else "some"
    return say(f"experiments.theories.{key}", lang, **counted) + _exceptions(row, lang)


def theory_label(theory: str, lang: str) -> str:
    """The name of a theory."""
    return say(f"choice.{theory}", lang)


def _exceptions(row: Mapping[Any, Any], lang: str, leave_out: str = "") -> str:
    """`; under “managers down” it is not established`, those that say the same together."""
    told = ""
    for said in dict.fromkeys(row["others"].values()):
        if said == leave_out:
            continue
        named = [name for name, other in row["others"].items() if other == said]
        quoted = (
            say("experiments.theories.named", lang, name=theory_label(n, lang)) for n in named
        )
        told += say(f"experiments.theories.says.{said}", lang, names=", ".join(quoted))
    return told


def _under(
    theory: str, scenarios: Mapping[str, Scenario] | Sequence[Scenario]
) -> dict[str, Scenario] | list[Scenario]:
    if isinstance(scenarios, Mapping):
        return {name: scenario.changed({"theory": theory}) for name, scenario in scenarios.items()}
    return [scenario.changed({"theory": theory}) for scenario in scenarios]


def _part(progress: Progress | None, place: int, parts: int) -> Progress | None:
    """Progress over all theories, from that of one."""
    if progress is None:
        return None
    return lambda done, total: progress(place * total + done, parts * total)


def _verdicts(table: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for _, group in table.groupby(PAIR, sort=False):
        first = group.iloc[0]
        same = group["conclusion"] == first["conclusion"]
        others = dict(zip(group["theory"][~same], group["conclusion"][~same], strict=True))
        names = {name: first[name] for name in (*PAIR, "letter", "baseline_letter", "conclusion")}
        rows.append(names | {"holds": int(same.sum()), "theories": len(group), "others": others})
    return pd.DataFrame(rows)
