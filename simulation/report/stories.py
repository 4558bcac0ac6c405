"""Who a report speaks to: the sections of each story, in their order (W12).

A steering committee hears the whole; an executive sponsor the decision, its grounds and its
risks; a works council what is asked of people, what is kept about them, and their workload.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulation.errors import InputError
from simulation.report.exhibits import Section
from simulation.report.receipts import Receipt

COMMITTEE = "committee"
STORIES: Mapping[str, tuple[str, ...]] = {
    COMMITTEE: (
        "decision", "answer", "objective", "pilot", "studies", "representativeness", "scenarios",
        "comparison", "barriers", "theories", "plan", "price", "change", "decisions",
    ),
    "sponsor": ("decision", "answer", "comparison", "plan", "change", "decisions"),
    "works-council": (
        "objective", "representativeness", "barriers", "protection", "charter", "workload",
        "decisions",
    ),
}  # fmt: skip
"""Story -> keys of its sections. What a story does not name it leaves out."""

Chapter = tuple[Section, Receipt]


def check_story(story: str) -> None:
    """Refuse a story that nobody wrote.

    Raises:
        InputError: names those there are.
    """
    if story not in STORIES:
        raise InputError("report_story", value=story, known=", ".join(STORIES))


def told(chapters: Sequence[Chapter], story: str) -> list[Chapter]:
    """The chapters of a story, in its order; one that has no data is left out."""
    order = STORIES[story]
    chosen = [chapter for chapter in chapters if chapter[0].key in order]
    return sorted(chosen, key=lambda chapter: order.index(chapter[0].key))
