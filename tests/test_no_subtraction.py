"""No two tables that are published of a record tell, subtracted, of fewer than the minimum."""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from adversary import subtracts
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.indicators import Thresholds, published, published_waits
from simulation.indicators.protected import protected_view
from simulation.indicators.standing import employees, of_pilot, standing
from simulation.words import say

sys.path.insert(0, str(Path(__file__).resolve().parent / "indicators"))

from stories import Story, at

LEAST = 5
WEEKS = 3
GROUPINGS = (None, "unit", "team", "site", "level", "profile")


def drawn_company(seed: int) -> Story:
    """A few dozen people in groups that cross unevenly; some arrive, leave, or stay silent.

    Everybody there asks one question a week, or none at all.
    """
    draw = np.random.default_rng(seed)
    people = int(draw.integers(12, 45))
    uneven = [draw.dirichlet(np.full(3, 0.8)) for _ in range(4)]
    story = Story([f"U{unit}" for unit in draw.choice(3, people, p=uneven[0])], WEEKS)
    unit = np.array([int(row["unit"][1:]) for row in story.people])
    follows = draw.random(people) < 0.7
    site = np.where(follows, unit, draw.choice(3, people, p=uneven[1]))
    level = draw.choice(3, people, p=uneven[2])
    community = story.community()
    for person, row in enumerate(story.people):
        arrives = int(draw.choice([0, 0, 0, 1]))
        row |= {
            "site": f"S{site[person]}",
            "level": int(level[person]),
            "team": f"T{draw.integers(0, 2)}",
            "invited_at": at(arrives),
            "left_at": at(1, day=6) if draw.random() < 0.1 else None,
            "wave": 0 if draw.random() < 0.6 else None,
            "job_family": f"J{int(draw.choice(3, p=uneven[3]))}",
            "tenure_years": float(draw.uniform(0, 12)),
        }
        for week in range(arrives, 2 if row["left_at"] else WEEKS):
            if person % 4:
                story.does(person, "question", at(week), community=community)
    return story


def kinds(figures: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Figures by kind of people, those counted in the same figures together; and how many."""
    told = np.array(figures, dtype=float)
    alike, people = np.unique(told, axis=1, return_counts=True)
    inside = alike.any(axis=0)
    return alike[:, inside], people[inside]


def check_pairs(tables: dict, total: list[np.ndarray]) -> None:
    for one, other in combinations(tables, 2):
        figures = [*tables[one], *tables[other], *total]
        if figures:
            assert not subtracts(*kinds(figures), LEAST), (one, other)


def counted(record, by) -> np.ndarray:
    """Who is counted in which group in which week; shape (groups, weeks, people)."""
    view, _ = protected_view(record, Thresholds(), by, LEAST)
    found = np.zeros((*view.shape, len(record.people)), dtype=bool)
    member, week = np.nonzero(view.present)
    group = view.group_of(member, week)
    found[group, week, view.population.person[member]] = True
    return found


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_no_few_people_are_had_from_two_weekly_tables(seed):
    record = drawn_company(seed).record()
    shown, members = {}, {}
    for by in GROUPINGS:
        table = published(record, ["contributors"], by=by, min_group=LEAST)
        members[by] = counted(record, by)
        hidden = table["suppressed"].to_numpy(dtype=bool).reshape(members[by].shape[:2])
        sizes = members[by].sum(axis=2)
        assert (table["people"].fillna(-1).to_numpy().reshape(sizes.shape)[~hidden] == (
            sizes[~hidden]
        )).all()  # fmt: skip
        shown[by] = ~hidden & (sizes > 0)
    for week in range(WEEKS):
        told = {by: list(members[by][shown[by][:, week], week]) for by in GROUPINGS[1:]}
        check_pairs(told, list(members[None][shown[None][:, week], week]))


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_no_few_people_are_had_from_two_tables_of_waits(seed):
    """What two tables over all weeks tell of few, they tell of these in some week."""
    record = drawn_company(seed).record()
    asks = np.arange(len(record.people)) % 4 > 0
    told = {}
    for by in GROUPINGS:
        rows = published_waits(record, by, min_group=LEAST)["groups"]
        rows = rows[~rows["suppressed"]].set_index("group")["opened"]
        view, unsafe = protected_view(record, Thresholds(), by, LEAST)
        sets = counted(record, by) & ~unsafe[:, :, None]
        named = dict(zip(view.population.groups, sets, strict=True))
        for group, opened in rows.items():
            assert opened == (named[group] & asks).sum()
        told[by] = [named[group] for group in rows.index]
    for week in range(WEEKS):
        tables = {by: [sets[week] for sets in told[by]] for by in GROUPINGS[1:]}
        check_pairs(tables, [sets[week] for sets in told[None]])


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6))
def test_no_few_people_are_had_from_two_characteristics_of_pilot_and_company(seed):
    record = drawn_company(seed).record()
    inside, every = of_pilot(employees(record)), np.ones(len(record.people), dtype=bool)
    others = say("indicator.other_groups", "fr")
    told = {}
    for name, group in standing(record, LEAST).items():
        shown = [label for label in group.dropna().unique() if label != others]
        sets = [(group == label).to_numpy(dtype=bool) for label in shown]
        told[name] = [part & own for own in sets for part in (inside, every)]
    check_pairs(told, [inside, every] if min(inside.sum(), (~inside).sum()) >= LEAST else [every])


def test_a_site_of_two_units_and_three_people_tells_no_waits_beside_the_units():
    story = Story(["A"] * 20 + ["B"] * 20 + ["C"] * 3 + ["C"] * 40, WEEKS)
    for person, row in enumerate(story.people):
        row["site"] = "X" if person < 43 else "Y"
        story.does(person, "question", at(0))
    record = story.record()
    units = published_waits(record, "unit")["groups"]
    sites = published_waits(record, "site")["groups"]
    assert units["opened"].sum() == 83
    assert sites.empty or sites["suppressed"].all()


@pytest.mark.parametrize("by", ["unit", "site"])
def test_the_adversary_finds_what_tables_without_the_gate_would_tell(by):
    record = drawn_company(3).record()
    labels = record.people[by].to_numpy()
    figures = [labels == name for name in np.unique(labels)]
    small = min(figure.sum() for figure in figures)
    assert subtracts(*kinds(figures), LEAST) == (small < LEAST)
