"""A simulation that does not end is recorded and left out; too few left is one clear refusal."""

import json

import numpy as np
import pytest
from small_pilot import RUNS, UNTIL, WEEKS

from simulation.calibration import calibrate, design, telling
from simulation.calibration.design import Design
from simulation.calibration.unknowns import unknowns, values_at
from simulation.errors import InputError

FAULT = "no such company"


@pytest.fixture
def failing(monkeypatch):
    """Runs under the luck numbers given do not end."""

    def fail(*numbers: int, fault: type[Exception] = ArithmeticError) -> None:
        true = design.run

        def run(pilot, values, weeks, replicate):
            if replicate in numbers:
                raise fault(FAULT)
            return true(pilot, values, weeks, replicate)

        monkeypatch.setattr(design, "run", run)

    return fail


@pytest.fixture(scope="module")
def values(scenario):
    moved = unknowns(scenario)
    return values_at(moved, design.spread(len(moved), 40, seed=1))


def test_a_run_that_fails_is_recorded_and_leaves_the_others_as_they_were(
    company_pilot, values, failing
):
    whole = design.simulate(company_pilot, values, WEEKS, 100)
    assert whole.failures == () and len(whole.ended) == len(values)
    failing(103, 120)
    found = design.simulate(company_pilot, values, WEEKS, 100)
    assert [failure.replicate for failure in found.failures] == [103, 120]
    assert {failure.reason for failure in found.failures} == {f"ArithmeticError: {FAULT}"}
    np.testing.assert_array_equal(found.ended, np.delete(np.arange(len(values)), [3, 20]))
    np.testing.assert_array_equal(found.measured, whole.measured[found.ended])


def test_with_too_few_left_there_is_one_refusal_that_names_a_reason(company_pilot, values, failing):
    failing(*range(5))
    with pytest.raises(InputError, match=FAULT) as fault:
        design.simulate(company_pilot, values, WEEKS)
    assert fault.value.key == "calibration_failed"
    assert "5 of 40" in fault.value.message("en") and "rsne simulate" in fault.value.message("fr")


def test_a_scenario_that_is_refused_ends_all_runs(company_pilot, values, failing):
    failing(7, fault=lambda text: InputError("calibration_runs", value=1, least=2))
    with pytest.raises(InputError, match="--runs"):
        design.simulate(company_pilot, values, WEEKS)


def test_a_process_that_dies_takes_the_runs_of_its_chunk_and_no_others(company_pilot, values):
    class Died:
        def result(self):
            raise ChildProcessError("killed")

    outcomes = design._outcomes(Died(), company_pilot, values.iloc[:3], 50)
    assert [failure.replicate for failure in outcomes] == [50, 51, 52]


def test_a_calibration_tells_of_runs_that_failed_and_keeps_them_with_its_design(
    folder, scenario, failing, tmp_path
):
    failing(4, 11)
    place = tmp_path / "posterior"
    posterior = calibrate(folder, scenario, UNTIL, place, runs=RUNS, workers=1)
    assert posterior.manifest["design"]["runs"] == RUNS - 2
    assert FAULT in telling.sentences(posterior, "en")[-1]
    told = json.loads((place / "manifest.json").read_text("utf-8"))
    assert [failure["replicate"] for failure in told["design"]["failures"]] == [4, 11]
    kept = Design.kept(place / "design.npz")
    assert [failure.replicate for failure in kept.failures] == [4, 11]
    assert len(kept.places) == len(kept.measured) == RUNS - 2
    again = calibrate(folder, scenario, UNTIL, place, runs=RUNS, workers=1)
    assert again.manifest["design"] == posterior.manifest["design"] | {"kept": True}
