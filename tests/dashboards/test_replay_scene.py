"""The replay's scene: what is hidden stays hidden, places are fixed, all weeks are told."""

import dataclasses
import json
from itertools import pairwise

import numpy as np
import pytest

from dashboards.view_models.replay import people_told, scene, scenes, week_finding
from dashboards.view_models.replay.communities import _members
from dashboards.view_models.replay.layout import (
    LEGEND_CORNER,
    SIZE,
    places,
    radii,
    settled,
)
from dashboards.view_models.replay.layout import area as one_area
from dashboards.view_models.replay.shades import breaks
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
    assert [len(told["weeks"]), len(told["layers"]["units"]["ties"])] == [weeks, weeks]
    for layer in told["layers"].values():
        assert all(len(area["facts"]) == len(area["levels"]) == weeks for area in layer["areas"])
    assert all(len(figure["values"]) == weeks for figure in told["figures"])


def test_a_week_that_the_gate_hid_shows_no_number(replay):
    hidden = json.loads(json.dumps(replay))
    unit = next(unit for unit in hidden["units"] if unit["size"])
    for key in ("people", "came", "contributed", "regular"):
        unit[key][0] = None
    told = next(
        u for u in scene(hidden, "fr")["layers"]["units"]["areas"] if u["name"] == unit["name"]
    )
    assert told["levels"][0] is None
    assert not any(character.isdigit() for character in told["facts"][0])


def test_units_that_may_never_be_shown_are_counted_and_not_drawn(replay):
    hidden = json.loads(json.dumps(replay))
    name = hidden["units"][0]["name"]
    hidden["units"][0]["size"] = None
    told = scene(hidden, "fr")["layers"]["units"]
    assert name not in [area["name"] for area in told["areas"]]
    assert str(sum(not unit["size"] for unit in hidden["units"])) in told["note"]
    count = len(told["areas"])
    assert all(max(tie[0], tie[1]) < count for week in told["ties"] for tie in week["drawn"])


def test_a_count_that_is_hidden_gives_a_title_without_number(replay):
    hidden = json.loads(json.dumps(replay))
    for headline in hidden["headlines"].values():
        headline["count"][2] = None
    assert "trop peu" in week_finding(hidden, 2, "fr")


def test_ties_of_few_answers_carry_no_count(replay):
    for week in scene(replay, "en")["layers"]["units"]["ties"]:
        for *_, names, label in week["drawn"]:
            assert label == "" or int(label.split()[0].replace(",", "")) >= 10
            assert label in names


def test_shades_stand_between_increasing_round_limits():
    limits = breaks([0.1, 0.2, 0.2, 0.2, 0.9, None])
    assert len(limits) == 4 and all(low < high for low, high in pairwise(limits))


def test_two_records_have_their_common_units_in_the_same_places(replay):
    other = json.loads(json.dumps(replay))
    other["units"][0]["name"] = "Elsewhere"
    other["weeks"] = other["weeks"][:-1]
    one, two = scenes([("Pilot", replay), ("Model", other)], "en")
    at = [{a["name"]: (a["x"], a["y"]) for a in s["layers"]["units"]["areas"]} for s in (one, two)]
    common = set(at[0]) & set(at[1])
    assert len(common) == len(at[0]) - 1 and "Elsewhere" in at[1]
    assert all(at[0][name] == at[1][name] for name in common)
    assert one["layers"]["units"]["breaks"] == two["layers"]["units"]["breaks"]
    assert one["profiles"]["top"] == two["profiles"]["top"]


def test_records_without_a_common_unit_have_each_their_own_map(replay):
    other = json.loads(json.dumps(replay))
    for unit in other["units"]:
        unit["name"] += " bis"
    one, two = scenes([("Pilot", replay), ("Model", other)], "en")
    names = [{a["name"] for a in s["layers"]["units"]["areas"]} for s in (one, two)]
    assert not names[0] & names[1] and len(names[0]) == len(names[1])


def test_vitality_is_told_by_a_sign_and_a_word(replay):
    for area in scene(replay, "fr")["layers"]["communities"]["areas"]:
        for sign, state, fact in zip(area["signs"], area["states"], area["facts"], strict=True):
            assert (sign == "") == (state == "unborn")
            assert fact.startswith(sign) and len(fact) > 3


def test_moves_between_profiles_are_whole_and_in_order(replay):
    told = scene(replay, "fr")["flows"]
    assert told and all(flow["weeks"][0] < flow["weeks"][1] for flow in told)
    assert [flow["weeks"] for flow in told] == sorted(flow["weeks"] for flow in told)
    assert all(len(flow["moves"][0]) == 4 for flow in told)


def test_a_week_names_what_marked_it(replay):
    marked = {**replay, "marks": [["holiday", 1, 2, "Toussaint", 0]]}
    subtitles = [week["subtitle"] for week in scene(marked, "fr")["weeks"]]
    assert ["Toussaint" in subtitle for subtitle in subtitles[:4]] == [False, True, True, False]


def test_people_are_told_for_the_opened_unit_alone_and_only_where_they_may_be(workspace, replay):
    record = tables.read(workspace.runs / "small")
    unit = replay["units"][0]["name"]
    pseudonyms = ("feedbeef" + record.people["person"].astype(str)).astype("string")
    real = dataclasses.replace(
        record,
        people=record.people.assign(pseudonym=pseudonyms),
        manifest={**record.manifest, "origin": "pilot"},
    )
    assert people_told(record, unit, show_individuals=False)["unit"] == unit
    assert set(people_told(real, unit, show_individuals=True)["names"]) == {"feedbe"}
    assert people_told(real, unit, show_individuals=False) == {}
    assert people_told(real, "", show_individuals=True) == {}


PEOPLE = [74, 62, 25, 46, 21, 48, 24]


def exchanged(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(3, (len(PEOPLE), len(PEOPLE))).astype(float)


@pytest.mark.parametrize("name", ["RH et Communication", "DSI et non précisé", "Achats"])
def test_a_short_name_is_never_cut_however_small_its_area(name):
    place = settled(["a"], [10], np.zeros((1, 1)))
    assert one_area(place, "a", name, 10)["short"] == name


def test_members_too_few_to_be_counted_are_said_to_be_hidden():
    assert _members([None, None], "en") == ["suppressed"] * 2
    assert _members([None, 12, None], "en") == ["", "12", "suppressed"]


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
