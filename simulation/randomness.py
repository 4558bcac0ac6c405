"""Draws that are a function of who and when, not of the order in which they are made.

Every draw is a hash of (seed, purpose, week, entity, counter), by rounds of splitmix64.
So two scenarios give the same person the same luck, results do not depend on threads or
on the order of evaluation, and any run can be made again from its seed (model, row W5).

A kernel that draws for many people in one week hashes (seed, purpose, week) once, with
`stream`, then each person with `draw`: `uniform` is the two in one.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simulation.compiling import compiled, typed

# What a draw is for. Numbers are part of every result: append, never renumber.
POPULATION: Final = 1
STRUCTURE: Final = 2
TIES: Final = 3
INITIAL_STATE: Final = 4
WAVES: Final = 5
TRAINING: Final = 6
REGISTRATION: Final = 7
PROFILE: Final = 8
VISIT: Final = 9
VOICE: Final = 10
SILENCE: Final = 11
POSTING: Final = 12
FOUNDING: Final = 13
LOOKING: Final = 14
COMMUNITY: Final = 15
AFFINITY: Final = 16
READING: Final = 17
ANSWER: Final = 18
REACTION: Final = 19
ANIMATION: Final = 20
RECOGNITION: Final = 21
NEWS: Final = 22
CLOCK: Final = 23
SEEDING: Final = 24
INVITING: Final = 25
COMMENT: Final = 26
MODERATION: Final = 27
TAKING_UP: Final = 28
LEAVING: Final = 29

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_ODD = np.uint64(0xD1342543DE82EF95)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / (1 << 53)
PIECES: Final = 4096
"""Values a 12-bit piece of a draw can take."""


@typed("u8(u8)")
def _mix(value):
    value += _STEP
    value = (value ^ (value >> _30)) * _FIRST
    value = (value ^ (value >> _27)) * _SECOND
    return value ^ (value >> _31)


@typed("u8(u8, i8, i8)")
def stream(seed, purpose, week):
    """The 64-bit state shared by all draws of one purpose in one week."""
    return _mix(_mix(np.uint64(seed)) ^ (np.uint64(purpose) * _ODD + np.uint64(week) * _FIRST))


@typed("u8(u8, i8, i8)")
def bits(state, entity, counter):
    """64 random bits for an entity (a person, a community) of a stream."""
    return _mix(np.uint64(state) + np.uint64(entity) * _ODD + np.uint64(counter) * _SECOND)


@typed("f8(u8, i8, i8)")
def draw(state, entity, counter):
    """Uniform number in [0, 1) for an entity of a stream."""
    return (bits(state, entity, counter) >> _11) * _UNIT


@typed("i8(u8, i8)")
def piece(random_bits, index):
    """One of the five 12-bit pieces (0 … 4095) of 64 random bits."""
    return np.int64((random_bits >> np.uint64(12 * index)) & np.uint64(PIECES - 1))


LOG_ODDS: Final = np.log(np.arange(PIECES) / (PIECES - np.arange(PIECES)) + 1e-300).astype("f4")
"""By piece, the log-odds above which something happens of which this piece decides."""


@typed("f8(u8, i8, i8, i8, i8)")
def uniform(seed, purpose, week, entity, counter):
    """Uniform number in [0, 1), fixed by its five arguments (integers)."""
    return draw(stream(seed, purpose, week), entity, counter)


@typed("f8(u8, i8, i8)")
def draw_normal(state, entity, counter):
    """Standard normal number for an entity of a stream (Box and Muller's cosine)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - draw(state, entity, 2 * counter)))
    return radius * math.cos(2.0 * math.pi * draw(state, entity, 2 * counter + 1))


@typed("f8(u8, i8, i8, i8, i8)")
def normal(seed, purpose, week, entity, counter):
    """Standard normal number, fixed by its five arguments (integers)."""
    return draw_normal(stream(seed, purpose, week), entity, counter)


@typed("i8(f8, f8)")
def poisson(u, mean):
    """Poisson number by inversion of one uniform number `u`; for small means (below 50)."""
    probability = math.exp(-mean)
    cumulated = probability
    number = 0
    while u >= cumulated and number < 200:
        number += 1
        probability *= mean / number
        cumulated += probability
    return number


@typed("f8(u8, i8, f8, i8)")
def _draw_gamma(state, entity, shape, counter):
    # Marsaglia and Tsang (2000), for shapes of at least 1; up to 16 attempts, which all
    # fail less than once in 10^20. Their squeeze (0.0331) only spares most logarithms.
    base = shape - 1.0 / 3.0
    scale = 1.0 / math.sqrt(9.0 * base)
    value = base
    for attempt in range(16):
        deviate = draw_normal(state, entity, counter + 3 * attempt)
        value = (1.0 + scale * deviate) ** 3
        u = draw(state, entity, 2 * (counter + 3 * attempt) + 4)
        square = deviate * deviate
        if value > 0.0 and (
            u > 0.0331 * square * square
            or math.log(1.0 - u) < 0.5 * square + base * (1.0 - value + math.log(value))
        ):
            return base * value
    return base


@typed("f8(u8, i8, f8, f8, i8)")
def draw_beta(state, entity, mean, weight, counter):
    """Beta number of that mean and weight a + b (both parameters at least 1)."""
    left = _draw_gamma(state, entity, mean * weight, 1000 * counter)
    right = _draw_gamma(state, entity, (1.0 - mean) * weight, 1000 * counter + 500)
    return left / (left + right)


@compiled
def _fill_uniform(seed, purpose, week, counter, column):
    state = stream(seed, purpose, week)
    for entity in range(column.size):
        column[entity] = draw(state, entity, counter)


@compiled
def _fill_normal(seed, purpose, week, counter, column):
    state = stream(seed, purpose, week)
    for entity in range(column.size):
        column[entity] = draw_normal(state, entity, counter)


@compiled
def _fill_exponential(seed, purpose, week, counter, column):
    state = stream(seed, purpose, week)
    for entity in range(column.size):
        column[entity] = -math.log1p(-draw(state, entity, counter))


@compiled
def _fill_beta(seed, purpose, week, counter, weight, column):
    state = stream(seed, purpose, week)
    for entity in range(column.size):
        column[entity] = draw_beta(state, entity, column[entity], weight, counter)


def uniforms(
    seed: int, purpose: int, week: int, count: int, counter: int = 0
) -> NDArray[np.float64]:
    """One uniform number in [0, 1) for each entity 0 … count - 1; shape (count,)."""
    column = np.empty(count)
    _fill_uniform(seed, purpose, week, counter, column)
    return column


def normals(
    seed: int, purpose: int, week: int, count: int, counter: int = 0
) -> NDArray[np.float64]:
    """One standard normal number for each entity 0 … count - 1; shape (count,)."""
    column = np.empty(count)
    _fill_normal(seed, purpose, week, counter, column)
    return column


def exponentials(
    seed: int, purpose: int, week: int, count: int, counter: int = 0
) -> NDArray[np.float64]:
    """One exponential number of mean 1 for each entity 0 … count - 1; shape (count,)."""
    column = np.empty(count)
    _fill_exponential(seed, purpose, week, counter, column)
    return column


def betas(
    seed: int,
    purpose: int,
    week: int,
    count: int,
    mean: float | NDArray[np.float64],
    weight: float,
    counter: int = 0,
) -> NDArray[np.float64]:
    """One beta number (mean, a + b = weight) for each entity 0 … count - 1; shape (count,).

    The mean is one for all, or one each: shape (count,).
    """
    column = np.full(count, mean, np.float64)
    _fill_beta(seed, purpose, week, counter, weight, column)
    return column


def replicate_seed(seed: int, replicate: int) -> int:
    """Seed of one replicate of a scenario: the same index gives every scenario the same luck."""
    return int(bits(np.uint64(seed), replicate, 0) >> np.uint64(1))
