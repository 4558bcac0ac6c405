"""The drawn ties, beside those of real organisations.

What the generator shares with them: everybody connected through few steps, clustering far
above chance, units that bind, a hierarchy of few levels where a minority manages. What it
does not: real e-mail has hubs and crosses units more; the last test states the distance.
"""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from simulation.organisation import Organisation, draw
from simulation.scenario import Company


def graph(organisation: Organisation) -> nx.Graph:
    near = np.repeat(np.arange(len(organisation)), np.diff(organisation.tie_start))
    ties = nx.Graph()
    ties.add_nodes_from(range(len(organisation)))
    ties.add_edges_from(zip(near.tolist(), organisation.tie_target.tolist(), strict=True))
    return ties


def share_inside(ties: nx.Graph, unit: dict[int, int]) -> float:
    return float(np.mean([unit[a] == unit[b] for a, b in ties.edges]))


def odds(share: float) -> float:
    return share / (1 - share)


def odds_ratio_of_units(ties: nx.Graph, unit: dict[int, int]) -> float:
    """Odds that a tie stays inside a unit, over the odds for a pair taken at random."""
    sizes = np.bincount(list(unit.values()))
    people = sizes.sum()
    by_chance = (sizes * (sizes - 1)).sum() / (people * (people - 1))
    return odds(share_inside(ties, unit)) / odds(by_chance)


def modularity(ties: nx.Graph, unit: dict[int, int]) -> float:
    groups = [{p for p in ties if unit[p] == k} for k in set(unit.values())]
    return nx.community.modularity(ties, groups)


def unevenness(ties: nx.Graph) -> float:
    """Standard deviation of the number of colleagues, over its mean."""
    degree = [colleagues for _, colleagues in ties.degree]
    return float(np.std(degree) / np.mean(degree))


@pytest.fixture(scope="module")
def drawn() -> tuple[nx.Graph, dict[int, int]]:
    organisation = draw(Company(employees=1005), seed=1)
    return graph(organisation), dict(enumerate(organisation.unit.tolist()))


@pytest.fixture(scope="module")
def institution(shared) -> tuple[nx.Graph, dict[int, int]]:
    """Members of a research institution who wrote to each other both ways, and departments."""
    folder = shared / "data" / "email_eu_core"
    mails = set(pd.read_csv(folder / "edges.csv").itertuples(index=False, name=None))
    department = pd.read_csv(folder / "nodes.csv").set_index("id")["department"].to_dict()
    ties = nx.Graph()
    ties.add_nodes_from(department)
    ties.add_edges_from((a, b) for a, b in mails if a < b and (b, a) in mails)
    return ties, department


@pytest.fixture(scope="module")
def law_firm(shared) -> tuple[nx.Graph, dict[int, int]]:
    """Lawyers who work together, and their offices."""
    folder = shared / "data" / "law_firm"
    relations = pd.read_csv(folder / "edges.csv").query("relation == 'cowork'")
    ties = nx.Graph(relations[["source", "target"]].to_numpy().tolist())
    return ties, pd.read_csv(folder / "nodes.csv").set_index("id")["office"].to_dict()


def test_the_number_of_colleagues_lies_near_that_of_both_ways_mail(drawn, institution):
    real = 2 * institution[0].number_of_edges() / len(institution[0])
    ours = 2 * drawn[0].number_of_edges() / len(drawn[0])
    assert abs(ours / real - 1) < 0.25


def test_everybody_is_within_a_few_steps_of_everybody(drawn):
    """Facts, path length: 2.0 to 3.1 everywhere, giant component 0.98 to 1.00."""
    assert nx.is_connected(drawn[0])
    assert 2.0 < nx.average_shortest_path_length(drawn[0]) < 3.4


def test_clustering_is_far_above_chance_and_near_that_of_the_institution(drawn, institution):
    ours, real = (nx.average_clustering(ties) for ties, _ in (drawn, institution))
    by_chance = 2 * drawn[0].number_of_edges() / len(drawn[0]) / len(drawn[0])
    assert ours > 10 * by_chance
    assert abs(ours - real) < 0.1


def test_units_bind_as_departments_and_offices_do(drawn, institution, law_firm):
    assert odds_ratio_of_units(*institution) > 5
    assert odds_ratio_of_units(*law_firm) > 2
    assert odds_ratio_of_units(*drawn) > 5


def test_levels_and_managers_are_as_in_a_real_chart(shared):
    """Facts, hierarchy: 154 people, 6 levels, 22 % have reports, span 4.5 (most 13)."""
    chart = pd.read_csv(shared / "data" / "manufacturing_email" / "org_chart.csv")
    shape = Company(employees=154, span_least=2, span_most=7)
    ours = [draw(shape, seed) for seed in range(20)]
    managing = np.mean([organisation.is_manager.mean() for organisation in ours])
    depth = np.mean([organisation.level.max() + 1 for organisation in ours])
    assert abs(managing - (chart["n_reports"] > 0).mean()) < 0.03
    assert abs(depth - chart["level"].nunique()) < 2


def test_known_distance_drawn_units_are_more_closed_and_more_even_than_mail(drawn, institution):
    assert modularity(*institution) < modularity(*drawn) < 0.75
    assert unevenness(drawn[0]) < unevenness(institution[0])
