import numpy as np
import pytest

from simulation.model import simulate
from simulation.scenario import Scenario
from simulation.tables import read, write


@pytest.fixture(scope="module")
def run():
    scenario = (
        Scenario()
        .resized(500)
        .changed(
            {
                "horizon_weeks": 40,
                "plan.waves": [{"week": 1, "share": 0.5}, {"week": 9, "share": 0.5}],
            }
        )
    )
    return simulate(scenario, events=True)


@pytest.fixture(scope="module")
def record(run):
    return run.record


def test_every_act_of_an_employee_counted_is_an_event(run, record):
    events = record.events[record.events["person"] < 500]
    week = ((events["week"] - events["week"].min()).dt.days // 7).to_numpy()
    for action, name in (
        ("visit", "visits"),
        ("register", "newcomers"),
        ("post", "posts"),
        ("question", "questions"),
        ("answer", "answers"),
        ("reaction", "reactions"),
    ):
        counted = np.bincount(week[events["action"] == action], minlength=40)
        np.testing.assert_array_equal(counted, run.weekly[name], err_msg=name)


def test_nobody_acts_before_registering_nor_registers_before_being_invited(record):
    people = record.people.set_index("person")
    employees = record.events[record.events["person"] < 500]
    first = employees.groupby("person")["time"].min()
    assert (first == people["registered_at"].reindex(first.index)).all()
    there = people[people["registered_at"].notna()]
    assert (there["registered_at"] > there["invited_at"]).all()


def test_an_answer_comes_after_its_post_in_the_same_community(record):
    events = record.events.set_index("event")
    answers = events[events["action"].isin(["answer", "reaction"])]
    parents = events.loc[answers["parent"]]
    assert len(answers) > 100
    assert (answers["time"].to_numpy() > parents["time"].to_numpy()).all()
    assert (answers["community"].to_numpy() == parents["community"].to_numpy()).all()
    assert (answers["target"].to_numpy() == parents["person"].to_numpy()).all()
    assert (answers["person"].to_numpy() != parents["person"].to_numpy()).all()


def test_work_is_done_on_working_days_and_hours(record):
    local = record.events["time"].dt.tz_convert("Europe/Paris")
    assert local.dt.day_of_week.max() <= 4
    assert local.dt.hour.between(7, 18).all()


def test_people_post_where_they_belong_by_the_end_of_the_week(record):
    posts = record.events[record.events["action"].isin(["post", "question"])]
    merged = posts.merge(record.memberships, on=["person", "community"], how="left")
    joined = merged["joined_at"].dt.tz_localize(None)
    inside = joined < merged["week"] + np.timedelta64(7, "D")
    assert inside.groupby(merged["event"]).any().all()


def test_closed_and_secret_communities_bear_no_name(record):
    hidden = record.communities[record.communities["visibility"] != "open"]
    assert hidden["name"].isna().all()


def test_the_record_is_written_and_read_back(record, tmp_path):
    again = read(write(record, tmp_path / "run"))
    assert again.is_simulated
    assert len(again.events) == len(record.events)


def test_a_run_without_events_has_no_record():
    with pytest.raises(ValueError, match="events=True"):
        _ = simulate(Scenario().resized(100).changed({"horizon_weeks": 2})).record
