"""How like the company its pilot was (S21): who is over- and under-represented, by how much.

One measure sums a characteristic up: the total variation distance between the pilot's shares
and the company's, which is the part of the pilot's people who would have to be others for it
to mirror the company. It is held against what a pilot drawn by lot would show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.indicators.measuring import wilson
from simulation.indicators.protected import shown_group
from simulation.protection import check_min_group, merge_small_groups, release
from simulation.tables import CONTRIBUTIONS, Record

PILOT_WAVE = 0
DRAWS = 2000
"""Pilots drawn by lot, against which the distance is held."""

LAST_WEEKS = 4
"""Weeks at the end over which taking part is read."""

TENURE = {"0": (-1, 2), "1": (2, 5), "2": (5, 10), "3": (10, 1e9)}
REMOTE = {"0": (-1, 0.25), "1": (0.25, 1.5), "2": (1.5, 2.5), "3": (2.5, 8)}
"""Band -> years, or days a week, above the first and up to the second."""

ATTRIBUTES = ("unit", "site", "level", "is_manager", "job_family", "tenure", "remote")
"""Characteristics compared, in the order shown; ease with tools never serves to sort people."""

MOST_GROUPS = 30


@dataclass(frozen=True)
class Attribute:
    """One characteristic.

    Args:
        name: one of `ATTRIBUTES`.
        groups: rows `group` (for bands their code), `people` in the pilot, `pilot` and
            `company` shares, `ratio` of the pilot's share to the company's with its 90 %
            interval `low`, `high`, `standardised` difference to those outside, `verdict`
            ("over", "under", "chance"); groups of few people are merged.
        distance: total variation distance, 0 to 1.
        by_lot: what 95 % of pilots of that size drawn by lot stay under.
        known: share of the pilot's people whose characteristic is known.
        observed: share of the pilot's people who took part over the last weeks.
        reweighted: the same with the company's shares of each group; missing when groups
            without pilot people hold a twentieth of the company or more.
    """

    name: str
    groups: pd.DataFrame
    distance: float
    by_lot: float
    known: float
    observed: float | None
    reweighted: float | None

    @property
    def is_beyond_chance(self) -> bool:
        """Whether a pilot drawn by lot would hardly be that unlike the company."""
        return self.distance > self.by_lot


@dataclass(frozen=True)
class Representativeness:
    """The comparison, or why there is none (`reason`, a key of `effects.refused`)."""

    pilot: int
    company: int
    attributes: tuple[Attribute, ...] = ()
    reason: str | None = None

    @property
    def widest(self) -> Attribute | None:
        """The characteristic by which the pilot is most unlike, among those beyond chance."""
        beyond = [one for one in self.attributes if one.is_beyond_chance]
        return max(beyond, key=lambda one: one.distance, default=None)


def representativeness(record: Record, min_group: int = 10, lang: str = "fr") -> Representativeness:
    """Compare the pilot's people with the whole company.

    Args:
        record: a pilot with an HR extract, or a simulated record of several waves.
        min_group: the smallest group shown; smaller ones are merged.
        lang: language of merged labels.

    Raises:
        InputError: `min_group` under 5.
    """
    check_min_group(min_group)
    people = record.people[~record.people["is_community_manager"].fillna(False)]
    inside = (people["wave"] == PILOT_WAVE).fillna(False).to_numpy(bool)
    pilot, company = int(inside.sum()), len(people)
    if not record.is_simulated and not record.manifest.get("has_hr"):
        return Representativeness(pilot, company, reason="no_hr")
    if company - pilot < min_group:
        return Representativeness(pilot, company, reason="everybody")
    if pilot < min_group:
        return Representativeness(pilot, company, reason="few_people")
    took_part = _took_part(record, people)
    attributes = []
    for name, values in _values(record, people, min_group, lang).items():
        attribute = _attribute(name, values, inside, took_part, min_group, lang)
        if attribute is not None:
            attributes.append(attribute)
    reason = None if attributes else "no_attribute"
    return Representativeness(pilot, company, tuple(attributes), reason)


def _values(
    record: Record, people: pd.DataFrame, min_group: int, lang: str
) -> Mapping[str, pd.Series]:
    """The value of each person on each characteristic, as text; missing when unknown.

    Units, sites and levels are those that every other table of the record shows.
    """
    shown = {
        by: shown_group(record, by, min_group, lang)[people.index].astype("string")
        for by in ("unit", "site", "level")
    }
    return {
        **shown,
        "is_manager": people["is_manager"].map({True: "yes", False: "no"}).astype("string"),
        "job_family": people["job_family"],
        "tenure": _banded(people["tenure_years"], TENURE),
        "remote": _banded(people["remote_days"], REMOTE),
    }


def _banded(values: pd.Series, bands: Mapping[str, tuple[float, float]]) -> pd.Series:
    band = pd.Series(pd.NA, index=values.index, dtype="string")
    for name, (above, upto) in bands.items():
        band = band.mask(((values > above) & (values <= upto)).fillna(False), name)
    return band


def _took_part(record: Record, people: pd.DataFrame) -> pd.Series | None:
    """Who contributed over the last weeks; None when the source records no contribution."""
    if not any(record.records(action) for action in CONTRIBUTIONS):
        return None
    recent = record.events["week"].isin(record.weeks()[-LAST_WEEKS:])
    authors = record.events[recent & record.events["action"].isin(CONTRIBUTIONS)]["person"]
    return people["person"].isin(authors)


def _attribute(
    name: str,
    values: pd.Series,
    inside: np.ndarray,
    took_part: pd.Series | None,
    min_group: int,
    lang: str,
) -> Attribute | None:
    known = values.notna().to_numpy(bool)
    if values[known].nunique() < 2 or (known & inside).sum() < min_group:
        return None
    group = _merged(values[known].astype(object), inside[known], min_group, lang)
    counts = pd.DataFrame(
        {"people": group[inside[known]].value_counts(), "company": group.value_counts()}
    ).fillna(0)
    if not 2 <= len(counts) <= MOST_GROUPS:
        return None
    table = _compared(counts)
    gate = release(
        table.assign(cell=0), min_group, cells=("cell",), measures=list(table.columns[1:])
    )
    shown = gate[~gate["suppressed"]].drop(columns=["cell", "suppressed"])
    distance, by_lot = _distance(counts)
    observed = reweighted = None
    if took_part is not None:
        mine = took_part[known & inside]
        observed = float(mine.mean())
        rates = mine.groupby(group[inside[known]]).mean()
        share = counts["company"] / counts["company"].sum()
        covered = share[rates.index].sum()
        if covered > 0.95:
            reweighted = float((rates * share[rates.index]).sum() / covered)
    return Attribute(
        name=name,
        groups=shown.sort_values("company", ascending=False, ignore_index=True),
        distance=distance,
        by_lot=by_lot,
        known=float((known & inside).sum() / inside.sum()),
        observed=observed,
        reweighted=reweighted,
    )


def _merged(values: pd.Series, inside: np.ndarray, min_group: int, lang: str) -> pd.Series:
    """Groups with those of few people merged: in the pilot, outside it and in the company."""
    group = values
    for part in (inside, ~inside, np.ones(len(inside), bool)):
        sizes = group[part].value_counts().reindex(group.unique(), fill_value=0)
        group = group.map(merge_small_groups(sizes, min_group, lang))
    return group


def _compared(counts: pd.DataFrame) -> pd.DataFrame:
    """Shares, ratios and verdicts of groups; `counts` has `people` and `company`."""
    n, size = counts["people"].sum(), counts["company"].sum()
    pilot, company = counts["people"] / n, counts["company"] / size
    outside = (counts["company"] - counts["people"]) / max(size - n, 1)
    ends = wilson(counts["people"], counts["company"])
    low, high = (ends[end] / (n / size) for end in ("low", "high"))
    spread = np.sqrt((pilot * (1 - pilot) + outside * (1 - outside)) / 2)
    verdict = np.where(low > 1, "over", np.where(high < 1, "under", "chance"))
    return pd.DataFrame(
        {
            "group": counts.index.astype(str),
            "people": counts["people"].astype(int).to_numpy(),
            "pilot": pilot.to_numpy(),
            "company": company.to_numpy(),
            "ratio": (pilot / company).to_numpy(),
            "low": low.to_numpy(),
            "high": high.to_numpy(),
            "standardised": ((pilot - outside) / spread.where(spread > 0)).to_numpy(),
            "verdict": verdict,
        }
    )


def _distance(counts: pd.DataFrame) -> tuple[float, float]:
    """Total variation distance, and the 95th percentile of it under a lot."""
    company = counts["company"].to_numpy(np.int64)
    n = int(counts["people"].sum())
    share = company / company.sum()

    def apart(drawn: np.ndarray) -> np.ndarray:
        return np.abs(drawn / n - share).sum(axis=-1) / 2

    by_lot = np.random.default_rng(0).multivariate_hypergeometric(company, n, size=DRAWS)
    return float(apart(counts["people"].to_numpy())), float(np.quantile(apart(by_lot), 0.95))
