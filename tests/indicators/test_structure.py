"""The shape of small networks whose measures are known by hand."""

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from stories import Story, at

from simulation.errors import InputError
from simulation.indicators import Thresholds, published_network
from simulation.indicators.structure import Period, brokers, clustering, experts, structure
from simulation.indicators.view import view_of


def exchanged(units: str, pairs: list[tuple[int, int]], **columns: list) -> Story:
    """Each (giver, receiver): the giver answers a question of the receiver, in week 0."""
    story = Story(list(units), weeks=4)
    for name, values in columns.items():
        for row, value in zip(story.people, values, strict=True):
            row[name] = value
    for giver, receiver in pairs:
        asked = story.does(receiver, "question", at(0))
        story.does(giver, "answer", at(0, 1), parent=asked)
    return story


def period(story: Story) -> Period:
    return Period(view_of(story.record(), Thresholds()), 0, 3)


def test_a_triangle_with_a_tail_has_its_known_measures():
    story = exchanged(
        "AABBC", [(0, 1), (1, 2), (2, 0), (2, 1), (2, 3)], level=[0, 1, 2, 2, 2]
    )  # fmt: skip
    told = structure(period(story)).set_index("measure")
    value = told["value"]
    assert value["ties"] == 4
    assert value["linked_people"] == 4 / 5
    assert value["ties_per_person"] == 2
    assert value["reciprocity"] == 2 / 5
    assert value["clustering"] == pytest.approx((1 + 1 + 1 / 3) / 3)
    assert value["largest_component"] == 1
    assert value["cross_unit_ties"] == 2 / 4
    assert value["cross_level_ties"] == 1 / 4
    assert np.isnan(value["cross_site_ties"]), "no site is known"


@pytest.mark.parametrize("seed", range(3))
def test_clustering_is_that_of_the_textbook(seed):
    graph = nx.gnp_random_graph(60, 0.1, seed=seed)
    local = [c for node, c in nx.clustering(graph).items() if graph.degree[node] >= 2]
    told, _ = clustering(csr_array(nx.to_scipy_sparse_array(graph, dtype=float)))
    assert told == pytest.approx(np.mean(local))


def test_without_ties_there_is_neither_clustering_nor_its_error():
    assert np.isnan(clustering(csr_array((5, 5)))).all()


@pytest.mark.parametrize("seed", range(3))
def test_the_error_of_clustering_is_that_of_leaving_each_person_out(seed):
    graph = nx.gnp_random_graph(25, 0.2, seed=seed)
    without = []
    for person in (node for node in graph if graph.degree[node]):
        rest = graph.copy()
        rest.remove_node(person)
        local = nx.clustering(rest)
        without.append(np.mean([local[node] for node in rest if rest.degree[node] >= 2]))
    size = len(without)
    expected = np.sqrt((size - 1) / size * np.sum((without - np.mean(without)) ** 2))
    _, error = clustering(csr_array(nx.to_scipy_sparse_array(graph, dtype=float)))
    assert error == pytest.approx(expected)


def test_brokers_are_counted_by_role_and_span_three_other_units():
    story = exchanged(
        "ABCDA", [(0, 1), (0, 2), (0, 3), (4, 1), (4, 2)], is_manager=[True, *[False] * 4]
    )
    told = brokers(period(story)).set_index("role")
    assert told.loc["manager"].tolist() == [1, 1]
    assert told.loc["employee"].tolist() == [4, 0]


def test_an_expert_answers_often_and_several_people():
    pairs = [(0, 1), (0, 1), (0, 2), (0, 3), (0, 3), *[(4, 1)] * 9]
    story = exchanged("AAABA", pairs, is_ambassador=[True, *[False] * 4])
    told = experts(period(story)).set_index("role")
    assert told.loc["ambassador"].tolist() == [1, 1, 3, 1]
    assert told.loc["employee", "count"] == 0, "many answers, to one person"


def test_without_units_there_are_no_brokers():
    story = Story([None] * 3, weeks=4)
    asked = story.does(0, "question", at(0))
    story.does(1, "answer", at(0, 1), parent=asked)
    assert brokers(period(story)) is None


def test_two_periods_are_published_from_enough_people(busy_record):
    told = published_network(busy_record, split=8)
    assert told["weeks"] == {"before": 7, "after": 7}
    for name in ("measures", "brokers", "experts"):
        table = told[name]
        assert set(table["period"]) == {"before", "after"}
        shown = table[~table["suppressed"]]
        assert (shown["people"].isin([0]) | (shown["people"] >= 10)).all()
    few = published_network(busy_record, split=8, min_group=10_000)
    assert few["measures"]["value"].isna().all()


def test_a_split_outside_the_record_is_refused(busy_record):
    with pytest.raises(InputError, match="split"):
        published_network(busy_record, split=1)
