"""The plan of a roll-out: who is invited when, training, staffing, communities (S11, S19–S21)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulation.scenario.parts import SHARES_SUM, Dated, Frozen, Share, Week, refused

PILOT_WEEKS = 4
"""The least a pilot lasts before the second wave: what it taught must be read first (S21)."""
FULL_TIME_HOURS = 35.0
"""Hours of a full-time week (4.6): nobody teaches more."""


class Wave(Frozen):
    """People invited from one week on, as a share of the company; the first wave is the pilot."""

    week: Week
    share: Annotated[float, Field(gt=0, le=1)]


class Training(Dated):
    """Sessions of one kind (S11): how many a week, seats in each, hours each lasts, from when."""

    sessions_per_week: float = Field(0.0, ge=0, le=2000)
    seats: int = Field(12, ge=1, le=100)
    hours: float = Field(2.0, gt=0, le=40)

    @property
    def seats_per_week(self) -> float:
        """People trained a week while it runs."""
        return self.sessions_per_week * self.seats

    def runs(self, week: int) -> bool:
        """Whether it runs in a week."""
        return self.first_week <= week and (self.last_week is None or week <= self.last_week)


TRAININGS = ("tool_training", "behaviour_training", "manager_training", "animator_training")
"""Kinds of training, as the plan names them."""


class Staffing(Frozen):
    """Community managers in post from a week on (S19), in full-time equivalents."""

    week: Week
    full_time_equivalents: float = Field(ge=0, le=5000)


class Governance(Frozen):
    """Roles that carry the roll-out (S20): 1 in place, 0 missing; what they carry weakens."""

    project_lead: Share = 1.0
    steering_committee: Share = 1.0
    human_resources: Share = 1.0
    information_technology: Share = 1.0
    communication: Share = 1.0


PilotChoice = Literal["units", "volunteers", "representative"]
Kind = Literal["practice", "project", "interest", "directed", "hr", "ideas"]
Visibility = Literal["open", "closed", "secret"]


class Plan(Frozen):
    """Who is invited when, and the accompaniment (S11, S19–S21).

    The pilot is whole units, volunteers, or a sample that represents the company. Trainers
    are full-time equivalents; without a number there are as many as the sessions need.
    Pairs of reverse mentoring join a junior and one of the seniors. Seeded communities are
    of the kinds and visibilities told, as shares; without kinds, as those born by themselves.
    `time_allowance_hours` is what HR recognises as working time on the network, a week (S15).
    """

    waves: tuple[Wave, ...] = (
        Wave(week=1, share=0.06),
        Wave(week=11, share=0.235),
        Wave(week=19, share=0.235),
        Wave(week=27, share=0.235),
        Wave(week=35, share=0.235),
    )
    pilot_choice: PilotChoice = "units"
    tool_training: Training = Training(sessions_per_week=2.4, last_week=52)
    behaviour_training: Training = Training()
    manager_training: Training = Training(sessions_per_week=0.48, seats=10, hours=7, last_week=52)
    animator_training: Training = Training(hours=7)
    trainers: float | None = Field(None, ge=0, le=5000)
    mentoring_pairs: int = Field(0, ge=0, le=100_000)
    ambassadors_per_100: float = Field(1.0, ge=0, le=20)
    community_managers: tuple[Staffing, ...] = (Staffing(week=1, full_time_equivalents=1.3),)
    seeded_communities: int = Field(60, ge=0, le=50_000)
    seeding_weeks: int = Field(26, ge=1, le=520)
    seeded_kinds: Mapping[Kind, Share] = {}
    seeded_visibilities: Mapping[Visibility, Share] = {"open": 1.0}
    time_allowance_hours: float = Field(0.5, ge=0, le=20)
    governance: Governance = Governance()

    @model_validator(mode="after")
    def _waves_are_possible(self) -> Plan:
        if not self.waves:
            raise PydanticCustomError("waves_none", "waves needs at least one wave, the pilot")
        if sum(wave.share for wave in self.waves) > 1 + SHARES_SUM:
            raise PydanticCustomError("waves_sum", "the shares of the waves sum to more than 1")
        for name in ("waves", "community_managers"):
            weeks = [entry.week for entry in getattr(self, name)]
            if weeks != sorted(set(weeks)):
                raise PydanticCustomError(
                    "weeks_order", "the weeks of {name} must increase", {"name": name}
                )
        if len(self.waves) > 1 and self.waves[1].week < self.waves[0].week + PILOT_WEEKS:
            raise refused(
                "pilot_short",
                "waves.1.week",
                self.waves[1].week,
                week=self.waves[0].week + PILOT_WEEKS,
                least=PILOT_WEEKS,
            )
        return self

    @model_validator(mode="after")
    def _seeded_shares_sum_to_one(self) -> Plan:
        for name in ("seeded_kinds", "seeded_visibilities"):
            shares = getattr(self, name)
            if shares and abs(sum(shares.values()) - 1) > SHARES_SUM:
                raise refused("shares_sum", name, dict(shares))
        if self.seeded_communities and not self.seeded_visibilities:
            raise refused("seeded_none", "seeded_visibilities", {})
        return self

    @model_validator(mode="after")
    def _trainers_can_hold_the_sessions(self) -> Plan:
        hours = self.hours_taught_at_most
        if self.trainers is not None and hours > self.trainers * FULL_TIME_HOURS:
            least = math.ceil(100 * hours / FULL_TIME_HOURS) / 100
            raise refused(
                "trainers_few", "trainers", self.trainers, least=least, hours=round(hours, 1)
            )
        if self.trainers and not hours:
            raise refused("trainers_idle", "trainers", self.trainers)
        return self

    @property
    def hours_taught_at_most(self) -> float:
        """Hours of sessions in the fullest week, all kinds of training together."""
        kinds = [getattr(self, name) for name in TRAININGS]
        return max(
            sum(kind.sessions_per_week * kind.hours for kind in kinds if kind.runs(start))
            for start in {kind.first_week for kind in kinds}
        )

    def full_time_equivalents(self, week: int) -> float:
        """Community managers in post in a week, in full-time equivalents."""
        in_post = [s.full_time_equivalents for s in self.community_managers if s.week <= week]
        return in_post[-1] if in_post else 0.0
