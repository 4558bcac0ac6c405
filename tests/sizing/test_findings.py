import dataclasses

import pytest
from known_deployment import EFFORT, KNOWN, STAFF, TARGET, KnownDeployment

from simulation.scenario import Scenario
from simulation.sizing import (
    Service,
    chances_in_words,
    parse_space,
    posts_in_words,
    size,
    sizing_finding,
)
from simulation.sizing.chances import Chance
from simulation.sizing.findings import reasons
from simulation.words import LANGUAGES


@pytest.fixture(scope="module")
def plan():
    scenario = Scenario().resized(STAFF)
    return size(
        scenario, TARGET, 0.8, effort=EFFORT, workers=1, simulate=KnownDeployment(), futures=KNOWN
    )


def with_chances(plan, search, fresh):
    assurance = dataclasses.replace(
        plan.assurance, search=Chance(search, 0.7, 0.9), fresh=Chance(fresh, 0.75, 0.88)
    )
    return dataclasses.replace(plan, assurance=assurance)


@pytest.mark.parametrize(
    ("posts", "french", "english"),
    [
        (0.0, "aucun poste", "no post"),
        (0.5, "un demi-poste", "half a post"),
        (1.0, "un poste", "one post"),
        (1.5, "un poste et demi", "one and a half posts"),
        (2.0, "deux postes", "two posts"),
        (2.5, "deux postes et demi", "two and a half posts"),
        (14.5, "14,5 postes", "14.5 posts"),
    ],
)
def test_posts_are_spelled_by_halves(posts, french, english):
    assert posts_in_words(posts, "fr") == french
    assert posts_in_words(posts, "en") == english


def test_chances_are_never_certain():
    assert chances_in_words(0.82, "fr") == "82 chances sur 100"
    assert chances_in_words(0.9999, "en") == "99 chances in 100"
    assert chances_in_words(0.0001, "en") == "1 chance in 100"


def test_the_title_tells_waves_posts_and_chances(plan):
    told = with_chances(plan, 0.85, 0.82)
    load = told.load.assign(posts=2.5)
    waves = told.waves.iloc[:4]
    title, subtitle = sizing_finding(dataclasses.replace(told, load=load, waves=waves), "fr")
    assert title == (
        "Trois vagues et deux postes et demi d’animation\u00a0: "
        "82 chances sur 100 de tenir la cible"
    )
    assert "la recherche annonçait 85, les 3 points d’optimisme sont retirés" in subtitle


def test_a_search_that_was_not_optimistic_is_not_said_to_be(plan):
    _, subtitle = sizing_finding(with_chances(plan, 0.80, 0.82), "en")
    assert "announced 80, no optimism to take off" in subtitle


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_branch_has_its_sentence_in_both_languages(plan, lang):
    unchecked = dataclasses.replace(plan.assurance, checked=False)
    branches = [{"target_met": True}, {"target_met": False}]
    branches.append({"target_met": False, "interrupted": True, "assurance": unchecked})
    for how in branches:
        for waves in (1, 2, 3):
            branch = dataclasses.replace(plan, **how, waves=plan.waves.iloc[:waves])
            title, subtitle = sizing_finding(branch, lang)
            assert title[0].isupper()
            assert subtitle.endswith(".")
            assert "{" not in title + subtitle


def test_reasons_name_the_check_the_neighbours_and_the_assumptions(plan):
    english = " ".join(plan.reasons["en"])
    for part in (
        "fresh draws", "cheaper", "dearer", "Without “Ambassadors", "half a post less",
        "Assumed costs", "taken as known",
    ):  # fmt: skip
        assert part in english
    assert len(plan.reasons["fr"]) == len(plan.reasons["en"])


@pytest.mark.parametrize(("kind", "part"), [("prior", "ignorance"), ("posterior", "pilote")])
def test_the_reasons_say_whether_parameters_are_known(plan, kind, part):
    told = reasons(
        plan.assurance, plan.target, plan.load, plan.front, 0, plan.without, {}, plan.seats,
        {"kind": kind, "parameters": 300}, Service.usual(), parse_space(["session_hours"]),
    )["fr"]  # fmt: skip
    assert any("300 paramètres" in reason and part in reason for reason in told)
    assert any("le moins cher l’emporte toujours" in reason for reason in told)


def test_every_line_of_the_budget_has_a_label(plan):
    table = plan.budget_table("fr")
    assert table["label"].iloc[-1] == "Total"
    assert table["label"].is_unique
