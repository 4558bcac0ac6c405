"""The files of a Viva Engage export as tables: each row once, in the version of the latest slice.

A text is read block by block for its length, whom it mentions, and whether it ends with a question
mark; nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Member
from simulation.pilot.columns import are_whole_numbers, arrow, equal, matching, numbered, texts
from simulation.pilot.csv_reading import every_time, keys, read_csv, require_values, roles_of, times
from simulation.pilot.importers.viva_slices import Slice
from simulation.pilot.member import BLOCK
from simulation.pilot.source import missing

MESSAGE_COLUMNS = (
    "id",
    "replied_to_id",
    "parent_id",
    "thread_id",
    "group_id",
    "group_name",
    "in_private_group",
    "in_private_conversation",
    "sender_id",
    "sender_type",
    "sender_email",
    "body",
    "delegate_id",
    "created_at",
    "deleted_at",
    "message_type",
)
USER_COLUMNS = ("id", "email", "joined_at", "deleted_at", "suspended_at", "state")
GROUP_COLUMNS = ("id", "name", "private", "deleted", "created_at", "updated_at")

COLUMNS = {
    "Messages.csv": MESSAGE_COLUMNS,
    "Users.csv": USER_COLUMNS,
    "Groups.csv": GROUP_COLUMNS,
}
"""File -> its columns that are read."""
_REQUIRED = {
    "Messages.csv": ("id", "thread_id", "sender_id", "created_at"),
    "Users.csv": ("id",),
    "Groups.csv": ("id",),
}
_TIME = "datetime64[us, UTC]"
_TIMES = ("created_at", "updated_at", "joined_at", "deleted_at", "suspended_at")
_IDS = ("id", "replied_to_id", "parent_id", "thread_id", "group_id", "sender_id", "delegate_id")

_MENTION = r"\[\[user:(\d+)\]\]"
_QUESTION = r"\?[\s\"')»”!]*$"
_REDACTED = "[redacted]"
_OF_BODY = ("length", "asks", "redacted", "mentioned")
"""What is held of a text: its length in characters, whether it ends with a question mark, whether
it was removed, and whom it names."""


def rows_of(slices: Iterable[Slice], file: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """All rows of a file over the slices: its columns, the slice's `place` and `version`."""
    parts = [
        _table(slice_.files[file.lower()], slice_, columns, _REQUIRED[file])
        for slice_ in slices
        if file.lower() in slice_.files
    ]
    return pd.concat(parts or [_empty(columns)], ignore_index=True)


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Each id once, in the version of the latest slice; `since`: start of the first with it."""
    codes, kinds = numbered(rows["id"])
    if len(kinds) < len(rows):
        rows = rows.assign(since=rows.groupby(codes)["since"].transform("min"))
        doubled = np.bincount(codes)[codes] > 1
        # Two slices with the same end: any fixed order will do, as long as it is not that given.
        columns = ["version", *rows.columns.drop("version")]
        versions = rows[doubled].sort_values(columns, na_position="first")
        latest = versions.drop_duplicates("id", keep="last")
        rows = pd.concat([rows[~doubled], latest], ignore_index=True)
    if rows["id"].is_monotonic_increasing:
        return rows
    return rows.take(pc.sort_indices(arrow(rows["id"])).to_numpy()).reset_index(drop=True)


def _table(
    member: Member, slice_: Slice, columns: tuple[str, ...], required: tuple[str, ...]
) -> pd.DataFrame:
    if is_blank(member):
        return _empty(columns)
    found: dict[str, str] = {}

    def wanted(headers: tuple[str, ...]) -> set[str]:
        aliases: dict[str, tuple[str, ...]] = dict.fromkeys(columns, ())
        found.update(roles_of(headers, member.place, aliases, required))
        return set(found.values())

    source = read_csv(member, wanted=wanted, reduced=lambda block: _told(block, found))
    frame = source.frame
    for column in required:
        require_values(source, found[column])
    if "body" in found:
        found |= {name: name for name in _OF_BODY}
        del found["body"]
    for role in (role for role in found if role in _IDS):
        ids = frame[found[role]]
        if are_whole_numbers(ids):
            continue
        ids = keys(ids.mask(equal(ids, "null")))
        damaged = ~matching(ids, r"\d+")
        if role not in required:
            damaged &= ids.notna().to_numpy()
        if damaged.any():
            row = int(damaged.argmax())
            raise InputError(
                "viva_id_damaged",
                place=source.place,
                line=source.line(row),
                column=found[role],
                value=str(frame[found[role]].iloc[row])[:40],
            )
        frame = frame.assign(**{found[role]: ids})
    read_columns = {
        role: (every_time if role in required else times)(source, column)[0]
        if role in _TIMES
        else frame[column]
        for role, column in found.items()
    }
    rows = pd.DataFrame(
        {
            name: read_columns[name].array if name in read_columns else missing(kind, len(frame))
            for name, kind in _types(_held(columns)).items()
        },
        copy=False,
    )
    newest = rows[[column for column in _TIMES if column in columns]].max().max()
    version = newest if slice_.until is None else slice_.until
    return rows.assign(
        place=slice_.place,
        version=pd.Series(version, index=rows.index),
        since=pd.Series(slice_.since, index=rows.index, dtype=_TIME),
    )


def _told(block: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    """A block of rows where each text gives way to what is counted of it."""
    if "body" not in found:
        return block
    said = block[found["body"]]
    mentioned = pd.Series(pd.NA, index=said.index, dtype="string")
    naming = _holding(said, "[[user:")
    mentioned[naming] = said[naming].str.findall(_MENTION).str.join(" ")
    asks = _holding(said, "?")
    asks[asks] = pc.match_substring_regex(arrow(said[asks]), _QUESTION).to_numpy()
    told = {
        "length": texts(pc.cast(pc.utf8_length(arrow(said)), pa.large_string()), said.index),
        "asks": _flag(pa.array(asks), said.index),
        "redacted": _flag(pc.equal(arrow(said), _REDACTED), said.index),
        "mentioned": mentioned.mask(equal(mentioned, "")),
    }
    return block.drop(columns=found["body"]).assign(**told)


def _holding(said: pd.Series, sign: str) -> np.ndarray:
    """Whether each text holds a sign somewhere: quickly told, so that few are looked at closely."""
    return pc.fill_null(pc.match_substring(arrow(said), sign), False).to_numpy().copy()


def _flag(found: pa.Array | pa.ChunkedArray, index: pd.Index) -> pd.Series:
    """`true` where found, missing elsewhere."""
    return texts(pc.if_else(pc.fill_null(found, False), "true", None), index)


def is_blank(member: Member) -> bool:
    """Whether a file holds nothing, as those of a range without activity do."""
    with member.opened() as stream:
        return not stream.read(BLOCK).strip()


def _held(columns: tuple[str, ...]) -> list[str]:
    """The columns of a table in memory: the file's, without the text, with what it told."""
    kept = [column for column in columns if column != "body"]
    return kept + (list(_OF_BODY) if "body" in columns else [])


def _types(columns: Iterable[str]) -> dict[str, str]:
    timed = (*_TIMES, "version", "since")
    return {column: _TIME if column in timed else "string" for column in columns}


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    every = [*_held(columns), "place", "version", "since"]
    return pd.DataFrame({column: [] for column in every}).astype(_types(every))


def is_true(cells: pd.Series) -> pd.Series:
    """Whether each cell says so."""
    return pd.Series(matching(cells, "(?i)true"), index=cells.index)
