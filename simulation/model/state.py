"""The state of a run: one array per attribute, grouped by the entity it describes.

A group is a NamedTuple of columns, so that a rule reads `employee.trust[i]`. Records
(`parameter`, `lever`, `tally`) are single rows read by field name. Weeks count from 0.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

MEMBERSHIPS: Final = 12
"""Communities a person can belong to at once."""
CONTACTS: Final = 10
"""Contacts made on the network that a person remembers at once."""
NEWS_SPACE: Final = 0
"""The company-wide space where top management publishes: every registered person reads it."""
NOT_YET: Final = -1
NEVER: Final = 1 << 30
TIE_UNIT: Final = 1000
"""Ties are kept in thousandths, so that sums updated by ±weight stay exact."""

PRACTICE, PROJECT, LEISURE, NEWS = 0, 1, 2, 3
OPEN, CLOSED, SECRET = 0, 1, 2

Flags = NDArray[np.bool_]
Small = NDArray[np.int8]
Counts = NDArray[np.int32]
Numbers = NDArray[np.float64]


class Employees(NamedTuple):
    """Employees, shape (n,) each. Shares and motivations are in [0, 1]."""

    # who they are
    unit: Counts
    manager: Counts
    is_manager: Flags
    level: Counts
    job_family: Counts
    remote: Numbers
    workload: Numbers
    expressiveness: Numbers
    visiting_taste: Numbers
    reward_sensitivity: Numbers
    trust_disposition: Numbers
    intrinsic_disposition: Numbers
    # what the plan makes of them
    invited_week: Counts
    ambassador: Flags
    near_ambassador: Flags
    # what changes
    ease: Numbers
    posture: Numbers
    intrusiveness: Numbers
    value: Numbers
    trust: Numbers
    intrinsic: Numbers
    extrinsic: Numbers
    reward_reference: Numbers
    habit: Numbers
    skill: Numbers
    debt: Numbers
    credit: Numbers
    notifications: Numbers
    contributions: Numbers
    recent_acts: Numbers
    posts: Counts
    registered_week: Counts
    profile_week: Counts
    last_visit: Counts
    last_act: Counts
    points_week: Counts
    contributing: Flags
    unanswered: Flags
    contribution_weeks: NDArray[np.uint8]
    # colleagues, kept up to date when someone changes
    seen: Flags
    voiced: Flags
    tie_weight: Counts
    seen_weight: Counts
    voiced_weight: Counts
    # this week
    visit_days: NDArray[np.uint8]
    days: Small
    speaks: Flags
    posted: Small
    answered: Small
    reacted: Small
    usefulness: Numbers
    visitors: Counts


class Memberships(NamedTuple):
    """Communities of each person, shape (n, 12): the first `number` entries are in use."""

    number: Small
    community: Counts
    affinity: NDArray[np.float32]


class Contacts(NamedTuple):
    """Contacts each person remembers, shape (n, 10); balance > 0: they gave to me."""

    who: Counts
    strength: NDArray[np.float32]
    balance: NDArray[np.float32]
    week: Counts


class Ties(NamedTuple):
    """Work ties as CSR: those of i are `target[start[i]:start[i + 1]]`; weights in thousandths."""

    start: NDArray[np.int64]
    target: Counts
    weight: Counts


class Communities(NamedTuple):
    """Communities, shape (capacity,): the first `number[0]` exist; 0 is the news space."""

    number: NDArray[np.int64]
    key: NDArray[np.int64]
    kind: Small
    visibility: Small
    broadcast: Flags
    imposed: Flags
    seeded: Flags
    founder: Counts
    unit: Counts
    birth_week: Counts
    end_week: Counts
    need: Numbers
    activity: Numbers
    member_activity: Numbers
    animation: Numbers
    pull: Numbers
    acts: Numbers
    size: Counts
    last_interaction: Counts
    first_post: Counts


class Posts(NamedTuple):
    """Posts and questions of this week and of the last, in two halves that take turns.

    `number` holds how many are in each half; `order` lists all of them by community,
    those of one community from `Communities.first_post`.
    """

    number: NDArray[np.int64]
    capacity: NDArray[np.int64]
    author: Counts
    community: Counts
    time: Counts
    question: Flags
    first: Flags
    answers: Counts
    reactions: Counts
    unkind: Counts
    first_answer_delay: Counts
    event: NDArray[np.int64]
    order: Counts


class Plan(NamedTuple):
    """Who is trained in which order, and how far the plan has come.

    `managers` stand from the top down; `progress` counts people trained, managers trained
    and communities seeded.
    """

    managers: Counts
    training_order: Counts
    manager_order: Counts
    progress: NDArray[np.int64]


class Events(NamedTuple):
    """The events of one week; without capacity, nothing is written down."""

    number: NDArray[np.int64]
    time: Counts
    person: Counts
    action: Small
    community: Counts
    parent: NDArray[np.int64]
    target: Counts


class Mechanisms(NamedTuple):
    """Which mechanisms act; switching one off shows what it carries (ablation)."""

    exposure: bool = True
    """Colleagues and managers seen active weigh on joining, visiting and speaking."""
    managers: bool = True
    """Postures drift, and an intrusive manager in the room silences."""
    campaign: bool = True
    """Training, ambassadors, seeded communities and news of top management."""
    communities: bool = True
    """Communities are born, joined, flourish and empty; off: each unit is one living room."""
    reciprocity: bool = True
    """Debts, credits and remembered contacts."""
    animation: bool = True
    """Community managers answer and animate."""
    recognition: bool = True
    """Recognition schemes act on motivations."""
    learning: bool = True
    """Value, habit, skill, trust and motivation change with what is lived."""


CORE = Mechanisms(
    managers=False,
    campaign=False,
    communities=False,
    reciprocity=False,
    animation=False,
    recognition=False,
    learning=False,
)
"""Only register, visit, contribute, respond and lapse: what the textbook twin does."""


class State(NamedTuple):
    """Everything that changes during a run."""

    employee: Employees
    membership: Memberships
    contact: Contacts
    tie: Ties
    community: Communities
    post: Posts
    plan: Plan
    event: Events
    norm: Numbers
    """G, the company-wide norm that contributing is honoured here; shape (1,)."""
