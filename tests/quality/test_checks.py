"""Each planted fault is found where it is; nothing is reported where nothing is wrong."""

from operator import attrgetter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import tables
from simulation.model.events import record_of
from simulation.model.run import Simulation
from simulation.quality import findings, set_aside
from simulation.quality.course import course_of
from simulation.quality.days_off import closures, days_off_in, zone_country
from simulation.scenario import load
from tests.quality.conftest import MONDAY, course, numbered, ordinary

INFORMING = {"silent_to_the_end", "leavers", "weeks_quiet"}
"""What is true of a healthy record too, and asks for nothing."""


told = attrgetter("values")


def codes(found) -> dict[str, int]:
    return {finding.code: finding.count for finding in found}


def only(events, code, **options):
    """The one finding there is, besides those that inform."""
    found = [f for f in findings(course(events, **options)) if f.code not in INFORMING]
    assert [finding.code for finding in found] == [code]
    return found[0]


def test_an_ordinary_pilot_has_no_finding(seed):
    assert not set(codes(findings(course(ordinary(seed))))) - INFORMING


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    people=st.integers(12, 200),
    weeks=st.integers(8, 60),
    month=st.integers(0, 11),
)
def test_whatever_the_size_and_season_nothing_false_is_reported(seed, people, weeks, month):
    start = MONDAY + pd.Timedelta(weeks=4 * month)
    found = codes(findings(course(ordinary(seed, people, weeks, start))))
    assert not set(found) - INFORMING


@pytest.mark.parametrize("preset", ["no_support", "sponsor_and_training"])
def test_a_simulated_record_has_no_warning(preset):
    scenario = load(preset).resized(800).changed({"horizon_weeks": 60})
    simulation = Simulation(scenario, events=True)
    simulation.work(60)
    record = record_of(simulation)
    found = findings(course_of(record.events, record.people, record.weeks(), "Europe/Paris"))
    assert not [finding for finding in found if finding.severity == "warning"]


def test_lost_weeks_are_named(seed):
    events = ordinary(seed)
    lost = events["week"].isin([MONDAY + pd.Timedelta(weeks=week) for week in (9, 10)])
    found = only(events[~lost], "weeks_missing")
    assert told(found)["weeks"] == ["2026-11-09", "2026-11-16"]


def test_a_silence_during_leave_is_a_closure(seed):
    events = ordinary(seed)
    found = only(events[events["week"] != pd.Timestamp("2026-12-28")], "weeks_closed")
    assert told(found)["weeks"] == ["2026-12-28"]


def test_a_closure_told_by_the_user_is_no_loss(seed):
    events = ordinary(seed)
    kept = events[events["week"] != pd.Timestamp("2026-11-16")]
    only(kept, "weeks_missing")
    only(kept, "weeks_closed", closed=closures(["2026-11-16:2026-11-20"]))


def test_a_silence_in_a_calm_record_is_not_a_loss():
    draws = np.random.default_rng(1)
    events = ordinary(1, weeks=40)
    few = events.iloc[np.sort(draws.choice(len(events), 60, replace=False))]
    assert not {"weeks_missing", "weeks_thin"} & set(codes(findings(course(few))))


def test_trials_before_the_start_are_told(seed):
    events = ordinary(seed, start=MONDAY + pd.Timedelta(weeks=10))
    trial = ordinary(seed, people=2, weeks=1).head(4)
    found = only(numbered(pd.concat([trial, events])), "start_after_trial")
    assert told(found)["weeks"] == ["2026-11-16"]


def test_a_week_cut_before_its_end_is_told(seed):
    events = ordinary(seed)
    last = events["week"].max()
    cut = events[events["time"] < (last + pd.Timedelta(days=2)).tz_localize("UTC")]
    assert told(only(cut, "last_week_cut"))["weeks"] == [last.date().isoformat()]


def test_a_week_of_which_hardly_anything_is_left_is_told(seed):
    events = ordinary(seed)
    week = MONDAY + pd.Timedelta(weeks=6)
    gone = events.index[events["week"] == week][5:]
    assert told(only(events.drop(gone), "weeks_thin"))["weeks"] == ["2026-10-19"]


def test_leave_that_empties_weeks_is_read_as_leave(seed):
    events = ordinary(seed, people=150, weeks=30, start=pd.Timestamp("2026-05-04"))
    draws = np.random.default_rng(seed)
    away = draws.permutation(150)[:80]
    august = events["week"].isin(pd.to_datetime(["2026-08-03", "2026-08-10", "2026-08-17"]))
    found = only(events[~(august & events["person"].isin(away))], "holiday_dips")
    assert told(found)["weeks"] == ["2026-08-03", "2026-08-10", "2026-08-17"]
    assert 0.3 < told(found)["share"] < 0.7


def test_a_record_that_ends_in_leave_says_so(seed):
    events = ordinary(seed, people=150, weeks=16, start=pd.Timestamp("2026-05-04"))
    away = np.random.default_rng(seed).permutation(150)[:100]
    august = events["week"] >= pd.Timestamp("2026-08-03")
    found = codes(findings(course(events[~(august & events["person"].isin(away))])))
    assert {"holiday_dips", "ends_in_holidays"} <= set(found)


def test_events_after_leaving_are_counted(seed):
    events = ordinary(seed)
    border = pd.Timestamp("2026-11-01", tz="UTC")
    found = codes(findings(course(events, left_at={0: border, 1: border})))
    late = events["person"].isin([0, 1]) & (events["time"] > border)
    assert found["leavers"] == 2
    assert found["events_after_leaving"] == late.sum()


def machine(times: pd.DatetimeIndex, person: int) -> pd.DataFrame:
    sizes = np.random.default_rng(person).integers(20, 900, len(times))
    return pd.DataFrame(
        {"time": times, "person": person, "action": "post", "community": 0, "size": sizes}
    )


DAYS = pd.date_range("2026-09-14", periods=80, freq="D", tz="UTC")


@pytest.mark.parametrize(
    "times",
    [
        DAYS + pd.Timedelta(hours=8, minutes=30, seconds=4),
        DAYS.repeat(2) + pd.to_timedelta(np.tile([8 * 60 + 7, 15 * 60 + 7], 80), unit="min"),
        pd.date_range("2026-09-14", periods=600, freq="37min", tz="UTC"),
        DAYS[:2].repeat(25) + pd.to_timedelta(np.tile(np.arange(25), 2), unit="s"),
    ],
    ids=["on the minute, daily", "on the minute, twice a day", "steady", "in volleys"],
)
def test_an_account_that_acts_as_a_machine_is_found(seed, times):
    events = ordinary(seed)
    robot = machine(times, person=60)
    found = codes(findings(course(numbered(pd.concat([events, robot])))))
    assert found["robots_suspected"] == 1
    aside = set_aside(course(numbered(pd.concat([events, robot]))), ["robots"])["robots"]
    assert len(aside) == len(times)


def test_repeated_rows_are_counted_and_can_be_set_aside(seed):
    events = ordinary(seed)
    again = events[events["action"] != "register"].sample(frac=0.1, random_state=seed)
    both = numbered(pd.concat([events, again]))
    assert only(both, "rows_doubled").count == len(again)
    gone = set_aside(course(both), ["doubles"])["doubles"]
    assert len(both) - len(gone) == len(events)


def test_one_person_under_two_accounts_is_found(seed):
    events = ordinary(seed)
    twin = events[(events["person"] == 3) & (events["action"] != "register")]
    twin = pd.concat([twin.assign(person=60), machine(DAYS[:1] + pd.Timedelta(hours=10), 60)])
    found = codes(findings(course(numbered(pd.concat([events, twin])))))
    assert found.get("accounts_twin", 0) == 1 or len(twin) < 11


def test_a_directory_load_is_a_burst(seed):
    events = ordinary(seed)
    loaded = pd.DataFrame(
        {
            "time": pd.Timestamp("2026-10-06 07:30", tz="UTC")
            + pd.to_timedelta(range(40), unit="s"),
            "person": range(60, 100),
            "action": "register",
            "community": -1,
            "size": 0,
        }
    )
    found = only(numbered(pd.concat([events, loaded])), "joins_automatic")
    assert (found.count, told(found)["weeks"]) == (40, ["2026-10-05"])


@pytest.mark.parametrize("hours", [-10, -6, 6, 9])
def test_a_day_shifted_by_whole_hours_is_found_with_its_hours(seed, hours):
    events = ordinary(seed)
    moved = numbered(events.assign(time=events["time"] + pd.Timedelta(hours=hours)))
    found = {f.code: f for f in findings(course(moved))}
    assert abs(told(found["hours_shifted"])["hours"] - hours) <= 1


def test_weeks_exported_in_another_zone_are_named(seed):
    events = ordinary(seed)
    some = events["week"].isin([MONDAY + pd.Timedelta(weeks=week) for week in (5, 6, 7)])
    moved = events["time"].mask(some, events["time"] + pd.Timedelta(hours=5))
    found = only(numbered(events.assign(time=moved)), "hours_of_weeks_shifted")
    assert told(found)["weeks"] == ["2026-10-12", "2026-10-19", "2026-10-26"]


def test_a_zone_without_summer_time_is_found(seed):
    events = ordinary(seed, people=120, weeks=52)
    found = findings(course(numbered(events, "Africa/Lagos"), timezone="Africa/Lagos"))
    wrong = {f.code: f for f in found}["summer_time_wrong"]
    assert -1.35 < -abs(told(wrong)["hours"]) < -0.65


def test_people_of_many_zones_are_not_accused_of_a_wrong_one(seed):
    events = ordinary(seed)
    shifts = np.random.default_rng(seed).integers(0, 24, 60)
    moved = events["time"] + pd.to_timedelta(shifts[events["person"]], unit="h")
    found = codes(findings(course(numbered(events.assign(time=moved)))))
    assert not {"hours_shifted", "hours_of_weeks_shifted", "summer_time_wrong"} & set(found)


def test_days_without_hours_accuse_nobody(seed):
    events = ordinary(seed)
    noon = events["time"].dt.floor("D") + pd.Timedelta(hours=12)
    found = codes(findings(course(numbered(events.assign(time=noon)))))
    assert not set(found) - INFORMING


def test_french_days_off_are_those_of_the_law_and_the_summer():
    weeks = pd.date_range("2026-04-27", "2026-12-28", freq="W-MON", unit="us")
    off = days_off_in(weeks, "FR", pd.DatetimeIndex([]))
    assert off[pd.Timestamp("2026-05-04")] == 1
    assert off[pd.Timestamp("2026-05-11")] == 1
    assert off[pd.Timestamp("2026-08-10")] == 5
    assert off[pd.Timestamp("2026-09-14")] == 0
    assert off[pd.Timestamp("2026-12-28")] == 5
    assert (zone_country("Europe/Paris"), zone_country("UTC")) == ("FR", None)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_table_of_events_is_checked_without_a_fault(data):
    rows = data.draw(st.integers(1, 60))
    minutes = data.draw(
        st.lists(st.integers(0, 600_000), min_size=rows, max_size=rows), label="minutes"
    )
    events = pd.DataFrame(
        {
            "time": pd.Timestamp("2025-12-01", tz="UTC") + pd.to_timedelta(minutes, unit="min"),
            "person": data.draw(st.lists(st.integers(0, 5), min_size=rows, max_size=rows)),
            "action": data.draw(
                st.lists(st.sampled_from(tables.ACTIONS), min_size=rows, max_size=rows)
            ),
            "community": data.draw(st.lists(st.integers(-1, 3), min_size=rows, max_size=rows)),
            "size": 1,
        }
    )
    for finding in findings(course(numbered(events))):
        assert finding.count > 0
