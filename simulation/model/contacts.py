"""Contacts made on the network: who is remembered, how strongly, and who owes whom (S5)."""

from __future__ import annotations

import math

from simulation.model.compilation import formula, kernel
from simulation.model.state import CONTACTS, NOT_YET


@kernel
def place_of(contact, i, j):
    """Place of j among the contacts i remembers, or -1."""
    for k in range(CONTACTS):
        if contact.who[i, k] == j:
            return k
    return NOT_YET


@formula
def faded(strength, weeks, parameter):
    """What is left of a strength or a balance after some weeks without exchange."""
    return strength * math.exp(-parameter.tie_fading * weeks)


@kernel
def remember(contact, parameter, i, j, strength, given_to_me, week):
    """An exchange with j enters the memory of i, in place of the weakest contact if need be."""
    place = place_of(contact, i, j)
    if place == NOT_YET:
        place, least = 0, math.inf
        for k in range(CONTACTS):
            left = 0.0
            if contact.who[i, k] != NOT_YET:
                left = faded(contact.strength[i, k], week - contact.week[i, k], parameter)
            if left < least:
                place, least = k, left
        contact.who[i, place] = j
        contact.strength[i, place] = 0.0
        contact.balance[i, place] = 0.0
        contact.week[i, place] = week
    weeks = week - contact.week[i, place]
    contact.strength[i, place] = faded(contact.strength[i, place], weeks, parameter) + strength
    contact.balance[i, place] = faded(contact.balance[i, place], weeks, parameter) + given_to_me
    contact.week[i, place] = week


@kernel
def creditor_of(contact, i):
    """The remembered contact to whom i owes most, or -1."""
    creditor, most = NOT_YET, 0.0
    for k in range(CONTACTS):
        if contact.who[i, k] != NOT_YET and contact.balance[i, k] > most:
            creditor, most = contact.who[i, k], contact.balance[i, k]
    return creditor
