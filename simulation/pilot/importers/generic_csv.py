"""Read any platform's list of events from documented CSV: one line an event.

Columns are recognised under the names of many platforms, in French and in English, or told by
the mapping file; so are the actions. A column of text is never read, only a column of lengths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.archive import Archive
from simulation.pilot.columns import (
    arrow,
    by_kind,
    first_of_each,
    kinds_of,
    numbered,
    positions,
    texts,
)
from simulation.pilot.csv_reading import (
    CsvTable,
    every_time,
    keys,
    normalised,
    numbers,
    read_csv,
    require_values,
    roles_of,
)
from simulation.pilot.source import Finding, SourceActivity, table
from simulation.tables import ACTIONS, CONTRIBUTIONS

NAME = "csv"

COLUMN_ALIASES: Mapping[str, tuple[str, ...]] = {
    "person": (
        "user_id", "user", "userid", "sender_id", "author", "author_id", "actor", "employee_id",
        "matricule", "utilisateur", "auteur", "login", "email", "upn", "user principal name",
    ),
    "time": (
        "occurred_at", "created_at", "timestamp", "ts", "datetime", "event_date", "create_at",
        "date_sent", "date_creation", "horodatage", "date", "jour",
    ),
    "action": (
        "event_name", "event_type", "type", "activity", "verb", "evenement", "action_type",
    ),
    "object": ("message_id", "post_id", "content_id", "object_id", "id_contenu", "id"),
    "answered": (
        "replied_to_id", "parent_id", "parent", "reply_to", "in_reply_to", "thread_ts", "tmid",
        "reply_to_post_number",
    ),
    "thread": ("thread_id", "conversation_id", "topic_id", "discussion", "fil"),
    "community": (
        "group_id", "channel_id", "channel", "space", "communauté", "espace", "groupe", "stream",
        "rid", "group_name",
    ),
    "target": ("recipient", "target_user", "mentioned_user", "to", "destinataire"),
    "size": ("text_length", "txt_length", "length", "characters", "longueur", "taille"),
    "email": ("user_email", "sender_email", "mail", "courriel"),
    "unit": ("department", "service", "département", "direction", "unité"),
}  # fmt: skip
"""Role -> names accepted for its column, best first."""

ACTION_ALIASES: Mapping[str, tuple[str, ...]] = {
    "post": ("publication", "message", "send_message", "publier"),
    "question": ("ask",),
    "answer": ("reply", "comment", "commentaire", "réponse", "répondre"),
    "reaction": ("like", "like_message", "j'aime", "react", "chatterlike", "upvote"),
    "visit": (
        "view", "read", "lecture", "vue", "view_inbox", "login", "connexion", "session",
        "home_page", "feedread", "feedentityread",
    ),
    "join": ("adhésion", "join_group", "rejoindre"),
    "leave": ("leave_group", "quitter"),
    "register": ("inscription", "sign_up", "signup", "create_user", "complete_signup"),
    "share": ("partage", "partager"),
    "mention": (),
    "invite": ("invitation", "inviter"),
}  # fmt: skip
"""Action of a record -> values met in exports, compared without case, accents and spaces."""

_SUFFIXES = (".csv", ".tsv", ".txt")
_ANSWERING = ("answer", "comment")
_TEXTS = tuple(role for role in COLUMN_ALIASES if role not in ("time", "size"))


def recognises(archive: Archive) -> bool:
    """Whether the export is made of CSV files only."""
    return all(member.name.lower().endswith(_SUFFIXES) for member in archive.members)


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read one or several (overlapping) files of events.

    Args:
        archive: the files.
        mapping: `columns` role -> column, `actions` value -> action, `timezone` of times that
            name none (UTC unless told).

    Raises:
        InputError: a person or time column is missing, a date is unreadable, no action is known.
    """
    timezone = str(mapping.get("timezone", "UTC"))
    members = [member for suffix in _SUFFIXES for member in archive.ending(suffix)]
    if not members:
        raise InputError("pilot_file_missing", place=archive.label, file="*.csv")
    findings: list[Finding] = []
    parts = []
    for member in members:
        told = mapping.get("columns", {})
        sheet = read_csv(member, wanted=partial(_wanted, place=member.place, told=told))
        columns = roles_told(sheet.headers, member.place, told)
        parts.append(_rows(sheet, columns, mapping.get("actions", {}), timezone, findings))
    met = pd.concat(parts, ignore_index=True)
    once = met[~_doubled(met)].reset_index(drop=True)
    known = once[once["action"].notna()].reset_index(drop=True)
    if known.empty:
        raise InputError(
            "csv_no_known_action", place=archive.label, known=", ".join(ACTION_ALIASES)
        )
    if unknown := len(once) - len(known):
        findings.append(Finding("actions_unknown", unknown))
    if "timezone" not in mapping:
        findings.append(Finding("timezone_assumed", len(known), "note", {"timezone": timezone}))
    events = _linked(known)
    return SourceActivity(
        importer=NAME,
        accounts=_accounts(known),
        communities=_communities(known),
        memberships=table("memberships", {}),
        events=events,
        records=frozenset(events["action"].unique()),
        source_counts={
            "people": len(numbered(known["account"])[1]),
            "posters": known.loc[known["action"].isin(CONTRIBUTIONS), "account"].nunique(),
            "rows": len(met),
        },
        dropped={"doubled_rows": len(met) - len(once), "actions_unknown": unknown},
        findings=tuple(findings),
        timezone=timezone,
    )


def _rows(
    sheet: CsvTable,
    columns: Mapping[str, str],
    actions: Mapping[str, str],
    timezone: str,
    findings: list[Finding],
) -> pd.DataFrame:
    require_values(sheet, columns["person"])
    happened, ambiguous = every_time(sheet, columns["time"], timezone)
    if ambiguous:
        findings.append(
            Finding("day_read_first", len(happened), values={"column": columns["time"]})
        )
    frame = sheet.frame
    cells = {role: keys(frame[column]) for role, column in columns.items() if role in _TEXTS}
    text = pd.DataFrame(cells, index=frame.index).reindex(columns=list(_TEXTS)).astype("string")
    size = numbers(sheet, columns["size"]).round() if "size" in columns else None
    addresses = text["person"].where(text["person"].str.contains("@", regex=False))
    email = text["email"].fillna(addresses)
    action = _actions(text, "action" in columns, actions)
    return text.drop(columns=["person", "email"]).assign(
        account=text["person"], email=email, time=happened, action=action, size=size
    )


def _wanted(headers: Sequence[str], place: str, told: Mapping[str, str]) -> set[str]:
    return set(roles_told(headers, place, told).values())


def _doubled(met: pd.DataFrame) -> pd.Series:
    """Whether each row stands before, in every cell: overlapping slices repeat rows."""
    alike = np.array(met["time"].duplicated(keep=False))
    alike[alike] = _mixed(met[alike]).duplicated(keep=False)
    doubled = pd.Series(False, index=met.index)
    doubled[alike] = met[alike].duplicated()  # rows alike by chance only are told apart here
    return doubled


def _mixed(rows: pd.DataFrame) -> pd.Series:
    """A number for each row; rows that are the same have the same."""
    mixed = np.zeros(len(rows), "uint64")
    for column in rows.columns:
        is_text = rows[column].dtype == "string"
        codes = numbered(rows[column])[0] if is_text else pd.factorize(rows[column])[0]
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes.astype("uint64")
        mixed ^= mixed >> np.uint64(29)
    return pd.Series(mixed)


def roles_found(headers: Sequence[str]) -> dict[str, str]:
    """Role -> column, for the columns whose name tells their role."""
    return roles_of(headers, "", COLUMN_ALIASES)


def roles_told(headers: Sequence[str], place: str, told: Mapping[str, str]) -> dict[str, str]:
    """Role -> column: those told by the mapping first, then those recognised.

    Raises:
        InputError: the mapping names an unknown role or a column that is not there, or nobody
            or no time is found.
    """
    for role, column in told.items():
        if role not in COLUMN_ALIASES:
            raise InputError(
                "mapping_role", place="mapping", name=role, known=", ".join(COLUMN_ALIASES)
            )
        if column not in headers:
            raise InputError(
                "pilot_column_missing",
                place=place,
                column=role,
                accepted=column,
                met=", ".join(headers[:30]),
            )
    aliases = {role: names for role, names in COLUMN_ALIASES.items() if role not in told}
    required = [role for role in ("person", "time") if role not in told]
    found = roles_of(headers, place, aliases, required)
    free = {role: column for role, column in found.items() if column not in told.values()}
    return free | dict(told)


def _actions(text: pd.DataFrame, has_actions: bool, told: Mapping[str, str]) -> pd.Series:
    """Action of each row, missing where unknown; without such a column every row is a post."""
    wrong = sorted(set(map(str, told.values())) - set(ACTIONS))
    if wrong:
        raise InputError("mapping_action", place="mapping", name=wrong[0], known=", ".join(ACTIONS))
    known = {normalised(action): action for action in ACTIONS}
    known |= {normalised(v): action for action, vs in ACTION_ALIASES.items() for v in vs}
    known |= {normalised(str(value)): action for value, action in told.items()}
    if has_actions:
        action = by_kind(text["action"], lambda value: known.get(normalised(value)))
    else:
        action = pd.Series("post", index=text.index, dtype="string")
    in_answer = (action == "post") & text["answered"].notna() & (text["answered"] != text["object"])
    into_platform = (action == "join") & text["community"].isna()
    return action.mask(in_answer.fillna(False), "answer").mask(
        into_platform.fillna(False), "register"
    )


def _linked(known: pd.DataFrame) -> pd.DataFrame:
    """Events with their parents: the object answered, reacted to, or that opened the thread."""
    writes = known["action"].isin(CONTRIBUTIONS)
    parent = known["answered"]
    if known["thread"].notna().any():
        starts = known.loc[writes & known["thread"].notna(), ["time", "thread", "object"]]
        starts = starts.sort_values("time", kind="stable")
        starts = starts[first_of_each(starts["thread"])]
        opener = pc.take(
            arrow(starts["object"]), _or_none(positions(known["thread"], starts["thread"]))
        )
        answers = known["action"].isin(_ANSWERING)
        from_thread = texts(opener, known.index).where(answers)
    else:
        from_thread = pd.Series(pd.NA, index=known.index, dtype="string")
    acted_on = known["object"].where(~writes)
    return table(
        "events",
        {
            "key": known["object"].where(writes),
            "time": known["time"],
            "account": known["account"],
            "action": known["action"],
            "community": known["community"],
            "parent": parent.fillna(acted_on).fillna(from_thread),
            "target": known["target"],
            "size": known["size"].astype("Int64").clip(lower=0),
        },
    )


def _accounts(known: pd.DataFrame) -> pd.DataFrame:
    """Everyone who acted, then those only addressed; joined when they registered."""
    codes, names = numbered(known["account"])
    order = names.argsort()
    acted = (
        pd.DataFrame(
            {column: _last_told(known[column], codes, len(names)) for column in ("email", "unit")}
        )
        .set_index(pd.Index(names, dtype="string"))
        .iloc[order]
    )
    registered = known[known["action"] == "register"].groupby("account")["time"].min()
    addressed = numbered(known["target"])[1]
    strangers = sorted(set(addressed) - set(acted.index))
    names = pd.Index([*acted.index, *strangers], dtype="string")
    return table(
        "accounts",
        {
            "account": names,
            "email": acted["email"].reindex(names).str.lower().array,
            "joined_at": registered.reindex(names).array,
            "is_bot": False,
            "is_guest": False,
            "is_deleted": False,
            "unit": acted["unit"].reindex(names).array,
        },
    )


def _last_told(cells: pd.Series, codes: np.ndarray, kinds: int) -> pd.Series:
    """The last text told of each kind of row."""
    last = np.full(kinds, -1)
    told = np.flatnonzero(cells.notna())
    last[codes[told]] = told
    return texts(pc.take(arrow(cells), _or_none(last)))


def _or_none(places: np.ndarray) -> pa.Array:
    """Positions to take, nothing where negative."""
    return pa.array(places, mask=places < 0)


def _communities(known: pd.DataFrame) -> pd.DataFrame:
    """Every place named; nothing says whether it is open, so its name is not kept."""
    names = sorted(kinds_of(known["community"]))
    return table("communities", {"community": names, "kind": "unknown", "visibility": "unknown"})
