"""Read Discourse: the administrator's list of users, and messages where they are given too.

The list tells each person's arrival and totals: what was read, written and liked, without dates.
Messages come as pages of the JSON interface (`/posts.json`, `/t/<id>.json`) or as a CSV of a
query. A message answers the one it names, or the opening of its topic. Columns that are not
needed, the address of the computer among them, are let go as soon as the file is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.columns import equal, kinds_of, numbered, positions
from simulation.pilot.csv_reading import (
    counts,
    dates,
    keys,
    refuse_cells,
    require_values,
)
from simulation.pilot.importers.discourse_posts import integer, posts, sheet, written
from simulation.pilot.json_reading import (
    JsonObject,
    json_object,
    json_objects,
    parsed,
    text,
)
from simulation.pilot.source import Finding, SourceActivity, rows, table, unlinked

NAME = "discourse"

_TIMES = ("created_at", "last_seen_at", "suspended_at", "suspended_till")
_TOTALS = (
    "topics_entered", "posts_read_count", "time_read", "topic_count", "post_count", "likes_given",
    "likes_received",
)  # fmt: skip
_TEXTS = ("id", "username", "email", "active", "staged", "group_names")
_AUTOMATIC_GROUP = re.compile(r"trust_level_\d|everyone|admins|moderators|staff|logged_in_users")


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
    system_names = set(once.loc[system, "username"])
    met, aside = posts(files.csv_posts, files.json_posts, once, system_names)
    category = met["category"].astype("string")
    in_hidden = equal(category, *hidden)
    kept = met[~in_hidden].reset_index(drop=True)
    events = _events(users, kept)
    groups = _groups(users)
    categories_met = set(category[~in_hidden].dropna())
    findings = (
        *_member_findings(users, met),
        Finding("reactions_without_person", int(kept["likes"].sum()), "note"),
        Finding("discourse_groups_unnamed", int(groups["group"].nunique()), "note"),
        Finding("discourse_categories_unnamed", len(categories_met - set(categories)), "note"),
        Finding("private_channels", len(closed), "note"),
        Finding("private_messages_out", len(met) - len(kept), "note"),
        Finding("files_not_used", files.unused, "note"),
        Finding(
            "timezone_assumed",
            0 if "timezone" in mapping else len(users) + len(kept),
            "note",
            {"timezone": "UTC"},
        ),
    )
    recorded = {"register"} | ({"post", "answer", "mention"} if len(kept) else set())
    return SourceActivity(
        importer=NAME,
        accounts=_accounts(users, events),
        communities=_communities(groups, categories_met, categories, closed, hidden),
        memberships=table(
            "memberships",
            {"account": groups["username"], "community": "group " + groups["group"]},
        ),
        events=events,
        records=frozenset(recorded),
        source_counts=_source_counts(users, met, groups),
        dropped={
            **aside,
            "system_accounts": int(system.sum()),
            "doubled_accounts": len(every) - len(once),
            "private_groups": len(met) - len(kept),
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


# Members


def _users(member: Member) -> pd.DataFrame:
    """One row a user: texts, times and totals; missing where the list has no such column."""
    columns = (*_TEXTS, *_TIMES, *_TOTALS)
    listed = sheet(member, columns, ("id", "username", "created_at", "last_seen_at"))
    for column in ("id", "username"):
        require_values(listed, column)
    ids = keys(listed.frame["id"])
    refuse_cells(listed, "id", ~ids.str.fullmatch(r"-?\d{1,18}").fillna(False), "discourse_id")
    frame = listed.frame.reindex(columns=list(columns)).astype("string").assign(id=ids)
    for column in _TIMES:
        never = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[us, UTC]")
        frame[column] = dates(listed, column)[0] if column in listed.frame.columns else never
    for column in _TOTALS:
        none = pd.Series(0, index=frame.index, dtype="Int64")
        frame[column] = counts(listed, column) if column in listed.frame.columns else none
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
    met = {*kinds_of(events["account"]), *kinds_of(events["target"])}
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


def _events(users: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Arrivals, then the posts, answers and mentions."""
    joined = _joined(users).dropna()
    registered = table(
        "events",
        {
            "time": joined.array,
            "account": users.loc[joined.index, "username"].array,
            "action": "register",
            **unlinked(len(joined)),
        },
    )
    spelled = {name.lower(): name for name in users["username"]}
    messages = table("events", written(kept, spelled))
    return pd.concat([registered, messages], ignore_index=True)


# Communities, counts, findings


def _categories(files: list[tuple[Member, JsonObject]]) -> dict[str, JsonObject]:
    found = {}
    for member, content in files:
        listed = json_object(content["category_list"], member.place, "category_list")
        for row in json_objects(listed.get("categories"), member.place, "categories"):
            key = integer(row.get("id"))
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


def _source_counts(
    users: pd.DataFrame, messages: pd.DataFrame, groups: pd.DataFrame
) -> dict[str, int]:
    wrote = users["topic_count"] + users["post_count"]
    authors = numbered(messages["author"])[1]
    return {
        "people": len(users),
        "posters": int((wrote > 0).sum()) or len(authors),
        "staged": int(users["is_staged"].sum()),
        "unconfirmed": int((~users["is_active"]).sum()),
        "never_seen": int(users["last_seen_at"].isna().sum()),
        "readers_silent": _silent(users),
        "likers": int((users["likes_given"] > 0).sum()),
        **{f"total_{column}": int(users[column].sum()) for column in _TOTALS},
        "groups": int(groups["group"].nunique()),
        "messages": len(messages),
        "authors": len(authors),
        "likes_on_messages": int(messages["likes"].sum()),
    }


def _silent(users: pd.DataFrame) -> int:
    """People who read and wrote nothing."""
    wrote = users["topic_count"] + users["post_count"]
    return int(((users["posts_read_count"] > 0) & (wrote == 0)).sum())


def _member_findings(users: pd.DataFrame, messages: pd.DataFrame) -> Iterator[Finding]:
    """What the totals tell, and how far the messages given fall short of them."""
    wrote = users["topic_count"] + users["post_count"]
    announced = int(wrote.sum())
    values = {"silent": _silent(users), "unseen": int(users["last_seen_at"].isna().sum())}
    yield Finding("discourse_totals", len(users), values=values)
    if len(messages):
        missing = max(announced - len(messages), 0)
        yield Finding("discourse_posts_missing", missing, values={"announced": announced})
    else:
        yield Finding("discourse_without_posts", int((wrote > 0).sum()))
    authors = numbered(messages["author"])[1]
    unlisted = int((positions(authors, users["username"]) < 0).sum())
    yield Finding("authors_not_listed", unlisted)
