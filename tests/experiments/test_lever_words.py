import pytest

from simulation.experiments import LEVERS, differences_in_words, lever_label, lever_value
from simulation.scenario import Scenario, examples, load
from simulation.words import LANGUAGES

NOT_LEVERS = {"name", "title", "description", "seed", "parameters"}


def leaves(tree, path=""):
    if isinstance(tree, dict) and path not in LEVERS:
        for key, value in tree.items():
            yield from leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path


def test_every_value_of_a_scenario_is_a_lever_with_a_label_in_both_languages():
    tree = Scenario().model_dump(mode="json")
    paths = {path for path in leaves(tree) if path.split(".")[0] not in NOT_LEVERS}
    assert paths == set(LEVERS)
    for path in paths:
        assert all(lever_label(path, lang) for lang in LANGUAGES)


def test_a_scenario_differs_in_nothing_from_itself():
    assert differences_in_words(Scenario(), Scenario(), "fr") == []


def test_differences_are_told_with_their_units():
    changed = Scenario().changed({"managers.coaching": 0.6, "managers.controlling": 0.1})
    assert differences_in_words(changed, Scenario(), "fr") == [
        "Managers dans le contrôle\u00a0: 10\u202f% au lieu de 30\u202f%",
        "Managers coachs\u00a0: 60\u202f% au lieu de 40\u202f%",
    ]


def test_dates_of_a_scheme_that_is_off_in_both_are_not_told():
    dated = Scenario().changed({"recognition.bonus.last_week": 52})
    assert differences_in_words(dated, Scenario(), "en") == []
    paid = dated.changed({"recognition.bonus.strength": 0.5})
    assert differences_in_words(paid, Scenario(), "en") == [
        "Bonus on contribution: 50% instead of 0%",
        "Bonus, end: W52 instead of none",
    ]


def test_waves_posts_and_parameters_are_told():
    changed = Scenario().changed(
        {
            "plan.waves": [{"week": 1, "share": 0.06}, {"week": 11, "share": 0.94}],
            "plan.community_managers": [{"week": 1, "full_time_equivalents": 2.5}],
            "parameters": {"peer_influence": 0.02},
        }
    )
    told = " | ".join(differences_in_words(changed, Scenario(), "en"))
    assert "Waves: 6% W1, 94% W11 instead of" in told
    assert "Community managers, in posts: 2.5 from W1 instead of 1.3 from W1" in told
    assert "parameter peer_influence: 0.02 instead of none" in told


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("plan.tool_training.hours", 2.0, "2\u00a0h"),
        ("plan.ambassadors_per_100", 1.25, "1.25"),
        ("recognition.awards.announced", True, "yes"),
        ("recognition.bonus.last_week", 52, "W52"),
        ("charter.moderation_days", 2.0, "2\u00a0d"),
        ("plan.pilot_choice", "volunteers", "volunteers"),
        ("plan.seeded_kinds", {"practice": 0.6, "hr": 0.4}, "practice 60%, HR 40%"),
        ("tool.coverage", {}, "none"),
        ("objective", None, "none"),
    ],
)
def test_each_kind_of_value_has_its_form(path, value, told):
    assert lever_value(path, value, "en") == told


def test_an_objective_is_told_with_its_indicator_level_and_week():
    aimed = Scenario().changed({"objective": {"level": 0.22, "week": 78}})
    assert differences_in_words(aimed, Scenario(), "en") == [
        "Objective: Weekly active: 22% in W78 instead of none"
    ]


@pytest.mark.parametrize("name", examples())
@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_that_distinguishes_a_worked_example_is_told(name, lang):
    assert len(differences_in_words(load(name), Scenario(), lang)) > 20
