"""What each forecaster would have said at earlier weeks, scored against what came.

At each origin a forecaster sees the weeks up to it and no later one, and foretells the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.forecasting import scores
from simulation.forecasting.baselines import BASELINES, Forecaster
from simulation.forecasting.reduced import model_alone, reduced_form, without_model
from simulation.forecasting.targets import SMALLEST, Series, series_of
from simulation.tables import Record

OURS: Final = "workbench"
MODELS: Final[Mapping[str, Forecaster]] = {
    OURS: reduced_form,
    **BASELINES,
    "without_model": without_model,
    "model_alone": model_alone,
}
"""Every forecaster by its name; the last two show what each part of the first one brings."""

ORIGINS: Final = (8, 12, 16, 24, 36, 52, 76, 100)
"""Weeks since the opening at which forecasts are made, unless asked otherwise."""
HORIZON: Final = 12
FEWEST_WEEKS: Final = 4
"""Weeks that must be seen before anything can be foretold."""
SHARES: Final = (0.5, 0.9)
"""Of the intervals whose coverage is told."""

Progress = Callable[[int, int], None]


def backtest(
    record: Record,
    origins: Sequence[int] = (),
    horizon: int = HORIZON,
    against: Iterable[str] = tuple(BASELINES),
    targets: Iterable[str] = (),
    seed: int = 0,
    progress: Progress | None = None,
    min_group: int = SMALLEST,
) -> pd.DataFrame:
    """Score forecasts of a record made at earlier weeks.

    Args:
        record: of a pilot or of a platform.
        origins: weeks since the opening, increasing; those of `ORIGINS` that fit by default.
        horizon: weeks foretold from each.
        against: names of `MODELS` beside the workbench's own.
        targets: names of `TARGETS`; all that the record has by default.
        seed: of the forecasters' luck.
        progress: told after each forecast.
        min_group: people that anything told must be about, at least 5.

    Returns:
        One row a target, origin, model and week foretold: `step`, `median`, `came`, `crps`,
        `log_score`, `rank`, `in_50`, `in_90`, and `scale`, the mean of what came over all
        origins of the target.

    Raises:
        InputError: an unknown baseline or target, an origin beyond the record or too early,
            or a record too short for any.
    """
    models = [OURS, *(name for name in against if name != OURS)]
    check_models(models)
    series = series_of(record, targets, min_group)
    weeks = len(next(iter(series.values())))
    chosen = check_origins(origins, horizon, weeks)
    return with_scale(
        pd.concat(score_models(series, chosen, horizon, models, seed, progress), ignore_index=True)
    )


def score_models(
    series: Mapping[str, Series],
    origins: Sequence[int],
    horizon: int,
    models: Sequence[str],
    seed: int = 0,
    progress: Progress | None = None,
) -> list[pd.DataFrame]:
    """Scores of each model on each series from each origin, one table each; see `scored`."""
    tasks = [(s, origin, name) for s in series.values() for origin in origins for name in models]
    rows = []
    for number, (whole, origin, name) in enumerate(tasks):
        rng = np.random.default_rng([seed, origin, sorted(MODELS).index(name)])
        rows.append(scored(whole, origin, horizon, name, rng))
        if progress:
            progress(number + 1, len(tasks))
    return rows


def with_scale(table: pd.DataFrame) -> pd.DataFrame:
    """The table with `scale`: the mean of what came of each target, at least 1."""
    scale = table.groupby("target")["came"].transform("mean").clip(lower=1.0)
    return table.assign(scale=scale)


def scored(
    whole: Series, origin: int, horizon: int, name: str, rng: np.random.Generator
) -> pd.DataFrame:
    """Scores of one forecast by week foretold; columns of `backtest` but `scale`."""
    draws = MODELS[name](whole.until(origin), horizon, rng).draws
    return scored_draws(draws, whole.counts[origin : origin + horizon], rng).assign(
        target=whole.target, origin=origin, model=name
    )


def scored_draws(
    draws: scores.Floats, came: scores.Floats, rng: np.random.Generator
) -> pd.DataFrame:
    """Scores by week foretold of draws, shape (draws, horizon)."""
    return pd.DataFrame(
        {
            "step": np.arange(1, len(came) + 1),
            "median": np.median(draws, axis=0),
            "came": came,
            "crps": scores.crps(draws, came),
            "log_score": scores.log_score(draws, came),
            "rank": scores.rank(draws, came, rng),
        }
        | {f"in_{100 * share:.0f}": scores.inside(draws, came, share) for share in SHARES}
    )


def check_models(names: Iterable[str]) -> None:
    """Refuse a forecaster that there is not.

    Raises:
        InputError: names it and those there are.
    """
    for name in names:
        if name not in MODELS:
            raise InputError("backtest_model_unknown", value=name, known=", ".join(MODELS))


def check_origins(origins: Sequence[int], horizon: int, weeks: int) -> tuple[int, ...]:
    """The origins asked for, or those of `ORIGINS` that fit into a record of so many weeks.

    Raises:
        InputError: the record is too short, or an origin does not leave what it needs.
    """
    last = weeks - horizon
    if last < FEWEST_WEEKS:
        raise InputError(
            "backtest_too_short", weeks=weeks, needed=FEWEST_WEEKS + horizon, horizon=horizon
        )
    for origin in origins:
        if not FEWEST_WEEKS <= origin <= last:
            raise InputError(
                "backtest_origin", origin=origin, first=FEWEST_WEEKS, last=last, weeks=weeks
            )
    fitting = tuple(origin for origin in ORIGINS if origin <= last)
    return tuple(origins) or fitting or (last,)


def by_model(table: pd.DataFrame) -> pd.DataFrame:
    """Mean scores by model, over all targets and origins alike.

    Args:
        table: one or several of `backtest`; a column `set` tells several apart.

    Returns:
        One row a model, in order of the table: `crps` as a share of the level that came,
        `log_score`, `in_50`, `in_90`; each target of each set weighs the same.
    """
    table = table.assign(crps=table["crps"] / table["scale"])
    keys = [name for name in ("set", "target", "model") if name in table]
    means = table.groupby(keys, sort=False)[["crps", "log_score", "in_50", "in_90"]].mean()
    return means.groupby("model", sort=False).mean()


def by_set_drawn_anew(table: pd.DataFrame, draws: int = 2_000, seed: int = 0) -> pd.DataFrame:
    """Mean CRPS by model, as a share of the level that came, and how far it hangs on the draw.

    Returns:
        One row a model: `model`, `score`, `low`, `high`; the 90 % interval is over origins of
        targets (and sets) drawn with replacement, the same for every model.
    """
    keys = [name for name in ("set", "target", "origin") if name in table]
    scaled = table.assign(crps=table["crps"] / table["scale"])
    means = scaled.pivot_table(index=keys, columns="model", values="crps", sort=False)
    drawn = np.random.default_rng(seed).integers(len(means), size=(draws, len(means)))
    levels = means.to_numpy()[drawn].mean(axis=1)
    low, high = np.quantile(levels, [0.05, 0.95], axis=0)
    return pd.DataFrame(
        {"model": means.columns, "score": means.mean().to_numpy(), "low": low, "high": high}
    )


def relative(table: pd.DataFrame, baseline: str, model: str = OURS) -> float:
    """CRPS of a model against a baseline's: the geometric mean of their ratios over targets.

    Each target of each set weighs the same, however large its numbers are.
    """
    keys = [name for name in ("set", "target") if name in table]
    means = table.pivot_table(index=keys, columns="model", values="crps")
    return float(np.exp(np.log(means[model] / means[baseline]).mean()))
