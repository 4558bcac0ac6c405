"""What somebody who knows several published figures can work out from them."""

from itertools import combinations

import numpy as np
from scipy.optimize import LinearConstraint, milp


def subtracts(shown: np.ndarray, people: np.ndarray, minimum: int) -> bool:
    """Whether some sum of figures, with any factors, is of 1 to `minimum` − 1 people.

    Tries every set of few people: it can be had if the other people alone give the figures one
    rank less. People alike in all groups stand together.

    Args:
        shown: which kinds of people each figure counts; shape (figures, kinds).
        people: how many there are of each kind.
        minimum: the least group.
    """
    shown, people = shown[:, people > 0], people[people > 0]
    rank = np.linalg.matrix_rank(shown) if shown.size else 0
    few = np.flatnonzero(people < minimum)
    for size in range(1, minimum):
        for kinds in combinations(few, size):
            others = np.delete(shown, kinds, axis=1)
            if people[list(kinds)].sum() < minimum and rank > (
                np.linalg.matrix_rank(others) if others.size else 0
            ):
                return True
    return False


def finds_few(shown: np.ndarray, people: np.ndarray, minimum: int, draws: int = 60) -> bool:
    """The same asked of many kinds of people: sums are tried at random, those found are right.

    A sum that tells of few is, up to a factor, a row of the figures solved for some choice of
    kinds; choices are drawn, kinds of many people more often taken.
    """
    shown, people = shown[:, people > 0].astype(float), people[people > 0]
    draw = np.random.default_rng(0)
    for _ in range(draws):
        order = np.argsort(draw.exponential(1 / people))
        solved = _solved(shown[:, order])
        told = (np.abs(solved) > 1e-9) @ people[order]
        if ((told > 0) & (told < minimum)).any():
            return True
    return False


def _solved(figures: np.ndarray) -> np.ndarray:
    """Rows reduced so that each holds the first column it can alone."""
    rows = figures.copy()
    done = 0
    for column in range(rows.shape[1]):
        if done == len(rows):
            break
        pivot = done + int(np.argmax(np.abs(rows[done:, column])))
        if abs(rows[pivot, column]) < 1e-9:
            continue
        rows[[done, pivot]] = rows[[pivot, done]]
        rows[done] /= rows[done, column]
        others = np.arange(len(rows)) != done
        rows[others] -= np.outer(rows[others, column], rows[done])
        done += 1
    return rows


def number_of(asked: np.ndarray, sets: np.ndarray, least: np.ndarray, most: np.ndarray):
    """The least and the greatest number of people of some kinds that agree with what is told.

    Args:
        asked: which kinds; shape (kinds,).
        sets: which kinds each number told counts; shape (told, kinds).
        least: the least that each number told may stand for.
        most: the greatest.
    """
    told = LinearConstraint(sets.astype(float), least, most)
    ends = []
    for sign in (1, -1):
        found = milp(sign * asked.astype(float), constraints=told, integrality=np.ones(len(asked)))
        assert found.success
        ends.append(round(sign * found.fun))
    return ends
