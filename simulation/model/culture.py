"""Culture, which changes slowly, and what it makes of the climate of the week (S4, S8, S34)."""

from __future__ import annotations

import math

from simulation.model.compilation import kernel


@kernel
def drift_culture(state, now):
    """Culture follows, slowly, how managers lead; dissonance is what is declared above it.

    Simultaneous. Cooperation, transparency, right to error and autonomy move towards the mean
    posture, hierarchy away from it. The norm of giving back opens with cooperation (3.31).
    """
    climate, parameter = state.climate[0], now.parameter
    managers = state.plan.managers
    total = 0.0
    for i in managers:
        total += state.leadership[i].posture
    posture = total / managers.size if managers.size else 0.5
    climate.posture = posture
    if now.switch.managers:
        pace = parameter.culture_pace
        climate.cooperation += pace * (posture - climate.cooperation)
        climate.transparency += pace * (posture - climate.transparency)
        climate.right_to_error += pace * (posture - climate.right_to_error)
        climate.autonomy += pace * (posture - climate.autonomy)
        climate.hierarchy += pace * (1.0 - posture - climate.hierarchy)
    sharing = (climate.cooperation - parameter.reciprocity_floor) / parameter.reciprocity_span
    climate.reciprocity = min(1.0, max(0.0, sharing))
    lived = (
        parameter.lived_posture * posture + (1.0 - parameter.lived_posture) * climate.cooperation
    )
    climate.dissonance = max(0.0, now.lever.declared - lived)
    climate.knowledge *= math.exp(-1.0 / parameter.knowledge_weeks)
    climate.information *= math.exp(-1.0 / parameter.information_weeks)
