"""What a record tells as a whole: lives, waits, returns, maturity, network, effects, benchmarks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from simulation.effects import Reading, read_event, read_measures
from simulation.indicators import (
    Thresholds,
    published_benchmarks,
    published_maturity,
    published_network,
    published_newcomers,
    published_survival,
    published_typologies,
    published_waits,
)
from simulation.protection import Released
from simulation.tables import Record
from simulation.words import say
from simulation.words.forms import number, percent

EVENTS = ("training", "sponsor", "recognition", "charter", "other")
"""Marks that reach everybody at once, whose effect may be read."""
MOST_EVENTS = 2
NOT_SHARES = ("ties", "ties_per_person", "clustering")
"""Measures of the network that are told in the table of studies alone."""


@dataclass(frozen=True)
class Event:
    """A mark of the record: what it is called, its Monday, and what it changed."""

    name: str
    monday: date
    reading: Reading


@dataclass(frozen=True)
class Studies:
    """Published tables and readings of a record; everything passed the gate."""

    survival: Mapping[str, Any]
    waits: Mapping[str, Any]
    newcomers: Mapping[str, Any]
    typologies: Mapping[str, Any]
    maturity: Mapping[str, Any]
    network: Mapping[str, Any]
    benchmarks: Released
    waves: Reading
    events: tuple[Event, ...]


def studies_of(
    record: Record, thresholds: Thresholds, marks: list[list[Any]], min_group: int, lang: str
) -> Studies:
    """Every study that the page shows, groups of at least so many people.

    Args:
        record: a checked record.
        thresholds: the definitions' windows and levels.
        marks: of its replay.
        min_group: smallest number of people shown.
        lang: language of the marks' names.
    """
    how: dict[str, Any] = {"thresholds": thresholds, "min_group": min_group}
    weeks = record.weeks()
    dated = [(kind, week, title) for kind, week, _, title, _ in marks if kind in EVENTS]
    return Studies(
        survival=published_survival(record, **how),
        waits=published_waits(record, **how),
        newcomers=published_newcomers(record, **how),
        typologies=published_typologies(record, **how),
        maturity=published_maturity(record, **how),
        network=published_network(record, **how),
        benchmarks=published_benchmarks(record, **how),
        waves=read_measures(record, min_group=min_group),
        events=tuple(
            Event(
                title or say(f"replay.mark.{kind}", lang),
                weeks[week].date(),
                read_event(record, weeks[week], min_group=min_group),
            )
            for kind, week, title in dated[:MOST_EVENTS]
        ),
    )


def studies_finding(studies: Studies, lang: str) -> str:
    """The page's title: how many are answered in time, else how many communities live."""
    groups = studies.waits["groups"]
    if len(groups) and groups["within_48h"].notna().all():
        row = groups.iloc[0]
        opened = number(float(row["opened"]), lang)
        share = percent(float(row["within_48h"]), lang)
        return say("dashboard.studies.title.answered", lang, share=share, opened=opened)
    lives = studies.survival["summary"]
    if len(lives) and lives["communities"].notna().all():
        alive, every = (
            number(float(lives[c].iloc[0]), lang) for c in ("still_alive", "communities")
        )
        return say("dashboard.studies.title.alive", lang, alive=alive, communities=every)
    return say("dashboard.studies.title.untold", lang)


def compared_shares(network: Mapping[str, Any]) -> Released:
    """The shares among the network's measures, those known in one of the periods at least."""
    measures: Released = network["measures"]
    told = (measures["value"].notna() & measures["base"].notna()) | measures["suppressed"]
    kept = told.groupby(measures["measure"]).transform("any")
    return measures[kept & ~measures["measure"].isin(NOT_SHARES)].reset_index(drop=True)


def last_flows(flows: Released) -> Released:
    """The moves between the last two weeks that a table of flows holds."""
    return flows[flows["week_to"] == flows["week_to"].max()].reset_index(drop=True)


def answered_curve(waits: Mapping[str, Any]) -> Released:
    """The share answered by each hour, as the survival figure reads it."""
    curve = waits["curve"].rename(columns={"hours": "duration", "waiting": "at_risk"})
    return curve.assign(group="all")
