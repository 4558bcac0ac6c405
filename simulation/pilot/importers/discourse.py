"""Read Discourse: the administrator's list of users, and messages where they are given too.

The list tells each person's arrival and totals: what was read, written and liked, without dates.
Messages come as pages of the JSON interface (`/posts.json`, `/t/<id>.json`) or as a CSV of a
query. A message answers the one it names, or the opening of its topic. Columns that are not
needed, the address of the computer among them, are let go as soon as the file is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import arrow, matching, numbered, texts
from simulation.pilot.csv_reading import (
    LARGEST_COUNT,
    CsvTable,
    counts,
    dates,
    keys,
    read_csv,
    refuse_cells,
    require_values,
    roles_of,
)
from simulation.pilot.json_reading import (
    JsonObject,
    iso_microseconds,
    json_object,
    json_objects,
    parsed,
    text,
    whole,
)
from simulation.pilot.source import Finding, SourceActivity, rows, table

NAME = "discourse"

_TIMES = ("created_at", "last_seen_at", "suspended_at", "suspended_till")
_TOTALS = (
    "topics_entered", "posts_read_count", "time_read", "topic_count", "post_count", "likes_given",
    "likes_received",
)  # fmt: skip
_TEXTS = ("id", "username", "email", "active", "staged", "group_names")
_POST_COLUMNS = (
    "id", "topic_id", "post_number", "reply_to_post_number", "user_id", "username", "created_at",
    "raw", "cooked", "length", "category_id", "post_type", "archetype", "is_pm", "like_count",
)  # fmt: skip
_AUTOMATIC_GROUP = re.compile(r"trust_level_\d|everyone|admins|moderators|staff|logged_in_users")
_MENTION = re.compile(r'<a class="mention" href="[^"]*/u/(?P<name>[^"/]+)"')
_SYSTEM_NAMES = ("system", "discobot")
_ORDINARY = 1
"""Kind of post that people write; others are the platform's own lines, or whispers of its staff."""
_LIKE = 2
"""Number of the action that is a like."""


class _Post(NamedTuple):
    number: str
    topic: str
    place_in_topic: int
    answers: int | None
    time: int
    author: str
    category: str | None
    size: int | None
    mentions: tuple[str, ...]
    likes: int


_Told = tuple[_Post, bool, bool, int | None]
"""A message, whether it is private, whether the platform itself wrote it, and its kind."""


@dataclass(frozen=True)
class _Files:
    """The files of an export by what they hold."""

    users: list[Member]
    csv_posts: list[Member]
    json_posts: list[tuple[Member, JsonObject]]
    categories: list[tuple[Member, JsonObject]]
    unused: int


def recognises(archive: Archive) -> bool:
    """Whether a CSV file has the header of the list of users."""
    return any(_is_user_list(member) for member in archive.ending(".csv"))


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read one or several lists of users, and the messages beside them.

    Args:
        archive: the files.
        mapping: `private_groups: true` also counts categories of restricted access, unnamed.

    Raises:
        InputError: there is no list of users, a column is missing, a number, a date or a
            message cannot be read.
    """
    files = _sorted_files(archive)
    if not files.users:
        raise InputError("pilot_file_missing", place=archive.label, file="user-list-….csv")
    every = pd.concat([_users(member) for member in files.users], ignore_index=True)
    once = every.drop_duplicates("id", keep="last").drop_duplicates("username", keep="last")
    system = once["id"].str.startswith("-")
    users = once[~system].reset_index(drop=True)
    categories = _categories(files.categories)
    closed = {key for key, row in categories.items() if row.get("read_restricted") is True}
    hidden = set() if mapping.get("private_groups") else closed
    posts, aside = _posts(files, once, set(once.loc[system, "username"]))
    kept = [post for post in posts if post.category not in hidden]
    events = _events(users, kept)
    groups = _groups(users)
    met = {post.category for post in kept if post.category}
    findings = (
        *_member_findings(users, posts),
        Finding("reactions_without_person", sum(post.likes for post in kept), "note"),
        Finding("discourse_groups_unnamed", int(groups["group"].nunique()), "note"),
        Finding("discourse_categories_unnamed", len(met - set(categories)), "note"),
        Finding("private_channels", len(closed), "note"),
        Finding("private_messages_out", len(posts) - len(kept), "note"),
        Finding("files_not_used", files.unused, "note"),
        Finding(
            "timezone_assumed",
            0 if "timezone" in mapping else len(users) + len(kept),
            "note",
            {"timezone": "UTC"},
        ),
    )
    recorded = {"register"} | ({"post", "answer", "mention"} if kept else set())
    return SourceActivity(
        importer=NAME,
        accounts=_accounts(users, events),
        communities=_communities(groups, met, categories, closed, hidden),
        memberships=table(
            "memberships",
            {"account": groups["username"], "community": "group " + groups["group"]},
        ),
        events=events,
        records=frozenset(recorded),
        source_counts=_source_counts(users, posts, groups),
        dropped={
            **aside,
            "system_accounts": int(system.sum()),
            "doubled_accounts": len(every) - len(once),
            "private_groups": len(posts) - len(kept),
        },
        findings=tuple(finding for finding in findings if finding.count),
    )


# Files


def _sorted_files(archive: Archive) -> _Files:
    files = _Files([], [], [], [], 0)
    unused = 0
    for member in archive.members:
        content: JsonObject = {}
        if member.name.lower().endswith(".json"):
            read_content = parsed(member.read(), member.place)
            content = read_content if isinstance(read_content, dict) else {"posts": read_content}
        if member.name.lower().endswith(".csv") and _is_user_list(member):
            files.users.append(member)
        elif member.name.lower().endswith(".csv") and _is_post_list(member):
            files.csv_posts.append(member)
        elif {"latest_posts", "post_stream", "posts"} & set(content):
            files.json_posts.append((member, content))
        elif "category_list" in content:
            files.categories.append((member, content))
        else:
            unused += 1
    return replace(files, unused=unused)


def _is_user_list(member: Member) -> bool:
    header = member.header()
    return b"trust_level" in header and b"posts_read_count" in header


def _is_post_list(member: Member) -> bool:
    header = member.header()
    return b"topic_id" in header and b"post_number" in header


def _sheet(member: Member, columns: tuple[str, ...], required: tuple[str, ...]) -> CsvTable:
    """A CSV file with the columns needed and no other."""
    found: dict[str, str] = {}

    def wanted(headers: tuple[str, ...]) -> set[str]:
        aliases: dict[str, tuple[str, ...]] = dict.fromkeys(columns, ())
        found.update(roles_of(headers, member.place, aliases, required))
        return set(found.values())

    def named(block: pd.DataFrame) -> pd.DataFrame:
        held = block.rename(columns={column: role for role, column in found.items()})
        return _told(held) if {"raw", "cooked"} & set(found) else held

    return read_csv(member, wanted=wanted, reduced=named)


def _told(block: pd.DataFrame) -> pd.DataFrame:
    """A block of messages where each text gives way to its length and whom it names."""
    nothing = texts(pa.nulls(len(block), pa.large_string()), block.index)
    cooked = block.get("cooked", nothing)
    said = block.get("raw", nothing).fillna(cooked)
    naming = pc.fill_null(pc.match_substring(arrow(cooked), "mention"), False).to_numpy().copy()
    named = nothing.copy()
    found = (_MENTION.finditer(cell) for cell in cooked[naming])
    named[naming] = ["/".join(match["name"] for match in of_cell) or pd.NA for of_cell in found]
    length = pc.cast(pc.utf8_length(arrow(said)), pa.large_string())
    return block.drop(columns=["raw", "cooked"], errors="ignore").assign(
        said=texts(length, block.index), named=named
    )


# Members


def _users(member: Member) -> pd.DataFrame:
    """One row a user: texts, times and totals; missing where the list has no such column."""
    columns = (*_TEXTS, *_TIMES, *_TOTALS)
    sheet = _sheet(member, columns, ("id", "username", "created_at", "last_seen_at"))
    for column in ("id", "username"):
        require_values(sheet, column)
    ids = keys(sheet.frame["id"])
    refuse_cells(sheet, "id", ~ids.str.fullmatch(r"-?\d{1,18}").fillna(False), "discourse_id")
    frame = sheet.frame.reindex(columns=list(columns)).astype("string").assign(id=ids)
    for column in _TIMES:
        never = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
        frame[column] = dates(sheet, column)[0] if column in sheet.frame.columns else never
    for column in _TOTALS:
        none = pd.Series(0, index=frame.index, dtype="Int64")
        frame[column] = counts(sheet, column) if column in sheet.frame.columns else none
        frame[column] = frame[column].fillna(0)
    return frame.assign(
        is_staged=_true(frame["staged"]), is_active=_true(frame["active"].fillna("true"))
    )


def _true(cells: pd.Series) -> pd.Series:
    return cells.str.lower().isin(["true", "t", "1"]).astype(bool)


def _accounts(users: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Everybody listed, then authors and people mentioned that the list does not know."""
    export_day = users["last_seen_at"].max()
    suspended = users["suspended_till"] > export_day
    listed = table(
        "accounts",
        {
            "account": users["username"],
            "email": users["email"],
            "joined_at": _joined(users),
            "left_at": users["suspended_at"].where(suspended),
            "is_bot": False,
            "is_guest": users["is_staged"],
            "is_deleted": False,
        },
    )
    met = {*numbered(events["account"])[1], *numbered(events["target"])[1]}
    strangers = sorted(met - set(users["username"]))
    unlisted = rows("accounts", [{"account": name, "is_bot": False} for name in strangers])
    return pd.concat([listed, unlisted], ignore_index=True)


def _joined(users: pd.DataFrame) -> pd.Series:
    """When each confirmed their account; staged and unconfirmed ones never came."""
    return users["created_at"].where(users["is_active"] & ~users["is_staged"])


def _groups(users: pd.DataFrame) -> pd.DataFrame:
    """Who belongs to which group, the automatic ones excepted."""
    named = users[["username"]].assign(group=users["group_names"].str.split(";"))
    each = named.explode("group").dropna(subset="group").astype("string")
    each["group"] = each["group"].str.strip()
    automatic = each["group"].str.fullmatch(_AUTOMATIC_GROUP) | (each["group"] == "")
    return each[~automatic].drop_duplicates().reset_index(drop=True)


# Messages


def _posts(
    files: _Files, users: pd.DataFrame, system: set[str]
) -> tuple[list[_Post], dict[str, int]]:
    """Each message of people once, in the order of time; how many rows were set aside, and why."""
    name_of = dict(zip(users["id"], users["username"], strict=True))
    system = system | set(_SYSTEM_NAMES)
    kept: dict[str, _Post] = {}
    aside: dict[str, set[str]] = {}
    for post, is_private, by_system, kind in chain(
        *(_posts_of_query(member, name_of) for member in files.csv_posts),
        _posts_of_pages(files.json_posts, name_of),
    ):
        reason = None
        if is_private:
            reason = "private_conversations"
        elif post.author in system or by_system:
            reason = "robot_messages"
        elif kind not in (None, _ORDINARY):
            reason = "system_messages"
        if reason:
            aside.setdefault(reason, set()).add(post.number)
        else:
            kept[post.number] = post
    ordered = sorted(kept.values(), key=lambda post: (post.time, post.topic, post.place_in_topic))
    return ordered, {reason: len(numbers) for reason, numbers in aside.items()}


def _posts_of_query(member: Member, name_of: Mapping[str, str]) -> Iterator[_Told]:
    """The messages of a CSV file, a column at a time."""
    sheet = _sheet(member, _POST_COLUMNS, ("id", "topic_id", "post_number", "created_at"))
    nothing: list[Any] = [None] * len(sheet.frame)

    def cells(name: str) -> list[Any]:
        column = sheet.frame.get(name)
        return nothing if column is None else arrow(column).to_pylist()

    def integers(name: str) -> list[Any]:
        column = sheet.frame.get(name)
        return nothing if column is None else _integers(column).to_pylist()

    numbers, topics, places = map(integers, ("id", "topic_id", "post_number"))
    times = [iso_microseconds(cell) for cell in cells("created_at")]
    authors = [
        name_of.get(number or "") or name
        for number, name in zip(cells("user_id"), cells("username"), strict=True)
    ]
    needed = {"id": numbers, "topic_id": topics, "post_number": places, "created_at": times}
    for row in zip(*(needed | {"username": authors}).values(), strict=True):
        if None in row:
            name = [*needed, "username"][row.index(None)]
            raise InputError("discourse_post", place=member.place, name=name)
    told = zip(
        numbers, topics, places, integers("reply_to_post_number"), times, authors,
        integers("category_id"), integers("said"), integers("length"), cells("named"),
        integers("like_count"), cells("archetype"), cells("is_pm"), integers("user_id"),
        integers("post_type"), strict=True,
    )  # fmt: skip
    for (
        number, topic, place, answers, time, author, category, said, length, named, likes,
        archetype, is_pm, user, kind,
    ) in told:  # fmt: skip
        size = whole(length, LARGEST_COUNT) if said is None else said
        yield (
            _Post(
                str(number), str(topic), place, answers, time, author,
                None if category is None else str(category), size,
                tuple(named.split("/")) if named else (), whole(likes, LARGEST_COUNT) or 0,
            ),
            archetype == "private_message" or (is_pm is not None and _is_yes(is_pm)),
            user is not None and user < 0,
            kind,
        )  # fmt: skip


def _posts_of_pages(
    pages: Iterable[tuple[Member, JsonObject]], name_of: Mapping[str, str]
) -> Iterator[_Told]:
    """The messages of pages in JSON."""
    for row, place in _post_rows(pages):
        yield (
            _post(row, name_of, place),
            row.get("archetype") == "private_message" or _is_yes(row.get("is_pm")),
            (_integer(row.get("user_id")) or 0) < 0,
            _integer(row.get("post_type")),
        )


def _post_rows(
    pages: Iterable[tuple[Member, JsonObject]],
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each row that holds a message, with the place of its file."""
    for member, content in pages:
        of_topic = {name: content.get(name) for name in ("archetype", "category_id")}
        held = content.get("latest_posts", content.get("posts"))
        if "post_stream" in content:
            held = json_object(content["post_stream"], member.place, "post_stream").get("posts")
            of_topic["topic_id"] = content.get("id")
        for row in json_objects(held, member.place, "posts"):
            yield of_topic | row, member.place


def _post(row: Mapping[str, Any], name_of: Mapping[str, str], place: str) -> _Post:
    needed = {name: _integer(row.get(name)) for name in ("id", "topic_id", "post_number")}
    time = iso_microseconds(row.get("created_at"))
    author = name_of.get(str(row.get("user_id"))) or text(row.get("username"))
    for name, value in {**needed, "created_at": time, "username": author}.items():
        if value is None:
            raise InputError("discourse_post", place=place, name=name)
    assert time is not None and author is not None
    said = text(row.get("raw")) or text(row.get("cooked"))
    length = whole(_integer(row.get("length")), LARGEST_COUNT)
    category = _integer(row.get("category_id"))
    return _Post(
        str(needed["id"]),
        str(needed["topic_id"]),
        needed["post_number"] or 0,
        _integer(row.get("reply_to_post_number")),
        time,
        author,
        None if category is None else str(category),
        length if said is None else len(said),
        tuple(match["name"] for match in _MENTION.finditer(text(row.get("cooked")) or "")),
        _likes(row, place),
    )


def _likes(row: Mapping[str, Any], place: str) -> int:
    """How many like a message; who and when is not told."""
    summary = json_objects(row.get("actions_summary"), place, "actions_summary")
    given = [action.get("count") for action in summary if action.get("id") == _LIKE]
    return whole(_integer(next(iter(given), row.get("like_count"))), LARGEST_COUNT) or 0


def _integer(value: Any) -> int | None:
    """A whole number, given as such or as text; missing for anything else."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}(\.0)?", value, re.ASCII):
        value = int(value.partition(".")[0])
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    return value if is_whole else None


def _integers(cells: pd.Series) -> pa.ChunkedArray:
    """The same of a column of texts."""
    digits = pc.replace_substring(arrow(cells), ".0", "")
    told = pc.if_else(pa.array(matching(cells, r"-?\d{1,18}(\.0)?")), digits, None)
    return pc.cast(told, pa.int64())


def _is_yes(value: Any) -> bool:
    return value is True or str(value).lower() in ("true", "t", "1")


def _events(users: pd.DataFrame, posts: list[_Post]) -> pd.DataFrame:
    """Arrivals, then the posts, answers and mentions."""
    joined = _joined(users)
    registered = table(
        "events",
        {
            "time": joined[joined.notna()],
            "account": users.loc[joined.notna(), "username"],
            "action": "register",
        },
    )
    spelled = {name.lower(): name for name in users["username"]}
    keys_of = [_key(post.topic, post.place_in_topic) for post in posts]
    author_of = {key: post.author for key, post in zip(keys_of, posts, strict=True)}
    openings = [
        None if post.place_in_topic == 1 else _key(post.topic, post.answers or 1) for post in posts
    ]
    named = [
        (at, mentioned)
        for at, post in enumerate(posts)
        for name in dict.fromkeys(post.mentions)
        if (mentioned := spelled.get(name.lower())) is not None and mentioned != post.author
    ]
    of = np.array([*range(len(posts)), *(at for at, _ in named)], "int64")
    order = np.argsort(of, kind="stable")  # each message, then its mentions
    of, is_mention = of[order], order >= len(posts)

    def column(messages: list[str | None], mentions: list[str | None]) -> pd.Series:
        both = pa.array([*messages, *mentions], pa.large_string())
        return texts(both.take(pa.array(order)))

    places = [post.category and f"category {post.category}" for post in posts]
    sizes = pa.array([post.size for post in posts], pa.int64()).take(pa.array(of))
    times = np.array([post.time for post in posts], "int64")[of]
    written = table(
        "events",
        {
            "key": column(list(keys_of), [None] * len(named)),
            "time": pd.to_datetime(times, unit="us", utc=True),
            "account": column(
                [post.author for post in posts], [posts[at].author for at, _ in named]
            ),
            "action": column(
                ["answer" if opening else "post" for opening in openings], ["mention"] * len(named)
            ),
            "community": column(places, [places[at] for at, _ in named]),
            "parent": column(openings, [keys_of[at] for at, _ in named]),
            "target": column(
                [author_of.get(opening or "") for opening in openings], [name for _, name in named]
            ),
            "size": pd.array(pc.if_else(pa.array(is_mention), None, sizes).to_pandas(), "Int64"),
        },
    )
    return pd.concat([registered, written], ignore_index=True)


def _key(topic: str, place_in_topic: int) -> str:
    return f"{topic}/{place_in_topic}"


# Communities, counts, findings


def _categories(files: list[tuple[Member, JsonObject]]) -> dict[str, JsonObject]:
    found = {}
    for member, content in files:
        listed = json_object(content["category_list"], member.place, "category_list")
        for row in json_objects(listed.get("categories"), member.place, "categories"):
            key = _integer(row.get("id"))
            if key is None:
                raise InputError("pilot_json_field", place=member.place, name="id")
            found[str(key)] = row
    return found


def _communities(
    groups: pd.DataFrame,
    met: set[str],
    categories: Mapping[str, JsonObject],
    closed: set[str],
    hidden: set[str],
) -> pd.DataFrame:
    listed = [
        {
            "community": f"category {key}",
            "name": None if key in closed else text(row.get("name")),
            "kind": "unknown",
            "visibility": "closed" if key in closed else "open",
        }
        for key, row in categories.items()
        if key not in hidden
    ]
    unlisted = [f"category {key}" for key in sorted(met - set(categories))]
    unlisted += [f"group {name}" for name in sorted(groups["group"].unique())]
    return rows(
        "communities",
        listed
        + [{"community": key, "kind": "unknown", "visibility": "unknown"} for key in unlisted],
    )


def _source_counts(users: pd.DataFrame, posts: list[_Post], groups: pd.DataFrame) -> dict[str, int]:
    written = users["topic_count"] + users["post_count"]
    authors = {post.author for post in posts}
    return {
        "people": len(users),
        "posters": int((written > 0).sum()) or len(authors),
        "staged": int(users["is_staged"].sum()),
        "unconfirmed": int((~users["is_active"]).sum()),
        "never_seen": int(users["last_seen_at"].isna().sum()),
        "readers_silent": _silent(users),
        "likers": int((users["likes_given"] > 0).sum()),
        **{f"total_{column}": int(users[column].sum()) for column in _TOTALS},
        "groups": int(groups["group"].nunique()),
        "messages": len(posts),
        "authors": len(authors),
        "likes_on_messages": sum(post.likes for post in posts),
    }


def _silent(users: pd.DataFrame) -> int:
    """People who read and wrote nothing."""
    written = users["topic_count"] + users["post_count"]
    return int(((users["posts_read_count"] > 0) & (written == 0)).sum())


def _member_findings(users: pd.DataFrame, posts: list[_Post]) -> Iterator[Finding]:
    """What the totals tell, and how far the messages given fall short of them."""
    written = users["topic_count"] + users["post_count"]
    announced = int(written.sum())
    values = {"silent": _silent(users), "unseen": int(users["last_seen_at"].isna().sum())}
    yield Finding("discourse_totals", len(users), values=values)
    if posts:
        missing = max(announced - len(posts), 0)
        yield Finding("discourse_posts_missing", missing, values={"announced": announced})
    else:
        yield Finding("discourse_without_posts", int((written > 0).sum()))
    authors = {post.author for post in posts} - set(users["username"])
    yield Finding("authors_not_listed", len(authors))
