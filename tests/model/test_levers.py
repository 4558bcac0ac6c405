"""Every lever moves what it should, over paired replicates of the same companies."""

from dataclasses import replace

import numpy as np
import pytest

from simulation.experiments import LEVERS
from tests.model.levers_and_outcomes import NO_DIRECTION, ROWS, Row

MATURITY = slice(52, 78)


def with_managers(company, controlling, distant, coaching):
    mix = {"controlling": controlling, "distant": distant, "coaching": coaching}
    return company.changed({"managers": mix})


def in_standard_errors(difference: np.ndarray) -> float:
    """Mean of paired differences, in its standard errors; 0 where nothing differs."""
    error = difference.std(ddof=1) / np.sqrt(difference.size)
    if error == 0.0:
        return np.inf * np.sign(difference.mean()) if difference.any() else 0.0
    return difference.mean() / error


def standard_errors(outcomes, scenario, baseline, name, weeks=MATURITY):
    """Mean paired difference of an aggregate over some weeks, in its standard errors."""
    other = outcomes(scenario)[name][:, weeks].mean(axis=1)
    base = outcomes(baseline)[name][:, weeks].mean(axis=1)
    return in_standard_errors(other - base)


def moved(row: Row, company, outcomes) -> float:
    """How far the outcome goes in the stated direction from low to high, in standard errors."""
    low, high = (outcomes(row.scenario(company, value)) for value in (row.low, row.high))
    return row.direction * in_standard_errors(row.level(high) - row.level(low))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_lever_moved_from_low_to_high_moves_its_outcome(row, company, outcomes):
    assert moved(row, company, outcomes) > 2


def test_a_row_with_the_wrong_direction_fails(company, outcomes):
    row = next(row for row in ROWS if row.lever == "culture.right_to_error")
    assert moved(replace(row, direction=-row.direction), company, outcomes) < -2


def test_every_lever_is_in_the_table_or_said_to_have_no_direction():
    shown = {row.lever for row in ROWS}
    missing = [
        lever
        for lever in LEVERS
        if lever not in shown and not any(is_part(lever, name) for name in NO_DIRECTION)
    ]
    assert missing == []


def is_part(lever: str, name: str) -> bool:
    """Whether a lever is the one named, one of that branch, or ends with a name like `.hours`."""
    return lever == name or lever.startswith(f"{name}.") or lever.endswith(name)


def test_thanks_of_coaching_managers_motivate(company, outcomes):
    coaching = with_managers(company, 0.0, 0.0, 1.0)
    warm = coaching.changed({"recognition.managerial.strength": 1.0})
    cold = coaching.changed({"recognition.managerial.strength": 0.0})
    assert standard_errors(outcomes, warm, cold, "mean_intrinsic_motivation") > 2


def test_a_campaign_brings_people_sooner(company, outcomes):
    quiet = company.changed({"sponsor.strength": 0.0, "sponsor.communication": 0.0})
    assert standard_errors(outcomes, quiet, company, "registered") < -5


def test_a_bonus_lifts_while_it_runs_and_leaves_less_than_it_found(company, outcomes):
    bonus = {"strength": 1.0, "first_week": 27, "last_week": 52}
    rewarded = company.changed({"recognition.bonus": bonus})
    assert standard_errors(outcomes, rewarded, company, "contributors", slice(30, 48)) > 2
    name = "mean_intrinsic_motivation"
    assert standard_errors(outcomes, rewarded, company, name, slice(52, 60)) < -2
    lifted = standard_errors(outcomes, rewarded, company, "contributors", slice(46, 52))
    after = standard_errors(outcomes, rewarded, company, "contributors", slice(56, 62))
    assert after < lifted


def test_points_lift_most_when_they_are_new(company, outcomes):
    points = {"strength": 1.0, "first_week": 41, "last_week": None}
    rewarded = company.changed({"recognition.points": points})
    acts = [
        outcomes(scenario)["reactions"] + outcomes(scenario)["answers"]
        for scenario in (rewarded, company)
    ]
    lift = [one.sum() / other.sum() for one, other in zip(*windows(acts), strict=True)]
    assert lift[0] > 1.05
    assert lift[0] > lift[1]


def windows(acts):
    return [[column[:, 40:44], column[:, 46:52]] for column in acts]


def test_an_unannounced_award_to_few_says_more_than_one_announced_to_all(company, outcomes):
    def motivation(share, announced):
        awards = {"share": share, "announced": announced, "first_week": 30, "last_week": 60}
        scenario = company.changed({"recognition.awards": awards})
        return outcomes(scenario)["mean_intrinsic_motivation"][:, 60].mean()

    few, all_announced = motivation(0.1, False), motivation(1.0, True)
    nothing = outcomes(company)["mean_intrinsic_motivation"][:, 60].mean()
    assert few > all_announced
    assert all_announced == pytest.approx(nothing, abs=0.004)


def test_community_managers_who_are_missing_are_counted_as_needed(company, outcomes):
    nobody = company.changed({"plan.community_managers": []})
    weekly = outcomes(nobody)
    assert weekly["community_manager_hours_worked"].max() == 0
    assert weekly["community_manager_hours_needed"][:, -1].min() > 5


def test_training_seats_are_used_within_capacity_and_once_each(company, outcomes):
    training = {"sessions_per_week": 0.5, "seats": 10, "hours": 2, "first_week": 5, "last_week": 24}
    used = outcomes(company.changed({"plan.tool_training": training}))["training_seats_used"]
    assert (used[:, :4] == 0).all()
    assert (used[:, 4:24].sum(axis=1) == 100).all()
    assert (used[:, 24:] == 0).all()
    everyone = {"sessions_per_week": 100, "seats": 12, "hours": 2}
    used = outcomes(company.changed({"plan.tool_training": everyone}))["training_seats_used"]
    assert (used.sum(axis=1) == 1000).all()
