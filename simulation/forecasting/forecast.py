"""Forecasts of a record, or of a pilot from its posterior, with honest intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.forecasting.backtest import FEWEST_WEEKS, HORIZON
from simulation.forecasting.discrepancy import Wandering, forecast_around
from simulation.forecasting.library import smoothed
from simulation.forecasting.predictive import Predictive
from simulation.forecasting.reduced import reduced_form
from simulation.forecasting.targets import SMALLEST, Series, series_of
from simulation.tables import Record, read, read_manifest

if TYPE_CHECKING:
    from simulation.calibration import Posterior

QUANTILES: Final = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
"""As in the fans of simulated ensembles: 90 % of the paths lie between the ends."""
LONGEST: Final = 104
"""Weeks beyond which no forecast is made."""
PATHS: Final = 256
"""Simulated paths that stand for a posterior."""
UNDATED: Final = "2001-02-05"
"""A first week far from holidays, for a posterior whose record was never written."""
OF_PEOPLE: Final = frozenset({"registered", "participants", "weekly_active", "contributors"})
"""Series of a posterior that count people."""
CALIBRATED: Final = Wandering(level=0.3, sharpness=0.5)
"""Around calibrated curves: their level is known but for what the calibration missed."""


@dataclass(frozen=True)
class Forecast:
    """What is foretold of one pilot or platform, as known at one week.

    Attributes:
        title: of the record; of the scenario of a posterior without one.
        origin: weeks seen, counted from the series' first.
        seen: the series up to the origin, by target.
        foretold: paths of each target over the weeks that follow.
        simulated: whether the people exist in a model only.
        weeks_alone: whether a calibration that does not fit was left aside.
    """

    title: str
    origin: int
    seen: Mapping[str, Series]
    foretold: Mapping[str, Predictive]
    simulated: bool = False
    weeks_alone: bool = False

    @property
    def weeks(self) -> pd.DatetimeIndex:
        """Mondays of the weeks foretold."""
        last = next(iter(self.seen.values())).weeks[-1]
        horizon = next(iter(self.foretold.values())).horizon
        return pd.date_range(last + pd.Timedelta(days=7), periods=horizon, freq="7D")

    def table(self) -> pd.DataFrame:
        """Quantiles: one row a target and week; `week` counts on from the origin."""
        parts = []
        for target, predictive in self.foretold.items():
            levels = predictive.quantiles(list(QUANTILES.values()))
            part = pd.DataFrame(dict(zip(QUANTILES, levels, strict=True)))
            part.insert(0, "indicator", target)
            part.insert(1, "week", self.origin + 1 + np.arange(predictive.horizon))
            part.insert(2, "monday", self.weeks)
            parts.append(part)
        return pd.concat(parts, ignore_index=True)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, as `rsne forecast --json` prints them."""
        table = self.table().assign(monday=lambda rows: rows["monday"].dt.date.astype(str))
        return {
            "title": self.title,
            "origin": self.origin,
            "weeks_alone": self.weeks_alone,
            "quantiles": table.to_dict("records"),
        }


def forecast(
    source: Record | Posterior | Path | str,
    weeks: int = HORIZON,
    indicators: Iterable[str] = (),
    seed: int = 0,
    min_group: int = SMALLEST,
    fits_or_not: bool = False,
) -> Forecast:
    """Foretell the next weeks of a record, or of the pilot behind a posterior.

    Where the calibrated model fits the pilot badly, or too little was seen to calibrate on, its
    curves are left aside and the weeks seen are foretold as those of a record: on real platforms
    that did better by far (CALIBRATED.md).

    Args:
        source: a posterior or a record, or the folder of one.
        weeks: how many, from 1 to 104.
        indicators: of `targets.TARGETS` for a record, of those observed for a posterior; all by
            default.
        seed: of the draws.
        min_group: people that anything told must be about, at least 5.
        fits_or_not: follow the calibrated model even where it fits badly.

    Raises:
        InputError: the folder is neither, an unknown indicator, too few people or weeks seen, or
            too many weeks to foretell.
    """
    if not 1 <= weeks <= LONGEST:
        raise InputError("forecast_weeks", value=weeks, longest=LONGEST)
    if isinstance(source, Path | str):
        source = _read(Path(source))
    if not isinstance(source, Record):
        wanted = tuple(indicators)
        return _of_posterior(source, weeks, wanted, seed, min_group, fits_or_not)
    seen = series_of(source, indicators, min_group)
    origin = len(next(iter(seen.values())))
    check_enough(origin)
    foretold = {
        name: reduced_form(series, weeks, np.random.default_rng([seed, place]))
        for place, (name, series) in enumerate(seen.items())
    }
    return Forecast(str(source.manifest["title"]), origin, seen, foretold, source.is_simulated)


def check_enough(weeks: int) -> None:
    """Refuse to foretell from too few weeks.

    Raises:
        InputError: says how many are needed.
    """
    if weeks < FEWEST_WEEKS:
        raise InputError("forecast_too_short", weeks=weeks, needed=FEWEST_WEEKS)


def _read(place: Path) -> Record | Posterior:
    if not (place / "draws.parquet").exists():
        return read(place)
    from simulation.calibration import Posterior

    return Posterior.read(place)


def _of_posterior(
    posterior: Posterior,
    weeks: int,
    wanted: Sequence[str],
    seed: int,
    min_group: int,
    fits_or_not: bool,
) -> Forecast:
    """The calibrated model's own paths, weighed by the weeks seen, and reality around them."""
    from simulation.calibration import simulated, telling

    known = [str(name) for name in posterior.observed]
    for name in wanted:
        if name not in known:
            raise InputError("forecast_target_unknown", value=name, known=", ".join(known))
    check_enough(posterior.until)
    released = telling.observed(posterior, min_group)
    if released["suppressed"].any():
        raise InputError("forecast_too_few_people", least=min_group)
    weekly = {name: rows["value"].to_numpy(float) for name, rows in released.groupby("indicator")}
    weeks_alone = not (fits_or_not or _fits(posterior))
    paths = (
        {} if weeks_alone else simulated(posterior, posterior.until + weeks, draws=PATHS, seed=seed)
    )
    told = _record_of(posterior)
    first = told.get("first_week", UNDATED)
    mondays = pd.date_range(first, periods=posterior.until, freq="7D")
    seen, foretold = {}, {}
    for place, name in enumerate(wanted or known):
        seen[name] = Series(name, mondays, weekly[name])
        if weeks_alone:
            rng = np.random.default_rng([seed, place])
            foretold[name] = _within(reduced_form(seen[name], weeks, rng), name, posterior)
            continue
        steps = np.diff(paths[name], prepend=0.0) if seen[name].cumulative else paths[name]
        found = posterior.discrepancy.get(name)
        assumed = replace(CALIBRATED, level=max(CALIBRATED.level, abs(found.bias) if found else 0))
        rng = np.random.default_rng([seed, place])
        found_around = forecast_around(smoothed(steps), seen[name], weeks, rng, assumed)
        foretold[name] = _within(found_around, name, posterior)
    simulated_pilot = bool(posterior.manifest.get("simulated"))
    title = str(told.get("title", posterior.scenario.name))
    return Forecast(title, posterior.until, seen, foretold, simulated_pilot, weeks_alone)


def _fits(posterior: Posterior) -> bool:
    """Whether the calibrated model gives such a pilot; so taken where no check was made."""
    fit = posterior.manifest.get("fit", {"fits": True})
    return bool(fit and fit["fits"])


def _within(foretold: Predictive, name: str, posterior: Posterior) -> Predictive:
    """No more people than the pilot has, or the company that an open network is played in."""
    from simulation.calibration.pilot import within_reach

    if name not in OF_PEOPLE:
        return foretold
    people = posterior.manifest["people"]
    most = within_reach(people) if posterior.manifest.get("is_open", True) else people
    return Predictive(np.minimum(foretold.draws, most))


def _record_of(posterior: Posterior) -> Mapping[str, Any]:
    """What the pilot's record tells of itself, where it was written."""
    place = posterior.manifest.get("record")
    return read_manifest(Path(place)) if place else {}
