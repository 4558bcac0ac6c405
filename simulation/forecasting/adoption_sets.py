"""The sets of people whose adoption is known: how each is read, cut and compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.forecasting import adoption
from simulation.forecasting.adoption import Periods, fitted_adoption, fitted_baseline, log_chance

OURS: Final = "workbench"


@dataclass(frozen=True)
class AdoptionSet:
    """A set with dates: columns of its people, periods watched, and where it is cut."""

    name: str
    time: str
    community: str
    last: int
    cuts: tuple[int, ...]

    def periods(self, folder: Path) -> Periods:
        """Rows at risk, from the folder of shared data.

        Raises:
            InputError: the set is not there.
        """
        people, ties = (
            _table(folder / self.name / "nodes.csv"),
            _table(folder / self.name / "edges.csv"),
        )
        row = pd.Series(np.arange(len(people)), index=people["id"])
        return adoption.periods_of(
            people[self.time].to_numpy(float),
            people[self.community].to_numpy(),
            row[ties["source"]].to_numpy(),
            row[ties["target"]].to_numpy(),
            self.last,
        )


SETS: Final = (
    AdoptionSet("medical_innovation", "adoption_month", "city", 17, (6, 8)),
    AdoptionSet("brazil_farmers", "adoption_time", "village", 19, (9, 15)),
)
MICROFINANCE: Final = "indian_microfinance"
FOLDS: Final = 5


def compared(chosen: AdoptionSet, folder: Path) -> pd.DataFrame:
    """The submodel and the baselines on a set, cut where others cut it.

    Returns:
        One row a cut and model: `until`, `model`, `rows`, `score` (mean log score a person and
        period, one step ahead), `gain` of the workbench over the model with its `error`.
    """
    whole = chosen.periods(folder)
    rows = []
    for until in chosen.cuts:
        seen, later = (
            whole.where(flags) for flags in (whole.period <= until, whole.period > until)
        )
        hazard = {name: fitted_baseline(name, seen, later) for name in adoption.BASELINES}
        hazard[OURS] = fitted_adoption(whole, until)[0]
        score = {name: log_chance(later.adopts, values) for name, values in hazard.items()}
        for name, values in score.items():
            gain, error = adoption.paired(score[OURS], values, later)
            rows.append((chosen.name, until, name, len(values), values.mean(), gain, error))
    names = ["set", "until", "model", "rows", "score", "gain", "error"]
    return pd.DataFrame(rows, columns=names)


def compared_villages(folder: Path, seed: int = 0) -> pd.DataFrame:
    """Take-up of microfinance in villages held out, by households; columns of `compared`.

    Without dates the submodel has one period: the leaders were told first, so a household's
    exposure is the share of its contacts who are leaders, and leaders are a community's own.
    """
    people, ties = (_table(folder / MICROFINANCE / f"{name}.csv") for name in ("nodes", "edges"))
    row = pd.Series(np.arange(len(people)), index=people["id"])
    source, target = row[ties["source"]].to_numpy(), row[ties["target"]].to_numpy()
    leader = people["leader"].to_numpy(float)
    both, other = np.concatenate([source, target]), np.concatenate([target, source])
    degree = np.bincount(both, minlength=len(people))
    told = np.bincount(both, leader[other], minlength=len(people))
    contacts = np.divide(told, degree, out=np.zeros(len(people)), where=degree > 0)
    ones = np.ones(len(people), np.int64)
    everyone = np.arange(len(people))
    loan = people["loan"].to_numpy(float)
    at = Periods(everyone, ones, loan, contacts, leader, leader)
    village = people["village"].to_numpy()
    order = np.random.default_rng(seed).permutation(np.unique(village))
    part = pd.Series(np.arange(len(order)) % FOLDS, index=order)[village].to_numpy()
    ours, constant = np.zeros(len(people)), np.zeros(len(people))
    for held in range(FOLDS):
        out = part == held
        marked = Periods(at.person, np.where(out, 2, 1), loan, contacts, leader, leader)
        ours[out] = fitted_adoption(marked, 1)[0]
        constant[out] = loan[~out].mean()
    scores = {"constant": log_chance(loan, constant), OURS: log_chance(loan, ours)}
    by_village = Periods(village, ones, loan, contacts, leader, leader)
    rows = []
    for name, values in scores.items():
        gain, error = adoption.paired(scores[OURS], values, by_village)
        rows.append((MICROFINANCE, 0, name, len(values), values.mean(), gain, error))
    return pd.DataFrame(rows, columns=["set", "until", "model", "rows", "score", "gain", "error"])


def _table(file: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(file)
    except (OSError, ValueError) as fault:
        raise InputError("forecast_set_missing", place=str(file)) from fault
