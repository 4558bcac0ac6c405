"""How long a post or question waits for its first answer (S19, evidence 3.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.indicators.survival import median_by_cell
from simulation.indicators.view import Flags, Floats, Measured, View

HOUR = 3600 * 1_000_000
"""In microseconds."""


@dataclass(frozen=True)
class Waits:
    """The wait of each post and question for an answer by somebody else.

    Attributes:
        opened: places of the posts and questions among the record's events.
        wait: microseconds to the first answer, or to the end of the record when none came.
        answered: whether one came; if not, the wait is censored: at least so long.
    """

    opened: NDArray[np.int64]
    wait: NDArray[np.int64]
    answered: Flags


def waits(view: View) -> Waits:
    """Waits of all posts and questions. Answers of community managers count.

    The record ends with its last event: what came later is not known.
    """
    activity = view.activity
    opened = np.flatnonzero(activity.does("post", "question"))
    answer = np.flatnonzero(activity.does("answer") & (activity.parent >= 0))
    parent = activity.parent[answer]
    other = activity.person[answer] != activity.person[parent]
    answer, parent = answer[other], parent[other]
    first = np.full(len(activity.week), np.iinfo(np.int64).max)
    np.minimum.at(first, parent, activity.time[answer])
    end = activity.time.max(initial=0)
    answered = first[opened] <= end
    return Waits(opened, np.where(answered, first[opened], end) - activity.time[opened], answered)


def answered_within_24h(view: View) -> Measured:
    """Share of the week's posts and questions that somebody else answered within 24 hours."""
    return _answered_within(view, 24)


def answered_within_48h(view: View) -> Measured:
    """Share of the week's posts and questions with an answer by someone else within 48 hours.

    Answers of community managers count. The delay runs from the post's time to the answer's,
    whatever week the answer falls in; what came after the record's end is not known.
    """
    return _answered_within(view, 48)


def hours_to_first_answer(view: View) -> Measured:
    """Median hours from the week's posts and questions to a first answer by someone else.

    Kaplan-Meier median: those still unanswered when the record ends count as waiting, not as
    missing. No value when fewer than half have been answered.
    """
    known = waits(view)
    counted = view.member[known.opened] >= 0
    opened = known.opened[counted]
    week = view.activity.week[opened]
    group = view.group_of(view.member[opened], week).astype(np.int64)
    groups, weeks = view.shape
    cell = np.where(group >= 0, group * weeks + week, groups * weeks)
    medians = median_by_cell(
        cell, known.wait[counted] / HOUR, known.answered[counted], groups * weeks + 1
    )
    return view.level(medians[:-1].reshape(view.shape))


def _answered_within(view: View, hours: int) -> Measured:
    known = waits(view)
    in_time = known.answered & (known.wait <= hours * HOUR)
    return view.share(_counted(view, known.opened[in_time]), _counted(view, known.opened))


def _counted(view: View, events: NDArray[np.int64]) -> Floats:
    counted = events[view.member[events] >= 0]
    return view.sum(view.member[counted], view.activity.week[counted])
