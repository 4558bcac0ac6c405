"""Every importer reads a damaged export or refuses it by one message; `make fuzz` tries more.

Each finding of the fuzzing keeps the input that led to it in `FOUND`.
"""

from collections import Counter
from random import Random

import pytest
from read_or_refused import KEY, READ_ONCE, fuzzed, holding, outcome, sound_files_read_once
from run import TARGETS
from small_exports import EXPORTS

INPUTS = 40


@pytest.mark.parametrize("importer", TARGETS)
def test_a_damaged_export_is_read_or_refused(importer):
    met: Counter[str] = Counter()
    fuzzed(importer, INPUTS, met)()
    assert met["inputs"] >= INPUTS // 2


@pytest.mark.parametrize("importer", TARGETS)
def test_an_input_is_made_again_from_its_number(importer):
    ends = []
    for _ in range(2):
        met: Counter[str] = Counter()
        holds = holding(importer, met)
        with sound_files_read_once(importer):
            for number in (*range(5), *range(5)):  # those that came before do not count
                holds(Random(number))
        ends.append(met)
    assert ends[0] == ends[1]
    assert 0 < ends[0]["inputs"] <= 5


@pytest.mark.parametrize("importer", READ_ONCE)
def test_a_sound_file_that_is_read_once_gives_the_same(importer):
    def ends() -> Counter[str]:
        met: Counter[str] = Counter()
        holds = holding(importer, met)
        for number in range(15):
            holds(Random(number))
        return met

    each_time = ends()
    with sound_files_read_once(importer):
        assert ends() == each_time


@pytest.mark.parametrize("importer", EXPORTS)
def test_the_exports_that_are_damaged_are_valid(importer):
    for files in EXPORTS[importer]:
        assert outcome(importer, files, {}) == "read"
    assert len(KEY) == 32


def _header_only(importer: str, name: str) -> dict[str, bytes]:
    files = dict(EXPORTS[importer][0])
    return files | {name: files[name].partition(b"\n")[0] + b"\n"}


FOUND = {
    "an app whose votes are a header": ("employee-app", _header_only("employee-app", "votes.csv")),
    "an app whose posts are a header": (
        "employee-app",
        _header_only("employee-app", "comments_clean_anonimized.csv"),
    ),
    "an app without people": ("employee-app", _header_only("employee-app", "churn.csv")),
    "an app's account without a number": (
        "employee-app",
        EXPORTS["employee-app"][0]
        | {
            "churn.csv": b"employee,companyAlias,numVotes,lastParticipationDate,stillExists\n"
            b",A01,2,Mon Feb 01 01:00:00 CET 2016,true\n"
        },
    ),
    "an app's column twice but for a sign": (
        "employee-app",
        EXPORTS["employee-app"][0]
        | {
            "churn.csv": "¸employee,companyAlias,numVotes,lastParticipationDate,stillExists,"
            "employee\n1,A01,2,Mon Feb 01 01:00:00 CET 2016,true,1\n".encode()
        },
    ),
    "lengths that are no numbers": (
        "employee-app",
        EXPORTS["employee-app"][0]
        | {
            "comments_clean_anonimized.csv": b"employee,companyAlias,commentId,txt_length,likes,"
            b"dislikes,commentDate\n1,A01,c1,null,1,0,Mon Feb 01 10:12:13 CET 2016\n"
        },
    ),
    "events without any time": (
        "csv",
        {"events.csv": b"user_id,occurred_at,event_type\n1,null,reply\n2,null,like\n"},
    ),
    "a message whose time and sender say null": (
        "viva-engage",
        {
            "Messages.csv": b"id,thread_id,sender_id,created_at\n1,1,null,2021-03-02T08:15:00Z\n"
            b"2,2,21,null\n"
        },
    ),
    "a report of the last second there is": (
        "m365",
        {
            name: report.replace(b"2024-03-03", b"9999-12-31T23:59:59Z")
            for name, report in EXPORTS["m365"][1].items()
        },
    ),
    "a report of the last day there is, in its name": (
        "m365",
        {
            name.replace("2024-03-01", "9999-12-31"): report
            for name, report in EXPORTS["m365"][0].items()
        },
    ),
    "a request until a day that does not exist": (
        "viva-engage",
        EXPORTS["viva-engage"][0] | {"request.txt": b"since=2021-03-01 until=2021-04-62"},
    ),
    "a reaction counted in words": (
        "slack",
        EXPORTS["slack"][0]
        | {
            "ideas/2021-11-24.json": b'[{"ts": "1637800000.0", "user": "UBEN", "text": "x", '
            b'"reactions": [{"users": ["UBEN", 7, null], "count": "many"}]}]'
        },
    ),
}


@pytest.mark.parametrize("found", FOUND)
def test_what_the_fuzzing_found_stays_mended(found):
    importer, files = FOUND[found]
    assert outcome(importer, files, {})
