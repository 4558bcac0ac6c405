"""The indicators there are, in the order in which they are shown."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from simulation.errors import InputError
from simulation.indicators import functioning, inequality, network
from simulation.indicators.view import Measured, View
from simulation.tables import CONTRIBUTIONS, Record

PEOPLE_CUTS = (None, "unit", "team", "site", "level", "profile")
EVERY_CUT = (*PEOPLE_CUTS, "community")


@dataclass(frozen=True)
class Indicator:
    """One indicator: its unit, where it comes from, and what a source must record for it.

    Args:
        name: as in tables and in the word catalogue (`indicator.<name>`).
        unit: "share" (0 to 1), "count" or "ratio".
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


_POST, _ANSWER, _REACTION = ("post", "question"), ("answer",), ("reaction",)

REGISTRY: tuple[Indicator, ...] = (
    Indicator("invited", "count", ("S1",), (), None, functioning.invited, PEOPLE_CUTS),
    Indicator("registered", "share", ("S1", "S26"), (), True, functioning.registered, PEOPLE_CUTS),
    Indicator(
        "complete_profiles",
        "share",
        ("S1", "S26"),
        (("complete_profile",),),
        True,
        functioning.complete_profiles,
        PEOPLE_CUTS,
    ),
    Indicator(
        "weekly_active",
        "share",
        ("S26", "3.12"),
        (("visit",),),
        True,
        functioning.weekly_active,
        PEOPLE_CUTS,
    ),
    Indicator("contributors", "share", ("S26",), (CONTRIBUTIONS,), True, functioning.contributors),
    Indicator(
        "regular_contributors",
        "share",
        ("S26", "2.5"),
        (CONTRIBUTIONS,),
        True,
        functioning.regular_contributors,
    ),
    Indicator("posts", "count", ("S26",), (("post",),), True, functioning.posts),
    Indicator("questions", "count", ("S26",), (("question",),), True, functioning.questions),
    Indicator("answers", "count", ("S26",), (_ANSWER,), True, functioning.answers),
    Indicator("reactions", "count", ("S26",), (_REACTION,), True, functioning.reactions),
    Indicator(
        "reactions_per_post",
        "ratio",
        ("S26",),
        (_POST, _REACTION),
        True,
        functioning.reactions_per_post,
    ),
    Indicator(
        "answered_within_48h",
        "share",
        ("S19", "3.22"),
        (_POST, _ANSWER),
        True,
        functioning.answered_within_48h,
    ),
    Indicator("communities", "count", ("S26",), (), None, functioning.communities, (None,)),
    Indicator(
        "live_communities",
        "count",
        ("S26", "4.15"),
        ((*CONTRIBUTIONS, "reaction"),),
        True,
        functioning.live_communities,
        PEOPLE_CUTS,
    ),
    Indicator(
        "contribution_gini",
        "ratio",
        ("2.11",),
        (CONTRIBUTIONS,),
        False,
        inequality.contribution_gini,
    ),
    Indicator("top5_share", "share", ("2.9",), (CONTRIBUTIONS,), False, inequality.top5_share),
    Indicator("reciprocity", "share", ("S5", "3.31"), (_ANSWER,), True, network.reciprocity),
    Indicator(
        "cross_unit_share",
        "share",
        ("S24",),
        (("answer", "reaction"),),
        True,
        network.cross_unit_share,
    ),
)


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
