"""What the pilot showed, and what it cannot tell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.figures.units import tell
from simulation.indicators import published, published_composition
from simulation.protection import Released
from simulation.report.exhibits import Aside, Composition, Groups, Section
from simulation.report.receipts import Receipt, digest, receipt
from simulation.report.studies_story import studies_section
from simulation.tables import ACTIONS, Record, title_of
from simulation.words import say
from simulation.words.forms import number, percent, short_date, week_label

LEADING = ("weekly_active", "contributors")
"""What the pilot is judged by: the first that its source records."""

OTHERS = ("answered_within_48h", "regular_contributors", "cross_unit_share")
MOST_GROUPS = 8
"""Bars on a slide that can still be read from the back of a room."""

LEAST_PEOPLE = 10


def pilot_sections(
    record: Record, lang: str, command: str | None, min_group: int = LEAST_PEOPLE
) -> list[tuple[Section, Receipt]]:
    """Levels by unit, studies, and who the pilot was when the company is known: a section each.

    None where nothing may be shown. `min_group` is the smallest number of people shown.
    """
    proof = receipt(
        record=record.manifest.get("title"),
        manifest=digest(record.manifest),
        first_week=str(record.manifest["first_week"]),
        last_week=str(record.manifest["last_week"]),
        command=command,
    )
    sections = []
    overall = published(record, names=[*LEADING, *OTHERS], min_group=min_group)
    leading = next((name for name in LEADING if _levels(overall, name).size), None)
    units = last_week_by_unit(record, leading, lang, min_group) if leading else None
    if leading and units is not None and units["value"].notna().any():
        sections.append(_levels_by_unit(record, overall, units, leading, proof, lang))
    if leading:
        source = _source(record, lang)
        sections.append(studies_section(record, proof.short, source, lang, min_group))
    composition = composition_of(record, lang, min_group)
    if composition is not None:
        sections.append(_who_the_pilot_was(record, composition, proof, lang, min_group))
    return [(section, proof) for section in sections]


def last_week_by_unit(
    record: Record, indicator: str, lang: str = "fr", min_group: int = LEAST_PEOPLE
) -> Released:
    """Published levels of the last week told, by unit: group, value, low, high, people, suppressed.

    When there are more units than a slide can hold, those between the extremes are left out.
    """
    table = published(record, names=[indicator], by="unit", min_group=min_group, lang=lang)
    told = table[table["value"].notna()]
    last = table[table["week"] == told["week"].max()]
    shown = last[~last["suppressed"] & last["value"].notna()].sort_values("value", ascending=False)
    half = (MOST_GROUPS - 1) // 2
    if len(shown) > MOST_GROUPS:
        shown = pd.concat([shown.head(MOST_GROUPS - half), shown.tail(half)])
    hidden = last[last["suppressed"]]
    return pd.concat([shown, hidden], ignore_index=True)


def composition_of(record: Record, lang: str, min_group: int = LEAST_PEOPLE) -> Released | None:
    """Shares of pilot and company by unit, or by site when there are many units.

    Nothing when everybody was invited, or when a slide cannot hold either.
    """
    untouched = say("report.pilot.untouched", lang)
    for by in ("unit", "site"):
        table = published_composition(record, by, untouched, min_group, lang)
        if table is not None and 2 <= len(table) <= MOST_GROUPS:
            return table
    return None


def _levels_by_unit(
    record: Record, overall: Released, units: Released, leading: str, proof: Receipt, lang: str
) -> Section:
    whole = _levels(overall, leading)
    level = float(whole.iloc[-1])
    name = say(f"indicator.{leading}", lang)
    weeks = len(record.weeks())
    told = units[~units["suppressed"]]
    highest, lowest = told.iloc[0], told.iloc[-1]
    values = {
        "highest": highest["group"],
        "high": percent(highest["value"], lang),
        "lowest": lowest["group"],
        "low": percent(lowest["value"], lang),
        "overall": percent(level, lang),
        "indicator": name.lower(),
    }
    apart = len(told) > 1 and highest["low"] > lowest["high"]
    hidden = int(units["suppressed"].sum())
    return Section(
        key="pilot",
        title=say(f"report.pilot.title.{'apart' if apart else 'together'}", lang, **values),
        context=say(
            "report.pilot.context",
            lang,
            indicator=name,
            week=week_label(weeks, lang),
            overall=percent(level, lang),
        ),
        origin="simulated" if record.is_simulated else "real",
        source=_source(record, lang)
        + (" " + say("report.pilot.hidden", lang, count=number(hidden, lang)) if hidden else ""),
        note=say(f"indicator.{leading}.definition", lang) + " " + say("report.pilot.note", lang),
        receipt=proof.short,
        exhibits=(
            Groups(
                heading="",
                table=units,
                overall=level,
                emphasis=lowest["group"] if apart else None,
            ),
        ),
        asides=tuple(_asides(overall, leading, lang)),
    )


def _asides(overall: Released, leading: str, lang: str) -> list[Aside]:
    """Where the leading indicator and two others stand, and where they stood at the start."""
    asides: list[Aside] = []
    for name in (leading, *OTHERS):
        levels = _levels(overall, name)
        if len(levels) < 2 or len(asides) == 3:
            continue
        unit = str(overall.loc[overall["indicator"] == name, "unit_of_measure"].iloc[0])
        asides.append(
            Aside(
                figure=tell(float(levels.iloc[-1]), unit, lang),
                text=say(f"indicator.{name}", lang),
                detail=say(
                    "report.pilot.before", lang, level=tell(float(levels.iloc[0]), unit, lang)
                ),
            )
        )
    return asides


def _who_the_pilot_was(
    record: Record, composition: Released, proof: Receipt, lang: str, min_group: int
) -> Section:
    gaps = composition["company"] - composition["pilot"]
    widest = composition.iloc[int(np.argmax(np.abs(gaps)))]
    silent = [action for action in ACTIONS if not record.records(action)]
    limits = [
        Aside("", say("report.pilot.cannot_time", lang, weeks=number(len(record.weeks()), lang))),
        Aside("", say("report.pilot.cannot_chance", lang)),
    ]
    if silent:
        names = ", ".join(say(f"report.action.{action}", lang) for action in silent)
        limits.append(Aside("", say("report.pilot.cannot_see", lang, actions=names)))
    return Section(
        key="representativeness",
        title=say(
            "report.pilot.title.who",
            lang,
            group=widest["group"],
            pilot=percent(widest["pilot"], lang),
            company=percent(widest["company"], lang),
        ),
        context=say("report.pilot.who_context", lang),
        origin="simulated" if record.is_simulated else "real",
        source=_source(record, lang),
        note=say("report.pilot.who_note", lang, least=number(min_group, lang)),
        receipt=proof.short,
        exhibits=(Composition(heading="", table=composition),),
        asides=tuple(limits),
    )


def _levels(table: Released, indicator: str) -> pd.Series:
    """Published levels of an indicator, in order of weeks, without those that are missing."""
    own = table[(table["indicator"] == indicator) & ~table["suppressed"]]
    return own.sort_values("week")["value"].dropna()


def _source(record: Record, lang: str) -> str:
    weeks = record.weeks()
    return say(
        "report.pilot.source",
        lang,
        title=title_of(record.manifest, lang),
        people=number(record.invited, lang),
        first=short_date(weeks[0].date(), lang),
        last=short_date((weeks[-1] + pd.Timedelta(days=6)).date(), lang),
    )
