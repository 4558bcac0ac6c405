"""Rival theories of influence: who must be active before one follows (structural setting).

Each theory reads the same network and answers with a number in [0, 1] that stands where the
composite model has the share of close colleagues, so that the same sizes of effect apply.
"""

from __future__ import annotations

from simulation.model.compilation import formula
from simulation.model.state import BASS, COMPOSITE, CRITICAL_MASS, MANAGERS_DOWN, PEERS_UP


@formula
def influence(theory, close, manager, everywhere, information, threshold, parameter):
    """Pull on somebody by those already active, in [0, 1].

    Args:
        theory: code of the theory.
        close: share of close colleagues active, weighted by tie.
        manager: whether the own manager is active.
        everywhere: share of all employees active.
        information: fresh contributions per employee, decaying.
        threshold: the person's own threshold.
        parameter: the catalogue's values.

    Composite and peers up (Wang, Meister & Gray 2013): close colleagues, whose ranks no longer
    count in the latter; managers down (Tucker 2008): the manager alone; critical mass (Foote
    and others 2024): decaying information, half its effect at a critical level; threshold
    (Granovetter 1978): all or nothing; Bass (1969): everybody alike.
    """
    if theory == COMPOSITE or theory == PEERS_UP:
        return close
    if theory == MANAGERS_DOWN:
        return parameter.theory_manager_reach * manager
    if theory == CRITICAL_MASS:
        return information / (information + parameter.theory_critical_information)
    if theory == BASS:
        return everywhere
    return parameter.theory_follower_reach * (close >= threshold)


@formula
def rank_counts(theory):
    """Whether a theory lets the manager's example act beside that of colleagues."""
    return theory == COMPOSITE or theory == MANAGERS_DOWN
