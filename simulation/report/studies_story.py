"""What the pilot can tell beyond its levels: answers, likeness, effects, network, data quality."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from simulation.effects import Representativeness, read_measures, representativeness
from simulation.effects import telling as effects_told
from simulation.figures.units import tell
from simulation.indicators import published_network, published_waits
from simulation.quality import telling as quality_told
from simulation.quality.report import quality_report
from simulation.report.exhibits import Section, Table, Words
from simulation.tables import Record
from simulation.words import say
from simulation.words.forms import number

NETWORK = ("linked_people", "reciprocity", "cross_unit_ties")
"""Measures of the network told before and after, in this order."""


def studies_section(
    record: Record, receipt: str, source: str, lang: str, min_group: int
) -> Section:
    """The studies of a pilot as one table: what was asked, what was found, or why it was not.

    Args:
        record: of a pilot, or a simulated one.
        receipt: short name of the receipt of the pilot's figures.
        source: the line that names the record.
        lang: "fr" or "en".
        min_group: smallest number of people shown.
    """
    waits = published_waits(record, min_group=min_group, lang=lang)
    who = representativeness(record, min_group, lang)
    effect = read_measures(record, min_group=min_group)
    quality = quality_report(record, min_group)
    answered = _answers(waits, lang)
    rows = [
        ("answers", answered[0], answered[1])
        if answered
        else ("answers", say("study.nothing", lang)),
        ("network", *_network(published_network(record, min_group=min_group), lang)),
        ("likeness", effects_told.who_title(who, lang), _likeness(who, lang)),
        ("effect", effects_told.title(effect, lang), effects_told.context(effect, lang)),
        ("quality", quality_told.title(quality, lang)),
    ]
    kind = "answered" if answered else "untold"
    hangs_on = " ".join(effects_told.assumptions(effect, lang))
    return Section(
        key="studies",
        title=say(f"report.pilot.studies.title.{kind}", lang, share=_within(waits, lang)),
        context=say("report.pilot.studies.context", lang),
        origin="simulated" if record.is_simulated else "real",
        source=source,
        note=say("report.pilot.studies.note", lang, assumptions=hangs_on).strip(),
        receipt=receipt,
        exhibits=(
            Words(
                heading="",
                table=Table(
                    headings=tuple(
                        say(f"report.pilot.studies.head.{name}", lang)
                        for name in ("study", "found")
                    ),
                    cells=tuple(
                        (say(f"report.pilot.studies.{name}", lang), "\n".join(filter(None, told)))
                        for name, *told in rows
                    ),
                    text_columns=(0, 1),
                ),
            ),
        ),
    )


def _likeness(found: Representativeness, lang: str) -> str:
    """By how much the pilot is unlike the company, where it is beyond chance."""
    widest = found.widest
    return effects_told.attribute_sentences(widest, lang)[0] if widest else ""


def _network(found: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """Measures before and after, in a line; and how long each period is."""
    if not found["available"]:
        return say("study.nothing", lang), ""
    value = found["measures"].set_index(["measure", "period"])["value"]
    told = []
    for name in NETWORK:
        values = [value[(name, period)] for period in ("before", "after")]
        if not any(pd.isna(level) for level in values):
            levels = " → ".join(tell(float(level), "share", lang) for level in values)
            measure = say(f"study.measure.{name}", lang)
            told.append(say("report.pilot.studies.measure", lang, measure=measure, levels=levels))
    weeks = {name: number(count, lang) for name, count in found["weeks"].items()}
    return (
        _capital(say("experiments.join", lang).join(told)) or say("figure.suppressed", lang),
        say("report.pilot.studies.periods", lang, **weeks),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _within(waits: Mapping[str, Any], lang: str) -> str:
    """The share answered within two days; empty where it may not be shown."""
    groups = waits["groups"]
    if groups.empty or groups["within_48h"].isna().any():
        return ""
    return tell(float(groups["within_48h"].iloc[0]), "share", lang)


def _answers(waits: Mapping[str, Any], lang: str) -> tuple[str, str] | None:
    """How many were answered within two days, and after how long half of them."""
    within = _within(waits, lang)
    if not within:
        return None
    row = waits["groups"].iloc[0]
    counts = {name: number(float(row[name]), lang) for name in ("opened", "waiting")}
    told = say("report.pilot.studies.answered", lang, share=within, **counts)
    if pd.isna(row["median_hours"]):
        return told, ""
    half = tell(float(row["median_hours"]), "hours", lang)
    return told, say("report.pilot.studies.half", lang, hours=half)
