"""A report's content: findings in their order, of no output format.

The story is that of a steering committee: what is asked, the answer in three figures, what
the pilot showed and cannot tell, what was compared, what works, for whom, the plan, what it
costs and how sure that is, what would change our mind, what to decide. A chapter without
its data is left out, never filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulation.errors import InputError
from simulation.experiments import Comparison
from simulation.report.comparison_story import comparison_sections
from simulation.report.exhibits import Section
from simulation.report.pilot_story import LEAST_PEOPLE, pilot_sections
from simulation.report.plan_story import closing_sections, opening_sections, plan_sections
from simulation.report.receipts import Receipt
from simulation.report.theories_story import TheoriesTold, theories_section
from simulation.sizing import SizingResult, sizing_finding
from simulation.tables import Record, title_of
from simulation.words import say
from simulation.words.forms import number


@dataclass(frozen=True)
class Report:
    """Everything a page or a deck says, in one language."""

    lang: str
    title: str
    subtitle: str
    protection: str
    sections: tuple[Section, ...]
    receipts: Mapping[str, Receipt]


def build_report(
    lang: str,
    record: Record | None = None,
    comparison: Comparison | None = None,
    sizing: SizingResult | None = None,
    theories: TheoriesTold | None = None,
    command: str | None = None,
    min_group: int = LEAST_PEOPLE,
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

    Raises:
        InputError: nothing of what is given may be shown.
    """
    chapters: list[tuple[Section, Receipt]] = []
    if sizing:
        chapters += opening_sections(sizing, lang, command)
    if record:
        chapters += pilot_sections(record, lang, command, min_group)
    if comparison:
        objective = sizing.target if sizing else None
        chapters += comparison_sections(comparison, objective, lang, command)
    if theories:
        chapters.append(theories_section(theories, lang, command))
    if sizing:
        chapters += plan_sections(sizing, lang, command)
        chapters += closing_sections(sizing, lang, command)
    if not chapters:
        raise InputError("report_nothing_shown", least=min_group)
    sections = tuple(section for section, _ in chapters)
    title = sizing_finding(sizing, lang)[0] if sizing else sections[0].title
    return Report(
        lang=lang,
        title=title,
        subtitle=_subtitle(record, comparison, lang),
        protection=say("report.protection", lang),
        sections=sections,
        receipts={receipt.short: receipt for _, receipt in chapters},
    )


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
