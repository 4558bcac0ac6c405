"""The indicators there are, in the order in which they are shown."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from simulation.errors import InputError
from simulation.indicators import answering, functioning, inequality, network
from simulation.indicators.view import Measured, View
from simulation.tables import CONTRIBUTIONS, Record

PEOPLE_CUTS = (None, "unit", "team", "site", "level", "profile")
EVERY_CUT = (*PEOPLE_CUTS, "community")


@dataclass(frozen=True)
class Indicator:
    """One indicator: its unit, where it comes from, and what a source must record for it.

    Args:
        name: as in tables and in the word catalogue (`indicator.<name>`).
        unit: "share" (0 to 1), "count", "ratio" or "hours".
        sources: rows of the mission (S26) and of the evidence (2.11) it answers.
        needs: for each entry, at least one of the actions must be recorded by the source.
        higher_is_better: None when neither direction is.
        compute: from a view to levels; None when this record cannot tell.
        cuts: the groupings in which it means something.
    """

    name: str
    unit: str
    sources: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    higher_is_better: bool | None
    compute: Callable[[View], Measured | None]
    cuts: tuple[str | None, ...] = EVERY_CUT

    @property
    def label(self) -> str:
        """Key of its name in the word catalogue."""
        return f"indicator.{self.name}"

    @property
    def definition(self) -> str:
        """Key of its definition in the word catalogue."""
        return f"indicator.{self.name}.definition"

    def recorded_by(self, record: Record) -> bool:
        """Whether the source records the actions it needs."""
        return all(any(record.records(action) for action in either) for either in self.needs)


_VISIT, _POST, _ANSWER, _REACTION = ("visit",), ("post", "question"), ("answer",), ("reaction",)
_ACT = (*CONTRIBUTIONS, "reaction")
_EXCHANGE = ("answer", "reaction")

REGISTRY: tuple[Indicator, ...] = (
    # Who is there, and who comes.
    Indicator("invited", "count", ("S1",), (), None, functioning.invited, PEOPLE_CUTS),
    Indicator("registered", "share", ("S1", "S26"), (), True, functioning.registered, PEOPLE_CUTS),
    Indicator(
        "complete_profiles", "share", ("S1", "S26"), (("complete_profile",),), True,
        functioning.complete_profiles, PEOPLE_CUTS,
    ),
    Indicator(
        "weekly_active", "share", ("S26", "3.12"), (_VISIT,), True, functioning.weekly_active,
        PEOPLE_CUTS,
    ),
    Indicator(
        "monthly_active", "share", ("S26", "1.12"), (_VISIT,), True, functioning.monthly_active,
        PEOPLE_CUTS,
    ),
    Indicator(
        "access",
        "share",
        ("1.13", "P2"),
        (_VISIT,),
        True,
        functioning.access,
        PEOPLE_CUTS,
    ),
    Indicator(
        "read_only", "share", ("1.15", "P2"), (_VISIT, _ACT), None, functioning.read_only,
        PEOPLE_CUTS,
    ),
    # Who takes part.
    Indicator("interactive", "share", ("1.14", "P2"), (_ACT,), True, functioning.interactive),
    Indicator("contributors", "share", ("S26",), (CONTRIBUTIONS,), True, functioning.contributors),
    Indicator(
        "regular_contributors", "share", ("S26", "2.5"), (CONTRIBUTIONS,), True,
        functioning.regular_contributors,
    ),
    Indicator(
        "engaged_turnover", "share", ("7.1", "P8"), (_ACT,), False, functioning.engaged_turnover
    ),
    Indicator(
        "monthly_interactions", "ratio", ("2.19", "P4"), (_ACT,), True,
        functioning.monthly_interactions,
    ),
    # What is brought.
    Indicator("posts", "count", ("S26",), (("post",),), True, functioning.posts),
    Indicator("questions", "count", ("S26",), (("question",),), True, functioning.questions),
    Indicator("answers", "count", ("S26",), (_ANSWER,), True, functioning.answers),
    Indicator("comments", "count", ("S26",), (("comment",),), True, functioning.comments),
    Indicator("shares", "count", ("S26",), (("share",),), True, functioning.shares),
    Indicator("reactions", "count", ("S26",), (_REACTION,), True, functioning.reactions),
    Indicator(
        "reactions_per_post", "ratio", ("S26",), (_POST, _REACTION), True,
        functioning.reactions_per_post,
    ),
    Indicator("out_of_hours", "share", ("S15",), (_ACT,), False, functioning.out_of_hours),
    # What is answered.
    Indicator(
        "answered_within_24h", "share", ("S19", "3.3"), (_POST, _ANSWER), True,
        answering.answered_within_24h,
    ),
    Indicator(
        "answered_within_48h", "share", ("S19", "3.22"), (_POST, _ANSWER), True,
        answering.answered_within_48h,
    ),
    Indicator(
        "hours_to_first_answer", "hours", ("S19", "S24"), (_POST, _ANSWER), False,
        answering.hours_to_first_answer,
    ),
    # Communities.
    Indicator("communities", "count", ("S26",), (), None, functioning.communities, (None,)),
    Indicator(
        "live_communities", "count", ("S26", "4.15"), (_ACT,), True, functioning.live_communities,
        PEOPLE_CUTS,
    ),
    # How it is shared out, and between whom.
    Indicator(
        "contribution_gini", "ratio", ("2.11",), (CONTRIBUTIONS,), False,
        inequality.contribution_gini,
    ),
    Indicator("top5_share", "share", ("2.9",), (CONTRIBUTIONS,), False, inequality.top5_share),
    Indicator("reciprocity", "share", ("S5", "3.31"), (_ANSWER,), True, network.reciprocity),
    Indicator("partners", "ratio", ("S24", "5.3"), (_EXCHANGE,), True, network.partners),
    Indicator(
        "first_exchanges", "count", ("S24", "5.4"), (_EXCHANGE,), True, network.first_exchanges
    ),
    Indicator(
        "cross_unit_share", "share", ("S24",), (_EXCHANGE,), True, network.cross_unit_share
    ),
    Indicator(
        "cross_site_share", "share", ("S24", "S14"), (_EXCHANGE,), True, network.cross_site_share
    ),
    Indicator(
        "cross_level_share", "share", ("S24", "5.5"), (_EXCHANGE,), True, network.cross_level_share
    ),
    Indicator(
        "cross_unit_answers", "count", ("S24",), (_ANSWER,), True, network.cross_unit_answers
    ),
    Indicator(
        "cross_level_answers", "count", ("S24", "5.5"), (_ANSWER,), True,
        network.cross_level_answers,
    ),
    Indicator("helped_across", "share", ("S24",), (_ANSWER,), True, network.helped_across),
)  # fmt: skip


def find(name: str) -> Indicator:
    """The indicator of that name.

    Raises:
        InputError: there is none; the closest names are given.
    """
    known = {indicator.name: indicator for indicator in REGISTRY}
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3) or list(known)
        raise InputError("indicator_unknown", value=name, known=", ".join(close))
    return known[name]
