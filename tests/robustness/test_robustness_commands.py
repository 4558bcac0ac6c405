"""The commands parse, refuse in one sentence, print in both languages and write a page."""

import json
from dataclasses import asdict

import pytest
import typer
from known_future import KnownFuture, plan

from simulation.catalogue import parameters
from simulation.commands import robustness as commands
from simulation.errors import InputError
from simulation.robustness.plan_source import read_plan
from simulation.sizing import Service

TARGET = "weekly_active=50%@20"


@pytest.fixture
def scenario(tmp_path):
    def written(name: str, ambassadors: float) -> str:
        place = tmp_path / f"{name}.yaml"
        place.write_text(plan(name, ambassadors).to_yaml(), "utf-8")
        return str(place)

    return written


@pytest.fixture
def known(monkeypatch):
    """The commands run on a model in closed form."""
    import simulation.robustness as library

    prior = parameters()["habit_loss"].prior
    spread = float(prior.quantile(0.9) - prior.quantile(0.1))
    start = 0.48 + float(prior.quantile(0.6)) / spread  # with one ambassador 4 in 10 fail
    model = KnownFuture({"habit_loss": -1 / spread}, start=start, gain=0.02, luck=0.005)
    for name in ("discover", "regret", "information", "design_pilot", "red_team", "sensitivity"):
        true = getattr(library, name)

        harmless = {"under": lambda shock: model} if name == "red_team" else {}

        def run(*told, _true=true, _harmless=harmless, **how):
            return _true(*told, **how, **_harmless, simulate=model)

        monkeypatch.setattr(library, name, run)
    return model


def figure_of(page) -> str:
    """What the page hands to the drawing library: nothing where there is no figure."""
    text = page.read_text("utf-8")
    found = text.rpartition("Plotly.newPlot(")[2] if "plotly-graph-div" in text else ""
    return found.partition("</script>")[0].encode().decode("unicode_escape")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_discover_prints_sentences_and_writes_a_page(known, scenario, capsys, tmp_path, lang):
    out = tmp_path / "found.html"
    commands.discover(scenario("one", 1.0), TARGET, draws=120, fresh=120, out=out, lang=lang)
    told = capsys.readouterr().out
    assert {"fr": "densité", "en": "density"}[lang] in told
    page = out.read_text("utf-8")
    assert page.startswith("<!DOCTYPE html>") and "plotly" in page.lower()


def test_discover_in_json_holds_boxes_and_sentences(known, scenario, capsys):
    commands.discover(scenario("one", 1.0), TARGET, draws=120, fresh=120, as_json=True)
    told = json.loads(capsys.readouterr().out)
    (condition,) = told["conditions"]
    assert condition["limits"][0]["input"] == "habit_loss"
    assert 0 < condition["coverage"] <= 1 and 0 < condition["density"] <= 1
    assert set(told["in_words"]) == {"fr", "en"}


def test_sensitivity_prints_the_share_of_luck(known, scenario, capsys):
    how = {"indicator": ["weekly_active"], "parameter": ["habit_loss"], "points": 32}
    commands.sensitivity(scenario("one", 1.0), **how, employees=None, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert {row["input"] for row in told["indices"]} == {"habit_loss", "rest", "luck"}
    commands.sensitivity(scenario("one", 1.0), **how, employees=None, lang="fr")
    assert "la chance" in capsys.readouterr().out.lower()


def test_regret_and_information_compare_plans(known, scenario, capsys, tmp_path):
    plans = [scenario("few", 1.0), scenario("many", 3.0)]
    page = tmp_path / "regret.html"
    commands.regret(plans, TARGET, theory=["bass"], draws=20, out=page, lang="en")
    assert "“many” is regretted least" in capsys.readouterr().out
    assert page.is_file()
    learnt = tmp_path / "information.html"
    commands.information(plans, TARGET, draws=60, out=learnt, as_json=True, lang="fr")
    told = json.loads(capsys.readouterr().out)
    assert "Un autre groupe" in figure_of(learnt)
    assert told["choice"] == "many"
    assert {study["kind"] for study in told["studies"]} == {
        "parameter", "survey", "pilot", "weeks", "group",
    }  # fmt: skip


def test_red_team_draws_what_the_plan_withstands(known, scenario, capsys, tmp_path):
    page = tmp_path / "shocks.html"
    commands.red_team(
        scenario("one", 3.0), TARGET, shock=["training_stops"], draws=40, out=page, lang="en"
    )
    capsys.readouterr()
    assert "Training stops" in figure_of(page)


def test_a_plan_that_fails_without_any_shock_has_no_figure_of_shocks(
    known, scenario, capsys, tmp_path
):
    page = tmp_path / "shocks.html"
    with pytest.raises(typer.Exit):
        commands.red_team(scenario("one", 1.0), TARGET, below=0.99, draws=40, out=page, lang="en")
    assert "fails without any shock" in page.read_text("utf-8")
    assert figure_of(page) == ""


def test_design_pilot_prints_its_table_and_curves(known, scenario, capsys, tmp_path):
    plans = [scenario("few", 1.0), scenario("many", 9.0)]
    how = {"groups": "1,2", "weeks": "4,6", "replicates": 40, "indicator": ["weekly_active"]}
    page = tmp_path / "pilot.html"
    commands.design_pilot(plans, **how, out=page, lang="en")
    assert "is enough to tell" in capsys.readouterr().out
    assert page.is_file()


def test_a_plan_that_a_sizing_wrote_brings_its_target(tmp_path):
    place = tmp_path / "sized.json"
    asked = {"target": TARGET, "asked": 0.8, "service": asdict(Service.usual())}
    tree = {"scenario": plan("sized").model_dump(mode="json"), **asked}
    place.write_text(json.dumps(tree), "utf-8")
    name, scenario, target = read_plan(str(place))
    assert (name, str(target)) == ("sized", TARGET)
    assert scenario == plan("sized")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"scenario": 3, "target": "x"}', "\0"])
def test_a_file_that_is_no_plan_is_refused(tmp_path, text):
    place = tmp_path / "broken.json"
    place.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"broken\.json"):
        read_plan(str(place))


def test_bad_input_is_refused_with_a_remedy(known, scenario, tmp_path):
    one = scenario("one", 1.0)
    with pytest.raises(InputError, match="--target"):
        commands.discover(one)
    with pytest.raises(InputError, match="--futures"):
        commands.discover(one, TARGET, futures="past")
    with pytest.raises(InputError, match="two plans"):
        commands.regret([one, one], TARGET)
    with pytest.raises(InputError, match="--theory"):
        commands.regret([one, scenario("two", 2.0)], TARGET, theory=["astrology"])
    with pytest.raises(InputError, match="--groups"):
        commands.design_pilot([one, scenario("two", 2.0)], groups="many")
    with pytest.raises(InputError, match="--choice"):
        commands.design_pilot([one, scenario("two", 2.0)], choice=["friends"])
    held = tmp_path / "notes.html"
    held.write_text("mine", "utf-8")
    with pytest.raises(InputError, match=r"notes\.html"):
        commands.discover(one, TARGET, out=held)
    assert held.read_text("utf-8") == "mine"
