"""What the reader of a pilot should know about its data, told as sentences.

Findings are kept in the manifest as codes and counts, so that a page can tell them in its
reader's language; `told` makes the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from simulation.pilot.source import Finding
from simulation.words import forms, say

LONG_SILENCE_WEEKS = 2
"""Weeks without any event, in a row, from which a lost slice is more likely than a holiday."""


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the manifest keeps it."""
    return {
        "code": finding.code,
        "count": int(finding.count),
        "severity": finding.severity,
        "values": dict(finding.values),
    }


def told(finding: Mapping[str, Any], lang: str) -> str:
    """The sentence of a finding of the manifest: what, how many, what was done."""
    values = {
        name: forms.number(value, lang) if isinstance(value, int | float) else value
        for name, value in finding["values"].items()
    }
    count = forms.number(finding["count"], lang)
    return say(f"pilot.finding.{finding['code']}", lang, count=count, **values)


def activity_findings(
    events: pd.DataFrame, people: pd.DataFrame, weeks: pd.DatetimeIndex
) -> tuple[Finding, ...]:
    """Findings on the finished tables of a pilot: silences, events after leaving, unlinked answers.

    Args:
        events: the events table.
        people: the people table.
        weeks: the Mondays the record covers.
    """
    silences = _silences(events, weeks)
    left = events["person"].map(people.set_index("person")["left_at"])
    after_leaving = int((events["time"] > left).sum())
    unlinked = int(((events["action"] == "answer") & events["parent"].isna()).sum())
    findings = []
    if silences:
        findings.append(Finding("silent_weeks", sum(silences), values={"periods": len(silences)}))
    if after_leaving:
        findings.append(Finding("events_after_leaving", after_leaving))
    if unlinked:
        findings.append(Finding("answers_without_start", unlinked, "note"))
    return tuple(findings)


def _silences(events: pd.DataFrame, weeks: pd.DatetimeIndex) -> list[int]:
    """Length of each run of silent weeks worth a question."""
    silent = pd.Series(~weeks.isin(events["week"].unique()))
    runs = silent.groupby((silent != silent.shift()).cumsum()).sum()
    return [int(length) for length in runs if length >= LONG_SILENCE_WEEKS]
