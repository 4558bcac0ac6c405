"""What is asked of a deployment: a level of an indicator by a week, within limits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

from simulation.errors import InputError
from simulation.experiments import LEVELS
from simulation.words import say
from simulation.words.forms import number, percent, week_label

LAST_WEEK = 520
_TARGET = re.compile(r"\s*(\w+)\s*(?:>=|=)\s*([\d.,]+)\s*(%?)\s*@\s*(?:[SWsw])?(\d+)\s*")


@dataclass(frozen=True)
class Target:
    """An indicator at or above a level in a week counted from 1; shares in [0, 1]."""

    indicator: str
    level: float
    week: int

    @classmethod
    def parse(cls, text: str) -> Target:
        """The target written as `weekly_active=25%@78`.

        Raises:
            InputError: not of that form, unknown indicator, or a level or week out of range.
        """
        match = _TARGET.fullmatch(text)
        if not match:
            raise InputError("target_form", value=text)
        indicator, figure, sign, week = match.groups()
        if indicator not in LEVELS or not LEVELS[indicator].higher_is_better:
            known = ", ".join(name for name, read in LEVELS.items() if read.higher_is_better)
            raise InputError("target_indicator", value=indicator, known=known)
        try:
            level = float(figure.replace(",", ".")) / (100 if sign else 1)
        except ValueError:
            raise InputError("target_form", value=text) from None
        if level <= 0 or (LEVELS[indicator].unit == "share" and level > 1):
            raise InputError("target_level", value=text)
        if not 1 <= int(week) <= LAST_WEEK:
            raise InputError("target_week", value=week, last=LAST_WEEK)
        return cls(indicator, level, int(week))

    def held_from(self, week: float, lang: str) -> str:
        """The week from which the target is held; never, where that comes after its own week."""
        told = round(week)
        return week_label(told, lang) if told <= self.week else say("sizing.never", lang)

    def __str__(self) -> str:
        """The text that `parse` reads back."""
        if LEVELS[self.indicator].unit == "share":
            return f"{self.indicator}={self.level * 100:.12g}%@{self.week}"
        return f"{self.indicator}={self.level:.12g}@{self.week}"

    def told(self, lang: str) -> str:
        """The target in words: `actifs hebdomadaires : 25 % en S78`."""
        return say(
            "sizing.target",
            lang,
            indicator=say(f"indicator.{self.indicator}", lang),
            level=self.level_told(self.level, lang),
            week=week_label(self.week, lang),
        )

    def level_told(self, level: float, lang: str) -> str:
        """A level of the target's indicator, in its unit."""
        if LEVELS[self.indicator].unit == "share":
            return percent(level, lang)
        return self.bare(level, lang)

    def bare(self, level: float, lang: str) -> str:
        """A level without its unit, as the ends of an interval are told."""
        unit = LEVELS[self.indicator].unit
        scale, decimals = (100, 0) if unit == "share" else (1, 2 if unit == "ratio" else 0)
        return number(level * scale, lang, decimals)


@dataclass(frozen=True)
class Limits:
    """The most of each means that a plan may use; None leaves it open.

    Attributes:
        trainers: people who teach at the same time.
        community_managers: full-time equivalents in post at the same time.
        waves: waves after the pilot.
        ambassadors_per_100: ambassadors per 100 people invited.
        overload: minutes a week that people spend beyond what HR allows, per employee.
    """

    trainers: float | None = None
    community_managers: float | None = None
    waves: float | None = None
    ambassadors_per_100: float | None = None
    overload: float | None = None

    @classmethod
    def parse(cls, texts: Iterable[str]) -> Limits:
        """Limits written as `trainers=2`.

        Raises:
            InputError: unknown limit, or not a number of at least 0.
        """
        known = [field.name for field in fields(cls)]
        found = {}
        for text in texts:
            name, _, value = (part.strip() for part in text.partition("="))
            if name not in known:
                raise InputError("limit_unknown", value=text, known=", ".join(known))
            try:
                found[name] = float(value.replace(",", "."))
            except ValueError:
                raise InputError("limit_value", value=text) from None
            if not 0 <= found[name] < float("inf"):
                raise InputError("limit_value", value=text)
        return cls(**found)

    def to_dict(self) -> dict[str, float]:
        """The limits that are set."""
        return {name: value for name, value in asdict(self).items() if value is not None}
