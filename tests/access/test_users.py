"""The file of users: hashed, its owner's, refused when it could lead astray."""

import stat

import pytest
import yaml

from simulation.errors import InputError
from simulation.users import RIGHTS, add_user, read_users, remove_user, signed_in

PHRASE = "a long enough phrase"


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "users.yaml"
    add_user(place, "alice", "analyst", PHRASE)
    add_user(place, "bruno", "sponsor", f"{PHRASE} of his", workspace="alice")
    return place


def test_only_the_right_password_signs_in(file):
    assert signed_in(file, "alice", PHRASE).role == "analyst"
    for name, password in [
        ("alice", ""),
        ("alice", PHRASE + "x"),
        ("bruno", PHRASE),
        ("eve", PHRASE),
    ]:
        assert signed_in(file, name, password) is None


def test_the_file_holds_hashes_only_and_is_its_owners(file):
    text = file.read_text("utf-8")
    assert PHRASE not in text and text.count("$argon2id$") == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_same_password_twice_gives_two_hashes(tmp_path):
    users = tmp_path / "users.yaml"
    one, two = (add_user(users, name, "analyst", PHRASE).password for name in ("a", "b"))
    assert one != two


def test_each_reads_a_workspace_of_their_own_unless_it_is_shared(file):
    users = read_users(file)
    assert users["alice"].workspace == "alice" and users["bruno"].workspace == "alice"
    assert add_user(file, "carla", "committee", PHRASE).workspace == "carla"


def test_roles_grow_from_the_sponsor_to_the_analyst():
    assert RIGHTS["sponsor"] < RIGHTS["committee"] < RIGHTS["analyst"]
    assert not {"import", "individuals"} & RIGHTS["committee"]


def test_who_is_taken_out_is_out(file):
    remove_user(file, "alice")
    assert set(read_users(file)) == {"bruno"} and signed_in(file, "alice", PHRASE) is None
    with pytest.raises(InputError, match="nobody of that name"):
        remove_user(file, "alice")


@pytest.mark.parametrize("name", ["../eve", "Eve", "", "a/b", ".hidden", "a..b", "x" * 41, "a b"])
def test_a_name_that_could_lead_out_of_its_folder_is_refused(tmp_path, name):
    for told in ({"name": name}, {"name": "eve", "workspace": name or "../up"}):
        with pytest.raises(InputError, match="refused"):
            add_user(tmp_path / "users.yaml", role="analyst", password=PHRASE, **told)
    assert not (tmp_path / "users.yaml").exists()


def test_a_role_or_password_that_will_not_do_is_refused(tmp_path):
    with pytest.raises(InputError, match="unknown role"):
        add_user(tmp_path / "users.yaml", "eve", "root", PHRASE)
    with pytest.raises(InputError, match="at least 12"):
        add_user(tmp_path / "users.yaml", "eve", "analyst", "short")


@pytest.mark.parametrize(
    "text", ["", "users: 3", "[", "users: {a: {role: analyst}}", "people: {}", "users: {a: 1}"]
)
def test_a_file_of_something_else_is_refused_by_name(tmp_path, text):
    place = tmp_path / "users.yaml"
    place.write_text(text, "utf-8")
    with pytest.raises(InputError, match=r"users\.yaml"):
        read_users(place)


def test_a_hand_written_file_cannot_name_a_place_outside(file):
    tree = yaml.safe_load(file.read_text("utf-8"))
    tree["users"]["alice"]["workspace"] = "../../etc"
    file.write_text(yaml.safe_dump(tree), "utf-8")
    with pytest.raises(InputError, match="refused"):
        read_users(file)
