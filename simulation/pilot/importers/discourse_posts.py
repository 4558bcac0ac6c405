"""The messages of Discourse, held column by column: those of a query's CSV, and of JSON pages.

Of a message its length and whom it names are held, never its text. Whatever its source, each
stands once, in the version met last, in the order of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Member
from simulation.pilot.columns import are_whole_numbers, arrow, equal, matching, positions, texts
from simulation.pilot.csv_reading import LARGEST_COUNT, CsvTable, read_csv, roles_of
from simulation.pilot.json_reading import (
    JsonObject,
    iso_microseconds,
    json_object,
    json_objects,
    text,
    whole,
)
from simulation.pilot.source import links
from simulation.pilot.times import LATEST_SECOND

COLUMNS: Mapping[str, Any] = {
    "number": "Int64",
    "topic": "Int64",
    "place": "Int64",
    "time": "Int64",
    "author": pd.StringDtype("pyarrow"),
    "answers": "Int64",
    "category": "Int64",
    "size": "Int64",
    "named": pd.StringDtype("pyarrow"),
    "likes": "Int64",
    "is_private": "boolean",
    "by_system": "boolean",
    "kind": "Int64",
}
"""What is held of a message. `place` and `answers` are places in its topic, `time` is in
microseconds since 1970, `named` are names parted by `/`; `is_private` to `kind` tell what is set
aside, and only the first five are never missing."""

_NEEDED = {
    "number": "id",
    "topic": "topic_id",
    "place": "post_number",
    "time": "created_at",
    "author": "username",
}
_OF_QUERY = (
    "id", "topic_id", "post_number", "reply_to_post_number", "user_id", "username", "created_at",
    "raw", "cooked", "length", "category_id", "post_type", "archetype", "is_pm", "like_count",
)  # fmt: skip
_SYSTEM_NAMES = ("system", "discobot")
_MENTION = re.compile(r'<a class="mention" href="[^"]*/u/(?P<name>[^"/]+)"')
_USUAL_TIME = (
    r"\d{4}-\d{2}-\d{2}[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z| UTC|\+00:00)?"
)
_ORDINARY = 1
"""Kind of post that people write; others are the platform's own lines, or whispers of its staff."""
_LIKE = 2
"""Number of the action that is a like."""
_YES = ("true", "t", "1")

Page = tuple[Member, JsonObject]


def posts(
    queries: Iterable[Member], pages: Iterable[Page], users: pd.DataFrame, system: set[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Each message of people once, in the order of time; how many were set aside, and why.

    Args:
        queries: CSV files of messages.
        pages: files of the JSON interface.
        users: everybody listed, by `id` and `username`.
        system: names of the platform's own accounts.

    Returns:
        The columns of `COLUMNS`; reason -> number.

    Raises:
        InputError: a message lacks its number, topic, place, time or author.
    """
    parts = [_of_query(member, users) for member in queries]
    parts.append(_of_pages(pages, dict(zip(users["id"], users["username"], strict=True))))
    met = pd.concat(parts, ignore_index=True)
    by_system = equal(met["author"], *system, *_SYSTEM_NAMES) | met["by_system"].to_numpy(bool)
    reasons = {
        "private_conversations": met["is_private"].to_numpy(bool),
        "robot_messages": by_system,
        "system_messages": (met["kind"].fillna(_ORDINARY) != _ORDINARY).to_numpy(bool),
    }
    aside = np.zeros(len(met), bool)
    dropped = {}
    for reason, rows in reasons.items():
        if number := met["number"][rows & ~aside].nunique():
            dropped[reason] = number
        aside |= rows
    return _in_order(met[~aside]), dropped


def _in_order(kept: pd.DataFrame) -> pd.DataFrame:
    """Each number once, by time; of the same instant by topic, as texts are sorted, and place."""
    codes, numbers = pd.factorize(kept["number"])
    last = np.zeros(len(numbers), "int64")
    last[codes] = np.arange(len(codes))
    once = kept.iloc[last]
    topics, topic = np.unique(once["topic"].to_numpy("int64"), return_inverse=True)
    rank = np.argsort(np.argsort(topics.astype(str), kind="stable"), kind="stable")[topic]
    place, time = once["place"].to_numpy("int64"), once["time"].to_numpy("int64")
    return once.iloc[np.lexsort((place, rank, time))].reset_index(drop=True)


# A query's CSV


def sheet(member: Member, columns: tuple[str, ...], required: tuple[str, ...]) -> CsvTable:
    """A CSV file with the columns needed and no other; of a text, what is told of it."""
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


def _of_query(member: Member, users: pd.DataFrame) -> pd.DataFrame:
    """The messages of a CSV file."""
    frame = sheet(member, _OF_QUERY, ("id", "topic_id", "post_number", "created_at")).frame
    nothing = texts(pa.nulls(len(frame), pa.large_string()), frame.index)

    def cells(name: str) -> pd.Series:
        return frame.get(name, nothing)

    def integers(name: str) -> pd.Series:
        return pd.Series(_WHOLE.__from_arrow__(_integers(cells(name))), index=frame.index)

    at = positions(cells("user_id"), users["id"])
    known = texts(arrow(users["username"]).take(pa.array(at, mask=at < 0)), frame.index)
    length = integers("length")
    told = pd.DataFrame(
        {
            "number": integers("id"),
            "topic": integers("topic_id"),
            "place": integers("post_number"),
            "time": _times(cells("created_at")),
            "author": known.fillna(cells("username")),
            "answers": integers("reply_to_post_number"),
            "category": integers("category_id"),
            "size": integers("said").fillna(length.where(length.between(0, LARGEST_COUNT))),
            "named": cells("named"),
            "likes": integers("like_count"),
            "is_private": equal(cells("archetype"), "private_message")
            | equal(cells("is_pm").str.lower(), *_YES),
            "by_system": (integers("user_id") < 0).fillna(False),
            "kind": integers("post_type"),
        }
    )
    told["likes"] = told["likes"].where(told["likes"].between(0, LARGEST_COUNT)).fillna(0)
    lacking = told[list(_NEEDED)].isna().to_numpy()
    if lacking.any():
        first = lacking[int(lacking.any(axis=1).argmax())]
        name = list(_NEEDED.values())[int(first.argmax())]
        raise InputError("discourse_post", place=member.place, name=name)
    return told.astype(dict(COLUMNS))


_WHOLE: Any = pd.Int64Dtype()


def _times(cells: pd.Series) -> pd.Series:
    """Times as `iso_microseconds` reads them, a column at once where all are as usual."""
    told = cells.notna().to_numpy()
    if matching(cells, _USUAL_TIME)[told].all():
        plain = arrow(cells)
        for zone in ("Z", " UTC", "+00:00"):
            plain = pc.replace_substring(plain, zone, "")
        try:
            moments = pc.cast(plain.cast(pa.timestamp("us")), pa.int64())
        except pa.ArrowInvalid:  # a day that does not exist
            pass
        else:
            times = pd.Series(_WHOLE.__from_arrow__(moments), index=cells.index)
            return times.where((times > 0) & (times < LATEST_SECOND * 1_000_000))
    read = [iso_microseconds(cell) for cell in arrow(cells).to_pylist()]
    return pd.Series(pd.array(read, "Int64"), index=cells.index)


def _integers(cells: pd.Series) -> pa.ChunkedArray:
    """The whole numbers of a column of texts, as `integer` reads them."""
    if are_whole_numbers(cells, longest=18):
        return pc.cast(arrow(cells), pa.int64())
    digits = pc.replace_substring(arrow(cells), ".0", "")
    told = pc.if_else(pa.array(matching(cells, r"-?\d{1,18}(\.0)?")), digits, None)
    return pc.cast(told, pa.int64())


# Pages in JSON


def _of_pages(pages: Iterable[Page], name_of: Mapping[str, str]) -> pd.DataFrame:
    """The messages of pages in JSON."""
    told = [_post(row, name_of, place) for row, place in _rows(pages)]
    columns = zip(*told, strict=True) if told else [()] * len(COLUMNS)
    return pd.DataFrame(
        {
            name: pd.array(list(cells), dtype=kind)
            for (name, kind), cells in zip(COLUMNS.items(), columns, strict=True)
        }
    )


def _rows(pages: Iterable[Page]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Each row that holds a message, with the place of its file."""
    for member, content in pages:
        of_topic = {name: content.get(name) for name in ("archetype", "category_id")}
        held = content.get("latest_posts", content.get("posts"))
        if "post_stream" in content:
            held = json_object(content["post_stream"], member.place, "post_stream").get("posts")
            of_topic["topic_id"] = content.get("id")
        for row in json_objects(held, member.place, "posts"):
            yield of_topic | row, member.place


def _post(row: Mapping[str, Any], name_of: Mapping[str, str], place: str) -> tuple[Any, ...]:
    """The cells of `COLUMNS` of one message."""
    needed = (
        *(integer(row.get(name)) for name in ("id", "topic_id", "post_number")),
        iso_microseconds(row.get("created_at")),
        name_of.get(str(row.get("user_id"))) or text(row.get("username")),
    )
    if None in needed:
        name = list(_NEEDED.values())[needed.index(None)]
        raise InputError("discourse_post", place=place, name=name)
    said, cooked = text(row.get("raw")) or text(row.get("cooked")), text(row.get("cooked"))
    length = whole(integer(row.get("length")), LARGEST_COUNT)
    return (
        *needed,
        integer(row.get("reply_to_post_number")),
        integer(row.get("category_id")),
        length if said is None else len(said),
        "/".join(match["name"] for match in _MENTION.finditer(cooked or "")) or None,
        _likes(row, place),
        row.get("archetype") == "private_message" or _is_yes(row.get("is_pm")),
        (integer(row.get("user_id")) or 0) < 0,
        integer(row.get("post_type")),
    )


def _likes(row: Mapping[str, Any], place: str) -> int:
    """How many like a message; who and when is not told."""
    summary = json_objects(row.get("actions_summary"), place, "actions_summary")
    given = [action.get("count") for action in summary if action.get("id") == _LIKE]
    return whole(integer(next(iter(given), row.get("like_count"))), LARGEST_COUNT) or 0


def integer(value: Any) -> int | None:
    """A whole number, given as such or as text; missing for anything else."""
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}(\.0)?", value, re.ASCII):
        value = int(value.partition(".")[0])
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    return value if is_whole else None


def _is_yes(value: Any) -> bool:
    return value is True or str(value).lower() in _YES


# What they tell


def written(posts: pd.DataFrame, spelled: Mapping[str, str]) -> Mapping[str, Any]:
    """Columns of events: each message, then its mentions.

    Args:
        posts: the messages, in the order of time.
        spelled: name in lower case -> name, of those who can be mentioned.
    """
    author = arrow(posts["author"]).combine_chunks()
    key, opening = _keys(posts)
    opens = (posts["place"] == 1).to_numpy(bool)
    opening[opens] = -1
    last = np.full(max(key.max(initial=-1), opening.max(initial=-1)) + 2, -1)
    last[key] = np.arange(len(key))
    answered = last[opening]  # nothing stands at -1, for those that answer nothing
    addressed = author.take(pa.array(answered, mask=answered < 0))

    at, names = _mentions(posts, spelled)
    both = np.concatenate([np.arange(len(posts)), at])
    order = np.argsort(both, kind="stable")  # each message, then its mentions
    of, is_mention = both[order], order >= len(posts)

    def column(messages: pa.Array, mentions: pa.Array) -> pd.Series:
        every = pa.chunked_array([messages, mentions.cast(messages.type)])
        return texts(every.take(pa.array(order)))

    size = posts["size"].array.take(of)
    size[is_mention] = pd.NA
    places = _places(posts["category"])
    action = pc.if_else(pa.array(opens), "post", "answer").cast(pa.large_string())
    return {
        "key": links(np.where(is_mention, -1, key[of])),
        "time": pd.to_datetime(posts["time"].to_numpy("int64")[of], unit="us", utc=True),
        "account": texts(author.take(pa.array(of))),
        "action": column(action, pa.array(["mention"] * len(at), pa.large_string())),
        "community": texts(places.take(pa.array(of))),
        "parent": links(np.where(is_mention, key[of], opening[of])),
        "target": column(addressed, pa.array(names, pa.large_string())),
        "size": size,
    }


def _mentions(posts: pd.DataFrame, spelled: Mapping[str, str]) -> tuple[np.ndarray, list[str]]:
    """Row of each message and who is mentioned in it, the author and strangers excepted."""
    naming = np.flatnonzero(posts["named"].notna())
    cells = zip(
        naming.tolist(),
        posts["named"].array.take(naming),
        posts["author"].array.take(naming),
        strict=True,
    )
    found = [
        (at, mentioned)
        for at, names, author in cells
        for name in dict.fromkeys(names.split("/"))
        if (mentioned := spelled.get(name.lower())) is not None and mentioned != author
    ]
    return np.array([at for at, _ in found], "int64"), [name for _, name in found]


def _keys(posts: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """A number of each message, and of that which it answers: the first of its topic by default.

    They are known by their topic and their place in it.
    """
    answers = posts["answers"].where(posts["answers"] != 0).fillna(1)
    topic = pd.factorize(posts["topic"].to_numpy("int64"))[0]
    place, places = pd.factorize(np.concatenate([posts["place"], answers]).astype("int64"))
    key, opening = np.split(pd.factorize(np.tile(topic, 2) * len(places) + place)[0], 2)
    return key, opening.copy()


def _places(category: pd.Series) -> pa.Array:
    number = pa.array(category).cast(pa.large_string())
    told = pc.binary_join_element_wise(
        pa.scalar("category", pa.large_string()), number, pa.scalar(" ", pa.large_string())
    )
    return told.combine_chunks() if isinstance(told, pa.ChunkedArray) else told
