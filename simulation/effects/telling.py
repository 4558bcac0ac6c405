"""Representativeness and effects in words, and as mappings for scripts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from simulation.effects.reading import Reading
from simulation.effects.representativeness import Attribute, Representativeness
from simulation.effects.staggered import AFTER, Estimate
from simulation.words import say
from simulation.words.forms import interval, number, percent, points, short_date

# Representativeness


def who_title(found: Representativeness, lang: str) -> str:
    """The finding of the comparison, or the refusal, in a sentence."""
    if found.reason:
        return say(f"effects.refused.{found.reason}", lang)
    widest = found.widest
    if widest is None:
        return say("effects.who.title.like", lang)
    return say(
        "effects.who.title.unlike",
        lang,
        attribute=attribute_name(widest, lang),
        distance=percent(widest.distance, lang),
    )


def who_context(found: Representativeness, lang: str) -> str:
    """How many people were compared."""
    pilot, company = number(found.pilot, lang), number(found.company, lang)
    return say("effects.who.context", lang, pilot=pilot, company=company)


def attribute_name(attribute: Attribute, lang: str) -> str:
    """What a characteristic is called."""
    return say(f"effects.attribute.{attribute.name}", lang)


def group_name(attribute: str, group: str, lang: str) -> str:
    """What a group is called: its own name; a level, or several together, says so."""
    if attribute != "level":
        return group
    if group == say("indicator.other_groups", lang):
        return group
    key = "effects.group.level" if group.isdecimal() else "effects.group.levels"
    return say(key, lang, level=group)


def attribute_sentences(attribute: Attribute, lang: str) -> list[str]:
    """The measure, what it may bias, and what reweighting would change."""
    told = [
        say(
            "effects.who.measure",
            lang,
            distance=percent(attribute.distance, lang),
            by_lot=percent(attribute.by_lot, lang),
        )
    ]
    if attribute.known < 1:
        told.append(say("effects.who.known", lang, known=percent(attribute.known, lang)))
    key = (
        f"effects.who.bias.{attribute.name}" if attribute.is_beyond_chance else "effects.who.alike"
    )
    told.append(say(key, lang))
    if attribute.is_beyond_chance and attribute.reweighted is not None:
        levels = {
            "observed": percent(attribute.observed or 0.0, lang),
            "reweighted": percent(attribute.reweighted, lang),
        }
        told.append(say("effects.who.reweighted", lang, **levels))
    return told


def group_cells(attribute: Attribute, lang: str) -> list[tuple[str, ...]]:
    """Cells of the table of groups: name, shares, ratio with interval, difference, verdict."""
    rows: list[dict[Any, Any]] = attribute.groups.to_dict("records")
    return [
        (
            group_name(attribute.name, row["group"], lang),
            percent(row["pilot"], lang),
            percent(row["company"], lang),
            f"{number(row['ratio'], lang, 2)} "
            + interval(number(row["low"], lang, 2), number(row["high"], lang, 2), lang),
            number(row["standardised"], lang, 2, signed=True),
            say(f"effects.verdict.{row['verdict']}", lang),
        )
        for row in rows
    ]


GROUP_HEADS = ("group", "pilot", "company", "ratio", "standardised", "verdict")
"""Columns of `group_cells`, under `effects.head`."""


def who_as_dict(found: Representativeness, lang: str) -> dict[str, Any]:
    """The comparison for scripts."""
    return {
        "title": who_title(found, lang),
        "pilot": found.pilot,
        "company": found.company,
        "refused": found.reason,
        "attributes": [
            {
                "attribute": one.name,
                "distance": one.distance,
                "by_lot": one.by_lot,
                "beyond_chance": one.is_beyond_chance,
                "known": one.known,
                "observed": one.observed,
                "reweighted": one.reweighted,
                "sentences": attribute_sentences(one, lang),
                "groups": one.groups.to_dict("records"),
            }
            for one in found.attributes
        ],
    }


# Effects


def title(reading: Reading, lang: str) -> str:
    """The finding, or that there can be none, in a sentence."""
    what = say(f"effects.what.{reading.design}", lang)
    effect = _effect(reading)
    if effect is None:
        return say("effects.title.refused", lang, what=what)
    kind = "none" if not effect.is_established else "more" if effect.value > 0 else "less"
    value, ends = _told(effect, reading, lang)
    indicator = say(f"indicator.{reading.indicator}", lang)
    return say(
        f"effects.title.{kind}", lang, indicator=indicator, what=what, value=value, interval=ends
    )


def context(reading: Reading, lang: str) -> str:
    """How it was read, or the reason of the refusal."""
    if reading.reason:
        details = {
            name: _detail(name, value, reading, lang) for name, value in reading.details.items()
        }
        return say(f"effects.refused.{reading.reason}", lang, **details)
    if reading.staggered:
        groups, cohorts = reading.staggered.groups, reading.staggered.cohorts
        counts = {"groups": groups, "cohorts": cohorts, "after": AFTER}
        told = {name: number(count, lang) for name, count in counts.items()}
        return say("effects.context.staggered", lang, **told)
    assert reading.interrupted is not None
    assert reading.event_week is not None
    return say(
        "effects.context.event",
        lang,
        week=short_date(date.fromisoformat(reading.event_week), lang),
        after=number(AFTER, lang),
        likeness=number(reading.interrupted.likeness, lang, 2),
    )


def assumptions(reading: Reading, lang: str) -> list[str]:
    """What the answer hangs on, in sentences; none for a refusal."""
    if reading.staggered:
        placebo = reading.staggered.placebo
        told = [say("effects.assumption.parallel", lang)]
        if placebo:
            value, ends = _told(placebo, reading, lang)
            told.append(say("effects.assumption.placebo", lang, value=value, interval=ends))
        else:
            told.append(say("effects.assumption.unchecked", lang))
        told.append(say("effects.assumption.no_waiting", lang))
        return [*told, say(f"effects.assumption.assigned.{reading.assigned}", lang)]
    if reading.interrupted:
        share = percent(reading.interrupted.false_alarms, lang)
        straight = say("effects.assumption.straight", lang, share=share)
        return [straight, say("effects.assumption.nothing_else", lang)]
    return []


def as_dict(reading: Reading, lang: str) -> dict[str, Any]:
    """The reading for scripts."""
    effect = _effect(reading)
    by_week = reading.staggered.by_week if reading.staggered else ()
    series = reading.interrupted
    return {
        "design": reading.design,
        "indicator": reading.indicator,
        "unit": reading.unit_of_measure,
        "assigned": reading.assigned,
        "refused": reading.reason,
        "title": title(reading, lang),
        "context": context(reading, lang),
        "assumptions": assumptions(reading, lang),
        "effect": asdict(effect) | {"established": effect.is_established} if effect else None,
        "placebo": asdict(reading.staggered.placebo)
        if reading.staggered and reading.staggered.placebo
        else None,
        "by_week": [{"week_from_start": week, **asdict(one)} for week, one in by_week],
        "weeks": list(reading.weeks),
        "observed": list(reading.course),
        "expected": series.expected.tolist() if series else [],
        "false_alarms": series.false_alarms if series else None,
    }


def _effect(reading: Reading) -> Estimate | None:
    found = reading.staggered or reading.interrupted
    return found.effect if found else None


def _told(one: Estimate, reading: Reading, lang: str) -> tuple[str, str]:
    """An estimate and its interval in the outcome's unit."""
    values = (one.value, one.low, one.high)
    if reading.unit_of_measure == "share":
        value, low, high = (points(value, lang) for value in values)
    else:
        value, low, high = (number(value, lang, 2, signed=True) for value in values)
    return value, interval(low, high, lang)


def _detail(name: str, value: Any, reading: Reading, lang: str) -> str:
    if name == "share":
        return percent(value, lang)
    if name == "value" and reading.unit_of_measure == "share":
        return points(value, lang)
    return number(value, lang, 2 if isinstance(value, float) else 0)
