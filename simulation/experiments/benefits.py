"""What a roll-out brings, in its own units first: answers, experts, ties, e-mails, hours (S24).

What a run counts is reported as it is, with 90 % of the draws. What it cannot count (e-mails,
minutes, euros) rests on rates of `benefits.yaml`; its range goes from the low end of the draws
at the lowest rates to the high end at the highest. Euros come last, and hours spent on the
network stand beside those saved: neither e-mails nor answers are paid a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from simulation.experiments import statistics
from simulation.experiments.ensemble import Ensemble
from simulation.words import french_typography
from simulation.yaml_text import from_yaml

Weekly = Mapping[str, np.ndarray]
"""The model's columns, each of shape (draws, weeks)."""

Rates = Mapping[str, float]
"""Values of `benefits.yaml` by name."""


@dataclass(frozen=True)
class Rate:
    """A rate with its evidence; it lies between low and high."""

    name: str
    label: Mapping[str, str]
    unit: Mapping[str, str]
    low: float
    central: float
    high: float
    status: str
    source: str


@dataclass(frozen=True)
class Benefit:
    """One line of the table.

    Attributes:
        name: of the benefit.
        unit: "count", "hours" or "euros".
        columns: of the model that it reads.
        amount: over the whole run, one value per draw, given the columns and the rates.
        rates: those it hangs on, if any.
    """

    name: str
    unit: str
    columns: tuple[str, ...]
    amount: Callable[[Weekly, Rates], np.ndarray]
    rates: tuple[str, ...] = ()


@cache
def rates() -> dict[str, Rate]:
    """The assumed rates by name."""
    text = files("simulation.experiments").joinpath("benefits.yaml").read_text("utf-8")
    return {name: _rate(name, entry) for name, entry in from_yaml(text).items()}


def _rate(name: str, entry: dict[str, Any]) -> Rate:
    label = entry["label"] | {"fr": french_typography(entry["label"]["fr"])}
    return Rate(name=name, **entry | {"label": label})


def users_weeks(weekly: Weekly, rate: Rates) -> np.ndarray:
    """Weeks of regular use: regular contributors, and part of the week's other visitors."""
    regular = weekly["regular_contributors"]
    others = np.maximum(0.0, weekly["weekly_active"] - regular)
    return (regular + rate["readers_who_gain"] * others).sum(axis=1)


def emails_avoided(weekly: Weekly, rate: Rates) -> np.ndarray:
    """Internal e-mails that regular users did not receive."""
    internal = rate["emails_received"] * rate["internal_emails"]
    return users_weeks(weekly, rate) * internal * rate["emails_avoided"]


def hours_saved(weekly: Weekly, rate: Rates) -> np.ndarray:
    """Hours of searching and e-mail that regular users saved."""
    return users_weeks(weekly, rate) * rate["minutes_saved"] / 60


def hours_to_answer(weekly: Weekly, _: Rates) -> np.ndarray:
    """Mean hours until a question found its first answer; missing where none did."""
    hours, answered = (weekly[c].sum(axis=1) for c in ("hours_to_answer", "questions_answered"))
    return np.divide(hours, answered, out=np.full(hours.shape, np.nan), where=answered > 0)


def knowledge(weekly: Weekly, _: Rates) -> np.ndarray:
    """Answered questions not yet out of date in the last week."""
    return weekly["knowledge"][:, -1] * weekly["staff"][:, -1]


def _total(name: str, unit: str = "count", column: str = "") -> Benefit:
    """What the model counts every week, added up over the run."""
    read = column or name
    return Benefit(name, unit, (read,), lambda weekly, _: weekly[read].sum(axis=1))


ENDS = ("low", "central", "high")
"""Of each rate."""

USE = ("regular_contributors", "weekly_active")

BENEFITS: tuple[Benefit, ...] = (
    _total("questions_answered"),
    Benefit("hours_to_answer", "hours", ("hours_to_answer", "questions_answered"), hours_to_answer),
    _total("experts_found"),
    _total("cross_unit_answers"),
    _total("cross_level_answers"),
    _total("new_ties"),
    Benefit("knowledge", "count", ("knowledge", "staff"), knowledge),
    _total("ideas"),
    _total("ideas_supported"),
    _total("ideas_taken_up"),
    _total("relays"),
    Benefit(
        "emails_avoided",
        "count",
        USE,
        emails_avoided,
        ("emails_received", "internal_emails", "emails_avoided", "readers_who_gain"),
    ),
    Benefit("hours_saved", "hours", USE, hours_saved, ("minutes_saved", "readers_who_gain")),
    _total("hours_spent", "hours", "employee_hours"),
    _total("hours_beyond_allowance", "hours"),
    Benefit(
        "euros_saved",
        "euros",
        USE,
        lambda weekly, rate: hours_saved(weekly, rate) * rate["labour_hour"],
        ("minutes_saved", "readers_who_gain", "labour_hour"),
    ),
    Benefit(
        "euros_spent",
        "euros",
        ("employee_hours",),
        lambda weekly, rate: weekly["employee_hours"].sum(axis=1) * rate["labour_hour"],
        ("labour_hour",),
    ),
)
"""In the order told: what people get, what it takes of their time, euros last."""


def benefits(drawn: Ensemble) -> pd.DataFrame:
    """Benefits over the whole run.

    Returns:
        Columns benefit, unit, mean (at the central rates), low and high (90 % of the draws,
        at the lowest and the highest rates), rates (names of those it hangs on).
    """
    weekly = drawn.weekly
    at = {end: {name: getattr(rate, end) for name, rate in rates().items()} for end in ENDS}
    rows = []
    for benefit in BENEFITS:
        if not set(benefit.columns) <= set(weekly):
            continue
        low, central, high = (benefit.amount(weekly, at[end]) for end in ENDS)
        rows.append(
            {
                "benefit": benefit.name,
                "unit": benefit.unit,
                "mean": statistics.mean(central),
                "low": statistics.interval_of_draws(low)[0],
                "high": statistics.interval_of_draws(high)[1],
                "rates": benefit.rates,
            }
        )
    return pd.DataFrame(rows, columns=["benefit", "unit", "mean", "low", "high", "rates"])


def benefits_told(drawn: Ensemble) -> dict[str, Any]:
    """Benefits and the rates they hang on, in plain values; missing is None."""
    table = benefits(drawn)
    used = {name for named in table["rates"] for name in named}
    rows = table.astype(object).where(table.notna(), None).assign(rates=table["rates"].map(list))
    return {
        "rows": rows.to_dict("records"),
        "rates": [asdict(rate) for name, rate in rates().items() if name in used],
    }
