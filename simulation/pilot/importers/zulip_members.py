"""The members and streams of an organisation's Zulip export: who they are, who came and went."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from simulation.pilot.columns import kinds_of, latest_of_each
from simulation.pilot.importers.zulip_files import Tables
from simulation.pilot.json_reading import JsonObject, microseconds, text, timestamp
from simulation.pilot.mapping import timezones
from simulation.pilot.source import rows

Event = tuple[int, str, str, str | None]
"""Time in microseconds since 1970, account, action and community."""

_DUMMY_EMAIL = re.compile(r"user\d+@")
_STREAM = 2
"""Kind of recipient that is a stream; any other is a person, or a group of people."""
_GUEST = 600
_DEACTIVATED, _REACTIVATED = 103, 104
_SUBSCRIBED, _UNSUBSCRIBED = (301, 302), 303
"""Kinds of event of the audit log."""


class Members:
    """An organisation's tables of few rows.

    Attributes:
        profiles: everybody listed, by number; people: those that are no robots.
        robots: numbers of the robots, those of Zulip itself among them.
        streams: the streams that count, by number.
        private_streams: numbers of the private ones.
        stream_of_recipient: number of a recipient -> that of its stream.
        people_recipients: numbers of the recipients that are people.
        number_of_name: full name -> number, for the names that one person alone bears.
    """

    def __init__(self, tables: Tables, private_groups: bool) -> None:
        self._tables = tables
        self.profiles = self._table("zerver_userprofile")
        cross_realm = self._table("zerver_userprofile_crossrealm")
        self.robots = {key for key, row in self.profiles.items() if row.get("is_bot") is True}
        self.robots |= set(cross_realm) - set(self.profiles)
        self.people = {key: row for key, row in self.profiles.items() if key not in self.robots}
        every_stream = self._table("zerver_stream")
        self.private_streams = {
            key for key, row in every_stream.items() if row.get("invite_only") is True
        }
        self.streams = {
            key: row
            for key, row in every_stream.items()
            if private_groups or key not in self.private_streams
        }
        self.number_of_name = _unique_names(self.people)
        self.stream_of_recipient: dict[str, str] = {}
        self.people_recipients: set[str] = set()
        for key, row in self._table("zerver_recipient").items():
            if row.get("type") == _STREAM:
                self.stream_of_recipient[key] = text(row.get("type_id")) or ""
            else:
                self.people_recipients.add(key)

    def _table(self, name: str) -> dict[str, JsonObject]:
        return self._tables.get(name, {})

    @property
    def deactivated(self) -> int:
        """How many people's accounts are closed."""
        return sum(not _is_active(row) for row in self.people.values())

    @property
    def periods(self) -> int:
        """How many periods of activity are told."""
        return len(self._table("zerver_useractivityinterval"))

    # What happened

    def moves(self) -> list[Event]:
        """Who joined and left which stream when, where the audit log tells."""
        action_of = dict.fromkeys(_SUBSCRIBED, "join") | {_UNSUBSCRIBED: "leave"}
        return [
            (time, person, action_of[kind], stream)
            for time, kind, person, stream in self._audited()
            if person in self.people and stream in self.streams and kind in action_of
        ]

    def registrations(self, start: int) -> tuple[int, list[Event]]:
        """How many accounts tell when they were opened, and those opened since a time."""
        opened = {key: microseconds(row.get("date_joined"), 1) for key, row in self.people.items()}
        dated = [(time, person) for person, time in opened.items() if time is not None]
        return len(dated), [
            (time, person, "register", None) for time, person in dated if time >= start
        ]

    def sessions(self) -> list[Event]:
        """Visits, from periods of activity."""
        found = [
            (
                microseconds(row.get("start"), 1),
                text(row.get("user_profile")) or text(row.get("user")),
            )
            for row in self._table("zerver_useractivityinterval").values()
        ]
        return [
            (start, person, "visit", None)
            for start, person in found
            if start is not None and person in self.people
        ]

    def _audited(self) -> Iterator[tuple[int, Any, str, str]]:
        """Time, kind, person and stream of each event of the audit log, in the order of time."""
        dated = []
        for row in self._table("zerver_realmauditlog").values():
            time = microseconds(row.get("event_time"), 1)
            if time is not None:
                person, stream = text(row.get("modified_user")), text(row.get("modified_stream"))
                dated.append((time, row.get("event_type"), person or "", stream or ""))
        yield from sorted(dated, key=lambda entry: entry[0])

    # Who and where

    def accounts(self, events: pd.DataFrame) -> tuple[int, pd.DataFrame]:
        """Everybody listed or met, and for how many the leaving date is their last activity."""
        gone = {}
        for time, kind, person, _ in self._audited():
            if kind == _DEACTIVATED:
                gone[person] = time
            elif kind == _REACTIVATED:
                gone.pop(person, None)
        inactive = [key for key, row in self.people.items() if not _is_active(row)]
        undated = set(inactive) - set(gone)
        last_seen = latest_of_each(events["account"], events["time"]) if undated else {}
        left = {key: timestamp(gone.get(key, last_seen.get(key))) for key in inactive}
        listed = [
            {
                "account": key,
                "email": _email(row),
                "joined_at": timestamp(microseconds(row.get("date_joined"), 1)),
                "left_at": left.get(key),
                "is_bot": False,
                "is_guest": row.get("role") == _GUEST or row.get("is_guest") is True,
                "is_deleted": not _is_active(row),
            }
            for key, row in self.people.items()
        ]
        met = {*kinds_of(events["account"]), *kinds_of(events["target"])}
        strangers = sorted(met - set(self.people) - self.robots)
        robots = sorted(self.robots)
        others = [{"account": key, "is_bot": True} for key in robots]
        others += [{"account": key, "is_bot": False} for key in strangers]
        return len(undated), rows("accounts", listed + others)

    def communities(self) -> pd.DataFrame:
        """The streams that count; a private one has no name."""
        return rows(
            "communities",
            [
                {
                    "community": key,
                    "name": None if key in self.private_streams else text(row.get("name")),
                    "kind": "unknown",
                    "visibility": "closed" if key in self.private_streams else "open",
                    "created_at": timestamp(microseconds(row.get("date_created"), 1)),
                }
                for key, row in self.streams.items()
            ],
        )

    def memberships(self) -> pd.DataFrame:
        """Who is subscribed to a stream, or was as far as the audit log tells."""
        joined: dict[tuple[str, str], int] = {}
        left: dict[tuple[str, str], int] = {}
        for time, kind, person, stream in self._audited():
            if kind in _SUBSCRIBED:
                joined[person, stream] = time
                left.pop((person, stream), None)
            elif kind == _UNSUBSCRIBED:
                left[person, stream] = time
        members = {
            (
                text(row.get("user_profile")) or "",
                self.stream_of_recipient.get(text(row.get("recipient")) or "", ""),
            )
            for row in self._table("zerver_subscription").values()
            if row.get("active") is not False
        }
        return rows(
            "memberships",
            [
                {
                    "account": person,
                    "community": stream,
                    "joined_at": timestamp(joined.get((person, stream))),
                    "left_at": None
                    if (person, stream) in members
                    else timestamp(left.get((person, stream))),
                }
                for person, stream in sorted(members | set(left))
                if person in self.people and stream in self.streams
            ],
        )

    def timezone(self) -> str | None:
        """The zone most members set in their profile."""
        zones = Counter(zone for row in self.people.values() if (zone := text(row.get("timezone"))))
        known = [zone for zone in zones if zone in timezones()]
        return min(known, key=lambda zone: (-zones[zone], zone), default=None)


def _unique_names(people: Mapping[str, JsonObject]) -> dict[str, str]:
    """Full name -> number, for the names that one person alone bears."""
    names = Counter(text(row.get("full_name")) for row in people.values())
    return {
        name: key
        for key, row in people.items()
        if (name := text(row.get("full_name"))) and names[name] == 1
    }


def _email(row: JsonObject) -> str | None:
    """The address of a person; Zulip puts a made-up one where the real one is hidden."""
    email = text(row.get("delivery_email")) or text(row.get("email"))
    return None if email is None or _DUMMY_EMAIL.match(email) else email


def _is_active(row: JsonObject) -> bool:
    return row.get("is_active") is not False
