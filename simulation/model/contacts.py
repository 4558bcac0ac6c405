"""Contacts made on the network: who is remembered, how strongly, and who owes whom (S5)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulation.model.compilation import kernel
from simulation.model.state import CONTACTS, NOT_YET


@kernel
def place_of(contact, i, j):
    """Place of j among the contacts i remembers, or -1 (free places come last)."""
    for k in range(CONTACTS):
        who = contact[i, k].who
        if who == j:
            return k
        if who == NOT_YET:
            break
    return NOT_YET


def left_after(weeks: int, fading: float) -> NDArray[np.float64]:
    """Share of a strength or a balance left after 0 … `weeks` weeks without exchange."""
    return np.array([math.exp(-fading * week) for week in range(weeks + 1)])


@kernel
def remember(state, now, i, j, tied, strength, given_to_me):
    """An exchange with j enters the memory of i, in place of the weakest contact if need be.

    Two people who exchange without working together, `tied`, are a new tie (S24), counted on
    one of the two sides; a contact that was forgotten counts again.
    """
    contact, left_after, week = state.contact, state.left_after, now.week
    place = place_of(contact, i, j)
    if place == NOT_YET:
        now.tally.new_ties += i < j and not tied
        place, least = 0, math.inf
        for k in range(CONTACTS):
            if contact[i, k].who == NOT_YET:
                place = k
                break
            left = contact[i, k].strength * left_after[week - contact[i, k].week]
            if left < least:
                place, least = k, left
        contact[i, place].who = j
        contact[i, place].strength = 0.0
        contact[i, place].balance = 0.0
        contact[i, place].week = week
    entry = contact[i, place]
    left = left_after[week - entry.week]
    entry.strength = entry.strength * left + strength
    entry.balance = entry.balance * left + given_to_me
    entry.week = week


@kernel
def creditor_of(contact, i):
    """The remembered contact to whom i owes most, or -1."""
    creditor, most = NOT_YET, 0.0
    for k in range(CONTACTS):
        if contact[i, k].who == NOT_YET:
            break
        if contact[i, k].balance > most:
            creditor, most = contact[i, k].who, contact[i, k].balance
    return creditor
