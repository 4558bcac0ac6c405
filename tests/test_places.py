"""Where results are written: other people's files stay, and nothing is left half-written."""

import errno
import json

import pytest

from simulation.errors import InputError
from simulation.places import (
    check_csv_file,
    check_folder,
    check_html_file,
    check_json_file,
    check_page,
    check_within,
    written_beside,
)
from simulation.workspace import Workspace, key_beside, write_json, write_text


def refusal(check, *arguments) -> InputError:
    with pytest.raises(InputError) as caught:
        check(*arguments)
    return caught.value


def test_a_folder_that_holds_anything_else_is_refused_even_among_a_results_own_files(tmp_path):
    for name in ("manifest.json", "notes.txt"):
        (tmp_path / name).write_text("mine")
    fault = refusal(check_folder, tmp_path, ["manifest.json", "events.parquet"])
    assert fault.key == "would_overwrite" and "notes.txt" in fault.message("en")


def test_a_former_result_an_empty_folder_and_a_new_place_are_free(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / ".DS_Store").write_text("")
    check_folder(tmp_path, ["manifest.json", "events.parquet"])
    check_folder(tmp_path / "new" / "deeper")


def test_nothing_is_written_inside_a_file(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    for place in (file, file / "record"):
        assert refusal(check_within, place).key == "place_is_file"
        assert refusal(write_json, place / "plan.json", {}).key == "place_is_file"
    assert file.read_text() == "mine"


def test_a_file_that_is_no_json_is_never_replaced_by_a_plan(tmp_path):
    key = tmp_path / "key"
    key.write_text("secret")
    assert refusal(write_json, key, {}).key == "would_overwrite_file"
    assert refusal(check_json_file, tmp_path).key == "place_is_folder"
    assert key.read_text() == "secret"
    write_json(tmp_path / "plan.json", {"a": 1})
    write_json(tmp_path / "plan.json", {"a": 2})
    assert json.loads((tmp_path / "plan.json").read_text()) == {"a": 2}


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (check_html_file, "page.html"),
        (check_csv_file, "table.csv"),
        (lambda path: check_page(path, "# Speed"), "speed.md"),
    ],
)
@pytest.mark.parametrize("name", ["page.txt", "page", "page.html.bak", ".html"])
def test_a_result_bears_the_ending_of_what_it_is_and_the_remedy_is_a_name(
    tmp_path, check, good, name
):
    check(tmp_path / good)
    check(tmp_path / good.upper())
    fault = refusal(check, tmp_path / name)
    assert fault.key == "place_suffix"
    suffix = good.partition(".")[2]
    assert name in fault.message("en") and f".{suffix}" in fault.message("fr")


def test_a_plan_may_go_without_an_ending_but_not_under_that_of_another_format(tmp_path):
    check_json_file(tmp_path / "plan")
    check_json_file(tmp_path / "plan.json")
    assert refusal(check_json_file, tmp_path / "plan.yaml").key == "place_suffix"


def test_what_fails_midway_leaves_the_former_result_and_no_draft(tmp_path):
    place = tmp_path / "record"
    place.mkdir()
    (place / "former").write_text("whole")
    with pytest.raises(KeyboardInterrupt), written_beside(place) as draft:
        draft.mkdir()
        (draft / "half").write_text("")
        raise KeyboardInterrupt
    assert (place / "former").read_text() == "whole"
    assert list(tmp_path.iterdir()) == [place]


def test_a_file_never_takes_the_place_of_a_folder(tmp_path):
    folder = tmp_path / "report.html"
    folder.mkdir()
    assert refusal(write_text, folder, "page").key == "place_unwritable"
    assert list(tmp_path.iterdir()) == [folder]


def test_a_closed_disk_is_told_by_its_place(tmp_path):
    with pytest.raises(InputError) as fault, written_beside(tmp_path / "record"):
        raise OSError("no space left on device")
    assert fault.value.key == "place_unwritable" and "record" in fault.value.message("fr")


def test_all_pilots_of_a_workspace_share_its_key(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    assert key_beside(workspace.pilots / "autumn") == workspace.key
    assert key_beside(tmp_path / "autumn") == tmp_path / "key"


def test_a_full_disk_is_told_from_a_closed_place_and_what_was_there_stays(tmp_path):
    place = tmp_path / "record"
    place.write_text("former")
    for number, key in ((errno.ENOSPC, "disk_full"), (errno.EACCES, "place_unwritable")):
        with pytest.raises(InputError) as fault, written_beside(place) as draft:
            draft.write_text("half")
            raise OSError(number, "no")
        assert fault.value.key == key and str(place) in fault.value.message("fr")
        assert place.read_text() == "former" and list(tmp_path.iterdir()) == [place]
