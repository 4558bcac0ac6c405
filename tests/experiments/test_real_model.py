"""The same road with the real model, in a small company."""

import numpy as np
import pytest

from simulation import tables
from simulation.experiments import BARRIERS, LEVELS, compare, ensemble, summary, write_run
from simulation.scenario import Scenario

SMALL = Scenario().resized(200).changed({"horizon_weeks": 30})


@pytest.fixture(scope="module")
def drawn():
    return ensemble(SMALL, 6, workers=2)


def test_the_model_gives_every_indicator_and_barrier(drawn):
    for name in LEVELS:
        assert drawn.indicator(name).shape == (6, 30)
    for name in BARRIERS:
        assert (drawn.weekly[name] >= 0).all()
    shares = [name for name, read in LEVELS.items() if read.unit == "share"]
    for name in shares:
        known = drawn.indicator(name)[~np.isnan(drawn.indicator(name))]
        assert ((known >= 0) & (known <= 1)).all()
    assert summary(drawn)["employees"] == 200


def test_the_same_luck_makes_differences_surer_than_levels():
    helped = SMALL.changed({"sponsor.strength": 0.8, "sponsor.communication": 0.8})
    comparison = compare({"A": SMALL, "B": helped}, 16, indicators=("registered",), workers=2)
    row = comparison.differences.iloc[0]
    assert row["variance_reduction"] > 1.5
    assert row["mean"] > 0


def test_a_scenario_compared_with_itself_differs_by_exactly_nothing():
    comparison = compare({"A": SMALL, "B": SMALL}, 3, workers=2)
    assert (comparison.draws["difference"].dropna() == 0).all()


def test_a_run_with_events_is_a_record(drawn, tmp_path):
    folder = write_run(drawn, tmp_path / "run", events=True)
    record = tables.read(folder)
    assert record.manifest["origin"] == "simulated"
    visitors = record.events[record.events["action"] == "visit"]["person"].nunique()
    assert visitors >= drawn.weekly["weekly_active"][0].max()
    assert (folder / "summary.json").is_file()
