"""Draws from the posterior of a few parameters: importance sampling from the prior inwards.

A likelihood is let in by degrees (tempering), each time so far that a quarter of the draws
still count, and the next draws are taken around those that did. No gradient, no tuning, no
chain to watch: enough for the three to five parameters of a growth curve.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import logsumexp

Floats = NDArray[np.float64]
LogDensity = Callable[[Floats], Floats]
"""From parameters, shape (draws, parameters), to logarithms, shape (draws,)."""

KEPT: Final = 0.25
"""Share of the draws that must count at each degree."""
TAILS: Final = 6.0
"""Degrees of freedom of the proposals: heavier tails than the posterior's."""
WIDER: Final = 1.2
"""Proposals are a little wider than the draws they come from."""
DEGREES: Final = 40
"""At most; a posterior that needs more is drawn as it stands then."""


def posterior_draws(
    mean: Floats,
    deviation: Floats,
    likelihood: LogDensity,
    count: int,
    rng: np.random.Generator,
) -> Floats:
    """Draws of parameters with independent normal priors; shape (count, parameters).

    Args:
        mean: of the priors, shape (parameters,).
        deviation: standard deviations of the priors, shape (parameters,).
        likelihood: logarithm of the likelihood.
        count: draws wanted.
        rng: source of luck.
    """
    draws = mean + deviation * rng.standard_normal((count, len(mean)))
    proposed = prior = _log_prior(draws, mean, deviation)
    fit = likelihood(draws)
    degree = 0.0
    for _ in range(DEGREES):
        degree = _next_degree(prior - proposed, fit, degree)
        weight = _weights(prior - proposed + degree * fit)
        if degree >= 1.0 and _effective(weight) >= KEPT / 2:
            break
        centre = weight @ draws
        spread = (weight[:, None] * (draws - centre)).T @ (draws - centre)
        root = np.linalg.cholesky(WIDER**2 * spread + 1e-10 * np.eye(len(mean)))
        draws, proposed = _student(centre, root, count, rng)
        prior, fit = _log_prior(draws, mean, deviation), likelihood(draws)
    weight = _weights(prior - proposed + fit)
    return draws[rng.choice(count, size=count, p=weight)]


def _log_prior(draws: Floats, mean: Floats, deviation: Floats) -> Floats:
    return -0.5 * (((draws - mean) / deviation) ** 2).sum(axis=1)


def _weights(logarithms: Floats) -> Floats:
    told = np.where(np.isfinite(logarithms), logarithms, -np.inf)
    return np.exp(told - logsumexp(told))


def _effective(weight: Floats) -> float:
    """Share of the draws that count."""
    return float(1.0 / (weight**2).sum() / len(weight))


def _next_degree(base: Floats, fit: Floats, degree: float) -> float:
    """How much of the likelihood may be let in now."""

    def excess(step: float) -> float:
        return _effective(_weights(base + step * fit)) - KEPT

    if excess(1.0) >= 0.0:
        return 1.0
    if excess(degree) <= 0.0:
        return degree + (1.0 - degree) / 4 if degree > 0.5 else degree
    return float(brentq(excess, degree, 1.0, xtol=1e-6))


def _student(
    centre: Floats, root: Floats, count: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draws of a multivariate t, and the logarithms of their densities but for a constant."""
    normal = rng.standard_normal((count, len(centre)))
    scale = np.sqrt(TAILS / rng.chisquare(TAILS, count))
    standard = normal * scale[:, None]
    density = -0.5 * (TAILS + len(centre)) * np.log1p((standard**2).sum(axis=1) / TAILS)
    return centre + standard @ root.T, density - np.log(np.diag(root)).sum()
