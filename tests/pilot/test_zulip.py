"""Zulip: the real archive gives its check values, made-up exports their meaning."""

import io
import json
import tarfile

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot
from simulation.tables import write

START = 1_600_000_000  # 2020-09-13, a Sunday
DAY = 86_400

NCAR = {
    "people": 169,
    "posters": 169,
    "posters_of_one_message": 28,
    "streams": 32,
    "topics": 831,
    "messages": 6707,
    "messages_by_robots": 107,
    "messages_with_mention": 1800,
}


@pytest.fixture(scope="module")
def ncar(shared):
    return read_pilot(shared / "data/ncar-zulip/ncar-zulip.zip", key=b"k" * 32)


def codes(record) -> dict[str, int]:
    return {finding["code"]: finding["count"] for finding in record.manifest["findings"]}


# The public archive


def archived(number: int, sender: str, hours: float = 0, content: str = "words") -> dict:
    timestamp = int(START + hours * 3600)
    return {"id": number, "sender_full_name": sender, "timestamp": timestamp, "content": content}


@pytest.fixture
def archive_files() -> dict[str, object]:
    sizes = {"plans": {"size": 3, "latest_date": START}, "✔ plans": {"size": 1}}
    mention = '<p><span class="user-mention" data-user-id="7">@Anna Roi</span> look</p>'
    silent = '<span class="user-mention silent" data-user-id="7">Anna Roi</span>'
    return {
        "zulip_json/stream_index.json": {
            "time": START,
            "streams": {"0.1° run": {"id": 4, "latest_id": 9, "topic_data": sizes}},
        },
        "zulip_json/4-0.2E1.C2.B0-run/plans.json": [
            archived(1, "Anna Roi"),
            archived(2, "Anna Roi", 1),
            archived(3, "Ben Bé", 2, mention),
        ],
        "zulip_json/4-0.2E1.C2.B0-run/.E2.9C.94.20plans.json": [
            archived(4, "Anna Roi", 30, silent),
            archived(5, "Notification Bot", 31),
        ],
    }


def test_the_real_archive_gives_its_check_values(ncar):
    summary = import_summary(ncar)
    assert summary["source_counts"] == NCAR
    assert (summary["people"], summary["posters"], summary["communities"]) == (169, 169, 32)
    assert summary["last"] == "2025-05-15"
    assert summary["dropped"] == {"robot_messages": 107, "robot_accounts": 2}


def test_the_busiest_months_of_the_real_archive_are_those_of_its_description(ncar):
    messages = ncar.events[ncar.events["action"].isin(["post", "answer"])]
    by_month = messages["time"].dt.strftime("%Y-%m").value_counts()
    assert set(by_month.index[:4]) == {"2021-04", "2021-03", "2020-05", "2021-06"}
    assert by_month["2021-04"] <= 346  # the description also counts robots


def test_what_the_archive_does_not_record_is_unavailable_not_zero(ncar):
    assert {"visit", "reaction", "join", "register"} <= set(ncar.manifest["unavailable"])
    assert sorted(ncar.manifest["records"]) == ["answer", "mention", "post"]
    assert "zulip_known_by_name" in codes(ncar)


def test_a_message_answers_the_last_one_of_its_topic_by_somebody_else(make_zip, archive_files, key):
    record = read_pilot(make_zip("z.zip", archive_files), key=key)
    messages = record.events[record.events["action"].isin(["post", "answer"])]
    assert messages["action"].tolist() == ["post", "post", "answer", "answer"]
    numbered = messages["event"].tolist()
    assert messages["parent"].tolist() == [pd.NA, pd.NA, numbered[1], numbered[2]]
    assert codes(record)["zulip_answers_by_convention"] == 2


def test_a_resolved_topic_continues_its_thread(make_zip, archive_files, key):
    record = read_pilot(make_zip("z.zip", archive_files), key=key)
    assert codes(record)["zulip_topics_resolved"] == 1
    last = record.events[record.events["action"] == "answer"].iloc[-1]
    assert last["time"] == pd.Timestamp(START + 30 * 3600, unit="s", tz="UTC")


def test_a_silent_mention_is_none(make_zip, archive_files, key):
    record = read_pilot(make_zip("z.zip", archive_files), key=key)
    assert import_summary(record)["events"]["mention"] == 1


def test_messages_the_index_announces_and_the_files_lack_are_told(make_zip, archive_files, key):
    lost = archive_files | {"zulip_json/4-0.2E1.C2.B0-run/plans.json": [archived(1, "Anna Roi")]}
    record = read_pilot(make_zip("z.zip", lost), key=key)
    assert codes(record)["zulip_messages_missing"] == 1
    assert "zulip_messages_missing" not in codes(read_pilot(make_zip("a.zip", archive_files)))


def test_a_stream_the_index_does_not_list_keeps_no_name(make_zip, archive_files, key):
    files = archive_files | {"zulip_json/9-hush/talk.json": [archived(8, "Ben Bé")]}
    communities = read_pilot(make_zip("z.zip", files), key=key).communities
    assert communities["name"].fillna("-").tolist() == ["0.1° run", "-"]
    assert communities["visibility"].tolist() == ["open", "unknown"]


def test_two_overlapping_archives_count_each_message_once(make_zip, archive_files, key):
    source = make_zip("z.zip", archive_files)
    twin = make_zip("twin.zip", archive_files)
    once, twice = read_pilot(source, key=key), read_pilot([source, twin], key=key)
    assert twice.events.equals(once.events)
    assert "zulip_messages_missing" not in codes(twice)


# The organisation export

TEAM, HUSH, TALK, GROUP = 11, 12, 21, 31


@pytest.fixture
def organisation() -> dict[str, dict]:
    def person(number: int, name: str, **more: object) -> dict[str, object]:
        email = f"{name.split()[0].lower()}@corp.example"
        known = {"email": f"user{number}@zulip.example", "delivery_email": email}
        joined = {"date_joined": START - DAY, "timezone": "Europe/Paris"}
        return {"id": number, "full_name": name, **known, **joined, "is_active": True, **more}

    def sent(number: int, sender: int, recipient: int, hours: float, text="secret words", **more):
        topic = {"subject": "plans", "content": text, "date_sent": START + hours * 3600 + 0.25}
        return {"id": number, "sender": sender, "recipient": recipient, **topic, **more}

    def flag(number: int, user: int, message: int, mask: int) -> dict[str, int]:
        return {"id": number, "user_profile": user, "message": message, "flags_mask": mask}

    realm = {
        "zerver_realm": [{"id": 2, "string_id": "corp"}],
        "zerver_userprofile": [
            person(1, "Anna Roi"),
            person(2, "Ben Bé", date_joined=START + DAY),
            person(3, "Cléo Clé", role=600),
            person(4, "Dan Do", is_active=False),
            person(5, "Helper Bot", is_bot=True),
        ],
        "zerver_userprofile_crossrealm": [{"id": 90, "email": "notification-bot@zulip.com"}],
        "zerver_stream": [
            {"id": 1, "name": "team", "invite_only": False, "date_created": START - 2 * DAY},
            {"id": 2, "name": "hush hush", "invite_only": True},
        ],
        "zerver_recipient": [
            {"id": TEAM, "type": 2, "type_id": 1},
            {"id": HUSH, "type": 2, "type_id": 2},
            {"id": TALK, "type": 1, "type_id": 2},
            {"id": GROUP, "type": 3, "type_id": 1},
        ],
        "zerver_subscription": [
            {"id": 1, "user_profile": 1, "recipient": TEAM, "active": True},
            {"id": 2, "user_profile": 2, "recipient": TEAM, "active": True},
            {"id": 3, "user_profile": 4, "recipient": TEAM, "active": False},
            {"id": 4, "user_profile": 2, "recipient": HUSH, "active": True},
        ],
        "zerver_reaction": [{"id": 1, "user_profile": 3, "message": 100, "emoji_name": "tada"}],
    }
    messages = {
        "zerver_message": [
            sent(100, 1, TEAM, 0),
            sent(101, 2, TEAM, 30, "yes @**Anna Roi**, not @_**Cléo Clé**"),
            sent(102, 5, TEAM, 31),
            sent(103, 90, TEAM, 32),
            sent(104, 4, TEAM, 40, pub_date=START, date_sent=None),
            sent(105, 1, HUSH, 41),
            sent(106, 1, TALK, 42),
            sent(107, 1, GROUP, 43),
        ],
        "zerver_usermessage": [
            flag(1, 1, 100, 1),  # one's own message
            flag(2, 2, 100, 1),
            flag(3, 3, 100, 2),  # starred, not read
            flag(4, 3, 101, 17),
            flag(5, 2, 105, 1),  # in a private stream
            flag(6, 2, 106, 1),  # direct
        ],
    }
    return {"realm.json": realm, "messages-000001.json": messages}


def test_every_event_of_an_organisation_means_what_happened(make_zip, organisation, key):
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    counts = import_summary(record)["events"]
    assert counts == {
        "post": 1, "answer": 2, "mention": 1, "reaction": 1, "visit": 2, "register": 1,
    }  # fmt: skip
    assert record.manifest["timezone"] == "Europe/Paris"
    assert len(record.people) == 4
    assert codes(record)["guests"] == 1
    assert record.people["left_at"].notna().sum() == 1
    assert record.people["registered_at"].notna().sum() == 4


def test_direct_messages_are_dropped_and_counted(make_zip, organisation, key):
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert record.manifest["dropped"]["private_conversations"] == 2
    assert codes(record)["direct_messages_out"] == 2
    asked = read_pilot(make_zip("a.zip", organisation), mapping={"private_groups": True})
    assert asked.manifest["dropped"]["private_conversations"] == 2


def test_private_streams_are_out_unless_asked_and_never_named(make_zip, organisation, key):
    source = make_zip("z.zip", organisation)
    without = read_pilot(source, key=key)
    assert without.communities["name"].tolist() == ["team"]
    assert without.manifest["dropped"]["private_groups"] == 1
    asked = read_pilot(source, key=key, mapping={"private_groups": True})
    assert len(asked.memberships) == 3
    assert asked.communities["name"].fillna("-").tolist() == ["team", "-"]
    assert asked.communities["visibility"].tolist() == ["open", "closed"]
    assert len(asked.events) > len(without.events)


def test_robots_of_the_organisation_and_of_zulip_itself_stay_out(make_zip, organisation, key):
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert record.manifest["dropped"]["robot_messages"] == 2
    assert record.manifest["source_counts"]["robots"] == 2


def test_the_read_bit_alone_makes_a_visit_of_a_message_of_somebody_else(
    make_zip, organisation, key
):
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert record.manifest["source_counts"]["messages_read"] == 2
    assert codes(record)["zulip_visits_from_reads"] == 2


def test_periods_of_activity_are_the_better_visits(make_zip, organisation, key):
    periods = [{"id": n, "user_profile": 3, "start": START + n * DAY, "end": 0} for n in range(5)]
    organisation["realm.json"]["zerver_useractivityinterval"] = periods
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert import_summary(record)["events"]["visit"] == 5
    assert codes(record)["zulip_visits_from_sessions"] == 5


def test_a_name_that_nobody_bears_is_no_mention(make_zip, organisation, key):
    organisation["messages-000001.json"]["zerver_message"][0]["content"] = "ask @**Nobody**"
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert record.manifest["source_counts"]["messages_with_mention"] == 1


def test_where_no_message_counts_every_account_is_seen_opening(make_zip, organisation, key):
    del organisation["messages-000001.json"]["zerver_message"]
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert import_summary(record)["events"]["register"] == 4


def test_a_direct_message_without_time_nor_author_is_counted_all_the_same(
    make_zip, organisation, key
):
    organisation["messages-000001.json"]["zerver_message"].append({"id": 108, "recipient": TALK})
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert record.manifest["dropped"]["private_conversations"] == 3


def test_without_reads_nor_periods_visits_are_unavailable(make_zip, organisation, key):
    del organisation["messages-000001.json"]["zerver_usermessage"]
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    assert "visit" in record.manifest["unavailable"]


def test_the_audit_log_tells_joins_leaves_and_departures(make_zip, organisation, key):
    def audited(number: int, kind: int, user: int, stream: int | None) -> dict[str, object]:
        time = START + number * DAY
        changed = {"modified_user": user, "modified_stream": stream}
        return {"id": number, "event_type": kind, "event_time": time, **changed}

    organisation["realm.json"]["zerver_realmauditlog"] = [
        audited(1, 301, 2, 1),
        audited(2, 303, 4, 1),
        audited(3, 103, 4, None),
    ]
    record = read_pilot(make_zip("z.zip", organisation), key=key)
    counts = import_summary(record)["events"]
    assert (counts["join"], counts["leave"]) == (1, 1)
    assert record.memberships["joined_at"].notna().sum() == 1
    assert record.memberships["left_at"].notna().sum() == 1
    left = record.people["left_at"].dropna().iloc[0]
    assert left == pd.Timestamp(START + 3 * DAY, unit="s", tz="UTC")
    assert "left_dates_from_activity" not in codes(record)


def test_a_tar_gz_a_zip_and_a_folder_tell_the_same(tmp_path, make_zip, organisation, key):
    packed, folder = tmp_path / "zulip-export.tar.gz", tmp_path / "folder"
    folder.mkdir()
    with tarfile.open(packed, "w:gz") as tar:
        for name, content in organisation.items():
            data = json.dumps(content).encode()
            (folder / name).write_bytes(data)
            entry = tarfile.TarInfo(f"./zulip-export/{name}")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    zipped = read_pilot(make_zip("z.zip", organisation), key=key)
    for source in (packed, folder):
        record = read_pilot(source, key=key)
        assert record.events.equals(zipped.events)
        assert record.people.equals(zipped.people)


def test_people_join_the_hr_extract_by_their_real_address(make_zip, make_file, organisation, key):
    lines = ["matricule,email,service", "3,anna@corp.example,Sales", "1,zoe@corp.example,Legal"]
    hr = make_file("hr.csv", "\n".join(lines))
    record = read_pilot(make_zip("z.zip", organisation), hr=hr, key=key)
    came = record.people.groupby("unit")["registered_at"].count()
    # The platform's numbers are no numbers of employees: account 1 is not employee 1.
    assert came.to_dict() == {"Sales": 1, "Legal": 0}
    assert codes(record)["accounts_absent_from_hr"] == 3


def test_nothing_said_nor_named_is_written(make_zip, organisation, tmp_path, key):
    record = read_pilot(make_zip("z.zip", organisation), key=key, title="Pilot")
    write(record, tmp_path / "record")
    written = b"".join(file.read_bytes() for file in sorted((tmp_path / "record").iterdir()))
    for secret in (b"secret words", b"Anna", b"corp.example", b"hush hush", b"plans"):
        assert secret not in written


@pytest.mark.parametrize(
    ("changed", "key_of_error"),
    [
        ({"realm.json": "{"}, "pilot_json_unreadable"),
        ({"realm.json": "[]"}, "pilot_json_shape"),
        ({"realm.json": {"zerver_stream": {"id": 1}}}, "pilot_json_shape"),
        ({"realm.json": {"zerver_stream": [{"name": "x"}]}}, "pilot_json_field"),
        ({"messages-000001.json": {"zerver_message": [5]}}, "pilot_json_shape"),
        ({"messages-000001.json": {"zerver_message": [{"id": 1}]}}, "pilot_json_field"),
        ({"messages-000001.json": {"zerver_message": [{"id": True}]}}, "pilot_json_field"),
        (
            {
                "messages-000001.json": {
                    "zerver_message": [
                        {"id": 1, "recipient": TEAM, "sender": 1, "date_sent": "x" * 99}
                    ]
                }
            },
            "pilot_json_time",
        ),
    ],
)
def test_damaged_organisations_are_refused_with_their_file(
    make_zip, organisation, changed, key_of_error
):
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("z.zip", organisation | changed))
    assert caught.value.key == key_of_error
    assert next(iter(changed)) in str(caught.value)


@pytest.mark.parametrize(
    ("content", "key_of_error"),
    [
        ("[{]", "pilot_json_unreadable"),
        ([{"id": 1, "timestamp": START}], "pilot_json_field"),
        ([{"id": 1, "sender_full_name": "A", "timestamp": 1e300}], "pilot_json_time"),
        ([{"id": 10**30, "sender_full_name": "A", "timestamp": START}], "pilot_json_field"),
    ],
)
def test_damaged_archives_are_refused_with_their_file(
    make_zip, archive_files, content, key_of_error
):
    place = "4-0.2E1.C2.B0-run/plans.json"
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("z.zip", archive_files | {f"zulip_json/{place}": content}))
    assert caught.value.key == key_of_error
    assert place in str(caught.value)


def test_two_organisations_are_not_mixed(make_zip, organisation):
    other = organisation["realm.json"] | {"zerver_realm": [{"id": 2, "string_id": "rival"}]}
    sources = [
        make_zip("a.zip", organisation),
        make_zip("b.zip", organisation | {"realm.json": other}),
    ]
    with pytest.raises(InputError) as caught:
        read_pilot(sources)
    assert caught.value.key == "zulip_two_organisations"


def test_an_index_without_topics_asks_for_the_whole_export(make_zip, archive_files):
    index = {name: content for name, content in archive_files.items() if "index" in name}
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("z.zip", index))
    assert caught.value.key == "zulip_without_messages"


def test_an_index_with_a_stream_of_another_numbering_is_read(make_zip, archive_files, key):
    index = archive_files["zulip_json/stream_index.json"]
    index["streams"]["elsewhere"] = {"id": "x7", "topic_data": {}}
    record = read_pilot(make_zip("z.zip", archive_files), key=key)
    assert len(record.communities) == 2
