"""Figures of robustness hold what their tables hold, in the grammar of the charts."""

import numpy as np
import pandas as pd
import pytest

from simulation import figures
from simulation.figures.theme import DARK, LIGHT


def shares() -> pd.DataFrame:
    rows = [("habit_loss", "parameter", 0.4, 0.6), ("luck", "luck", 0.1, 0.2)]
    return pd.DataFrame(
        [
            {"input": name, "kind": kind, "first": first, "first_low": first - 0.1,
             "first_high": first + 0.1, "total": total, "total_low": total - 0.1,
             "total_high": total + 0.1}
            for name, kind, first, total in rows
        ]
    )  # fmt: skip


def conditions() -> pd.DataFrame:
    limit = {"condition": 1, "told": "78 %", "label": "Habit", "least": 0.0, "most": 2.0}
    ends = {"low": 0.5, "high": 2.0, "low_told": "0.5", "high_told": "2"}
    return pd.DataFrame([limit | ends, limit | ends | {"label": "Trust", "low": 0.0, "high": 1.0}])


def regrets() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "plan": ["a", "a", "b", "b"],
            "theory": ["bass", "all", "bass", "all"],
            "mean": [0.0, 0.01, 0.08, 0.05],
            "p90": [0.0, 0.02, 0.1, 0.09],
        }
    )


def powers() -> pd.DataFrame:
    rows = [
        (groups, weeks, 0.1 * groups + 0.04 * weeks) for groups in (1, 4) for weeks in (4, 8, 12)
    ]
    table = pd.DataFrame(rows, columns=["groups", "weeks", "power"])
    return table.assign(low=table["power"] - 0.08, high=table["power"] + 0.08, indicator="posts")


NAMES = {"habit_loss": "Perte d'habitude", "luck": "la chance", "posts": "Messages"}
THEORIES = {"bass": "Bass", "all": "toutes"}


def every(lang: str, dark: bool):
    how = {"lang": lang, "dark": dark}
    return [
        figures.variance_shares(shares(), names=NAMES, **how),
        figures.failure_ranges(conditions(), **how),
        figures.regret_table(regrets(), names=THEORIES, **how),
        figures.power_curves(powers(), names=NAMES, **how),
    ]


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_figure_is_drawn_without_legend_in_both_themes_and_languages(lang, dark):
    for figure in every(lang, dark):
        assert not figure.layout.showlegend
        assert figure.layout.separators == (",\u202f" if lang == "fr" else ".,")
        for note in figure.layout.annotations:
            assert note.font.size is None or note.font.size >= 12
        assert (LIGHT.ink in figure.to_json()) != (DARK.ink in figure.to_json()) or dark


def test_shares_hold_both_indices_and_their_intervals():
    figure = figures.variance_shares(shares(), names=NAMES)
    assert trace(figure, "habit_loss total").x == (0.6,)
    assert trace(figure, "habit_loss first").x == (0.4,)
    np.testing.assert_allclose(trace(figure, "habit_loss total interval").x, [0.5, 0.7])
    assert trace(figure, "luck first").marker.color == LIGHT.surface  # nobody can learn it


def test_a_name_from_outside_is_shown_and_never_read_as_a_tag():
    names = NAMES | {"habit_loss": "<b>x</b>"}
    assert "&lt;b&gt;x" in figures.variance_shares(shares(), names=names).to_json().replace(
        "\\u003c", "<"
    )


def test_ranges_are_told_where_they_end_and_open_sides_are_not():
    figure = figures.failure_ranges(conditions(), lang="en")
    habit, trust = trace(figure, "Habit failing"), trace(figure, "Trust failing")
    assert habit.x == (0.25, 1.0) and habit.text == ("0.5", "")
    assert trust.x == (0.0, 0.5) and trust.text == ("", "2")


def test_cells_hold_the_mean_regret_and_the_largest_is_the_darkest():
    bars = trace(figures.regret_table(regrets(), names=THEORIES), "regret")
    assert sorted(bars.customdata) == [0.0, 0.01, 0.05, 0.08]
    darkest = bars.marker.color.index(LIGHT.activity[4])
    assert bars.customdata[darkest] == 0.08


def test_a_curve_a_number_of_groups_with_the_power_asked():
    figure = figures.power_curves(powers(), names=NAMES, lang="en")
    line = trace(figure, "4 groups")
    np.testing.assert_allclose(line.y, [0.56, 0.72, 0.88])
    np.testing.assert_allclose(line.error_y.array, 0.08)
    assert any("4 groups" in (note.text or "") for note in figure.layout.annotations)
    assert any(shape.y0 == 0.8 for shape in figure.layout.shapes)
