"""A validation told: rows of a table, a Markdown page, plain values."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from simulation.validation.estimates import Estimate
from simulation.validation.pattern import Unit
from simulation.validation.validate import Ablated, Checked, Judged, Validation
from simulation.validation.verdict import Above, Band, Below, Expected, Inside
from simulation.words import say
from simulation.words.forms import NARROW, interval, number, percent, points

HEADING: Final = "# Validation"
"""First line of the page, in both languages."""

Row = tuple[str, ...]


def header(lang: str) -> Row:
    """Titles of the columns of `rows`."""
    names = ("pattern", "expected", "simulated", "interval", "verdict", "use")
    return tuple(say(f"validation.column.{name}", lang) for name in names)


def rows(validation: Validation, lang: str) -> list[Row]:
    """One row per pattern, with its verdict, followed by one per check."""
    table: list[Row] = []
    for judged in validation.patterns:
        pattern = judged.pattern
        title = f"{pattern.key} {pattern.title(lang)}"
        evidence = say("validation.rows", lang, rows=pattern.sources)
        table.append((title, evidence, "", "", _verdict(judged.verdict, lang), _use(judged, lang)))
        table += [_check_row(judged, checked, lang) for checked in judged.checks]
    return table


def ablation_header(lang: str) -> Row:
    """Titles of the columns of `ablation_rows`."""
    names = ("off", "figure", "expected", "with", "without", "verdict_without")
    return tuple(say(f"validation.column.{name}", lang) for name in names)


def ablation_rows(validation: Validation, lang: str) -> list[Row]:
    """One row per mechanism switched off and figure looked at."""
    return [_ablation_row(ablated, lang) for ablated in validation.ablations]


def finding(validation: Validation, lang: str) -> str:
    """One sentence: how many patterns hold, fail or stay undecided."""
    verdicts = [judged.verdict for judged in validation.patterns]
    counts = {name: verdicts.count(name) for name in ("holds", "fails", "undecided")}
    return say("validation.finding", lang, total=len(verdicts), **counts)


def as_markdown(validation: Validation, lang: str) -> str:
    """The page kept beside the code; without date, so that the same work gives the same page."""
    parts = [
        HEADING,
        finding(validation, lang),
        say(
            "validation.made",
            lang,
            version=validation.version,
            replicates=number(validation.replicates, lang),
            employees=number(validation.employees, lang),
            seed=validation.seed,
        ),
        say("validation.rule", lang),
        _table(header(lang), rows(validation, lang)),
        "## " + say("validation.evidence", lang),
        _table(
            [say(f"validation.column.{name}", lang) for name in ("pattern", "evidence")],
            [(j.pattern.key, j.pattern.expectation(lang)) for j in validation.patterns],
        ),
    ]
    if validation.ablations:
        parts += [
            "## " + say("validation.ablations", lang),
            say("validation.ablations_told", lang),
            _table(ablation_header(lang), ablation_rows(validation, lang)),
        ]
    return "\n\n".join(parts) + "\n"


def as_dict(validation: Validation, lang: str) -> dict[str, Any]:
    """The validation in plain values; what is not known is NaN, which JSON writes as null."""
    return {
        "patterns": [_pattern_dict(judged, lang) for judged in validation.patterns],
        "ablations": [_ablation_dict(ablated, lang) for ablated in validation.ablations],
        "all_hold": validation.all_hold,
        "replicates": validation.replicates,
        "employees": validation.employees,
        "seed": validation.seed,
        "version": validation.version,
        "seconds": validation.seconds,
    }


def told(value: float, unit: Unit, lang: str) -> str:
    """A figure in its unit: `83.0%`, `+8.0 pts`, `0.125`, `×8.10`, `−13.0%`."""
    if not math.isfinite(value):
        return "—"
    match unit:
        case "share":
            return percent(value, lang, 1)
        case "points":
            return points(value, lang)
        case "ratio":
            return "×" + number(value, lang, 2)
        case "change":
            return _signed_percent(value, lang, 1)
        case _:
            return number(value, lang, 3 if abs(value) < 1 else 2)


def told_interval(estimate: Estimate, unit: Unit, lang: str) -> str:
    """The interval of an estimate."""
    return interval(told(estimate.low, unit, lang), told(estimate.high, unit, lang), lang)


def told_expected(expected: Expected, unit: Unit, lang: str) -> str:
    """What is expected: `75% to 90%`, `> 0%`, `wholly in −15% to +10%`."""

    def bound(value: float) -> str:
        match unit:
            case "share":
                return percent(value, lang)
            case "points":
                return number(100 * value, lang)
            case "change":
                return _signed_percent(value, lang, 0)
            case "ratio":
                return "×" + number(value, lang, 1)
            case _:
                return number(value, lang, len(f"{value:g}".partition(".")[2]))

    match expected:
        case Band(low, high):
            return say("validation.band", lang, low=bound(low), high=bound(high))
        case Inside(low, high):
            return say("validation.inside", lang, low=bound(low), high=bound(high))
        case Above(null):
            return f"> {bound(null)}"
        case Below(null):
            return f"< {bound(null)}"


def _signed_percent(ratio: float, lang: str, decimals: int) -> str:
    text = number(100 * (ratio - 1), lang, decimals, signed=True)
    return text + (NARROW + "%" if lang == "fr" else "%")


def _verdict(verdict: str, lang: str) -> str:
    return say(f"validation.verdict.{verdict}", lang)


def _use(judged: Judged, lang: str) -> str:
    use = say(f"validation.use.{judged.pattern.use}", lang)
    return use + (say("validation.mended", lang) if judged.pattern.mended else "")


def _label(judged: Judged, checked: Checked, lang: str) -> str:
    return say(f"validation.{judged.pattern.key}.{checked.check.name}", lang)


def _check_row(judged: Judged, checked: Checked, lang: str) -> Row:
    unit = checked.check.unit
    return (
        _label(judged, checked, lang),
        told_expected(checked.check.expected, unit, lang),
        told(checked.estimate.value, unit, lang),
        told_interval(checked.estimate, unit, lang),
        _verdict(checked.verdict, lang),
        "",
    )


def _ablation_row(ablated: Ablated, lang: str) -> Row:
    check, ablation = ablated.whole.check, ablated.ablation
    levels = [
        f"{told(checked.estimate.value, check.unit, lang)} "
        + told_interval(checked.estimate, check.unit, lang)
        for checked in (ablated.whole, ablated.without)
    ]
    return (
        ablation.label(lang),
        f"{ablation.pattern} {say(f'validation.{ablation.pattern}.{check.name}', lang)}",
        told_expected(check.expected, check.unit, lang),
        *levels,
        _verdict(ablated.without.verdict, lang),
    )


def _pattern_dict(judged: Judged, lang: str) -> dict[str, Any]:
    pattern, deciding = judged.pattern, judged.deciding
    return {
        "pattern": pattern.key,
        "title": pattern.title(lang),
        "expected": pattern.expectation(lang),
        "sources": pattern.sources,
        "use": pattern.use,
        "kept_out": pattern.use == "kept_out",
        "mended": pattern.mended,
        "verdict": judged.verdict,
        "decided_by": deciding.check.name,
        "simulated": deciding.estimate.value,
        "interval": [deciding.estimate.low, deciding.estimate.high],
        "checks": [
            {"label": _label(judged, checked, lang), **_check_dict(checked, lang)}
            for checked in judged.checks
        ],
    }


def _check_dict(checked: Checked, lang: str) -> dict[str, Any]:
    check, estimate = checked.check, checked.estimate
    return {
        "check": check.name,
        "unit": check.unit,
        "expected": told_expected(check.expected, check.unit, lang),
        "simulated": estimate.value,
        "interval": [estimate.low, estimate.high],
        "verdict": checked.verdict,
    }


def _ablation_dict(ablated: Ablated, lang: str) -> dict[str, Any]:
    return {
        "off": ablated.ablation.name,
        "label": ablated.ablation.label(lang),
        "pattern": ablated.ablation.pattern,
        "with": _check_dict(ablated.whole, lang),
        "without": _check_dict(ablated.without, lang),
    }


def _table(titles: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    return "\n".join([line(titles), line(["---"] * len(titles)), *map(line, lines)])
