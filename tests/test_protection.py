"""Nobody is shown in a group under the minimum, nor can be had by subtracting."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.protection import merge_small_groups, release

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
def test_merging_puts_together_exactly_what_the_gate_would_hide(sizes, minimum):
    table = measured(sizes)
    labels = merge_small_groups(table.set_index("group")["people"], minimum, lang="en")
    merged = labels[labels != labels.index]
    hidden = release(table, minimum)
    if hidden["suppressed"].sum() > 1:
        assert sorted(merged.index) == sorted(hidden.loc[hidden["suppressed"], "group"])
        assert len(set(merged)) == 1
    else:
        assert merged.empty
    assert labels.index.tolist() == table["group"].tolist()


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
