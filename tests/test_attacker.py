"""An attacker who has all that the program hands out about one record, and the staff list.

He knows who is in which group, and wants to know what few people did: he adds and subtracts the
figures of all groupings, in every week, as often as he likes.
"""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from adversary import finds_few, number_of, subtracts
from hypothesis import given, settings
from hypothesis import strategies as st
from test_only_way_out import ROOT, random_story

from simulation.indicators import Thresholds, published, published_replay
from simulation.indicators.measuring import view_by
from simulation.indicators.protected import GROUPINGS, shown_groups
from simulation.indicators.view import view_of
from simulation.pilot import read_pilot
from simulation.protection import Grouping, hidden_by_all, hidden_by_crossing, release

EVERY = (*GROUPINGS, "profile")


def large_enough(group: np.ndarray, minimum: int) -> np.ndarray:
    sizes = np.bincount(group)
    table = {"indicator": "posts", "week": 0, "group": np.arange(len(sizes)), "people": sizes}
    hidden = release(pd.DataFrame(table), minimum)["suppressed"].to_numpy(dtype=bool)
    return ~hidden[:, None]


def shown_of(people: np.ndarray, minimum: int, hide) -> list[tuple[int, int]]:
    """Grouping and group of each figure shown, each grouping giving way to those before it."""
    always, known, shown = np.zeros(len(people), dtype=int), [], []
    for number, group in enumerate(people.T):
        own = Grouping(group, large_enough(group, minimum))
        own = Grouping(group, own.shown & ~hide(own, known, always, minimum))
        known.append(own)
        shown += [(number, place) for place in np.flatnonzero(own.shown[:, 0])]
    return shown


def figures_of(people: np.ndarray, minimum: int, hide) -> list[np.ndarray]:
    """Whom each figure shown counts, the total's among them."""
    figures = [people[:, number] == place for number, place in shown_of(people, minimum, hide)]
    return [*figures, np.full(len(people), len(people) >= minimum)]


def together(own, known, always, minimum):
    return hidden_by_all(own, known, always, always, minimum)


def two_by_two(own, known, always, minimum):
    shown = own.shown
    for other in known:
        shown = shown & ~hidden_by_crossing(
            Grouping(own.group, shown), other, always, always, minimum
        )
    return ~shown


def kinds_of(people: np.ndarray, figures: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Figures by kinds of people alike in all groupings, and how many are of each kind."""
    _, first, counts = np.unique(people, axis=0, return_index=True, return_counts=True)
    return np.array(figures, dtype=float).reshape(-1, len(people))[:, first], counts


companies = st.lists(
    st.tuples(*[st.integers(0, 2)] * 4, st.integers(1, 12)), min_size=3, max_size=9
).map(lambda rows: np.repeat([row[:4] for row in rows], [row[4] for row in rows], axis=0))


@settings(max_examples=120, deadline=None)
@given(companies)
def test_nobody_few_is_had_from_four_groupings_at_once(people):
    figures, counts = kinds_of(people, figures_of(people, 5, together))
    assert not subtracts(figures, counts, 5)


def test_groupings_held_against_each_other_two_by_two_do_tell_of_few_when_combined():
    """Units and sites cross in eights; the level tells whether they are of the same number."""
    people = np.repeat([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], 8, axis=0)
    figures, counts = kinds_of(people, figures_of(people, 10, two_by_two))
    assert len(figures) == 7 and subtracts(figures, counts, 10) and finds_few(figures, counts, 10)
    figures, counts = kinds_of(people, figures_of(people, 10, together))
    assert len(figures) == 5 and not subtracts(figures, counts, 10)


@settings(max_examples=25, deadline=None)
@given(companies, st.data())
def test_no_number_of_few_people_follows_from_the_numbers_told(people, data):
    """Whole numbers and nothing below zero: the attacker now lacks the staff list."""
    cells = np.array(list(product(*map(np.unique, people.T))))
    shown = shown_of(people, 5, together)
    sets = np.array([np.ones(len(cells)), *(cells[:, n] == place for n, place in shown)])
    told = np.array([len(people), *((people[:, n] == place).sum() for n, place in shown)])
    columns = data.draw(st.sampled_from(list(combinations(range(4), 2))))
    cell = data.draw(st.sampled_from(cells.tolist()))
    asked = np.all([cells[:, column] == cell[column] for column in columns], axis=0)
    least, most = number_of(asked, sets, told, told)
    assert least != most or least == 0 or least >= 5 or len(people) < 5


def told_of(record, week: int, min_group: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """All figures of a week: whom each counts, by kinds of people, and how many are of each."""
    view = view_of(record, Thresholds())
    profile = view_by(record, Thresholds(), "profile")
    there = view.population.person[view.present[:, week]]
    columns, figures = [], [np.ones(len(there), dtype=bool)]
    for by in EVERY:
        if by == "profile":
            names, codes = profile.population.groups, profile.group_by_week[:, week]
            person = profile.population.person
        else:
            population = shown_groups(view, by, min_group, "en").population
            names, codes, person = population.groups, population.group, population.person
        group = np.full(len(record.people), -1)
        group[person] = codes
        columns.append(group[there])
        table = published(record, ["contributors"], by=by, min_group=min_group, lang="en")
        table = table[table["week"] == record.weeks()[week]].set_index("group")
        told = table.index[~table["suppressed"] & (table["people"] > 0)]
        figures += [group[there] == names.index(name) for name in told]
    return kinds_of(np.stack(columns, axis=1), figures)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_few_is_had_from_all_that_is_told_of_a_small_pilot(seed):
    story, draw = random_story(seed, people=90, weeks=5, units=4), np.random.default_rng(seed)
    for row in story.people:
        row["site"] = f"S{draw.integers(0, 3)}" if draw.random() < 0.4 else f"S{row['unit']}"
        row["level"] = int(draw.choice([0, 1, 2, 2, 2]))
    record = story.record()
    for week in range(5):
        assert not finds_few(*told_of(record, week, min_group=6), 6)


@pytest.mark.parametrize("min_group", [5, 10])
def test_nobody_few_is_had_from_all_that_is_told_of_the_sample_pilot(min_group):
    sample = ROOT / "data" / "sample"
    record = read_pilot(sorted(sample.glob("*.zip")), hr=sample / "hr.csv", key=bytes(32))
    for week in (0, 5, 11):
        figures, counts = told_of(record, week, min_group)
        assert not finds_few(figures, counts, min_group)
        assert finds_few(np.eye(len(counts)), counts, min_group), "the attacker does find"


@pytest.mark.parametrize("seed", range(8))
def test_what_communities_share_tells_no_number_of_few(seed):
    """Sizes are told, and in tenths what two of them share; they overlap in any way."""
    draw = np.random.default_rng(seed)
    story = random_story(seed, people=50, weeks=2, units=1)
    story.communities, story.events = [], []
    for _ in range(4):
        community = story.community()
        for person in np.flatnonzero(draw.random(50) < draw.uniform(0.3, 0.9)):
            story.people[person]["invited_at"] = None
            story.joins(int(person), community)
    for row in story.people:
        row |= {"invited_at": None, "left_at": None}
    replay = published_replay(story.record(), min_group=10)
    atoms = np.array(list(product([False, True], repeat=len(replay["communities"]))))
    sets, least, most = [np.ones(len(atoms), dtype=bool)], [50], [50]
    for place, community in enumerate(replay["communities"]):
        sets.append(atoms[:, place])
        least.append(community["members"][-1])
        most.append(community["members"][-1])
    sizes = least[1:]
    for one, other, tenths in replay["near"]:
        smaller = min(sizes[one], sizes[other])
        shared = [
            n for n in range(10, smaller + 1)
            if (10 if smaller - n < 10 else round(10 * n / smaller)) == tenths
        ]  # fmt: skip
        sets.append(atoms[:, one] & atoms[:, other])
        least.append(min(shared))
        most.append(max(shared))
    for size in (2, 3):
        for places in combinations(range(atoms.shape[1]), size):
            for signs in product([False, True], repeat=size):
                asked = (atoms[:, places] == signs).all(axis=1)
                ends = number_of(asked, np.array(sets), np.array(least), np.array(most))
                assert ends[0] != ends[1] or ends[0] == 0 or ends[0] >= 10
