"""Community managers: the load that a well-served network gives them, and who answers in time.

The load is read where posts are ample, so that nothing waits and nothing is asked twice; what
it takes to answer in time then follows from a queue. Moderation and answers are urgent; welcoming
and animation take their hours from the same posts, and answers have what these leave.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.experiments import Ensemble
from simulation.scenario import Scenario, Staffing
from simulation.sizing.futures import Futures
from simulation.sizing.plans import phases, with_posts
from simulation.sizing.queueing import answered_within, servers_needed
from simulation.sizing.rules import rule

_SERVICE = re.compile(r"\s*([\d.,]+)\s*(%?)\s*@\s*([\d.]+)\s*")
MOST_DAYS = 60.0

QUANTILES = {"p50": 0.5, "p80": 0.8, "p95": 0.95}
AMPLE_MEMBERS = 150
"""Members per post of the runs from which the load is read: enough for nothing to wait."""


@dataclass(frozen=True)
class Service:
    """What people are promised: a share of questions taken up within some working days."""

    share: float
    days: float

    @classmethod
    def usual(cls) -> Service:
        """The one that the rules give: nine in ten within a working day."""
        return cls(rule("service_share"), rule("service_days"))

    @classmethod
    def parse(cls, text: str) -> Service:
        """The service written as `90%@1`: share taken up in time, working days.

        Raises:
            InputError: not of that form, or a share or a time that cannot be.
        """
        match = _SERVICE.fullmatch(text)
        share, sign, days = match.groups() if match else ("", "", "")
        try:
            found = cls(float(share.replace(",", ".")) / (100 if sign else 1), float(days))
        except ValueError:
            raise InputError("service_form", value=text) from None
        if not (0 < found.share < 1 and 0 < found.days <= MOST_DAYS):
            raise InputError("service_form", value=text)
        return found


@dataclass(frozen=True, eq=False)
class Load:
    """Work of community managers in hours, by draw and week; shape (draws, weeks) each.

    Attributes:
        urgent: moderation and answers.
        other: welcoming and animation.
        patience: the time allowed for an answer, in times that one takes; shape (draws, 1).
    """

    urgent: np.ndarray
    other: np.ndarray
    patience: np.ndarray

    @property
    def hours(self) -> np.ndarray:
        """All of it."""
        return self.urgent + self.other

    def needed(self, service: Service) -> np.ndarray:
        """Full-time equivalents with which the service is kept; shape (draws, weeks)."""
        week = rule("hours_per_post")
        answering = servers_needed(self.urgent / week, self.patience * service.days, service.share)
        return answering + self.other / week

    def in_time(self, posts: np.ndarray, days: float) -> np.ndarray:
        """Share of questions taken up within some days; shape (draws, weeks).

        Args:
            posts: full-time equivalents by week; shape (weeks,).
            days: working days.
        """
        week = rule("hours_per_post")
        left = np.maximum(posts - self.other / week, 0.0)
        return answered_within(left, self.urgent / week, self.patience * days)


def ample(scenario: Scenario, employees: int) -> Scenario:
    """The scenario with so many community managers that nothing waits."""
    posts = Staffing(week=1, full_time_equivalents=max(2.0, employees / AMPLE_MEMBERS))
    return with_posts(scenario, (posts,))


def load_of(drawn: Ensemble, futures: Futures) -> Load:
    """The load in runs with ample posts."""

    def parameter(name: str) -> np.ndarray:
        return futures.column(drawn.scenario, name, drawn.replicates)[:, None]

    weekly, answer = drawn.weekly, parameter("cm_answer_hours")
    urgent = weekly["community_manager_answers"] * answer + weekly["moderations"] * parameter(
        "cm_moderation_hours"
    )
    needed = weekly["community_manager_hours_needed"]
    urgent = np.minimum(urgent, needed)
    day = rule("hours_per_post") / rule("working_days")
    return Load(urgent, needed - urgent, day / answer)


def by_phase(scenario: Scenario, needed: np.ndarray) -> np.ndarray:
    """The load that most weeks of each phase do not exceed; shape (draws, phases)."""
    share = rule("load_quantile")
    return np.column_stack(
        [
            np.quantile(needed[:, first - 1 : last], share, axis=1)
            for first, last in phases(scenario)
        ]
    )


def posts(scenario: Scenario) -> np.ndarray:
    """Community managers in post by week, full-time equivalents; shape (weeks,)."""
    weeks = range(1, scenario.horizon_weeks + 1)
    return np.array([scenario.plan.full_time_equivalents(week) for week in weeks])


def staffing(scenario: Scenario, load: Load, service: Service) -> pd.DataFrame:
    """Who is needed week by week, beside the posts planned.

    Returns:
        Columns week; p50, p80, p95 (full-time equivalents that keep the service) and posts;
        in_time and in_time_less (share of questions taken up in time with those posts and with
        half a post less, mean of the draws); hours_p50, hours_p80, hours_p95 (work).
    """
    needed, planned = load.needed(service), posts(scenario)
    less = np.maximum(planned - rule("post_step"), 0.0)
    table: dict[str, np.ndarray] = {"week": np.arange(1, scenario.horizon_weeks + 1)}
    table |= {name: np.quantile(needed, share, axis=0) for name, share in QUANTILES.items()}
    table["posts"] = planned
    table["in_time"] = load.in_time(planned, service.days).mean(axis=0)
    table["in_time_less"] = load.in_time(less, service.days).mean(axis=0)
    hours = load.hours
    table |= {f"hours_{n}": np.quantile(hours, share, axis=0) for n, share in QUANTILES.items()}
    return pd.DataFrame(table)
