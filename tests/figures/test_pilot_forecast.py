"""A pilot beside its simulation, and what it taught: what is drawn is what is in the tables."""

import pandas as pd
import pytest

from simulation.figures import learnt_rows, pilot_ahead
from simulation.protection import release
from simulation.words import say

ENDS = ("p05", "p25", "median", "p75", "p95")


def fan(first, last, middle):
    spread = dict(zip(ENDS, (-8.0, -3.0, 0.0, 3.0, 8.0), strict=True))
    return pd.DataFrame(
        [
            {"week": week} | {end: middle + shift for end, shift in spread.items()}
            for week in range(first, last + 1)
        ]
    )


@pytest.fixture
def observed():
    table = pd.DataFrame({"week": [1, 2, 3, 4], "value": [10.0, 22.0, 18.0, 16.0]})
    return release(table.assign(indicator="posts", group="all", people=80))


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_pilot_stands_beside_its_simulation_and_the_weeks_to_come(observed, lang):
    past = {2: pd.DataFrame({"week": [3, 4], "median": [25.0, 30.0]})}
    figure = pilot_ahead(observed, fan(1, 4, 15), fan(4, 9, 20), past, lang=lang)
    assert list(figure.layout.xaxis.range) == [1, 9]
    drawn = {trace.name: trace for trace in figure.data}
    assert list(drawn["observed"].y) == [10.0, 22.0, 18.0, 16.0]
    assert drawn["observed"].mode == "lines+markers"
    told = " ".join(texts(figure))
    assert "20" in told and ("dit en S2" if lang == "fr" else "said in W2") in told
    assert ("pilote réel" if lang == "fr" else "real pilot") in told


def test_a_simulated_pilot_is_never_drawn_as_a_real_one(observed):
    figure = pilot_ahead(observed, fan(1, 4, 15), simulated=True, lang="en")
    (seen,) = [trace for trace in figure.data if trace.name == "observed"]
    assert seen.mode == "markers" and "<b>simulated pilot</b>" in texts(figure)
    assert say("figure.ahead.foretold", "en") not in " ".join(texts(figure))


def test_wide_bands_do_not_hide_what_was_seen(observed):
    wide = fan(4, 9, 20).assign(p95=4000.0)
    top = pilot_ahead(observed, fan(1, 4, 15), wide).layout.yaxis.range[1]
    assert 22 < top < 60


def test_only_what_passed_the_gate_is_drawn(observed):
    with pytest.raises(TypeError):
        pilot_ahead(pd.DataFrame(observed), fan(1, 4, 15))


def entry(told, low, high, prior=(0.0, 1.0)):
    return {
        "low": low, "median": (low + high) / 2, "high": high, "identified": told,
        "prior_low": prior[0], "prior_high": prior[1], "information": 0.8 if told else 0.1,
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_told_is_solid_with_its_dot_and_what_is_not_is_dashed_and_says_so(lang):
    rows = [entry(True, 0.2, 0.4), entry(False, 0.0, 1.0)]
    figure = learnt_rows(rows, ["Habit", "<b>Pull</b>"], lang=lang)
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [line.line.dash for line in lines] == ["solid", "dash"]
    assert len([trace for trace in figure.data if trace.mode == "markers"]) == 1
    told = texts(figure)
    assert any("−80" in text for text in told)
    assert ("non éclairé" if lang == "fr" else "not told") in told
    assert "&lt;b&gt;Pull&lt;/b&gt;" in told


def test_each_row_runs_from_its_priors_low_end_to_its_high_one():
    rows = [entry(True, 0.01, 1.0, (0.01, 1.0)), entry(True, -4.0, 9.0, (-4.0, 4.0))]
    figure = learnt_rows(rows, ["ratio", "beyond"])
    first, second = [list(trace.x) for trace in figure.data if trace.mode == "lines"]
    assert first == [0.0, 1.0]
    assert second[0] == 0.0 and 1.0 < second[1] < 1.2
    dot = next(trace for trace in figure.data if trace.mode == "markers")
    assert dot.x[0] > 0.8  # 0.5 between 0.01 and 1, on a scale of ratios
