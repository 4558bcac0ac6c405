"""How many people it takes to answer in time: Erlang's queue with several servers.

Questions come at any moment of the working week, each takes a while, and whoever is free takes
the one that has waited longest (M/M/c). The formula is known for whole numbers of servers; its
continuation to fractions (Jagerman, 1974) counts half a post as half a server.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincc, gammaln

HALVINGS = 40
"""Steps of the search for the least staff; each halves what is left in doubt."""

MOST_SPARE = 40.0
"""Servers beyond the load within which the least staff is looked for."""


def waiting_probability(servers: ArrayLike, load: ArrayLike) -> NDArray[np.float64]:
    """Probability of having to wait at all (Erlang's C formula); 1 where the load is too much.

    Args:
        servers: above 0, fractions allowed.
        load: work that arrives, in servers it would keep busy (erlangs), at least 0.
    """
    c, a = np.broadcast_arrays(np.asarray(servers, float), np.asarray(load, float))
    steady = (a > 0) & (c > a)
    c, a = np.where(steady, c, 1.0), np.where(steady, a, 0.5)
    blocked = np.exp(c * np.log(a) - a - gammaln(c + 1)) / gammaincc(c + 1, a)
    waits = blocked / (1 - a / c * (1 - blocked))
    load = np.broadcast_to(np.asarray(load, float), waits.shape)
    return np.where(steady, waits, np.where(load <= 0, 0.0, 1.0))


def answered_within(
    servers: ArrayLike, load: ArrayLike, patience: ArrayLike
) -> NDArray[np.float64]:
    """Share of questions that someone takes up in time; 0 where the queue only grows.

    Args:
        servers: at least 0.
        load: in erlangs.
        patience: the time allowed, in times that one answer takes.
    """
    c, a = np.asarray(servers, float), np.asarray(load, float)
    spare = np.maximum(c - a, 0.0)
    waits = waiting_probability(np.maximum(c, 1e-9), a)
    late = waits * np.exp(-spare * np.asarray(patience, float))
    return np.where(a <= 0, 1.0, 1.0 - late)


def servers_needed(load: ArrayLike, patience: ArrayLike, service: float) -> NDArray[np.float64]:
    """The fewest servers with which that share is taken up in time; 0 where nothing comes.

    Args:
        load: in erlangs.
        patience: the time allowed, in times that one answer takes.
        service: share wanted in time, in ]0, 1[.
    """
    a, patience = np.broadcast_arrays(np.asarray(load, float), np.asarray(patience, float))
    low, high = a.copy(), a + MOST_SPARE
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        enough = answered_within(middle, a, patience) >= service
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where(a > 0, high, 0.0)
