"""Small records written by hand, and random ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulation.tables import ACTIONS, Record, empty, monday

FIRST_MONDAY = pd.Timestamp("2026-03-02")


def at(week: int, day: int = 0, hour: float = 9.0) -> pd.Timestamp:
    """A UTC time: week counted from 0, day 0 is Monday."""
    return (FIRST_MONDAY + pd.Timedelta(weeks=week, days=day, hours=hour)).tz_localize("UTC")


def table(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    rows = list(rows)
    if not rows:
        return empty(name)
    return pd.DataFrame(rows).reindex(columns=empty(name).columns)


class Story:
    """A record told act by act: `story.does(person, action, time)` gives the event's number."""

    def __init__(self, units: Iterable[str | None], weeks: int = 6, **manifest: Any) -> None:
        self.people = [
            {"person": person, "unit": unit, "is_community_manager": False}
            for person, unit in enumerate(units)
        ]
        self.communities: list[dict[str, Any]] = []
        self.memberships: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        last = FIRST_MONDAY + pd.Timedelta(weeks=weeks - 1)
        self.manifest = {
            "origin": "pilot",
            "title": "story",
            "timezone": "UTC",
            "first_week": str(FIRST_MONDAY.date()),
            "last_week": str(last.date()),
            "records": list(ACTIONS),
            "counts": {},
            "findings": [],
        } | manifest

    def community(self, **columns: Any) -> int:
        number = len(self.communities)
        row = {"community": number, "name": f"C{number}", "kind": "practice", "visibility": "open"}
        self.communities.append(row | columns)
        return number

    def joins(self, person: int, community: int, week: int = 0) -> None:
        self.memberships.append({"person": person, "community": community, "joined_at": at(week)})

    def does(self, person: int, action: str, time: pd.Timestamp, **columns: Any) -> int:
        number = len(self.events)
        self.events.append(
            {"event": number, "time": time, "person": person, "action": action} | columns
        )
        return number

    def record(self) -> Record:
        events = table("events", self.events)
        if len(events):
            events["week"] = monday(events["time"], self.manifest["timezone"])
        return Record(
            people=table("people", self.people),
            communities=table("communities", self.communities),
            memberships=table("memberships", self.memberships),
            ties=empty("ties"),
            events=events,
            manifest=self.manifest,
        ).checked()


def random_story(seed: int, people: int = 60, weeks: int = 8, units: int = 5) -> Story:
    """A busy little network, drawn at random: unequal units, partial invitations."""
    draw = np.random.default_rng(seed)
    weights = draw.dirichlet(np.ones(units) * 0.7)
    names = draw.choice([f"U{u}" for u in range(units)], people, p=weights)
    story = Story(names, weeks)
    invited = draw.integers(0, weeks // 2, people)
    for row in story.people:
        row["team"] = f"{row['unit']}.{draw.integers(0, 3)}"
        row["invited_at"] = at(int(invited[row["person"]]))
        row["left_at"] = at(int(draw.integers(weeks // 2, weeks))) if draw.random() < 0.1 else None
    for visibility in ("open", "open", "open", "closed", "secret"):
        name = None if visibility in ("closed", "secret") else f"C{len(story.communities)}"
        story.community(visibility=visibility, name=name, animator=int(draw.integers(people)))
    opened: list[int] = []
    for _ in range(people * weeks):
        who = int(draw.integers(people))
        week = int(draw.integers(invited[who], weeks))
        action = str(draw.choice(["visit", "post", "question", "answer", "reaction"]))
        more: dict[str, Any] = {}
        if action != "visit":
            more["community"] = int(draw.integers(5))
        if action in ("answer", "reaction") and opened:
            more["parent"] = int(draw.choice(opened))
        event = story.does(
            who, action, at(week, int(draw.integers(5)), draw.uniform(8, 18)), **more
        )
        if action in ("post", "question"):
            opened.append(event)
    return story
