"""What is to be expected of a plan given what is known: a regression on futures.

The expectation of a value given some columns is fitted by natural cubic splines, straight beyond
the outermost knots, with a penalty chosen by generalised cross-validation; so columns that tell
nothing leave the mean. Strong, Oakley and Brennan (2014, 2015) use such fits to value information.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

KNOTS = (0.05, 0.275, 0.5, 0.725, 0.95)
"""Quantiles of a column at which its spline bends."""

PENALTIES = np.concatenate([10.0 ** np.arange(-4, 5, 0.5), [np.inf]])
"""Tried, relative to the number of rows; an infinite one leaves the mean."""


def fitted(values: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Expectation of values given columns, at each row.

    Args:
        values: shape (rows, outcomes).
        columns: shape (rows, columns).

    Returns:
        Shape (rows, outcomes).
    """
    mean = values.mean(axis=0)
    features = basis(columns)
    if not features.shape[1]:
        return np.broadcast_to(mean, values.shape).copy()
    left, strength, _ = np.linalg.svd(features, full_matrices=False)
    kept = strength > 1e-9 * strength[0]
    left, strength = left[:, kept], strength[kept]
    shares = left.T @ (values - mean)
    fits = np.empty_like(values, dtype=float)
    for outcome in range(values.shape[1]):
        weight = _weights(strength, shares[:, outcome], values[:, outcome] - mean[outcome])
        fits[:, outcome] = mean[outcome] + left @ (weight * shares[:, outcome])
    return fits


def basis(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Splines of each column and products of pairs, each with mean 0 and variance 1.

    Columns that never differ have none. Shape (rows, features).
    """
    spread = columns.std(axis=0)
    kept = spread > 1e-12 * (1 + np.abs(columns).max(axis=0, initial=0))
    z = (columns[:, kept] - columns[:, kept].mean(axis=0)) / spread[kept]
    features = [_spline(column) for column in z.T]
    pairs = [(z[:, i] * z[:, j])[:, None] for i in range(z.shape[1]) for j in range(i)]
    if not features:
        return np.empty((len(columns), 0))
    every = np.column_stack([*features, *pairs])
    every = every - every.mean(axis=0)
    scale = every.std(axis=0)
    return every[:, scale > 1e-9] / scale[scale > 1e-9]


def _spline(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """The column itself, and its natural cubic splines."""
    knots = np.unique(np.quantile(column, KNOTS))
    if len(knots) < 3:
        return column[:, None]
    last, before = knots[-1], knots[-2]

    def bent(knot: float) -> NDArray[np.float64]:
        rise = np.maximum(column - knot, 0) ** 3 - np.maximum(column - last, 0) ** 3
        return rise / (last - knot)

    return np.column_stack([column, *(bent(knot) - bent(before) for knot in knots[:-2])])


def _weights(
    strength: NDArray[np.float64], shares: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much of each direction is kept, under the penalty with the least expected error."""
    rows = len(values)
    weights = strength**2 / (strength**2 + rows * PENALTIES[:, None])
    left_over = (values**2).sum() - (shares**2).sum()
    errors = left_over + (((1 - weights) * shares) ** 2).sum(axis=1)
    freedom = np.maximum(1e-9, rows - 1 - weights.sum(axis=1))
    return weights[np.argmin(errors / freedom**2)]
