"""What may be shown of a record as a whole: lives, waits, returns. All of it after the gate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.indicators.activity import NOBODY
from simulation.indicators.answering import HOUR, waits
from simulation.indicators.lives import community_lives, people_there
from simulation.indicators.maturity import LEVELS as MATURITY_LEVELS
from simulation.indicators.maturity import MEASURES as MATURITY_MEASURES
from simulation.indicators.maturity import maturity
from simulation.indicators.newcomers import DELAYS, RETURN_WEEKS, newcomers, odds_ratio
from simulation.indicators.protected import protected_view
from simulation.indicators.publishing import weeks_kept
from simulation.indicators.survival import at_durations, median_of, still_going, survival_curve
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.view import view_of
from simulation.protection import Released, check_min_group, release
from simulation.tables import CONTRIBUTIONS, Record

EVERY_COMMUNITY = "all"
LEAST_COMMUNITIES = 5
"""Fewer communities have no curve: it would tell the life of each."""
WAIT_HOURS = np.arange(0.0, 24 * 7 + 1)
SURVIVAL_WEEKS = {"alive_5_months": 22, "alive_1_year": 52, "alive_2_years": 104}


def published_survival(
    record: Record,
    by: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> dict[str, Any]:
    """How long communities live, Kaplan-Meier; see `lives` for when one has ended (P6).

    Args:
        record: a checked record.
        by: None, "kind", or "way" (broadcast or conversation).
        thresholds: `extinct_weeks` counts.
        min_group: smallest number of people shown, at least 5.

    Returns:
        `available`; `summary`, with columns group, communities, ended, still_alive,
        median_weeks with median_low and median_high, alive_5_months, alive_1_year,
        alive_2_years (missing beyond what was followed), people, suppressed; `curves`, with
        columns group, duration (weeks), value, low, high, at_risk, ended, of the groups
        shown; `left_out`: communities older than the record.

    Raises:
        InputError: unknown grouping; `min_group` under 5.
    """
    check_min_group(min_group)
    if by not in (None, "kind", "way"):
        raise InputError("indicator_choice", option="--by", value=by, expected="kind, way")
    view = view_of(record, thresholds or Thresholds(), by="community")
    table = community_lives(view).assign(**{} if by else {"all": EVERY_COMMUNITY})
    if not _records_any(record, (*CONTRIBUTIONS, "reaction")):
        table = table.iloc[:0]
    rows, curves = [], []
    for group, own in table.groupby(by or "all", sort=True):
        curve = survival_curve(own["weeks"].to_numpy(float), own["ended"].to_numpy(bool))
        median = median_of(curve)
        rows.append(
            {
                "group": group,
                "communities": len(own),
                "ended": int(own["ended"].sum()),
                "still_alive": int((~own["ended"]).sum()),
                "median_weeks": median["value"],
                "median_low": median["low"],
                "median_high": median["high"],
                **{name: still_going(curve, at)["value"] for name, at in SURVIVAL_WEEKS.items()},
                "people": people_there(view, own["community"].to_numpy()),
                "withheld": len(own) < LEAST_COMMUNITIES,
            }
        )
        curves.append(curve.assign(group=group))
    columns = [
        "group", "communities", "ended", "still_alive", "median_weeks", "median_low",
        "median_high", *SURVIVAL_WEEKS, "people",
    ]  # fmt: skip
    measured = pd.DataFrame(rows, columns=[*columns, "withheld"]).astype(
        dict.fromkeys(columns[4:-1], float) | {"withheld": bool}
    )
    simulated = record.is_simulated
    summary = _released_once(measured, min_group, columns[1:], simulated, overlapping=True)
    shown = {
        row["group"]: row["people"] for row in summary[~summary["suppressed"]].to_dict("records")
    }
    drawn = [
        _released_curve(curve, int(shown[group]), min_group, simulated)
        for curve in curves
        for group in curve["group"].iloc[:1]
        if group in shown
    ]
    nothing = pd.DataFrame(
        columns=["group", "duration", "value", "low", "high", "at_risk", "people"]
    )
    return {
        "available": bool(len(table)),
        "summary": summary,
        "curves": _joined(drawn, nothing),
        "left_out": int(len(record.communities) - len(table)),
    }


def published_waits(
    record: Record,
    by: str | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
    lang: str = "fr",
) -> dict[str, Any]:
    """How long posts and questions wait for a first answer by somebody else (S19, 3.3).

    Those still waiting when the record ends are censored. `people` are the different authors.
    What was opened in a week in which its author's group may not be shown does not count for it.

    Returns:
        `available`; `groups`, with columns group, opened, answered, waiting, median_hours with
        median_low and median_high, within_24h, within_48h (Kaplan-Meier), people,
        suppressed; `curve` of everybody, with columns hours (0 to 168), value (share answered
        by then), low, high, waiting (still followed).

    Raises:
        InputError: unknown grouping; `min_group` under 5.
    """
    check_min_group(min_group)
    limits = thresholds or Thresholds()
    view, unsafe = protected_view(record, limits, by, min_group, lang)
    known = waits(view)
    counted = view.member[known.opened] >= 0
    opened, hours = known.opened[counted], known.wait[counted] / HOUR
    answered, week = known.answered[counted], view.activity.week[opened]
    group = view.group_of(view.member[opened], week)
    group = np.where((group >= 0) & ~unsafe[group, week], group, NOBODY)
    author = view.activity.person[opened]
    available = record.records("answer") and _records_any(record, ("post", "question"))
    rows, curve = [], None
    for place in np.unique(group[group >= 0]) if available else ():
        own = group == place
        curve = survival_curve(hours[own], answered[own])
        median = median_of(curve)
        rows.append(
            {
                "group": view.population.groups[place],
                "opened": int(own.sum()),
                "answered": int(answered[own].sum()),
                "waiting": int((~answered[own]).sum()),
                "median_hours": median["value"],
                "median_low": median["low"],
                "median_high": median["high"],
                "within_24h": _complement(still_going(curve, 24)["value"]),
                "within_48h": _complement(still_going(curve, 48)["value"]),
                "people": len(np.unique(author[own])),
                "withheld": bool(view.population.withheld[place]),
            }
        )  # fmt: skip
    columns = [
        "group", "opened", "answered", "waiting", "median_hours", "median_low", "median_high",
        "within_24h", "within_48h", "people",
    ]  # fmt: skip
    measured = pd.DataFrame(rows, columns=[*columns, "withheld"]).astype(
        dict.fromkeys(columns[4:-1], float) | {"withheld": bool}
    )
    simulated = record.is_simulated
    groups = _released_once(measured, min_group, columns[1:], simulated, overlapping=True)
    groups = groups[~measured["withheld"]].reset_index(drop=True)
    whole = by is None and not groups["suppressed"].any()
    answered_by = _answered_curve(curve) if whole and curve is not None else _no_answers()
    authors = int(groups["people"].max()) if len(answered_by) else 0
    return {
        "available": available,
        "groups": groups,
        "curve": _released_curve(answered_by, authors, min_group, simulated),
    }


def published_newcomers(
    record: Record, thresholds: Thresholds | None = None, min_group: int = 10
) -> dict[str, Any]:
    """Newcomers who contribute again within four weeks, by the delay of their first reply (P5).

    Returns:
        `available`; `returns`, with columns group (the delay), value, low, high (share back,
        Kaplan-Meier), people, suppressed; `odds_ratio` of those answered within 48 hours
        against the others, with `value`, `low`, `high`, or None.

    Raises:
        InputError: `min_group` under 5.
    """
    check_min_group(min_group)
    available = record.records("answer") and _records_any(record, ("post", "question"))
    table = newcomers(view_of(record, thresholds or Thresholds()))
    if not available:
        table = table.iloc[:0]
    rows = []
    for delay in DELAYS:
        own = table[table["delay"] == delay]
        curve = survival_curve(own["weeks"].to_numpy(float), own["returned"].to_numpy(bool))
        away = still_going(curve, RETURN_WEEKS)
        ends = (("value", "value"), ("low", "high"), ("high", "low"))
        back = {end: _complement(away[other]) for end, other in ends}
        rows.append({"group": delay, **back, "people": len(own)})
    measured = pd.DataFrame(rows).astype({"value": float, "low": float, "high": float})
    returns = _released_once(
        measured, min_group, ["value", "low", "high", "people"], record.is_simulated
    )
    sides = [returns[returns["group"].isin(part)] for part in (DELAYS[:2], DELAYS[2:])]
    least = 1 if record.is_simulated else min_group
    shown = all(side["people"].sum() >= least for side in sides)
    return {
        "available": available,
        "returns": returns,
        "odds_ratio": odds_ratio(table) if shown else None,
    }


def published_maturity(
    record: Record,
    week: int | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> dict[str, Any]:
    """How far collaborative practices have grown, as a whole and by community (S28).

    Args:
        record: a checked record.
        week: counted from 1; the last by default.
        thresholds: window and limits of the grid.
        min_group: smallest number of people shown, at least 5.

    Returns:
        `week`; `whole` and `communities`, with columns group, the measures of the grid,
        level, people, suppressed (closed and secret communities have no row); `grid`: how
        many of the communities shown stand at each level; `limits` of the measures.

    Raises:
        InputError: `week` outside the record; `min_group` under 5.
    """
    check_min_group(min_group)
    limits = thresholds or Thresholds()
    at = weeks_kept(record.weeks(), None if week is None else f"{week}:{week}")[-1]
    place = int(record.weeks().get_indexer(pd.DatetimeIndex([at]))[0])
    told = {}
    for name, by in (("whole", None), ("communities", "community")):
        table = maturity(view_of(record, limits, by), place)
        measures = [*MATURITY_MEASURES, "level", "people"]
        shown = _released_once(
            table, min_group, measures, record.is_simulated, overlapping=by is not None
        )
        told[name] = shown[~table["withheld"]].reset_index(drop=True)
    counts = told["communities"]["level"].value_counts()
    return {
        "week": place + 1,
        **told,
        "grid": {level: int(counts.get(level, 0)) for level in MATURITY_LEVELS},
        "limits": {
            name: getattr(limits, threshold) / 100 for name, threshold in MATURITY_MEASURES.items()
        },
    }


def _released_once(
    table: pd.DataFrame,
    min_group: int,
    measures: list[str],
    simulated: bool,
    overlapping: bool = False,
) -> Released:
    """Groups of a whole record after the gate; those withheld tell nothing but their name."""
    whole = table.assign(all=0).astype({"people": "int64"})
    return release(whole, min_group, overlapping, ("all",), measures, simulated).drop(columns="all")


def _released_curve(curve: pd.DataFrame, people: int, min_group: int, simulated: bool) -> Released:
    """A curve of one group, which tells of so many people at each of its points."""
    measures = [name for name in curve.columns if name not in ("group", "duration", "hours")]
    points = curve.assign(people=people, group=curve.get("group", EVERY_COMMUNITY), curve=0)
    at = "duration" if "duration" in curve else "hours"
    told = release(points, min_group, False, ("curve", at), measures, simulated)
    return told.drop(columns="curve")


def _records_any(record: Record, actions: tuple[str, ...]) -> bool:
    return any(record.records(action) for action in actions)


def _joined(tables: list[Released], nothing: pd.DataFrame) -> Released:
    """Released tables under one another; cut from one of them, or an empty one, released."""
    if not tables:
        return release(nothing.assign(people=0))
    whole: Released = pd.concat(tables, ignore_index=True)
    return whole


def _complement(share: float | None) -> float | None:
    return None if share is None else 1 - share


def _answered_curve(curve: pd.DataFrame) -> pd.DataFrame:
    read = at_durations(curve, WAIT_HOURS)
    return pd.DataFrame(
        {
            "hours": read["duration"],
            "value": 1 - read["value"],
            "low": 1 - read["high"],
            "high": 1 - read["low"],
            "waiting": read["at_risk"],
        }
    )


def _no_answers() -> pd.DataFrame:
    return pd.DataFrame(columns=["hours", "value", "low", "high", "waiting"])
