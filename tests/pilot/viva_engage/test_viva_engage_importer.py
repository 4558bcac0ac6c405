"""Each trap of a Viva Engage export, one by one, on small hand-made files."""

import csv
import io
import itertools
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot.archive import opened
from simulation.pilot.importers import viva_engage
from simulation.words import say

HEADER = (
    "id,replied_to_id,parent_id,thread_id,conversation_id,group_id,group_name,participants,"
    "in_private_group,in_private_conversation,sender_id,sender_type,sender_name,sender_email,"
    "body,delegate_id,api_url,attachments,deleted_by_id,deleted_by_type,created_at,deleted_at,"
    "title,html_body,message_type,gdpr_delete_url"
)
USERS = (
    "id,name,email,job_title,location,department,api_url,deleted_by_id,deleted_by_type,"
    "joined_at,deleted_at,suspended_by_id,suspended_by_type,suspended_at,guid,state"
)
GROUPS = "id,name,description,private,external,deleted,created_at,updated_at"

START = "1041165328293888"


def message(key=START, **values):
    row = {
        "id": key,
        "thread_id": key,
        "group_id": "8123456",
        "group_name": "Innovation",
        "in_private_group": "false",
        "in_private_conversation": "false",
        "sender_id": "1534799417",
        "sender_type": "user",
        "sender_name": "Zacharie Untel",
        "sender_email": "z.untel@example.org",
        "body": "Un point",
        "created_at": "2026-09-02T08:15:00Z",
        "message_type": "normal",
    }
    return row | values


def reply(key, to=START, **values):
    answer = {"replied_to_id": to, "parent_id": to, "thread_id": to, "sender_id": "1534799418"}
    return message(key, **answer | {"created_at": "2026-09-02T09:01:30Z"} | values)


def user(key="1534799417", **values):
    row = {"id": key, "email": f"u{key}@example.org", "state": "active"}
    return row | {"joined_at": "2026-09-01T07:00:00Z"} | values


def group(key="8123456", **values):
    row = {"id": key, "name": "Innovation", "private": "false", "deleted": "false"}
    return (
        row | {"created_at": "2026-08-01T07:00:00Z", "updated_at": "2026-08-01T07:00:00Z"} | values
    )


def text(rows, header):
    stream = io.StringIO()
    writer = csv.DictWriter(stream, header.split(","))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def slice_files(messages=(), users=(), groups=(), until=None, log=None, bom=False):
    encoding = "utf-8-sig" if bom else "utf-8"
    files = {
        "Messages.csv": text(messages, HEADER).encode(encoding),
        "Users.csv": text(users, USERS).encode(encoding),
        "Groups.csv": text(groups, GROUPS).encode(encoding),
    }
    if until:
        files["request.txt"] = f"Start: {until[0]}\nEnd: {until[1]}\n".encode()
    if log:
        files["log.txt"] = log.encode()
    return files


def zipped(path: Path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def imported(*sources, **mapping):
    with opened(sources) as archive:
        assert viva_engage.recognises(archive)
        return viva_engage.read(archive, mapping)


@pytest.fixture
def read_one(tmp_path):
    """Import one slice made of the given rows."""

    def read(*messages, **more):
        return imported(zipped(tmp_path / "export.zip", slice_files(messages, **more)))

    return read


def found(activity):
    return {finding.code: finding for finding in activity.findings}


def sentence(finding, lang):
    return say(f"pilot.finding.{finding.code}", lang, count=finding.count, **finding.values)


def posts(activity):
    contributions = activity.events["action"].isin(["post", "question", "answer"])
    return activity.events[contributions].set_index("key")


def test_a_reply_answers_its_parent_and_addresses_its_author(read_one):
    events = posts(read_one(message(), reply("1041165328299999")))
    assert list(events["action"]) == ["post", "answer"]
    answer = events.loc["1041165328299999"]
    assert (answer["parent"], answer["target"]) == (START, "1534799417")


def test_sixteen_digit_ids_stay_exact(read_one):
    key = "9007199254740993"  # the first whole number a float cannot hold
    assert key in posts(read_one(message(key))).index


def test_an_id_that_a_spreadsheet_destroyed_is_refused_with_its_line(read_one):
    with pytest.raises(InputError) as fault:
        read_one(message(body="une\nligne"), message("1,04117E+15"))
    assert "Messages.csv, line 4, column id: '1,04117E+15'" in fault.value.message("en")


def test_slices_are_merged_and_the_latest_version_of_a_row_wins_in_any_order(tmp_path):
    september = slice_files(
        [message(body="abc"), reply("1041165328299999")],
        [user()],
        [group(name="Ancien nom")],
        until=("2026-09-01", "2026-09-30"),
        bom=True,
    )
    october = slice_files(
        [
            message(body="abc, corrigé"),
            message("1041165328311111", created_at="2026-10-02T08:00:00Z"),
        ],
        [user(deleted_at="2026-10-05T08:00:00Z", state="soft_delete")],
        [group(name="Nouveau nom", updated_at="2026-10-03T08:00:00Z")],
        until=("2026-09-30", "2026-10-31"),
    )
    sources = [zipped(tmp_path / "b.zip", september), zipped(tmp_path / "a.zip", october)]
    first = None
    for order in itertools.permutations(sources):
        activity = imported(*order)
        events = posts(activity)
        assert len(events) == 3
        assert events.loc[START, "size"] == len("abc, corrigé")
        assert list(activity.communities["name"]) == ["Nouveau nom"]
        assert activity.accounts.set_index("account").loc["1534799417", "is_deleted"]
        assert activity.dropped == {"doubles": 1}
        first = first or activity
        for name in ("accounts", "communities", "events"):
            pd.testing.assert_frame_equal(getattr(activity, name), getattr(first, name))


def test_without_request_the_newest_row_tells_which_slice_is_later(tmp_path):
    later = [
        message(body="long texte"),
        message("1041165328311111", created_at="2026-10-02T08:00:00Z"),
    ]
    sources = [
        zipped(tmp_path / "b.zip", slice_files([message(body="court")])),
        zipped(tmp_path / "a.zip", slice_files(later)),
    ]
    assert posts(imported(*sources)).loc[START, "size"] == len("long texte")


def test_an_unpacked_folder_reads_like_its_zip(tmp_path):
    files = slice_files([message(), reply("1041165328299999")], [user()], [group()])
    folder = tmp_path / "export"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    from_folder = imported(folder)
    from_zip = imported(zipped(tmp_path / "export.zip", files))
    for name in ("accounts", "communities", "events"):
        pd.testing.assert_frame_equal(getattr(from_folder, name), getattr(from_zip, name))


def test_an_external_network_has_its_folder_and_the_request_of_the_whole(tmp_path):
    home = slice_files([message()], [user()], until=("2026-09-01", "2026-09-30"))
    external = slice_files([message("5", group_id="77", group_name="Réseau partenaire")])
    files = home | {f"4242/{name}": data for name, data in external.items()}
    activity = imported(zipped(tmp_path / "export.zip", files))
    assert set(posts(activity).index) == {START, "5"}
    assert "viva_gap" not in found(activity)


def test_two_slices_of_the_same_name_are_refused_rather_than_mixed(tmp_path):
    sources = []
    for folder in ("september", "october"):
        (tmp_path / folder).mkdir()
        sources.append(zipped(tmp_path / folder / "export.zip", slice_files([message()])))
    with pytest.raises(InputError) as fault:
        imported(*sources)
    assert "export.zip" in fault.value.message("fr")


def test_an_export_of_system_rows_only_holds_no_event(read_one):
    activity = read_one(message(message_type="system"))
    assert activity.events.empty
    assert activity.dropped == {"system_messages": 1}


def test_a_slice_with_an_empty_file_is_read(tmp_path):
    files = slice_files([message()]) | {"Users.csv": b"", "Groups.csv": b"\r\n"}
    assert len(posts(imported(zipped(tmp_path / "export.zip", files)))) == 1


def test_columns_are_read_by_name_whatever_their_order(tmp_path):
    header = ",".join(["closed", *reversed(HEADER.split(","))])
    files = slice_files([message()]) | {"Messages.csv": text([message()], header).encode()}
    shuffled = imported(zipped(tmp_path / "shuffled.zip", files))
    usual = imported(zipped(tmp_path / "usual.zip", slice_files([message()])))
    pd.testing.assert_frame_equal(shuffled.events, usual.events)


def test_line_breaks_and_quotes_in_a_text_do_not_break_rows(read_one):
    body = 'Deux lignes,\r\n\r\nun "mot" ; une virgule'
    events = posts(read_one(message(body=body), reply("1041165328299999")))
    assert len(events) == 2


def test_system_rows_robots_and_private_conversations_are_set_aside_and_counted(read_one):
    activity = read_one(
        message(),
        message("2", message_type="system", sender_id="77"),
        message("3", sender_type="bot", sender_id="78"),
        message("4", in_private_conversation="true", group_id="", sender_id="79"),
    )
    assert list(posts(activity).index) == [START]
    assert activity.dropped == {
        "private_conversations": 1,
        "system_messages": 1,
        "robot_messages": 1,
    }
    accounts = activity.accounts.set_index("account")
    assert accounts.loc["78", "is_bot"]
    assert "79" not in accounts.index


def test_a_deleted_message_stays_as_activity_and_the_word_null_is_no_date(read_one):
    activity = read_one(
        message(deleted_at="null"),
        reply("5", body="", deleted_at="2026-09-03T08:00:00Z"),
        reply("6", body="[redacted]"),
    )
    events = posts(activity)
    assert len(events) == 3
    assert events.loc[["5", "6"], "size"].isna().all()
    assert found(activity)["viva_deleted"].count == 1
    assert found(activity)["viva_redacted"].count == 1


def test_an_empty_group_is_all_company(read_one):
    activity = read_one(message(group_id="", group_name=""))
    community = activity.communities.iloc[0]
    assert (community["kind"], community["name"]) == ("company", "All Company")
    assert posts(activity)["community"].iloc[0] == community["community"]


def test_a_reply_whose_start_lies_before_the_range_is_kept_without_parent(read_one):
    activity = read_one(message(), reply("5", to="99"))
    answer = posts(activity).loc["5"]
    assert answer["action"] == "answer"
    assert pd.isna(answer["parent"])


def test_thread_id_alone_tells_a_reply(read_one):
    activity = read_one(message(), reply("5", replied_to_id="", parent_id=""))
    assert posts(activity).loc["5", "parent"] == START


def test_authors_that_no_slice_lists_are_known_by_their_messages(read_one):
    activity = read_one(message(), reply("5"), users=[user()])
    account = activity.accounts.set_index("account").loc["1534799418"]
    assert account["email"] == "z.untel@example.org"
    assert pd.isna(account["joined_at"])
    assert found(activity)["viva_authors_unlisted"].count == 1


def test_first_log_ins_of_the_range_are_registrations(read_one):
    activity = read_one(
        message(),
        users=[user(), user("2", joined_at="2024-01-01T08:00:00Z")],
        until=("2026-08-31", "2026-09-30"),
    )
    registered = activity.events[activity.events["action"] == "register"]
    assert list(registered["account"]) == ["1534799417"]
    assert activity.accounts["joined_at"].notna().sum() == 2


def test_an_account_counts_as_invited_from_the_first_slice_that_shows_it(tmp_path):
    pending = user("2", state="soft_delete", joined_at="")
    joined = user("2", joined_at="2026-10-05T08:00:00Z")
    early = user("3", joined_at="2026-07-01T08:00:00Z")
    september = slice_files([message()], [pending, early], until=("2026-09-01", "2026-09-30"))
    october = slice_files(
        [],
        [joined, user("4", joined_at="2026-10-02T08:00:00Z")],
        until=("2026-09-30", "2026-10-31"),
    )
    activity = imported(zipped(tmp_path / "1.zip", september), zipped(tmp_path / "2.zip", october))
    invited = activity.accounts.set_index("account")["invited_at"].dt.strftime("%m-%d").to_dict()
    assert invited == {"1534799417": "09-01", "2": "09-01", "3": "07-01", "4": "09-30"}


def test_soft_deleted_users_are_pending_suspended_or_deleted(read_one):
    accounts = read_one(
        message(),
        users=[
            user("1", state="soft_delete", joined_at=""),
            user("2", state=" Soft_Delete ", suspended_at="2026-09-10T08:00:00Z"),
            user("3", state="soft_delete", deleted_at="2026-09-11T08:00:00Z"),
            user("4"),
        ],
    ).accounts.set_index("account")
    assert accounts.loc[["1", "2", "3", "4"], "is_deleted"].tolist() == [False, False, True, False]
    assert accounts.loc[["1", "2", "3", "4"], "left_at"].notna().tolist() == [
        False,
        True,
        True,
        False,
    ]
    assert pd.isna(accounts.loc["1", "joined_at"])


def test_another_mail_domain_is_a_guest(read_one):
    activity = read_one(
        message(), reply("5", sender_email="x@ailleurs.example"), users=[user(), user("2")]
    )
    accounts = activity.accounts.set_index("account")
    assert accounts.loc["1534799418", "is_guest"]
    assert accounts["is_guest"].sum() == 1


def test_administrators_tell_the_home_domain(tmp_path):
    files = slice_files([message(), reply("5", sender_email="x@ailleurs.example")])
    files["Admins.csv"] = b"name,email,type\nA B,a.b@ailleurs.example,verified\n"
    activity = imported(zipped(tmp_path / "export.zip", files))
    assert activity.accounts.set_index("account")["is_guest"].to_dict() == {
        "1534799417": True,
        "1534799418": False,
    }


def test_a_private_group_is_counted_and_never_named(read_one):
    activity = read_one(
        message(group_id="9", group_name="Secret des affaires", in_private_group="true"),
        groups=[group("9", name="Secret des affaires", private="true")],
    )
    community = activity.communities.set_index("community").loc["9"]
    assert community["visibility"] == "closed"
    assert pd.isna(community["name"])
    assert len(posts(activity)) == 1
    assert found(activity)["viva_private_groups"].count == 1


def test_private_groups_can_be_left_out(tmp_path):
    private = message("7", group_id="9", in_private_group="true")
    source = zipped(tmp_path / "export.zip", slice_files([message(), private]))
    activity = imported(source, private_groups=False)
    assert list(posts(activity).index) == [START]
    assert activity.dropped == {"private_groups": 1}


def test_a_group_known_by_its_messages_only_keeps_their_name(read_one):
    communities = read_one(message()).communities
    assert communities[["name", "visibility"]].to_numpy().tolist() == [["Innovation", "open"]]


def test_a_deleted_group_ends(read_one):
    activity = read_one(
        message(), groups=[group(deleted="true", updated_at="2026-09-20T07:00:00Z")]
    )
    assert activity.communities["ended_at"].iloc[0] == pd.Timestamp("2026-09-20T07:00Z")


def test_mentions_address_each_person_once_but_not_oneself(read_one):
    body = "[[user:1534799418]] et [[user:5]] et [[user:5]], signé [[user:1534799417]]"
    activity = read_one(message(body=body))
    mentions = activity.events[activity.events["action"] == "mention"]
    assert sorted(mentions["target"]) == ["1534799418", "5"]
    assert set(mentions["target"]) <= set(activity.accounts["account"])


@pytest.mark.parametrize(
    ("body", "action"),
    [
        ("Qui connaît ?", "question"),
        ("Qui connaît ? \n", "question"),
        ("« Qui connaît ? »", "question"),
        ("Pourquoi ? Parce que.", "post"),
        ("", "post"),
    ],
)
def test_an_opening_that_ends_with_a_question_mark_is_a_question(read_one, body, action):
    assert posts(read_one(message(body=body)))["action"].tolist() == [action]


def test_a_delegate_writes_in_the_name_of_the_sender(read_one):
    activity = read_one(message(delegate_id="12"))
    assert posts(activity)["account"].tolist() == ["1534799417"]
    assert found(activity)["viva_delegates"].count == 1


def test_the_log_tells_an_empty_file_from_a_failed_one(read_one):
    empty = read_one(message(), log="Messages.csv: 1 entries\nUsers.csv: 0 entries\nErrors: 0\n")
    assert not {"viva_file_failed", "viva_file_short"} & set(found(empty))
    failed = read_one(message(), log="Messages.csv: 3 entries\nUsers.csv: export failed\n")
    assert "Users.csv" in sentence(found(failed)["viva_file_failed"], "en")
    assert found(failed)["viva_file_short"].count == 2


def test_days_between_two_slices_are_unknown(tmp_path):
    sources = [
        zipped(tmp_path / "1.zip", slice_files([message()], until=("2026-09-01", "2026-09-30"))),
        zipped(tmp_path / "2.zip", slice_files([reply("5")], until=("2026-10-08", "2026-10-31"))),
    ]
    assert found(imported(*sources))["viva_gap"].count == 7


def test_what_the_export_cannot_give_is_not_claimed(read_one):
    activity = read_one(message())
    assert activity.records == {"register", "post", "question", "answer", "mention"}
    assert activity.memberships.empty


def test_no_text_nor_name_of_a_person_is_kept_in_memory(read_one):
    activity = read_one(message(body="mot-inconnu"), users=[user(name="Zacharie Untel")])
    tables = (activity.accounts, activity.communities, activity.events)
    everything = " ".join(frame.to_csv() for frame in tables)
    assert "mot-inconnu" not in everything
    assert "Zacharie" not in everything


def test_an_export_without_messages_says_what_to_do(read_one):
    with pytest.raises(InputError) as fault:
        read_one()
    assert "log.txt" in fault.value.message("fr")


def test_a_missing_column_is_named_with_its_file(tmp_path):
    data = b"id,thread_id,sender_id\n1,1,2\n"
    source = zipped(tmp_path / "export.zip", {"Messages.csv": data})
    with pytest.raises(InputError) as fault:
        imported(source)
    assert "Messages.csv, line 1: no column for 'created_at'" in fault.value.message("en")


def test_every_finding_has_its_sentence_in_both_languages(read_one):
    activity = read_one(
        message(group_id="9", in_private_group="true", body="Qui ?", delegate_id="3"),
        reply("5", to="99", body="[redacted]", deleted_at="2026-09-03T08:00:00Z"),
        log="Messages.csv: 3 entries\nUsers.csv: failed\n",
    )
    assert len(activity.findings) >= 8
    for finding in activity.findings:
        for lang in ("fr", "en"):
            assert "{" not in sentence(finding, lang)
