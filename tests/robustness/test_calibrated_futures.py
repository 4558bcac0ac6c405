"""Plans tried in the futures that a calibration leaves: `--futures FOLDER`."""

import json

import numpy as np
import pandas as pd
import pytest
import typer
from known_future import KnownFuture, plan

from simulation.catalogue import parameters
from simulation.commands import robustness as commands
from simulation.errors import InputError
from simulation.robustness import futures_of, played
from simulation.sizing.futures import FRESH_FROM, PosteriorFutures

TARGET = "weekly_active=50%@20"
LOW, HIGH = parameters()["habit_loss"].range
MIDDLE = (LOW + HIGH) / 2


@pytest.fixture
def calibration(tmp_path):
    """Writes a folder that a calibration of so many draws would leave."""

    def written(values, scenario=None) -> str:
        place = tmp_path / f"posterior{len(list(tmp_path.iterdir()))}"
        place.mkdir()
        pd.DataFrame({"habit_loss": values}).to_parquet(place / "draws.parquet")
        told = {"scenario": (scenario or plan()).model_dump(mode="json")}
        (place / "manifest.json").write_text(json.dumps(told), "utf-8")
        return str(place)

    return written


@pytest.fixture
def scenario(tmp_path):
    def written(name: str, ambassadors: float = 1.0) -> str:
        place = tmp_path / f"{name}.yaml"
        place.write_text(plan(name, ambassadors).to_yaml(), "utf-8")
        return str(place)

    return written


@pytest.fixture(autouse=True)
def model(monkeypatch):
    """Half of the staff is active where habit_loss is in the middle, more where it is lower."""
    import simulation.robustness as library

    slope = -0.4 / (HIGH - LOW)
    known = KnownFuture({"habit_loss": slope}, start=0.5 - slope * MIDDLE, gain=0.0001)
    for name in ("discover", "regret", "information", "design_pilot", "red_team"):
        true = getattr(library, name)
        more = {"under": lambda shock: known} if name == "red_team" else {}

        def run(*told, _true=true, _more=more, **how):
            return _true(*told, **how, **_more, simulate=known)

        monkeypatch.setattr(library, name, run)
    return known


def told(capsys) -> dict:
    return json.loads(capsys.readouterr().out)


def test_every_future_is_a_row_of_the_calibration_and_fresh_ones_are_others(calibration, model):
    rows = np.linspace(LOW, HIGH, 40)
    futures = futures_of(calibration(rows), seed=1)
    assert isinstance(futures, PosteriorFutures)
    seen = played({"plan": plan()}, futures, 60, simulate=model)
    fresh = played({"plan": plan()}, futures, 60, fresh=True, simulate=model)
    taken, other = (set(run.inputs["habit_loss"]) for run in (seen, fresh))
    assert taken <= set(rows) and other <= set(rows) and not taken & other
    assert fresh.draws.min() == FRESH_FROM


@pytest.mark.parametrize(("value", "status"), [(LOW, 0), (HIGH, 1)])
def test_a_plan_is_attacked_where_the_calibration_says_the_company_stands(
    calibration, scenario, capsys, value, status
):
    how = {"shock": ["training_stops"], "draws": 40, "as_json": True}
    folder = calibration(np.full(40, value))
    if status:
        with pytest.raises(typer.Exit) as stop:
            commands.red_team(scenario("one"), TARGET, futures=folder, **how)
        assert stop.value.exit_code == 1
    else:
        commands.red_team(scenario("one"), TARGET, futures=folder, **how)
    found = told(capsys)
    assert found["futures"] == "posterior"
    assert (found["calm"]["mean"] > 0.9) == (status == 0)


def test_the_condition_of_failure_is_cut_where_the_calibration_leaves_it_open(
    calibration, scenario, capsys
):
    rows = np.random.default_rng(1).uniform(MIDDLE - 0.1 * (HIGH - LOW), HIGH, 400)
    commands.discover(
        scenario("one", 0.0), TARGET, draws=150, fresh=150, futures=calibration(rows), as_json=True
    )
    (condition,) = told(capsys)["conditions"]
    (limit,) = condition["limits"]
    assert limit["input"] == "habit_loss"
    assert limit["low"] == pytest.approx(MIDDLE, abs=0.05 * (HIGH - LOW))
    assert limit["least"] >= rows.min() and limit["most"] <= rows.max()


def test_choices_and_designs_say_that_the_parameters_are_calibrated(calibration, scenario, capsys):
    folder = calibration(np.linspace(LOW, HIGH, 80))
    plans = [scenario("few"), scenario("many", 9.0)]
    for lang, word in (("fr", "pilote a appris"), ("en", "pilot taught")):
        how = {"futures": folder, "lang": lang}
        commands.regret(plans, TARGET, theory=["bass"], draws=20, **how)
        commands.information(plans, TARGET, draws=60, **how)
        small = {"groups": "1", "weeks": "4", "replicates": 40, "indicator": ["posts"]}
        with pytest.raises(typer.Exit):  # the plans are all but alike
            commands.design_pilot(plans, **small, **how)
        assert capsys.readouterr().out.lower().count(word) == 3


@pytest.mark.parametrize("damage", ["draws.parquet", "manifest.json"])
def test_a_folder_that_holds_no_calibration_is_refused(calibration, scenario, tmp_path, damage):
    folder = calibration(np.full(10, MIDDLE))
    place = tmp_path / folder.rpartition("/")[2] / damage
    place.unlink()
    for _ in range(2):
        with pytest.raises(InputError, match="posterior"):
            commands.discover(scenario("one"), TARGET, futures=folder)
        place.write_bytes(b"PAR1 damaged")


def test_columns_that_are_no_parameter_are_left_out(calibration, tmp_path):
    folder = calibration(np.full(10, MIDDLE))
    pd.DataFrame({"reach": np.ones(10)}).to_parquet(f"{folder}/draws.parquet")
    with pytest.raises(InputError, match="posterior"):
        futures_of(folder, seed=1)
