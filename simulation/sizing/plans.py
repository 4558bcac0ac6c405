"""From a few decisions to a plan that the model can run, and to its calendar of sessions."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from simulation import catalogue
from simulation.scenario import TRAININGS, Scenario, Staffing, Training, Wave
from simulation.sizing.rules import design, rule
from simulation.sizing.target import Limits

WHOLE = ("waves", "weeks_between")
"""Decisions about the calendar: whole numbers, neither end of which is the lean one."""


@dataclass(frozen=True)
class Decisions:
    """What is decided about the accompaniment, beside the scenario's levers.

    Attributes:
        waves: after the pilot, at least 1.
        weeks_between: between the openings of two waves.
        tool_seats: seats of tool training per person invited.
        manager_seats: seats of manager training per 100 employees.
        ambassadors_per_100: per 100 people invited.
        coverage: share of the community managers' P80 load that posts cover.
        seeded_communities: founded by the plan, per 100 employees.
    """

    waves: int
    weeks_between: int
    tool_seats: float
    manager_seats: float
    ambassadors_per_100: float
    coverage: float
    seeded_communities: float

    @classmethod
    def at(cls, point: np.ndarray) -> Decisions:
        """The decisions at a point of the unit cube: 0 the least tried, 1 the most."""
        values: dict[str, Any] = {}
        for field, place in zip(fields(cls), point, strict=True):
            least, most = design()[field.name]
            value = least + float(np.clip(place, 0, 1)) * (most - least)
            values[field.name] = round(value) if field.name in WHOLE else round(value, 3)
        return cls(**values)

    def towards(self, other: Decisions, share: float) -> Decisions:
        """The decisions part of the way to others: 0 stays here, 1 arrives there."""
        start = self.point()
        return Decisions.at(start + share * (other.point() - start))

    def point(self) -> np.ndarray:
        """The point of the unit cube at which these decisions stand."""
        ends = (design()[field.name] for field in fields(self))
        return np.array(
            [
                (value - least) / (most - least)
                for value, (least, most) in zip(astuple(self), ends, strict=True)
            ]
        )


def first_plans(count: int, seed: int) -> list[Decisions]:
    """Plans to try first: a ladder from lean to generous, then a space-filling set.

    The ladder keeps the calendar in the middle of its range; the set is a Latin hypercube.
    """
    steps = max(2, count // 3)
    ladder = np.repeat(np.linspace(0, 1, steps)[:, None], len(fields(Decisions)), axis=1)
    ladder[:, : len(WHOLE)] = 0.5
    cube = qmc.LatinHypercube(len(fields(Decisions)), rng=np.random.default_rng(seed))
    return [Decisions.at(point) for point in (*ladder, *cube.random(max(0, count - steps)))]


def planned(
    scenario: Scenario, decisions: Decisions, limits: Limits, employees: int, week: int
) -> Scenario:
    """The scenario with these decisions as its plan, within limits, to be run until a week.

    The pilot is the scenario's own, and so is all that is not decided here: other trainings,
    mentoring, kinds of communities, governance. Trainers are as many as the sessions need,
    up to those of the scenario. Posts are those of a trial run, from which the load is read;
    `staffed` then sets them.

    Args:
        scenario: whose levers and pilot are kept.
        decisions: the plan in a few numbers.
        limits: the most of each means.
        employees: people in the company, drawn or read from a record.
        week: the target's, where the run ends.
    """
    waves = _waves(scenario, decisions, limits, week)
    invited = employees * sum(wave.share for wave in waves)
    last = min(week, waves[-1].week + int(rule("settling_weeks")))
    tool_seats = decisions.tool_seats * invited
    manager_seats = decisions.manager_seats * employees / 100
    tool = _training(scenario.plan.tool_training, tool_seats, waves[0].week, last)
    manager = _training(scenario.plan.manager_training, manager_seats, waves[0].week, last)
    trainers = scenario.plan.trainers if limits.trainers is None else limits.trainers
    tool, manager = _within_trainers(tool, manager, _left_to_teach(scenario, trainers))
    decided = {
        "waves": waves,
        "tool_training": tool,
        "manager_training": manager,
        "trainers": None,
        "ambassadors_per_100": _capped(decisions.ambassadors_per_100, limits.ambassadors_per_100),
        "community_managers": (
            Staffing(week=1, full_time_equivalents=employees / rule("members_per_post")),
        ),
        "seeded_communities": round(decisions.seeded_communities * employees / 100),
        "seeding_weeks": max(1, last),
    }
    seen = scenario.changed({"horizon_weeks": week}, place="--target")
    return seen.model_copy(update={"plan": seen.plan.model_copy(update=decided)})


def staffed(
    scenario: Scenario, hours_needed: np.ndarray, coverage: float, limits: Limits
) -> Scenario:
    """The scenario with posts of community managers for the load measured in trial runs.

    Posts change at most twice: when the pilot ends and when the last wave has settled. In
    each phase they cover a share of the P80 of weekly hours, rounded up to half a post.

    Args:
        scenario: whose waves bound the phases.
        hours_needed: community managers' hours; shape (draws, weeks).
        coverage: share of the P80 load covered.
        limits: the most posts at a time.
    """
    waves = scenario.plan.waves
    weeks = hours_needed.shape[1]
    settled = waves[-1].week + int(rule("settling_weeks"))
    opening = waves[1].week if len(waves) > 1 else settled
    starts = [start for start in dict.fromkeys((1, opening, settled)) if start <= weeks]
    steps: list[Staffing] = []
    for start, end in zip(starts, [*starts[1:], weeks + 1], strict=True):
        load = float(np.quantile(hours_needed[:, start - 1 : end - 1], rule("load_quantile")))
        posts = _capped(_posts(coverage * load), limits.community_managers)
        if not steps or steps[-1].full_time_equivalents != posts:
            steps.append(Staffing(week=start, full_time_equivalents=posts))
    plan = scenario.plan.model_copy(update={"community_managers": tuple(steps)})
    return scenario.model_copy(update={"plan": plan})


def trainings(scenario: Scenario) -> dict[str, Training]:
    """The kinds of training of a plan: tool, behaviour, manager, animator."""
    return {name.removesuffix("_training"): getattr(scenario.plan, name) for name in TRAININGS}


def sessions(scenario: Scenario) -> pd.DataFrame:
    """Whole sessions of training by week.

    Returns:
        Columns week, kind ("tool", "behaviour", "manager" or "animator"), sessions, seats;
        weeks with sessions only.
    """
    weeks = np.arange(1, scenario.horizon_weeks + 1)
    tables = []
    for kind, training in trainings(scenario).items():
        last = training.last_week or scenario.horizon_weeks
        running = (weeks >= training.first_week) & (weeks <= last)
        owed = np.round(np.cumsum(running * training.sessions_per_week) + 1e-9).astype(int)
        held = np.diff(owed, prepend=0)
        table = pd.DataFrame({"week": weeks, "kind": kind, "sessions": held})
        tables.append(table.assign(seats=held * training.seats))
    every = pd.concat(tables, ignore_index=True)
    return every[every["sessions"] > 0].reset_index(drop=True)


def hours_taught(scenario: Scenario) -> np.ndarray:
    """Hours of sessions by week, all kinds of training together; shape (weeks,)."""
    length = {kind: training.hours for kind, training in trainings(scenario).items()}
    hours = np.zeros(scenario.horizon_weeks)
    table = sessions(scenario)
    for week, kind, held in zip(table["week"], table["kind"], table["sessions"], strict=True):
        hours[week - 1] += held * length[kind]
    return hours


def trainers(scenario: Scenario) -> int:
    """People who must teach at the same time in the busiest week."""
    return math.ceil(hours_taught(scenario).max() / catalogue.value("trainer_hours"))


def _waves(scenario: Scenario, decisions: Decisions, limits: Limits, week: int) -> tuple[Wave, ...]:
    pilot, *later = scenario.plan.waves
    rest = sum(wave.share for wave in later) if later else 1 - pilot.share
    if rest < 1e-6:
        return (pilot,)
    opening = later[0].week if later else pilot.week + int(rule("pilot_weeks"))
    if opening > week:
        return (pilot,)
    count = min(max(1, int(_capped(decisions.waves, limits.waves))), week - opening + 1)
    room = max(0, week - int(rule("settling_weeks")) - opening)
    between = max(1, min(decisions.weeks_between, room // max(1, count - 1)))
    return (
        pilot,
        *(Wave(week=opening + n * between, share=rest / count) for n in range(count)),
    )


def _training(training: Training, seats: float, first: int, last: int) -> Training:
    """The training with as many whole sessions as seats ask for, spread over its weeks."""
    rate = math.ceil(seats / training.seats - 1e-9) / (last - first + 1)
    update = {"sessions_per_week": rate, "first_week": first, "last_week": last}
    return training.model_copy(update=update)


def _left_to_teach(scenario: Scenario, trainers: float | None) -> float | None:
    """Hours a week that the sessions kept from the scenario leave to trainers; None if open."""
    if trainers is None:
        return None
    kept = [scenario.plan.behaviour_training, scenario.plan.animator_training]
    hours = sum(training.sessions_per_week * training.hours for training in kept)
    return max(0.0, trainers * catalogue.value("trainer_hours") - hours)


def _within_trainers(
    tool: Training, manager: Training, most: float | None
) -> tuple[Training, Training]:
    """Both trainings, slowed down in the same proportion to the hours that can be taught."""
    hours = sum(kind.sessions_per_week * kind.hours for kind in (tool, manager))
    if most is None or hours <= most:
        return tool, manager
    slower = most / hours
    return _slowed(tool, slower), _slowed(manager, slower)


def _slowed(training: Training, factor: float) -> Training:
    return training.model_copy(update={"sessions_per_week": training.sessions_per_week * factor})


def _posts(hours: float) -> float:
    step = rule("post_step")
    return math.ceil(hours / rule("hours_per_post") / step - 1e-9) * step


def _capped(value: float, most: float | None) -> float:
    return value if most is None else min(value, most)
