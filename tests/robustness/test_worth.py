"""What knowing is worth: a linear case in closed form, and studies in a known model."""

import numpy as np
import pytest
from known_future import TARGET, KnownFuture, UnitFutures, plan

from simulation.errors import InputError
from simulation.robustness import Stake, information
from simulation.robustness.drawing import worths
from simulation.robustness.smoothing import fitted
from simulation.robustness.studies_to_come import directions, pilot_alone, pilot_weeks, surveyed
from simulation.robustness.telling_choices import information_rows, information_told
from simulation.robustness.worth import best_of_nothing, gains, perfect, worth_of

EVPPI = 1 / np.sqrt(2 * np.pi)
"""Of a standard normal gain against doing nothing: E max(0, Z)."""


def linear(rows: int = 2000, noise: float = 1.0, seed: int = 6):
    rng = np.random.default_rng(seed)
    known, nothing = rng.standard_normal((2, rows))
    values = np.column_stack([np.zeros(rows), known + noise * rng.standard_normal(rows)])
    return values, known[:, None], nothing[:, None]


def test_the_linear_case_is_worth_what_the_closed_form_says():
    values, known, _ = linear()
    worth = worth_of(values, known, seed=1)
    assert worth.value == pytest.approx(EVPPI, abs=0.04)
    assert worth.low <= EVPPI <= worth.high
    assert worth.established
    assert worth.changes == pytest.approx(0.5, abs=0.08)


def test_knowing_the_future_is_worth_more_than_any_part_of_it():
    values, known, _ = linear()
    assert perfect(values) == pytest.approx(np.sqrt(2) * EVPPI, abs=0.06)
    assert perfect(values) > worth_of(values, known, 1).value


def test_what_tells_nothing_is_rarely_told_from_nothing():
    values, _, _ = linear(150)
    columns = np.random.default_rng(4).standard_normal((10, 150, 1))
    found = [worth_of(values, column, seed=1) for column in columns]
    assert sum(worth.established for worth in found) <= 2
    assert np.mean([worth.value for worth in found]) < 0.1 * EVPPI


def test_a_survey_is_worth_what_its_error_leaves():
    values, known, _ = linear(4000)
    for reliability in (1.0, 0.5):
        answers = surveyed(known, seed=2, reliability=reliability)
        # The expectation given an answer has the variance of the truth times the reliability.
        expected = np.sqrt(reliability) * EVPPI
        assert worth_of(values, answers, 1).value == pytest.approx(expected, abs=0.04)


def test_what_is_known_already_is_worth_nothing_more():
    values, known, _ = linear(500)
    worth = worth_of(values, known + 0.0, seed=1, before=known)
    assert worth.value == pytest.approx(0, abs=1e-3)
    assert worth.changes < 0.02


def test_the_best_of_many_is_held_against_the_best_of_many_that_tell_nothing():
    rng = np.random.default_rng(3)
    values, _, _ = linear(200)
    table = rng.standard_normal((200, 60))
    assert gains(values, table).max() < 1.5 * best_of_nothing(values, table, seed=1, shuffles=10)


def test_a_regression_follows_bends_and_forgets_noise():
    rng = np.random.default_rng(9)
    x = rng.uniform(-2, 2, (800, 1))
    y = np.sin(2 * x) + 0.2 * rng.standard_normal(x.shape)
    assert np.abs(fitted(y, x) - np.sin(2 * x)).mean() < 0.1
    noise = rng.standard_normal((800, 1))
    assert fitted(noise, x).std() < 0.2
    constant = np.full((800, 1), 3.0)
    np.testing.assert_allclose(fitted(y, constant), np.full_like(y, y.mean()))


def test_directions_keep_what_rows_differ_by():
    rng = np.random.default_rng(1)
    one = rng.standard_normal(50)
    table = np.column_stack([one, 2 * one, np.full(50, 4.0)])
    found = directions(table)
    assert abs(np.corrcoef(found[:, 0], one)[0, 1]) == pytest.approx(1)
    assert directions(np.ones((5, 3))).shape == (5, 1)


def test_a_pilot_alone_is_the_first_wave_and_nothing_else():
    whole = plan()
    alone = pilot_alone(whole, 9, people=60)
    assert alone.horizon_weeks == 9
    assert [wave.week for wave in alone.plan.waves] == [1]
    expected = whole.plan.waves[0].share + 60 / whole.company.employees
    assert alone.plan.waves[0].share == pytest.approx(expected)
    assert pilot_weeks(whole) == whole.plan.waves[1].week - 1


def test_a_plan_that_is_best_in_every_future_leaves_nothing_to_learn():
    rng = np.random.default_rng(1)
    level = rng.standard_normal(200)
    values = np.column_stack([level, level + 0.1])
    worth = worth_of(values, level[:, None], seed=1)
    assert (worth.value, worth.high, worth.changes) == (0.0, 0.0, 0.0)
    assert not worth.established


def test_luck_that_plans_share_does_not_blur_what_sets_them_apart():
    rng = np.random.default_rng(1)
    shared, known = rng.standard_normal((2, 500)) * [[5.0], [1.0]]
    values = np.column_stack([shared, shared + known])
    assert worth_of(values, known[:, None], seed=1).value == pytest.approx(EVPPI, abs=0.08)


class Rivals(KnownFuture):
    """The plan “many” does better where habit_loss is high, “few” where it is low."""

    def level(self, scenario):
        tilt = scenario.parameters.get("habit_loss", 0.5) - 0.5
        if scenario.name == "many":
            return 0.5 + tilt
        return 0.5 - tilt


def studied(model, **how):
    plans = {"few": plan("few", 1.0), "many": plan("many", 3.0)}
    how = {"draws": 300, "simulate": model, **how}
    return information(plans, Stake(TARGET), UnitFutures(), **how)


def test_the_parameter_the_choice_hangs_on_is_worth_half_the_chances():
    found = studied(Rivals(luck=0.01))
    best, *others = [study for study in found.studies if study.kind == "parameter"]
    assert best.inputs == ("habit_loss",)
    assert best.worth.value == pytest.approx(0.5, abs=0.1)
    assert best.worth.changes == pytest.approx(0.5, abs=0.1)
    assert not any(study.worth.established for study in others)
    assert found.perfect >= best.worth.value - 0.02
    pilot = next(study for study in found.studies if study.kind == "pilot")
    assert pilot.worth.value > 0.3  # the pilot shows the level from its first week on
    for lang in ("fr", "en"):
        told = " ".join(information_told(found, lang))
        assert "few" in told or "many" in told
        assert len(information_rows(found, lang)[1]) == len(found.studies)


def test_the_figure_is_drawn_from_the_studies_found_those_that_can_be_made_first():
    found = studied(Rivals(luck=0.01), draws=60)
    table = worths(found, "en")
    assert sorted(table["value"]) == sorted(study.worth.value for study in found.studies)
    assert not table["label"].iloc[:4].str.startswith("Knowing").any()
    assert table["label"].iloc[4:].str.startswith("Knowing").all()
    told = table.set_index("label")["told"]
    assert told["The pilot as planned"].startswith("changes the choice")


def test_with_a_worth_the_unit_is_euros():
    plans = {"few": plan("few", 1.0), "many": plan("many", 3.0)}
    how = {"draws": 60, "simulate": Rivals(luck=0.01)}
    found = information(plans, Stake(TARGET, 1e8), UnitFutures(), **how)
    assert found.stake.unit == "euros"
    assert found.perfect > 1e7


def test_bad_input_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="50"):
        studied(Rivals(), draws=10)
    with pytest.raises(InputError, match="--budget"):
        studied(Rivals(), draws=50, budget=1.0)
    with pytest.raises(InputError, match="--reliability"):
        studied(Rivals(), reliability=0)
    with pytest.raises(InputError, match="habit_loss"):
        studied(Rivals(), survey=["habit_los"])
