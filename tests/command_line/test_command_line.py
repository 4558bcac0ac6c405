"""The command line as its users meet it: results, messages and exit statuses."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from simulation import tables
from simulation.experiments import ensemble, write_run
from simulation.scenario import load
from simulation.words import say


@pytest.fixture(scope="session")
def small_run(tmp_path_factory) -> Path:
    """A run of a small company, with its events: a record too."""
    scenario = load("no_support").resized(300).changed({"horizon_weeks": 8})
    return write_run(ensemble(scenario, 2), tmp_path_factory.mktemp("small") / "run", events=True)


SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"
SMALL = ("--employees", "300", "--weeks", "8")


def test_a_simulation_says_what_it_found_and_how_fast(rsne):
    told = json.loads(rsne("simulate", "no_support", *SMALL, "-r", "2", "--json").out)
    assert told["employees"] == 300 and told["weeks"] == 8 and told["replicates"] == 2
    assert told["seconds"] > 0 and told["employee_weeks_per_second"] > 0
    active = next(row for row in told["indicators"] if row["indicator"] == "weekly_active")
    assert 0 <= active["low"] <= active["mean"] <= active["high"] <= 1


def test_a_run_with_events_is_a_record_that_indicators_and_profiles_read(rsne, tmp_path: Path):
    folder = tmp_path / "run"
    assert rsne("simulate", "no_support", *SMALL, "--events", "--out", str(folder)).status == 0
    assert tables.read(folder).is_simulated
    again = rsne("indicators", str(folder), "--by", "unit", "--json")
    assert again.status == 0
    rows = json.loads(again.out)
    assert {"indicator", "group", "week", "value", "unit", "suppressed"} <= set(rows[0])
    profiles = rsne("profiles", str(folder), "--json")
    assert {"shares", "flows"} <= set(json.loads(profiles.out))


def test_scenarios_are_compared_pair_by_pair(rsne):
    run = rsne("compare", "no_support", "sponsor_and_training", *SMALL, "-r", "3", "--json")
    told = json.loads(run.out)
    assert {"mean", "interval"} <= set(told["levels"][0])
    assert {"difference", "interval", "variance_reduction"} <= set(told["pairs"][0])


def test_a_comparison_says_under_how_many_theories_it_holds(rsne):
    compared = ("compare", "no_support", "sponsor_and_training", *SMALL, "-r", "2")
    how = ("--theories", "--indicator", "registered", "--indicator", "questions_answered")
    told = json.loads(rsne(*compared, *how, "--json").out)
    assert {row["indicator"] for row in told["pairs"]} == {"registered", "questions_answered"}
    assert len(told["theories"]["tried"]) == 6
    assert len(told["theories"]["differences"]) == 12
    for row in told["theories"]["conclusions"]:
        assert 1 <= row["holds"] <= row["theories"] == 6
    printed = rsne(*compared, *how, "--lang", "en").out
    assert "theories of influence" in printed and "managers down" in printed


def test_a_simulation_tells_benefits_and_what_holds_people_back(rsne):
    run = ("simulate", "sponsor_and_training", *SMALL)
    told = json.loads(rsne(*run, "--json").out)
    benefits = [row["benefit"] for row in told["benefits"]["rows"]]
    assert benefits[0] == "questions_answered" and benefits[-1] == "euros_spent"
    assert {"label", "low", "high", "status", "source"} <= set(told["benefits"]["rates"][0])
    assert sum(row["value"] for row in told["barriers"]["staff"]) == pytest.approx(1.0)
    printed = rsne(*run, "--lang", "en").out
    assert "Hours saved on searching and e-mail" in printed and "not reached yet" in printed


def test_a_scenario_printed_is_one_that_can_be_run(rsne, tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text(rsne("scenarios", "no_support").out, "utf-8")
    assert rsne("simulate", str(file), *SMALL, "--json").status == 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("simulate", "no_suport"), ["no_suport", "no_support"]),
        (("simulate", "no_support", "--set", "managers.coachin=1"), ["coachin", "coaching"]),
        (("simulate", "no_support", "--set", "tool.fit=7"), ["tool.fit", "7", "1"]),
        (("simulate", "no_support", "--set", "tool.fit"), ["--set", "path=value"]),
        (("simulate", "no_support", "--set", "parameters.nonsense=1"), ["nonsense"]),
        (("simulate", "missing.yaml"), ["missing.yaml"]),
        (("compare", "no_support"), ["1"]),
        (("size", "no_support", "--target", "weekly_active"), ["weekly_active"]),
        (("indicators", "nowhere"), ["nowhere", "manifest.json"]),
        (("import", "nowhere.zip"), ["nowhere.zip"]),
        (("bench", "--sizes", "many"), ["--sizes", "many"]),
        (("simulate", "no_support", "--replicates", "few"), ["--replicates", "few", "auto"]),
        (("simulate", "no_support", "--replicates", "0"), ["--replicates", "0", "auto"]),
        (("compare", "no_support", "no_support", "-r", "-3"), ["--replicates", "-3"]),
        (("simulate", "no_support", "--workers", "0"), ["--workers", "at least 1"]),
        (("simulate", "no_support", "--employees", "5"), ["--employees", "5", "100"]),
        (("simulate", "no_support", "--employees", "0"), ["--employees", "0", "100"]),
        (("simulate", "no_support", "--weeks", "-4"), ["--weeks", "-4", "at least 1"]),
        (("simulate", "no_support", "--weeks", "9999"), ["--weeks", "9999", "520"]),
        (("simulate", "no_support", "--seed", "-1"), ["--seed", "-1"]),
        (("simulate", "no_support", "--set", "tool.fit=["), ["--set", "tool.fit=[", "path=value"]),
        (("simulate", "no_support", "--set", "seed=2027-13-45"), ["--set", "seed=2027-13-45"]),
        (("simulate", "no_support", "--set", "=3"), ["--set", "path=value"]),
        (("simulate", "no_support", "--lang", "de"), ["--lang", "de", "fr, en"]),
        (("scenarios", "--lang", "de"), ["--lang", "de", "fr, en"]),
        (("dashboard", "--port", "99999"), ["--port", "99999", "65535"]),
        (("frobnicate",), ["frobnicate", "simulate"]),
        (("simulate", "no_support", "--employes", "9"), ["--employes", "--employees"]),
        (("simulate", "no_support", "--weeks"), ["--weeks"]),
        (("simulate",), ["SCENARIO", "--help"]),
        (("profiles", "a", "b"), ["profiles", "b"]),
        (("import",), ["export"]),
        (("validate", "--patterns", "P2,P99"), ["--patterns", "P99", "P18"]),
        (("validate", "--employees", "50"), ["--employees", "50", "at least 200"]),
        (("validate", "--replicates", "0"), ["--replicates", "at least 1"]),
    ],
)
def test_a_wrong_input_gets_one_message_that_names_it(
    rsne, arguments, named, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    run = rsne(*arguments)
    assert run.status == 2
    assert run.out == ""
    assert "Traceback" not in run.err
    assert all(name in run.err for name in named), run.err
    assert list(tmp_path.iterdir()) == []


def test_a_misused_option_is_told_in_the_language_asked_for(rsne):
    for language in (("--lang", "fr"), ("--lang=fr",)):
        told = rsne("validate", "--replicates", "0", *language)
        assert "Attendu\u00a0: au moins 1" in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("simulate", "no_support", *SMALL, "--out"),
        ("compare", "no_support", "sponsor_and_training", *SMALL, "--out"),
        ("size", "no_support", "--target", "weekly_active=5%@8", "--out"),
        ("import", "nowhere.zip", "--out"),
        ("report", "nowhere", "--out"),
        ("validate", "--patterns", "P2", "-r", "1", "--out"),
        ("demo", "--out"),
        ("dashboard",),
    ],
)
def test_a_place_that_cannot_be_written_is_told_before_the_work(rsne, arguments, tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    run = rsne(*arguments, str(file))
    inside = rsne(*arguments, str(file / "deeper"))
    assert run.status == inside.status == 2
    assert "notes.txt" in run.err and "notes.txt" in inside.err
    assert file.read_text() == "mine" and list(tmp_path.iterdir()) == [file]


def test_an_import_tells_its_counts_in_the_readers_language(rsne, tmp_path):
    slices = str(SAMPLE)
    run = rsne("import", slices, "--out", str(tmp_path / "pilots" / "one"), "--lang", "fr")
    assert run.status == 0 and "Inscriptions" in run.out and "Réponses" in run.out
    assert {path.name for path in tmp_path.iterdir()} == {"pilots", "key"}
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_every_action_has_its_words():
    assert all(say(f"cli.count.{action}", "fr") for action in tables.ACTIONS)


def test_an_interrupted_command_ends_with_three_and_leaves_nothing(rsne, tmp_path, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("simulation.experiments.runs.summary", interrupted)
    place = tmp_path / "runs" / "mine"
    run = rsne("simulate", "no_support", *SMALL, "--out", str(place))
    assert run.status == 3 and "Interrupted" in run.err and run.out == ""
    assert list(place.parent.iterdir()) == []


def test_a_refused_import_leaves_no_key_behind(rsne, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "beach.jpg").write_bytes(b"sand")
    run = rsne("import", str(SAMPLE / "hr.csv"), "--out", str(folder))
    assert run.status == 2 and "beach.jpg" in run.err
    assert [path.name for path in tmp_path.rglob("*")] == ["photos", "beach.jpg"]


def test_the_size_of_a_record_is_not_the_command_lines_to_change(rsne, tmp_path):
    folder = tmp_path / "run"
    rsne("simulate", "no_support", *SMALL, "--events", "--out", str(folder))
    run = rsne("simulate", "no_support", *SMALL, "--set", f"company.record={folder}")
    assert run.status == 2 and "--employees" in run.err and "company.record" in run.err


def test_scenarios_of_different_seeds_are_not_told_to_share_their_luck(rsne, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("seed: 7")
    run = rsne("compare", "no_support", str(file), *SMALL, "-r", "2")
    assert run.status == 2 and "mine: 7" in run.err and "--seed" in run.err
    assert rsne("compare", "no_support", str(file), *SMALL, "-r", "2", "--seed", "7").status == 0


def damage_manifest(folder: Path, **entries: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | entries), "utf-8")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (lambda folder: (folder / "manifest.json").write_text("[]"), "manifest.json"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "origin"),
        (lambda folder: damage_manifest(folder, timezone="Mars/Base"), "Mars/Base"),
        (lambda folder: damage_manifest(folder, first_week="lundi"), "lundi"),
        (lambda folder: damage_manifest(folder, last_week="2027-01-05"), "2027-01-05"),
        (lambda folder: damage_manifest(folder, records=["dance"]), "dance"),
        (lambda folder: (folder / "events.parquet").write_bytes(b"PAR1"), "events.parquet"),
        (lambda folder: (folder / "people.parquet").unlink(), "people.parquet"),
    ],
)
def test_a_damaged_record_is_told_by_its_file_and_entry(rsne, small_run, tmp_path, damage, named):
    folder = tmp_path / "record"
    shutil.copytree(small_run, folder)
    damage(folder)
    run = rsne("indicators", str(folder))
    assert run.status == 2 and named in run.err and run.out == ""


def test_a_run_whose_weeks_cannot_be_read_is_told_by_its_file(rsne, small_run, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(small_run, folder)
    for content in (b"junk", (small_run / "people.parquet").read_bytes()):
        (folder / "weekly.parquet").write_bytes(content)
        run = rsne("report", str(folder), str(small_run), "--out", str(tmp_path / "reports"))
        assert run.status == 2 and "weekly.parquet" in run.err
    assert not (tmp_path / "reports").exists()


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_difference_that_no_draw_has_is_told_as_a_dash(rsne):
    short = ("--employees", "200", "--weeks", "2")
    run = rsne("compare", "no_support", "no_support", *short, "-r", "2")
    assert run.status == 0 and run.err == ""
    answered = next(line for line in run.out.splitlines() if "Answered within 48 h" in line)
    assert answered.count("—") == 3, "no difference, no interval, no variance to compare"


def test_json_is_one_document_and_stderr_silent_away_from_a_terminal(rsne):
    run = rsne("compare", "no_support", "sponsor_and_training", *SMALL, "-r", "2", "--json")
    json.loads(run.out)
    assert run.err == ""


def test_help_and_lists_come_without_loading_what_they_do_not_need():
    lines = "import sys; sys.argv = ['rsne', 'scenarios']; from simulation import cli\n"
    told = subprocess.run(
        [sys.executable, "-c", lines + "try: cli.main()\nfinally: print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=False,
    )
    heavy = {"numpy", "pandas", "pandera", "numba", "scipy", "plotly", "mesa", "panel"}
    assert "no_support" in told.stdout
    assert not heavy & set(told.stdout.split())


def test_a_process_that_helps_a_command_loads_no_command():
    lines = "import sys; from simulation import cli; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", lines], text=True).split()
    assert "simulation.cli" in loaded
    assert not [name for name in loaded if name.startswith(("typer", "simulation.commands"))]


def test_messages_come_in_the_users_language():
    told = subprocess.run(
        [sys.executable, "-m", "simulation.cli", "import", "nowhere.zip"],
        capture_output=True,
        text=True,
        env={**os.environ, "RSNE_LANG": "fr"},
        check=False,
    )
    assert told.returncode == 2
    assert told.stdout == ""
    assert "nowhere.zip" in told.stderr and "Vérifiez" in told.stderr


@pytest.mark.parametrize("command", [(), ("compare",), ("store",), ("store", "ls")])
def test_help_is_told_in_the_users_language_its_frame_included(command):
    told = {
        lang: subprocess.run(
            [sys.executable, "-m", "simulation.cli", *command, "--help"],
            capture_output=True,
            text=True,
            env={**os.environ, "RSNE_LANG": lang},
            check=True,
        ).stdout
        for lang in ("fr", "en")
    }
    assert "Montre cette aide." in told["fr"] and "Shows this help." in told["en"]
    for english in ("Show", "Commands", "[required]", "[default"):
        assert english not in told["fr"]


def test_a_validation_is_printed_kept_and_tells_whether_all_holds(rsne, tmp_path):
    page = tmp_path / "pages" / "validation.md"
    few = ("--patterns", "P17,p2", "-r", "2", "--employees", "300", "--workers", "1")
    run = rsne("validate", *few, "--lang", "fr")
    assert "Ont seulement lu" in run.out and run.err == ""
    told = rsne("validate", *few, "--out", str(page), "--json")
    judged = json.loads(told.out)
    assert [pattern["pattern"] for pattern in judged["patterns"]] == ["P2", "P17"]
    assert run.status == told.status == (0 if judged["all_hold"] else 1)
    assert judged["version"] in page.read_text("utf-8")


def test_an_unreachable_target_is_told_and_exits_with_one(rsne):
    run = rsne("size", "no_support", *SMALL[:2], "--target", "weekly_active=99%@8", "--json")
    assert run.status == 1
    assert json.loads(run.out)["target_met"] is False


def test_scenarios_list_presets_examples_and_named_levers(rsne):
    told = json.loads(rsne("scenarios", "--json", "--lang", "en").out)
    assert {"sponsor_and_training", "no_support"} <= set(told["presets"])
    assert "taylorian_manufacturer" in told["examples"]
    assert set(told["axes"]) == {"culture", "managers", "recognition", "charter"}
    listed = rsne("scenarios", "--lang", "fr").out
    assert all(name in listed for name in ("clan", "coaching", "points", "hospital_group"))


def test_the_file_of_an_axis_or_of_an_example_is_printed_with_its_comments(rsne):
    assert "# Cultures a roll-out may start in" in rsne("scenarios", "culture").out
    assert "# An hour at the handover" in rsne("scenarios", "hospital_group").out


def test_a_combination_is_made_by_names(rsne):
    told = rsne(
        "simulate", "sponsor_and_training", *SMALL, "--set", "culture=clan",
        "--set", "managers=coaching", "--set", "recognition=points", "--set", "charter=permissive",
        "--json",
    )  # fmt: skip
    assert told.status == 0
    assert json.loads(told.out)["warnings"] == []


def test_an_unlikely_scenario_is_marked_on_stderr_and_in_json(rsne):
    risky = ("simulate", "no_support", *SMALL, "--set", "plan.ambassadors_per_100=15")
    assert "▲" in rsne(*risky, "--lang", "en").err
    (warning,) = json.loads(rsne(*risky, "--json").out)["warnings"]
    assert warning["place"] == "plan.ambassadors_per_100"
    assert warning["evidence"] == ["4.2", "4.1"]


def test_a_scenario_that_contradicts_itself_is_refused_with_its_place(rsne, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("recognition: {bonus: {strength: 0.5, first_week: 30, last_week: 10}}")
    told = rsne("simulate", str(file), "--lang", "en")
    assert told.status == 2
    assert "mine.yaml" in told.err and "recognition.bonus.last_week" in told.err


def test_an_audit_goes_from_an_empty_form_to_a_scenario_that_runs(rsne, tmp_path):
    form, scenario = tmp_path / "counts.csv", tmp_path / "audited.yaml"
    assert rsne("audit", "--form", str(form), "--counts", "--lang", "en").status == 0
    header, *rows = form.read_text("utf-8-sig").splitlines()
    filled = [row.replace(",,", ",4,", 1) for row in rows]
    form.write_text("\n".join([header, *filled]), "utf-8")
    told = json.loads(rsne("audit", str(form), "--out", str(scenario), "--json").out)
    assert {"lever", "value", "interval", "by_level"} <= set(told["levers"][0])
    assert rsne("simulate", str(scenario), *SMALL).status == 0
    assert "9 fois sur 10" in rsne("audit", str(form), "--lang", "fr").out


def test_the_questions_of_the_audit_are_printed_and_given_to_pages(rsne):
    assert "q01" in rsne("audit", "--lang", "fr").out
    assert json.loads(rsne("audit", "--json").out)["sections"]


def test_wrong_answers_are_refused_by_line_and_column(rsne, tmp_path):
    file = tmp_path / "answers.csv"
    file.write_text("level,q01\nemployees,7\n")
    told = rsne("audit", str(file), "--lang", "en")
    assert told.status == 2
    assert all(word in told.err for word in ("answers.csv", "line 2", "q01", "7"))


def test_a_store_keeps_draws_lists_them_and_resumes(rsne, tmp_path):
    place = str(tmp_path / "store")
    asked = ("simulate", "no_support", "--employees", "100", "--weeks", "3", "--store", place)
    assert rsne(*asked, "--replicates", "3").status == 0
    (row,) = json.loads(rsne("store", "ls", place, "--json").out)
    assert (row["planned"], row["done"], row["failed"]) == (3, 3, 0)
    assert json.loads(rsne("store", "ls", place, "--scenario", "support", "--json").out) == [row]
    assert json.loads(rsne("store", "ls", place, "--scenario", "coaching", "--json").out) == []
    assert json.loads(rsne("store", "ls", place, "--unfinished", "--json").out) == []
    next((tmp_path / "store" / "draws").rglob("*.parquet")).unlink()
    assert len(json.loads(rsne("store", "ls", place, "--unfinished", "--json").out)) == 1
    shown = json.loads(rsne("store", "show", place, row["design"][:6], "--json").out)
    assert (shown["done"], shown["missing"]) == (2, 1)
    resumed = rsne("store", "resume", place, "--json")
    assert resumed.status == 0 and json.loads(resumed.out)[0]["done"] == 3
    assert rsne("store", "check", place).status == 0
    assert rsne("store", "show", place, "nothing").status == 2


@pytest.mark.parametrize("replicates", ["0", "many", "2.5"])
def test_a_number_of_draws_that_is_none_is_refused(rsne, replicates):
    run = rsne("simulate", "no_support", "--replicates", replicates)
    assert run.status == 2 and "--replicates" in run.err


def test_a_replay_is_written_as_one_page_or_refused_in_words(rsne, small_run, tmp_path):
    page, marks = tmp_path / "replay.html", tmp_path / "marks.csv"
    marks.write_text("first,kind,title\n2027-01-18,sponsor,Kick-off\n", "utf-8")
    told = json.loads(
        rsne("replay", str(small_run), "--out", str(page), "--marks", str(marks), "--json").out
    )
    assert told["page"] == str(page) and told["records"][0]["weeks"] == 8
    assert "Kick-off" in page.read_text("utf-8")
    marks.write_text("first,kind\nyesterday,sponsor\n", "utf-8")
    refused = rsne("replay", str(small_run), "--out", str(page), "--marks", str(marks))
    assert refused.status == 2 and "yesterday" in refused.err and "Traceback" not in refused.err
    assert "Kick-off" in page.read_text("utf-8")


@pytest.mark.parametrize(
    "command",
    [
        "quality nowhere --out", "representativeness nowhere --out",
        "pilot-effects nowhere --event 2026-10-05 --out", "replay nowhere --out",
        "calibrate nowhere --figures", "forecast nowhere --page", "backtest nowhere --page",
        "sensitivity no_support --out", "discover no_support --out",
        "regret no_support sponsor_and_training --out",
        "information no_support sponsor_and_training --out",
        "design-pilot no_support sponsor_and_training --out", "red-team no_support --out",
        "validate --out", "bench --out", "indicators nowhere --out",
        "compare no_support sponsor_and_training --out", "size no_support --out",
        "forecast nowhere --out",
    ],
)  # fmt: skip
def test_a_result_under_the_ending_of_another_format_is_refused_before_any_work(
    rsne, tmp_path, command
):
    place = tmp_path / "page.txt"
    told = rsne(*command.split(), str(place))
    assert told.status == 2
    assert "page.txt" in told.err and "Traceback" not in told.err
    better = {"validate": "page.md", "bench": "page.md", "indicators": "page.csv"}
    json_made = command.endswith("--out") and command.split()[0] in ("compare", "size", "forecast")
    wanted = better.get(command.split()[0], "page.json" if json_made else "page.html")
    assert wanted in told.err
    assert not place.exists()
