"""Discourse: made-up lists of users and messages with the platform's own columns."""

import gzip

import pandas as pd
import pytest

from simulation.errors import InputError
from simulation.pilot import import_summary, read_pilot
from simulation.tables import write

HEADER = (
    "id,name,username,email,title,created_at,last_seen_at,last_posted_at,last_emailed_at,"
    "trust_level,approved,suspended_at,suspended_till,silenced_till,active,admin,moderator,"
    "ip_address,staged,topics_entered,posts_read_count,time_read,topic_count,post_count,"
    "likes_given,likes_received,location,website,views,group_names"
)
LIST = "user-list-260105-101500.csv"


def member(number: int, username: str, **more: object) -> str:
    row = {
        "id": number,
        "name": f'"{username.title()}, Firstname"',
        "username": username,
        "email": f"{username}@corp.example",
        "created_at": f"2024-01-{abs(number) % 27 + 1:02d} 12:00:00 UTC",
        "last_seen_at": "2024-03-01 08:00:00 UTC",
        "trust_level": 2,
        "active": "true",
        "staged": "false",
        "ip_address": "192.0.2.77",
        "group_names": "trust_level_0;trust_level_1;staff",
    }
    row |= dict.fromkeys(("topics_entered", "posts_read_count", "time_read"), 5)
    row |= dict.fromkeys(("topic_count", "post_count", "likes_given", "likes_received"), 0)
    row |= more
    return ",".join(str(row.get(column, "")) for column in HEADER.split(","))


@pytest.fixture
def users() -> str:
    return "\n".join(
        [
            HEADER,
            member(-1, "system", last_seen_at=""),
            member(-2, "discobot"),
            member(1, "anna", topic_count=1, post_count=1, group_names="trust_level_2;Writers"),
            member(2, "ben", post_count=2, likes_given=4, group_names="Writers;Elected"),
            member(3, "cleo", posts_read_count=250),
            member(4, "dan", last_seen_at="", posts_read_count=0, topics_entered=0, time_read=0),
            member(5, "eve", active="false", last_seen_at="", posts_read_count=0),
            member(6, "mailer", staged="true", posts_read_count=0),
            member(7, "gus", suspended_at="2024-02-01 00:00:00 UTC",
                   suspended_till="2124-02-01 00:00:00 UTC"),
        ]
    )  # fmt: skip


def post(number: int, topic: int, place: int, author: str, day: int, **more: object) -> dict:
    created = f"2024-02-{day:02d}T09:30:00.000Z"
    said = {"cooked": "<p>secret words</p>", "username": author, "created_at": created}
    return {"id": number, "topic_id": topic, "post_number": place, **said, **more}


@pytest.fixture
def page() -> dict[str, object]:
    mention = '<p><a class="mention" href="/u/cleo">@cleo</a> secret words</p>'
    likes = [{"id": 2, "count": 3}, {"id": 6, "count": 9}]
    return {
        "latest_posts": [
            post(11, 5, 1, "anna", 1, category_id=4, actions_summary=likes),
            post(12, 5, 2, "ben", 2, category_id=4, cooked=mention),
            post(13, 5, 3, "anna", 3, category_id=4, reply_to_post_number=2),
            post(14, 5, 4, "ben", 4, category_id=9),
            post(15, 5, 5, "system", 5, user_id=-1),
            post(16, 5, 6, "anna", 6, post_type=3),
            post(17, 6, 1, "anna", 7, archetype="private_message"),
        ]
    }


CATEGORIES = {
    "category_list": {
        "categories": [
            {"id": 4, "name": "Ideas", "read_restricted": False},
            {"id": 9, "name": "Elected staff", "read_restricted": True},
        ]
    }
}


def codes(record) -> dict[str, int]:
    return {finding["code"]: finding["count"] for finding in record.manifest["findings"]}


def test_the_list_alone_dates_arrivals_and_nothing_else(make_file, users, key):
    record = read_pilot(make_file(LIST, users), key=key)
    assert record.manifest["importer"] == "discourse"
    assert record.manifest["records"] == ["register"]
    assert import_summary(record)["events"] == {"register": 5}
    assert codes(record)["discourse_without_posts"] == 2


def test_totals_are_told_as_totals(make_file, users, key):
    record = read_pilot(make_file(LIST, users), key=key)
    summary = import_summary(record)
    counts = summary["source_counts"]
    assert (summary["people"], summary["posters"]) == (7, 2)
    assert counts["readers_silent"] == 2
    assert counts["never_seen"] == 2
    assert counts["total_posts_read_count"] == 5 + 5 + 250 + 5
    assert (counts["likers"], counts["total_likes_given"]) == (1, 4)
    totals = next(f for f in record.manifest["findings"] if f["code"] == "discourse_totals")
    assert totals["values"] == {"silent": 2, "unseen": 2}
    assert {"visit", "reaction", "post"} <= set(record.manifest["unavailable"])


def test_a_packed_list_reads_as_the_list(make_file, users, key):
    plain = read_pilot(make_file(LIST, users), key=key)
    packed = read_pilot(make_file(LIST + ".gz", gzip.compress(users.encode())), key=key)
    assert packed.people.equals(plain.people)
    assert packed.events.equals(plain.events)


def test_a_list_of_few_columns_is_enough(make_file, key):
    columns = "id,username,created_at,last_seen_at,trust_level,posts_read_count"
    lines = [columns, "1,anna,2024-01-02 12:00:00 UTC,,2,7"]
    record = read_pilot(make_file("list.csv", "\n".join(lines)), key=key)
    assert record.manifest["source_counts"]["readers_silent"] == 1


def test_accounts_of_the_platform_itself_are_dropped(make_file, users, key):
    record = read_pilot(make_file(LIST, users), key=key)
    assert record.manifest["dropped"]["system_accounts"] == 2
    assert len(record.people) == 7


def test_who_never_confirmed_came_by_mail_or_is_suspended_is_known_as_such(make_file, users, key):
    record = read_pilot(make_file(LIST, users), key=key)
    assert record.people["registered_at"].notna().sum() == 5
    assert codes(record)["guests"] == 1
    assert record.people["left_at"].dropna().tolist() == [pd.Timestamp("2024-02-01", tz="UTC")]


def test_groups_are_memberships_without_a_name_and_automatic_ones_are_not(make_file, users, key):
    record = read_pilot(make_file(LIST, users), key=key)
    assert len(record.communities) == 2
    assert record.communities["name"].isna().all()
    assert len(record.memberships) == 3
    assert codes(record)["discourse_groups_unnamed"] == 2


def test_a_message_answers_the_one_it_names_or_the_opening(make_zip, users, page, key):
    record = read_pilot(make_zip("d.zip", {LIST: users, "posts.json": page}), key=key)
    written = record.events[record.events["action"].isin(["post", "answer"])]
    assert written["action"].tolist() == ["post", "answer", "answer", "answer"]
    opening, first = written["event"].tolist()[:2]
    assert written["parent"].tolist()[1:] == [opening, first, opening]
    assert import_summary(record)["events"]["mention"] == 1
    assert (written["time"].dt.hour == 9).all()


def test_private_system_and_robot_messages_are_dropped_and_counted(make_zip, users, page, key):
    dropped = read_pilot(make_zip("d.zip", {LIST: users, "posts.json": page})).manifest["dropped"]
    assert dropped["private_conversations"] == 1
    assert dropped["system_messages"] == 1
    assert dropped["robot_messages"] == 1


def test_likes_without_a_person_are_counted_not_invented(make_zip, users, page, key):
    record = read_pilot(make_zip("d.zip", {LIST: users, "posts.json": page}), key=key)
    assert "reaction" in record.manifest["unavailable"]
    assert codes(record)["reactions_without_person"] == 3


def test_categories_are_named_only_where_they_are_known_to_be_open(make_zip, users, page, key):
    files = {LIST: users, "posts.json": page}
    unknown = read_pilot(make_zip("a.zip", files), key=key)
    assert unknown.communities["name"].isna().all()
    assert codes(unknown)["discourse_categories_unnamed"] == 2
    files["categories.json"] = CATEGORIES
    known = read_pilot(make_zip("b.zip", files), key=key)
    assert known.communities["name"].dropna().tolist() == ["Ideas"]
    assert known.manifest["dropped"]["private_groups"] == 1
    asked = read_pilot(make_zip("c.zip", files), key=key, mapping={"private_groups": True})
    assert asked.communities["name"].dropna().tolist() == ["Ideas"]
    assert len(asked.events) == len(known.events) + 1


def test_pages_csv_and_topics_tell_the_same(make_zip, users, page, key):
    posts = page["latest_posts"][:3]
    for one in posts:
        del one["cooked"]
    columns = ["id", "topic_id", "post_number", "reply_to_post_number", "username", "created_at"]
    lines = [",".join([*columns, "category_id"])]
    for one in posts:
        lines.append(",".join(str(one.get(column, "")) for column in columns) + ",4")
    topic = {"id": 5, "category_id": 4, "post_stream": {"posts": posts}}
    sources = {
        "a.zip": {"posts.json": {"latest_posts": posts}},
        "b.zip": {"t/5.json": topic},
        "c.zip": {"query.csv": "\n".join(lines)},
    }
    read = [read_pilot(make_zip(n, {LIST: users} | files), key=key) for n, files in sources.items()]
    for other in read[1:]:
        assert other.events.drop(columns="size").equals(read[0].events.drop(columns="size"))


def test_messages_that_the_totals_announce_and_the_pages_lack_are_told(make_zip, users, page, key):
    page["latest_posts"] = page["latest_posts"][:1]
    record = read_pilot(make_zip("d.zip", {LIST: users, "posts.json": page}), key=key)
    assert codes(record)["discourse_posts_missing"] == 3


def test_doubled_pages_and_lists_count_once(make_zip, users, page, key):
    files = {LIST: users, "posts.json": page}
    once = read_pilot(make_zip("a.zip", files), key=key)
    twice = read_pilot([make_zip("b.zip", files), make_zip("c.zip", files)], key=key)
    assert twice.events.equals(once.events)
    assert len(twice.people) == len(once.people)


def test_a_number_of_the_platform_is_no_number_of_an_employee(make_file, users, key):
    lines = ["matricule,email,service", "3,anna@corp.example,Sales", "2,zoe@corp.example,Legal"]
    record = read_pilot(make_file(LIST, users), hr=make_file("hr.csv", "\n".join(lines)), key=key)
    came = record.people.groupby("unit")["registered_at"].count()
    assert came.to_dict() == {"Sales": 1, "Legal": 0}


def test_nothing_said_nor_named_is_written_and_no_address(make_zip, users, page, tmp_path, key):
    files = {LIST: users, "posts.json": page, "categories.json": CATEGORIES}
    record = read_pilot(make_zip("d.zip", files), key=key, title="Pilot")
    write(record, tmp_path / "record")
    written = b"".join(file.read_bytes() for file in sorted((tmp_path / "record").iterdir()))
    for secret in (b"secret words", b"anna", b"Firstname", b"192.0.2", b"Elected", b"corp.example"):
        assert secret not in written


@pytest.mark.parametrize(
    ("replaced", "by", "key_of_error"),
    [
        (",last_seen_at,", ",seen,", "pilot_column_missing"),
        ("\n1,", "\none,", "discourse_id"),
        ("\n1,", "\n,", "pilot_cell_empty"),
        ("2024-01-02 12:00:00 UTC", "yesterday", "pilot_not_a_date"),
        (",250,", ",-3,", "pilot_not_a_count"),
        (",250,", ",1e99,", "pilot_not_a_count"),
        (",250,", ",many,", "pilot_not_a_number"),
    ],
)
def test_a_damaged_list_is_refused_with_its_line(make_file, users, replaced, by, key_of_error):
    assert replaced in users
    with pytest.raises(InputError) as caught:
        read_pilot(make_file(LIST, users.replace(replaced, by)))
    assert caught.value.key == key_of_error
    assert LIST in str(caught.value)
    assert "192.0.2" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "key_of_error"),
    [
        ('{"latest_posts": [', "pilot_json_unreadable"),
        ({"latest_posts": {"id": 1}}, "pilot_json_shape"),
        ({"post_stream": []}, "pilot_json_shape"),
        ({"latest_posts": [{"id": 1}]}, "discourse_post"),
        ({"latest_posts": [post(1, 1, 1, "a", 1, created_at="0001-01-01")]}, "discourse_post"),
        ({"latest_posts": [post(1, 1, 1, "a", 1, actions_summary=7)]}, "pilot_json_shape"),
        ({"category_list": 3}, "pilot_json_shape"),
    ],
)
def test_damaged_messages_are_refused_with_their_file(make_zip, users, content, key_of_error):
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("d.zip", {LIST: users, "posts.json": content}))
    assert caught.value.key == key_of_error
    assert "posts.json" in str(caught.value)


def test_messages_without_the_list_ask_for_it(make_zip, page):
    with pytest.raises(InputError) as caught:
        read_pilot(make_zip("d.zip", {"posts.json": page}), format="discourse")
    assert "user-list" in str(caught.value)
