"""Work ties are inferred from who addresses whom in a pilot, and recover true ones."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from simulation import tables
from simulation.model import simulate
from simulation.organisation import Organisation, draw, from_people, organisation_of
from simulation.organisation.inferred import ObservedTies, observed_ties
from simulation.scenario import Company, Scenario


def people(count: int, **columns) -> pd.DataFrame:
    table = pd.DataFrame({"person": np.arange(count)} | columns)
    return tables.check(table.reindex(columns=list(tables.PEOPLE.columns)), "people")


def events(acts: list[tuple[int, int, str, str]]) -> pd.DataFrame:
    """Acts as (person, target, action, day)."""
    table = pd.DataFrame(acts, columns=["person", "target", "action", "day"])
    time = pd.to_datetime(table["day"], utc=True).astype("datetime64[us, UTC]")
    table = table.assign(event=np.arange(len(table)), time=time, week=tables.monday(time))
    return tables.check(table.reindex(columns=list(tables.EVENTS.columns)), "events")


def crowd(count: int = 40) -> list[tuple[int, int, str, str]]:
    """Acts of many people, one for each pair of neighbours: never often enough for a tie."""
    return [(k, k + 1, "reaction", "2027-03-01") for k in range(10, count - 1)]


def strengths(ties: ObservedTies) -> dict[tuple[int, int], float]:
    pairs = zip(ties.source.tolist(), ties.target.tolist(), strict=True)
    return dict(zip(pairs, ties.strength.tolist(), strict=True))


def test_repeated_acts_tie_and_the_more_recent_or_numerous_the_stronger():
    acts = crowd() + [(0, 1, "answer", "2027-03-01")] * 4 + [(1, 0, "mention", "2027-03-01")]
    acts += [(2, 3, "answer", "2025-03-01")] * 4
    found = strengths(observed_ties(events(acts), people(40)))
    assert set(found) == {(0, 1), (1, 0), (2, 3)}
    assert found[0, 1] > found[1, 0] > 0
    assert found[0, 1] > 5 * found[2, 3] > 0


def test_acts_that_are_rare_due_to_activity_or_by_office_tie_nobody():
    busy = [(0, k, "reaction", "2027-03-01") for k in range(1, 40) for _ in range(4)]
    assert not strengths(observed_ties(events(busy), people(40)))
    visits = [(0, 1, "visit", "2027-03-01")] * 9 + [(2, 3, "answer", "2027-03-01")] * 2
    assert not strengths(observed_ties(events(crowd() + visits), people(40)))
    office = people(40, is_community_manager=[k == 0 for k in range(40)])
    answers = [(0, 1, "answer", "2027-03-01")] * 5
    assert not strengths(observed_ties(events(crowd() + answers), office))


def test_those_seen_enough_keep_observed_ties_and_the_reporting_line_only():
    manager = pd.array([None, *[0] * 19, *[1] * 180], "Int32")
    acts = crowd(200) + [
        (one, other, "answer", "2027-03-01")
        for one in range(2, 6)
        for other in range(2, 6)
        if one != other
        for _ in range(3)
    ]
    table = people(200, manager=manager, unit=["a"] * 200)
    drawn, inferred = from_people(table, 1), from_people(table, 1, events(acts))
    for one in range(2, 6):
        row = slice(inferred.tie_start[one], inferred.tie_start[one + 1])
        assert {0, *range(2, 6)} - {one} <= set(inferred.tie_target[row].tolist())
        assert inferred.tie_weight[row][inferred.tie_target[row] == 0] == 1
    for one in range(20, 200):
        before = drawn.tie_target[drawn.tie_start[one] : drawn.tie_start[one + 1]]
        after = inferred.tie_target[inferred.tie_start[one] : inferred.tie_start[one + 1]]
        np.testing.assert_array_equal(before, after)


def test_without_any_act_the_ties_are_those_drawn():
    table = people(60, unit=["a", "b"] * 30)
    drawn, silent = from_people(table, 1), from_people(table, 1, tables.empty("events"))
    for field in fields(Organisation):
        np.testing.assert_array_equal(getattr(drawn, field.name), getattr(silent, field.name))


@pytest.fixture(scope="module")
def pilot() -> tuple[tables.Record, Organisation]:
    return simulate(Scenario(), 0, events=True).record, organisation_of(Scenario(), 0)


def keys(one: np.ndarray, other: np.ndarray) -> set[int]:
    return set((np.minimum(one, other) * 10_000 + np.maximum(one, other)).tolist())


def test_recovery_inferred_ties_overlap_true_ones_far_above_chance(pilot):
    record, company = pilot
    seen = observed_ties(record.events, record.people.sort_values("person", ignore_index=True))
    near = np.repeat(np.arange(len(company)), np.diff(company.tie_start))
    true, inferred = keys(near, company.tie_target), keys(seen.source, seen.target)
    by_chance = len(true) / (len(company) * (len(company) - 1) / 2)
    assert len(inferred) > 200
    # Exchanges on the network cross units far more than work does: a weak signal, not noise.
    assert len(inferred & true) / len(inferred) > 4 * by_chance


def test_an_organisation_with_inferred_ties_keeps_its_form(pilot):
    record, _ = pilot
    company = from_people(record.people, 3, record.events)
    near = np.repeat(np.arange(len(company)), np.diff(company.tie_start))
    forth = near * len(company) + company.tie_target
    assert (np.diff(forth) > 0).all()
    order = np.argsort(company.tie_target.astype(np.int64) * len(company) + near)
    np.testing.assert_array_equal(company.tie_weight[order], company.tie_return)
    assert company.tie_weight.min() >= 0 and company.tie_weight.max() <= 1
    assert 12 <= np.diff(company.tie_start).mean() <= 18


def test_a_drawn_company_of_one_seed_is_the_same_whatever_is_drawn_after():
    first = draw(Company(employees=300), 9)
    draw(Company(employees=500), 10)
    np.testing.assert_array_equal(first.tie_weight, draw(Company(employees=300), 9).tie_weight)
