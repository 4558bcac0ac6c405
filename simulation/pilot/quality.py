"""What the reader of a pilot should know about its data, told as sentences.

Findings are kept in the manifest as codes and counts, so that a page can tell them in its
reader's language; `told` makes the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from simulation.quality import findings, set_aside
from simulation.quality.course import Course
from simulation.quality.finding import Finding
from simulation.quality.telling import told_value
from simulation.words import catalogue, say


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
    values = {name: told_value(name, value, lang) for name, value in finding["values"].items()} | {
        "count": told_value("count", finding["count"], lang)
    }
    code = finding["code"]
    parts = [f"quality.{code}.what", f"quality.{code}.did"]
    keys = parts if parts[0] in catalogue() else [f"pilot.finding.{code}"]
    return " ".join(say(key, lang, **values) for key in keys)


def activity_findings(course: Course) -> tuple[Finding, ...]:
    """Findings on the finished tables of a pilot: the quality checks, and unlinked answers."""
    events = course.events
    unlinked = int(((events["action"] == "answer") & events["parent"].isna()).sum())
    links = (Finding("answers_without_start", unlinked, "note"),) if unlinked else ()
    return (*findings(course), *links)


def without(course: Course, kinds: Sequence[str]) -> tuple[pd.DataFrame, dict[str, int]]:
    """The events without what the user sets aside, and how many of each kind are.

    An event that answers one set aside is kept, without its link.
    """
    events = course.events
    dropped: dict[str, int] = {}
    if not kinds:
        return events, dropped
    gone = pd.Index([])
    for kind, rows in set_aside(course, kinds).items():
        dropped[f"aside_{kind}"] = len(rows.difference(gone))
        gone = gone.union(rows)
    kept = events.drop(index=gone).reset_index(drop=True)
    orphaned = ~kept["parent"].isin(kept["event"])
    return kept.assign(parent=kept["parent"].mask(orphaned)), dropped
