"""The state of a run: one table per kind of entity, one column per attribute.

A rule reads `person = employee[i]`, then `person.trust`; from outside `employee.trust` is an
array. What everybody is asked week by week is kept column by column, what is met here and there
row by row (see `entities`). Weeks count from 0. Shares and motivations are in [0, 1] unless told.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulation.model.entities import Column, of_one_type

MEMBERSHIPS: Final = 12
"""Communities a person can belong to at once."""
CONTACTS: Final = 10
"""Contacts made on the network that a person remembers at once."""
NEWS_SPACE: Final = 0
"""The company-wide space where top management publishes: every registered person reads it."""
NOT_YET: Final = -1
NEVER: Final = (1 << 15) - 1
"""A week that no run reaches."""
BLOCK: Final = 1024
"""Employees whom several rules meet one after the other while they are at hand in its cache."""
STEPS_PER_ACT: Final = 8
ACT_STEPS: Final = 64 * STEPS_PER_ACT
"""Recent acts are counted in steps of an eighth, up to 64 acts."""
FORGOTTEN: Final = 0.01
"""What fades week by week is gone below this."""
TIE_UNIT: Final = 1000
"""Ties are kept in thousandths, so that sums updated by ±weight stay exact."""

PRACTICE, PROJECT, LEISURE, NEWS, DIRECTED, HR, IDEAS = range(7)
OPEN, CLOSED, SECRET = 0, 1, 2
NO_INCIDENT, OPEN_INCIDENT, MODERATED = 0, 1, 2
RUNGS: Final = ("communicate", "collaborate", "cooperate", "invent")
"""The ladder of uses (S10), from the lowest rung."""

COMPOSITE, MANAGERS_DOWN, PEERS_UP, CRITICAL_MASS, THRESHOLD, BASS = range(6)


EMPLOYEE: Final = (
    Column("registered_week", "i2", "week of registration; -1 before"),
    Column("invited_week", "i2", "week of invitation by the plan"),
    Column("level", "i2", "steps below the top"),
    Column("ambassador", "?", "chosen by the plan to set the example"),
    Column("contributing", "?", "whether the person speaks these days"),
    Column("unanswered", "?", "whether the last post found no answer"),
    Column("speaks", "?", "may contribute this week"),
    Column("contribution_weeks", "u1", "which of the last four weeks held a contribution, as bits"),
    Column("visit_days", "u1", "days of this week with a visit, as bits"),
    Column("talk_days", "u1", "those on which the person came to talk, as bits"),
    Column("days", "i1", "number of days with a visit this week"),
    Column("posted", "i1", "posts this week"),
    Column("answered", "i1", "answers and comments this week"),
    Column("reacted", "i1", "reactions and votes this week"),
    Column("shared", "i1", "posts passed on this week"),
    Column("rung", "i1", "highest rung reached on the ladder of uses, 0 to 3"),
    Column("manager", "i4", "employee reported to; -1 at the top"),
    Column("unit", "i4", "unit, a dense number"),
    Column("recent_acts", "f4", "acts of late, fading"),
    Column("contributions", "f4", "contributions so far, fading; a reaction counts less"),
    Column("notifications", "f4", "unread answers, mentions and thanks"),
    Column("usefulness", "f4", "usefulness met this week"),
    Column("minutes", "f4", "minutes spent on the network this week"),
    Column("overload", "f4", "time spent beyond the time there is, as a share of it"),
    Column("asked_about", "i4", "post whose author asks for the person's expertise; -1 without"),
    Column("practice", "f4", "acts met kindly since the last rung was reached"),
    Column("remote", "f4", "share of the week away from the office"),
    Column("workload", "f4", "how full working days are"),
    Column("ease", "f4", "digital ease"),
    Column("visiting_taste", "f4", "propensity to look things up, standard normal"),
    Column("value", "f4", "expected usefulness of a visit"),
    Column("trust", "f4", "safety to speak"),
    Column("intrinsic", "f4", "intrinsic motivation"),
    Column("extrinsic", "f4", "extrinsic motivation, in [-0.5, 1.5]"),
    Column("habit", "f4", "strength of the habit of visiting"),
    Column("skill", "f4", "mastery of the tool"),
    Column("debt", "f4", "answers received and not returned"),
    Column("credit", "f4", "answers given and not acknowledged"),
    Column("trust_disposition", "f4", "trust the person brings along"),
    Column("intrinsic_disposition", "f4", "motivation the person brings along"),
    Column("leisure_pull", "f4", "activity of one's leisure communities, saturating"),
    Column("animated", "f4", "how animated one has found one's communities of late"),
    Column("expressiveness", "f4", "propensity to speak, standard normal"),
    Column("tie_weight", "i4", "sum of the weights of work ties, thousandths"),
    Column("last_visit", "i2", "latest week with a visit; -1 without one"),
    Column("last_act", "i2", "latest week with a post, answer or reaction; -1 without one"),
    Column("memberships", "i1", "number of communities the person belongs to"),
    Column("seen", "?", "visited of late"),
    Column("voiced", "?", "contributed of late"),
    Column("welcomed", "?", "a community manager has welcomed the person"),
    Column("seen_weight", "i4", "weights of ties to colleagues seen of late, thousandths"),
    Column("voiced_weight", "i4", "weights of ties to colleagues heard of late, thousandths"),
    Column("threshold", "f4", "share of colleagues from which one follows, where a theory asks"),
    Column("reward_reference", "f4", "extrinsic motivation one has got used to"),
    Column("reward_sensitivity", "f4", "weight of rewards"),
    Column("open_post", "i4", "place of the latest post in an open community; -1 without one"),
    Column("posts", "i2", "posts so far"),
    Column("asked_in_week", "i2", "latest invitation by a colleague; -1 without one"),
    Column("points_week", "i2", "week points were first met; -1 before"),
    Column("is_manager", "?", "whether somebody reports to the person"),
    Column("trainable", "?", "a manager whom training can move"),
    Column("near_ambassador", "?", "the manager or a team mate is an ambassador"),
    Column("restored", "?", "whether exchanges keep a tie above what distance leaves of it"),
)

LEADERSHIP: Final = (
    Column("posture", "f4", "of a manager, controlling 0 to coaching 1"),
    Column("intrusiveness", "f4", "of a manager"),
)
"""How an employee leads, which reports look up."""

EXPERTISE: Final = (
    Column("job_family", "i2", "expertise, a dense number"),
    Column("profile_week", "i2", "week the profile was completed; -1 before"),
)
"""What whoever searches for an expert reads of employee after employee."""

TRIAL: Final = (
    Column("usefulness", "f4", "added to the fit of the tool for this person"),
    Column("exposure", "f4", "added to the shares of colleagues seen and heard"),
    Column("script", "i1", "1 visits and posts every week, -1 does neither, 0 is free"),
    Column("first_reply", "i1", "first post left alone, then answered (1) or not (-1); 0 free"),
)
"""What an experiment imposes on single employees; nothing in a scenario."""

MEMBERSHIP: Final = (
    Column("community", "i4", "community the person belongs to"),
    Column("affinity", "f4", "how much it is to the person's taste; mean 1"),
)

CONTACT: Final = (
    Column("who", "i4", "contact remembered; -1 for a free place"),
    Column("week", "i4", "week of the latest exchange"),
    Column("strength", "f4", "strength of the contact then"),
    Column("balance", "f4", "what they gave above what they received, then"),
)

LINK: Final = (
    Column("target", "i4", "colleague"),
    Column("weight", "i2", "how much one turns to the colleague, thousandths"),
    Column("back", "i2", "how much the colleague turns to the person, thousandths"),
)

DISTANCE: Final = (
    Column("full", "i2", "weight the tie has without distance, thousandths"),
    Column("faded", "i2", "weight that distance leaves of it, thousandths"),
)

COMMUNITY: Final = (
    Column("first_post", "i4", "place of its first post of this week and the last in the list"),
    Column("posts", "i4", "its posts of this week and the last"),
    Column("incidents", "i4", "open incidents among these posts"),
    Column("size", "i4", "members"),
    Column("end_week", "i4", "week from which it is closed"),
    Column("founder", "i4", "animator; -1 for the news space"),
    Column("last_interaction", "i4", "week of the latest act; -1 without one"),
    Column("worth", "f4", "usefulness of its posts to a reader to whose taste it is"),
    Column("spontaneity", "f4", "share of what is done there that nobody asked for"),
    Column("pull", "f4", "how much it attracts this week"),
    Column("member_activity", "f4", "activity of the members alone"),
    Column("acts", "f4", "acts of this week; a reaction counts less"),
    Column("asked_acts", "f4", "those that were asked for"),
    Column("animation", "f4", "how much it has been animated of late"),
    Column("audience", "f4", "what the number of readers leaves of the wish to write there"),
    Column("kind", "i1", "practice, project, leisure, news, directed, HR or ideas"),
    Column("visibility", "i1", "open, closed or secret"),
    Column("broadcast", "?", "publication only"),
    Column("imposed", "?", "opened by a manager or by management for others"),
    Column("key", "i8", "identity that two scenarios share: founder and week of birth"),
    Column("unit", "i4", "unit of the founder"),
    Column("birth_week", "i4", "week of birth"),
    Column("need", "f4", "lasting need for it, mean above 0"),
    Column("activity", "f4", "activity felt, lent by animation included"),
    Column("quality", "f4", "mean quality of its posts of this week and the last"),
    Column("seeded", "?", "opened by the plan"),
    Column("trained", "?", "its animator was trained"),
)

POST: Final = (
    Column("event", "i8", "number of its event; -1 when events are not kept"),
    Column("author", "i4", "employee"),
    Column("community", "i4", "where it was written"),
    Column("time", "i4", "seconds since the Monday of its week"),
    Column("first_answer_delay", "i4", "seconds until the first answer; large without one"),
    Column("last_answerer", "i4", "employee who answered last; -1 without one"),
    Column("answers", "i2", "answers"),
    Column("reactions", "i2", "reactions or votes"),
    Column("unkind", "i2", "unkind answers"),
    Column("quality", "f4", "how much it is worth reading"),
    Column("incident", "i1", "none, open or moderated"),
    Column("question", "?", "asks for an answer"),
    Column("first", "?", "the author's first post"),
)

LISTED: Final = (
    Column("place", "i4", "of the post among the posts kept"),
    Column("author", "i4", "employee"),
    Column("time", "i4", "seconds since the Monday of its week"),
    Column("question", "?", "asks for an answer"),
    Column("first", "?", "the author's first post"),
)
"""What readers see of a post as they go through a community, without opening it."""

VISIT_EFFECT: Final = (
    Column("posting", "f8", "factor of the rate of posting in a week with so many visits"),
    Column("responding", "f8", "factor of the chance of responding to each item read then"),
)
"""What the number of days with a visit does to contributing, worked out once for a run."""

AT_HAND: Final = (
    Column("community", "i4", "a community the person at hand reads"),
    Column("affinity", "f4", "how much it is to the person's taste"),
    Column("interest", "f8", "interest in it and in those before"),
    Column("occasion", "f8", "how much it calls for posts"),
    Column("expected", "f8", "posts that are expected there"),
)
"""Where a rule puts down, for a moment, what it works out of one person's communities."""

NOTED: Final = (
    Column("of", "i4", "the employee who visits or looks around, or the post that may be answered"),
    Column("number", "i4", "of the look, or of the item read"),
    Column("place", "i4", "of the post looked at, or of the room at hand; -1 without one"),
    Column("tie", "i4", "place of the tie looked through, or to the author; -1 without one"),
)
"""What a rule writes down to come back to, while what it will need is being fetched."""

OF_BLOCK: Final = (
    Column("posture", "f8", "of the manager the employee reports to"),
    Column("look_up", "f8", "log-odds of a day on which the employee looks something up"),
    Column("talk", "f8", "log-odds of a day on which the employee comes to talk"),
    Column("luck_to_look_up", "i4", "piece of luck that decides on the likeliest day for it"),
    Column("luck_to_talk", "i4", "piece of luck that decides on the likeliest day for it"),
    Column("marked", "?", "whether a rule goes on with the employee"),
    Column("barrier", "i1", "what holds the employee back from contributing"),
)
"""What a rule works out for each employee of a block, before going on with it."""

CLIMATE: Final = (
    Column("cooperation", "f8", "culture: cooperation between units"),
    Column("hierarchy", "f8", "culture: weight of rank"),
    Column("transparency", "f8", "culture: openness of information"),
    Column("right_to_error", "f8", "culture: mistakes are met kindly"),
    Column("autonomy", "f8", "culture: initiative is left to people"),
    Column("posture", "f8", "mean posture of managers"),
    Column("reciprocity", "f8", "how far giving back is the norm"),
    Column("dissonance", "f8", "what is declared above what is lived"),
    Column("norm", "f8", "that contributing is honoured here, at least 0"),
    Column("knowledge", "f8", "answered questions and posts per employee, fading"),
    Column("information", "f8", "fresh contributions per employee, decaying in weeks"),
    Column("registered_share", "f8", "share of employees registered"),
    Column("voiced_share", "f8", "share of employees heard of late"),
    Column("living_rooms", "f8", "living communities per registered employee"),
)

COUNTER: Final = (
    Column("communities", "i8", "communities that exist, the news space included"),
    Column("registered", "i8", "people registered"),
    Column("voiced", "i8", "people heard of late"),
    Column("visitors", "i8", "visitors of this week"),
    Column("speakers", "i8", "visitors of this week who may contribute"),
    Column("trained", "i8", "people trained to the tool so far"),
    Column("behaviour_trained", "i8", "people trained to cooperate so far"),
    Column("managers_trained", "i8", "managers trained so far"),
    Column("animators_trained", "i8", "communities whose animator was trained or passed over"),
    Column("mentored", "i8", "pairs of reverse mentoring so far"),
    Column("seeded", "i8", "communities opened by the plan so far"),
    Column("waiting_welcomes", "i8", "newcomers whom no community manager has welcomed yet"),
    Column("rewarded", "i8", "whether bonus, points or appraisal have ever run"),
)


class Plan(NamedTuple):
    """Who is trained in which order; managers stand from the top down; pairs of mentoring.

    `leaders` are the people of the top levels, in the order of their numbers.
    """

    leaders: NDArray[np.int32]
    managers: NDArray[np.int32]
    training_order: NDArray[np.int32]
    manager_order: NDArray[np.int32]
    mentors: NDArray[np.int32]
    mentored: NDArray[np.int32]


class Events(NamedTuple):
    """The events of one week; without capacity, nothing is written down.

    `number` holds the events of this week, and of the weeks before.
    """

    number: NDArray[np.int64]
    time: NDArray[np.int32]
    person: NDArray[np.int32]
    action: NDArray[np.int8]
    community: NDArray[np.int32]
    parent: NDArray[np.int64]
    target: NDArray[np.int32]


class Mechanisms(NamedTuple):
    """Which mechanisms act; switching one off shows what it carries (ablation)."""

    exposure: bool = True
    """Colleagues and managers seen active weigh on joining, visiting and speaking."""
    managers: bool = True
    """Postures and culture drift, and an intrusive manager in the room silences."""
    campaign: bool = True
    """Training, mentoring, ambassadors, seeded communities and news of top management."""
    communities: bool = True
    """Communities are born, joined, flourish and empty; off: each unit is one living room."""
    reciprocity: bool = True
    """Debts, credits, remembered contacts, and ties that exchanges restore."""
    animation: bool = True
    """Community managers answer, welcome, moderate and animate."""
    recognition: bool = True
    """Recognition schemes act on motivations."""
    learning: bool = True
    """Value, habit, skill, rungs, trust and motivation change with what is lived."""
    incidents: bool = True
    """Unkind answers may turn into incidents, which cost the trust of who sees them."""
    expertise: bool = True
    """Experts are found through profiles and asked; answers are acknowledged; posts passed on."""


CORE = Mechanisms(
    managers=False,
    campaign=False,
    communities=False,
    reciprocity=False,
    animation=False,
    recognition=False,
    learning=False,
    incidents=False,
    expertise=False,
)
"""Only register, visit, contribute, respond and lapse: what the textbook twin does."""


@of_one_type
class State(NamedTuple):
    """Everything that changes during a run."""

    employee: Any
    """Shape (n,), fields `EMPLOYEE`."""
    leadership: Any
    """Shape (n,), fields `LEADERSHIP`."""
    expertise: Any
    """Shape (n,), fields `EXPERTISE`."""
    trial: Any
    """Shape (n,), fields `TRIAL`."""
    membership: Any
    """Shape (n, 12), fields `MEMBERSHIP`: the first `employee.memberships` are in use."""
    contact: Any
    """Shape (n, 10), fields `CONTACT`."""
    interest_left: NDArray[np.float64]
    """Shape (13,): interest in one more community, by the number of those one belongs to."""
    visit_effect: Any
    """Shape (6,), fields `VISIT_EFFECT`, by the number of days with a visit."""
    left_after: NDArray[np.float64]
    """Shape (horizon + 1,): share of a contact left after so many weeks without exchange."""
    tie_start: NDArray[np.int64]
    """Work ties of i stand at `tie_start[i]` … `tie_start[i + 1] - 1` of `link`."""
    link: Any
    """Shape (ties,), fields `LINK`."""
    distance: Any
    """Shape (ties,), fields `DISTANCE`."""
    community: Any
    """Shape (capacity,), fields `COMMUNITY`: the first `counter.communities` exist."""
    post: Any
    """Fields `POST`: this week's and last week's in two halves that take turns."""
    written: NDArray[np.int64]
    """Shape (2,): posts in each half of `post`."""
    listed: Any
    """All posts kept, by community, from `community.first_post` on, fields `LISTED`."""
    visitors: NDArray[np.int64]
    """Employees who visit this week: the first `counter.visitors`."""
    speakers: NDArray[np.int64]
    """Visitors of this week who may contribute: the first `counter.speakers`."""
    noted: Any
    """Room for what a rule finds in a block, fields `NOTED`: nothing lasts here beyond it."""
    of_block: Any
    """Shape (BLOCK,), fields `OF_BLOCK`: nothing lasts here beyond one rule either."""
    at_hand: Any
    """Shape (13,), fields `AT_HAND`: nothing lasts here beyond one person of one rule."""
    histogram: NDArray[np.int64]
    """Shape (512,), for a rule that counts people by steps; nothing lasts here either."""
    climate: Any
    """One row, fields `CLIMATE`."""
    counter: Any
    """One row, fields `COUNTER`."""
    plan: Plan
    event: Events


class Now(NamedTuple):
    """What a rule needs to know besides the state: the week, and what decides it.

    `lever` is the scenario's row of the week, `parameter` the catalogue's values, `switch` the
    mechanisms that act, `tally` the week's row of aggregates, `luck` the seed of all draws.
    """

    week: int
    lever: Any
    parameter: Any
    switch: Mechanisms
    tally: Any
    seed: int
    theory: int
    on_trial: bool
