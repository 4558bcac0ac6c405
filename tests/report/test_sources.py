"""A report is made from what lies in a workspace, or refused in one sentence."""

import json

import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.experiments import write_run
from simulation.report import report as write_report
from simulation.report.sources import content_of, stored_comparison
from simulation.report.theories_story import TheoriesTold


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, record, comparison, sizing):
    folder = tmp_path_factory.mktemp("workspace")
    tables.write(record, folder / "pilot")
    for name, drawn in comparison.ensembles.items():
        write_run(drawn, folder / name)
    plan = json.dumps(sizing.to_dict(), default=str)
    (folder / "plan.json").write_text(plan, "utf-8")
    return folder


def test_a_report_from_files_holds_every_chapter(workspace, comparison, tmp_path):
    runs = [workspace / name for name in comparison.ensembles]
    paths = write_report(
        [workspace / "pilot", *runs, workspace / "plan.json"], folder=tmp_path, lang="en"
    )
    assert {kind: path.name for kind, path in paths.items()} == {
        "html": "report-en.html",
        "pptx": "report-en.pptx",
    }
    content = content_of([workspace / "pilot", *runs, workspace / "plan.json"], "en")
    assert len(content.sections) == 13


def test_stored_draws_compare_as_they_did_when_drawn(workspace, comparison):
    names = sorted(comparison.ensembles, key=lambda name: name != comparison.baseline)
    again = stored_comparison([workspace / name for name in names])
    columns = ["mean", "low", "high", "verdict"]
    first = comparison.differences.set_index(["scenario", "indicator"])[columns].sort_index()
    second = again.differences.set_index(["scenario", "indicator"])[columns].sort_index()
    assert (first["verdict"] == second["verdict"]).all()
    assert abs(first["mean"] - second["mean"]).max() < 1e-12


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_cannot_be_reported_is_refused_in_words(workspace, lang, tmp_path):
    (tmp_path / "notes.json").write_text("{}", "utf-8")
    refused = {
        "report_nothing": ([], ["html"]),
        "report_kind": ([workspace / "pilot"], ["docx"]),
        "report_source": ([tmp_path / "notes.json"], ["html"]),
        "report_one_run": ([workspace / "no_support"], ["html"]),
        "report_twice": ([workspace / "pilot"] * 2, ["html"]),
    }
    for key, (sources, kinds) in refused.items():
        with pytest.raises(InputError) as fault:
            write_report(sources, kinds=kinds, folder=tmp_path / "out", lang=lang)
        assert fault.value.key == key
        assert fault.value.message(lang)
    assert not (tmp_path / "out").exists()


def theories_told(**changes):
    """What a comparison under two theories writes: B gains under one, not under the other."""
    pair = {"scenario": "with_support", "baseline": "no_support", "indicator": "weekly_active"}
    own = pair | {"unit": "share", "difference": 0.05, "interval": [0.03, 0.07]}
    said = {"fr": "tient sous 1 théorie sur 2", "en": "holds under 1 of 2 theories"}
    return {
        "scenarios": [
            {"scenario": name, "letter": letter, "key": letter, "seed": 41,
             "title": {"fr": name, "en": name}}
            for letter, name in (("A", "no_support"), ("B", "with_support"))
        ],
        "baseline": "no_support",
        "week": 52,
        "replicates": 20,
        "theories": {
            "tried": ["composite", "bass"],
            "conclusions": [
                pair | {"conclusion": "gains", "holds": 1, "theories": 2, "in_words": said}
            ],
            "differences": [
                own | {"theory": "composite", "conclusion": "gains"},
                own | {"theory": "bass", "conclusion": "not_established", "difference": 0.001},
            ],
        },
    } | changes  # fmt: skip


def written(folder, told):
    place = folder / "theories.json"
    place.write_text(json.dumps(told), "utf-8")
    return place


def test_a_comparison_under_all_theories_is_a_chapter_of_its_own(tmp_path):
    content = content_of([written(tmp_path, theories_told())], "en")
    (section,) = content.sections
    assert section.key == "theories" and section.origin == "simulated"
    assert section.title.startswith("0 of 1 conclusions hold under all 2")
    (exhibit,) = section.exhibits
    assert [cells[1].rpartition(" · ")[2] for cells in exhibit.numbers("en").cells] == [
        "gain", "not established",
    ]  # fmt: skip


def test_a_scenario_has_one_letter_in_the_whole_report():
    told = TheoriesTold.from_dict(theories_told())
    same = told.lettered_as({"with_support": "A", "other": "C"})
    assert same.letters == {"no_support": "B", "with_support": "A"}
    assert same.baseline == "B" and list(same.titles) == ["A", "B"]
    assert set(same.differences["scenario"]) == {"A"} and set(same.differences["baseline"]) == {"B"}
    assert same.titles["A"]["en"] == "with_support" and same.keys == {"B": "A", "A": "B"}


@pytest.mark.parametrize("missing", ["scenarios", "baseline", "week"])
def test_a_comparison_that_lacks_something_is_refused_by_name(tmp_path, missing):
    told = theories_told()
    del told[missing]
    place = written(tmp_path, told)
    with pytest.raises(InputError) as refused:
        content_of([place], "en")
    assert str(place) in refused.value.message("en")
