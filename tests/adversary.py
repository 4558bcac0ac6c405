"""What somebody who knows several published figures can work out from them."""

from itertools import combinations

import numpy as np


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
