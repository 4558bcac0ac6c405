"""What was compared, what works, and what holds the others back."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from simulation import catalogue
from simulation.experiments import (
    BARRIERS,
    LEVELS,
    Comparison,
    comparison_finding,
    lever_label,
    lever_value,
)
from simulation.experiments.levers import values
from simulation.figures import Mark
from simulation.figures.theme import LETTERS
from simulation.plausibility import unlikely_told
from simulation.protection import release
from simulation.report.exhibits import (
    Aside,
    Differences,
    Fans,
    Groups,
    Section,
    Table,
    Words,
)
from simulation.report.receipts import Receipt, receipt
from simulation.sizing import Target
from simulation.words import say
from simulation.words.forms import number, percent, week_label

LONGEST_TITLE = 115
"""Letters of a finding that still takes two lines."""

MOST_LEVERS = 12
"""Rows of the table of differences; the rest is counted."""


def comparison_sections(
    comparison: Comparison, target: Target | None, lang: str, command: str | None
) -> list[tuple[Section, Receipt]]:
    """Scenarios compared, the paired differences, what holds back those who do not come."""
    ensembles = comparison.ensembles
    proof = receipt(
        scenarios={comparison.letters[n]: e.scenario.key() for n, e in ensembles.items()},
        seeds={comparison.letters[n]: e.scenario.seed for n, e in ensembles.items()},
        replicates=comparison.replicates,
        baseline=comparison.letters[comparison.baseline],
        indicators=list(comparison.indicators),
        week=comparison.week,
        command=command,
    )
    sections = [
        _what_was_compared(comparison, proof, lang),
        _what_works(comparison, target, proof, lang),
        _what_holds_back(comparison, proof, lang),
    ]
    return [(section, proof) for section in sections if section is not None]


def lever_table(comparison: Comparison, lang: str) -> Table:
    """The levers told differently of the scenarios, one row each, scenarios in columns."""
    shown = _shown(comparison)
    levers = [values(comparison.ensembles[name].scenario) for name in shown.values()]
    told = {
        path: [lever_value(path, own.get(path), lang) for own in levers]
        for path in dict.fromkeys(path for own in levers for path in own)
    }
    differing = {path: each for path, each in told.items() if len(set(each)) > 1}
    cells = [
        (lever_label(path, lang), *each) for path, each in list(differing.items())[:MOST_LEVERS]
    ]
    if len(differing) > MOST_LEVERS:
        more = say("report.levers_more", lang, count=number(len(differing) - MOST_LEVERS, lang))
        cells.append((more, *("" for _ in shown)))
    return Table((say("report.column.lever", lang), *shown), tuple(cells))


def _what_was_compared(comparison: Comparison, proof: Receipt, lang: str) -> Section:
    titles = comparison.titles(lang)
    shown = _shown(comparison)
    named = ", ".join(f"{letter} {titles[letter]}" for letter in shown)
    return Section(
        key="scenarios",
        title=say(
            "report.scenarios.title",
            lang,
            count=number(len(comparison.letters), lang),
            people=number(_staff(comparison), lang),
        ),
        context=named,
        origin="simulated",
        source=_source(comparison, lang),
        note=" ".join(
            [
                say("report.scenarios.note", lang, draws=number(comparison.replicates, lang)),
                *(f"▲ {told}" for told in unlikely_told(comparison.scenarios, lang)),
            ]
        ),
        receipt=proof.short,
        exhibits=(Words(heading="", table=lever_table(comparison, lang)),),
    )


def _what_works(
    comparison: Comparison, target: Target | None, proof: Receipt, lang: str
) -> Section:
    title, context = comparison_finding(comparison, lang)
    if len(title) > LONGEST_TITLE:
        title = _with_letters(title, comparison.titles(lang))
    indicator = comparison.indicators[0]
    unit = LEVELS[indicator].unit
    shown = _shown(comparison)
    fans = {letter: fan for letter, fan in comparison.fans().items() if letter in shown}
    differences, draws = comparison.paired()
    differences = differences[differences["scenario"].isin(list(shown))]
    reference = comparison.letters[comparison.baseline]
    objective = target.level if target and target.indicator == indicator else None
    name = say(f"indicator.{indicator}", lang)
    statuses = [parameter.status for parameter in catalogue.parameters().values()]
    return Section(
        key="comparison",
        title=title,
        context=context,
        origin="simulated",
        source=_source(comparison, lang),
        note=say("report.comparison.note", lang),
        receipt=proof.short,
        exhibits=(
            Fans(
                heading=say("report.comparison.levels", lang, indicator=name),
                fans=fans,
                names=comparison.titles(lang),
                unit=unit,
                objective=objective,
                events=tuple(_events(comparison, lang)),
            ),
            Differences(
                heading=say(
                    "report.comparison.differences",
                    lang,
                    baseline=reference,
                    week=week_label(comparison.week, lang),
                ),
                differences=differences,
                draws=draws[draws["scenario"].isin(list(shown))],
                unit=unit,
            ),
        ),
        asides=(
            Aside(
                say("report.comparison.depends", lang),
                say(
                    "report.comparison.assumed",
                    lang,
                    assumed=number(statuses.count("assumed"), lang),
                    total=number(len(statuses), lang),
                ),
            ),
        ),
    )


def barriers_of(comparison: Comparison) -> tuple[str, pd.DataFrame] | None:
    """What holds back those who do not come, in the scenario with the highest level.

    Returns:
        Its name, and a table with columns barrier, value (share of the staff, mean of the
        draws), people; None when the runs do not tell.
    """
    first = comparison.levels[comparison.levels["indicator"] == comparison.indicators[0]]
    best = str(first["scenario"].iloc[int(first["mean"].argmax())])
    weekly = comparison.ensembles[best].weekly
    if not set(BARRIERS) <= set(weekly):
        return None
    at_week = {name: float(weekly[name][:, comparison.week - 1].mean()) for name in BARRIERS}
    staff = float(weekly["staff"][:, comparison.week - 1].mean())
    table = pd.DataFrame({"barrier": list(at_week), "people": list(at_week.values())})
    table = table.sort_values("people", ascending=False, ignore_index=True)
    return best, table.assign(value=table["people"] / staff)


def _what_holds_back(comparison: Comparison, proof: Receipt, lang: str) -> Section | None:
    found = barriers_of(comparison)
    if found is None or not found[1]["people"].sum():
        return None
    best, table = found
    letter = comparison.letters[best]
    words = [say(f"experiments.state.{name}", lang) for name in table["barrier"]]
    first = table.iloc[0]
    held = float(table["people"].sum())
    return Section(
        key="barriers",
        title=say(
            "report.barriers.title",
            lang,
            barrier=words[0],
            share=percent(first["value"], lang),
        ),
        context=say(
            "report.barriers.context",
            lang,
            letter=letter,
            title=comparison.titles(lang)[letter],
            week=week_label(comparison.week, lang),
        ),
        origin="simulated",
        source=_source(comparison, lang),
        note=say("report.barriers.note", lang),
        receipt=proof.short,
        exhibits=(
            Groups(
                heading="",
                table=release(table.assign(group=words, people=np.nan), cells=(), simulated=True),
                emphasis=words[0],
            ),
        ),
        asides=(
            Aside(
                number(round(held, -1), lang),
                say("report.barriers.held", lang),
                say("report.barriers.held_detail", lang, staff=number(_staff(comparison), lang)),
            ),
        ),
    )


def _with_letters(title: str, titles: dict[str, str]) -> str:
    """A finding too long for two lines, its scenarios called by the letters of the figure."""
    for letter, name in sorted(titles.items(), key=lambda item: -len(item[1])):
        title = re.sub(rf"[«“]\s?{re.escape(name)}\s?[»”]", letter, title, flags=re.IGNORECASE)
    return title


def _shown(comparison: Comparison) -> dict[str, str]:
    """Letter -> name of the scenarios told: at most four, the reference among them."""
    letters = {letter: name for name, letter in comparison.letters.items()}
    reference = comparison.letters[comparison.baseline]
    kept = sorted(letters, key=lambda letter: letter != reference)[: len(LETTERS)]
    return {letter: letters[letter] for letter in letters if letter in kept}


def _events(comparison: Comparison, lang: str) -> list[Mark]:
    """The end of the pilot (the second wave), and of recognition schemes that stop."""
    marks = []
    reference = comparison.ensembles[comparison.baseline].scenario
    waves = reference.plan.waves
    if len(waves) > 1:
        marks.append(Mark(waves[1].week, say("report.event.second_wave", lang)))
    for letter, name in _shown(comparison).items():
        scenario = comparison.ensembles[name].scenario
        bonus = scenario.recognition.bonus
        if bonus.strength and bonus.last_week and bonus.last_week < scenario.horizon_weeks:
            marks.append(Mark(bonus.last_week, say("report.event.bonus_ends", lang), letter))
    return marks


def _staff(comparison: Comparison) -> int:
    weekly = comparison.ensembles[comparison.baseline].weekly
    return int(np.mean(weekly["staff"][:, comparison.week - 1]))


def _source(comparison: Comparison, lang: str) -> str:
    return say(
        "report.comparison.source",
        lang,
        people=number(_staff(comparison), lang),
        draws=number(comparison.replicates, lang),
    )
