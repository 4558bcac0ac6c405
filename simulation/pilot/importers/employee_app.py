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

from simulation.errors import InputError
from simulation.pilot.archive import Archive
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

    known_accounts = set(churn["account"])
    once = _comments_once(comments, known_accounts)
    comments_sheet = sheets["comments_clean_anonimized.csv"]
    once["time"] = _times(comments_sheet, "commentDate", once)
    votes_once = votes.drop_duplicates()
    likes_once = likes.drop_duplicates()
    placed = likes_once.merge(
        once[["commentId", "time", "account"]].rename(columns={"account": "target"}),
        on="commentId",
    )
    without_post = int((~likes_once["commentId"].isin(once["commentId"])).sum())
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


def _comments_once(comments: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Each comment once; of twins under two accounts, the one under an account still known."""
    stranger = ~comments["account"].isin(known)
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
    gone = (churn["stillExists"] == "false").groupby(churn["account"]).all()
    last_taking_part = _times(sheet, "lastParticipationDate", churn).groupby(churn["account"]).max()
    last_seen = events.groupby("account")["time"].max().reindex(gone.index)
    last_seen = last_seen.where(~(last_seen < last_taking_part), last_taking_part)
    left_at = last_seen.fillna(last_taking_part).where(gone)
    names = pd.Series(churn["account"].unique(), dtype="string")
    listed = table(
        "accounts",
        {
            "account": names,
            "unit": names.str.split("/").str[0],
            "left_at": names.map(left_at),
            "is_bot": False,
            "is_guest": False,
            "is_deleted": names.map(gone),
        },
    )
    met = pd.concat([events["account"], events["target"]]).dropna()
    strangers = pd.Series(met[~met.isin(set(churn["account"]))].unique(), dtype="string")
    unlisted = table("accounts", {"account": strangers, "unit": strangers.str.split("/").str[0]})
    return pd.concat([listed, unlisted], ignore_index=True)


def _times(sheet: CsvTable, column: str, frame: pd.DataFrame) -> pd.Series:
    """UTC of times such as `Mon Feb 01 01:00:00 CET 2016`."""
    cells = frame[column]
    parts = cells.str.extract(
        r"^[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2}) ([A-Z]+) (\d{4})$"
    )
    local = pd.to_datetime(parts[2] + " " + parts[0], format="%Y %b %d %H:%M:%S", errors="coerce")
    ahead = pd.to_timedelta(parts[1].map(_HOURS_FROM_UTC).astype("Float64"), unit="h")
    times = (local - ahead).dt.tz_localize("UTC").astype("datetime64[us, UTC]")
    refuse_cells(sheet, column, times.isna(), "pilot_not_an_app_date")
    return times


def _source_counts(
    churn: pd.DataFrame,
    votes: pd.DataFrame,
    comments: pd.DataFrame,
    likes: pd.DataFrame,
    known: set[str],
) -> dict[str, int]:
    commenters = set(comments["account"])
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
        "posters_not_listed": len(commenters - known),
        "reaction_rows": len(likes),
        "reactors": likes["account"].nunique(),
        "likes": int((likes["liked"] == "true").sum()),
        "dislikes": int((likes["disliked"] == "true").sum()),
    }
