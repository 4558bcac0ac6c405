"""Slack exports: the real sets give exactly their check values, the small one its meaning."""

import pytest

from simulation import tables
from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot

R_CONTRIBUTORS = {
    "members": 1150,
    "robots": 15,
    "deleted": 19,
    "members_of_channels": 1131,
    "channels": 20,
    "channel_folders": 33,
    "channel_folders_not_listed": 13,
    "day_files": 3789,
    "messages": 12564,
    "messages_without_subtype": 6085,
    "messages_bot_message": 4869,
    "messages_channel_join": 1487,
    "messages_thread_broadcast": 58,
    "messages_without_subtype_with_bot_id": 330,
    "posters": 382,
    "reactors": 302,
    "reactions": 4874,
    "thread_replies": 3447,
    "thread_parents": 774,
    "users_not_listed": 1,
}
HOUSTON = {
    "members": 71,
    "deleted": 1,
    "channels": 16,
    "channels_archived": 9,
    "day_files": 375,
    "messages": 1382,
    "messages_without_subtype": 964,
    "messages_channel_join": 320,
    "messages_file_share": 61,
    "messages_file_comment": 6,
    "posters": 31,
    "reactors": 17,
    "reactions": 199,
    "thread_replies": 0,
    "messages_without_user": 6,
}


@pytest.fixture(scope="module")
def r_contributors(shared):
    return read_pilot(shared / "data/r-contributors-slack/r-contributors-slack.zip", key=b"k" * 32)


@pytest.fixture(scope="module")
def houston(shared):
    return read_pilot(shared / "data/houston-datavis-slack/houston-datavis-slack.zip")


def test_r_contributors_gives_its_check_values(r_contributors):
    summary = import_summary(r_contributors)
    assert {name: summary["source_counts"][name] for name in R_CONTRIBUTORS} == R_CONTRIBUTORS
    assert (summary["people"], summary["posters"]) == (1150, 382)
    assert (summary["first"], summary["last"]) == ("2020-11-05", "2026-06-29")
    assert summary["communities"] == 33


def test_houston_gives_its_check_values(houston):
    summary = import_summary(houston)
    assert {name: summary["source_counts"][name] for name in HOUSTON} == HOUSTON
    assert (summary["people"], summary["posters"]) == (71, 31)
    assert (summary["first"], summary["last"]) == ("2015-06-06", "2016-07-27")


def test_robots_are_large_and_stay_out_of_the_record(r_contributors):
    assert import_summary(r_contributors)["record"]["people"] == 1150 - 15
    assert r_contributors.manifest["dropped"]["robot_messages"] == 4869 + 330 + 1


def test_a_workspace_before_threads_has_answers_unavailable_not_zero(houston, r_contributors):
    assert "answer" in houston.manifest["unavailable"]
    assert "answer" not in import_summary(houston)["events"]
    assert r_contributors.records("answer")


def test_every_event_of_the_small_workspace_means_what_happened(make_zip, slack_files, key):
    record = read_pilot(make_zip("slack.zip", slack_files), key=key)
    counts = import_summary(record)["events"]
    assert counts == {
        "join": 1, "leave": 0, "post": 1, "answer": 3, "reaction": 2, "mention": 1, "invite": 1,
    }  # fmt: skip
    assert record.manifest["timezone"] == "Europe/Paris"
    assert len(record.people) == 4
    assert record.people["left_at"].notna().sum() == 1


def test_a_reply_answers_its_thread_and_its_author_even_days_later(make_zip, slack_files, key):
    events = read_pilot(make_zip("slack.zip", slack_files), key=key).events
    post = events[events["action"] == "post"].iloc[0]
    answers = events[events["action"] == "answer"]
    linked = answers[answers["parent"].notna()]
    assert (linked["parent"] == post["event"]).all()
    assert (linked["target"] == post["person"]).all()
    assert len(linked) == 2
    assert len(answers) == 3  # the third answers a message the export does not hold


def test_times_keep_their_microseconds(make_zip, slack_files, key):
    events = read_pilot(make_zip("slack.zip", slack_files), key=key).events
    assert (events["time"].dt.microsecond == 100).all()


def test_a_folder_without_entry_is_a_community_of_unknown_visibility(make_zip, slack_files, key):
    communities = read_pilot(make_zip("slack.zip", slack_files), key=key).communities
    assert communities["visibility"].tolist() == ["open", "unknown"]


def test_private_groups_and_direct_messages_are_left_out_unless_asked(make_zip, slack_files, key):
    files = slack_files | {
        "groups.json": [{"id": "G1", "name": "hush", "members": ["UANNA"]}],
        "dms.json": [{"id": "D1", "members": ["UANNA", "UBEN"]}],
        "hush/2021-11-25.json": [{"ts": "1637810000.000100", "user": "UBEN", "text": "x"}],
        "D1/2021-11-25.json": [{"ts": "1637810000.000200", "user": "UBEN", "text": "x"}],
    }
    source = make_zip("slack.zip", files)
    without = read_pilot(source, key=key)
    asked = read_pilot(source, key=key, mapping={"private_groups": True})
    assert without.manifest["dropped"]["private_day_files"] == 2
    assert asked.manifest["dropped"]["private_day_files"] == 1
    assert len(asked.events) == len(without.events) + 1
    closed = asked.communities[asked.communities["visibility"] == "closed"]
    assert closed["name"].isna().all()


def test_two_overlapping_slices_are_the_whole(make_zip, slack_files, key, tmp_path):
    lists = {name: slack_files[name] for name in ("users.json", "channels.json")}
    days = sorted(set(slack_files) - set(lists))
    first = make_zip("a.zip", lists | {day: slack_files[day] for day in days[:2]})
    second = make_zip("b.zip", lists | {day: slack_files[day] for day in days[1:]})
    merged = read_pilot([first, second], key=key)
    whole = read_pilot(make_zip("whole.zip", slack_files), key=key)
    for name in tables.SCHEMAS:
        assert getattr(merged, name).equals(getattr(whole, name)), name
    assert merged.manifest["source_counts"] == whole.manifest["source_counts"]


@pytest.mark.parametrize(
    ("changed", "key_of_error"),
    [
        ({"users.json": "[{]"}, "pilot_json_unreadable"),
        ({"users.json": "[]"}, "pilot_slack_without_users"),
        ({"users.json": [{"name": "x"}]}, "pilot_json_without_id"),
        ({"ideas/2021-11-22.json": {"no": "list"}}, "pilot_json_not_a_list"),
        ({"ideas/2021-11-22.json": [{"ts": "1.0", "reactions": 5}]}, "pilot_json_not_a_list"),
        ({"ideas/2021-11-22.json": [{"user": "UBEN"}]}, "pilot_slack_time"),
    ],
)
def test_damaged_json_is_refused_with_its_file(make_zip, slack_files, changed, key_of_error):
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("slack.zip", slack_files | changed))
    assert caught.value.key == key_of_error
    assert "slack.zip" in str(caught.value)


def test_other_things_in_the_place_of_texts_leave_the_same_messages(make_zip, slack_files, key):
    said = '{"ts": %s, "user": "UBEN", "text": %s, "bot_id": %s}'
    both = []
    for stamp, bot in (('"1637590000.000000"', '""'), ("1637590000", "false")):
        day = (
            "[" + said % (stamp, '"hi"', bot) + ", " + said % ('"1637590001"', '"é"', "null") + "]"
        )
        read = read_pilot(
            make_zip("slack.zip", slack_files | {"ideas/2021-11-22.json": day}), key=key
        )
        both.append(read.events.drop(columns="event"))
    assert both[0].equals(both[1]) and (both[0]["size"] == 2).any()
