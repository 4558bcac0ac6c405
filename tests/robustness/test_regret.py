"""Regret: a table made by hand, and plans in a known model."""

import numpy as np
import pandas as pd
import pytest
from known_future import TARGET, KnownFuture, UnitFutures, plan

from simulation.errors import InputError
from simulation.robustness import Stake, regret
from simulation.robustness.regret import regret_of
from simulation.robustness.telling_choices import regret_rows, regret_told

BY_HAND = {
    "composite": pd.DataFrame({"a": [0.3, 0.2, 0.1], "b": [0.2, 0.2, 0.4]}),
    "bass": pd.DataFrame({"a": [0.5, 0.5, 0.5], "b": [0.4, 0.4, 0.4]}),
}


def test_a_table_made_by_hand():
    found = regret_of(BY_HAND, Stake(TARGET))
    rows = found.table.set_index(["plan", "theory"])
    assert rows.loc[("a", "composite"), "mean"] == pytest.approx(0.1)  # (0 + 0 + 0.3) / 3
    assert rows.loc[("b", "composite"), "mean"] == pytest.approx(0.1 / 3)
    assert rows.loc[("b", "bass"), "mean"] == pytest.approx(0.1)
    assert rows.loc[("a", "composite"), "p90"] == pytest.approx(0.24)
    assert rows.loc[("a", "composite"), "best"] == pytest.approx(2 / 3)
    assert rows.loc[("a", "all"), "mean"] == pytest.approx(0.05)
    assert found.worst == {"a": "composite", "b": "bass"}
    assert (found.least, found.draws) == ("a", 3)


def test_one_plan_has_no_regret_in_each_draw():
    found = regret_of(BY_HAND, Stake(TARGET))
    best = found.table.groupby("theory")["best"].sum()
    assert (best >= 1).all()


def test_a_level_that_is_missing_counts_as_nothing():
    gave = {"bass": pd.DataFrame({"a": [np.nan, 0.2], "b": [0.3, 0.1]})}
    rows = regret_of(gave, Stake(TARGET)).table.set_index(["plan", "theory"])["mean"]
    assert rows["a", "bass"] == pytest.approx(0.15)


def two_plans():
    return {"few": plan("few", 1.0), "many": plan("many", 3.0)}


def test_the_theory_worst_for_a_plan_is_named():
    class Turning(KnownFuture):
        """Ambassadors help, but under one theory they harm."""

        def level(self, scenario):
            sign = -1 if scenario.theory == "threshold" else 1
            return self.start + sign * self.gain * scenario.plan.ambassadors_per_100

    model = Turning(start=0.5, gain=0.05)
    how = {"draws": 5, "theories": ("bass", "threshold"), "simulate": model}
    found = regret(two_plans(), Stake(TARGET), UnitFutures(), **how)
    rows = found.table.set_index(["plan", "theory"])["mean"]
    assert rows["many", "threshold"] == pytest.approx(0.1)
    assert rows["many", "bass"] == rows["many", "composite"] == 0
    assert found.theories == ("composite", "bass", "threshold")
    assert found.worst["many"] == "threshold"
    assert found.least == "many"
    for lang in ("fr", "en"):
        assert "many" in regret_told(found, lang)[0]
        assert len(regret_rows(found, lang)[1]) == 2 * 4


def test_a_plan_that_none_beats_is_told_so():
    model = KnownFuture(start=0.5, gain=0.05)
    found = regret(two_plans(), Stake(TARGET), UnitFutures(), draws=5, simulate=model)
    assert "no plan does better in 100% of the futures" in regret_told(found, "en")[0]


def test_euros_are_regretted_where_the_target_has_a_worth():
    model = KnownFuture(start=0.35, gain=0.1)  # 3 ambassadors reach the target, 1 does not
    found = regret(two_plans(), Stake(TARGET, 1e9), UnitFutures(), 4, ("bass",), simulate=model)
    rows = found.table.set_index(["plan", "theory"])["mean"]
    assert rows["few", "bass"] == pytest.approx(1e9, rel=0.1)
    assert rows["many", "bass"] == 0


def test_bad_input_is_refused_with_a_remedy():
    with pytest.raises(InputError, match="two plans"):
        regret({"few": plan("few")}, Stake(TARGET), UnitFutures(), simulate=KnownFuture())
    for worth in (0, -3, float("inf")):
        with pytest.raises(InputError, match="--worth"):
            Stake(TARGET, worth)
