"""A report is made from what lies in a workspace, or refused in one sentence."""

import json

import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.experiments import write_run
from simulation.report import report as write_report
from simulation.report.sources import content_of, stored_comparison


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
    assert len(content.sections) == 11


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
