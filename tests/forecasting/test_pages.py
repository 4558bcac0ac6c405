"""Figures hold what their tables hold; pages carry them."""

import numpy as np
import pandas as pd
import pytest

from simulation import figures
from simulation.forecasting import backtest, forecast
from simulation.forecasting.backtest import by_set_drawn_anew
from simulation.report.forecast_page import write_backtest, write_forecast


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


@pytest.fixture(scope="module")
def scored(record):
    return backtest(record, origins=(10, 16), horizon=4, against=["naive"])


def test_the_fan_starts_after_what_was_seen():
    weeks = np.arange(11, 15)
    fan = pd.DataFrame(
        {"week": weeks}
        | {n: 10.0 + k for k, n in enumerate(("p05", "p25", "median", "p75", "p95"))}
    )
    seen = pd.DataFrame({"week": np.arange(1, 13), "value": 9.0})
    figure = figures.forecast_fan(fan, seen, 10, lang="en")
    assert list(trace(figure, " median").x) == weeks.tolist()
    assert len(trace(figure, "observed").x) == 12
    assert any(note.text == "last week seen" for note in figure.layout.annotations)
    assert any(shape.x0 == 10 for shape in figure.layout.shapes)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_scores_are_drawn_best_first_with_their_intervals(scored, lang):
    table = by_set_drawn_anew(scored)
    assert (table["low"] <= table["score"]).all() and (table["score"] <= table["high"]).all()
    figure = figures.backtest_scores(table, lang=lang)
    places = {each.name: each.y[0] for each in figure.data if each.name.endswith("score")}
    best = table.sort_values("score")["model"].tolist()
    assert [f"{name} score" for name in best] == sorted(places, key=places.get)


def test_bars_of_ranks_sum_to_all_weeks():
    figure = figures.backtest_ranks(pd.Series([0.0, 0.05, 0.5, 0.999]), lang="fr")
    bars = trace(figure, "ranks")
    assert sum(bars.y) == pytest.approx(1.0)
    assert bars.y[0] == pytest.approx(0.5)


def test_pages_stand_alone_and_show_names_as_text(record, scored, tmp_path):
    named = "<b>Pilot</b>"
    page = write_backtest(scored, named, tmp_path / "b.html", False, "fr").read_text("utf-8")
    assert "&lt;b&gt;Pilot" in page and "<b>Pilot" not in page
    page = write_forecast(forecast(record, 4), tmp_path / "f.html", False, "en").read_text("utf-8")
    assert page.count("<section>") == 3
    assert "People contributing in the week" in page
