"""What an answer hangs on, in sentences and rows of both languages: shares and conditions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from simulation.robustness.discovery import Condition, Discovery, Limit
from simulation.robustness.inputs import LUCK, REST, input_label, input_value
from simulation.robustness.sensitivity import Sensitivity
from simulation.sizing.chances import Chance
from simulation.words import LANGUAGES, say
from simulation.words.forms import interval, number, percent, thousand_euros

Rows = list[list[Any]]


def each(table: pd.DataFrame) -> list[Any]:
    """The rows of a table, with its columns as attributes."""
    return list(table.itertuples(index=False))


def amount(value: float, unit: str, lang: str) -> str:
    """An amount at stake: `1,3 pts`, `41 k€`, or a plain number of the indicator's unit."""
    if unit == "euros":
        return thousand_euros(value, lang)
    if unit in ("share", "probability"):
        return say("robust.points", lang, value=number(100 * value, lang, 1))
    return number(value, lang, 2 if unit == "ratio" else 1)


def amount_interval(low: float, high: float, unit: str, lang: str) -> str:
    """Both ends of an interval, without the unit."""
    scale = {"euros": 0.001, "share": 100.0, "probability": 100.0}.get(unit, 1.0)
    decimals = {"euros": 0, "ratio": 2}.get(unit, 1)
    first, last = (number(end * scale, lang, decimals) for end in (low, high))
    return interval(first, last, lang)


def shares(low: float, high: float, lang: str) -> str:
    """An interval of shares: `[22 ; 51]`."""
    return interval(number(100 * low, lang), number(100 * high, lang), lang)


def chance_interval(chance: Chance, lang: str) -> str:
    """The interval of a probability."""
    return shares(chance.low, chance.high, lang)


def named(name: str, lang: str) -> str:
    """An input by its label, quoted; luck and the rest by their words."""
    if name in (LUCK, REST):
        return say(f"robust.{name}", lang)
    return say("robust.quoted", lang, name=input_label(name, lang))


def listed(parts: Iterable[str], lang: str) -> str:
    """`a, b and c`."""
    *most, last = parts
    return (", ".join(most) + say("robust.and", lang) if most else "") + last


def counted_in_words(thing: str, count: int, lang: str) -> str:
    """`one group`, `4 groups`."""
    which = "one" if count == 1 else "several"
    return say(f"robust.{thing}.{which}", lang, count=number(count, lang))


def indicator(name: str, lang: str) -> str:
    """An indicator's name."""
    return say(f"indicator.{name}", lang)


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def sensitivity_told(found: Sensitivity, lang: str) -> list[str]:
    """The finding for each outcome, then how to read it."""
    told = []
    for outcome, rows in found.indices.groupby("outcome", sort=False):
        name = str(outcome)
        label = capital(indicator(name, lang))
        known = rows.dropna(subset=["total"])
        if known.empty or found.spreads[name] == 0:
            told.append(say("robust.sensitivity.none", lang, indicator=label))
            continue
        top = known.iloc[0]
        told.append(
            say(
                "robust.sensitivity.scattered"
                if top["input"] == REST
                else "robust.sensitivity.title",
                lang,
                indicator=label,
                input=named(top["input"], lang),
                **_part(top, "total", lang),
            )
        )
        luck = known[known["input"] == LUCK].iloc[0]
        told.append(
            say(
                "robust.sensitivity.luck",
                lang,
                **_part(luck, "first", lang),
            )
        )
        unit = found.units[name]
        mean, spread = (
            amount(value, unit, lang) for value in (found.means[name], found.spreads[name])
        )
        told.append(say("robust.sensitivity.spread", lang, mean=mean, spread=spread))
    counts = {
        key: number(getattr(found, key), lang) for key in ("screened", "runs", "employees", "weeks")
    }
    return [*told, say("robust.sensitivity.read", lang, **counts), *failed(found.failures, lang)]


def sensitivity_rows(found: Sensitivity, lang: str) -> tuple[list[str], Rows]:
    """Heads and rows: indicator, input, both indices with their intervals."""
    heads = ["indicator", "input", "first", "interval", "total", "interval"]
    rows = [
        [indicator(row.outcome, lang), capital(named(row.input, lang)), *_indices(row, lang)]
        for row in each(found.indices)
    ]
    return [say(f"robust.head.{head}", lang) for head in heads], rows


def _indices(row: Any, lang: str) -> list[str | None]:
    told: list[str | None] = []
    for name in ("first", "total"):
        known = not pd.isna(getattr(row, name))
        told += _part(row._asdict(), name, lang).values() if known else [None, None]
    return told


def _part(row: Any, name: str, lang: str) -> dict[str, str]:
    """An index as a share of the variance: estimates may leave 0 to 1, the share cannot."""
    value, low, high = (min(1.0, max(0.0, row[f"{name}{end}"])) for end in ("", "_low", "_high"))
    return {"share": percent(value, lang), "interval": shares(low, high, lang)}


def discovery_told(found: Discovery, lang: str) -> list[str]:
    """How often the plan fails, then under which conditions."""
    told = [
        say(
            "robust.discover.title",
            lang,
            target=capital(found.target.told(lang)),
            share=percent(found.failing.mean, lang),
            interval=chance_interval(found.failing, lang),
        )
    ]
    for condition in found.conditions:
        told.append(condition_told(condition, found.fresh, lang))
    if found.reason:
        told.append(say(f"robust.discover.{found.reason}", lang))
    elif not found.conditions:
        told.append(say("robust.discover.nothing", lang, inputs=number(found.inputs, lang)))
    if found.by_chance:
        set_apart = counted_in_words("count", len(found.by_chance), lang)
        told.append(say("robust.discover.by_chance", lang, found=set_apart))
    return [*told, say(f"robust.futures.{found.futures}", lang), *failed(found.failures, lang)]


def discovery_rows(found: Discovery, lang: str) -> tuple[list[str], Rows]:
    """Heads and rows: each limit of each condition that holds."""
    heads = ["condition", "input", "range", "quasi", "density", "coverage", "fresh"]
    rows: Rows = []
    for place, condition in enumerate(found.conditions, start=1):
        for limit in condition.limits:
            fresh = condition.fresh_density
            rows.append(
                [
                    place,
                    capital(named(limit.input, lang)),
                    range_told(limit, lang),
                    chance_told(limit, lang),
                    percent(condition.density, lang),
                    percent(condition.coverage, lang),
                    f"{percent(fresh.mean, lang)} {chance_interval(fresh, lang)}"
                    if fresh
                    else None,
                ]
            )
    return [say(f"robust.head.{head}", lang) for head in heads], rows


def range_told(limit: Limit, lang: str) -> str:
    """The values of one input in a condition: `> 0.7`."""
    low, high = (
        None if end is None else input_value(limit.input, end, lang)
        for end in (limit.low, limit.high)
    )
    if low and high:
        return f"{low} – {high}"
    return f"> {low}" if low else f"< {high}"


def chance_told(limit: Limit, lang: str) -> str:
    """The quasi-p-value of a limit, to three decimals."""
    if limit.chance < 0.001:
        return f"< {number(0.001, lang, 3)}"
    return number(limit.chance, lang, 3)


def condition_told(condition: Condition, fresh: int, lang: str) -> str:
    """A box as sentences: conditions, density and coverage, both in fresh futures, chance."""
    told = say(
        "robust.discover.condition",
        lang,
        density=percent(condition.density, lang),
        coverage=percent(condition.coverage, lang),
        limits=listed((limit_told(limit, lang) for limit in condition.limits), lang),
    )
    if condition.fresh_density is not None:
        told += " " + say(
            "robust.discover.fresh",
            lang,
            draws=number(fresh, lang),
            density=percent(condition.fresh_density.mean, lang),
            interval=chance_interval(condition.fresh_density, lang),
            coverage=percent(condition.fresh_coverage, lang),
        )
    chances = ", ".join(chance_told(limit, lang) for limit in condition.limits)
    return f"{told} {say('robust.discover.quasi', lang, chances=chances)}"


def limit_told(limit: Limit, lang: str) -> str:
    """What one input must be: `“Habit loss” exceeds 0.07 1/week`."""
    low, high = (
        None if end is None else input_value(limit.input, end, lang)
        for end in (limit.low, limit.high)
    )
    which = "between" if low and high else "above" if low else "below"
    return say(f"robust.discover.{which}", lang, input=named(limit.input, lang), low=low, high=high)


def failed(count: int, lang: str) -> list[str]:
    """How many draws did not end, if any."""
    return [say("robust.failures", lang, count=number(count, lang))] if count else []


def in_both(tell: Any, found: Any) -> Mapping[str, list[str]]:
    """What is told of a finding, in each language."""
    return {lang: tell(found, lang) for lang in LANGUAGES}
