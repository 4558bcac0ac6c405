"""Figures hold what their tables hold, in the grammar of the charts."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from simulation import figures
from simulation.figures.fan_chart import LINE_WIDTH
from simulation.figures.paired_differences import jitter, verdict
from simulation.figures.still import drawing, still
from simulation.figures.theme import DARK, DASHES, LIGHT
from simulation.protection import Released

LECKO = ("inactive", "compulsive", "loyal", "assiduous", "initiate")


def trace(figure, name):
    return next(each for each in figure.data if each.name == name)


def words(figure):
    return " ".join(note.text for note in figure.layout.annotations)


@pytest.fixture
def every_figure(request, fans, names, differences, draws, weekly, units, profiles):
    tables = {
        name: request.getfixturevalue(name)
        for name in (
            "exchanges", "plans", "waves", "training", "load", "budget", "curve", "composition",
            "alike", "held", "theories", "lives", "moves",
        )
    }  # fmt: skip

    def drawn(lang, dark):
        how = {"lang": lang, "dark": dark}
        marks = [figures.Mark(12, "fin du pilote")]
        return [
            figures.fan_chart(fans, names=names, objective=0.25, events=marks, **how),
            figures.paired_differences(differences, draws, **how),
            figures.indicator_line(weekly, **how),
            figures.sparkline(weekly["value"], **how),
            figures.profile_bars(profiles, week=8, **how),
            figures.unit_bars(units, overall=0.39, emphasis="Ateliers", **how),
            figures.silos_matrix(tables["exchanges"], **how),
            figures.pareto(tables["plans"], required=0.8, **how),
            figures.staffing_load(tables["load"], **how),
            figures.wave_calendar(tables["waves"], tables["training"], last_week=78, **how),
            figures.budget_bars(tables["budget"], **how),
            figures.inequality(tables["curve"], gini=0.5, **how),
            figures.paired_bars(tables["composition"], **how),
            figures.organisation_likeness(tables["alike"], **how),
            figures.barrier_layers(tables["held"], **how),
            figures.theory_rows(tables["theories"], **how),
            figures.survival_curve(tables["lives"], names={"broadcast": "B"}, **how),
            figures.profile_flows(tables["moves"], profiles=LECKO, weeks=("S4", "S8"), **how),
        ]

    return drawn


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_figure_is_drawn_without_legend_in_both_themes_and_languages(
    every_figure, lang, dark
):
    for figure in every_figure(lang, dark):
        assert not figure.layout.showlegend
        assert figure.layout.template.layout.showlegend is False
        assert figure.layout.separators == (",\u202f" if lang == "fr" else ".,")
        for note in figure.layout.annotations:
            assert note.font.size is None or note.font.size >= 12
        shown = figure.to_json()
        assert (LIGHT.ink in shown) != (DARK.ink in shown) or dark


def test_every_figure_is_also_a_still_picture(every_figure, tmp_path):
    for number, figure in enumerate(every_figure("fr", False)):
        picture = still(figure, "png", ground="white")
        assert picture.startswith(b"\x89PNG") and len(picture) > 2000, number
        (tmp_path / f"{number:02}.png").write_bytes(picture)


def test_layers_of_a_still_picture_lie_on_each_other(held):
    axes = drawing(figures.barrier_layers(held)).axes[0]
    ends = [area.get_paths()[0].get_extents() for area in axes.collections]
    assert len(ends) >= 3
    for under, over in pairwise(ends):  # pixels grow downwards
        assert over.y0 < under.y0


def test_a_fan_holds_the_medians_and_bands_of_its_table(fans):
    figure = figures.fan_chart({"C": fans["C"]})
    for column in ("median", "p05", "p25", "p75", "p95"):
        np.testing.assert_array_equal(trace(figure, f"C {column}").y, fans["C"][column])
    assert trace(figure, "C median").line.width == LINE_WIDTH
    assert trace(figure, "C p95").fillcolor.endswith("0.14)")
    assert trace(figure, "C p75").fillcolor.endswith("0.22)")


def test_several_fans_show_their_wide_bands_only(fans):
    figure = figures.fan_chart(fans)
    assert not [each for each in figure.data if each.name.endswith("p75")]
    for letter in fans:
        assert trace(figure, f"{letter} p95").fillcolor.endswith("0.13)")
        assert trace(figure, f"{letter} median").line.color == LIGHT.scenarios[letter]
        assert trace(figure, f"{letter} median").line.dash == DASHES[letter]


def test_only_the_scenario_in_focus_keeps_its_bands(fans):
    figure = figures.fan_chart(fans, focus="C")
    assert [each.name for each in figure.data if each.fill] == ["C p75", "C p95"] or [
        each.name for each in figure.data if each.fill
    ] == ["C p95", "C p75"]


def test_each_line_is_named_where_it_ends(fans, names):
    text = words(figures.fan_chart(fans, names=names, objective=0.25))
    assert "C 27\u202f%" in text and "[20\u202f; 33]" in text
    assert "objectif 25\u202f%" in text
    assert "Prime à la contribution" in text


def test_end_labels_stand_apart_and_inside_the_figure(fans):
    crowded = {
        letter: fans["B"].assign(median=fans["B"]["median"] + i / 1000)
        for i, letter in enumerate("ABCD")
    }
    figure = figures.fan_chart(crowded)
    layout = figure.layout
    pixels = (layout.height - layout.margin.t - layout.margin.b) / layout.yaxis.range[1]
    places = sorted(note.y * pixels + note.yshift for note in layout.annotations)
    assert min(np.diff(places)) >= 20
    assert places[-1] <= layout.height - layout.margin.t - layout.margin.b


def test_only_the_top_tick_of_levels_has_a_unit(fans):
    labels = figures.fan_chart(fans).layout.yaxis.ticktext
    assert [label for label in labels if "%" in label] == [labels[-1]]
    assert list(figures.fan_chart(fans).layout.xaxis.ticktext[:2]) == ["S1", "S13"]
    assert figures.fan_chart(fans, lang="en").layout.xaxis.ticktext[0] == "W1"


def test_observed_levels_are_ink_with_dots_beside_a_simulated_fan(fans, weekly):
    observed = weekly.assign(week=range(1, 13)).dropna(subset="value")
    figure = figures.fan_chart({"": fans["B"]}, observed=observed)
    real, simulated = trace(figure, "observed"), trace(figure, " median")
    assert (real.line.color, real.mode) == (LIGHT.ink, "lines+markers")
    assert (simulated.line.color, simulated.line.dash) == (LIGHT.slate, "dash")


@pytest.mark.parametrize("letters", [["C"], ["A"], ["C", "D", "A"]])
def test_the_axis_of_differences_holds_every_draw_and_zero_with_room_on_both_sides(
    differences, draws, letters
):
    kept = draws[draws["scenario"].isin(letters)]
    figure = figures.paired_differences(differences[differences["scenario"].isin(letters)], kept)
    low, high = figure.layout.xaxis.range
    assert low < min(kept["difference"].min(), 0) and high > max(kept["difference"].max(), 0)
    assert 0.25 < -low / high < 4
    assert low <= min(figure.layout.xaxis.tickvals) < 0 < max(figure.layout.xaxis.tickvals) <= high


def test_a_paired_difference_shows_each_draw_and_its_verdict(differences, draws):
    figure = figures.paired_differences(differences, draws)
    for row in differences.itertuples():
        own = draws.loc[draws["scenario"] == row.scenario, "difference"]
        np.testing.assert_array_equal(trace(figure, f"{row.scenario} draws").x, own)
        assert tuple(trace(figure, f"{row.scenario} interval").x) == (row.low, row.high)
        assert trace(figure, f"{row.scenario} mean").x[0] == row.mean
    text = words(figure)
    assert "Établi\u00a0: 200 sur 200" in text
    assert "Non établi\u00a0:" in text and "Contraire\u00a0:" in text


def test_dots_are_spread_the_same_way_each_time():
    np.testing.assert_array_equal(jitter(50), jitter(50))
    assert abs(jitter(500)).max() <= 0.5
    assert abs(jitter(500).mean()) < 0.01


def test_the_zone_too_small_to_matter_is_one_point_either_side(differences, draws):
    shapes = figures.paired_differences(differences, draws).layout.shapes
    zone = next(shape for shape in shapes if shape.type == "rect")
    assert (zone.x0, zone.x1) == (-0.01, 0.01)


def test_a_suppressed_week_is_hatched_and_has_no_value(weekly):
    hidden = weekly.assign(value=weekly["value"].fillna(0.987))
    figure = figures.indicator_line(hidden)
    assert np.isnan(trace(figure, "value").y[6])
    assert list(trace(figure, "suppressed").x) == [7]
    assert trace(figure, "suppressed").marker.pattern.shape == "/"
    assert "99" not in figure.to_json().split('"template"')[0]


def test_what_is_not_recorded_is_a_dotted_frame_with_a_dash(weekly):
    missing = weekly.assign(value=np.nan, available=False, suppressed=False)
    figure = figures.indicator_line(missing)
    assert not figure.data
    assert "—" in words(figure) and "non mesuré" in words(figure)
    assert figure.layout.shapes[0].line.dash == "dot"


def test_a_zero_is_a_value_not_an_absence(weekly, units):
    figure = figures.indicator_line(weekly.assign(value=0.0, suppressed=False))
    assert list(trace(figure, "value").y) == [0.0] * 12
    bars = trace(figures.unit_bars(units), "value")
    assert "0\u202f%" in " ".join(bars.text)


def test_real_lines_are_ink_and_simulated_ones_slate(weekly):
    assert trace(figures.indicator_line(weekly), "value").line.color == LIGHT.ink
    simulated = trace(figures.indicator_line(weekly, simulated=True), "value")
    assert (simulated.line.color, simulated.line.dash) == (LIGHT.slate, "dash")


def test_a_record_of_years_is_told_by_dates():
    weeks = pd.date_range("2017-01-02", periods=200, freq="W-MON")
    table = Released(
        {"week": weeks, "value": 0.1, "people": 50, "available": True, "suppressed": False}
    )
    labels = figures.indicator_line(table).layout.xaxis.ticktext
    assert "2017" in labels[0] and not labels[0].startswith("S")


def test_bars_of_units_hold_the_table_and_hide_the_suppressed(units):
    figure = figures.unit_bars(units.assign(value=units["value"].fillna(0.77)), emphasis="Ateliers")
    bars = trace(figure, "value")
    assert sorted(bars.x) == sorted(units["value"].dropna())
    assert "77" not in " ".join(bars.text)
    assert trace(figure, "suppressed").marker.pattern.shape == "/"
    assert list(bars.marker.color).count(LIGHT.ink) == 1
    assert "8 personnes" not in " ".join(figure.layout.yaxis.ticktext)


def test_profiles_are_stacked_in_the_activity_scale(profiles):
    figure = figures.profile_bars(profiles, week=8)
    assert [each.name for each in figure.data] == ["initiate", "assiduous", "loyal", "compulsive"]
    for each in figure.data:
        own = profiles[profiles["profile"] == each.name].sort_values("week")["value"]
        np.testing.assert_allclose(each.y, own)
    assert trace(figure, "initiate").marker.color[0] == LIGHT.activity[4]
    assert trace(figure, "initiate").marker.color[11].startswith("rgba")


def test_a_matrix_of_silos_writes_zero_and_hatches_what_is_withheld(exchanges):
    figure = figures.silos_matrix(exchanges)
    shown = trace(figure, "value")
    assert sorted(shown.customdata) == sorted(exchanges.to_numpy()[~exchanges.isna()].ravel())
    assert "0" in shown.text
    assert len(trace(figure, "suppressed").x) == 1


def test_the_front_joins_the_undominated_plans_and_fills_the_chosen_one(plans):
    figure = figures.pareto(plans, required=0.8)
    front = trace(figure, "front")
    undominated = plans[~plans["dominated"]].sort_values("cost")
    np.testing.assert_array_equal(front.x, undominated["cost"])
    np.testing.assert_array_equal(front.y, undominated["probability"])
    filled = [colour == LIGHT.ink for colour in front.marker.color]
    assert filled == list(undominated["role"] == "chosen")
    np.testing.assert_array_equal(
        trace(figure, "dominated").x, plans.loc[plans["dominated"], "cost"]
    )
    text = words(figure)
    assert all(word in text for word in ("Retenu", "Moins cher", "Plus cher", "exigé\u00a0: 80"))


def test_a_chosen_plan_that_another_one_beats_is_drawn_filled_all_the_same(plans):
    chosen = plans["role"] == "chosen"
    figure = figures.pareto(plans.assign(dominated=plans["dominated"] | chosen), lang="en")
    mark = trace(figure, "named")
    assert list(mark.x) == plans.loc[chosen, "cost"].to_list()
    assert mark.marker.color == (LIGHT.ink,)
    assert not set(mark.x) & {*trace(figure, "front").x, *trace(figure, "dominated").x}


@pytest.mark.parametrize("apart", [0, 1_000, 200_000])
def test_names_of_neighbouring_plans_stand_apart_each_under_its_own(plans, apart):
    named = plans[plans["role"] != ""].sort_values("cost").copy()
    named["cost"] = [400_000 + apart * place for place in range(3)]
    named["probability"] = [0.84, 0.85, 0.86]
    figure = figures.pareto(named, lang="en")
    margin, axis = figure.layout.margin, figure.layout.yaxis.range
    pixels = (figure.layout.height - margin.t - margin.b) / (axis[1] - axis[0])
    names = sorted(
        (note.y * pixels, note.x) for note in figure.layout.annotations if "<br>" in note.text
    )
    assert np.diff([y for y, _ in names]).min() >= 2 * 15  # two lines of text each
    assert [x for _, x in names] == named["cost"].to_list()
    assert max(y for y, _ in names) < named["probability"].min() * pixels


def test_the_load_shows_its_band_its_line_and_the_posts_as_steps(load):
    figure = figures.staffing_load(load)
    for column in ("p50", "p80", "p95", "posts"):
        np.testing.assert_array_equal(trace(figure, column).y, load[column])
    assert trace(figure, "posts").line.shape == "hv"


def test_the_calendar_shows_each_wave_and_one_square_a_session(waves, training):
    figure = figures.wave_calendar(waves, training, last_week=78)
    assert list(trace(figure, "waves").base) == [1, 16, 34]
    assert list(trace(figure, "waves").customdata) == [620, 880, 900]
    tool = training[training["kind"] == "tool"]
    assert len(trace(figure, "tool sessions").x) == tool["sessions"].sum()


@pytest.mark.parametrize("weeks", [13, 52, 78, 104])
def test_squares_of_neighbouring_weeks_stay_apart_in_a_narrow_figure(weeks):
    waves = pd.DataFrame({"wave": [1], "week": [1], "people": [100]})
    training = pd.DataFrame({"week": range(1, weeks + 1), "kind": "tool", "sessions": 1})
    figure = figures.wave_calendar(waves, training, last_week=weeks)
    width_of_a_week = 560 / (weeks - 1)
    assert trace(figure, "tool sessions").marker.size < 0.8 * width_of_a_week


def test_calendar_and_load_stand_on_the_same_weeks(waves, training, load):
    calendar = figures.wave_calendar(waves, training, last_week=78)
    below = figures.staffing_load(load)
    assert calendar.layout.xaxis.range == below.layout.xaxis.range
    assert calendar.layout.margin.l == below.layout.margin.l
    assert calendar.layout.margin.r == below.layout.margin.r


def test_the_budget_tells_every_amount_and_interval(budget):
    figure = figures.budget_bars(budget)
    assert list(trace(figure, "amount").x) == [158e3, 96e3, 72e3]
    text = words(figure)
    assert "326\u202fk€" in text and "[300\u202f; 360]" in text


def test_inequality_and_composition_hold_their_tables(curve, composition):
    np.testing.assert_array_equal(
        trace(figures.inequality(curve), "contributions").y, curve["contributions"]
    )
    pair = figures.paired_bars(composition)
    assert np.nansum(trace(pair, "pilot").x) == pytest.approx(0.4)
    assert len(trace(pair, "suppressed").x) == 1


def test_likeness_shows_real_dots_and_the_band_of_drawn_companies_on_one_scale(alike):
    figure = figures.organisation_likeness(alike, lang="en")
    for measure, own in alike.groupby("measure"):
        real, drawn = (own.loc[own["drawn"] == which, "value"] for which in (False, True))
        dots, band = trace(figure, f"{measure} real"), trace(figure, f"{measure} drawn")
        np.testing.assert_array_equal(dots.customdata, real)
        assert tuple(band.customdata[0]) == (drawn.min(), drawn.max())
        shown = (np.array([band.base[0], band.base[0] + band.x[0]]) - dots.x[0]) / np.ptp(dots.x)
        held = (np.array([drawn.min(), drawn.max()]) - real.iloc[0]) / np.ptp(real)
        np.testing.assert_allclose(shown, held)
    text = words(figure)
    assert "real [39%, 88%]" in text and "drawn [0.29, 0.31]" in text
    assert "law firm: advice" in " ".join(trace(figure, "reciprocity real").hovertext)


def test_a_sparkline_pales_the_weeks_to_come(weekly):
    figure = figures.sparkline(weekly["value"], upto=8)
    assert len(trace(figure, "value").x) == 8
    assert list(trace(figure, "last").x) == [8]
    assert trace(figure, "to come").line.color == LIGHT.neutral


@pytest.mark.parametrize(
    ("too_small", "told"), [(True, "Too small to matter: 20 in 20"), (False, "Not established")]
)
def test_a_difference_within_the_grey_zone_is_called_too_small(too_small, told):
    row = SimpleNamespace(
        mean=0.007, share_above=1.0, verdict="not_established", too_small=too_small
    )
    assert verdict(row, 20, "en").startswith(told)


@pytest.mark.parametrize("dark", [False, True])
def test_layers_of_barriers_add_up_to_everybody_and_differ_in_lightness(held, dark):
    figure = figures.barrier_layers(held, dark=dark)
    stacked = np.sum([each.y for each in figure.data], axis=0)
    np.testing.assert_allclose(stacked, 1.0)
    assert figure.data[0].name == "contributors"
    neighbours = zip(figure.data[:-1], figure.data[1:], strict=True)
    assert all(each.fillcolor != other.fillcolor for each, other in neighbours)
    assert "10\u202f%" in words(figure) and "crainte de s’exposer" in words(figure)


def test_every_theory_has_its_row_and_what_is_not_established_is_hollow(theories):
    figure = figures.theory_rows(theories)
    settled, unsettled = trace(figure, "C composite"), trace(figure, "C managers_down")
    assert settled.marker.color == LIGHT.scenarios["C"]
    assert unsettled.marker.color == LIGHT.surface
    assert (settled.x[0], unsettled.x[0]) == (0.09, 0.01)
    assert "par les managers" in words(figure) and "Bass" in words(figure)


def test_an_audit_shows_each_setting_with_its_interval_and_each_group_by_its_shape():
    levers = [
        {
            "lever": "culture.cooperation",
            "value": 0.5,
            "interval": [0.3, 0.7],
            "by_level": [
                {"levels": ["management"], "value": 0.8},
                {"levels": ["managers", "employees"], "value": 0.3},
            ],
        }
    ]
    figure = figures.audit_levers(levers, lang="en")
    assert trace(figure, "setting").x[0] == 0.5
    shapes = {
        name: trace(figure, name).marker.symbol
        for name in ("top management", "managers + employees")
    }
    assert len(set(shapes.values())) == 2
    assert "Cooperation between units" in words(figure)


def test_survival_is_drawn_in_steps_with_its_band_and_those_still_followed(lives):
    figure = figures.survival_curve(lives, names={"conversation": "Conversation"})
    line = trace(figure, "conversation")
    own = lives[lives["group"] == "conversation"]
    np.testing.assert_array_equal(line.y, own["value"])
    assert line.line.shape == "hv"
    assert trace(figure, "conversation low").fill == "tonexty"
    assert trace(figure, "broadcast").line.dash != line.line.dash
    assert "encore suivis" in words(figure)
    assert "Conversation" in words(figure)


def test_ribbons_are_as_wide_as_the_people_who_moved(moves):
    figure = figures.profile_flows(moves, profiles=LECKO, weeks=("S4", "S8"))

    def width(name):
        y = trace(figure, name).y
        return y[-1] - y[0]

    assert width("inactive>inactive") == pytest.approx(4 * width("inactive>compulsive"))
    assert "inactif <b>150</b>" in words(figure)
    hidden = moves.assign(suppressed=moves["profile_from"] == "other")
    names = [each.name for each in figures.profile_flows(
        hidden, profiles=LECKO, weeks=("S4", "S8")).data]  # fmt: skip
    assert "other>other" not in names


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("count", [4, 5])
def test_small_panels_share_their_axes_and_the_reference(lang, count):
    weeks = np.arange(1, 79)
    levels = {
        letter: pd.DataFrame(
            {"week": weeks} | dict.fromkeys(["p05", "p25", "median", "p75", "p95"], 0.05 * place)
        )
        for place, letter in enumerate("ABCDE"[:count], start=1)
    }
    figure = figures.small_fans(levels, "B", names={"A": "<b>Alone"}, lang=lang)
    middles = [trace for trace in figure.data if trace.name.endswith("median")]
    assert [trace.name[0] for trace in middles] == [letter for letter in levels if letter != "B"]
    assert len({trace.xaxis for trace in middles}) == count - 1, "a panel each"
    references = [trace for trace in figure.data if trace.name == "B reference"]
    assert [trace.xaxis for trace in references] == [trace.xaxis for trace in middles]
    assert len({trace.line.color for trace in references}) == 1
    axes = [figure.layout[name] for name in figure.layout if str(name).startswith("yaxis")]
    assert len({tuple(axis.range) for axis in axes}) == 1
    assert "<b>Alone" not in figure.to_json(), "names bring no markup"
