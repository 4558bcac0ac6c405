"""An ordinary pilot, made of draws: people who write in working hours, week after week."""

import numpy as np
import pandas as pd
import pytest

from simulation import tables
from simulation.quality.course import Course, course_of

MONDAY = pd.Timestamp("2026-09-07")


def ordinary(
    seed: int,
    people: int = 60,
    weeks: int = 30,
    start: pd.Timestamp = MONDAY,
    timezone: str = "Europe/Paris",
) -> pd.DataFrame:
    """Events of an ordinary pilot: joins in the first weeks, then posts and answers."""
    draws = np.random.default_rng(seed)
    counts = draws.poisson(draws.gamma(2, 1.5, people)[:, None], (people, weeks))
    person = np.repeat(np.repeat(np.arange(people), weeks), counts.ravel())
    week = np.repeat(np.tile(np.arange(weeks), people), counts.ravel())
    joiners = np.arange(people)
    person = np.concatenate([joiners, person])
    week = np.concatenate([draws.integers(0, 6, people), week])
    arrival = np.arange(person.size) < people
    second = draws.normal(13.5, 2.5, person.size).clip(7, 20) * 3600
    local = (
        start
        + pd.to_timedelta(week * 7 + draws.integers(0, 5, person.size), unit="D")
        + pd.to_timedelta(second.round(), unit="s")
    )
    time = pd.DatetimeIndex(local).tz_localize(timezone).tz_convert("UTC")
    action = np.where(arrival, "register", draws.choice(["post", "answer"], person.size))
    events = pd.DataFrame({"time": time, "person": person, "action": action})
    events["community"] = np.where(arrival, -1, draws.integers(0, 6, person.size))
    events["size"] = draws.integers(20, 900, person.size)
    return numbered(events, timezone)


def numbered(events: pd.DataFrame, timezone: str = "Europe/Paris") -> pd.DataFrame:
    """Events in the order of time as a record holds them."""
    ordered = events.sort_values("time", kind="stable", ignore_index=True)
    ordered = ordered.assign(
        event=ordered.index,
        week=tables.monday(ordered["time"], timezone),
        community=ordered["community"].astype("Int32").mask(ordered["community"] < 0),
        parent=pd.NA,
        target=pd.NA,
    )
    return tables.check(ordered, "events")


def course(
    events: pd.DataFrame,
    timezone: str = "Europe/Paris",
    weeks: pd.DatetimeIndex | None = None,
    left_at: dict[int, pd.Timestamp] | None = None,
    **options,
) -> Course:
    """The course of these events; everybody seen has an account."""
    persons = np.arange(int(events["person"].max()) + 1)
    people = tables.check(
        pd.DataFrame({"person": persons, "wave": 0}).reindex(columns=list(tables.PEOPLE.columns)),
        "people",
    )
    if left_at:
        people["left_at"] = people["person"].map(left_at).astype("datetime64[us, UTC]")
    if weeks is None:
        weeks = pd.date_range(events["week"].min(), events["week"].max(), freq="W-MON", unit="us")
    return course_of(events, people, weeks, timezone, **options)


@pytest.fixture(params=range(6))
def seed(request) -> int:
    return request.param
