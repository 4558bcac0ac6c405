"""Shares of variance: known answers through the same path, luck among the inputs."""

from dataclasses import replace

import numpy as np
import pytest
from known_future import KnownFuture, plan

from simulation.catalogue import parameters
from simulation.errors import InputError
from simulation.robustness import lever_inputs, sensitivity
from simulation.robustness.indices import sobol_indices
from simulation.robustness.telling import sensitivity_rows, sensitivity_told


def ishigami(places):
    x = np.pi * (2 * places.T - 1)
    return (np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0]))[None]


def test_the_indices_of_ishigami_are_those_of_the_books():
    found = sobol_indices(ishigami, ["a", "b", "c"], ["y"], points=1024, seed=4).set_index("input")
    first, total = {"a": 0.314, "b": 0.442, "c": 0.0}, {"a": 0.558, "b": 0.442, "c": 0.244}
    for name in first:
        row = found.loc[name]
        assert row["first"] == pytest.approx(first[name], abs=0.05)
        assert row["total"] == pytest.approx(total[name], abs=0.05)
        assert row["first_low"] <= first[name] <= row["first_high"]
        assert row["total_low"] <= total[name] <= row["total_high"]


def test_an_outcome_that_never_differs_has_no_indices():
    found = sobol_indices(lambda p: np.zeros((1, len(p))), ["a", "b"], ["y"], 16, 1)
    assert found[["first", "total"]].isna().all(axis=None)


def of_known_share(luck: float, points: int = 256):
    """Habit loss and luck add up; what each answers for is known."""
    model = KnownFuture({"habit_loss": 1.0}, luck=luck)
    found = sensitivity(plan(), ["weekly_active"], ["habit_loss"], points=points, simulate=model)
    return found.indices.set_index("input"), found


def test_luck_is_an_input_whose_share_is_known():
    u = (np.arange(2000) + 0.5) / 2000
    spread = float(parameters()["habit_loss"].prior.quantile(u).std())
    indices, found = of_known_share(luck=spread)
    assert indices.loc["luck", "first"] == pytest.approx(0.5, abs=0.1)
    assert indices.loc["habit_loss", "total"] == pytest.approx(0.5, abs=0.1)
    assert indices.loc["luck", "kind"] == "luck"
    assert indices.loc["rest", "total"] == pytest.approx(0, abs=1e-9)
    assert found.spreads["weekly_active"] == pytest.approx(spread * 2**0.5, rel=0.15)


def test_without_luck_its_share_is_nothing():
    indices, _ = of_known_share(luck=0.0, points=64)
    assert indices.loc["luck", "total"] == pytest.approx(0, abs=1e-9)
    assert indices.loc["habit_loss", "total"] == pytest.approx(1, abs=0.15)


def test_what_is_not_singled_out_counts_together_as_the_rest():
    model = KnownFuture({"habit_loss": 1.0, "value_speed": 1.0})
    found = sensitivity(plan(), ["weekly_active"], ["value_speed"], points=128, simulate=model)
    indices = found.indices.set_index("input")["total"]
    assert indices["rest"] > 0.01
    quantiles = (np.arange(500) + 0.5) / 500
    level = sum(
        float(parameters()[name].prior.quantile(quantiles).mean())
        for name in ("habit_loss", "value_speed")
    )
    assert found.means["weekly_active"] == pytest.approx(0.5 + level, rel=0.05)
    assert indices["rest"] + indices["value_speed"] == pytest.approx(1, abs=0.15)


def test_a_lever_has_an_index_too():
    levers = lever_inputs(["plan.ambassadors_per_100=0:4"], plan())
    model = KnownFuture(gain=0.1)
    found = sensitivity(plan(), ["weekly_active"], [], levers, points=64, simulate=model)
    row = found.indices.iloc[0]
    assert (row["input"], row["kind"]) == ("plan.ambassadors_per_100", "lever")
    assert row["total"] == pytest.approx(1, abs=0.15)


def test_the_screening_keeps_what_moves_the_outcome():
    model = KnownFuture({"habit_loss": -3.0, "visit_habit": 1.0})
    found = sensitivity(plan(), ["weekly_active"], keep=3, points=16, replicates=2, simulate=model)
    kept = set(found.indices.loc[found.indices["kind"] == "parameter", "input"])
    assert kept == {"habit_loss", "visit_habit"}
    assert found.screened > 200


def test_a_draw_that_fails_is_counted_and_ends_nothing():
    def fails_sometimes(scenario, replicate):
        if replicate % 7 == 0:
            raise ArithmeticError
        return KnownFuture({"habit_loss": 1.0})(scenario, replicate)

    found = sensitivity(
        plan(), ["weekly_active"], ["habit_loss"], points=32, simulate=fails_sometimes
    )
    assert 0 < found.failures < found.runs
    assert not found.indices["total"].isna().any()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_finding_names_label_share_and_luck(lang):
    _, found = of_known_share(luck=0.01, points=32)
    told = " ".join(sensitivity_told(found, lang))
    assert parameters()["habit_loss"].label[lang] in told
    assert {"fr": "chance seule", "en": "Mere luck"}[lang] in told


def test_shares_told_stay_between_nothing_and_all():
    _, found = of_known_share(luck=0.01, points=32)
    ends = {"total_low": -0.3, "total_high": 2.02, "first_low": -0.2, "first_high": 1.4}
    wide = replace(found, indices=found.indices.assign(**ends))
    told = " ".join(sensitivity_told(wide, "en"))
    assert "[0, 100]" in told and "202" not in told and "−" not in told
    for row in sensitivity_rows(wide, "en")[1]:
        assert row[3] == row[5] == "[0, 100]"


def test_bad_input_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="habit_loss"):
        sensitivity(plan(), ["weekly_active"], ["habit_los"], simulate=KnownFuture())
    with pytest.raises(InputError, match="64"):
        sensitivity(plan(), ["weekly_active"], points=50, simulate=KnownFuture())
    with pytest.raises(InputError, match="weekly_activ"):
        sensitivity(plan(), ["weekly_activ"], simulate=KnownFuture())
