"""Wrong passwords are counted by all servers of a file of users together."""

import logging
import sqlite3
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from dashboards import wrong_passwords as module
from dashboards.wrong_passwords import MOST_TRIES, WITHIN_SECONDS, WrongPasswords


@pytest.fixture
def users(tmp_path):
    return tmp_path / "users.yaml"


@pytest.fixture
def clock(monkeypatch):
    """Time that passes when the test says so."""
    now = [1e9]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    return now


def test_what_one_server_counted_the_others_know(users, clock):
    servers = [WrongPasswords(users) for _ in range(3)]
    tried = [servers[place % 3].may_try("alice") for place in range(MOST_TRIES + 3)]
    assert tried == [True] * MOST_TRIES + [False] * 3
    assert all(not server.may_try("alice") for server in servers)
    assert servers[0].may_try("carla")


def test_servers_that_count_at_the_same_time_lose_no_try(users):
    with ThreadPoolExecutor(6) as together:
        tried = list(together.map(lambda _: WrongPasswords(users).may_try("alice"), range(18)))
    assert sum(tried) == MOST_TRIES


def test_a_server_that_waited_for_its_turn_counts_what_others_noted_meanwhile(users, clock):
    count = WrongPasswords(users)
    count.may_try("carla")
    with closing(sqlite3.connect(count.file, isolation_level=None)) as other:
        other.execute("begin immediate")
        with ThreadPoolExecutor(1) as waiting:
            answer = waiting.submit(count.may_try, "alice")
            time.sleep(0.2)
            clock[0] += 2 * WITHIN_SECONDS
            noted = [(module._digest("alice"), clock[0])] * MOST_TRIES
            other.executemany("insert into tries values (?, ?)", noted)
            other.execute("commit")
            assert answer.result() is False


def test_a_name_waits_no_longer_than_told_even_when_the_clock_is_set_back(users, clock):
    count = WrongPasswords(users)
    for _ in range(MOST_TRIES):
        count.may_try("alice")
    clock[0] += WITHIN_SECONDS - 1
    assert not count.may_try("alice")
    clock[0] += 2
    assert count.may_try("alice")
    for _ in range(MOST_TRIES):
        count.may_try("alice")
    clock[0] -= 3600
    assert count.may_try("alice")


def test_the_right_password_starts_the_count_anew(users, clock):
    count = WrongPasswords(users)
    for _ in range(3 * MOST_TRIES):
        assert count.may_try("alice")
        WrongPasswords(users).forget("alice")


def test_the_count_holds_no_name_and_is_its_owners(users):
    count = WrongPasswords(users)
    count.may_try("a password typed as a name")
    assert b"typed" not in count.file.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(count.file.stat().st_mode) == 0o600


@pytest.mark.parametrize("in_the_way", ["folder", "text"])
def test_where_the_file_cannot_be_used_a_server_counts_by_itself(users, in_the_way, caplog):
    count = WrongPasswords(users)
    if in_the_way == "folder":
        count.file.mkdir()
    else:
        count.file.write_text("this is no database, and stays as it is " * 50)
    with caplog.at_level(logging.WARNING):
        tried = [count.may_try("alice") for _ in range(MOST_TRIES + 1)]
    assert tried == [True] * MOST_TRIES + [False] and count.file.name in caplog.text
    count.forget("alice")
    assert count.may_try("alice")
