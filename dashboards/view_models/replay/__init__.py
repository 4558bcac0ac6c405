"""A published replay told in the reader's language, ready to be drawn week by week.

Everything that reaches the browser comes from `simulation.indicators.published_replay`, which
passed the gate; what is None there stays hidden here. Single people come apart, for the
opened unit only (`people`).
"""

from dashboards.view_models.replay.figures import (
    came_or_contributed,
    figure_detail,
    figure_value,
    figures,
)
from dashboards.view_models.replay.people import people_told
from dashboards.view_models.replay.scene import scene, scenes, week_finding

__all__ = [
    "came_or_contributed",
    "figure_detail",
    "figure_value",
    "figures",
    "people_told",
    "scene",
    "scenes",
    "week_finding",
]
