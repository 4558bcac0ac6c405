"""From a simulated run to a record: the same five tables as a pilot's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulation.model import journal
from simulation.model.clock import DAY
from simulation.model.compilation import code_version
from simulation.model.landmarks import landmarks
from simulation.model.levers import community_managers
from simulation.model.run import Simulation
from simulation.model.state import (
    DIRECTED,
    HR,
    IDEAS,
    LEISURE,
    NEVER,
    NEWS,
    NEWS_SPACE,
    NOT_YET,
    PRACTICE,
    PROJECT,
)
from simulation.tables import TIE_LAYERS, Record

FIRST_MONDAY = pd.Timestamp("2027-01-04")
TIMEZONE = "Europe/Paris"
INVITATION_TIME = 6 * 3600
"""Invitations are sent before anybody is at work."""

NAMES = {
    journal.VISIT: "visit",
    journal.REGISTER: "register",
    journal.COMPLETE_PROFILE: "complete_profile",
    journal.JOIN: "join",
    journal.LEAVE: "leave",
    journal.POST: "post",
    journal.QUESTION: "question",
    journal.ANSWER: "answer",
    journal.REACTION: "reaction",
    journal.RECOGNISE: "recognise",
    journal.COMMENT: "comment",
    journal.SHARE: "share",
    journal.MENTION: "mention",
    journal.INVITE: "invite",
    journal.MODERATE: "moderate",
    journal.VOTE: "vote",
}
KINDS = {
    PRACTICE: "practice",
    PROJECT: "project",
    LEISURE: "interest",
    NEWS: "company",
    DIRECTED: "directed",
    HR: "hr",
    IDEAS: "ideas",
}
VISIBILITIES = ("open", "closed", "secret")

Columns = dict[str, NDArray]


def record_of(simulation: Simulation) -> Record:
    """The record of a simulation that kept its events, over the weeks worked so far.

    Community managers stand after the employees, marked as such and never invited: they
    belong to no population whose share is counted.

    Raises:
        ValueError: the simulation did not keep its events.
    """
    if simulation.events is None:
        raise ValueError("this run kept no events: simulate it with events=True")
    written = _written(simulation)
    events = _events(written)
    return Record(
        people=_people(simulation, written),
        communities=_communities(simulation),
        memberships=_memberships(simulation, written),
        ties=_ties(simulation),
        events=events,
        manifest={
            "origin": "simulated",
            "title": simulation.scenario.title.get("en", simulation.scenario.name),
            "titles": dict(simulation.scenario.title),
            "timezone": TIMEZONE,
            "first_week": FIRST_MONDAY.date().isoformat(),
            "last_week": _monday(simulation.week - 1).date().isoformat(),
            "records": list(NAMES.values()),
            "counts": {"people": len(simulation.organisation), "events": len(events)},
            "findings": [],
            "marks": landmarks(
                simulation.scenario, simulation.week, lambda week: _monday(week).date()
            ),
            "scenario": simulation.scenario.key(),
            "seed": simulation.scenario.seed,
            "replicate": simulation.replicate,
            "code_version": code_version(),
        },
    ).checked()


def _monday(week: int) -> pd.Timestamp:
    return FIRST_MONDAY + pd.Timedelta(weeks=week)


def _utc(week: NDArray, seconds: NDArray) -> NDArray[np.datetime64]:
    """UTC times of local seconds since each week's Monday; no clock changes on working days."""
    last = int(week.max(initial=0))
    mondays = pd.date_range(FIRST_MONDAY, periods=last + 1, freq="7D", tz=TIMEZONE)
    start = mondays.tz_convert("UTC").tz_localize(None).to_numpy("datetime64[us]")
    return start[week] + seconds.astype("timedelta64[s]")


def _instants(times: NDArray[np.datetime64]) -> pd.Series:
    """UTC times as a column that knows it is UTC."""
    return pd.Series(pd.DatetimeIndex(times, tz="UTC"))


def _unknown(rows: int) -> NDArray[np.datetime64]:
    return np.full(rows, np.datetime64("NaT", "us"))


def _written(simulation: Simulation) -> Columns:
    """All events in the order of time; `event` keeps the number each was given."""
    weeks = simulation.events or []
    names = ("week", "time", "person", "action", "community", "parent", "target")
    columns = {name: np.concatenate([week[name] for week in weeks]) for name in names}
    columns["event"] = np.arange(columns["week"].size)
    order = np.lexsort((columns["time"], columns["week"]))
    columns = {name: column[order] for name, column in columns.items()}
    return columns | {"at": _utc(columns["week"], columns["time"])}


def _masked(numbers: NDArray, dtype: str) -> Any:
    """Numbers as an integer column in which negative ones are missing."""
    values = numbers.astype(dtype.lower())
    return pd.arrays.IntegerArray(values, numbers < 0)


def _events(written: Columns) -> pd.DataFrame:
    mondays = np.array([_monday(week) for week in range(written["week"].max(initial=0) + 1)])
    names = np.array([NAMES[code] for code in range(len(NAMES))])
    return pd.DataFrame(
        {
            "event": written["event"],
            "time": _instants(written["at"]),
            "week": mondays.astype("datetime64[us]")[written["week"]],
            "person": written["person"],
            "action": pd.array(names[written["action"]], dtype="string"),
            "community": _masked(written["community"], "Int32"),
            "parent": _masked(written["parent"], "Int64"),
            "target": _masked(written["target"], "Int32"),
            "size": pd.array([pd.NA] * written["week"].size, dtype="Int32"),
        }
    )


def _people(simulation: Simulation, written: Columns) -> pd.DataFrame:
    company, employee = simulation.organisation, simulation.state.employee
    n = len(company)
    hired = community_managers(simulation.scenario) if simulation.mechanisms.animation else 0
    invited = employee.invited_week < NEVER
    invited_at = _unknown(n)
    weeks = employee.invited_week[invited]
    invited_at[invited] = _utc(weeks, np.full(weeks.size, INVITATION_TIME))
    registered_at = _unknown(n)
    registers = written["action"] == journal.REGISTER
    registered_at[written["person"][registers]] = written["at"][registers]
    waves = [wave.week - 1 for wave in simulation.scenario.plan.waves] + [NEVER]
    wave = np.searchsorted(waves, employee.invited_week)
    people = pd.DataFrame(
        {
            "person": np.arange(n),
            "pseudonym": pd.array([pd.NA] * n, dtype="string"),
            "unit": np.array(company.unit_names)[company.unit],
            "team": company.team.astype(str),
            "site": np.array(company.site_names)[company.site],
            "level": company.level,
            "job_family": np.array(company.job_family_names)[company.job_family],
            "manager": _masked(company.manager, "Int32"),
            "tenure_years": company.tenure_years,
            "remote_days": company.remote_days,
            "digital_ease": company.digital_ease,
            "is_manager": company.is_manager,
            "is_community_manager": False,
            "is_ambassador": employee.ambassador,
            "wave": _masked(np.where(invited, wave, NOT_YET), "Int16"),
            "invited_at": _instants(invited_at),
            "registered_at": _instants(registered_at),
            "left_at": _instants(_unknown(n)),
        }
    )
    posts = pd.DataFrame({"person": np.arange(n, n + hired), "is_community_manager": True})
    return pd.concat([people, posts.reindex(columns=people.columns)]) if hired else people


def _communities(simulation: Simulation) -> pd.DataFrame:
    community = simulation.state.community
    count = int(simulation.state.counter.communities[0])
    ended = community.end_week[:count] <= simulation.week
    ended_at = _unknown(count)
    last_weeks = community.end_week[:count][ended] - 1
    ended_at[ended] = _utc(last_weeks, np.full(last_weeks.size, 5 * DAY))
    births = community.birth_week[:count]
    kinds = np.array([KINDS[code] for code in range(len(KINDS))])
    return pd.DataFrame(
        {
            "community": np.arange(count),
            "name": pd.array([pd.NA] * count, dtype="string"),
            "kind": kinds[community.kind[:count]],
            "visibility": np.array(VISIBILITIES)[community.visibility[:count]],
            "animator": _masked(community.founder[:count], "Int32"),
            "imposed": community.imposed[:count],
            "broadcast": community.broadcast[:count],
            "created_at": _instants(_utc(births, np.zeros(count))),
            "ended_at": _instants(ended_at),
        }
    )


def _memberships(simulation: Simulation, written: Columns) -> pd.DataFrame:
    """Stays in communities: each entrance with the departure that follows it, if any."""
    moves = pd.DataFrame(written)[["person", "community", "action", "at"]]
    stays = moves[moves["action"].isin([journal.JOIN, journal.LEAVE])]
    turn = stays.groupby(["person", "community", "action"]).cumcount().rename("turn")
    stays = stays.join(turn)
    keys = ["person", "community", "turn"]
    joined = stays[stays["action"] == journal.JOIN].rename(columns={"at": "joined_at"})
    left = stays[stays["action"] == journal.LEAVE].rename(columns={"at": "left_at"})
    table = joined[[*keys, "joined_at"]].merge(left[[*keys, "left_at"]], on=keys, how="left")
    readers = moves[moves["action"] == journal.REGISTER].rename(columns={"at": "joined_at"})
    readers = readers.assign(community=NEWS_SPACE, left_at=np.datetime64("NaT", "us"))
    columns = ["person", "community", "joined_at", "left_at"]
    table = pd.concat([readers[columns], table[columns]], ignore_index=True)
    return table.assign(
        joined_at=table["joined_at"].dt.tz_localize("UTC"),
        left_at=table["left_at"].dt.tz_localize("UTC"),
    )


def _ties(simulation: Simulation) -> pd.DataFrame:
    company = simulation.organisation
    source = np.repeat(np.arange(len(company)), np.diff(company.tie_start))
    turned_to = company.tie_weight > 0
    return pd.DataFrame(
        {
            "source": source[turned_to],
            "target": company.tie_target[turned_to],
            "layer": np.array(TIE_LAYERS)[company.tie_layer[turned_to]],
            "weight": company.tie_weight[turned_to],
            "since": _instants(_unknown(int(turned_to.sum()))),
        }
    )
