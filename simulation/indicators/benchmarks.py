"""Published figures of other networks beside the record's own, each with its caution.

`benchmarks.yaml` holds the ranges and names the row of the evidence behind each; the record's
figures are those that passed the gate, in the last week they are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from simulation.evidence import Evidence, evidence
from simulation.indicators.publishing import published, published_typologies
from simulation.indicators.publishing_studies import published_newcomers, published_survival
from simulation.indicators.thresholds import Thresholds
from simulation.protection import LEAST_GROUP, Released, check_min_group, release
from simulation.tables import Record
from simulation.words import french_typography
from simulation.yaml_text import from_yaml

WEEKS_PER_MONTH = 365.25 / 12 / 7
INDICATORS = (
    "monthly_active", "access", "interactive", "read_only", "regular_contributors", "top5_share",
    "monthly_interactions", "engaged_turnover",
)  # fmt: skip
POSITIONS = ("below", "within", "above", "unknown")

Level = tuple[float | None, float | None, float | None]
UNKNOWN_LEVEL: Level = (None, None, None)


@dataclass(frozen=True)
class Benchmark:
    """A published range, and why it is not quite what is measured here.

    Args:
        key: as in `benchmarks.yaml` and in the word catalogue (`indicator.<key>`).
        row: of the evidence.
        unit: "share", "ratio" or "count".
        low: end of the published range.
        central: its middle, if one was published.
        high: other end.
        caution: a sentence in each language.
    """

    key: str
    row: str
    unit: str
    low: float
    central: float | None
    high: float
    caution: Mapping[str, str]

    @property
    def evidence(self) -> Evidence:
        """What the source measured, and how far to trust it."""
        return evidence()[self.row]


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Every benchmark, in the order of the file."""
    text = (files("simulation.indicators") / "benchmarks.yaml").read_text("utf-8")
    return tuple(
        Benchmark(
            key=key,
            **{name: value for name, value in entry.items() if name != "caution"},
            caution=entry["caution"] | {"fr": french_typography(entry["caution"]["fr"])},
        )
        for key, entry in from_yaml(text).items()
    )


def published_benchmarks(
    record: Record, thresholds: Thresholds | None = None, min_group: int = 10
) -> Released:
    """The record's figures beside published ones.

    Returns:
        Columns benchmark, unit, value, low, high (the record's, 90 %, where an interval is
        known), range_low, range_central, range_high, position ("below", "within" or "above"
        the range as far as the interval allows to say, else "unknown"), row, quality,
        reference, caution_fr, caution_en.

    Raises:
        InputError: `min_group` under 5.
    """
    check_min_group(min_group)
    found = _figures(record, thresholds or Thresholds(), min_group)
    rows = []
    for entry in benchmarks():
        value, low, high = found.get(entry.key, UNKNOWN_LEVEL)
        rows.append(
            {
                "benchmark": entry.key,
                "unit": entry.unit,
                "value": value,
                "low": low,
                "high": high,
                "range_low": entry.low,
                "range_central": entry.central,
                "range_high": entry.high,
                "position": position(value, low, high, entry),
                "row": entry.row,
                "quality": entry.evidence.figure_quality,
                "reference": entry.evidence.short_reference,
                **{f"caution_{lang}": sentence for lang, sentence in entry.caution.items()},
            }
        )
    numbers = ["value", "low", "high", "range_low", "range_central", "range_high"]
    table = pd.DataFrame(rows).astype(dict.fromkeys(numbers, float))
    # Each figure has passed the gate; together they are of the record as a whole.
    whole = table.assign(group="all", people=record.size)
    told = release(
        whole, min_group, cells=("benchmark",), measures=numbers[:3], simulated=record.is_simulated
    )
    return told.drop(columns=["group", "people"])


def position(value: float | None, low: float | None, high: float | None, range_: Benchmark) -> str:
    """Below or above only if the whole interval is; within otherwise; unknown without a value."""
    if value is None:
        return "unknown"
    if (value if high is None else high) < range_.low:
        return "below"
    if (value if low is None else low) > range_.high:
        return "above"
    return "within"


def _figures(record: Record, limits: Thresholds, min_group: int) -> dict[str, Level]:
    """The record's own figures by benchmark, those that may be shown and are known."""
    table = published(
        record, [*INDICATORS, "invited", "communities"], thresholds=limits, min_group=min_group
    )
    last = _last_told(table)
    found = {name: _level(last[name]) for name in INDICATORS if name in last}
    survival = published_survival(record, thresholds=limits, min_group=min_group)["summary"]
    for lives in survival.to_dict("records"):
        for key in ("alive_1_year", "alive_2_years"):
            found[key] = (_known(lives[key]), None, None)
        found["months_to_half_inactive"] = (
            _known(lives["median_weeks"] / WEEKS_PER_MONTH),
            _known(lives["median_low"] / WEEKS_PER_MONTH),
            _known(lives["median_high"] / WEEKS_PER_MONTH),
        )
    if {"invited", "communities"} <= set(last) and last["invited"]["value"] > 0:
        stock = last["communities"]["value"] / last["invited"]["value"]
        found["communities_per_1000"] = (1000 * float(stock), None, None)
    return (
        found
        | _observers(record, limits, min_group, last)
        | _openness(record)
        | _newcomers(record, limits, min_group)
    )


def _last_told(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Each indicator's row of the last week in which it has a value."""
    told = table[table["value"].notna()].groupby("indicator").tail(1)
    return dict(zip(told["indicator"], map(dict, told.to_dict("records")), strict=True))


def _observers(
    record: Record, limits: Thresholds, min_group: int, last: Mapping[str, Mapping[str, Any]]
) -> dict[str, Level]:
    shares = published_typologies(record, thresholds=limits, min_group=min_group)["shares"]
    own = shares[(shares["typology"] == "swoop") & (shares["profile"] != "observer")]
    if "interactive" not in last or own["count"].isna().any():
        return {}
    interactive = last["interactive"]["count"]
    if not interactive:
        return {}
    return {"observers": (1 - float(own["count"].sum() / interactive), None, None)}


def _openness(record: Record) -> dict[str, Level]:
    known = record.communities.loc[record.communities["visibility"] != "unknown", "visibility"]
    if len(known) < LEAST_GROUP:
        return {}
    return {"open_communities": (float((known == "open").mean()), None, None)}


def _newcomers(record: Record, limits: Thresholds, min_group: int) -> dict[str, Level]:
    told = published_newcomers(record, limits, min_group)
    found: dict[str, Level] = {}
    people = told["returns"].set_index("group")["people"]
    if people.notna().all() and people.sum() > 0:
        answered = 1 - people["not_within_week"] / people.sum()
        found["newcomers_answered"] = (float(answered), None, None)
    if told["odds_ratio"]:
        ratio = told["odds_ratio"]
        found["reply_odds_ratio"] = (ratio["value"], ratio["low"], ratio["high"])
    return found


def _level(row: Mapping[str, Any]) -> Level:
    return _known(row["value"]), _known(row["low"]), _known(row["high"])


def _known(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
