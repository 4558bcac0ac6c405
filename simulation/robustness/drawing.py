"""The tables that figures of robustness are drawn from, with every word they show."""

from __future__ import annotations

import pandas as pd

from simulation.robustness.discovery import Discovery
from simulation.robustness.inputs import input_value
from simulation.robustness.telling import named
from simulation.words import say
from simulation.words.forms import percent


def ranges(found: Discovery, lang: str) -> pd.DataFrame:
    """Limits of each condition, with the span of all futures, as `failure_ranges` draws them."""
    rows = []
    for place, condition in enumerate(found.conditions, start=1):
        told = say(
            "robust.discover.short",
            lang,
            density=percent(condition.density, lang),
            coverage=percent(condition.coverage, lang),
        )
        for limit in condition.limits:
            low = limit.least if limit.low is None else limit.low
            high = limit.most if limit.high is None else limit.high
            rows.append(
                {
                    "condition": place,
                    "told": told,
                    "label": named(limit.input, lang),
                    "least": limit.least,
                    "most": limit.most,
                    "low": low,
                    "high": high,
                    "low_told": input_value(limit.input, low, lang),
                    "high_told": input_value(limit.input, high, lang),
                }
            )
    return pd.DataFrame(rows)
