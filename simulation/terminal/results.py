"""Results told on a terminal: indicators, profiles, summaries, comparisons, budgets, speed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from simulation.figures.audit_levers import level_names
from simulation.figures.units import tell, tell_difference, tell_range
from simulation.protection import Released, check_released
from simulation.terminal import ABSENT, plain_number, print_rows
from simulation.words import say
from simulation.words.forms import interval, number

SPEED_HEADING: Final = "# Benchmarks"
"""First line of the page of speeds, in both languages."""


def print_levels(table: Released, lang: str, grouped: bool) -> None:
    """Print published indicators of the last week, one line for each indicator and group."""
    everybody = say("cli.everybody", lang)
    last = check_released(table)[table["week"] == table["week"].max()]
    print_rows(
        [
            (
                say(f"indicator.{row.indicator}", lang),
                row.group if grouped else everybody,
                _level_told(row, lang),
            )
            for row in last.itertuples(index=False)
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("indicator", "group", "level")],
    )


def print_profiles(shares: Released, lang: str) -> None:
    """Print published profile shares of the last week."""
    last = check_released(shares)[shares["week"] == shares["week"].max()]
    print_rows(
        [
            (
                say(f"indicator.profile.{row.profile}", lang),
                say("cli.suppressed", lang) if row.suppressed else tell(row.value, "share", lang),
            )
            for row in last.itertuples(index=False)
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("profile", "level")],
    )


def print_summary(rows: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print an ensemble's levels in its last week, with 90 % of the draws."""
    print_rows(
        [
            (
                say(f"indicator.{row['indicator']}", lang),
                tell(row["mean"], row["unit"], lang),
                tell_range(row["low"], row["high"], row["unit"], lang),
            )
            for row in rows
            if row["mean"] is not None
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("indicator", "level", "draws")],
    )


def print_pairs_compared(pairs: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print the paired differences of a comparison with their intervals and verdicts."""
    columns = ("pair", "indicator", "difference", "draws", "verdict", "variance_reduction")
    print_rows(
        [
            (
                f"{pair['scenario']} − {pair['baseline']}",
                say(f"indicator.{pair['indicator']}", lang),
                *_difference_told(pair, lang),
                say(f"report.verdict.{pair['verdict']}", lang),
                _reduction_told(pair["variance_reduction"], lang),
            )
            for pair in pairs
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in columns],
    )


def print_theories(theories: Mapping[str, Any], lang: str) -> None:
    """Print under how many theories of influence each conclusion holds, then every difference."""
    print()
    for row in theories["conclusions"]:
        print(
            say(
                "cli.theories.conclusion",
                lang,
                pair=f"{row['scenario']} − {row['baseline']}",
                indicator=say(f"indicator.{row['indicator']}", lang),
                conclusion=say(f"experiments.conclusion.{row['conclusion']}", lang),
                holds=row["in_words"][lang],
            )
        )
    print()
    columns = ("theory", "pair", "indicator", "difference", "draws", "conclusion")
    print_rows(
        [
            (
                say(f"choice.{row['theory']}", lang),
                f"{row['scenario']} − {row['baseline']}",
                say(f"indicator.{row['indicator']}", lang),
                *_difference_told(row, lang),
                say(f"experiments.conclusion.{row['conclusion']}", lang),
            )
            for row in theories["differences"]
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in columns],
    )


def print_benefits(benefits: Mapping[str, Any], lang: str) -> None:
    """Print benefits in their own units over the whole run, then the rates they hang on."""
    print()
    print_rows(
        [
            (
                say(f"experiments.benefit.{row['benefit']}", lang),
                tell(row["mean"], row["unit"], lang),
                tell_range(row["low"], row["high"], row["unit"], lang),
            )
            for row in benefits["rows"]
            if row["mean"] is not None
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("benefit", "over_the_run", "range")],
    )
    print(say("cli.benefits.rates", lang))
    for rate in benefits["rates"]:
        low, central, high = (plain_number(rate[end], lang) for end in ("low", "central", "high"))
        told = f"{central} {interval(low, high, lang)} {rate['unit'][lang]}".rstrip()
        status = say(f"cli.status.{rate['status']}", lang)
        line = {"label": rate["label"][lang], "told": told, "status": status}
        print(say("cli.benefits.rate", lang, **line))


def print_barriers(barriers: Mapping[str, Any], lang: str) -> None:
    """Print which share of the staff contributes in the last week, and what holds the rest."""
    print()
    print_rows(
        [
            (say(f"experiments.state.{row['state']}", lang), tell(row["value"], "share", lang))
            for row in barriers["staff"]
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("held_by", "level")],
    )


def print_designs(designs: Sequence[Mapping[str, Any]], lang: str) -> None:
    """Print how far each design of a store is."""
    names = ("planned", "done", "failed", "missing")
    rows = [
        (
            row["design"],
            ", ".join(row["scenarios"]),
            *(number(row[name], lang) for name in names),
        )
        for row in designs
    ]
    columns = ("design", "scenario", *names)
    print_rows(rows, lang, [say(f"cli.column.{name}", lang) for name in columns])


def print_speed(result: Mapping[str, Any], lang: str) -> None:
    """Print what the bench measured beside what must be reached and what is aimed at."""
    print_rows(_speed_rows(result, lang), lang, _speed_header(lang))


def speed_page(result: Mapping[str, Any], lang: str) -> str:
    """The same as a Markdown page, with how it was measured."""
    header = _speed_header(lang)
    rows = [header, ("---",) * len(header), *_speed_rows(result, lang)]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{SPEED_HEADING}\n\n{say('cli.bench.how', lang)}\n\n{table}\n"


def _speed_header(lang: str) -> tuple[str, ...]:
    return tuple(say(f"cli.column.{name}", lang) for name in ("measure", "measured", "must", "aim"))


def _speed_rows(result: Mapping[str, Any], lang: str) -> list[tuple[str, ...]]:
    return [
        (
            _measure_told(row["name"], lang),
            *(_figure_told(row[name], lang) for name in ("measured", "must", "aim")),
        )
        for row in result["measures"]
    ]


def _measure_told(name: str, lang: str) -> str:
    kind, _, size = name.partition("speed_")
    if kind:
        return say(f"cli.bench.{name}", lang)
    return say("cli.bench.speed", lang, employees=number(int(size), lang))


def _figure_told(value: float | None, lang: str) -> str:
    return ABSENT if value is None else plain_number(value, lang)


def print_verification(told: Mapping[str, Any], lang: str) -> None:
    """Print each figure of a report with the verdict, then how many of each."""
    print_rows(
        [
            (row["figure"], say(f"cli.verify.{row['verdict']}", lang), row["reason"])
            for row in told["figures"]
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("figure", "found", "why")],
    )
    verdicts = ("same", "different", "not_recomputed")
    print(say("cli.verify.told", lang, **{name: number(told[name], lang) for name in verdicts}))
    if told["made_by"] != told["checked_by"]:
        print(say("cli.verify.version", lang, made=told["made_by"], here=told["checked_by"]))


def print_questions(form: Mapping[str, Any], lang: str) -> None:
    """Print the items of the audit's questionnaire, section by section."""
    rows = [
        (item["name"], item["text"][lang])
        for section in form["sections"]
        for item in section["items"]
    ]
    print_rows(rows, lang)


def print_audit(told: Mapping[str, Any], lang: str) -> None:
    """Print what an audit says of each lever, with its interval, and according to whom."""
    groups = [
        f"{level_names(group['levels'], lang)} {number(group['people'], lang)}"
        for group in told["respondents"]
    ]
    people = number(sum(group["people"] for group in told["respondents"]), lang)
    print(say("audit.respondents", lang, people=people, groups=", ".join(groups)))
    print_rows(
        [
            (
                say(f"lever.{row['lever']}", lang),
                tell(row["value"], "share", lang),
                tell_range(row["interval"][0], row["interval"][1], "share", lang),
                ", ".join(
                    f"{level_names(group['levels'], lang)} {tell(group['value'], 'share', lang)}"
                    for group in row["by_level"]
                ),
            )
            for row in told["levers"]
        ],
        lang,
        [
            say(f"cli.column.{name}", lang)
            for name in ("lever", "setting", "nine_in_ten", "by_level")
        ],
    )
    if told["left_out"]:
        levers = ", ".join(say(f"lever.{lever}", lang) for lever in told["left_out"])
        print(say("audit.left_out", lang, levers=levers))


def print_budget(budget: pd.DataFrame, lang: str) -> None:
    """Print the labelled lines of a budget, in euros, with 90 % of the draws."""
    print_rows(
        [
            (
                row["label"],
                number(row["amount"], lang),
                interval(number(row["low"], lang), number(row["high"], lang), lang),
            )
            for row in budget.to_dict("records")
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in ("line", "amount", "draws")],
    )


def _reduction_told(times: float | None, lang: str) -> str:
    """How many times fewer draws the same luck needs."""
    return ABSENT if times is None else f"÷ {number(times, lang, 1)}"


def _difference_told(pair: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """A difference and its interval; a dash where no draw has one, as with nothing to answer."""
    if pair["difference"] is None:
        return ABSENT, ABSENT
    low, high = (tell_difference(end, pair["unit"], lang) for end in pair["interval"])
    return tell_difference(pair["difference"], pair["unit"], lang), interval(low, high, lang)


def _level_told(row: Any, lang: str) -> str:
    if not row.available:
        return say("cli.not_recorded", lang)
    if row.suppressed:
        return say("cli.suppressed", lang)
    return ABSENT if pd.isna(row.value) else tell(row.value, row.unit_of_measure, lang)
