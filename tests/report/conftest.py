"""A small pilot, a comparison and a sizing, without running the model."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulation import tables
from simulation.experiments import BARRIERS, Comparison, compare
from simulation.report import Report, build_report
from simulation.scenario import Scenario, load
from simulation.sizing import Futures, SizingResult, Target, size
from simulation.sizing.search import Effort
from simulation.tables import Record

WEEKS = 30
STAFF = 1200
COMPARED = (
    "no_support",
    "sponsor_and_training",
    "coaching_and_peer_recognition",
    "bonus_on_contribution",
)
FEW = "Laboratoire"
"""A unit of which too few people are in the pilot to be shown alone."""


def pilot_record() -> Record:
    """Six units of a company of 600; a pilot of 138 whose last unit counts 6 people."""
    units = {
        "Commerce": (150, 48, 0.75),
        "Ingénierie": (120, 36, 0.6),
        "Ateliers": (180, 28, 0.2),
        "Finance": (60, 20, 0.5),
        FEW: (40, 6, 0.5),
        "Logistique": (50, 0, 0.0),
    }
    start = pd.Timestamp("2026-08-31 08:00", tz="UTC")
    rows, chances = [], []
    for unit, (people, invited, chance) in units.items():
        for place in range(people):
            rows.append(
                {
                    "unit": unit,
                    "site": "Lyon",
                    "invited_at": start if place < invited else pd.NaT,
                    "registered_at": start if place < invited else pd.NaT,
                    "is_manager": place == 0,
                    "is_community_manager": False,
                }
            )
            chances.append(chance if place < invited else 0.0)
    people = pd.DataFrame(rows).assign(person=range(len(rows)))
    missing = set(tables.PEOPLE.columns) - set(people.columns)
    people = people.assign(**dict.fromkeys(missing, pd.NA))
    for column in ("invited_at", "registered_at", "left_at"):
        people[column] = pd.to_datetime(people[column], utc=True)
    return Record(
        people=people,
        communities=tables.empty("communities"),
        memberships=tables.empty("memberships"),
        ties=tables.empty("ties"),
        events=_visits_and_posts(np.array(chances), start),
        manifest={
            "origin": "pilot",
            "title": "Pilote automne 2026",
            "timezone": "UTC",
            "first_week": "2026-08-31",
            "last_week": "2026-10-19",
            "records": ["visit", "register", "post", "question", "answer"],
            "counts": {},
            "findings": [],
        },
    ).checked()


def _visits_and_posts(chances: np.ndarray, start: pd.Timestamp) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    rows: list[dict[str, Any]] = []
    for week in range(8):
        came = np.flatnonzero(rng.random(len(chances)) < chances)
        time = start + pd.Timedelta(weeks=week)
        rows += [{"person": person, "action": "visit", "time": time} for person in came]
        rows += [{"person": p, "action": "post", "time": time} for p in came[::3]]
    events = pd.DataFrame(rows)
    return events.assign(
        event=range(len(events)),
        week=tables.monday(events["time"]),
        community=pd.NA,
        parent=pd.NA,
        target=pd.NA,
        size=40,
    )


def toy_simulation(scenario: Scenario, replicate: int = 0, **_: Any) -> SimpleNamespace:
    """A run whose level grows with coaching, training seats and posts, with a draw's luck."""
    weeks = np.arange(1, scenario.horizon_weeks + 1)
    luck = np.random.default_rng([scenario.seed, replicate]).normal(0, 0.01)
    plan = scenario.plan
    seats = plan.tool_training.seats_per_week + plan.manager_training.seats_per_week
    posts = plan.full_time_equivalents(scenario.horizon_weeks)
    height = 0.05 + 0.25 * scenario.managers.coaching + 0.004 * seats + 0.02 * posts + luck
    invited = STAFF * np.array(
        [sum(wave.share for wave in plan.waves if wave.week <= week) for week in weeks]
    )
    active = invited * np.clip(height, 0, 0.9) * (1 - np.exp(-weeks / 6))
    columns = {
        "staff": np.full(len(weeks), STAFF),
        "invited": invited,
        "weekly_active": active,
        "regular_contributors": active / 4,
        "answered_within_48h": active / 8,
        "posts": active / 5,
        "questions": active / 20 + 1,
        "mean_trust": np.full(len(weeks), 0.5 + luck),
        "community_manager_hours_needed": 20 + active / 6,
        "training_seats_used": np.full(len(weeks), 4.0),
        "manager_training_seats_used": np.full(len(weeks), 1.0),
        "behaviour_seats_used": np.zeros(len(weeks)),
        "animator_seats_used": np.zeros(len(weeks)),
        "mentoring_pairs_met": np.zeros(len(weeks)),
        "community_manager_answers": 20 + active / 12,
        "moderations": np.zeros(len(weeks)),
        "employee_hours": active / 2,
        "hours_beyond_allowance": active / 20,
    }
    held = (STAFF - active) / np.arange(2, 2 + len(BARRIERS))[:, None]
    columns |= dict(zip(BARRIERS, held, strict=True))
    return SimpleNamespace(weekly=columns, seed=replicate, seconds=0.0)


@pytest.fixture(scope="session")
def record() -> Record:
    return pilot_record()


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    scenarios = [load(name).changed({"horizon_weeks": WEEKS}) for name in COMPARED]
    return compare(scenarios, 20, baseline=COMPARED[1], workers=1, simulate=toy_simulation)


def sized(level: str) -> SizingResult:
    effort = Effort(
        futures=16, plans=16, generation=8, trials=1, rungs=(3, 4, 6), fresh=30, beside=8
    )
    target = Target.parse(f"weekly_active={level}@{WEEKS}")
    scenario = load(COMPARED[2]).changed({"horizon_weeks": WEEKS})
    return size(
        scenario, target, effort=effort, workers=1, simulate=toy_simulation, futures=Futures()
    )


@pytest.fixture(scope="session")
def sizing() -> SizingResult:
    return sized("24%")


@pytest.fixture(scope="session")
def out_of_reach() -> SizingResult:
    return sized("85%")


@pytest.fixture(scope="session", params=["fr", "en"])
def report(request, record, comparison, sizing) -> Report:
    return build_report(
        request.param, record=record, comparison=comparison, sizing=sizing, command="rsne demo"
    )
