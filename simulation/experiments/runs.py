"""What an ensemble is kept as: a summary, and a folder that reads as a record."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulation import tables
from simulation.experiments import statistics
from simulation.experiments.barriers import barriers_told
from simulation.experiments.benefits import benefits_told
from simulation.experiments.ensemble import Ensemble
from simulation.experiments.levels import LEVELS, level
from simulation.model import simulate
from simulation.places import check_folder, written_beside
from simulation.plausibility import warnings

SUMMARY = "summary.json"
RUN_FILES = (SUMMARY, "weekly.parquet", "scenario.yaml", *tables.FILES)
"""Names of the files of a run; those of a record stand there when its events were written."""


def summary(drawn: Ensemble) -> dict[str, Any]:
    """An ensemble in plain values, as `rsne simulate --json` prints it.

    Returns:
        What was run; `indicators`: rows with the mean, 90 % of draws (low, high) and 95 % of
        the mean at the last week; `benefits` over the run with the rates they hang on;
        `barriers`: who is held back by what in the last week; `seconds` of computing over
        all draws, `employee_weeks_per_second` of one core; `failures`; `warnings`: what is
        unlikely.
    """
    scenario = drawn.scenario
    people = scenario.company.employees
    if "staff" in drawn.weekly:
        people = int(drawn.weekly["staff"][:, -1].mean())
    employee_weeks = people * drawn.weeks * len(drawn.replicates)
    return {
        "scenario": scenario.name,
        "key": scenario.key(),
        "employees": people,
        "weeks": drawn.weeks,
        "replicates": len(drawn.replicates),
        "seed": scenario.seed,
        "seeds": [int(seed) for seed in drawn.seeds],
        "indicators": [_row(drawn, name) for name in LEVELS if level(name).column in drawn.weekly],
        "benefits": benefits_told(drawn),
        "barriers": barriers_told(drawn),
        "seconds": drawn.seconds,
        "employee_weeks_per_second": employee_weeks / drawn.seconds if drawn.seconds else None,
        "failures": [vars(fault) for fault in drawn.failures],
        "warnings": warnings([scenario]),
    }


def weekly_table(drawn: Ensemble) -> pd.DataFrame:
    """The model's weekly columns, one row per replicate and week (from 1)."""
    draws, weeks = len(drawn.replicates), drawn.weeks
    keys = {
        "replicate": np.repeat(drawn.replicates, weeks),
        "week": np.tile(np.arange(1, weeks + 1), draws),
    }
    return pd.DataFrame(keys | {name: column.ravel() for name, column in drawn.weekly.items()})


def write_run(drawn: Ensemble, folder: Path, events: bool = False) -> Path:
    """Write an ensemble: the scenario, its weekly columns, its summary.

    With `events`, the first draw is played again with its event table, so that the folder is
    a record too. An earlier run at `folder` is replaced.

    Raises:
        InputError: the folder holds something else, or nothing can be written there.
    """
    folder = Path(folder)
    check_folder(folder, RUN_FILES)
    with written_beside(folder) as draft:
        if events:
            run = simulate(drawn.scenario, int(drawn.replicates[0]), events=True)
            marked = {**run.record.manifest, "warnings": warnings([drawn.scenario])}
            tables.write(replace(run.record, manifest=marked), draft)
        draft.mkdir(exist_ok=True)
        weekly_table(drawn).to_parquet(draft / "weekly.parquet", index=False)
        (draft / "scenario.yaml").write_text(drawn.scenario.to_yaml(), "utf-8")
        text = json.dumps(summary(drawn), ensure_ascii=False, indent=2)
        (draft / SUMMARY).write_text(text + "\n", "utf-8")
    return folder


def _row(drawn: Ensemble, name: str) -> dict[str, Any]:
    last = drawn.at(name, drawn.weeks)
    low, high = statistics.interval_of_draws(last)
    mean_low, mean_high = statistics.interval_of_mean(last)
    numbers = {
        "mean": statistics.mean(last),
        "low": low,
        "high": high,
        "mean_low": mean_low,
        "mean_high": mean_high,
    }
    told = {key: None if np.isnan(value) else float(value) for key, value in numbers.items()}
    return {"indicator": name, "unit": level(name).unit, "week": drawn.weeks} | told
