"""Conditions under which a plan fails: those planted in a known model, and no others."""

import pytest
from known_future import TARGET, WEEKS, KnownFuture, UnitFutures, plan

from simulation.errors import InputError
from simulation.robustness import discover
from simulation.robustness.inputs import LeverFutures, lever_inputs
from simulation.sizing import Target
from simulation.sizing.futures import Futures, PriorFutures


def found(model, futures=None, **how):
    return discover(plan(), TARGET, futures or UnitFutures(), simulate=model, **how)


def test_the_condition_planted_is_found_and_holds_in_fresh_futures():
    model = KnownFuture({"habit_loss": -1.0}, start=1.2)  # fails where habit_loss > 0.7
    told = found(model)
    (condition,) = told.conditions
    (limit,) = condition.limits
    assert limit.input == "habit_loss"
    assert limit.low == pytest.approx(0.7, abs=0.05)
    assert limit.high is None
    assert condition.density > 0.9
    assert condition.coverage > 0.9
    assert condition.fresh_density.mean > 0.9
    assert told.failing.low < 0.3 < told.failing.high
    assert told.by_chance == ()


def test_what_is_found_by_chance_is_set_apart():
    told = [
        found(KnownFuture(start=0.5 + 0.0, luck=0.1), draws=60, fresh=60),
        found(KnownFuture(start=0.52, luck=0.1), draws=80, fresh=80),
    ]
    assert all(not one.conditions for one in told)


def test_a_plan_that_never_or_always_fails_says_so():
    assert found(KnownFuture(start=0.9), draws=20, fresh=20).reason == "never"
    assert found(KnownFuture(start=0.1), draws=20, fresh=20).reason == "always"


def test_a_lever_that_is_not_known_is_a_condition_too():
    levers = lever_inputs(["plan.ambassadors_per_100=0:4"], plan())
    model = KnownFuture(start=0.3, gain=0.1)  # fails below 2 ambassadors
    told = found(model, LeverFutures(Futures(), levers, 3))
    (limit,) = told.conditions[0].limits
    assert limit.input == "plan.ambassadors_per_100"
    assert limit.high == pytest.approx(2.0, abs=0.15)


def test_draws_that_fail_are_left_out_and_counted():
    model = KnownFuture({"habit_loss": -1.0}, start=1.2, fails_at=frozenset({3, 7}))
    told = found(model, draws=60, fresh=20)
    assert (told.draws, told.failures) == (58, 2)


def test_bad_input_is_refused_with_a_remedy():
    model = KnownFuture()
    with pytest.raises(InputError, match="20"):
        found(model, draws=4)
    with pytest.raises(InputError, match="--futures"):
        found(model, Futures())
    with pytest.raises(InputError, match=r"week 1\b|W1\b|1"):
        discover(plan(), Target("weekly_active", 0.5, 1), PriorFutures(1), simulate=model)
    for text in ("managers.trainable", "managers.trainable=1:0", "managers.trainable=a:b"):
        with pytest.raises(InputError, match="managers"):
            lever_inputs([text], plan())
    with pytest.raises(InputError, match="ambassadors"):
        lever_inputs(["plan.ambassador=0:1"], plan())
    with pytest.raises(InputError, match="--lever"):
        lever_inputs(["plan.ambassadors_per_100=0:400"], plan())


def test_the_same_futures_are_drawn_again():
    levers = lever_inputs(["managers.trainable=0.2:0.9"], plan())
    one, two = (LeverFutures(PriorFutures(5), levers, 5) for _ in range(2))
    assert one.parameters(9) == two.parameters(9)
    assert one.key == two.key
    assert 0.2 <= one.applied(plan(), 9).managers.trainable <= 0.9
    assert one.applied(plan(), 9).horizon_weeks == WEEKS
