"""The adoption submodel: known hazards are found, and the baselines are those of the facts."""

import numpy as np
import pytest

from simulation.errors import InputError
from simulation.forecasting import adoption
from simulation.forecasting.adoption import (
    fitted_adoption,
    fitted_baseline,
    hazards,
    log_chance,
    log_likelihood,
    paired,
    periods_of,
    pull_before,
)
from simulation.forecasting.adoption_sets import SETS, compared_villages


def people(push, close, seed=0, last=15, members=60, communities=8):
    """Adoption simulated with a known push and pull of contacts."""
    rng = np.random.default_rng(seed)
    size = members * communities
    community = np.repeat(np.arange(communities), members)
    source = np.repeat(np.arange(size), 4)
    target = community[source] * members + rng.integers(members, size=source.size)
    when = np.full(size, np.nan)
    for period in range(1, last + 1):
        adopted = when < period
        share = np.bincount(source, adopted[target], minlength=size) / 4
        hazard = push + close * share
        now = np.isnan(when) & (rng.random(size) < -np.expm1(-hazard))
        when[now] = period
    return periods_of(when, community, source, target, last)


def test_rows_are_who_is_left_and_what_they_saw():
    at = periods_of(
        np.array([1.0, 2.0, np.nan]), np.zeros(3), np.array([1, 2]), np.array([0, 1]), 3
    )
    assert at.person.tolist() == [0, 1, 1, 2, 2, 2]
    assert at.adopts.tolist() == [1, 0, 1, 0, 0, 0]
    assert at.contacts.tolist() == [0, 0, 1, 0, 0, 1]
    assert at.everybody.tolist() == pytest.approx([0, 0, 1 / 3, 0, 1 / 3, 2 / 3])


def test_the_likelihood_of_all_rows_is_the_sum_over_rows():
    at = people(0.03, 0.2)
    values = np.array([[0.03, 0.2, 0.05, 0.4], [0.1, 0.01, 0.01, 1.5]])
    row_by_row = log_chance(at.adopts, hazards(values, at)).sum(axis=1)
    assert log_likelihood(values, at) == pytest.approx(row_by_row)


def test_hazards_without_pull_or_unevenness_are_the_push():
    at = people(0.05, 0.0)
    assert hazards(np.array([[0.05, 0.0, 0.0, 1e-9]]), at) == pytest.approx(
        -np.expm1(-0.05), rel=1e-4
    )


def test_uneven_people_leave_the_less_receptive_behind():
    at = people(0.05, 0.0)
    alone = hazards(np.array([[0.1, 0.0, 0.0, 1.0]]), at)[0]
    last = at.person == at.person[np.argmax(at.period)]
    assert (np.diff(alone[last]) < 0).all()


def test_a_pull_that_is_there_is_found_and_one_that_is_not_is_small():
    pulled, pushed = people(0.01, 0.25, seed=1), people(0.12, 0.0, seed=2)
    _, drawn = fitted_adoption(pulled, 10)
    assert np.quantile(drawn[:, 1], 0.05) > 0.05
    _, drawn = fitted_adoption(pushed, 10)
    assert np.median(drawn[:, 1]) < 0.02


def test_pressure_from_outside_makes_pulls_less_likely():
    assert pull_before(people(0.3, 0.0)) < 0.2 * pull_before(people(0.01, 0.0))


def test_paired_differences_over_people():
    at = people(0.05, 0.1)
    ours = np.arange(len(at.person), dtype=float)
    assert paired(ours, ours, at) == (0.0, 0.0)
    gain, error = paired(ours + 2.0, ours, at)
    assert gain == pytest.approx(2.0)
    assert error == pytest.approx(0.0, abs=1e-9)


FACTS = {
    ("medical_innovation", 8): {"constant": -0.3270, "bass": -0.3620, "bass_by_community": -0.3523},
    ("medical_innovation", 6): {"constant": -0.3749, "bass": -0.3894, "bass_by_community": -0.3798},
    ("brazil_farmers", 9): {"constant": -0.5078, "bass": -0.5078, "bass_by_community": -0.4417},
    ("brazil_farmers", 15): {"constant": -0.6520, "bass": -0.4886, "bass_by_community": -0.4709},
}
EXPOSURE = {
    ("medical_innovation", 6): -0.3788,
    ("medical_innovation", 8): -0.3420,
    ("brazil_farmers", 9): -0.4246,
    ("brazil_farmers", 15): -0.5242,
}


@pytest.fixture(scope="module")
def real(shared):
    return {chosen.name: chosen.periods(shared / "data") for chosen in SETS}


@pytest.mark.parametrize("name, until", FACTS)
def test_baselines_are_those_of_the_facts(real, name, until):
    whole = real[name]
    seen, later = whole.where(whole.period <= until), whole.where(whole.period > until)
    for model, expected in FACTS[name, until].items():
        score = log_chance(later.adopts, fitted_baseline(model, seen, later)).mean()
        assert score == pytest.approx(expected, abs=6e-5), model
    # How the facts count people named in several relations is not told: a close reading.
    exposed = log_chance(later.adopts, fitted_baseline("exposure", seen, later)).mean()
    assert exposed == pytest.approx(EXPOSURE[name, until], abs=0.003)


@pytest.mark.parametrize("until", [6, 8])
def test_on_the_medical_data_it_is_not_worse_than_the_constant_hazard(real, until):
    whole = real["medical_innovation"]
    seen, later = whole.where(whole.period <= until), whole.where(whole.period > until)
    ours = log_chance(later.adopts, fitted_adoption(whole, until)[0])
    constant = log_chance(later.adopts, fitted_baseline("constant", seen, later))
    gain, error = paired(ours, constant, later)
    assert gain > -error


def test_on_the_farmers_it_beats_the_constant_hazard_and_bass(real):
    whole = real["brazil_farmers"]
    seen, later = whole.where(whole.period <= 9), whole.where(whole.period > 9)
    ours = log_chance(later.adopts, fitted_adoption(whole, 9)[0])
    for model in ("constant", "bass", "bass_by_community", "exposure"):
        gain, error = paired(
            ours, log_chance(later.adopts, fitted_baseline(model, seen, later)), later
        )
        assert gain > 2 * error, model


def test_villages_held_out_are_no_worse_than_the_constant(shared):
    table = compared_villages(shared / "data").set_index("model")
    assert table["score"]["constant"] == pytest.approx(-0.441, abs=5e-4)
    assert table["gain"]["constant"] > -table["error"]["constant"]


def test_a_missing_set_names_its_file(tmp_path):
    with pytest.raises(InputError, match=r"nodes\.csv"):
        SETS[0].periods(tmp_path)


def test_every_baseline_is_fitted_from_somewhere_it_can_leave():
    at = people(0.05, 0.2)
    for name in adoption.BASELINES:
        score = log_chance(at.adopts, fitted_baseline(name, at, at)).sum()
        assert score >= log_chance(at.adopts, fitted_baseline("constant", at, at)).sum() - 1e-3 or (
            name == "bass"
        )
