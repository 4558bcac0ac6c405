"""Shrinkage and trends on small tables."""

import numpy as np
import pandas as pd
import pytest

from simulation.indicators.uncertainty import shrunk, trends


def groups(*pairs: tuple[float, float]) -> pd.DataFrame:
    table = pd.DataFrame(pairs, columns=["count", "base"]).assign(indicator="x", week=1)
    return table.assign(value=table["count"] / table["base"])


def test_groups_that_differ_by_chance_alone_get_the_common_level():
    table = groups((10, 20), (11, 20), (9, 20))
    assert shrunk(table).tolist() == [0.5] * 3


def test_the_fewer_the_people_the_more_a_group_is_drawn():
    table = groups((9, 10), (360, 400), (40, 400), (200, 400))
    drawn = shrunk(table)
    moved = (drawn - table["value"]).abs()
    assert moved[0] > moved[1] > 0
    assert drawn[0] < 0.9
    assert drawn.between(0, 1).all()


def test_shrinkage_comes_closer_to_the_truth_than_the_raw_shares():
    draw = np.random.default_rng(4)
    truth = draw.beta(4, 12, 300)
    base = draw.integers(10, 60, 300)
    table = groups(*zip(draw.binomial(base, truth), base, strict=True))
    raw = np.square(table["value"] - truth).mean()
    assert np.square(shrunk(table) - truth).mean() < 0.85 * raw


def test_a_group_alone_or_suppressed_keeps_what_it_has():
    assert shrunk(groups((3, 10))).tolist() == [0.3]
    hidden = groups((3, 10), (np.nan, np.nan), (5, 10))
    assert np.isnan(shrunk(hidden)[1])


def weekly(values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(
        {"indicator": "x", "group": "all", "week": np.arange(len(values)), "value": values}
    )


@pytest.mark.parametrize(
    ("values", "trend"),
    [
        ([0.1, 0.12, 0.14, 0.15, 0.18, 0.2, 0.21, 0.25], "rising"),
        ([0.3, 0.28, 0.27, 0.25, 0.24, 0.2, 0.19, 0.15], "falling"),
        ([0.2, 0.21, 0.19, 0.2, 0.22, 0.18, 0.2, 0.21], "steady"),
        ([0.1, 0.2, np.nan, np.nan, np.nan, np.nan, 0.3, 0.4], None),
    ],
)
def test_a_trend_is_told_where_the_interval_of_the_slope_excludes_none(values, trend):
    told = trends(weekly(values)).iloc[0]
    assert told["trend"] == trend


def test_one_odd_week_does_not_make_a_trend():
    told = trends(weekly([0.2, 0.21, 0.2, 0.19, 0.2, 0.21, 0.2, 0.9])).iloc[0]
    assert told["trend"] == "steady"


def test_a_slope_is_told_per_week_of_the_last_weeks():
    told = trends(weekly([5.0] * 10 + [0.1 * week for week in range(8)])).iloc[0]
    assert told["slope"] == pytest.approx(0.1)
    assert told["weeks"] == 8
