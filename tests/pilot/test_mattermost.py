"""Mattermost bulk exports, made up: every line means what happened, every trap is told."""

import json

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot
from simulation.tables import write

START = 1_600_000_000_000  # 2020-09-13, in milliseconds
DAY = 86_400_000


def line(kind: str, **content: object) -> dict[str, object]:
    return {"type": kind, kind: content}


def said(user: str, days: float, message: str = "secret words", **more: object) -> dict:
    return {"user": user, "message": message, "create_at": int(START + days * DAY), **more}


def post(user: str, days: float, channel: str = "plans", **more: object) -> dict[str, object]:
    return line("post", team="corp", channel=channel, **said(user, days, **more))


def user(name: str, viewed_days: float | None = None, **more: object) -> dict[str, object]:
    view = {} if viewed_days is None else {"last_viewed_at": int(START + viewed_days * DAY)}
    channels = [{"name": "plans", "msg_count": 3, **view}, {"name": "hush-hush"}]
    teams = [{"name": "corp", "roles": "team_user", "channels": channels}]
    known = {"email": f"{name}@corp.example", "first_name": "Firstname", "delete_at": 0}
    return line("user", username=name, roles="system_user", teams=teams, **known, **more)


def channel(name: str, kind: str, **more: object) -> dict[str, object]:
    return line("channel", team="corp", name=name, display_name=f"The {name}", type=kind, **more)


@pytest.fixture
def lines() -> list[dict[str, object]]:
    tada = {"user": "cleo", "emoji_name": "tada", "create_at": START + 2 * DAY}
    heart = {"user": "anna", "emoji_name": "heart", "create_at": START + 3 * DAY}
    return [
        {"type": "version", "version": 1, "info": {"generator": "mattermost-server"}},
        line("team", name="corp", display_name="Corp", type="O"),
        channel("plans", "O"),
        channel("town-square", "O"),
        channel("hush-hush", "P"),
        user("anna", 40),
        user("ben", 39),
        user("cleo", 38),
        user("dan", 1),
        user("eve", 40),
        user("gus", 40),
        post(
            "anna",
            0,
            message="hello @ben, @everyone and me @anna.",
            reactions=[tada],
            replies=[
                said("ben", 1, reactions=[heart]),
                said("dan", 2),
                said("hook", 2.5, props={"from_bot": "true"}),
            ],
        ),
        post("ben", 5, props={"from_webhook": "true"}),
        post("ben", 6, type="system_join_channel"),
        post("anna", 7, channel="hush-hush", replies=[said("ben", 8)]),
        post("gone", 9, channel="forgotten"),
        line("direct_channel", members=["anna", "ben"]),
        line("direct_post", channel_members=["anna", "ben"], replies=[{}], **said("anna", 10)),
    ]


@pytest.fixture
def export(make_zip):
    def make(lines: list[object], name: str = "export.zip"):
        text = "\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines)
        return make_zip(name, {"import.jsonl": text + "\n", "data/photo.png": b"\x89PNG"})

    return make


def codes(record) -> dict[str, int]:
    return {finding["code"]: finding["count"] for finding in record.manifest["findings"]}


def test_every_line_means_what_happened(export, lines, key):
    record = read_pilot(export(lines), key=key)
    summary = import_summary(record)
    assert summary["events"] == {"post": 2, "answer": 2, "reaction": 2, "mention": 1}
    assert record.manifest["importer"] == "mattermost"
    assert (summary["people"], summary["posters"]) == (6, 4)
    assert summary["source_counts"]["messages"] == 9 + 2
    assert summary["source_counts"]["replies"] == 4


def test_a_reply_answers_the_post_that_holds_it(export, lines, key):
    record = read_pilot(export(lines), key=key)
    opening = record.events[record.events["action"] == "post"].iloc[0]
    answers = record.events[record.events["action"] == "answer"]
    assert (answers["parent"] == opening["event"]).all()
    assert (answers["target"] == opening["person"]).all()
    assert codes(record)["mattermost_one_level"] == 2


def test_a_reaction_has_its_own_time_and_its_message(export, lines, key):
    events = read_pilot(export(lines), key=key).events
    reactions = events[events["action"] == "reaction"]
    expected = pd.to_datetime([START + 2 * DAY, START + 3 * DAY], unit="ms", utc=True)
    assert reactions["time"].tolist() == expected.tolist()
    assert reactions["parent"].notna().all()


def test_a_reaction_without_time_stands_at_its_message_and_is_told(export, lines, key):
    del lines[11]["post"]["reactions"][0]["create_at"]
    record = read_pilot(export(lines), key=key)
    assert codes(record)["reactions_without_time"] == 1
    assert import_summary(record)["events"]["reaction"] == 2


def test_one_last_view_is_counted_and_makes_no_series_of_visits(export, lines, key):
    record = read_pilot(export(lines), key=key)
    assert "visit" in record.manifest["unavailable"]
    found = next(f for f in record.manifest["findings"] if f["code"] == "mattermost_last_views")
    assert (found["count"], found["values"]) == (6, {"recent": 5, "days": 28, "silent": 3})
    assert record.manifest["source_counts"]["recent_readers_silent"] == 3


def test_private_channels_are_out_unless_asked_and_never_named(export, lines, key):
    source = export(lines)
    without = read_pilot(source, key=key)
    assert without.manifest["source_counts"]["private_channels"] == 1
    assert without.manifest["dropped"]["private_groups"] == 2
    assert without.communities["name"].dropna().tolist() == ["The plans", "The town-square"]
    asked = read_pilot(source, key=key, mapping={"private_groups": True})
    assert len(asked.events) == len(without.events) + 2
    closed = asked.communities[asked.communities["visibility"] == "closed"]
    assert len(closed) == 1
    assert closed["name"].isna().all()


def test_a_channel_that_no_line_lists_keeps_no_name(export, lines, key):
    record = read_pilot(export(lines), key=key)
    unknown = record.communities[record.communities["visibility"] == "unknown"]
    assert unknown["name"].isna().tolist() == [True]
    assert codes(record)["channels_unlisted_unnamed"] == 1


def test_direct_posts_are_dropped_and_counted(export, lines, key):
    record = read_pilot(export(lines), key=key, mapping={"private_groups": True})
    assert record.manifest["dropped"]["private_conversations"] == 2
    assert codes(record)["direct_messages_out"] == 2


def test_robots_are_told_from_what_their_messages_say(export, lines, key):
    record = read_pilot(export(lines), key=key)
    assert record.manifest["dropped"]["robot_messages"] == 2
    assert record.manifest["dropped"]["system_messages"] == 1
    # A webhook writes under the account of who made it: the account stays a person.
    assert record.manifest["dropped"]["robot_accounts"] == 1


def test_a_deactivated_account_left_that_day(export, lines, key):
    lines[8]["user"]["delete_at"] = START + 20 * DAY
    record = read_pilot(export(lines), key=key)
    assert record.people["left_at"].dropna().tolist() == [
        pd.Timestamp(START + 20 * DAY, unit="ms", tz="UTC")
    ]
    assert record.manifest["source_counts"]["deactivated"] == 1


def test_a_guest_is_told_by_the_role(export, lines, key):
    lines[7]["user"]["roles"] = "system_guest"
    assert codes(read_pilot(export(lines), key=key))["guests"] == 1


def test_unknown_authors_are_kept_and_counted(export, lines, key):
    assert codes(read_pilot(export(lines), key=key))["authors_not_listed"] == 1


def test_two_overlapping_exports_are_the_whole(export, lines, key):
    head, posts = lines[:11], lines[11:]
    whole = read_pilot(export(lines, "whole.zip"), key=key)
    first, second = export(head + posts[:3], "a.zip"), export(head + posts[1:-1], "b.zip")
    merged = read_pilot([first, second], key=key)
    assert merged.events.equals(whole.events)
    assert merged.memberships.equals(whole.memberships)


def test_people_join_the_hr_extract_by_address(export, lines, make_file, key):
    hr = make_file("hr.csv", "matricule,email,service\n1,anna@corp.example,Sales\n")
    record = read_pilot(export(lines), hr=hr, key=key)
    assert "Sales" in record.people["unit"].tolist()


def test_nothing_said_nor_named_is_written(export, lines, tmp_path, key):
    record = read_pilot(export(lines), key=key, title="Pilot", mapping={"private_groups": True})
    write(record, tmp_path / "record")
    written = b"".join(file.read_bytes() for file in sorted((tmp_path / "record").iterdir()))
    for secret in (b"secret words", b"anna", b"corp.example", b"hush", b"Firstname", b"forgotten"):
        assert secret not in written


@pytest.mark.parametrize(
    ("damaged", "key_of_error"),
    [
        ('{"type": "post", "post": {"te', "pilot_json_unreadable"),
        ("[1]", "pilot_json_shape"),
        ({"type": "post"}, "pilot_json_shape"),
        ({"type": "post", "post": {"team": "corp"}}, "pilot_json_field"),
        (post("anna", 0) | {"post": {"team": "corp", "channel": "plans"}}, "pilot_json_field"),
        (line("post", team="corp", channel="p", user="a", create_at="soon"), "pilot_json_time"),
        (line("post", team="corp", channel="p", user="a", create_at=START // 1000), None),
        (line("user", username="x", teams={"a": 1}), "pilot_json_shape"),
        (post("anna", 0, replies=["x"]), "pilot_json_shape"),
        (post("anna", 0, props="x"), "pilot_json_shape"),
    ],
)
def test_a_damaged_line_is_refused_with_its_number(export, lines, damaged, key_of_error):
    with pytest.raises(InputError) as caught:
        read_pilot(export([*lines, damaged]))
    assert caught.value.key == (key_of_error or "mattermost_seconds")
    assert f"import.jsonl:{len(lines) + 1}" in str(caught.value)


def test_asked_for_by_name_a_source_without_lines_names_what_is_missing(make_zip):
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("x.zip", {"a.csv": "x"}), format="mattermost")
    assert "*.jsonl" in str(caught.value)
