"""A pilot and its simulation are measured alike, and nothing of a later week is looked at."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_pilot import PEOPLE, WEEKS

from simulation.calibration.acts import Acts
from simulation.calibration.summaries import stretches, summaries, summarised
from simulation.calibration.targets import TARGETS, measured


def of_record(record, weeks=WEEKS):
    return Acts.of_record(record, range(PEOPLE), weeks)


def test_a_record_and_the_run_it_came_from_have_the_same_targets(record, simulation, company_pilot):
    ours = measured(Acts.of_simulation(simulation), company_pilot.measuring)
    theirs = measured(of_record(record), company_pilot.measuring)
    assert set(ours) == set(TARGETS)
    for name in TARGETS:
        np.testing.assert_allclose(theirs[name], ours[name], atol=1e-9, err_msg=name)


def test_series_are_those_the_model_counts_itself(simulation, company_pilot):
    found = measured(Acts.of_simulation(simulation), company_pilot.measuring)
    weekly = simulation.weekly
    for name in ("registered", "weekly_active", "contributors", "reactions"):
        np.testing.assert_array_equal(found[name], weekly[name])
    np.testing.assert_array_equal(found["posts"], weekly["posts"] + weekly["questions"])


def test_a_target_of_a_week_hangs_on_no_later_week(record, company_pilot):
    whole = measured(of_record(record), company_pilot.measuring)
    short = measured(of_record(record, 4), company_pilot.measuring)
    for name in TARGETS:
        np.testing.assert_allclose(short[name], whole[name][:4], atol=1e-9, err_msg=name)


def test_what_a_source_does_not_record_is_left_out_and_named(record, company_pilot):
    blind = dataclasses.replace(company_pilot.measuring, records=frozenset({"post"}), formal=False)
    assert blind.unavailable["weekly_active"] == "not_recorded"
    assert blind.unavailable["exposure_registration"] == "no_hierarchy"
    found = measured(of_record(record), blind)
    assert set(found) == set(TARGETS) - set(blind.unavailable)
    assert found["posts"].sum() > 0
    assert (
        found["contributors"].sum()
        < measured(of_record(record), company_pilot.measuring)["contributors"].sum()
    )


def test_exposure_tells_followers_from_people_who_act_by_themselves():
    from scipy.sparse import csr_array

    from simulation.calibration.targets import _exposure_to_registered

    pairs = 200
    first = np.arange(pairs) % 6
    partner = np.arange(2 * pairs).reshape(2, pairs)[::-1].ravel()
    close = csr_array((np.ones(2 * pairs), (np.arange(2 * pairs), partner)))
    empty = {name: np.zeros(0, int) for name in ("week", "person", "action", "community", "parent")}

    def score(followers):
        acts = Acts(
            weeks=8,
            invited=np.zeros(2 * pairs, int),
            registered=np.concatenate([first, followers]),
            hours=np.zeros(0),
            **empty,
        )
        return _exposure_to_registered(acts, close)[-1]

    alone = np.random.default_rng(3).permutation(first)
    assert score(first + 1) > 5.0
    assert abs(score(alone)) < 2.5


@given(st.integers(1, 300))
def test_stretches_cover_every_week_once_and_none_is_far_shorter_than_its_forerunner(weeks):
    found = stretches(weeks)
    covered = [week for first, last in found for week in range(first, last)]
    assert covered == list(range(weeks))
    lengths = [last - first for first, last in found]
    assert all(2 * b >= a for a, b in itertools.pairwise(lengths))


def test_summaries_of_many_pilots_are_those_of_each(record, company_pilot):
    found = measured(of_record(record), company_pilot.measuring)
    one = np.stack([found[name] for name in TARGETS])
    compared = summaries(TARGETS, WEEKS)
    many = summarised(np.stack([one, 2 * one]), TARGETS, compared)
    np.testing.assert_allclose(many[0], summarised(one, TARGETS, compared))
    assert np.isfinite(many).all()


@pytest.mark.parametrize("missing", ["posts", "answers"])
def test_a_pilot_without_any_act_of_a_kind_still_has_all_its_targets(
    record, company_pilot, missing
):
    kinds = {"posts": ["post", "question"], "answers": ["answer", "comment"]}[missing]
    silent = dataclasses.replace(record, events=record.events[~record.events["action"].isin(kinds)])
    found = measured(of_record(silent), company_pilot.measuring)
    assert found[missing].sum() == 0
    assert all(np.isfinite(series).all() for series in found.values())
