"""What each mechanism carries: switched off, the pattern that rests on it should break.

An ablation that changes nothing shows a mechanism that does not earn its place, or a pattern
that cannot fail. Parameters are not calibrated again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from simulation.validation.runs import Off
from simulation.words import say


@dataclass(frozen=True, eq=False)
class Ablation:
    """One mechanism switched off, and the check that should not survive it.

    Attributes:
        name: of the ablation; also of its words.
        pattern: key of the pattern concerned.
        check: name of the check looked at.
        off: what is switched off.
    """

    name: str
    pattern: str
    check: str
    off: Off

    def label(self, lang: str) -> str:
        """What is switched off, in the reader's language."""
        return say(f"validation.off.{self.name}", lang)


def _neutral(*names: str, value: float = 0.0) -> dict[str, float]:
    return dict.fromkeys(names, value)


FULL: Final = 1e9
"""So much that what is added to it, or divided by it, no longer counts."""
NO_TIME: Final = 1e-6
"""Hours that cost nothing, and by which one may still divide."""

NO_TASTE = Off(
    parameters=_neutral("expressiveness_weight", "voice_expressiveness", "visit_taste_spread")
)
NO_RECEPTION = Off(
    parameters=_neutral(
        "silence_answered",
        "silence_answered_late",
        "answered_intrinsic",
        "answered_late_intrinsic",
        "answered_trust",
        "answered_late_trust",
        "silence_intrinsic",
        "silence_trust",
    )
)
NO_EMPTY_ROOM = Off(parameters=_neutral("room_half", "room_empty", value=FULL))
NO_SAFETY = Off(
    parameters=_neutral("talk_trust", "voice_trust", "post_trust", "answer_trust", "reaction_trust")
)
NO_EXAMPLE = Off(
    parameters=_neutral(
        "visit_top_example",
        "voice_top",
        "post_top",
        "climate_top",
        "posture_top_example",
        "news_example",
    )
)

ABLATIONS: tuple[Ablation, ...] = (
    Ablation("exposure", "P1", "imitation_over_innovation", Off(mechanisms=("exposure",))),
    Ablation("taste", "P3", "gini", NO_TASTE),
    Ablation("taste", "P3", "top_5_percent", NO_TASTE),
    Ablation("reception", "P5", "odds_ratio", NO_RECEPTION),
    Ablation("empty_room", "P6", "dead_5_months", NO_EMPTY_ROOM),
    Ablation("novelty", "P6", "peak_month", Off(parameters=_neutral("novelty"))),
    Ablation(
        "one_voice",
        "P7",
        "broadcast_against_conversation",
        Off(parameters=_neutral("answer_broadcast", value=1.0)),
    ),
    Ablation(
        "falling_silent",
        "P8",
        "monthly_exit",
        Off(parameters=_neutral("silence_risk") | _neutral("mute_weeks", value=FULL)),
    ),
    Ablation("exposure", "P9", "team_correlation", Off(mechanisms=("exposure",))),
    Ablation(
        "manager_weight",
        "P9",
        "manager_odds_ratio",
        Off(parameters=_neutral("voice_manager", "talk_manager")),
    ),
    Ablation("example", "P9", "exemplary_top", NO_EXAMPLE),
    Ablation("support", "P10", "mix_succeeds", Off(mechanisms=("campaign", "animation"))),
    Ablation(
        "points_novelty",
        "P11",
        "fading",
        Off(parameters=_neutral("points_novelty_weeks", value=FULL) | _neutral("points_lasting")),
    ),
    Ablation(
        "crowding_out",
        "P12",
        "bonus_over",
        Off(parameters=_neutral("crowding_out", "loss_weight")),
    ),
    Ablation(
        "conformity",
        "P12",
        "selective_against_all",
        Off(parameters=_neutral("conformity", "award_gain")),
    ),
    Ablation("merit", "P12", "award_to_weak", Off(parameters=_neutral("award_unearned"))),
    Ablation("reciprocity", "P13", "norm_difference", Off(mechanisms=("reciprocity",))),
    Ablation("safety", "P14", "safety", NO_SAFETY),
    Ablation(
        "memory",
        "P15",
        "new_ties",
        Off(parameters=_neutral("remembered_answer", "remembered_reaction")),
    ),
    Ablation("communities", "P16", "contributors_who_lurk", Off(mechanisms=("communities",))),
    Ablation(
        "leisure",
        "P16",
        "work_without_leisure",
        Off(
            parameters=_neutral("leisure_trust", "voice_leisure", "talk_leisure")
            | _neutral("leisure_pleasure", value=1.0)
        ),
    ),
    Ablation(
        "remote_speech",
        "P17",
        "read_only_rises",
        Off(parameters=_neutral("voice_remote", "climate_remote")),
    ),
    Ablation(
        "free_hours",
        "P18",
        "answered_at_4000",
        Off(
            parameters=_neutral(
                "cm_answer_hours",
                "cm_welcome_hours",
                "cm_animation_hours",
                "cm_moderation_hours",
                value=NO_TIME,
            )
        ),
    ),
)
