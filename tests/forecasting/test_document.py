"""The page of the backtest says what its tables say, losses as plainly as wins."""

import re

import pandas as pd
import pytest

from simulation.forecasting import backtest, document
from simulation.forecasting.library import LEVERS, simulated
from simulation.forecasting.sets import SETS


@pytest.fixture(scope="module")
def table(record):
    scored = backtest(record, (14,), 12)
    halves = [
        scored.assign(set=name, held_out=held) for name, held in (("one", False), ("two", True))
    ]
    return pd.concat(halves, ignore_index=True)


@pytest.fixture
def people():
    rows = [
        ("villages", 0, "constant", 9, -0.5, 0.1, 0.05),
        ("villages", 0, "workbench", 9, -0.4, 0, 0),
    ]
    return pd.DataFrame(rows, columns=["set", "until", "model", "rows", "score", "gain", "error"])


def test_a_forecaster_made_worse_is_told_to_have_lost(table, people):
    ours = table["model"] == "workbench"
    worse = table.assign(crps=table["crps"].where(~ours, 50.0 * table["crps"]))
    page = document.page(worse, people)
    held = page.split("## Tuning sets")[0]
    assert "**missed**" in held
    assert "| won |" not in held and held.count("| lost to ") == 3


def test_a_forecaster_made_better_is_told_to_have_won(table, people):
    ours = table["model"] == "workbench"
    better = table.assign(crps=table["crps"].where(~ours, 0.01 * table["crps"]))
    held = document.page(better, people).split("## Tuning sets")[0]
    assert "**aim**" in held and held.count("| won |") == 3


def test_the_baseline_to_beat_comes_from_the_tuning_sets_alone(table, people):
    spoilt = table["held_out"] & (table["model"] != "gompertz")
    helped = ~table["held_out"] & (table["model"] == "naive")
    crps = table["crps"].where(~spoilt, 100.0).where(~helped, 0.001)
    assert "CRPS there is **no change**" in document.page(table.assign(crps=crps), people)


def test_every_row_has_as_many_cells_as_its_head(table, people):
    for block in re.findall(r"(?:^\|.*\n)+", document.page(table, people), flags=re.M):
        assert len({line.count("|") for line in block.splitlines()}) == 1


def test_the_printed_page_has_every_set_and_is_the_program_s():
    page = document.PAGE.read_text("utf-8")
    assert all(f"| {chosen.name} |" in page for chosen in SETS)
    assert document.PEOPLE in page
    blanks = re.split(r"\{[^}]*\}", document.INTRODUCTION)
    assert all(part in page for part in blanks)


def test_curves_of_the_model_are_people_of_a_company():
    assert len({name for name, _, _ in LEVERS}) == len(LEVERS)
    curves = simulated(2)
    shapes = {name: curve.shape for name, curve in curves.items()}
    assert set(shapes) == {"joiners", "posters", "contributions"}
    assert len(set(shapes.values())) == 1
    assert all((curve <= 5).all() for curve in curves.values())
