"""Comparisons and plans draw their parameters from a kept calibration, and say so."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dashboards.view_models import compare, sizing
from dashboards.view_models.calibrations import (
    KNOWN,
    PRIORS,
    calibration_of,
    calibrations,
    drawn_from,
    futures_of,
)
from dashboards.view_models.compare import CompareDesk
from dashboards.view_models.sizing import SizingDesk
from simulation.calibration import Posterior
from simulation.errors import InputError
from simulation.scenario import load
from simulation.sizing import Effort, Futures, PriorFutures, Target, evaluate, size
from simulation.workspace import Workspace, write_json, write_text

TINY = Effort(futures=4, plans=4, generation=2, trials=1, rungs=(2, 2, 2), fresh=6, beside=2)
NAMES = ("no_support", "sponsor_and_training")


@pytest.fixture
def place(tmp_path) -> Workspace:
    """Two small scenarios and a calibration made by hand."""
    place = Workspace(tmp_path)
    for name in NAMES:
        scenario = load(name).resized(120).changed({"horizon_weeks": 12})
        write_text(place.scenarios / f"{name}.yaml", scenario.to_yaml())
    draws = pd.DataFrame({"talk_base": np.linspace(-3.2, -3.0, 20), "plan.waves.0.share": 0.5})
    manifest = {"record": str(tmp_path / "pilots" / "autumn"), "scenario_told": False}
    Posterior(
        load("no_support"), draws, ("talk_base",), 9, pd.DataFrame(), pd.DataFrame(), {}, manifest
    ).write(place.posteriors / "autumn")
    return place


@pytest.fixture
def few_draws(monkeypatch):
    for name, count in {"FIRST_DRAWS": 2, "DRAWS": 4, "TWIN_DRAWS": 2, "THEORY_DRAWS": 2}.items():
        monkeypatch.setattr(compare, name, count)


def test_a_calibration_is_named_by_its_pilot_and_found_by_its_futures(place):
    assert list(calibrations(place)) == ["autumn"]
    ((told, name),) = drawn_from(place, "fr").items()
    assert name == "autumn" and told.startswith("autumn, ") and told.endswith("jusqu’en S9")
    key = futures_of(place, "autumn", 3).key
    assert calibration_of(place, key, 3) == "autumn"
    assert calibration_of(place, key, 4) == "" == calibration_of(place, "other", 3)


def test_two_scenarios_meet_the_same_parameters_under_one_number(place):
    scenario = load(str(place.scenarios / "no_support.yaml"))
    other = scenario.changed({"sponsor.strength": 1.0})
    for drawn in ("autumn", PRIORS):
        futures = futures_of(place, drawn, 7)
        first = futures.applied(scenario, 0).parameters
        assert first == futures.applied(other, 0).parameters
        assert first != futures.applied(scenario, 1).parameters
    assert (
        -3.2 <= futures_of(place, "autumn", 7).applied(scenario, 0).parameters["talk_base"] <= -3.0
    )
    assert futures_of(place, KNOWN, 7).applied(scenario, 0) == scenario


def test_a_comparison_draws_from_the_calibration_chosen_and_says_so(place, at_once, few_draws):
    desk = CompareDesk(place, at_once, drawn="gone")
    desk.choose(list(NAMES))
    assert desk.drawn == PRIORS and "their priors" in desk.drawn_from("en")
    assert desk.comparison.parameters == "prior"
    desk.draw_from(KNOWN)
    assert "taken as known" in desk.drawn_from("en") and desk.hangs_on("en")
    known = desk.comparison.levels["mean"]
    desk.draw_from("autumn")
    assert desk.refused is None and "autumn" in desk.drawn_from("en")
    assert "pilot leaves unknown" in desk.hangs_on("en")
    assert not np.allclose(desk.comparison.levels["mean"], known)
    desk.try_theories()
    assert desk.theories is not None


def test_a_calibration_removed_meanwhile_is_refused_in_words(place, at_once, few_draws):
    desk = CompareDesk(place, at_once, drawn="autumn")
    desk.choose(list(NAMES))
    before = desk.comparison
    shutil.rmtree(place.posteriors / "autumn")
    desk.compute()
    assert desk.refused.key == "size_posterior" and desk.comparison is before


def test_a_plan_is_sized_and_changed_in_the_same_futures(place, at_once, monkeypatch):
    asked = []

    def pretended(scenario, target, probability=0.6, *_, futures=None, **__):
        asked.append(futures)
        return plan

    target = Target.parse("weekly_active=5%@12")
    scenario = load(str(place.scenarios / "no_support.yaml"))
    futures = futures_of(place, "autumn", scenario.seed)
    plan = size(scenario, target, probability=0.6, effort=TINY, futures=futures)
    write_json(place.plans / "one.json", plan.to_dict())
    desk = SizingDesk(place, at_once)
    assert desk.calibration == "autumn" and "drawn from the calibration" in desk.drawn_from("en")
    monkeypatch.setattr(sizing, "size", pretended)
    monkeypatch.setattr(sizing, "evaluate", pretended)
    desk.compute()
    desk.edit(*desk.calendar())
    assert [one.key for one in asked] == [futures.key] * 2
    desk.calibration = ""
    desk.compute()
    assert asked[-1].key == PriorFutures(scenario.seed).key
    shutil.rmtree(place.posteriors / "autumn")
    desk.edit(*desk.calendar())
    assert len(asked) == 3 and desk.refused.key == "size_calibration_gone"
    assert "gone" in desk.drawn_from("en")


def test_a_plan_whose_parameters_were_known_is_changed_with_them_known(place, at_once, monkeypatch):
    scenario = load(str(place.scenarios / "no_support.yaml"))
    how = {"target": Target.parse("weekly_active=5%@12"), "draws": 4}
    plan = evaluate(scenario, probability=0.6, futures=Futures(), **how)
    desk, asked = SizingDesk(place, at_once), []
    desk.plan = plan
    monkeypatch.setattr(
        sizing, "evaluate", lambda *_, futures, **__: asked.append(futures.kind) or plan
    )
    desk.edit(*desk.calendar())
    assert asked == ["known"] and "taken as known" in desk.drawn_from("en")


def test_a_plan_kept_before_plans_told_their_futures_key_still_opens(place, at_once):
    scenario = load(str(place.scenarios / "no_support.yaml"))
    plan = evaluate(scenario, Target.parse("weekly_active=5%@12"), 0.6, draws=4)
    old = replace(plan, futures={"kind": "prior", "parameters": 3})
    write_json(place.plans / "old.json", old.to_dict())
    desk = SizingDesk(place, at_once)
    assert desk.plan is not None and desk.calibration == ""
    assert "priors" in desk.drawn_from("en")
    with pytest.raises(InputError):
        futures_of(place, "none", 1)
