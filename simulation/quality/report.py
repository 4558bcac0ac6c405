"""The quality report of a record: topic by topic, what was found and what may be decided.

Numbers of people leave through the gate: a small one, or one that leaves only a few others,
is told as such and never as a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from simulation.protection import check_min_group, release
from simulation.quality import clock
from simulation.quality.checks import CHECKS
from simulation.quality.course import Course, course_of
from simulation.quality.days_off import check_country, closures
from simulation.quality.finding import Finding
from simulation.tables import Record

TOPICS = (*CHECKS, "hr", "reading")
"""The topics in the order of the report; `reading` is how the source was read."""

_OF_TOPIC = {
    "weeks": ("viva_gap", "m365_days_missing", "zulip_messages_missing", "discourse_posts_missing",
              "viva_file_failed", "viva_file_short", "discourse_without_posts"),
    "leavers": ("left_dates_from_profile", "left_dates_from_activity", "authors_not_listed"),
    "robots": ("zulip_robots_by_name",),
    "doubles": ("comments_doubled", "accounts_of_one_person"),
    "joins": ("joins_partly_recorded",),
    "clock": ("timezone_assumed", "votes_day_only", "m365_days_only", "reactions_without_time",
              "day_read_first"),
    "hr": ("accounts_absent_from_hr", "employees_without_account", "guests", "m365_concealed",
           "hr_moves", "hr_older_situations", "hr_several_contracts", "hr_emails_shared",
           "hr_waves_unread", "hr_managers_missing", "hr_several_tops", "hr_top_own_manager",
           "hr_without_hierarchy", "leading_zeros_repaired", "remote_days_unread",
           "remote_days_from_share", "remote_days_from_month", "bridge_accounts_unknown"),
}  # fmt: skip
_TOPIC_OF = {code: topic for topic, codes in _OF_TOPIC.items() for code in codes}

_DROPPED = {
    "robots": ("robot_accounts", "robot_events", "robot_messages", "system_accounts",
               "aside_robots"),
    "doubles": ("doubles", "doubled_rows", "doubled_comments", "doubled_votes",
                "doubled_reactions", "doubled_accounts", "aside_doubles"),
    "joins": ("aside_joins",),
    "leavers": ("employees_gone",),
    "hr": ("hr_rows_without_key",),
}  # fmt: skip
"""Topic -> what the import set aside, and under which code of the report."""

_PEOPLE = frozenset((
    "leavers", "silent_to_the_end", "robots_suspected", "accounts_twin", "communities_by_default",
    "left_dates_from_profile", "left_dates_from_activity", "authors_not_listed",
    "accounts_of_one_person", "accounts_absent_from_hr",
    "employees_without_account", "guests", "m365_concealed", "hr_moves", "hr_several_contracts",
    "hr_several_tops", "hr_without_hierarchy", "m365_never_came", "discourse_totals",
    "zulip_known_by_name", "mattermost_names_as_keys", "mattermost_last_views", "doubled_accounts",
    "employees_gone", "arrivals_undated",
))  # fmt: skip
"""Codes whose count is one of people."""

_OF_ITS_PEOPLE = frozenset(("robots_suspected", "events_after_leaving", "arrivals_undated"))
"""Codes whose other numbers describe those same people, and are hidden with them."""

_OF_THE_CHECK = frozenset(("weeks_late",))
"""Numbers that the check itself sets, whoever is concerned."""

_PEOPLE_VALUES = frozenset(
    ("people", "silent", "unseen", "recent", "twins", "units", "sites", "managers")
)


@dataclass(frozen=True)
class Item:
    """One finding as it may be shown.

    Args:
        code: entry of the words, `quality.<code>` or `pilot.finding.<code>`.
        count: how many, missing when it is hidden.
        of_people: whether it counts people.
        severity: "warning" asks to check, "note" informs.
        weeks: Mondays concerned.
        told: what else the sentence names; numbers of few people are missing.
    """

    code: str
    count: int | None
    of_people: bool
    severity: str
    weeks: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Topic:
    """What was found on one topic, or why nothing can be said.

    `verdict` is "found", "nothing" or "unknown"; `reason` a key of `quality.unknown`.
    """

    name: str
    verdict: str
    items: tuple[Item, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class QualityReport:
    """Everything the report says of a record."""

    manifest: Mapping[str, Any]
    simulated: bool
    first_week: str
    last_week: str
    min_group: int
    country: str | None
    timezone: str
    topics: tuple[Topic, ...]

    @property
    def warnings(self) -> int:
        """How many findings ask to be checked."""
        return sum(item.severity == "warning" for topic in self.topics for item in topic.items)


def quality_report(
    record: Record,
    min_group: int = 10,
    country: str | None = None,
    closed: Iterable[str] = (),
) -> QualityReport:
    """The quality report of a record, pilot or simulated.

    Args:
        record: a checked record.
        min_group: numbers of fewer people are not told; at least 5.
        country: ISO code of the country whose public holidays count; that of the record's
            time zone by default.
        closed: periods the company was closed, as `2026-08-03:2026-08-23`.

    Raises:
        InputError: `min_group` under 5, unknown country, or a period that is none.
    """
    check_min_group(min_group)
    manifest = record.manifest
    course = course_of(
        record.events,
        record.people,
        record.weeks(),
        manifest["timezone"],
        check_country(country),
        closures(list(closed)),
    )
    gate = _Gate(record, min_group)
    topics = tuple(_topic(name, record, course, gate) for name in TOPICS)
    return QualityReport(
        manifest=manifest,
        simulated=record.is_simulated,
        first_week=manifest["first_week"],
        last_week=manifest["last_week"],
        min_group=min_group,
        country=course.country,
        timezone=course.timezone,
        topics=topics,
    )


def import_items(record: Record, min_group: int) -> list[Item]:
    """The findings that an import left in the manifest, as they may be shown."""
    gate = _Gate(record, min_group)
    return [gate.item(_kept(entry)) for entry in record.manifest.get("findings", ())]


def _kept(entry: Mapping[str, Any]) -> Finding:
    """A finding as the manifest keeps it."""
    return Finding(entry["code"], entry["count"], entry["severity"], entry["values"])


class _Gate:
    """Numbers of people as they may be told of one record."""

    def __init__(self, record: Record, min_group: int) -> None:
        self.everybody = len(record.people)
        self.min_group = min_group

    def number(self, people: int) -> int | None:
        """A number of people, missing when they or the others are few."""
        return self.numbers({"concerned": people})["concerned"]

    def numbers(self, groups: Mapping[str, int]) -> dict[str, int | None]:
        """Numbers of people of groups that exclude one another; everybody else is one more."""
        others = max(self.everybody - sum(groups.values()), 0)
        table = pd.DataFrame(
            {"group": [*groups, "others"], "people": [*groups.values(), others], "cell": 0}
        )
        shown = release(table, self.min_group, cells=("cell",)).set_index("group")["people"]
        return {name: None if pd.isna(shown[name]) else int(shown[name]) for name in groups}

    def item(self, finding: Finding) -> Item:
        """A finding as it may be shown."""
        of_people = finding.code in _PEOPLE
        values = {
            name: self.number(value) if name in _PEOPLE_VALUES and isinstance(value, int) else value
            for name, value in dict(finding.values).items()
            if name != "weeks"
        }
        count = self.number(finding.count) if of_people else int(finding.count)
        if finding.code in _OF_ITS_PEOPLE and None in (count, values.get("people", count)):
            count = None
            values = {name: values[name] if name in _OF_THE_CHECK else None for name in values}
        return Item(
            code=finding.code,
            count=count,
            of_people=of_people,
            severity=finding.severity,
            weeks=tuple(dict(finding.values).get("weeks", ())),
            told=values,
        )


def _topic(name: str, record: Record, course: Course, gate: _Gate) -> Topic:
    items = [gate.item(finding) for finding in _found(name, record, course)]
    if name == "hr":
        items = [*_unmatched(record, gate), *items]
    reason = _UNKNOWN[name](record, course) if name in _UNKNOWN else None
    order = {"warning": 0, "note": 1}
    items.sort(key=lambda item: order[item.severity])
    verdict = "found" if items else "unknown" if reason else "nothing"
    return Topic(name, verdict, tuple(items), reason)


def _found(name: str, record: Record, course: Course) -> list[Finding]:
    """What the checks find, what the import found, and what it set aside."""
    manifest = record.manifest
    fresh = list(CHECKS[name](course)) if name in CHECKS else []
    told_otherwise = _CHECKED + (_BY_REASON if manifest.get("unmatched") else ())
    told = [
        _kept(kept)
        for kept in manifest.get("findings", ())
        if _TOPIC_OF.get(kept["code"], "reading") == name
        and not kept["code"].startswith(told_otherwise)
    ]
    dropped = manifest.get("dropped", {})
    aside = [
        Finding(reason, dropped[reason], "note")
        for reason in _DROPPED.get(name, ())
        if dropped.get(reason)
    ]
    return [*fresh, *told, *aside]


def _unmatched(record: Record, gate: _Gate) -> list[Item]:
    """Accounts and employees without their other half, by reason, the gate's sums kept."""
    items = []
    for side, severity in (("accounts", "warning"), ("employees", "note")):
        reasons = record.manifest.get("unmatched", {}).get(side, {})
        for reason, shown in gate.numbers(reasons).items():
            code = f"unmatched_{side}_{reason}"
            items.append(Item(code, shown, True, severity if reason != "guest" else "note"))
    return items


_BY_REASON = ("accounts_absent_from_hr", "employees_without_account", "guests")
"""Findings that the reasons of those without their other half tell in parts."""

_CHECKED = (
    "silent_weeks", "start_after_trial", "weeks_", "last_week_cut", "holiday_dips",
    "ends_in_holidays", "leavers", "events_after_leaving", "silent_to_the_end",
    "robots_suspected", "rows_doubled", "accounts_twin", "joins_automatic",
    "communities_by_default", "arrivals_undated", "units_started_later", "hours_",
    "summer_time_wrong",
)  # fmt: skip
"""Codes of findings that are looked for again, and not taken from the manifest."""


def _no_hours(record: Record, course: Course) -> str | None:
    return "hours" if course.timed.empty else None


def _clock_unknown(record: Record, course: Course) -> str | None:
    if course.timed.empty:
        return "hours"
    if not clock.enough(course):
        return "few_hours"
    return None if clock.one_zone(course) else "zones"


_UNKNOWN: Mapping[str, Callable[[Record, Course], str | None]] = {
    "holidays": lambda record, course: None if course.country or len(course.closed) else "country",
    "leavers": lambda record, course: (
        "departures" if course.people["left_at"].isna().all() else None
    ),
    "robots": _no_hours,
    "doubles": _no_hours,
    "joins": lambda record, course: (
        None if {"register", "join"} & course.hours_known else "arrivals"
    ),
    "clock": _clock_unknown,
    "hr": lambda record, course: (
        None if record.is_simulated or record.manifest.get("has_hr") else "hr"
    ),
}
"""Topic -> why nothing can be said of it, None when something can."""
