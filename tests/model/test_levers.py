"""Every lever moves what it should, over paired replicates of the same companies."""

import numpy as np
import pytest

MATURITY = slice(52, 78)


def with_managers(company, controlling, distant, coaching):
    tree = company.model_dump(mode="json")
    mix = {"controlling": controlling, "distant": distant, "coaching": coaching}
    tree["managers"] |= mix
    return type(company).model_validate(tree)


def standard_errors(outcomes, scenario, baseline, name, weeks=MATURITY):
    """Mean paired difference of an aggregate over some weeks, in its standard errors."""
    other = outcomes(scenario)[name][:, weeks].mean(axis=1)
    base = outcomes(baseline)[name][:, weeks].mean(axis=1)
    difference = other - base
    return difference.mean() / (difference.std(ddof=1) / np.sqrt(difference.size))


def test_coaching_managers_raise_contributors_above_controlling_ones(company, outcomes):
    coaching = with_managers(company, 0.1, 0.1, 0.8)
    controlling = with_managers(company, 0.8, 0.1, 0.1)
    assert standard_errors(outcomes, coaching, controlling, "contributors") > 2


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"charter.monitoring": 0.9}, "contributors"),
        ({"sponsor.declared": 1.0}, "contributors"),
        ({"sponsor.declared": 1.0}, "mean_trust"),
        ({"culture.right_to_error": 0.1}, "contributors"),
        ({"charter.freedom": 0.1}, "mean_trust"),
        ({"tool.fit": 0.4}, "weekly_active"),
        ({"tool.access": 0.2}, "weekly_active"),
        ({"company.remote_share": 0.9}, "mean_trust"),
        ({"plan.ambassadors_per_100": 0.0}, "contributors"),
        ({"plan.tool_training.sessions_per_week": 0.0}, "weekly_active"),
        ({"plan.manager_training.sessions_per_week": 0.0}, "coaching_share"),
        ({"plan.community_managers": []}, "answered_within_48h"),
        ({"plan.seeded_communities": 0}, "contributors"),
        ({"managers.example": 0.0}, "weekly_active"),
        ({"culture.cooperation": 0.1}, "coaching_share"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_taking_a_support_away_or_adding_a_burden_lowers(company, outcomes, changes, name):
    assert standard_errors(outcomes, company.changed(changes), company, name) < -2


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"plan.ambassadors_per_100": 4.0}, "contributors"),
        ({"plan.tool_training.sessions_per_week": 4.0}, "weekly_active"),
        ({"plan.manager_training.sessions_per_week": 2.0}, "coaching_share"),
        ({"managers.example": 0.8}, "contributors"),
        ({"recognition.peer.strength": 1.0}, "mean_intrinsic_motivation"),
        ({"tool.fit": 0.9}, "weekly_active"),
        ({"culture.right_to_error": 0.9}, "mean_trust"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else value,
)
def test_more_support_raises(company, outcomes, changes, name):
    assert standard_errors(outcomes, company.changed(changes), company, name) > 2


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
