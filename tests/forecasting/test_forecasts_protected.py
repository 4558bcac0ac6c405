"""What is foretold leaves through the gate, with the minimum that the workspace sets."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simulation import calibration, tables
from simulation.calibration import Posterior
from simulation.errors import InputError
from simulation.forecasting import forecast, keep, score_kept
from simulation.forecasting.recalibrated import series_of_pilot
from simulation.scenario import Scenario


@pytest.fixture
def posterior(monkeypatch):
    """Eight people's pilot, calibrated."""

    def level(posterior, weeks, draws, seed):
        return {"contributors": np.full((draws, weeks), 4.0)}

    monkeypatch.setattr(calibration, "simulated", level)
    return Posterior(
        scenario=Scenario(),
        draws=pd.DataFrame({"visit_base": [0.1, 0.2]}),
        identified=(),
        until=6,
        observed=pd.DataFrame({"contributors": [2.0, 4.0, 3.0, 4.0, 5.0, 4.0]}),
        checks=pd.DataFrame(columns=["series"]),
        manifest={"people": 8, "simulated": False, "record": None},
    )


@pytest.fixture
def pilot(record, tmp_path):
    return tables.write(record, tmp_path / "workspace" / "pilots" / "pilot")


def set_minimum(pilot, least):
    (pilot.parents[1] / "settings.yaml").write_text(f"min_group: {least}\n", "utf-8")


def test_a_calibrated_pilot_of_too_few_people_is_not_foretold(posterior):
    with pytest.raises(InputError) as refused:
        forecast(posterior, weeks=2)
    assert refused.value.key == "forecast_too_few_people"
    assert forecast(posterior, weeks=2, min_group=8).origin == 6


def test_nothing_is_foretold_under_five_people_whatever_is_asked(posterior):
    with pytest.raises(InputError) as refused:
        forecast(posterior, weeks=2, min_group=4)
    assert refused.value.key == "min_group"


def test_simulated_people_are_nobody(posterior):
    simulated = replace(posterior, manifest={**posterior.manifest, "simulated": True})
    assert forecast(simulated, weeks=2).origin == 6


def test_what_came_of_a_pilot_is_held_to_the_minimum_too(record, tmp_path):
    kept = keep(forecast(record, weeks=2), tmp_path / "kept.json")
    for told in (
        lambda: forecast(record, weeks=2, min_group=81),
        lambda: series_of_pilot(record, min_group=81),
        lambda: score_kept([kept], record, min_group=81),
    ):
        with pytest.raises(InputError) as refused:
            told()
        assert refused.value.key == "forecast_too_few_people" and "81" in str(refused.value)


@pytest.mark.parametrize("command", ["forecast", "backtest", "score-forecasts"])
def test_each_command_takes_the_minimum_of_the_workspace(rsne, pilot, command):
    kept = pilot.parents[1] / "forecasts"
    assert rsne("forecast", pilot, "--out", kept / "one.json")[0] == 0
    set_minimum(pilot, 200)
    status, out, err = rsne(command, pilot, "--lang", "en")
    assert (status, out) == (2, "") and "200" in err


def test_a_calibration_is_held_to_the_minimum_of_its_pilots_workspace(
    rsne, pilot, posterior, tmp_path
):
    known = {**posterior.manifest, "people": 80, "record": str(pilot)}
    place = replace(posterior, manifest=known).write(tmp_path / "elsewhere")
    assert rsne("forecast", place, "--weeks", 2)[0] == 0
    set_minimum(pilot, 100)
    status, out, err = rsne("forecast", place, "--weeks", 2, "--lang", "en")
    assert (status, out) == (2, "") and "100" in err
    assert "rsne forecast" in (pilot.parents[1] / "access.jsonl").read_text("utf-8")
