"""Published typologies of users, as rules on what each person did (S27).

Windows end with the week judged. A person in the population has one profile of each
typology, the first that fits; codes run from the least involved to the most. Published
typologies name profiles and axes and seldom their limits: limits without a source are ours
and can be set (`Thresholds`).

Lecko, adoption (2.17): frequency of coming by activity. Frequent: there in at least
`frequent_weeks` (3) of `window_weeks` (4); an interaction is a contribution or a reaction.

| profile    | rule                                                                      |
|------------|---------------------------------------------------------------------------|
| initiate   | animates a community, with at least one interaction there                  |
| assiduous  | frequent, with at least `significant_contributions` (4) contributions     |
| loyal      | frequent: contributes less, or comes to read                              |
| compulsive | not frequent, with at least one interaction                               |
| inactive   | everybody else: not registered, away, or seldom there and silent          |

Lecko, engagement (2.17): conversation by relation, `repeated_acts` (2) of a kind making a
habit. Conversation: posts, questions, answers, comments. Relation: reactions, mentions,
recognitions, invitations, votes, shares. Looking at profiles, which Lecko counts as well, is
recorded by no source.

| profile    | rule                                                                      |
|------------|---------------------------------------------------------------------------|
| engaged    | both habits                                                               |
| sociable   | the habit of relation                                                     |
| conversant | the habit of conversation                                                 |
| present    | seen in the window                                                        |
| absent     | not seen                                                                  |

SWOOP personas (2.1, 2.23): what one gives (contributions, reactions) against what one
receives for it (answers, comments, reactions), a difference of `surplus_percent` (50 %)
being significant.

| profile     | rule                                                                     |
|-------------|--------------------------------------------------------------------------|
| observer    | an interaction in fewer than half of the window's weeks                  |
| catalyst    | receives significantly more than he gives                                |
| broadcaster | gives significantly more, at least half of it posts and questions        |
| responder   | gives significantly more, most of it answers and reactions               |
| engager     | gives and receives in balance                                            |

Microsoft usage segments (2.24): volume and regularity of acts of use, visits included, over 12
weeks (`inequality_weeks`). Habit: an act in at least `habit_weeks` (9) of them.

| profile  | rule                                                                        |
|----------|-----------------------------------------------------------------------------|
| power    | a habit, and at least `power_acts` (15) acts a week on average              |
| habitual | a habit                                                                     |
| novice   | at least one act a week on average                                          |
| low      | at least one act                                                            |
| non_user | none                                                                        |

Involvement (S27, 2.18): frequent or not, contributing or only reading.

| profile  | rule                                                                        |
|----------|-----------------------------------------------------------------------------|
| strong   | frequent, and contributes                                                   |
| moderate | frequent, or contributes                                                    |
| weak     | neither                                                                     |

Where the source records no visits, weeks with an interaction stand for the frequency, and
`frequency_source` says so: silent readers then count as inactive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.indicators.activity import NOBODY, positions
from simulation.indicators.view import Flags, View, over_weeks
from simulation.tables import CONTRIBUTIONS

Profiles = NDArray[np.int8]

CONVERSATION = ("post", "question", "answer", "comment")
RELATION = ("reaction", "mention", "recognise", "invite", "vote", "share")
USES = ("visit", *CONTRIBUTIONS, "reaction", "mention", "recognise", "vote")
"""Acts of use; registering, joining or being moderated is none."""
RESPONSES = ("answer", "comment", "reaction")

LECKO = ("inactive", "compulsive", "loyal", "assiduous", "initiate")
ENGAGEMENT = ("absent", "present", "conversant", "sociable", "engaged")
SWOOP = ("observer", "broadcaster", "responder", "catalyst", "engager")
MICROSOFT = ("non_user", "low", "novice", "habitual", "power")
INVOLVEMENT = ("weak", "moderate", "strong")


@dataclass(frozen=True)
class Typology:
    """Profiles from the least involved to the most, and who has which.

    Args:
        name: as in options and in the word catalogue (`indicator.typology.<name>`).
        profiles: their names (`indicator.profile.<profile>`).
        codes: from a view to the profile of each member each week, as a place in `profiles`,
            -1 outside the population; shape (members, weeks).
        sources: rows of the mission and of the evidence.
    """

    name: str
    profiles: tuple[str, ...]
    codes: Callable[[View], Profiles]
    sources: tuple[str, ...]


def lecko_codes(view: View) -> Profiles:
    """Lecko's adoption profiles; shape (members, weeks)."""
    active = over_weeks(view.interactions, view.thresholds.window_weeks) > 0
    contributed = over_weeks(view.contributions, view.thresholds.window_weeks)
    significant = contributed >= view.thresholds.significant_contributions
    often = frequent(view)
    return _first_that_fits(
        view,
        LECKO,
        initiate=animates(view),
        assiduous=often & significant,
        loyal=often,
        compulsive=active,
    )


def engagement_codes(view: View) -> Profiles:
    """Lecko's engagement profiles; shape (members, weeks)."""
    window, least = view.thresholds.window_weeks, view.thresholds.repeated_acts
    converses = over_weeks(view.done(view.activity.does(*CONVERSATION)), window) >= least
    relates = over_weeks(view.done(view.activity.does(*RELATION)), window) >= least
    return _first_that_fits(
        view,
        ENGAGEMENT,
        engaged=converses & relates,
        sociable=relates,
        conversant=converses,
        present=over_weeks(view.came.astype(np.int16), window) > 0,
    )


def swoop_codes(view: View) -> Profiles:
    """SWOOP's personas; shape (members, weeks)."""
    window, activity = view.thresholds.window_weeks, view.activity
    given = over_weeks(view.interactions, window)
    posted = over_weeks(view.done(activity.does("post", "question")), window)
    received = over_weeks(view.received(activity.does(*RESPONSES)), window)
    weeks = over_weeks((view.interactions > 0).astype(np.int16), window)
    more = 1 + view.thresholds.surplus_percent / 100
    gives = given >= more * received
    return _first_that_fits(
        view,
        SWOOP,
        observer=2 * weeks < window,
        catalyst=received >= more * given,
        broadcaster=gives & (2 * posted >= given),
        responder=gives,
        engager=given > 0,
    )


def microsoft_codes(view: View) -> Profiles:
    """Microsoft's usage segments; shape (members, weeks).

    Averages run over the weeks of the window in which the person was counted.
    """
    limits = view.thresholds
    acts = view.done(view.activity.does(*USES))
    total = over_weeks(acts, limits.inequality_weeks)
    weeks = over_weeks((acts > 0).astype(np.int16), limits.inequality_weeks)
    counted = over_weeks(view.present.astype(np.int16), limits.inequality_weeks)
    habit = weeks >= limits.habit_weeks
    return _first_that_fits(
        view,
        MICROSOFT,
        power=habit & (total >= limits.power_acts * counted),
        habitual=habit,
        novice=(total > 0) & (total >= counted),
        low=total > 0,
    )


def involvement_codes(view: View) -> Profiles:
    """Strongly, moderately, weakly involved; shape (members, weeks)."""
    often = frequent(view)
    contributes = over_weeks(view.contributions, view.thresholds.window_weeks) > 0
    return _first_that_fits(
        view, INVOLVEMENT, strong=often & contributes, moderate=often | contributes
    )


TYPOLOGIES = {
    typology.name: typology
    for typology in (
        Typology("lecko", LECKO, lecko_codes, ("S27", "2.17")),
        Typology("engagement", ENGAGEMENT, engagement_codes, ("S27", "2.17")),
        Typology("swoop", SWOOP, swoop_codes, ("S27", "2.1", "2.23")),
        Typology("microsoft", MICROSOFT, microsoft_codes, ("S27", "2.24")),
        Typology("involvement", INVOLVEMENT, involvement_codes, ("S27", "2.18")),
    )
}


def frequent(view: View) -> Flags:
    """Who came in at least `frequent_weeks` of the window; shape (members, weeks)."""
    limits = view.thresholds
    weeks_there = over_weeks(view.came.astype(np.int16), limits.window_weeks)
    return weeks_there >= limits.frequent_weeks


def frequency_source(view: View) -> str:
    """What tells how often people come: "visit", or "interaction" when visits are unknown."""
    return "visit" if view.record.records("visit") else "interaction"


def animates(view: View) -> Flags:
    """Which members took part, within the window, in a community they animate.

    Shape (members, weeks).
    """
    activity = view.activity
    animator = positions(view.record.communities["animator"], view.record.people["person"])
    there = activity.interacts & (activity.community >= 0)
    there[there] = animator[activity.community[there]] == activity.person[there]
    return over_weeks(view.done(there), view.thresholds.window_weeks) > 0


def _first_that_fits(view: View, profiles: tuple[str, ...], **rules: Flags) -> Profiles:
    """The first rule that each member fits each week; those who fit none have the first profile."""
    codes = np.select(
        [~view.present, *rules.values()],
        [NOBODY, *(profiles.index(name) for name in rules)],
        default=0,
    )
    return codes.astype(np.int8)
