"""Nobody is shown in a group under the minimum, nor can be had by subtracting."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from adversary import subtracts
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.protection import (
    Grouping,
    Released,
    check_released,
    hidden_by_crossing,
    merge_small_groups,
    merged_labels,
    nearness_by_superiors,
    release,
)
from simulation.protection.merging import nearness_by_number
from simulation.protection.subtraction import light_side

sizes_of_groups = st.lists(st.integers(0, 60), min_size=1, max_size=12)
minimums = st.integers(5, 20)
quickly = settings(max_examples=40, deadline=None)


def measured(sizes, **more) -> pd.DataFrame:
    """One indicator, one week: groups of these sizes, everybody active."""
    names = [f"G{place:02}" for place in range(len(sizes))]
    return pd.DataFrame(
        {
            "indicator": "weekly_active",
            "week": pd.Timestamp("2026-03-02"),
            "group": names,
            "value": 1.0,
            "count": [float(size) for size in sizes],
            "people": sizes,
            "available": True,
        }
        | more
    )


def hidden_groups(table: pd.DataFrame, **choices) -> list[str]:
    released = release(table, **choices)
    return released.loc[released["suppressed"], "group"].tolist()


@quickly
@given(sizes_of_groups, minimums)
def test_no_small_group_is_shown(sizes, minimum):
    shown = release(measured(sizes), minimum)
    people = shown["people"].dropna()
    assert ((people >= minimum) | (people == 0)).all()
    assert shown.loc[shown["suppressed"], ["value", "count", "people"]].isna().all(axis=None)


@quickly
@given(sizes_of_groups, minimums)
def test_the_total_minus_the_groups_shown_is_nobody_or_a_large_group(sizes, minimum):
    shown = release(measured(sizes), minimum)
    rest = sum(sizes) - shown["people"].sum()
    assert rest == 0 or rest >= minimum or rest == sum(sizes)


@quickly
@given(sizes_of_groups, minimums)
def test_no_more_is_hidden_than_the_small_groups_and_one_other(sizes, minimum):
    hidden = release(measured(sizes), minimum)["suppressed"].sum()
    assert hidden <= sum(0 < size < minimum for size in sizes) + 1


@quickly
@given(sizes_of_groups, st.lists(minimums, min_size=2, max_size=4))
def test_a_higher_minimum_never_shows_a_smaller_group(sizes, several):
    smallest = [
        release(measured(sizes), each)["people"].replace(0, pd.NA).min() for each in several
    ]
    ordered = [
        least for _, least in sorted(zip(several, smallest, strict=True), key=lambda p: p[0])
    ]
    known = [least for least in ordered if pd.notna(least)]
    assert all(lower <= higher for lower, higher in pairwise(known))


def test_one_small_group_takes_the_next_smallest_with_it():
    assert hidden_groups(measured([40, 7, 15, 22])) == ["G01", "G02"]


def test_small_groups_that_are_enough_together_take_nobody_with_them():
    assert hidden_groups(measured([40, 7, 6, 22])) == ["G01", "G02"]


def test_an_empty_group_hides_nothing_and_is_not_hidden():
    assert hidden_groups(measured([40, 0, 22])) == []


def test_each_indicator_and_week_is_judged_on_its_own():
    small, large = measured([40, 7, 22]), measured([40, 17, 22], indicator="posts")
    assert hidden_groups(pd.concat([small, large], ignore_index=True)) == ["G01", "G02"]


@quickly
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 25)), min_size=1, max_size=14), minimums
)
def test_teams_are_protected_inside_their_unit_too(teams, minimum):
    units = [f"U{unit}" for unit, _ in teams]
    sizes = [size for _, size in teams]
    by_team = release(measured(sizes, within=units), minimum)
    unit_sizes = pd.Series(sizes).groupby(units).sum()
    by_unit = release(measured(unit_sizes.tolist(), group=unit_sizes.index), minimum)
    shown_in_unit = by_team["people"].groupby(units).sum()
    for unit, size, is_hidden in zip(
        by_unit["group"], unit_sizes, by_unit["suppressed"], strict=True
    ):
        rest = size - shown_in_unit[unit]
        if is_hidden:
            assert shown_in_unit[unit] == 0, "teams must not tell a hidden unit"
        else:
            assert rest == 0 or rest >= minimum


def test_all_the_teams_of_a_unit_hidden_with_a_small_one_are_hidden():
    teams = measured([4, 12, 15, 40], within=["A", "B", "B", "C"])
    assert hidden_groups(teams) == ["G00", "G01", "G02"]


@quickly
@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=10), minimums)
def test_among_overlapping_groups_what_is_hidden_holds_a_large_one(groups, minimum):
    sizes, withheld = [size for size, _ in groups], [flag for _, flag in groups]
    table = measured(sizes, withheld=withheld)
    hidden = release(table, minimum, overlapping=True)["suppressed"].to_numpy()
    assert hidden[withheld].all()
    largest_hidden = max((size for size, out in zip(sizes, hidden, strict=True) if out), default=0)
    assert largest_hidden == 0 or largest_hidden >= minimum or hidden.all()


def test_what_the_source_does_not_record_is_missing_and_not_suppressed():
    released = release(measured([7, 40], available=False, value=float("nan")))
    assert not released["suppressed"].any()
    assert released["people"].isna().all()


@quickly
@given(sizes_of_groups, minimums)
def test_merging_leaves_no_small_group_but_one_that_is_alone(sizes, minimum):
    groups = measured(sizes).set_index("group")["people"]
    labels = merge_small_groups(groups, minimum, lang="en")
    assert labels.index.tolist() == groups.index.tolist()
    merged = groups[groups > 0].groupby(labels).sum()
    assert (merged >= minimum).all() or len(merged) == 1
    large = groups[groups >= minimum]
    joined_by_a_small_one = large[labels[large.index] != large.index]
    assert len(joined_by_a_small_one) <= (groups[groups > 0] < minimum).sum()


def test_a_small_team_joins_the_nearest_team_of_its_own_unit():
    names = ["A1", "A2", "A3", "B1"]
    labels = merged_labels(names, [4, 30, 12, 10], parents=["A", "A", "A", "B"], lang="en")
    assert labels == ["A3 and A1", "A2", "A3 and A1", "B1"]


def test_a_group_without_neighbour_under_its_parent_is_left_to_the_gate():
    assert merged_labels(["A1", "B1"], [4, 30], parents=["A", "B"]) == ["A1", "B1"]


def test_the_nearest_unit_is_the_one_under_the_same_director():
    """0 leads 1 and 2, two directors; units a and c are under 1, unit b under 2."""
    manager = np.array([-1, 0, 0, *[1] * 4, *[2] * 10, *[1] * 20])
    group = np.array([-1, -1, -1, *[0] * 4, *[1] * 10, *[2] * 20])
    near = nearness_by_superiors(group, manager, 3)
    labels = merged_labels(list("abc"), [4, 10, 20], nearness=near, lang="en")
    assert labels[0] == labels[2] == "c and a", "b is smaller, but further"


def test_levels_join_the_next_level():
    near = nearness_by_number(["0", "1", "2", "—"])
    assert near([0], [[1], [2], [3]]) == [-1, -2, -np.inf]
    assert near([3], [[0], [3]]) == [-np.inf, 0]


crossings = st.lists(
    st.lists(st.one_of(st.just(0), st.integers(0, 9)), min_size=3, max_size=3),
    min_size=2,
    max_size=4,
)


@settings(max_examples=150, deadline=None)
@given(crossings, st.integers(5, 7))
def test_nobody_few_is_had_by_adding_and_subtracting_units_and_sites(crossing, minimum):
    """Units and sites cross as drawn; the adversary knows all figures shown and the total."""
    counts = np.array(crossing)
    unit, site = (place.repeat(counts.ravel()) for place in map(np.ravel, np.indices(counts.shape)))
    units, sites = counts.sum(axis=1), counts.sum(axis=0)

    def shown(sizes: np.ndarray) -> np.ndarray:
        return ~release(measured(sizes.tolist()), minimum)["suppressed"].to_numpy(dtype=bool)

    always = np.zeros(len(unit), dtype=int)
    told_units, told_sites = shown(units), shown(sites)
    hidden = hidden_by_crossing(
        Grouping(site, told_sites[:, None]),
        Grouping(unit, told_units[:, None]),
        always,
        always,
        minimum,
    )
    told_sites &= ~hidden[:, 0]
    kinds = counts.ravel()
    row, column = np.indices(counts.shape).reshape(2, -1)
    figures = [
        *(row == n for n in np.flatnonzero(told_units)),
        *(column == n for n in np.flatnonzero(told_sites)),
    ]
    if counts.sum() >= minimum:
        figures.append(np.ones(len(kinds), dtype=bool))
    told = np.array(figures, dtype=float).reshape(-1, len(kinds))
    assert not subtracts(told, kinds, minimum)


def test_the_adversary_does_find_three_people_of_a_site_made_of_two_units_and_them():
    shown = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [1, 1, 1, 0]], dtype=float)
    assert subtracts(shown, np.array([20, 20, 3, 40]), 5)
    unit, site = np.repeat([0, 1, 2, 2], [20, 20, 3, 40]), np.repeat([0, 0, 0, 1], [20, 20, 3, 40])
    every = np.ones((3, 1), dtype=bool)
    always = np.zeros(83, dtype=int)
    hidden = hidden_by_crossing(Grouping(site, every[:2]), Grouping(unit, every), always, always, 5)
    assert hidden.all(), "neither site may be shown beside the units"


def test_groups_that_cross_in_large_numbers_are_all_shown():
    unit, site = np.divmod(np.arange(400), 200)
    site = site // 100
    every, always = np.ones((2, 1), dtype=bool), np.zeros(400, dtype=int)
    assert not hidden_by_crossing(
        Grouping(site, every), Grouping(unit, every), always, always, 10
    ).any()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(5, 8), st.integers(1, 14)), min_size=1, max_size=9
    )
)
def test_a_light_cut_is_found_when_and_only_when_there_is_one(lines):
    left, right, weight = (np.array(part) for part in zip(*lines, strict=True))
    points = np.unique(np.concatenate([left, right]))
    weights = [
        weight[np.isin(left, side) != np.isin(right, side)].sum()
        for size in range(1, len(points))
        for side in combinations(points, size)
    ]
    side = light_side(left, right, weight, 9, 10)
    assert (side is not None) == any(0 < cut < 10 for cut in weights)
    if side is not None:
        assert 0 < weight[side[left] != side[right]].sum() < 10


def test_a_table_that_has_not_passed_the_gate_is_refused():
    with pytest.raises(TypeError, match="gate"):
        check_released(measured([40]))
    passed = release(measured([40, 50]))
    for cut in (passed, passed[passed["people"] > 40], passed.assign(more=1), passed.head(1)):
        assert isinstance(check_released(cut), Released)


def test_simulated_people_are_exempt():
    assert not release(measured([3, 40]), simulated=True)["suppressed"].any()


def test_merged_groups_are_named_together_largest_first():
    sizes = pd.Series({"DSI": 7, "Finance": 18, "Commerce": 60})
    assert merge_small_groups(sizes, lang="fr")["DSI"] == "Finance et DSI"
    assert merge_small_groups(sizes, lang="en")["Finance"] == "Finance and DSI"
    assert merge_small_groups(sizes)["Commerce"] == "Commerce"
    many = pd.Series({"A": 3, "B": 4, "C": 2, "D": 5, "E": 90})
    assert merge_small_groups(many, lang="en")["A"] == "D and 3 others"


@pytest.mark.parametrize("minimum", [4, 0, -1])
def test_no_setting_goes_below_five_people(minimum):
    with pytest.raises(InputError, match="at least 5"):
        release(measured([40]), minimum)
    with pytest.raises(InputError, match="at least 5"):
        merge_small_groups(pd.Series({"A": 40}), minimum)
