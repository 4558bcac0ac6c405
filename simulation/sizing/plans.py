"""From decisions to a plan that the model can run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation import catalogue
from simulation.scenario import PILOT_WEEKS, TRAININGS, Scenario, Staffing, Training, Wave
from simulation.sizing.choices import CALENDAR, Decisions
from simulation.sizing.rules import rule
from simulation.sizing.target import Limits

SEATS = {
    "tool": "tool_seats",
    "behaviour": "behaviour_seats",
    "manager": "manager_seats",
    "animator": "animator_seats",
}
"""Kind of training -> the choice that says how many seats it offers."""

PER_INVITED = ("tool", "behaviour")
"""Kinds whose seats are counted per person invited; the others per 100 employees."""


def planned(
    scenario: Scenario, decisions: Decisions, limits: Limits, employees: int, week: int
) -> Scenario:
    """The scenario with these decisions in its plan, within limits, to be run until a week.

    What is not decided stays as the scenario has it. Sessions are slowed down to what trainers
    can teach. Posts of community managers are set afterwards by `staffed`, from their load.

    Args:
        scenario: whose levers and pilot are kept.
        decisions: value of each free choice.
        limits: the most of each means.
        employees: people in the company, drawn or read from a record.
        week: the target's, where the run ends.
    """
    seen = scenario.changed({"horizon_weeks": week, **_named(decisions)}, place="--target")
    waves = _waves(seen, decisions, limits, week)
    last = min(week, waves[-1].week + int(rule("settling_weeks")))
    ambassadors = decisions.get("ambassadors_per_100", seen.plan.ambassadors_per_100)
    decided: dict[str, Any] = {
        "waves": waves,
        "ambassadors_per_100": _capped(float(ambassadors), limits.ambassadors_per_100),
    }
    decided |= _trainings(seen, decisions, limits, employees, waves, last)
    if "pilot_choice" in decisions:
        decided["pilot_choice"] = decisions["pilot_choice"]
    if "mentoring_per_100" in decisions:
        pairs = round(float(decisions["mentoring_per_100"]) * employees / 100)
        decided["mentoring_pairs"] = min(pairs, employees // 2)
    if "seeded_communities" in decisions:
        decided["seeded_communities"] = round(
            float(decisions["seeded_communities"]) * employees / 100
        )
        decided["seeding_weeks"] = last
    sponsor = seen.sponsor
    if "communication" in decisions:
        sponsor = sponsor.model_copy(update={"communication": decisions["communication"]})
    plan = seen.plan.model_copy(update=decided)
    return seen.model_copy(update={"plan": plan, "sponsor": sponsor})


def phases(scenario: Scenario) -> list[tuple[int, int]]:
    """First and last week of the pilot, of the roll-out, then of each term that follows."""
    waves, weeks = scenario.plan.waves, scenario.horizon_weeks
    settled = waves[-1].week + int(rule("settling_weeks"))
    opening = waves[1].week if len(waves) > 1 else settled
    terms = range(settled, weeks + 1, int(rule("term_weeks")))
    starts = [start for start in dict.fromkeys((1, opening, *terms)) if start <= weeks]
    return list(zip(starts, [*(start - 1 for start in starts[1:]), weeks], strict=True))


def staffed(
    scenario: Scenario, load: Mapping[int, float], coverage: float, limits: Limits
) -> Scenario:
    """The scenario with posts of community managers for their load in each phase.

    Posts change when the pilot ends, when the last wave has settled, and each term after that.
    They cover a share of the load, rounded up to half a post.

    Args:
        scenario: whose waves bound the phases.
        load: first week of a phase -> full-time equivalents needed in it.
        coverage: share of the load covered.
        limits: the most posts at a time.
    """
    steps: list[Staffing] = []
    for start, _ in phases(scenario):
        posts = _capped(rounded_up(coverage * load[start]), limits.community_managers)
        if not steps or steps[-1].full_time_equivalents != posts:
            steps.append(Staffing(week=start, full_time_equivalents=posts))
    return with_posts(scenario, tuple(steps))


def with_posts(scenario: Scenario, steps: tuple[Staffing, ...]) -> Scenario:
    """The scenario with other posts of community managers."""
    plan = scenario.plan.model_copy(update={"community_managers": steps})
    return scenario.model_copy(update={"plan": plan})


def fewer_posts(scenario: Scenario, less: float) -> Scenario:
    """The scenario with that many posts less in every week, none at the least."""
    steps = (
        step.model_copy(
            update={"full_time_equivalents": max(0.0, step.full_time_equivalents - less)}
        )
        for step in scenario.plan.community_managers
    )
    return with_posts(scenario, tuple(steps))


def trainings(scenario: Scenario) -> dict[str, Training]:
    """The kinds of training of a plan: tool, behaviour, manager, animator."""
    return {name.removesuffix("_training"): getattr(scenario.plan, name) for name in TRAININGS}


def rounded_up(posts: float) -> float:
    """Posts as they are decided: by halves."""
    step = rule("post_step")
    return math.ceil(posts / step - 1e-9) * step


def _named(decisions: Decisions) -> dict[str, Any]:
    """Decisions that name an entry of an axis."""
    return {axis: decisions[axis] for axis in ("recognition", "charter") if axis in decisions}


def _waves(scenario: Scenario, decisions: Decisions, limits: Limits, week: int) -> tuple[Wave, ...]:
    pilot, *later = scenario.plan.waves
    within = limits.waves is None or len(later) <= max(1, int(limits.waves))
    if within and not any(name in decisions for name in CALENDAR):
        return (pilot, *later)
    if "pilot_share" in decisions:
        pilot = pilot.model_copy(update={"share": float(decisions["pilot_share"])})
        rest = 1 - pilot.share
    else:
        rest = sum(wave.share for wave in later) if later else 1 - pilot.share
    own = later[0].week if later else pilot.week + int(rule("pilot_weeks"))
    opening = max(int(decisions.get("first_wave_week", own)), pilot.week + PILOT_WEEKS)
    if rest < 1e-6 or opening > week:
        return (pilot,)
    count = max(1, int(_capped(float(decisions.get("waves", len(later) or 1)), limits.waves)))
    count = min(count, week - opening + 1)
    usual = later[1].week - later[0].week if len(later) > 1 else int(rule("pilot_weeks"))
    room = max(0, week - int(rule("settling_weeks")) - opening)
    wanted = int(decisions.get("weeks_between", usual))
    between = max(1, min(wanted, room // max(1, count - 1)))
    growth = float(decisions.get("wave_growth", 0.0))
    sizes = np.linspace(1 - growth, 1 + growth, count) if count > 1 else np.ones(1)
    shares = rest * sizes / sizes.sum()
    return (
        pilot,
        *(Wave(week=opening + n * between, share=float(shares[n])) for n in range(count)),
    )


def _trainings(
    scenario: Scenario,
    decisions: Decisions,
    limits: Limits,
    employees: int,
    waves: tuple[Wave, ...],
    last: int,
) -> dict[str, Any]:
    """The kinds of training with the seats decided, within what trainers can teach."""
    invited = employees * sum(wave.share for wave in waves)
    found = {
        kind: _sized(training, kind, decisions, invited, employees, waves[0].week, last)
        for kind, training in trainings(scenario).items()
    }
    most = scenario.plan.trainers if limits.trainers is None else limits.trainers
    named = {f"{kind}_training": training for kind, training in found.items()}
    hours = scenario.plan.model_copy(update=named).hours_taught_at_most
    if most is not None and hours > most * catalogue.value("trainer_hours"):
        slower = most * catalogue.value("trainer_hours") / hours
        named = {name: _slowed(training, slower) for name, training in named.items()}
    taught = any(training.sessions_per_week for training in named.values())
    return named | {"trainers": most if taught else None}


def _sized(
    training: Training,
    kind: str,
    decisions: Decisions,
    invited: float,
    employees: int,
    first: int,
    last: int,
) -> Training:
    """A kind of training with as many whole sessions as seats ask for, spread over its weeks."""
    update: dict[str, Any] = {}
    if kind in PER_INVITED and "session_hours" in decisions:
        update["hours"] = decisions["session_hours"]
    if "session_seats" in decisions:
        update["seats"] = int(decisions["session_seats"])
    training = training.model_copy(update=update)
    if SEATS[kind] not in decisions:
        return training
    people = invited if kind in PER_INVITED else employees / 100
    seats = float(decisions[SEATS[kind]]) * people
    rate = math.ceil(seats / training.seats - 1e-9) / (last - first + 1)
    return training.model_copy(
        update={"sessions_per_week": rate, "first_week": first, "last_week": last}
    )


def _slowed(training: Training, factor: float) -> Training:
    return training.model_copy(update={"sessions_per_week": training.sessions_per_week * factor})


def _capped(value: float, most: float | None) -> float:
    return value if most is None else min(value, most)
