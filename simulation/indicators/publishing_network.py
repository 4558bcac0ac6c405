"""What may be shown of the network's shape, before and after a date: all of it after the gate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.indicators.structure import Period, brokers, experts, structure
from simulation.indicators.thresholds import Thresholds
from simulation.indicators.uncertainty import ends, wilson
from simulation.indicators.view import view_of
from simulation.protection import Released, check_min_group, release
from simulation.tables import Record


def published_network(
    record: Record,
    split: int | None = None,
    thresholds: Thresholds | None = None,
    min_group: int = 10,
) -> dict[str, Any]:
    """The shape of the network before and after a week (S24, evidence 5.4 and 5.5).

    Two periods of different length are not comparable in numbers of ties: `weeks` tells how
    long each is. Periods say nothing about what caused a change.

    Args:
        record: a checked record.
        split: first week of the second period, counted from 1; by default the record's
            middle, which makes two equal halves.
        thresholds: unused windows apart, for the population.
        min_group: smallest number of people shown, at least 5.

    Returns:
        `available`; `split`; `weeks` of each period; `measures`, with columns period, measure,
        value, count, base, low, high (Wilson, of shares), people, suppressed; `brokers`, with
        columns period, role, value (share of those who exchanged), count, base, people,
        suppressed, or None without units; `experts`: the same with reached and
        reached_elsewhere.

    Raises:
        InputError: `split` outside the record; `min_group` under 5.
    """
    check_min_group(min_group)
    view = view_of(record, thresholds or Thresholds())
    weeks = view.shape[1]
    middle = weeks // 2 + 1 if split is None else split
    if not 2 <= middle <= weeks:
        raise InputError(
            "indicator_choice", option="--split", value=middle, expected=f"2 … {weeks}"
        )
    periods = {
        "before": Period(view, 0, middle - 2),
        "after": Period(view, middle - 1, weeks - 1),
    }
    measures = _stacked({name: structure(period) for name, period in periods.items()})
    measures = measures.assign(**ends(measures)).drop(columns="error")
    bridging = {name: brokers(period) for name, period in periods.items()}
    known = {name: table for name, table in bridging.items() if table is not None}
    knowing = _stacked({name: experts(period) for name, period in periods.items()})
    return {
        "available": record.records("answer") or record.records("reaction"),
        "split": middle,
        "weeks": {"before": middle - 1, "after": weeks - middle + 1},
        "measures": _released(
            measures.assign(group="all"), ["period", "measure"], min_group, record.is_simulated
        ),
        "brokers": _of_roles(_stacked(known), min_group, record.is_simulated) if known else None,
        "experts": _of_roles(knowing, min_group, record.is_simulated),
    }


def _of_roles(table: pd.DataFrame, min_group: int, simulated: bool) -> Released:
    base = table["people"].astype(float)
    value = (table["count"] / base.where(base > 0)).astype(float)
    told = table.assign(group=table["role"], value=value, base=base)
    told = told.assign(**wilson(told["count"], told["base"]))
    return _released(told, ["period"], min_group, simulated)


def _released(table: pd.DataFrame, cells: list[str], min_group: int, simulated: bool) -> Released:
    kept = {"group", "role", "measure", "period"}
    measures = [column for column in table.columns if column not in kept]
    numbers = table.astype(dict.fromkeys(measures, float) | {"people": np.int64})
    told = release(numbers, min_group, cells=cells, measures=measures, simulated=simulated)
    return told.drop(columns="group")


def _stacked(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    named = [table.assign(period=name) for name, table in tables.items()]
    return pd.concat(named, ignore_index=True)
