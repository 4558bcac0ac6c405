"""Power by simulation is that of a known shift, and the smallest pilot that is enough is found."""

import numpy as np
import pytest
from known_future import STAFF, KnownFuture, KnownRun, UnitFutures, plan
from scipy import stats

from simulation.errors import InputError
from simulation.robustness import design_pilot
from simulation.robustness.power import expected_range, power
from simulation.robustness.telling_choices import design_rows, design_told
from simulation.sizing.futures import Futures


@pytest.mark.parametrize("shift", [0.0, 1.0, 2.8, -2.8])
def test_the_power_of_a_normal_shift(shift):
    rng = np.random.default_rng(12)
    usual, seen = rng.standard_normal(4000), rng.standard_normal(4000) + shift
    beyond = stats.norm.cdf(-1.96 - shift) + stats.norm.sf(1.96 - shift)
    found = power(seen, usual)
    assert found.value == pytest.approx(beyond, abs=0.03)
    assert found.low <= found.value <= found.high


def test_a_further_replicate_leaves_the_range_5_times_in_100_at_most():
    rng = np.random.default_rng(2)
    left = []
    for _ in range(800):
        low, high = expected_range(rng.exponential(size=60))
        further = rng.exponential(size=50)
        left.append(((further < low) | (further > high)).mean())
    assert np.mean(left) <= 0.05


def test_too_few_replicates_bound_nothing():
    assert expected_range(np.arange(38.0)) == (-np.inf, np.inf)
    assert expected_range(np.arange(39.0)) == (0.0, 38.0)


def test_what_is_missing_tells_nothing():
    usual = np.arange(100.0)
    assert power(np.full(20, np.nan), usual).value == 0
    assert power(np.full(20, 500.0), usual).value == 1


class Sampled(KnownFuture):
    """Active people rise from week 6 on, by the plan's ambassadors; groups average their luck."""

    def __call__(self, scenario, replicate):
        groups = scenario.plan.waves[0].share * scenario.company.employees
        groups /= scenario.company.unit_size
        own = [replicate, round(scenario.plan.ambassadors_per_100 * 10)]
        luck = np.random.default_rng(own).normal(0, 0.1 / np.sqrt(groups))
        weeks = np.arange(1, scenario.horizon_weeks + 1)
        level = 0.5 + luck + np.where(weeks >= 6, 0.1 * scenario.plan.ambassadors_per_100, 0.0)
        flat = np.ones(len(weeks))
        weekly = {"staff": flat * STAFF, "weekly_active": level * STAFF, "registered": flat * 60}
        return KnownRun(replicate, weekly)


def designed(**how):
    scenarios = {"none": plan("none", 0.0), "some": plan("some", 1.6)}
    how = {
        "groups": (1, 4, 9),
        "weeks": (4, 9, 12),
        "replicates": 120,
        "simulate": Sampled(),
        **how,
    }
    how["indicators"] = ("weekly_active", "registered")
    return design_pilot(scenarios, Futures(), **how)


def test_the_smallest_pilot_that_is_enough_is_found_and_checked():
    # Shift 0.16: 1.6, 3.2 and 4.8 standard deviations with 1, 4 and 9 groups, from week 9 on.
    found = designed()
    assert found.enough
    assert (found.design.groups, found.design.weeks, found.design.people) == (4, 9, 240)
    assert {pair["indicator"] for pair in found.design.tells} == {"weekly_active"}
    assert {(pair["scenario"], pair["against"]) for pair in found.design.tells} == {
        ("none", "some"),
        ("some", "none"),
    }
    rows = found.table.set_index(["groups", "weeks", "indicator", "scenario"])["power"]
    assert rows[4, 9, "weekly_active", "some"] == pytest.approx(stats.norm.sf(1.96 - 3.2), abs=0.1)
    assert rows[9, 4, "weekly_active", "some"] < 0.15
    assert (rows[:, :, "registered"] == 0).all()
    assert all(pair["fresh"] >= 0.8 for pair in found.design.tells)


def test_where_no_pilot_is_enough_the_best_is_told_and_said_not_to_be():
    found = designed(groups=(1,), weeks=(4, 9))
    assert not found.enough
    for lang, word in (("fr", "Aucun pilote"), ("en", "No pilot")):
        assert design_told(found, lang)[0].startswith(word)
        assert len(design_rows(found, lang)[1]) == 2


def test_what_nobody_has_measured_blurs_what_a_pilot_shows():
    scenarios = {"none": plan("none", 0.0), "some": plan("some", 1.6)}
    model = KnownFuture({"habit_loss": 1.0}, start=0.2, gain=0.1, luck=0.01)
    how = {"groups": (2,), "weeks": (8,), "replicates": 60, "simulate": model}
    how["indicators"] = ("weekly_active",)
    clear = design_pilot(scenarios, Futures(), **how)
    blurred = design_pilot(scenarios, UnitFutures(), **how)
    assert clear.enough
    assert blurred.table["power"].max() < 0.5


def test_without_a_wish_no_more_groups_are_tried_than_the_company_has():
    three_units = plan().company.unit_size * 3
    scenarios = {name: plan(name).resized(three_units) for name in ("a", "b")}
    found = design_pilot(
        scenarios,
        Futures(),
        weeks=[8],
        indicators=["weekly_active"],
        replicates=40,
        simulate=Sampled(),
    )
    assert set(found.table["groups"]) == {1, 2}


def test_bad_input_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="39"):
        designed(replicates=20)
    with pytest.raises(InputError, match="groups"):
        designed(groups=(400,))
    with pytest.raises(InputError, match="weeks"):
        designed(weeks=(0, 4))
    with pytest.raises(InputError, match="weekly_activ"):
        scenarios = {"none": plan("none"), "some": plan("some")}
        design_pilot(scenarios, Futures(), indicators=["weekly_activ"], simulate=Sampled())
