"""The dialogue proposes columns from names and contents, shows no text, and writes what imports."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from simulation.commands.line import app
from simulation.errors import InputError
from simulation.pilot import read_pilot
from simulation.pilot.proposal import propose

UNKNOWN = (
    "qui;moment;quoi;espace;propos\n"
    '0012;31/12/2024 10:22;a chanté;Idées;"une phrase que nul ne doit lire ici"\n'
    '0013;01/01/2025 11:00;publication;Idées;"encore une phrase que nul ne lit"\n'
    '0012;02/01/2025;j\'aime;Idées;"une troisième phrase à ne pas lire"\n'
)


@pytest.fixture
def unknown(make_file):
    return make_file("unknown.csv", UNKNOWN)


def test_columns_are_told_by_name_then_by_contents(unknown):
    understood = propose([str(unknown)]).understood()
    told = {role: (of["column"], of["told_by"]) for role, of in understood.items()}
    assert told == {
        "person": ("qui", "contents"),
        "time": ("moment", "contents"),
        "action": ("quoi", "contents"),
        "community": ("espace", "name"),
    }


def test_answered_messages_are_told_from_the_messages_they_name(make_file):
    rows = "\n".join(
        f"p{n % 3},2024-01-0{n},m{n},{f'm{n - 1}' if n % 2 else ''}" for n in (2, 3, 4, 5)
    )
    columns = propose([str(make_file("e.csv", f"w,x,y,z\n{rows}\n"))]).columns
    assert columns == {"person": "w", "time": "x", "object": "y", "answered": "z"}


def test_a_column_of_texts_is_neither_proposed_nor_shown(unknown):
    proposal = propose([str(unknown)])
    assert proposal.free_texts() == ["propos"]
    assert "phrase" not in json.dumps(proposal.understood(), ensure_ascii=False)
    assert "0012" not in json.dumps(proposal.understood())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_questions_the_file_written_imports(unknown, tmp_path, key, lang):
    out = tmp_path / "mapping.yaml"
    arguments = ["map", str(unknown), "--out", str(out), "--yes", "--lang", lang]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert "phrase" not in result.output
    record = read_pilot(unknown, mapping=out, key=key)
    assert record.events["action"].tolist() == ["post", "reaction"]


def test_answers_change_what_is_proposed(unknown, tmp_path, key):
    out = tmp_path / "mapping.yaml"
    answers = "\n" * 6 + "nothing there\n-\n" + "\n" * 4 + "post\n"
    result = CliRunner().invoke(app, ["map", str(unknown), "--out", str(out)], input=answers)
    assert result.exit_code == 0
    written = yaml.safe_load(out.read_text("utf-8"))
    assert "community" not in written["columns"]
    assert written["actions"]["a chanté"] == "post"


def test_json_tells_what_was_understood_and_what_is_unknown(unknown, tmp_path):
    out = tmp_path / "mapping.yaml"
    result = CliRunner().invoke(app, ["map", str(unknown), "--out", str(out), "--json"])
    told = json.loads(result.output)
    assert told["actions_unknown"] == ["a chanté"]
    assert told["unread"] == ["propos"]
    assert told["mapping"] == yaml.safe_load(out.read_text("utf-8"))


@pytest.mark.parametrize(
    ("content", "out", "error"),
    [
        ("a,b\n1,2\n", "m.yaml", "pilot_column_missing"),
        (UNKNOWN, "unknown.csv", "mapping_place"),
        (UNKNOWN, ".", "mapping_place"),
    ],
)
def test_what_cannot_be_proposed_or_written_is_one_message(
    make_file, tmp_path, content, out, error
):
    file = make_file("unknown.csv", content)
    result = CliRunner().invoke(app, ["map", str(file), "--out", str(tmp_path / out), "--yes"])
    assert isinstance(result.exception, InputError)
    assert result.exception.key == error
    assert file.read_text("utf-8") == content


def test_a_large_file_is_proposed_from_its_start(make_file):
    rows = f'u1,2024-01-08,"two\nlines {"x" * 60}"\nu2,2024-01-09,y\n' * 40_000
    proposal = propose([str(make_file("e.csv", "user,time,body\n" + rows))])
    assert dict(proposal.columns) == {"person": "user", "time": "time"}
