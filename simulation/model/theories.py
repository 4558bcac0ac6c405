"""Rival theories of influence: who must be active before one follows (structural setting).

Each theory reads the same network and answers with a number in [0, 1] that stands where the
composite model has the share of close colleagues, so that the same sizes of effect apply and
everything else stays as it is. What holds under all of them does not hang on who one believes.

| theory | who draws somebody in | reference |
|---|---|---|
| composite | close colleagues, by weight of tie, and the own manager beside them | 3.5, 3.6 |
| managers down | the own manager alone; ordinary colleagues do not count | T1 |
| peers up | colleagues below and, less, beside; nobody above | T2 |
| critical mass | fresh information on the network, once there is enough of it | T3 |
| threshold | close colleagues, all or nothing, from a share of one's own | T4 |
| Bass | everybody who is there, whoever they are | T5 |
"""

from __future__ import annotations

from simulation.model.compilation import formula, kernel
from simulation.model.state import (
    BASS,
    COMPOSITE,
    CRITICAL_MASS,
    MANAGERS_DOWN,
    PEERS_UP,
)


@formula
def share_of(part, whole):
    """Share of a person's ties, 0 for someone without ties."""
    return part / whole if whole > 0 else 0.0


@formula
def influence(theory, close, manager, everywhere, information, threshold, parameter):
    """Pull on somebody by those already active, in [0, 1].

    Args:
        theory: code of the theory.
        close: share of close colleagues active, as `close_colleagues` reads it.
        manager: whether the own manager is active.
        everywhere: share of all employees active.
        information: fresh contributions per employee, decaying.
        threshold: the person's own threshold.
        parameter: the catalogue's values.

    Composite: close colleagues; managers down: the own manager; critical mass: information;
    Bass: everybody alike; threshold: nothing, then all at once; peers up: colleagues below
    and beside.
    """
    if theory in (COMPOSITE, PEERS_UP):
        return close
    if theory == MANAGERS_DOWN:
        return parameter.theory_manager_reach * manager
    if theory == CRITICAL_MASS:
        return pull_of_information(information, parameter.theory_critical_information)
    if theory == BASS:
        return everywhere
    return parameter.theory_follower_reach * (close >= threshold)


@formula
def pull_of_information(information, critical):
    """What fresh information is worth to a newcomer: little, half at the critical mass, all.

    Foote, Treem, van den Hooff & Honcoop (2024) see the network as a public good that people
    use once they perceive a critical mass, and find that the decay of information decides.
    Of the two goods they tell apart, to connect and to draw on what others wrote, this is the
    second; the composite theory follows the first. The S-shape is ours.
    """
    ratio = information / critical
    return ratio * ratio / (1.0 + ratio * ratio)


@kernel
def close_colleagues(state, now, i, speaking):
    """Share of close colleagues seen visiting, or heard if `speaking`, weighted by tie.

    The sums over all colleagues are kept by those who appear and disappear; the theory that
    leaves some of them out adds up anew.
    """
    if now.theory == PEERS_UP:
        return colleagues_not_above(state, now, i, speaking)
    person = state.employee[i]
    weight = person.voiced_weight if speaking else person.seen_weight
    return share_of(weight, state.employee[i].tie_weight)


@kernel
def colleagues_not_above(state, now, i, speaking):
    """The same over colleagues below, in full, and beside, in part; nobody above counts.

    Wang, Meister & Gray (2013), 80,000 consultants: use follows that of people on lower
    levels; support for influence within a level is limited, and absent from above.
    """
    employee, link = state.employee, state.link
    active, whole = 0.0, 0.0
    for k in range(state.tie_start[i], state.tie_start[i + 1]):
        j = link[k].target
        if employee[j].level < employee[i].level:
            continue
        weight = float(link[k].weight)
        whole += weight
        colleague = state.employee[j]
        if not (colleague.voiced if speaking else colleague.seen):
            continue
        beside = employee[j].level == employee[i].level
        active += weight * now.parameter.theory_peer_reach if beside else weight
    return share_of(active, whole)


@formula
def rank_counts(theory):
    """Whether a theory lets the manager's example act beside that of colleagues.

    Tucker (2008) observed a large effect of adoption by managers and a negligible one of
    ordinary workers; people who span boundaries, whom she found to matter too, are left out.
    """
    return theory in (COMPOSITE, MANAGERS_DOWN)
