"""How much drawn companies look like real organisations, measure by measure.

Real values are those of `real_organisations.yaml`, measured on public data with the
functions below; drawn ones are measured here, on companies of several seeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import networkx as nx
import numpy as np
import pandas as pd
import yaml
from numpy.typing import ArrayLike, NDArray

from simulation.organisation.columns import Organisation
from simulation.organisation.drawing import draw
from simulation.scenario import Company
from simulation.words import french_typography

MEASURES: Mapping[str, str] = {
    "colleagues": "count",
    "unevenness": "ratio",
    "gini": "ratio",
    "clustering": "ratio",
    "transitivity": "ratio",
    "reciprocity": "share",
    "inside": "share",
    "modularity": "ratio",
    "unit_gini": "ratio",
    "levels": "count",
    "managing": "share",
    "span_mean": "posts",
    "span_unevenness": "ratio",
    "span_most": "count",
}
"""What is measured, and the unit of each (see `simulation.figures.units`)."""

COMPARABLE = Company(employees=1000, unit_size=24, span_least=2, span_most=13)
"""A company of the size of the real ones, with their units and the bounds of their spans."""


@dataclass(frozen=True)
class RealOrganisation:
    """One way of reading the ties, units or chart of a real organisation.

    Attributes:
        name: key of the reading, unique.
        data: the data set.
        tie: what counts as a tie, unit or report, in each language.
        people: how many people are measured.
        measures: measured values by name.
    """

    name: str
    data: str
    tie: Mapping[str, str]
    people: int
    measures: Mapping[str, float]


@cache
def real_organisations() -> tuple[RealOrganisation, ...]:
    """The readings of real organisations that generated companies are compared with."""
    text = (files("simulation.organisation") / "real_organisations.yaml").read_text("utf-8")
    entries = yaml.safe_load(text)
    for entry in entries.values():
        entry["tie"]["fr"] = french_typography(entry["tie"]["fr"])
    return tuple(RealOrganisation(name, **entry) for name, entry in entries.items())


def likeness(
    company: Company = COMPARABLE, seeds: Iterable[int] = range(5), lang: str = "fr"
) -> pd.DataFrame:
    """Real and drawn values of each measure, side by side.

    Args:
        company: the kind of company drawn.
        seeds: one company is drawn from each.
        lang: "fr" or "en", of the labels.

    Returns:
        Columns measure, unit, drawn (bool), name (of the reading, or the seed), label (what
        counts as a tie; empty for drawn companies) and value; measures in the order of
        `MEASURES`, the real organisations first.
    """
    drawn = {str(seed): measured(draw(company, seed)) for seed in seeds}
    rows = []
    for measure, unit in MEASURES.items():
        rows += [
            (measure, unit, False, each.name, each.tie[lang], value)
            for each in real_organisations()
            if (value := each.measures.get(measure)) is not None
        ]
        rows += [(measure, unit, True, seed, "", own[measure]) for seed, own in drawn.items()]
    return pd.DataFrame(rows, columns=["measure", "unit", "drawn", "name", "label", "value"])


def spread(measure: str) -> tuple[float, float]:
    """Least and greatest value of a measure over the real organisations."""
    values = [r.measures[measure] for r in real_organisations() if measure in r.measures]
    return min(values), max(values)


def measured(organisation: Organisation) -> dict[str, float]:
    """Every measure of one organisation."""
    near = np.repeat(np.arange(len(organisation)), np.diff(organisation.tie_start))
    turned = organisation.tie_weight > 0
    ties = np.column_stack([near[turned], organisation.tie_target[turned]])
    unit = dict(enumerate(organisation.unit.tolist()))
    spans = np.bincount(organisation.manager[organisation.manager >= 0])
    return (
        measures_of_ties(ties)
        | measures_of_units(ties, unit)
        | measures_of_chart(spans[spans > 0], int(organisation.level.max()) + 1, len(organisation))
    )


def measures_of_ties(ties: NDArray[np.integer]) -> dict[str, float]:
    """How ties are shared, closed and returned, among those who have some.

    Clustering is the mean over people of the share of their colleagues' pairs who work
    together; transitivity that share over all pairs, where the most connected weigh most.

    Args:
        ties: ordered pairs of two people, without repetition; shape (ties, 2).
    """
    directed = nx.DiGraph(ties.tolist())
    colleagues = directed.to_undirected()
    number = np.array([degree for _, degree in colleagues.degree])
    return {
        "colleagues": float(number.mean()),
        "unevenness": float(number.std() / number.mean()),
        "gini": gini(number),
        "clustering": nx.average_clustering(colleagues),
        "transitivity": nx.transitivity(colleagues),
        "reciprocity": nx.overall_reciprocity(directed),
    }


def measures_of_units(ties: NDArray[np.integer], unit: Mapping[int, int]) -> dict[str, float]:
    """How far units hold ties, and how uneven their sizes are.

    Args:
        ties: ordered pairs of two people; shape (ties, 2).
        unit: unit of each person.
    """
    colleagues = nx.Graph(ties.tolist())
    members: dict[int, set[int]] = {}
    for person in colleagues:
        members.setdefault(unit[person], set()).add(person)
    inside = [unit[one] == unit[other] for one, other in colleagues.edges]
    return {
        "inside": float(np.mean(inside)),
        "modularity": nx.community.modularity(colleagues, members.values()),
        "unit_gini": gini(np.unique(list(unit.values()), return_counts=True)[1]),
    }


def measures_of_chart(spans: ArrayLike, levels: int, people: int) -> dict[str, float]:
    """The shape of a hierarchy.

    Args:
        spans: direct reports of each person who has some, at least 1.
        levels: from the top to the base.
        people: employees in the chart.
    """
    reports = np.asarray(spans)
    return {
        "levels": float(levels),
        "managing": reports.size / people,
        "span_mean": float(reports.mean()),
        "span_unevenness": float(reports.std() / reports.mean()),
        "span_most": float(reports.max()),
    }


def gini(values: ArrayLike) -> float:
    """Inequality of positive values: 0 when all are equal, near 1 when one has everything."""
    ordered = np.sort(np.asarray(values, dtype=float))
    rank = 2 * np.arange(1, ordered.size + 1) - ordered.size - 1
    return float(rank @ ordered / (ordered.size * ordered.sum()))
