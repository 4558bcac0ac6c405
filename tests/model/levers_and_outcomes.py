"""What each lever of a scenario is to move, and which way: one row per lever.

A row moves one lever from low to high, in a company where the rest is as by default but for
`given`, and names an outcome that must rise (+1) or fall (-1): the mean of a weekly aggregate
over some weeks, or the ratio of two ("unkind_answers/answers").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from simulation.scenario import Scenario

MATURITY: Final = (52, 78)
ROLL_OUT: Final = (10, 40)
FIRST_WEEKS: Final = (2, 10)


@dataclass(frozen=True)
class Row:
    """One lever, its low and high values, and the outcome that follows."""

    lever: str
    low: Any
    high: Any
    outcome: str
    direction: int
    weeks: tuple[int, int] = MATURITY
    given: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.lever} {'raises' if self.direction > 0 else 'lowers'} {self.outcome}"

    def scenario(self, company: Scenario, value: Any) -> Scenario:
        """The company with this lever at a value."""
        return company.changed({**self.given, self.lever: value})

    def level(self, weekly: Mapping[str, np.ndarray]) -> np.ndarray:
        """The outcome in each replicate, from aggregates of shape (replicates, weeks)."""
        first, last = self.weeks
        means = [weekly[name][:, first:last].mean(axis=1) for name in self.outcome.split("/")]
        return means[0] / means[1] if len(means) == 2 else means[0]


def scheme(strength: float = 1.0, first_week: int = 1, **others: Any) -> dict[str, Any]:
    return {"strength": strength, "first_week": first_week, **others}


COACHING: Final = {"controlling": 0.1, "distant": 0.1, "coaching": 0.8}
CONTROLLING: Final = {"controlling": 0.8, "distant": 0.1, "coaching": 0.1}
DISTANT: Final = {"controlling": 0.1, "distant": 0.8, "coaching": 0.1}
NEW_RULES: Final = {"recognition.bonus": scheme(first_week=60)}
HEATED: Final = {
    "charter.social_debate": True,
    "charter.clarity": 0.2,
    "culture.right_to_error": 0.2,
}

ROWS: Final = (
    Row("company.remote_share", 0.1, 0.9, "mean_trust", -1),
    Row("company.young_share", 0.0, 0.6, "registered", +1, ROLL_OUT),
    Row("culture.cooperation", 0.1, 0.9, "coaching_share", +1),
    Row("culture.hierarchy", 0.0, 1.0, "cross_level_answers/answers", -1, (10, 78)),
    Row("culture.transparency", 0.1, 0.9, "mean_trust", +1),
    Row("culture.right_to_error", 0.1, 0.9, "mean_trust", +1),
    Row("culture.autonomy", 0.1, 0.9, "mean_intrinsic_motivation", +1),
    Row("managers", CONTROLLING, COACHING, "contributors", +1),
    Row("managers", DISTANT, COACHING, "contributors", +1),
    Row("managers", DISTANT, CONTROLLING, "mean_trust", -1),
    Row("managers.example", 0.0, 0.8, "contributors", +1),
    Row("managers.trainable", 0.0, 1.0, "coaching_share", +1),
    Row("recognition.peer.strength", 0.0, 1.0, "mean_intrinsic_motivation", +1),
    Row("recognition.managerial.strength", 0.0, 1.0, "mean_intrinsic_motivation", +1),
    Row("recognition.appraisal.strength", 0.0, 1.0, "mean_intrinsic_motivation", -1),
    Row("recognition.bonus.strength", 0.0, 1.0, "mean_intrinsic_motivation", -1),
    Row("recognition.bonus.strength", 0.0, 1.0, "contributors", +1, (30, 40), given={
        "recognition.bonus.first_week": 27}),
    Row("recognition.points.strength", 0.0, 1.0, "reactions", +1, (40, 44), given={
        "recognition.points.first_week": 40}),
    Row("recognition.bonus.announced_week", 5, 60, "mean_intrinsic_motivation", +1, (40, 58),
        given=NEW_RULES),
    Row("recognition.awards.share", 0.0, 0.1, "mean_intrinsic_motivation", +1),
    Row("recognition.awards.announced", False, True, "mean_intrinsic_motivation", -1, given={
        "recognition.awards.share": 0.1}),
    Row("charter.freedom", 0.1, 0.9, "mean_trust", +1),
    Row("charter.clarity", 0.1, 0.9, "mean_trust", +1),
    Row("charter.monitoring", 0.0, 0.9, "mean_trust", -1),
    Row("charter.moderation_days", 0.0, 30.0, "mean_trust", -1, given=HEATED),
    Row("charter.social_debate", False, True, "unkind_answers", +1),
    Row("tool.fit", 0.3, 0.9, "weekly_active", +1),
    Row("tool.coverage", {"be_known": 0.2}, {"be_known": 0.9}, "complete_profiles", +1),
    Row("tool.coverage", {"discuss": 0.2}, {"discuss": 0.9}, "answers", +1),
    Row("tool.ergonomics", 0.2, 0.9, "weekly_active", +1),
    Row("tool.access", 0.2, 0.9, "weekly_active", +1),
    Row("tool.integration", 0.0, 1.0, "visits", +1, ROLL_OUT),
    Row("sponsor.strength", 0.0, 1.0, "registered", +1, ROLL_OUT),
    Row("sponsor.communication", 0.0, 1.0, "registered", +1, ROLL_OUT),
    Row("sponsor.declared", 0.0, 1.0, "dissonance", +1),
    Row("sponsor.clarity", 0.0, 1.0, "contributors", +1, ROLL_OUT),
    Row("sponsor.work_moved", 0.0, 0.8, "visits", +1),
    Row("plan.waves", [{"week": 1, "share": 0.3}], [{"week": 1, "share": 1.0}], "registered", +1),
    Row("plan.pilot_choice", "units", "volunteers", "registered", +1, FIRST_WEEKS),
    Row("plan.tool_training.sessions_per_week", 0.0, 4.0, "mean_value", +1, ROLL_OUT),
    Row("plan.tool_training.seats", 4, 20, "training_seats_used", +1, ROLL_OUT),
    Row("plan.behaviour_training.sessions_per_week", 0.0, 3.0, "mean_trust", +1),
    Row("plan.behaviour_training.seats", 4, 20, "behaviour_seats_used", +1, ROLL_OUT, {
        "plan.behaviour_training.sessions_per_week": 0.5}),
    Row("plan.manager_training.sessions_per_week", 0.0, 2.0, "coaching_share", +1),
    Row("plan.manager_training.seats", 2, 20, "coaching_share", +1, ROLL_OUT),
    Row("plan.animator_training.sessions_per_week", 0.0, 1.0, "animator_seats_used", +1, (0, 78)),
    Row("plan.animator_training.seats", 1, 12, "animator_seats_used", +1, (0, 40), {
        "plan.animator_training.sessions_per_week": 0.2}),
    Row("plan.mentoring_pairs", 0, 60, "mentoring_pairs_met", +1, (0, 78)),
    Row("plan.ambassadors_per_100", 0.0, 4.0, "contributors", +1),
    Row("plan.community_managers", [], [{"week": 1, "full_time_equivalents": 2.0}],
        "answered_within_48h", +1),
    Row("plan.seeded_communities", 0, 60, "live_communities", +1, ROLL_OUT),
    Row("plan.seeding_weeks", 4, 60, "communities", -1, ROLL_OUT),
    Row("plan.seeded_kinds", {"practice": 1.0}, {"ideas": 1.0}, "ideas", +1),
    Row("plan.seeded_visibilities", {"open": 1.0}, {"secret": 1.0}, "items", -1, ROLL_OUT),
    Row("plan.time_allowance_hours", 0.0, 3.0, "hours_beyond_allowance", -1),
    Row("plan.governance.project_lead", 0.0, 1.0, "communities", +1, ROLL_OUT),
    Row("plan.governance.steering_committee", 0.0, 1.0, "registered", +1),
    Row("plan.governance.human_resources", 0.0, 1.0, "training_seats_used", +1, ROLL_OUT),
    Row("plan.governance.information_technology", 0.0, 1.0, "registered", +1, ROLL_OUT),
    Row("plan.governance.communication", 0.0, 1.0, "registered", +1, ROLL_OUT),
)  # fmt: skip

NO_DIRECTION: Final = {
    "company": "describes the company: it is what it is",
    "managers": "the shares of postures sum to one: moved as a mix above",
    "objective": "what is hoped for; it moves nothing",
    "theory": "a rival explanation, not a decision",
    "horizon_weeks": "how long one looks",
    ".first_week": "says when, not how much (nothing changes before: test_running)",
    ".last_week": "says when, not how much",
    ".announced_week": "acts for what controls: shown with the bonus",
    ".hours": "costs time and trainers; sessions beyond what trainers can hold are refused",
    "plan.trainers": "sessions beyond what they can hold are refused",
}
"""Levers, by how they begin or end, of which no direction is claimed, and why."""
