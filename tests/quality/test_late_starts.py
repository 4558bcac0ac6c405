"""People and units that come long after everybody counts."""

from operator import attrgetter

import pandas as pd

from simulation.quality.late_starts import late_starts
from tests.quality.conftest import course, numbered, ordinary

told = attrgetter("values")


def late(people: int, until: int = 15):
    """An ordinary pilot of 60 people, the first of whom do nothing before a week."""
    events = ordinary(3)
    early = events["week"] < events["week"].min() + pd.Timedelta(weeks=until)
    return numbered(events[~((events["person"] < people) & early)].copy())


def test_people_first_seen_long_after_the_start_are_told_with_their_share():
    found = late_starts(course(late(15)))
    assert [finding.code for finding in found] == ["arrivals_undated"]
    assert found[0].count == 15
    assert told(found[0])["share"] == 15 / 60


def test_a_few_late_people_and_an_ordinary_pilot_are_not_told():
    assert late_starts(course(late(5))) == ()
    assert late_starts(course(ordinary(3))) == ()


def test_where_invitations_are_dated_nobody_counts_too_early():
    read = course(late(15))
    read.people.loc[0, "invited_at"] = pd.Timestamp("2026-09-07", tz="UTC")
    assert late_starts(read) == ()


def test_units_that_open_later_are_counted():
    read = course(late(5))
    read.people["unit"] = ["late" if person < 5 else "early" for person in read.people["person"]]
    found = late_starts(read)
    assert [(one.code, one.count, told(one)["all"]) for one in found] == [
        ("units_started_later", 1, 2)
    ]
