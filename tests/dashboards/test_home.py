"""Home: the finding and the steps follow what the workspace holds."""

import json
import os
import re

import pandas as pd
import pytest

from dashboards.components.small_pictures import small_picture
from dashboards.view_models import home
from dashboards.view_models.home_pictures import Picture, picture
from simulation import tables
from simulation.access import log_access
from simulation.calibration import Posterior
from simulation.demo import import_sample
from simulation.figures.theme import LETTERS
from simulation.scenario import load
from simulation.workspace import Workspace

STEPS = ["import", "read", "calibrate", "compare", "forecast", "size", "present"]


@pytest.fixture(scope="module")
def imported(tmp_path_factory) -> Workspace:
    """A workspace with the sample pilot, as it was just imported."""
    place = Workspace(tmp_path_factory.mktemp("workspace"))
    import_sample(place, place.pilots / "sample", "fr")
    return place


def put(place: Workspace, name: str, text: str = "{}"):
    file = place.folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def calibrated(place: Workspace, fits: bool):
    manifest = {
        "record": str(place.pilots / "sample"),
        "parameters": [{}] * 17,
        "fit": {"fits": fits},
        "scenario_told": False,
    }
    Posterior(
        load("no_support"), pd.DataFrame({"talk_base": [1.0]}), ("talk_base",), 12,
        pd.DataFrame(), pd.DataFrame(), {}, manifest,
    ).write(place.posteriors / "sample")  # fmt: skip


def test_an_empty_workspace_starts_with_an_import(tmp_path):
    place = Workspace(tmp_path)
    assert home.next_step(place, "fr") == "import"
    assert [step.name for step in home.steps(place, "fr")] == STEPS
    assert not any(step.done for step in home.steps(place, "fr"))
    assert home.entries(place, "fr") == []


def test_a_simulated_run_is_listed_and_is_no_pilot(workspace):
    assert home.next_step(workspace, "en") == "import"
    (entry,) = [entry for entry in home.entries(workspace, "en") if entry.simulated]
    assert entry.name == "Sponsor and training"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_step_done_leads_to_the_next_and_is_told_in_words(imported, tmp_path, lang):
    place, seen = Workspace(tmp_path), []

    def ahead():
        seen.append(home.finding(place, lang)[0])
        return home.next_step(place, lang)

    assert ahead() == "import"
    place.pilots.mkdir()
    (place.pilots / "sample").symlink_to(imported.pilots / "sample")
    assert ahead() == "read"
    log_access(place.pilots / "sample", "dashboard")
    assert ahead() == "calibrate"
    calibrated(place, fits=True)
    assert ahead() == "compare"
    put(place, "scenarios/ours.yaml")
    assert ahead() == "forecast"
    put(place, "forecasts/one.json")
    assert ahead() == "size"
    put(place, "plans/one.json")
    assert ahead() == "present"
    put(place, "reports/deck.pptx")
    assert ahead() == "done"
    assert len(set(seen)) == len(seen)
    steps = {step.name: step for step in home.steps(place, lang)}
    assert all(step.state and step.done for step in steps.values())
    assert "12" in steps["read"].state and "Viva Engage" in steps["import"].detail
    assert "1" in steps["calibrate"].state and "17" in steps["calibrate"].state
    kinds = {entry.kind for entry in home.entries(place, lang)}
    assert len(kinds) == 6


def test_a_pilot_imported_anew_is_to_be_read_again(imported):
    manifest = imported.pilots / "sample" / "manifest.json"
    log_access(manifest.parent, "dashboard")
    assert home.next_step(imported, "en") == "calibrate"
    later = manifest.stat().st_mtime + 60
    os.utime(manifest, (later, later))
    assert home.next_step(imported, "en") == "read"


def test_a_model_that_fits_badly_warns_from_home_on(tmp_path):
    place = Workspace(tmp_path)
    calibrated(place, fits=False)
    step = next(step for step in home.steps(place, "en") if step.name == "calibrate")
    assert step.warns and "poorly" in step.detail


def test_damaged_files_do_not_keep_the_page_from_opening(tmp_path):
    place = Workspace(tmp_path)
    put(place, "pilots/broken/manifest.json", "no json")
    put(place, "plans/broken.json", "no json")
    put(place, "posteriors/broken/draws.parquet", "no table")
    assert home.finding(place, "fr")[0]
    assert [step.name for step in home.steps(place, "fr")] == STEPS


def test_titles_come_in_the_readers_language(imported):
    told = tables.read_manifest(imported.pilots / "sample")
    assert json.dumps(told)
    for lang in ("fr", "en"):
        assert told["titles"][lang] in home.steps(imported, lang)[0].state


def test_a_step_without_anything_has_no_picture(tmp_path):
    assert all(picture(step, Workspace(tmp_path)) is None for step in STEPS if step != "compare")


def test_pictures_show_what_lies_in_the_workspace(tmp_path):
    place = Workspace(tmp_path)
    run = pd.DataFrame(
        {"replicate": [0, 0, 1, 1], "week": [1, 2, 1, 2], "staff": [10.0] * 4,
         "weekly_active": [1.0, 2.0, 3.0, 6.0]}
    )  # fmt: skip
    (place.runs / "no_support").mkdir(parents=True)
    run.to_parquet(place.runs / "no_support" / "weekly.parquet")
    assert picture("compare", place).courses == {"A": [pytest.approx(0.2), pytest.approx(0.3)]}
    put(place, "reports/deck-fr.pptx")
    put(place, "reports/page-fr.html")
    assert picture("present", place).words == "html · pptx"


def test_courses_of_scenarios_have_room_and_their_letters_beside_them():
    four = {letter: [0.1, 0.5, 0.3] for letter in LETTERS}
    drawn = small_picture(Picture(courses=four))
    for letter, course in zip(four, drawn.split('class="course"')[1:], strict=True):
        assert f">{letter}</span><svg" in course
        width, height = map(int, re.search(r'width="(\d+)" height="(\d+)"', course).groups())
        assert width >= 90 and height >= 24
        places = re.findall(r"[ML]([\d.]+) ([\d.]+)", course)
        assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in places)


def test_a_calibration_is_as_many_squares_as_it_has_parameters(imported):
    calibrated(imported, fits=True)
    shown = picture("calibrate", imported)
    assert (shown.filled, shown.squares) == (1, 17)
    assert small_picture(shown).count("<rect") == 17
    line = picture("read", imported).line
    assert len(line) == len(tables.weeks_of(tables.read_manifest(imported.pilots / "sample")))


@pytest.mark.parametrize("step", ["size", "forecast", "compare", "calibrate"])
def test_what_is_damaged_has_no_picture_and_stops_nothing(tmp_path, step):
    place = Workspace(tmp_path)
    for name in ("plans/a.json", "forecasts/a.json", "runs/no_support/weekly.parquet"):
        put(place, name, '{"quantiles": 3}')
    put(place, "posteriors/a/manifest.json", "[]")
    assert picture(step, place) is None


@pytest.mark.parametrize(
    "shown",
    [
        Picture(line=[1.0, 2.0]),
        Picture(band=([0.0, 1.0], [2.0, 3.0]), middle=[1.0, 2.0]),
        Picture(courses={"A": [0.1, 0.2], "B": ()}),
        Picture(squares=17, filled=5),
        Picture(front=[(1e5, 0.2), (2e5, 0.8)], chosen=1),
        Picture(words="<b>pptx"),
    ],
)
def test_every_picture_is_drawn_within_its_frame_and_lets_no_markup_in(shown):
    drawn = small_picture(shown)
    assert "nan" not in drawn and "<b>" not in drawn
    assert all(0 <= float(x) <= 150 for x in re.findall(r'(?:cx|x)="(-?[\d.]+)"', drawn))
