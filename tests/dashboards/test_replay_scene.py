"""The replay's scene: what is hidden stays hidden, places are fixed, all weeks are told."""

import json
from itertools import pairwise

import numpy as np
import pytest

from dashboards.view_models.map_layout import LEGEND_CORNER, SIZE, places, radii
from dashboards.view_models.replay import breaks, scene, week_finding
from simulation import tables
from simulation.indicators import published_replay


@pytest.fixture(scope="module")
def replay(workspace):
    return published_replay(tables.read(workspace.runs / "small"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_week_is_told_and_can_travel_as_json(replay, lang):
    told = scene(replay, lang)
    json.dumps(told, allow_nan=False)
    weeks = len(replay["weeks"])
    assert all(week["title"] and week["dates"] for week in told["weeks"])
    assert [len(told[key]) for key in ("weeks", "ties")] == [weeks, weeks]
    assert all(len(unit["facts"]) == len(unit["levels"]) == weeks for unit in told["units"])
    assert all(len(figure["values"]) == weeks for figure in told["figures"])


def test_a_week_that_the_gate_hid_shows_no_number(replay):
    hidden = json.loads(json.dumps(replay))
    unit = next(unit for unit in hidden["units"] if unit["size"])
    for key in ("people", "came", "contributed", "regular"):
        unit[key][0] = None
    told = next(u for u in scene(hidden, "fr")["units"] if u["name"] == unit["name"])
    assert told["levels"][0] is None
    assert not any(character.isdigit() for character in told["facts"][0])


def test_units_that_may_never_be_shown_are_counted_and_not_drawn(replay):
    hidden = json.loads(json.dumps(replay))
    name = hidden["units"][0]["name"]
    hidden["units"][0]["size"] = None
    told = scene(hidden, "fr")
    assert name not in [unit["name"] for unit in told["units"]]
    assert str(sum(not unit["size"] for unit in hidden["units"])) in told["reasons"]
    count = len(told["units"])
    assert all(max(tie[0], tie[1]) < count for week in told["ties"] for tie in week["drawn"])


def test_a_count_that_is_hidden_gives_a_title_without_number(replay):
    hidden = json.loads(json.dumps(replay))
    for headline in hidden["headlines"].values():
        headline["count"][2] = None
    assert "trop peu" in week_finding(hidden, 2, "fr")


def test_ties_of_few_answers_carry_no_count(replay):
    for week in scene(replay, "en")["ties"]:
        for *_, names, label in week["drawn"]:
            assert label == "" or int(label.split()[0].replace(",", "")) >= 10
            assert label in names


def test_shades_stand_between_increasing_round_limits():
    limits = breaks([0.1, 0.2, 0.2, 0.2, 0.9, None])
    assert len(limits) == 4 and all(low < high for low, high in pairwise(limits))


PEOPLE = [74, 62, 25, 46, 21, 48, 24]


def exchanged(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(3, (len(PEOPLE), len(PEOPLE))).astype(float)


def test_areas_are_proportional_to_people():
    area = radii(PEOPLE) ** 2
    np.testing.assert_allclose(area / area[0], np.array(PEOPLE) / PEOPLE[0])


def test_the_same_record_always_gives_the_same_map():
    np.testing.assert_array_equal(places(PEOPLE, exchanged(1)), places(PEOPLE, exchanged(1)))


@pytest.mark.parametrize("people", [PEOPLE, [300], [60] * 40], ids=["pilot", "one", "company"])
def test_units_stand_apart_on_the_map_and_off_the_legend(people):
    place = places(people, np.zeros((len(people), len(people))))
    radius = radii(people)
    apart = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    np.fill_diagonal(apart, np.inf)
    assert (apart > 0.95 * (radius[:, None] + radius[None])).all()
    assert (place > radius[:, None] * 0.99).all()
    assert (place < np.array(SIZE) - radius[:, None] * 0.99).all()
    x, y, _ = LEGEND_CORNER
    assert np.hypot(*(place - (x, y)).T).min() > 100
