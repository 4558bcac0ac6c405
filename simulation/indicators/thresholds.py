"""The thresholds that users may set: what counts as regular, frequent, fading."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, fields

from simulation.errors import InputError


@dataclass(frozen=True)
class Thresholds:
    """Windows and levels behind the definitions (S26: "regular by a threshold you set").

    Args:
        window_weeks: window over which regularity and profiles are judged, in weeks.
        least_weeks: weeks with a contribution in that window that make a regular contributor.
        dormant_weeks: weeks without any interaction after which a community is dormant.
        extinct_weeks: weeks without any interaction after which it is extinct.
        fading_percent: a community fades when its last `dormant_weeks` bring less than
            this percentage of what its best ones brought.
        inequality_weeks: window of inequality and reciprocity, in weeks.
        exchange_weeks: window of exchanges across units, in weeks.
        half_year_weeks: window of those who read and those who interact, in weeks: the
            published rates are of six months.
        frequent_weeks: weeks with a visit in the window that make a frequent visitor.
        significant_contributions: contributions in the window that make an assiduous profile.
        repeated_acts: acts of a kind (conversation, relation) in the window that count as a
            habit of that kind, on the engagement grid.
        surplus_percent: how much more one must give than receive, or receive than give, for
            the difference to be significant.
        habit_weeks: weeks with an act, of the last `inequality_weeks`, that make a habit.
        relational_percent, conversational_percent, community_percent, lively_percent,
            collective_percent, carried_percent: what a community must reach on each
            dimension of the maturity grid, see `maturity`.
        power_acts: mean acts a week over the same weeks that make a power user.

    Raises:
        InputError: a threshold under 1, or weeks that do not fit into their window.
    """

    window_weeks: int = 4
    least_weeks: int = 2
    dormant_weeks: int = 4
    extinct_weeks: int = 12
    fading_percent: int = 50
    inequality_weeks: int = 12
    exchange_weeks: int = 4
    half_year_weeks: int = 26
    frequent_weeks: int = 3
    significant_contributions: int = 4
    repeated_acts: int = 2
    surplus_percent: int = 50
    habit_weeks: int = 9
    power_acts: int = 15
    relational_percent: int = 20
    conversational_percent: int = 50
    community_percent: int = 15
    lively_percent: int = 75
    collective_percent: int = 25
    carried_percent: int = 50

    def __post_init__(self) -> None:
        limits = {
            "least_weeks": self.window_weeks,
            "frequent_weeks": self.window_weeks,
            "habit_weeks": self.inequality_weeks,
        }
        for field in fields(self):
            percent = field.name.endswith("_percent") and field.name != "surplus_percent"
            most = limits.get(field.name, 100 if percent else 520)
            value = getattr(self, field.name)
            if not 1 <= value <= most:
                _refuse(field.name, value, f"1–{most}")
        if self.extinct_weeks < self.dormant_weeks:
            _refuse("extinct_weeks", self.extinct_weeks, f"≥ {self.dormant_weeks}")

    @classmethod
    def from_text(cls, settings: Iterable[str]) -> Thresholds:
        """Thresholds from settings such as `least_weeks=3`, the others at their default.

        Raises:
            InputError: unknown name, no whole number, or a value out of range.
        """
        known = [field.name for field in fields(cls)]
        values: dict[str, int] = {}
        for setting in settings:
            name, _, text = setting.partition("=")
            if name not in known:
                close = difflib.get_close_matches(name, known, n=1) or known
                raise InputError("threshold_unknown", value=name, known=", ".join(close))
            if not text.strip().isdecimal():
                _refuse(name, text, "1, 2, 3…")
            values[name] = int(text)
        return cls(**values)


def _refuse(name: str, value: object, expected: str) -> None:
    raise InputError("threshold_value", name=name, value=value, expected=expected)
