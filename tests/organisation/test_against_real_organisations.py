"""Drawn companies lie within the spread of real organisations, measure by measure.

What counts as a tie in each real set, and which sets can tell which measure, stands in
`simulation/organisation/real_organisations.yaml`.
"""

import networkx as nx
import numpy as np
import pytest
from real_data import remeasured

from simulation.evidence import evidence
from simulation.organisation import draw
from simulation.organisation.likeness import (
    COMPARABLE,
    MEASURES,
    gini,
    likeness,
    measured,
    measures_of_chart,
    measures_of_ties,
    measures_of_units,
    real_organisations,
    spread,
)
from simulation.scenario import Company

SEEDS = range(5)
KNOWN_DISTANCE = "transitivity"
"""Hubs of real e-mail know each other's colleagues more than those of a drawn company."""

BOUNDED = ("span_unevenness",)
"""Follows the bounds of spans that a scenario sets: comparable with the bounds of a real chart."""


@pytest.fixture(scope="module")
def comparable() -> list[dict[str, float]]:
    return [measured(draw(COMPARABLE, seed)) for seed in SEEDS]


@pytest.fixture(scope="module")
def usual() -> list[dict[str, float]]:
    return [measured(draw(Company(), seed)) for seed in range(3)]


@pytest.mark.parametrize("measure", [m for m in MEASURES if m != KNOWN_DISTANCE])
def test_a_company_of_their_size_lies_within_the_spread_of_real_ones(comparable, measure):
    low, high = spread(measure)
    values = [each[measure] for each in comparable]
    assert low <= np.mean(values) <= high, (low, values, high)


@pytest.mark.parametrize("measure", [m for m in MEASURES if m not in (KNOWN_DISTANCE, *BOUNDED)])
def test_the_usual_company_lies_within_the_spread_of_real_ones(usual, measure):
    low, high = spread(measure)
    values = [each[measure] for each in usual]
    assert low <= np.mean(values) <= high, (low, values, high)


def test_known_distance_fewer_triangles_close_around_hubs(comparable):
    low, _ = spread(KNOWN_DISTANCE)
    assert all(0.5 * low < each[KNOWN_DISTANCE] < low for each in comparable)


def spans_of(organisation):
    """Reports of each person who has some."""
    return np.unique(organisation.manager[1:], return_counts=True)[1]


def test_a_company_of_the_size_of_the_real_chart_has_its_shape():
    """Facts, hierarchy: 154 people, 6 levels, 22 % have reports, span 4.5 (median 4, most 13)."""
    drawn = [draw(Company(employees=154, span_least=2, span_most=13), seed) for seed in range(20)]
    spans = [spans_of(each) for each in drawn]
    assert abs(np.mean([each.is_manager.mean() for each in drawn]) - 0.22) < 0.03
    assert abs(np.mean([own.mean() for own in spans]) - 4.5) < 0.7
    assert abs(np.mean([np.median(own) for own in spans]) - 4) < 0.7
    assert 10 <= np.mean([own.max() for own in spans]) <= 13
    assert 4 <= np.mean([each.level.max() + 1 for each in drawn]) <= 6


def test_spans_are_skewed_most_managers_have_few_reports():
    spans = spans_of(draw(Company(employees=20_000, span_least=2, span_most=13), 1))
    assert np.median(spans) < spans.mean() < (2 + 13) / 2
    assert np.count_nonzero(spans == 2) > 5 * np.count_nonzero(spans == 13) > 0


def test_everybody_is_within_a_few_steps_of_everybody():
    """Facts, path length: 2.0 to 3.1 everywhere, giant component 0.98 to 1.00."""
    organisation = draw(COMPARABLE, seed=1)
    near = np.repeat(np.arange(len(organisation)), np.diff(organisation.tie_start))
    colleagues = nx.Graph(np.column_stack([near, organisation.tie_target]).tolist())
    assert nx.is_connected(colleagues) and len(colleagues) == len(organisation)
    assert 2.0 < nx.average_shortest_path_length(colleagues) < 3.4


def test_the_table_holds_every_real_and_drawn_value():
    table = likeness(Company(employees=150), seeds=(3, 4), lang="en")
    assert list(table["measure"].unique()) == list(MEASURES)
    drawn = table[table["drawn"]]
    assert (drawn.groupby("measure").size() == 2).all()
    for measure in MEASURES:
        real = table[(table["measure"] == measure) & ~table["drawn"]]["value"]
        assert (real.min(), real.max()) == spread(measure)


def test_known_answers_of_the_measures():
    ring = np.array([[0, 1], [1, 2], [2, 0], [0, 2], [2, 3]])
    ties = measures_of_ties(ring)
    assert ties["colleagues"] == 2
    assert ties["reciprocity"] == pytest.approx(2 / 5)
    assert ties["clustering"] == pytest.approx((1 + 1 + 1 / 3) / 4)
    assert ties["transitivity"] == pytest.approx(3 / 5)
    units = measures_of_units(ring, {0: 0, 1: 0, 2: 0, 3: 1, 4: 1})
    assert units["inside"] == pytest.approx(3 / 4)
    assert units["unit_gini"] == gini([2, 3]) == pytest.approx(0.1)
    assert measures_of_chart([2, 4], 3, 7)["managing"] == pytest.approx(2 / 7)
    assert gini([1, 1, 1]) == pytest.approx(0)


def test_every_reading_says_what_it_counts_and_comes_from_data_or_evidence(shared):
    for each in real_organisations():
        assert set(each.tie) == {"fr", "en"} and set(each.measures) <= set(MEASURES)
        rows = each.data.split(", ")
        assert all(row in evidence() for row in rows) or (shared / "data" / each.data).is_dir()


def test_real_values_are_those_of_the_data(shared):
    anew = remeasured(shared / "data")
    published = {each.name for each in real_organisations() if each.data not in _folders(shared)}
    assert set(anew) == {each.name for each in real_organisations()} - published
    for each in real_organisations():
        if each.name in published:
            continue
        own = anew[each.name]
        assert own.pop("people") == each.people
        assert set(own) == set(each.measures), each.name
        for measure, value in each.measures.items():
            assert own[measure] == pytest.approx(value, abs=6e-4), (each.name, measure)


def _folders(shared) -> set[str]:
    return {folder.name for folder in (shared / "data").iterdir()}
