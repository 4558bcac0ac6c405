"""What a works council asks: why, what is kept about people, which rules, how much work.

The objective is also the committee's third slide. Each section rests on the plan, the
scenarios, the pilot and the workspace's settings; one without its data is left out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from simulation.experiments import Comparison, lever_label, lever_value
from simulation.experiments.levers import values as lever_values
from simulation.indicators import published
from simulation.report.exhibits import Aside, Section, Table, Words
from simulation.report.plan_story import dated
from simulation.report.receipts import Receipt, receipt
from simulation.report.stories import Chapter
from simulation.scenario import Scenario
from simulation.settings import Settings
from simulation.sizing import SizingResult
from simulation.tables import Record
from simulation.words import say
from simulation.words.forms import number, percent, week_label

CHARTER = ("freedom", "clarity", "monitoring", "moderation_days", "social_debate")
SETTINGS = {"min_group", "retention_months", "access_log_months", "show_individuals"}
"""What a works council is told of a workspace's settings."""

PROTECTED = ("read", "never", "names", "groups", "people", "kept", "traced")


def objective_section(
    sizing: SizingResult, lang: str, command: str | None, start: date | None = None
) -> Chapter:
    """Why a network, and which objective: what, how many, by when (S22)."""
    target = sizing.target
    values = {
        "indicator": say(f"indicator.{target.indicator}", lang),
        "level": target.level_told(target.level, lang),
        "week": week_label(target.week, lang),
        "dated": dated(target.week, lang, start),
    }
    proof = receipt(scenario=sizing.scenario.key(), target=str(target), command=command)
    reasons = ("reason_why", "reason_links")
    section = Section(
        key="objective",
        title=say("report.objective.title", lang, **values),
        context=say("report.objective.context", lang, **values),
        origin="",
        source=say("report.objective.source", lang),
        note=say("report.objective.note", lang),
        receipt=proof.short,
        asides=(
            Aside(values["level"], values["indicator"], say("report.objective.staff", lang)),
            Aside(values["week"], say("report.objective.date", lang)),
            *(Aside("", say(f"report.objective.{reason}", lang)) for reason in reasons),
        ),
    )
    return section, proof


def protection_section(settings: Settings, lang: str, command: str | None) -> Chapter:
    """What is read, what never is, who is shown, how long it is kept (S25)."""
    facts = {
        "least": number(settings.min_group, lang),
        "months": number(settings.retention_months, lang),
        "log_months": number(settings.access_log_months, lang),
    }
    people = "shown" if settings.show_individuals else "not_shown"
    keys = [f"people_{people}" if name == "people" else name for name in PROTECTED]
    cells = tuple(
        (say(f"report.protected.{name}", lang), say(f"report.protected.{key}_told", lang, **facts))
        for name, key in zip(PROTECTED, keys, strict=True)
    )
    headings = (say("report.column.question", lang), say("report.column.answer", lang))
    proof = receipt(settings=settings.model_dump(include=SETTINGS), command=command)
    return _words(
        "protection",
        Table(headings, cells, text_columns=(0, 1)),
        proof,
        lang,
        facts,
        source=say("report.protection.source", lang),
    )


def charter_section(
    scenarios: dict[str, Scenario], lang: str, command: str | None
) -> Chapter | None:
    """The rules of use each scenario supposes, and what watching costs in trust (S18, S25).

    Args:
        scenarios: letter, or title when there is one only, -> scenario.
        lang: "fr" or "en".
        command: for the receipt.
    """
    if not scenarios:
        return None
    cells = tuple(
        (
            lever_label(f"charter.{name}", lang),
            *(
                lever_value(f"charter.{name}", lever_values(each).get(f"charter.{name}"), lang)
                for each in scenarios.values()
            ),
        )
        for name in CHARTER
    )
    last = list(scenarios.values())[-1]
    facts = {
        "monitoring": percent(last.charter.monitoring, lang),
        "freedom": percent(last.charter.freedom, lang),
    }
    proof = receipt(scenarios={n: each.key() for n, each in scenarios.items()}, command=command)
    return _words(
        "charter",
        Table((say("report.column.rule", lang), *scenarios), cells),
        proof,
        lang,
        facts,
        source=say("report.charter.source", lang),
        origin="simulated",
        asides=tuple(
            Aside("", say(f"report.charter.{name}", lang)) for name in ("watching", "debate")
        ),
    )


def workload_section(
    sizing: SizingResult | None,
    record: Record | None,
    lang: str,
    command: str | None,
    min_group: int,
) -> Chapter | None:
    """Time asked of employees and community managers, hours out of work in the pilot (S15)."""
    cells: list[tuple[str, str, str]] = []
    facts: dict[str, str] = {}
    if sizing:
        simulated = say("report.tag.simulated", lang)
        load = sizing.load
        peak = load.iloc[int(load["p80"].argmax())]
        staff = max(float(sizing.waves["people"].sum()), 1.0)
        minutes = number(60 * float(load["employee_hours"].iloc[-1]) / staff, lang)
        facts = {"minutes": minutes}
        cells += [
            (
                say("report.workload.employees", lang),
                say("report.workload.minutes", lang, minutes=minutes),
                simulated,
            ),
            (
                say("report.workload.animation", lang),
                say(
                    "report.workload.posts",
                    lang,
                    load=number(float(peak["p80"]), lang, 1),
                    week=week_label(int(peak["week"]), lang),
                    posts=number(float(peak["posts"]), lang, 1),
                ),
                simulated,
            ),
            (
                say("report.workload.training", lang),
                say("report.workload.sessions", lang, sessions=number(sizing.sessions, lang)),
                simulated,
            ),
        ]
    late = _out_of_hours(record, lang, min_group) if record else None
    if late:
        cells.append((say("indicator.out_of_hours", lang), late, say("report.tag.real", lang)))
    if not cells:
        return None
    proof = receipt(
        scenario=sizing.scenario.key() if sizing else None,
        record=record.manifest.get("title") if record else None,
        command=command,
    )
    headings = tuple(say(f"report.column.{name}", lang) for name in ("load", "level", "origin"))
    return _words(
        "workload",
        Table(headings, tuple(cells), text_columns=(0, 1, 2)),
        proof,
        lang,
        facts,
        title="report.workload.title.plan" if facts else "report.workload.title.pilot",
        source=say("report.workload.source", lang),
    )


def compared_scenarios(
    comparison: Comparison | None, sizing: SizingResult | None, lang: str
) -> dict[str, Scenario]:
    """The scenarios by letter, else the plan's alone under its title."""
    if comparison:
        return {
            f"{letter} {title}": comparison.ensembles[name].scenario
            for (name, letter), title in zip(
                comparison.letters.items(), comparison.titles(lang).values(), strict=True
            )
        }
    return {sizing.scenario.title[lang]: sizing.scenario} if sizing else {}


def _out_of_hours(record: Record, lang: str, min_group: int) -> str | None:
    """Mean of the weeks told, and the highest of them; None where nothing may be shown."""
    table = published(record, names=["out_of_hours"], min_group=min_group)
    shares = table.loc[~table["suppressed"], "value"].dropna()
    if not len(shares):
        return None
    mean, most = (percent(float(share), lang) for share in (shares.mean(), shares.max()))
    return say("report.workload.out_of_hours", lang, mean=mean, most=most)


def _words(
    key: str,
    table: Table,
    proof: Receipt,
    lang: str,
    facts: dict[str, str],
    title: str = "",
    origin: str = "",
    **more: Any,
) -> Chapter:
    section = Section(
        key=key,
        title=say(title or f"report.{key}.title", lang, **facts),
        context=say(f"report.{key}.context", lang, **facts),
        note=say(f"report.{key}.note", lang, **facts),
        receipt=proof.short,
        exhibits=(Words(heading="", table=table),),
        origin=origin,
        stacked=True,
        **more,
    )
    return section, proof
