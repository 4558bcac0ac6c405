"""Going on with some people of a block: a rule marks whom it concerns, then notes them down.

Marks are set for everybody side by side; a rule then goes through those it concerns alone.
"""

from __future__ import annotations

from simulation.model.compilation import kernel


@kernel
def note_marked(state, first, last):
    """Note down those marked among employees first … last - 1, in order; how many they are."""
    marked = 0
    for i in range(first, last):
        state.noted[marked].of = i  # whoever is not marked is written over
        marked += state.of_block[i - first].marked
    return marked
