"""How much of what differs each input answers for: Sobol indices, with their intervals.

The *first-order* index of an input is the share of the variance that goes when the input is
known; its *total* index the share that stays when everything else is known. Between both lies
what it does together with others (Saltelli and others, 2010). Estimators and intervals are
SciPy's, by bootstrap over the points of the design.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 400

Evaluate = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""From places in the unit cube, shape (points, inputs), to outcomes, shape (outcomes, points)."""

COLUMNS = ("first", "first_low", "first_high", "total", "total_low", "total_high")


def sobol_indices(
    evaluate: Evaluate, inputs: Sequence[str], outcomes: Sequence[str], points: int, seed: int
) -> pd.DataFrame:
    """First-order and total indices of inputs spread evenly over the unit cube.

    An outcome that never differs has indices that are missing. Where no resample differs, as for
    an input that does nothing, both ends of an interval are the index itself.

    Args:
        evaluate: gives the outcomes.
        inputs: names, one a side of the cube.
        outcomes: names.
        points: of the design, a power of two; `evaluate` is asked for (inputs + 2) times as many.
        seed: of the design and of the intervals.

    Returns:
        Columns outcome, input, first, first_low, first_high, total, total_low, total_high.
    """
    differs = np.zeros(len(outcomes), bool)

    def seen(places: NDArray[np.float64]) -> NDArray[np.float64]:
        found = evaluate(places.T)
        differs[:] |= np.ptp(found, axis=1) > 0
        return found.copy()  # SciPy centres what it is given

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of what never differs
        found = stats.sobol_indices(
            func=seen, n=points, dists=[_Cube] * len(inputs), rng=np.random.default_rng(seed)
        )
        ends = found.bootstrap(confidence_level=CONFIDENCE, n_resamples=RESAMPLES)
    shape = (len(outcomes), len(inputs))
    parts = []
    for index, interval in (
        (found.first_order, ends.first_order.confidence_interval),
        (found.total_order, ends.total_order.confidence_interval),
    ):
        parts += [index, *(np.where(np.isnan(end), index, end) for end in interval)]
    values = np.stack([np.reshape(part, shape) for part in parts], axis=-1)
    values[~differs] = np.nan
    index = pd.MultiIndex.from_product([outcomes, inputs], names=["outcome", "input"])
    return pd.DataFrame(values.reshape(-1, len(COLUMNS)), index, list(COLUMNS)).reset_index()


class _Cube:
    """The distribution SciPy asks for: every place of [0, 1] as likely as another."""

    @staticmethod
    def ppf(places: NDArray[np.float64]) -> NDArray[np.float64]:
        """The place itself."""
        return places
