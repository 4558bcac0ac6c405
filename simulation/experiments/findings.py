"""What a comparison found, in a sentence that claims no more than its interval allows."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simulation.experiments.comparison import Comparison
from simulation.experiments.levels import level
from simulation.words import say
from simulation.words.forms import interval, number, percent, week_label


def comparison_finding(comparison: Comparison, lang: str) -> tuple[str, str]:
    """The title and the line under it, about the comparison's first indicator.

    The title tells of the largest difference that is established, then of the largest that
    is not; where none is, of the latter only. It says "should", never "will".
    """
    differences, _ = comparison.paired()
    ordered = differences.reindex(differences["mean"].abs().sort_values(ascending=False).index)
    settled = ordered[ordered["verdict"] != "not_established"]
    open_ones = ordered[ordered["verdict"] == "not_established"]
    told = [table.iloc[0] for table in (settled, open_ones) if len(table)]
    titles = comparison.titles(lang)
    title = say("experiments.join", lang).join(
        difference_in_words(row, titles, lang) for row in told
    )
    return _capital(title), _subtitle(comparison, told[0], lang)


def branch(row: pd.Series) -> str:
    """Which sentence a difference calls for: its verdict, its direction, or that it is small."""
    if row["verdict"] == "not_established":
        return "too_small" if row["too_small"] else "not_established"
    if row["verdict"] == "contrary":
        return "contrary"
    return "gains" if row["mean"] > 0 else "loses"


def difference_in_words(row: pd.Series, titles: dict[str, str], lang: str) -> str:
    """One difference as a clause.

    Args:
        row: of `Comparison.paired()`, its scenario and baseline as letters.
        titles: letter -> title.
        lang: "fr" or "en".
    """
    return say(
        f"experiments.finding.{branch(row)}",
        lang,
        scenario=titles[row["scenario"]],
        baseline=titles[row["baseline"]],
        difference=amount(abs(row["mean"]), row["indicator"], lang),
    )


def amount(difference: float, indicator: str, lang: str) -> str:
    """An unsigned difference in its unit: `8,9 points`, `12 h`, `340`."""
    unit = level(indicator).unit
    if unit == "share":
        return say("experiments.points", lang, value=number(difference * 100, lang, 1))
    if unit == "hours":
        return say("experiments.hours", lang, value=number(difference, lang))
    return number(difference, lang, 2 if unit == "ratio" else 0)


def _subtitle(comparison: Comparison, row: pd.Series, lang: str) -> str:
    unit = level(row["indicator"]).unit
    scale, decimals = (100, 1) if unit == "share" else (1, 2 if unit == "ratio" else 0)
    low, high = (number(row[end] * scale, lang, decimals) for end in ("low", "high"))
    values: dict[str, Any] = {
        "indicator": say(f"indicator.{row['indicator']}", lang),
        "scenario": row["scenario"],
        "baseline": row["baseline"],
        "week": week_label(comparison.week, lang),
        "interval": interval(low, high, lang),
        "unit": say(f"experiments.unit.{unit}", lang),
        "draws": number(comparison.replicates, lang),
        "kept": percent(0.9, lang),
    }
    line = say("experiments.finding.subtitle", lang, **values)
    lost = len({fault.replicate for fault in comparison.failures})
    if lost:
        first = comparison.failures[0].reason
        line += " " + say("experiments.failures", lang, count=number(lost, lang), reason=first)
    return line


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
