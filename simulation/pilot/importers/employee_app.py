"""Read the four CSV files of an employee app: posts on the company wall, likes, daily votes.

An employee's number is unique inside a company only, every comment stands twice, removed
accounts have a negative number, likes have no time. How a person voted is never kept,
only that they did: it is the nearest thing to a visit that the app records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive
from simulation.pilot.columns import arrow, latest_of_each, numbered, positions, texts
from simulation.pilot.csv_reading import (
    CsvTable,
    counts,
    read_csv,
    refuse_cells,
    require_values,
    roles_of,
)
from simulation.pilot.source import Finding, SourceActivity, table

NAME = "employee-app"
TIMEZONE = "Europe/Madrid"

_FILES = {
    "churn.csv": ("employee", "companyAlias", "lastParticipationDate", "stillExists"),
    "votes.csv": ("employee", "companyAlias", "voteDate", "vote"),
    "comments_clean_anonimized.csv": (
        "employee",
        "companyAlias",
        "commentId",
        "txt_length",
        "commentDate",
    ),
    "commentInteractions.csv": ("employee", "companyAlias", "liked", "disliked", "commentId"),
}
_HOURS_FROM_UTC = {"CET": 1, "CEST": 2}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_USUAL_TIME = (
    r"^[A-Z][a-z]{2} (?P<month>[A-Z][a-z]{2}) (?P<day>\d{2}) "
    r"(?P<clock>(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d) (?P<zone>CES?T) (?P<year>\d{4})$"
)


def recognises(archive: Archive) -> bool:
    """Whether the four files are there."""
    return all(archive.named(name) for name in _FILES)


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read all companies together, each a unit with its own wall, or one of them.

    Args:
        archive: the export.
        mapping: `company: A01` keeps one company only.

    Raises:
        InputError: a file or column is missing, a date is unreadable, the company is unknown.
    """
    sheets = {name: _sheet(archive, name) for name in _FILES}
    company = mapping.get("company")
    churn, votes, comments, likes = (_of_company(sheet, company) for sheet in sheets.values())
    if churn.empty:
        known = sorted(sheets["churn.csv"].frame["companyAlias"].unique())
        raise InputError("pilot_company_unknown", value=company, known=", ".join(known))

    known_accounts = numbered(churn["account"])[1]
    once = _comments_once(comments, known_accounts)
    comments_sheet = sheets["comments_clean_anonimized.csv"]
    once["time"] = _times(comments_sheet, "commentDate", once)
    votes_once = votes.drop_duplicates()
    likes_once = likes.drop_duplicates()
    placed = likes_once.merge(
        once[["commentId", "time", "account"]].rename(columns={"account": "target"}),
        on="commentId",
    )
    without_post = len(likes_once) - len(placed)
    events = pd.concat(
        [
            table(
                "events",
                {
                    "time": _times(sheets["votes.csv"], "voteDate", votes_once),
                    "account": votes_once["account"],
                    "action": "vote",
                },
            ),
            table(
                "events",
                {
                    "key": once["commentId"],
                    "time": once["time"],
                    "account": once["account"],
                    "action": "post",
                    "community": once["companyAlias"],
                    "size": counts(comments_sheet, "txt_length").loc[once.index],
                },
            ),
            table(
                "events",
                {
                    "time": placed["time"],
                    "account": placed["account"],
                    "action": "reaction",
                    "community": placed["companyAlias"],
                    "parent": placed["commentId"],
                    "target": placed["target"],
                },
            ),
        ],
        ignore_index=True,
    )
    twins = _twins(comments)
    accounts = _accounts(sheets["churn.csv"], churn, events)
    return SourceActivity(
        importer=NAME,
        accounts=accounts,
        communities=table(
            "communities",
            {
                "community": sorted(churn["companyAlias"].unique()),
                "name": sorted(churn["companyAlias"].unique()),
                "kind": "company",
                "visibility": "open",
                "broadcast": False,
            },
        ),
        memberships=table(
            "memberships", {"account": accounts["account"], "community": accounts["unit"]}
        ),
        events=events,
        records=frozenset({"vote", "post", "reaction"}),
        source_counts=_source_counts(churn, votes, comments, likes, known_accounts),
        dropped={
            "doubled_comments": len(comments) - len(once),
            "doubled_votes": len(votes) - len(votes_once),
            "doubled_reactions": len(likes) - len(likes_once),
            "reactions_without_post": without_post,
            "doubled_accounts": int(churn["account"].duplicated().sum()),
        },
        findings=(
            Finding("comments_doubled", len(comments) - len(once), "warning", {"twins": twins}),
            Finding("votes_day_only", len(votes_once), "note"),
            Finding("reactions_without_time", len(placed), "note"),
            Finding("left_dates_from_activity", int(accounts["left_at"].notna().sum()), "note"),
        ),
        timezone=TIMEZONE,
    )


def _sheet(archive: Archive, name: str) -> CsvTable:
    found = archive.named(name)
    if not found:
        raise InputError("pilot_file_missing", place=archive.label, file=name)
    columns: dict[str, str] = {}

    def wanted(headers: tuple[str, ...]) -> set[str]:
        aliases: dict[str, tuple[str, ...]] = dict.fromkeys(_FILES[name], ())
        columns.update(roles_of(headers, found[0].place, aliases, _FILES[name]))
        return set(columns.values())

    sheet = read_csv(found[0], wanted=wanted)
    for role in ("employee", "companyAlias"):
        require_values(sheet, columns[role])
    named = {column: role for role, column in columns.items()}
    return replace(sheet, frame=sheet.frame.rename(columns=named))


def _of_company(sheet: CsvTable, company: str | None) -> pd.DataFrame:
    frame = sheet.frame
    if company is not None:
        frame = frame[frame["companyAlias"] == company]
    return frame.assign(account=frame["companyAlias"] + "/" + frame["employee"])


def _comments_once(comments: pd.DataFrame, known: pd.Series) -> pd.DataFrame:
    """Each comment once; of twins under two accounts, the one under an account still known."""
    stranger = positions(comments["account"], known) < 0
    order = comments.assign(stranger=stranger).sort_values("stranger", kind="stable")
    return order.drop_duplicates("commentId").drop(columns="stranger").sort_index()


def _twins(comments: pd.DataFrame) -> int:
    """Comments that stand under two different accounts."""
    pairs = comments[["commentId", "account"]].drop_duplicates()
    return int(pairs["commentId"].duplicated().sum())


def _accounts(sheet: CsvTable, churn: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Everyone listed, once; those who left did so at their last sign of activity.

    Somebody who stands twice has left only where each of their rows says so.
    """
    codes, names = numbered(churn["account"])
    gone = (churn["stillExists"] == "false").groupby(codes).all()
    last_taking_part = _times(sheet, "lastParticipationDate", churn).groupby(codes).max()
    seen = latest_of_each(events["account"], events["time"])
    last_seen = pd.to_datetime(names.map(seen).astype("Int64"), unit="us", utc=True)
    last_seen = last_seen.astype("datetime64[us, UTC]")
    last_seen = last_seen.where(~(last_seen < last_taking_part), last_taking_part)
    left_at = last_seen.fillna(last_taking_part).where(gone)
    listed = table(
        "accounts",
        {
            "account": names,
            "unit": names.str.split("/").str[0],
            "left_at": left_at,
            "is_bot": False,
            "is_guest": False,
            "is_deleted": gone,
        },
    )
    met = numbered(pd.concat([events["account"], events["target"]]))[1]
    strangers = met[positions(met, names) < 0]
    unlisted = table("accounts", {"account": strangers, "unit": strangers.str.split("/").str[0]})
    return pd.concat([listed, unlisted], ignore_index=True)


def _times(sheet: CsvTable, column: str, frame: pd.DataFrame) -> pd.Series:
    """UTC of times such as `Mon Feb 01 01:00:00 CET 2016`."""
    codes, cells = numbered(frame[column])  # most are days, and stand many times
    of_cell = _read_at_once(cells)
    if of_cell is None:
        of_cell = _read_apart(cells)
    times = of_cell.array.take(codes, allow_fill=True)
    told = pd.Series(times, index=frame.index, copy=False)
    refuse_cells(sheet, column, told.isna(), "pilot_not_an_app_date")
    return told


def _read_at_once(cells: pd.Series) -> pd.Series | None:
    """Times of cells that all are as usual; else nothing."""
    part = {
        name: pc.struct_field(pc.extract_regex(arrow(cells), _USUAL_TIME), name)
        for name in ("month", "day", "clock", "zone", "year")
    }
    month = pc.add(pc.index_in(part["month"], value_set=pa.array(_MONTHS, pa.large_string())), 1)
    if month.null_count:
        return None
    numbers = pc.utf8_lpad(month.cast(pa.large_string()), 2, "0")
    day = pc.binary_join_element_wise(part["year"], numbers, part["day"], _text("-"))
    try:
        local = pc.binary_join_element_wise(day, part["clock"], _text(" ")).cast(pa.timestamp("us"))
    except pa.ArrowInvalid:  # a day that does not exist
        return None
    ahead = texts(part["zone"]).map(_HOURS_FROM_UTC).astype("int64")
    return pd.Series(local.to_pandas() - pd.to_timedelta(ahead, unit="h")).dt.tz_localize("UTC")


def _text(value: str) -> pa.Scalar:
    return pa.scalar(value, pa.large_string())


def _read_apart(cells: pd.Series) -> pd.Series:
    """Times of cells of which some may be none."""
    parts = cells.str.extract(
        r"^[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2}) ([A-Z]+) (\d{4})$"
    )
    local = pd.to_datetime(parts[2] + " " + parts[0], format="%Y %b %d %H:%M:%S", errors="coerce")
    ahead = pd.to_timedelta(parts[1].map(_HOURS_FROM_UTC).astype("Float64"), unit="h")
    return (local - ahead).dt.tz_localize("UTC").astype("datetime64[us, UTC]")


def _source_counts(
    churn: pd.DataFrame,
    votes: pd.DataFrame,
    comments: pd.DataFrame,
    likes: pd.DataFrame,
    known: pd.Series,
) -> dict[str, int]:
    commenters = numbered(comments["account"])[1]
    return {
        "people": len(churn),
        "accounts": churn["account"].nunique(),
        "companies": churn["companyAlias"].nunique(),
        "removed_accounts": int(churn["employee"].str.startswith("-").sum()),
        "left": int((churn["stillExists"] == "false").sum()),
        "vote_rows": len(votes),
        "voters": votes["account"].nunique(),
        **{
            f"votes_{vote}": int(n) for vote, n in votes["vote"].value_counts().sort_index().items()
        },
        "comment_rows": len(comments),
        "comments": comments["commentId"].nunique(),
        "comments_under_two_accounts": _twins(comments),
        "posters": len(commenters),
        "posters_not_listed": int((positions(commenters, known) < 0).sum()),
        "reaction_rows": len(likes),
        "reactors": likes["account"].nunique(),
        "likes": int((likes["liked"] == "true").sum()),
        "dislikes": int((likes["disliked"] == "true").sum()),
    }
