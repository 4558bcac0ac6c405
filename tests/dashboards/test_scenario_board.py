"""The scenarios page without a browser: levers, comparison, what is remembered and saved."""

import pytest

from dashboards import remembered
from dashboards.view_models import scenarios
from dashboards.view_models.scenarios import ScenarioBoard
from simulation.scenario import load
from simulation.workspace import Workspace


@pytest.fixture(autouse=True)
def small_previews(monkeypatch):
    monkeypatch.setattr(scenarios, "PREVIEW_EMPLOYEES", 200)
    monkeypatch.setattr(scenarios, "PREVIEW_WEEKS", 12)


@pytest.fixture
def board(tmp_path, at_once) -> ScenarioBoard:
    board = ScenarioBoard(Workspace(tmp_path), at_once)
    board.choose([])
    return board


def test_it_opens_on_three_presets_the_second_being_the_reference(board):
    assert list(board.scenarios) == ["A", "B", "C"]
    assert (board.baseline, board.selected) == ("B", "C")


def test_moving_a_lever_moves_the_curve_of_its_scenario_alone(board):
    before = board.fans()
    board.move("sponsor.communication", 0.0)
    after = board.fans()
    assert not before["C"].equals(after["C"])
    assert before["A"].equals(after["A"]) and before["B"].equals(after["B"])


def test_only_the_scenario_that_changed_is_simulated_anew(board, monkeypatch):
    played, simulate = [], remembered.simulate

    def noted(scenario, replicate):
        played.append(scenario.name)
        return simulate(scenario, replicate)

    monkeypatch.setattr(remembered, "simulate", noted)
    board.move("sponsor.strength", 0.35)
    assert set(played) == {board.scenarios["C"].name}


def test_undoing_brings_the_former_curve_back(board):
    before = board.fans()["C"]
    board.move("managers.coaching", 0.0)
    board.restore()
    assert board.fans()["C"].equals(before)
    assert not board.is_edited("C")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_finding_and_differences_are_told_in_both_languages(board, lang):
    board.move("sponsor.communication", 0.1)
    assert all(board.finding(lang))
    assert any("10" in sentence for sentence in board.distinguishes(lang))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_leaves_its_expected_range_is_told_beside_the_scenario(board, lang):
    assert board.unlikely(lang) == []
    board.move("sponsor.work_moved", 0.9)
    assert any("90" in sentence and "6.9" in sentence for sentence in board.unlikely(lang))


def test_the_worked_examples_are_at_hand(board):
    assert "hospital_group" in board.names


def test_a_value_the_scenario_refuses_is_told_and_changes_nothing(board):
    before = dict(board.scenarios)
    board.move("sponsor.strength", 1.7)
    assert board.refused is not None and board.scenarios == before


def test_unknown_names_in_the_address_fall_back_on_the_presets(board):
    board.choose(["nowhere", "no_support"])
    assert len(board.scenarios) >= 2


def test_a_saved_scenario_is_read_back_as_it_was(board):
    board.move("culture.right_to_error", 0.85)
    path = board.save()
    assert load(path).key() == board.scenarios["C"].key()
    assert not board.is_edited("C")


def test_four_scenarios_have_four_letters_and_no_fifth(board):
    board.choose(board.names)
    assert list(board.scenarios) == ["A", "B", "C", "D"]
