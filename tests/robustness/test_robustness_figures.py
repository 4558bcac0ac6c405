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


def worths() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"label": "Survey", "detail": "3", "value": 0.04, "low": 0.01, "high": 0.06,
             "floor": 0.02, "told": "changes 12%"},
            {"label": "Weeks", "detail": "4", "value": 0.01, "low": 0.0, "high": 0.03,
             "floor": 0.02, "told": "chance"},
        ]
    )  # fmt: skip


def broken() -> pd.DataFrame:
    columns = ["label", "detail", "week", "end", "size", "chance", "warns", "warned", "survey"]
    rows = [
        ("Sponsor", "50%", 10, 30, 0.5, 0.4, "Posts", 14, False),
        ("Charter", "75%", 10, 20, 0.75, 0.3, "Trust", 25, True),
        ("Access", "100%", 20, 30, 1.0, 0.2, "", None, False),
        ("Training", "withstands", None, None, None, 0.8, None, None, None),
    ]
    return pd.DataFrame(rows, columns=columns)


NAMES = {"habit_loss": "Perte d'habitude", "luck": "la chance", "posts": "Messages"}
THEORIES = {"bass": "Bass", "all": "toutes"}


def every(lang: str, dark: bool):
    how = {"lang": lang, "dark": dark}
    return [
        figures.variance_shares(shares(), names=NAMES, **how),
        figures.failure_ranges(conditions(), **how),
        figures.regret_table(regrets(), names=THEORIES, **how),
        figures.power_curves(powers(), names=NAMES, **how),
        figures.study_worths(worths(), perfect=0.05, **how),
        figures.breaking_shocks(broken(), last_week=30, calm=0.9, **how),
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


def told(figure) -> str:
    return " ".join(note.text for note in figure.layout.annotations)


def test_a_study_is_filled_only_where_it_is_worth_more_than_chance():
    figure = figures.study_worths(worths(), perfect=0.05, lang="en")
    survey, weeks = trace(figure, "Survey"), trace(figure, "Weeks")
    assert survey.x == (0.04,) and survey.marker.color == LIGHT.slate
    assert weeks.x == (0.01,) and weeks.marker.color == LIGHT.surface
    assert trace(figure, "Survey interval").x == (0.01, 0.06)
    floors = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]
    assert floors == [(0, 0.02), (0, 0.02)]
    assert "4.0\u00a0pts" in told(figure) and "changes 12%" in told(figure)


@pytest.mark.parametrize(("perfect", "within"), [(0.05, True), (0.5, False)])
def test_the_worth_of_the_future_is_a_line_or_a_word_at_the_end(perfect, within):
    figure = figures.study_worths(worths(), perfect=perfect, lang="en")
    assert any(shape.x0 == perfect for shape in figure.layout.shapes) == within
    assert ("→" in told(figure)) != within
    assert f"{100 * perfect:.1f}" in told(figure)


def test_a_choice_that_nothing_can_change_is_drawn_all_the_same():
    nothing = worths().assign(value=0.0, low=0.0, high=0.0, floor=0.0)
    figure = figures.study_worths(nothing, perfect=0.0, lang="fr")
    assert np.isfinite(figure.layout.xaxis.range).all()


def test_the_area_of_a_shock_is_its_weight():
    figure = figures.breaking_shocks(broken(), last_week=30, calm=0.9, lang="en")
    sponsor, charter = trace(figure, "Sponsor shock"), trace(figure, "Charter shock")
    assert (sponsor.base[0], sponsor.x[0]) == (10, 20)
    weights = [bar.x[0] * bar.width[0] for bar in (sponsor, charter)]
    assert weights[0] / weights[1] == pytest.approx(20 * 0.5 / (10 * 0.75))
    frames = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]
    assert frames == [(10, 30), (10, 20), (20, 30)]


def test_the_first_warning_is_filled_where_a_platform_shows_it_and_hollow_where_one_must_ask():
    figure = figures.breaking_shocks(broken(), last_week=30, calm=0.9, lang="en")
    posts, trust = trace(figure, "Sponsor warning"), trace(figure, "Charter warning")
    assert posts.x == (14,) and posts.marker.color == LIGHT.warning
    assert trust.x == (25,) and trust.marker.color == LIGHT.surface
    assert "W14: Posts" in told(figure) and "W25: Trust (survey)" in told(figure)
    assert "nothing warns before the deadline" in told(figure)


def test_what_the_plan_withstands_stands_last_without_a_shock():
    figure = figures.breaking_shocks(broken(), last_week=30, calm=0.9, lang="en")
    assert not any(one.name.startswith("Training") for one in figure.data)
    assert "<b>80</b>" in told(figure) and "90 without" in told(figure)
