"""Fixed places for the areas of a record: computed once, the same for the same record.

Areas are proportional to people. Those that have much in common lie near; discs never
overlap; the corner of the legend stays free.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SIZE = (820, 500)
LEGEND_CORNER = (50.0, 10.0, 190.0)
"""Middle and radius of the disc that the legend keeps for itself."""

SHARE_COVERED = 0.30
LARGEST_RADIUS = 90.0
LEAST_RADIUS = 13.0
"""Under this an area could be neither read nor clicked; it says "few"."""
GAP = 30.0
ROUNDS = 500
STILL = 0.02
"""Areas that move less in a round have found their places."""
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
CHARACTER_WIDTH = 6.6
SHORT_NAME = 22
"""Letters of a name that is never cut: where its area is too small it stands beside it."""


@dataclass(frozen=True)
class Places:
    """Where each area lies, and the radius of an area of one person."""

    middle: Mapping[str, tuple[float, float]]
    scale: float

    def radius(self, people: int) -> float:
        """Radius of an area of so many people."""
        return max(self.scale * float(np.sqrt(max(people, 1))), LEAST_RADIUS)


def settled(keys: Sequence[str], people: Sequence[int], together: np.ndarray) -> Places:
    """Places for areas of so many people each.

    Args:
        keys: one for each area.
        people: the most people of each.
        together: how much they have in common, shape (areas, areas).
    """
    if not keys:
        return Places({}, 1.0)
    place, radius = places(people, together), radii(people)
    middle = {key: (float(x), float(y)) for key, (x, y) in zip(keys, place, strict=True)}
    return Places(middle, float(radius.max() / np.sqrt(max(*people, 1))))


def area(places: Places, key: str, name: str, people: int) -> dict[str, Any]:
    """One area of a map: its name, the name cut to fit, middle, radius and outline."""
    radius, (x, y) = places.radius(people), places.middle[key]
    return {
        "name": name,
        "short": _short(name, radius),
        "x": round(x, 1),
        "y": round(y, 1),
        "r": round(radius, 1),
        "bumps": bumps(key),
    }


def radii(people: Sequence[int]) -> np.ndarray:
    """Radii of discs whose areas are proportional to people, but for the very small."""
    weight = np.sqrt(np.maximum(np.asarray(people, dtype=float), 1.0))
    width, height = SIZE
    scale = np.sqrt(SHARE_COVERED * width * height / (np.pi * np.sum(weight**2)))
    return np.maximum(weight * min(scale, LARGEST_RADIUS / weight.max()), LEAST_RADIUS)


def places(people: Sequence[int], together: np.ndarray) -> np.ndarray:
    """Middles of the areas on a map of `SIZE`, shape (areas, 2).

    Args:
        people: people of each area.
        together: what they have in common over the whole period, shape (areas, areas).
    """
    radius = radii(people)
    count = len(radius)
    middle = np.array(SIZE) / 2
    turns = np.arange(count) * GOLDEN_ANGLE
    spread = np.sqrt((np.arange(count) + 0.5) / count)
    place = middle + np.c_[np.cos(turns), np.sin(turns)] * spread[:, None] * middle * 0.8
    pull = np.asarray(together, dtype=float) + np.asarray(together, dtype=float).T
    np.fill_diagonal(pull, 0.0)
    pull = pull / max(pull.max(), 1e-9)
    # Many areas pull as hard as a few: otherwise they would all end in one heap.
    pull = pull / max(1.0, count / 10)
    for round_ in range(ROUNDS):
        cooling = 1 - round_ / ROUNDS
        apart = place[None, :, :] - place[:, None, :]
        moved = 0.03 * cooling * np.einsum("ij,ijk->ik", pull, apart)
        moved += 0.01 * cooling * (middle - place) * np.array([0.6, 1.0])
        place = _separated(place + moved, radius)
    place = _stretched(place, radius)
    for _ in range(ROUNDS):
        before, place = place, _separated(place, radius)
        if np.abs(place - before).max() < STILL:
            break
    return place


def bumps(name: str) -> list[tuple[float, int, float]]:
    """The soft outline of an area: height, turns and phase of three waves, fixed by its name."""
    bits = zlib.crc32(name.encode())
    phases = [((bits >> shift) & 0xFF) / 0xFF * 2 * np.pi for shift in (0, 8, 16)]
    return [
        (height, turns, round(phase, 3))
        for height, turns, phase in zip((0.075, 0.05, 0.025), (2, 3, 5), phases, strict=True)
    ]


def _short(name: str, radius: float) -> str:
    """A name cut to the width of its disc, unless it is short enough to stand beside it."""
    fits = max(SHORT_NAME, int(2 * radius / CHARACTER_WIDTH))
    return name if len(name) <= fits else name[: fits - 1].rstrip() + "…"


def _stretched(place: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """The same arrangement, drawn out to the edges of the map: ties need room."""
    least = (place - radius[:, None]).min(axis=0)
    most = (place + radius[:, None]).max(axis=0)
    return (place - least) / np.maximum(most - least, 1.0) * np.array(SIZE)


def _separated(place: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Discs pushed out of each other, out of the legend's corner and into the map."""
    apart = place[None, :, :] - place[:, None, :]
    distance = np.hypot(apart[..., 0], apart[..., 1])
    np.fill_diagonal(distance, np.inf)
    overlap = np.maximum(radius[:, None] + radius[None, :] + GAP - distance, 0.0)
    away = apart / np.maximum(distance, 1e-6)[..., None]
    place = place - 0.35 * np.einsum("ij,ijk->ik", overlap, away)
    x, y, reserved = LEGEND_CORNER
    from_corner = place - (x, y)
    reach = np.maximum(np.hypot(*from_corner.T), 1e-6)
    too_near = np.maximum(reserved + radius - reach, 0.0)
    place = place + from_corner / reach[:, None] * too_near[:, None]
    edge = radius[:, None] * 1.1 + 4
    return np.clip(place, edge, np.array(SIZE) - edge)
