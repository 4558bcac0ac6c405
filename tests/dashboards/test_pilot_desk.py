"""The pilot page without a browser: measuring, thresholds, imports that fail leave all intact."""

import shutil

import pytest

from dashboards.session import Session
from dashboards.view_models.pilot import READ, PilotDesk
from dashboards.view_models.replay.desk import REPLAYED, files_of
from simulation.errors import InputError
from simulation.workspace import Workspace


@pytest.fixture
def desk(workspace, at_once) -> PilotDesk:
    desk = PilotDesk(workspace, at_once)
    desk.open("", "fr")
    return desk


def test_it_opens_the_first_record_there_is(desk):
    assert desk.record == "runs/small"
    assert desk.facts.record.is_simulated


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_simulated_record_never_tells_as_if_it_had_happened(desk, lang):
    title, subtitle = desk.finding(lang)
    assert ("devraient" if lang == "fr" else "should") in title
    assert subtitle


def test_a_stricter_threshold_never_makes_more_regular_contributors(desk):
    loose = desk.course("regular_contributors")["value"]
    desk.set_thresholds(window_weeks=4, least_weeks=4, lang="fr")
    strict = desk.course("regular_contributors")["value"]
    both = loose.notna() & strict.notna()
    assert both.any() and (strict[both] <= loose[both]).all()
    assert strict[both].sum() < loose[both].sum()


def test_a_window_shorter_than_the_threshold_brings_it_down(desk):
    desk.set_thresholds(window_weeks=2, least_weeks=5, lang="fr")
    assert (desk.window_weeks, desk.least_weeks) == (2, 2)
    assert desk.refused is None


def test_a_damaged_file_is_refused_in_words_and_changes_nothing(desk, workspace):
    before, facts = sorted(workspace.folder.rglob("*")), desk.facts
    desk.import_files([("export.zip", b"not a zip at all")], None, "Essai", "fr")
    assert "export.zip" in desk.refused.message("fr")
    assert desk.facts is facts and desk.record == "runs/small"
    after = [path for path in sorted(workspace.folder.rglob("*")) if path.name != "key"]
    assert after == [path for path in before if path.name != "key"]


def test_nothing_to_import_is_told(desk):
    desk.import_files([], None, "", "en")
    assert desk.refused.key == "pilot_no_source"


def test_an_upload_cannot_leave_its_folder(desk, workspace):
    desk.import_files([("../../outside.csv", b"")], None, "Essai", "fr")
    assert desk.refused is not None
    assert not (workspace.folder.parent / "outside.csv").exists()


def test_an_empty_workspace_opens_nothing(tmp_path, at_once):
    desk = PilotDesk(Workspace(tmp_path), at_once)
    desk.open("pilots/none", "fr")
    assert desk.facts is None and desk.refused is None


def test_studies_are_made_once_for_what_is_open(desk):
    studies = desk.studies
    assert desk.studies is studies
    assert studies.typologies["shares"]["typology"].nunique() == 5
    desk.set_thresholds(window_weeks=4, least_weeks=4, lang="fr")
    assert desk.studies is not studies


def test_a_record_that_another_session_read_is_shown_at_once_and_its_look_logged(
    desk, workspace, monkeypatch
):
    looks = []
    monkeypatch.setattr(
        "dashboards.view_models.pilot.log_look", lambda found, folder: looks.append(folder)
    )
    another = PilotDesk(workspace, lambda callback: pytest.fail("nothing is worked out again"))
    another.open("", "fr")
    assert another.facts is desk.facts and another.studies is desk.studies
    assert another.busy == "" and looks == [workspace.runs / "small"]


def test_a_look_that_cannot_be_logged_shows_nothing(desk, workspace, monkeypatch):
    def refuse(found, folder):
        raise InputError("place_unwritable", place=str(folder))

    monkeypatch.setattr("dashboards.view_models.pilot.log_look", refuse)
    another = PilotDesk(workspace, lambda callback: callback())
    another.open("", "fr")
    assert another.facts is None and another.refused.key == "place_unwritable"


def test_nothing_is_kept_in_memory_of_a_record_that_was_removed(workspace, at_once):
    folder = shutil.copytree(workspace.runs / "small", workspace.runs / "purged")
    desk = PilotDesk(workspace, at_once)
    desk.open("runs/purged", "fr")
    key = (files_of(folder), desk.thresholds, "fr", 10)
    assert READ.known(key) and any(key[0] == files_of(folder) for key in REPLAYED._known)
    state = files_of(folder)
    shutil.rmtree(folder)
    Session(workspace, "fr")
    assert READ.known(key) is None and all(key[0] != state for key in REPLAYED._known)
