"""From answers to levers: a central setting, an interval, and settings drawn from what is known.

Each level of respondents is one viewpoint on the company, whatever its number of people: how
many answered says how well a viewpoint is known, not how much it weighs. A viewpoint starts
from a uniform prior, and each answer counts as one observation in [0, 1]: for a mark on a
scale this is the widest spread that its mean allows, hence cautious. Viewpoints that differ,
and items of one lever that contradict each other, widen the result.

Levels of fewer people than the smallest group are joined with a neighbour before anything is
computed, and items with fewer answers are left out, so that no result tells of a few people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from simulation.audit.answers import Answers
from simulation.audit.questionnaire import POSTURES, Item, questionnaire
from simulation.errors import InputError
from simulation.protection import check_min_group
from simulation.scenario import Scenario
from simulation.words import LANGUAGES, say
from simulation.words.forms import number

LEVEL_OF_INTERVAL = 0.9
DECIMALS = 3


@dataclass(frozen=True)
class Viewpoint:
    """What one group says of a lever: shares of each outcome, and the variance of each."""

    mean: np.ndarray
    variance: np.ndarray

    @classmethod
    def of_counts(cls, counts: np.ndarray, spread: float = 0.0) -> Viewpoint:
        """A uniform prior updated with counts, whole or not; `spread` is added to the variance."""
        total = counts + 1.0
        mean = total / total.sum()
        return cls(mean, mean * (1 - mean) / (total.sum() + 1) + spread)


@dataclass(frozen=True)
class Setting:
    """What the audit says of one lever.

    Attributes:
        paths: in a scenario; the three postures together, or one path.
        alphas: of the Dirichlet distribution of the values; a single value and its complement
            to 1 where there is one path.
        by_group: levels of a group -> central values according to it.
    """

    paths: tuple[str, ...]
    alphas: np.ndarray
    by_group: Mapping[tuple[str, ...], tuple[float, ...]]

    @property
    def central(self) -> dict[str, float]:
        """Path -> mean value; values of several paths sum to 1."""
        return self.at(self.alphas / self.alphas.sum())

    @property
    def interval(self) -> dict[str, tuple[float, float]]:
        """Path -> ends between which the value lies 9 times in 10."""
        tail = (1 - LEVEL_OF_INTERVAL) / 2
        rest = self.alphas.sum() - self.alphas
        low, high = (stats.beta.ppf(end, self.alphas, rest) for end in (tail, 1 - tail))
        return {
            path: (round(float(low[n]), DECIMALS), round(float(high[n]), DECIMALS))
            for n, path in enumerate(self.paths)
        }

    def at(self, shares: np.ndarray) -> dict[str, float]:
        """Values at a point of the distribution, rounded so that shares still sum to 1."""
        if len(self.paths) == 1:
            return {self.paths[0]: round(float(shares[0]), DECIMALS)}
        # Rounded down, so that what is left for the last one is never below nothing.
        fine = 10**DECIMALS
        values = [math.floor(share * fine) / fine for share in shares[:-1]]
        return dict(zip(self.paths, [*values, round(1 - sum(values), DECIMALS)], strict=True))


@dataclass(frozen=True)
class Audit:
    """What an audit sets in a scenario, and how well it is known.

    Attributes:
        respondents: levels of a group -> its people; small levels are joined.
        settings: of the levers told.
        left_out: levers with too few answers, which the scenario keeps.
        estimated: whether a team said what it thinks that each level would answer, and nobody
            was asked; there are no respondents then.
    """

    respondents: Mapping[tuple[str, ...], int]
    settings: tuple[Setting, ...]
    left_out: tuple[str, ...]
    estimated: bool = False

    def changes(self) -> dict[str, float]:
        """Path -> central value, as `Scenario.changed` takes them."""
        return {path: value for s in self.settings for path, value in s.central.items()}

    def intervals(self) -> dict[str, tuple[float, float]]:
        """Path -> ends between which the value lies 9 times in 10."""
        return {path: ends for s in self.settings for path, ends in s.interval.items()}

    def settings_drawn(self, seed: int, count: int) -> list[dict[str, float]]:
        """Changes drawn from what the audit knows; levers are drawn independently.

        Args:
            seed: of the draws.
            count: how many.
        """
        luck = np.random.default_rng(seed)
        draws = [(s, luck.dirichlet(s.alphas, count)) for s in self.settings]
        return [
            {path: value for s, drawn in draws for path, value in s.at(drawn[n]).items()}
            for n in range(count)
        ]

    def scenario(self, base: Scenario) -> Scenario:
        """A scenario whose levers stand where the audit puts them."""
        title = {lang: say("audit.title", lang, title=base.title[lang]) for lang in LANGUAGES}
        return base.changed({**self.changes(), "title": title}, place="audit")

    def to_dict(self) -> dict[str, Any]:
        """The result in plain values; nothing in it tells of fewer people than the minimum."""
        return {
            "respondents": [
                {"levels": list(group), "people": people}
                for group, people in self.respondents.items()
            ],
            "levers": [
                {
                    "lever": path,
                    "value": value,
                    "interval": list(setting.interval[path]),
                    "by_level": [
                        {"levels": list(group), "value": values[place]}
                        for group, values in setting.by_group.items()
                    ],
                }
                for setting in self.settings
                for place, (path, value) in enumerate(setting.central.items())
            ],
            "left_out": list(self.left_out),
        }


def score(answers: Answers, min_group: int = 10) -> Audit:
    """What answers say of each lever.

    Args:
        answers: counts by level and item.
        min_group: the smallest number of people that a result may tell of, at least 5.

    Raises:
        InputError: fewer respondents than that, or `min_group` is under 5.
    """
    check_min_group(min_group)
    total = sum(answers.respondents.values())
    if total < min_group:
        raise InputError("audit_few", value=total, least=min_group)
    groups = joined(answers.respondents, min_group)
    return Audit(groups, *_settings(answers, list(groups), min_group))


def estimate(marks: Mapping[tuple[str, str], str]) -> Audit:
    """What a team thinks of each lever that says what each level would answer.

    Nobody is asked, so nobody is protected. Each mark counts as the answer of one person: the
    result stays as wide as a single answer leaves it.

    Args:
        marks: level and item -> one of the item's choices.
    """
    items = questionnaire().items
    counts = {
        (level, name): np.array([int(choice == mark) for choice in items[name].choices])
        for (level, name), mark in marks.items()
    }
    groups = [(level,) for level in questionnaire().levels]
    return Audit({}, *_settings(Answers({}, counts), groups, 1), estimated=True)


def heading(audit: Audit, lang: str) -> list[str]:
    """What a scenario written from an audit says of itself: every lever with its interval."""
    people = number(sum(audit.respondents.values()), lang)
    ends = audit.intervals()
    first = "audit.header_estimated" if audit.estimated else "audit.header"
    return [say(first, lang, people=people)] + [
        f"{path}: {value} [{ends[path][0]}, {ends[path][1]}]"
        for path, value in audit.changes().items()
    ]


def joined(respondents: Mapping[str, int], min_group: int) -> dict[tuple[str, ...], int]:
    """Levels and their people, those of fewer than `min_group` joined with a neighbour."""
    order = questionnaire().levels
    groups: list[tuple[tuple[str, ...], int]] = [
        ((level,), respondents[level]) for level in order if respondents.get(level)
    ]
    while len(groups) > 1 and min(people for _, people in groups) < min_group:
        place = min(range(len(groups)), key=lambda n: groups[n][1])
        beside = [n for n in (place - 1, place + 1) if 0 <= n < len(groups)]
        other = min(beside, key=lambda n: groups[n][1])
        first, second = sorted((place, other))
        (levels, people), (more, others) = groups[first], groups[second]
        groups[first : second + 1] = [((*levels, *more), people + others)]
    return dict(groups)


def pooled(viewpoints: Sequence[Viewpoint]) -> np.ndarray:
    """Parameters of the Dirichlet distribution with the mean and spread of several viewpoints.

    Their means weigh the same. The variance is that of the mean of viewpoints each known with
    its own, and drawn from viewpoints that differ as these do. It is never surer than its
    evidence, nor vaguer than the uniform distribution.
    """
    means = np.array([viewpoint.mean for viewpoint in viewpoints])
    count, outcomes = means.shape
    mean = means.mean(axis=0)
    known = sum(viewpoint.variance for viewpoint in viewpoints) / count**2
    differing = means.var(axis=0, ddof=1) / count if count > 1 else 0.0
    concentration = np.sum(mean * (1 - mean)) / np.sum(known + differing) - 1
    return mean * max(concentration, outcomes)


def _settings(
    answers: Answers, groups: Sequence[tuple[str, ...]], least: int
) -> tuple[tuple[Setting, ...], tuple[str, ...]]:
    """Settings of the levers told, and the levers with fewer answers than the least."""
    found = {lever: _setting(lever, answers, groups, least) for lever in questionnaire().levers}
    told = tuple(setting for setting in found.values() if setting)
    return told, tuple(lever for lever, setting in found.items() if not setting)


def _setting(
    lever: str, answers: Answers, groups: Sequence[tuple[str, ...]], min_group: int
) -> Setting | None:
    items = questionnaire().of_lever(lever)
    told = {
        group: viewpoint
        for group in groups
        if (viewpoint := _viewpoint(items, answers, group, min_group)) is not None
    }
    if not told:
        return None
    paths: tuple[str, ...] = (lever,)
    if lever == POSTURES:
        paths = tuple(f"{lever}.{posture}" for posture in items[0].choices)
    by_group = {
        group: tuple(round(float(v), DECIMALS) for v in viewpoint.mean[: len(paths)])
        for group, viewpoint in told.items()
    }
    return Setting(paths, pooled(list(told.values())), by_group)


def _viewpoint(
    items: Sequence[Item], answers: Answers, group: tuple[str, ...], min_group: int
) -> Viewpoint | None:
    """What a group says of a lever; None with too few answers to each of its items."""
    counts = [(item, _counts(item, answers, group)) for item in items]
    told = [(item, counted) for item, counted in counts if counted.sum() >= min_group]
    if not told:
        return None
    item, counted = told[0]
    if item.is_choice:
        return Viewpoint.of_counts(counted.astype(float))
    marks = np.array([item.scores() @ counted / counted.sum() for item, counted in told])
    people = np.mean([counted.sum() for _, counted in told])
    spread = float(marks.var(ddof=1)) / len(marks) if len(marks) > 1 else 0.0
    mark = float(marks.mean())
    return Viewpoint.of_counts(people * np.array([mark, 1 - mark]), spread)


def _counts(item: Item, answers: Answers, group: tuple[str, ...]) -> np.ndarray:
    none = np.zeros(len(item.choices), dtype=int)
    return sum((answers.counts.get((level, item.name), none) for level in group), none)
