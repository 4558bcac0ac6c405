"""Indicators, profiles, communities and replay of any record, simulated or real.

For outputs, only what passed the gate: `published`, `published_profiles`,
`published_communities`, `published_silos`, `published_composition`, `published_replay`. The
unprotected tables (`simulation.indicators.measuring`, `.profiles`) serve calibration and tests;
`replayed_people` serves the team's own replay alone.
"""

from simulation.indicators.benchmarks import published_benchmarks
from simulation.indicators.composition import published_composition
from simulation.indicators.goals import Goal, published_goals, read_goals
from simulation.indicators.individuals import replayed_people
from simulation.indicators.publishing import (
    published,
    published_communities,
    published_profiles,
    published_rows,
    published_silos,
    published_typologies,
)
from simulation.indicators.publishing_network import published_network
from simulation.indicators.publishing_studies import (
    published_maturity,
    published_newcomers,
    published_survival,
    published_waits,
)
from simulation.indicators.registry import REGISTRY, Indicator, find
from simulation.indicators.replay import published_replay
from simulation.indicators.studies import studied
from simulation.indicators.thresholds import Thresholds

__all__ = [
    "REGISTRY",
    "Goal",
    "Indicator",
    "Thresholds",
    "find",
    "published",
    "published_benchmarks",
    "published_communities",
    "published_composition",
    "published_goals",
    "published_maturity",
    "published_network",
    "published_newcomers",
    "published_profiles",
    "published_replay",
    "published_rows",
    "published_silos",
    "published_survival",
    "published_typologies",
    "published_waits",
    "read_goals",
    "replayed_people",
    "studied",
]
