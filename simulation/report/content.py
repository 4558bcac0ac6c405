"""A report's content: findings in their order, of no output format.

The story is that of a steering committee: what is asked, the answer in three figures, what
the pilot showed and cannot tell, what was compared, what works, for whom, the plan, what it
costs and how sure that is, what would change our mind, what to decide. A chapter without
its data is left out, never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.experiments import Comparison
from simulation.report.comparison_story import comparison_sections
from simulation.report.exhibits import Section
from simulation.report.inputs import inputs_of
from simulation.report.people_story import (
    SETTINGS,
    charter_section,
    compared_scenarios,
    objective_section,
    protection_section,
    workload_section,
)
from simulation.report.pilot_story import LEAST_PEOPLE, pilot_sections
from simulation.report.plan_story import closing_sections, opening_sections, plan_sections
from simulation.report.receipts import Receipt
from simulation.report.stories import COMMITTEE, Chapter, check_story, told
from simulation.report.theories_story import TheoriesTold, theories_section
from simulation.settings import Settings
from simulation.sizing import SizingResult, sizing_finding
from simulation.tables import Record, title_of
from simulation.words import say
from simulation.words.forms import number


@dataclass(frozen=True)
class Report:
    """Everything a page or a deck says, in one language.

    `inputs` holds what it can be computed again from, see `simulation.report.inputs`.
    """

    lang: str
    title: str
    subtitle: str
    protection: str
    sections: tuple[Section, ...]
    receipts: Mapping[str, Receipt]
    inputs: Mapping[str, Any] = field(default_factory=dict)


def build_report(
    lang: str,
    record: Record | None = None,
    comparison: Comparison | None = None,
    sizing: SizingResult | None = None,
    theories: TheoriesTold | None = None,
    command: str | None = None,
    min_group: int = LEAST_PEOPLE,
    story: str = COMMITTEE,
    settings: Settings | None = None,
    place: Path | None = None,
) -> Report:
    """The content of a report from whatever of the loop is there.

    Args:
        lang: "fr" or "en".
        record: a pilot's record; only its published indicators are read.
        comparison: of scenarios.
        sizing: of a deployment.
        theories: a comparison under each theory of influence.
        command: what produced them, for the receipts.
        min_group: the smallest number of people of the record shown.
        story: whom it speaks to, one of `stories.STORIES`.
        settings: of the workspace, which a works council is told.
        place: folder of the record, noted so that the report can be checked later.

    Raises:
        InputError: nothing of what is given may be shown, or nobody wrote that story.
    """
    check_story(story)
    settings = settings or Settings(min_group=min_group)
    chapters: list[Chapter] = []
    start = _first_day(record, sizing)
    if sizing:
        chapters += opening_sections(sizing, lang, command, start)
    if record:
        chapters += pilot_sections(record, lang, command, min_group)
    if comparison:
        objective = sizing.target if sizing else None
        chapters += comparison_sections(comparison, objective, lang, command)
    if theories:
        same = theories.lettered_as(comparison.letters) if comparison else theories
        chapters.append(theories_section(same, lang, command))
    if sizing:
        chapters += plan_sections(sizing, lang, command, start)
        chapters += closing_sections(sizing, lang, command, start)
        chapters.append(objective_section(sizing, lang, command, start))
    if not chapters:
        raise InputError("report_nothing_shown", least=min_group)
    scenarios = compared_scenarios(comparison, sizing, lang)
    rules = charter_section(scenarios, lang, command)
    load = workload_section(sizing, record, lang, command, min_group)
    chapters += [protection_section(settings, lang, command)]
    chapters += [chapter for chapter in (rules, load) if chapter]
    chapters = told(chapters, story)
    if not chapters:
        raise InputError("report_story_empty", story=story)
    sections = tuple(section for section, _ in chapters)
    title = sizing_finding(sizing, lang)[0] if sizing else sections[0].title
    return Report(
        lang=lang,
        title=title,
        subtitle=_subtitle(record, comparison, lang),
        protection=say("report.protection", lang),
        sections=sections,
        receipts={receipt.short: receipt for _, receipt in chapters},
        inputs={
            "lang": lang,
            "story": story,
            "command": command,
            "min_group": min_group,
            "settings": settings.model_dump(include=SETTINGS),
        }
        | inputs_of(record, comparison, sizing, theories, place),
    )


def _first_day(record: Record | None, sizing: SizingResult | None) -> date | None:
    """The Monday from which the plan counts its weeks, where it stands on the pilot told."""
    if record is None or sizing is None or not sizing.scenario.company.record:
        return None
    return record.weeks()[0].date()


def _subtitle(record: Record | None, comparison: Comparison | None, lang: str) -> str:
    """What the report rests on, real and simulated told apart."""
    parts = []
    if record:
        parts.append(say("report.subtitle.record", lang, title=title_of(record.manifest, lang)))
    if comparison:
        count, draws = len(comparison.letters), comparison.replicates
        parts.append(
            say(
                "report.subtitle.comparison",
                lang,
                count=number(count, lang),
                draws=number(draws, lang),
            )
        )
    return " · ".join(parts)
