"""When in the week things happen, in seconds from Monday midnight, local time.

Hours are those of the office and decide no behaviour, but the delay of an answer, hence
whether it came within 48 hours, is read from them.
"""

from __future__ import annotations

from typing import Final

from simulation.compiling import typed
from simulation.randomness import draw

DAY: Final = 86_400
WEEK: Final = 7 * DAY
WORKING_DAYS: Final = 5
TWO_DAYS: Final = 2 * DAY
OPENING: Final = 8 * 3600
"""First visits of a day start here, and last at most until `MORNING`."""
MORNING: Final = OPENING + 5400
CLOSING: Final = 18 * 3600
NO_ANSWER: Final = 1 << 30


@typed("i8(u8, i8, i8)")
def time_of_visit(hours, i, day):
    """A time early on that day, before anything else the person does."""
    return day * DAY + OPENING + int(draw(hours, i, day) * (MORNING - OPENING))


@typed("i8(u8, i8, i8)")
def time_before_visit(hours, i, day):
    """A time on that day just before the first visits."""
    return day * DAY + OPENING - 1 - int(draw(hours, i, 2) * 1800)


@typed("i8(u8, i8, i8, i8)")
def time_of_act(hours, i, day, counter):
    """A working time of that day, after the visit began."""
    return day * DAY + MORNING + int(draw(hours, i, counter) * (CLOSING - MORNING))


@typed("i8(u8, i8, i8, i8, i8)")
def time_after(hours, i, day, counter, earlier):
    """A working time of that day, later than `earlier` when both fall on the same day."""
    start = max(day * DAY + MORNING, earlier + 1)
    return start + int(draw(hours, i, counter) * (day * DAY + CLOSING + 60 - start))


@typed("i8(i8)")
def first_day(days):
    """The first day whose bit is set in `days` (at least one)."""
    day = 0
    while not (days >> day) & 1:
        day += 1
    return day


@typed("i8(u8, i8, i8)")
def time_of_entrance(hours, i, days):
    """When people enter communities: as the first visit of the week begins, before any post."""
    day = first_day(days) if days else WORKING_DAYS - 1
    return time_of_visit(hours, i, day) + 1


@typed("i8(i8, f8)")
def pick_day(days, u):
    """One of the days whose bit is set in `days` (at least one), by a uniform number."""
    number = 0
    for day in range(WORKING_DAYS):
        number += (days >> day) & 1
    chosen = int(u * number)
    for day in range(WORKING_DAYS):
        if (days >> day) & 1:
            if chosen == 0:
                return day
            chosen -= 1
    return WORKING_DAYS - 1
