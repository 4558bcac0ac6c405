"""Which of a person's rows counts, when an extract keeps their history or their contracts.

A history dates each situation: the one in force on the pilot's first day counts, so that
nobody's unit depends on what the pilot did. Two contracts at a time: the longer work time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.pilot.source import Finding

_LONG_AGO = pd.Timestamp("1900-01-01", tz="UTC")
PLACES = ("unit", "site", "manager")
"""What a move changes."""


@dataclass(frozen=True)
class Situations:
    """The rows that count, in file order, and those between which nothing decides.

    `undecided` are the rows of the first person concerned, `undecided_keys` how many people.
    """

    rows: np.ndarray
    undecided: np.ndarray
    undecided_keys: int
    findings: tuple[Finding, ...]


def situations(rows: pd.DataFrame, at: pd.Timestamp | None) -> Situations:
    """The row in force of each person.

    Args:
        rows: `key`, `since` (missing when undated), `work_time`, `unit`, `site`, `manager`,
            indexed by the row of the file.
        at: the day whose situation counts; the latest when None.
    """
    since = rows["since"].fillna(_LONG_AGO)
    ordered = rows.assign(since=since, place=rows.index).sort_values(["since", "place"])
    later = ordered["since"] > (at if at is not None else pd.Timestamp.max.tz_localize("UTC"))
    past = ordered[~later]
    first = ordered[~ordered["key"].isin(past["key"])].drop_duplicates("key")
    last_day = past.groupby("key")["since"].transform("max")
    current = pd.concat([past[past["since"] == last_day], first])
    chosen, contracts = _longest_contract(current)
    tied = chosen[chosen["key"].duplicated(keep=False)]
    findings = []
    if older := len(past) - len(past[past["since"] == last_day]):
        findings.append(Finding("hr_older_situations", older, "note"))
    if contracts:
        findings.append(Finding("hr_several_contracts", contracts, "note"))
    moved = _moves(ordered[ordered["key"].isin(ordered.loc[later, "key"])], chosen)
    if any(moved.values()):
        findings.append(Finding("hr_moves", moved.pop("people"), "note", moved))
    of_one = tied.index[tied["key"] == tied["key"].iloc[0]] if len(tied) else tied.index
    return Situations(
        np.sort(chosen.index.to_numpy()),
        np.sort(of_one.to_numpy()),
        int(tied["key"].nunique()),
        tuple(findings),
    )


def _longest_contract(current: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The rows of the longest work time, and how many people had others beside."""
    several = current["key"].duplicated(keep=False)
    work_time = current["work_time"].astype("Float64").fillna(0)
    longest = work_time.groupby(current["key"]).transform("max")
    shorter = several & (work_time < longest)
    return current[~shorter], int(current.loc[shorter, "key"].nunique())


def _moves(histories: pd.DataFrame, chosen: pd.DataFrame) -> dict[str, int]:
    """How many people change place after the situation that counts: in all and by place."""
    start = chosen.drop_duplicates("key").set_index("key")
    after = histories[histories["since"] > histories["key"].map(start["since"])]
    changed = pd.DataFrame(
        {
            place: after[place].fillna("").to_numpy()
            != after["key"].map(start[place]).fillna("").to_numpy()
            for place in PLACES
        },
        index=after.index,
    )
    people = after["key"]
    return {"people": people[changed.any(axis=1)].nunique()} | {
        f"{place}s": people[changed[place]].nunique() for place in PLACES
    }
