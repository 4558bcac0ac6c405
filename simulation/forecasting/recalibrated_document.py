"""`CALIBRATED.md`: the agent model calibrated anew on real platforms, and scored.

    python -m simulation.forecasting.recalibrated_document ../shared/data

Every figure of the page comes from this run. Nothing was chosen for it on what it scores: the
budget, the origins and the baseline to beat were written down before the first run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from simulation.calibration import Posterior
from simulation.forecasting.backtest import HORIZON, OURS, by_model, relative
from simulation.forecasting.baselines import BASELINES
from simulation.forecasting.document import (
    HONEST,
    markdown,
    models_table,
    name_of,
    resampled,
    sets_table,
)
from simulation.forecasting.recalibrated import CALIBRATED, FORECAST, backtest_calibrated
from simulation.forecasting.sets import SETS
from simulation.forecasting.targets import series_of
from simulation.tables import Record
from simulation.workspace import write_text

PAGE: Final = Path(__file__).with_name("CALIBRATED.md")
ORIGINS: Final = (12, 24, 52)
"""Weeks since the opening at which the model is calibrated anew, as far as a record goes."""
RUNS: Final = 512
"""Simulations a calibration learns from: an eighth of the default, so that all can be done soon."""
BASELINE: Final = "bass"
"""The one to beat: the best on the tuning sets of `BACKTEST.md`, known before this page was."""

INTRODUCTION: Final = """# What calibrated pilots would have foretold

Made by `make backtest-calibrated`; nothing here is written by hand but the explanations.

This is `rsne backtest RECORD --calibrate` on the platforms of [BACKTEST.md](BACKTEST.md). At each
origin the whole agent model is calibrated on the weeks up to it (`rsne calibrate`, {runs}
simulations instead of up to 4,096), played on under the posterior and set off from the weeks seen
(`rsne forecast`); then the next {horizon} weeks are scored. Origins: weeks {origins} since the
opening, as far as a record goes. Targets, measured as calibration measures them: people seen
to take part so far (*participants*) and people contributing in the week (*contributors*). CRPS is
divided by the mean level that came.

Nothing was told of these platforms but their events: no levers, no plan, no HR extract. Whoever has
not been seen by the origin is not known to exist, so the model is played in a drawn company of at
least four times the people seen; the share of it within reach and how hard it was pushed are two
unknowns more.

**Chosen beforehand.** The baseline to beat is {baseline}, the best on the tuning sets of
BACKTEST.md; it and the budget were written down before the first run. That the push of an open
network is an unknown was found on four tuning sets, where without it the model gave almost no
members at all; that `rsne forecast` leaves a model aside which fits badly, on the tuning sets,
where following it did worst of all. The held-out sets were scored after that, in two steps for
want of computing time: first without the two largest (college_msg and employee-app A01) and
without week 52, then whole, as here. Nothing was changed between the two; the first step gave
117% above and 57% below {baseline} for the two rows, and 85% and 97% within 90% intervals.

**Two rows for the model.** *Calibrated model* follows the posterior whether it fits or not: what
the agent model itself is worth as a forecaster. *Calibrated, where it fits* is what `rsne forecast
POSTERIOR` says: where the fit is bad, or too little was seen, it foretells from the weeks alone and
says so. *Workbench* is `rsne forecast RECORD`, without any calibration, on the same series. Where
every fit is bad (last table), the second row is the workbench's forecaster under another name: what
it gains is not the agent model's.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Calibrate on every set under the folder named, score, and write the page."""
    folder = Path((arguments or sys.argv[1:])[0])
    table, learnt = scored_sets(folder, lambda line: print(line, file=sys.stderr, flush=True))
    write_text(PAGE, page(table, learnt))


def scored_sets(
    folder: Path, tell: Callable[[str], None], runs: int = RUNS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`backtest_calibrated` of every set, and what each calibration was worth.

    Returns:
        Scores, with columns `set` and `held_out`; one row a calibration: `set`, `origin`,
        `people` seen, `company` simulated, `told` parameters of so many `unknown`, and `fit`,
        the predictive p-value, missing where too little was seen to learn anything.
    """
    parts: list[pd.DataFrame] = []
    rows: list[dict[str, Any]] = []
    for chosen in SETS:
        record = from_the_opening(chosen.record(folder))
        last = len(record.weeks()) - HORIZON
        origins = [origin for origin in ORIGINS if origin <= last]

        def learnt(posterior: Posterior, name: str = chosen.name) -> None:
            rows.append({"set": name, **_learnt(posterior)})
            tell(str(rows[-1]))

        scored = backtest_calibrated(
            record, origins, HORIZON, BASELINES, runs=runs, workers=1, learnt=learnt
        )
        parts.append(scored.assign(set=chosen.name, held_out=chosen.held_out))
    return pd.concat(parts, ignore_index=True), pd.DataFrame(rows)


def from_the_opening(record: Record) -> Record:
    """The record's whole weeks from the opening of its network on, trials before it left out."""
    weeks = next(iter(series_of(record).values())).weeks
    ends = {"first_week": str(weeks[0].date()), "last_week": str(weeks[-1].date())}
    return replace(record, manifest={**record.manifest, **ends})


def page(table: pd.DataFrame, learnt: pd.DataFrame) -> str:
    """The page: held-out sets, tuning sets, and what each calibration learnt."""
    parts = [
        INTRODUCTION.format(
            runs=RUNS,
            horizon=HORIZON,
            origins=", ".join(map(str, ORIGINS)),
            baseline=name_of(BASELINE),
        )
    ]
    for title, held_out in (("Held-out sets", True), ("Tuning sets", False)):
        chosen = table[table["held_out"] == held_out]
        parts += [
            f"## {title}\n",
            _verdicts(chosen),
            models_table(chosen, BASELINE),
            "Won and lost, set by set; CRPS as a share of the level that came.\n",
            sets_table(chosen, BASELINE, CALIBRATED),
            sets_table(chosen, BASELINE, FORECAST),
        ]
    parts += ["## The calibrated model by origin, all sets\n", _by_origin(table)]
    parts += ["## What each calibration learnt\n", LEARNT, _calibrations(learnt)]
    return "\n".join(parts)


LEARNT: Final = """*Told* counts the unknowns that the weeks seen narrow by at least a fifth. A fit
under 1% is bad: the model does not give such a platform, and its forecast is widened by what it
gets wrong. Where too little was seen to learn from (under 30 people or 20 acts) the priors stand,
and are scored all the same in the row *calibrated model*.
"""


def _learnt(posterior: Posterior) -> dict[str, Any]:
    fit = posterior.manifest["fit"]
    return {
        "origin": posterior.until,
        "people": posterior.manifest["people"],
        "company": len(posterior.its_pilot().organisation),
        "told": len(posterior.identified),
        "unknown": posterior.draws.shape[1],
        "fit": fit["p_value"] if fit else np.nan,
    }


def _verdicts(table: pd.DataFrame) -> str:
    return _verdict(table, CALIBRATED) + _verdict(table, FORECAST)


def _verdict(table: pd.DataFrame, ours: str) -> str:
    scores, ratio = by_model(table), relative(table, BASELINE, ours)
    low, high = resampled(table, BASELINE, ours)
    apart = scores["crps"][ours] / scores["crps"][BASELINE] - 1
    side = "below" if apart < 0 else "above"
    others = ", ".join(
        f"{name_of(name)} {relative(table, name, ours):.2f}"
        for name in (*BASELINES, OURS)
        if name != BASELINE
    )
    covered = scores["in_90"][ours]
    honest = "held" if HONEST[0] <= covered <= HONEST[1] else "missed"
    return (
        f"- **{name_of(ours)}**: average CRPS {abs(apart):.0%} {side} {name_of(BASELINE)};"
        f" ratio {ratio:.2f} [{low:.2f}, {high:.2f}], 90% over sets drawn anew. Against the"
        f" others: {others}. 90% intervals hold {covered:.0%} of what came (must {HONEST[0]:.0%} to"
        f" {HONEST[1]:.0%}): **{honest}**; 50% intervals hold {scores['in_50'][ours]:.0%}.\n"
    )


def _by_origin(table: pd.DataFrame) -> str:
    shown = [name for name in (*BASELINES, OURS) if name in set(table["model"])]
    rows = []
    for origin, part in table.groupby("origin"):
        ratios = [f"{relative(part, name, CALIBRATED):.2f}" for name in shown]
        covered = by_model(part)["in_90"][CALIBRATED]
        rows.append([str(origin), str(part["set"].nunique()), *ratios, f"{covered:.0%}"])
    heads = ["origin", "sets", *(f"ratio to {name_of(name)}" for name in shown), "in 90%"]
    return markdown(heads, rows)


def _calibrations(learnt: pd.DataFrame) -> str:
    rows = [
        [
            row["set"],
            *(str(row[name]) for name in ("origin", "people", "company")),
            f"{row['told']} of {row['unknown']}",
            "too little seen" if np.isnan(row["fit"]) else _fit(row["fit"]),
        ]
        for row in learnt.sort_values(["set", "origin"]).to_dict("records")
    ]
    heads = ["set", "origin", "people seen", "company simulated", "told", "fit"]
    return markdown(heads, rows)


def _fit(p_value: float) -> str:
    return f"{p_value:.0%}" if p_value >= 0.01 else "bad, under 1%"


if __name__ == "__main__":
    main()
