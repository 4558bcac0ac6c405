"""Exhibits as native charts: their data open in the office suite and can be edited there.

Office charts cannot mix a fan with lines, so medians are lines, and the interval of the
last week stands as a bar at the line's end and in the notes' table.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from simulation.figures.layout import rows, spread
from simulation.figures.paired_differences import verdict_word
from simulation.figures.units import tell, tell_difference, ticks
from simulation.report.chart_parts import (
    POINTS_PER_CM,
    Box,
    Fraction,
    add_chart,
    add_error_bars,
    add_points,
    bar_labels,
    label_point,
    lay_out_bars,
    level_axis,
    name_ends,
    or_none,
    percent_format,
    plain_axis,
    show_leader,
    show_legend,
    style_line,
    style_markers,
    week_axis,
    write_beside,
)
from simulation.report.deck_theme import (
    ACCENTS,
    AXIS_SIZE,
    DASHES,
    GREEN,
    GREY,
    HAIRLINE,
    INK,
    PAPER,
    SLATE,
    TEXT_SIZE,
    paint,
)
from simulation.report.exhibits import (
    Calendar,
    Composition,
    Differences,
    Fans,
    Front,
    Groups,
    Load,
    wave_told,
)
from simulation.spreadsheet import safe_cell
from simulation.words import say
from simulation.words.forms import number, percent, thousand_euros

CALENDAR_LEFT = 0.24
"""Where the weeks start, in the calendar and in the load beneath it."""


PLAN_NAME = (3.4, 40.0)
"""Room of a plan's name and price: width in centimetres, height in points (two lines)."""


DROP = 0.3
"""How far under its plan a name stands, as a probability: under the cloud of dominated plans."""


INTERVALS_APART = 0.016
"""Between the bars of 90 % of draws, as a share of the weeks."""


def fans_chart(slide, exhibit: Fans, box: Box, lang: str) -> Any:
    """Medians over weeks, letter and value on each end, 90 % of draws as bars beside the end."""
    plot = Fraction(0.07, 0.03, 0.57, 0.86)
    data = XyChartData(number_format="General")
    last = max(int(fan["week"].max()) for fan in exhibit.fans.values())
    for letter, fan in exhibit.fans.items():
        add_points(data, exhibit.name(letter), fan["week"], fan["median"])
    for place, (letter, fan) in enumerate(exhibit.fans.items(), start=1):
        end, beside = fan.iloc[-1], last * (1 + INTERVALS_APART * place)
        name = say("report.interval_of", lang, name=letter)
        add_points(data, name, [beside, beside], [end["p05"], end["p95"]])
    if exhibit.objective is not None:
        name = say("figure.objective", lang, level=tell(exhibit.objective, exhibit.unit, lang))
        add_points(data, name, [0, last], [exhibit.objective] * 2)
    chart = add_chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, box, data, plot)
    highest = max(fan["median"].max() for fan in exhibit.fans.values())
    ends = [float(fan["p95"].iloc[-1]) for fan in exhibit.fans.values()]
    values, _ = ticks(max(highest, *ends, exhibit.objective or 0.0), exhibit.unit, lang)
    form = percent_format(lang) if exhibit.unit == "share" else "#,##0"
    level_axis(chart.value_axis, values, form)
    week_axis(chart.category_axis, last, lang)
    beside = INTERVALS_APART * (len(exhibit.fans) + 1)
    chart.category_axis.maximum_scale = last * (1 + beside)
    series = list(chart.plots[0].series)
    for place, letter in enumerate(exhibit.fans):
        accent = ACCENTS.get(letter, SLATE)
        style_line(series[place], accent, 2.5, DASHES.get(letter, MSO_LINE.DASH))
        style_line(series[place + len(exhibit.fans)], accent, 5, MSO_LINE.SOLID)
    if exhibit.objective is not None:
        style_line(series[-1], INK, 1.5, MSO_LINE.ROUND_DOT)
        label_point(series[-1], 0, [(series[-1].name, AXIS_SIZE, False, SLATE)], "above_right")
    shift = plot.width * beside / (1 + beside) + 0.012
    name_ends(slide, series, exhibit, box, plot, values[-1], shift, lang)
    return chart


def differences_chart(slide, exhibit: Differences, box: Box, lang: str) -> Any:
    """Mean differences on a line each, the bar of 90 % of draws, zero in ink."""
    table = exhibit.differences.reset_index(drop=True)
    scale = 100 if exhibit.unit == "share" else 1
    form = "+0.0;\u22120.0;0.0" if scale == 100 else "+0.00;\u22120.00;0.00"
    data = XyChartData(number_format=form)
    places = np.arange(len(table))[::-1] + 0.3
    for row, place in zip(rows(table), places, strict=True):
        name = say("report.interval_of", lang, name=_pair(row))
        add_points(data, name, [row.low * scale, row.high * scale], [place, place])
    for row, place in zip(rows(table), places, strict=True):
        add_points(data, _pair(row), [row.mean * scale], [place])
    plot = Fraction(0.04, 0.02, 0.92, 0.86)
    chart = add_chart(slide, XL_CHART_TYPE.XY_SCATTER, box, data, plot)
    extreme = scale * float(table[["low", "high", "mean"]].abs().to_numpy().max(initial=1e-6))
    values, _ = ticks(1.15 * extreme, "ratio", lang)
    step = values[1] * (2 if len(values) > 4 else 1)
    reach = step * np.ceil(1.15 * extreme / step)
    across, upwards = chart.category_axis, chart.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = -reach, reach, step
    across.tick_labels.number_format = form.replace(".0", "") if step >= 1 else form
    across.tick_labels.number_format_is_linked = False
    across.format.line.fill.background()
    plain_axis(across)
    upwards.minimum_scale, upwards.maximum_scale = 0, len(table)
    upwards.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    plain_axis(upwards)
    upwards.format.line.color.theme_color = INK
    upwards.format.line.width = Pt(1.25)
    series = list(chart.plots[0].series)
    height = box.height * plot.height / max(1, len(table))
    for place, row in enumerate(rows(table)):
        accent = ACCENTS.get(row.scenario, SLATE)
        style_line(series[place], accent, 3, MSO_LINE.SOLID)
        mean = series[place + len(table)]
        style_markers(mean, XL_MARKER_STYLE.CIRCLE, 11, accent)
        top = box.top + box.height * plot.top + place * height
        verdict = say(f"report.verdict.{verdict_word(row)}", lang)
        value = f"{_pair(row)}   {tell_difference(row.mean, exhibit.unit, lang)}"
        # Either side of the zero line, which words would hide.
        half = Box(box.left, top, box.width / 2 - 0.2, 0.7)
        write_beside(slide, half, [[(value, TEXT_SIZE, True, accent)]])
        half = half._replace(left=box.left + box.width / 2 + 0.2)
        write_beside(slide, half, [[(verdict, AXIS_SIZE, False, SLATE)]])
    return chart


def _pair(row: Any) -> str:
    return f"{row.scenario} − {row.baseline}"


def groups_chart(slide, exhibit: Groups, box: Box, lang: str) -> Any:
    """Bars by group, the highest on top; suppressed groups are told in words elsewhere."""
    shown = exhibit.table[~exhibit.table["suppressed"]].sort_values("value", ascending=False)
    data = CategoryChartData(number_format=percent_format(lang))
    data.categories = [safe_cell(_with_people(row, lang)) for row in rows(shown)]
    data.add_series(safe_cell(exhibit.heading), [float(value) for value in shown["value"]])
    plot = Fraction(0.36, 0.02, 0.56, 0.94)
    chart = add_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, plot)
    lay_out_bars(chart, gap=70)
    series = chart.plots[0].series[0]
    for place, row in enumerate(rows(shown)):
        fill = series.points[place].format.fill
        fill.solid()
        paint(fill.fore_color, INK if row.group == exhibit.emphasis else GREY)
    bar_labels(chart.plots[0], percent_format(lang))
    return chart


def _with_people(row: Any, lang: str) -> str:
    if pd.isna(row.people):
        return str(row.group)
    return f"{row.group} ({say('figure.people', lang, count=number(row.people, lang))})"


def composition_chart(slide, exhibit: Composition, box: Box, lang: str) -> Any:
    """Pilot in ink over company in grey, group by group."""
    data = CategoryChartData(number_format=percent_format(lang))
    data.categories = [safe_cell(str(group)) for group in exhibit.table["group"]]
    pilot = exhibit.table["pilot"].where(~exhibit.table["suppressed"])
    data.add_series(say("figure.pilot", lang), [or_none(value) for value in pilot])
    data.add_series(say("figure.company", lang), [or_none(v) for v in exhibit.table["company"]])
    plot = Fraction(0.3, 0.02, 0.62, 0.86)
    chart = add_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, plot)
    lay_out_bars(chart, gap=60)
    chart.plots[0].overlap = 0
    for series, colour in zip(chart.plots[0].series, (INK, GREY), strict=True):
        series.format.fill.solid()
        paint(series.format.fill.fore_color, colour)
    bar_labels(chart.plots[0], percent_format(lang))
    show_legend(chart)
    return chart


def front_chart(slide, exhibit: Front, box: Box, lang: str) -> Any:
    """Plans by cost and probability: the front joined, others faint, the chosen one filled."""
    plans = exhibit.plans
    front = plans[~plans["dominated"]].sort_values("cost")
    others = plans[plans["dominated"] & (plans["role"] == "")]
    named = plans[plans["role"] != ""].sort_values("cost")
    # LibreOffice hides a first series that is shorter than a later one.
    clouds = sorted((front, others), key=len, reverse=True)
    data = XyChartData(number_format="General")
    for plans_of in clouds:
        name = say("report.front" if plans_of is front else "report.dominated", lang)
        add_points(data, name, plans_of["cost"] / 1000, plans_of["probability"])
    for row in rows(named):
        add_points(data, say(f"figure.plan.{row.role}", lang), [row.cost / 1000], [row.probability])
    least, most = float(plans["cost"].min()) / 1000, float(plans["cost"].max()) / 1000
    values, _ = ticks(most * 1000, "euros", lang, least=least * 1000)
    plot = Fraction(0.1, 0.04, 0.84, 0.8)
    step, lowest, highest = (values[1] - values[0]) / 1000, values[0] / 1000, values[-1] / 1000
    free = 1 - PLAN_NAME[0] / (box.width * plot.width)
    while len(named) and named["cost"].max() / 1000 > lowest + free * (highest - lowest):
        highest += step
    if exhibit.required is not None:
        name = say("figure.required", lang, level=percent(exhibit.required, lang))
        add_points(data, name, [lowest, highest], [exhibit.required] * 2)
    chart = add_chart(slide, XL_CHART_TYPE.XY_SCATTER, box, data, plot)
    level_axis(chart.value_axis, [0, 0.25, 0.5, 0.75, 1.0], percent_format(lang))
    across = chart.category_axis
    across.minimum_scale, across.maximum_scale = lowest, highest
    across.major_unit = step
    across.tick_labels.number_format = '#,##0"\u202fk€"' if lang == "fr" else '"€"#,##0"k"'
    across.tick_labels.number_format_is_linked = False
    plain_axis(across)
    series = list(chart.plots[0].series)
    of_front, of_others = (series[0], series[1]) if clouds[0] is front else (series[1], series[0])
    style_line(of_front, INK, 1.75, MSO_LINE.SOLID)
    style_markers(of_front, XL_MARKER_STYLE.CIRCLE, 7, INK, hollow=True, joined=True)
    add_error_bars(
        of_front,
        "y",
        front["probability"] - front["probability_low"],
        front["probability_high"] - front["probability"],
        1,
    )
    style_markers(of_others, XL_MARKER_STYLE.CIRCLE, 5, GREY)
    height = box.height * plot.height * POINTS_PER_CM
    # In the order of costs, so that no line from a mark to its name crosses another.
    wanted = ((named["probability"] - DROP) * height).cummax().to_list()
    places = spread(wanted, [PLAN_NAME[1]] * len(named), low=PLAN_NAME[1] / 2, high=height)
    for row, line, middle in zip(rows(named), series[len(clouds) :], places, strict=False):
        chosen = row.role == "chosen"
        style_markers(line, XL_MARKER_STYLE.CIRCLE, 13 if chosen else 10, INK, hollow=not chosen)
        level = f"{thousand_euros(row.cost, lang)}, {percent(row.probability, lang)}"
        runs = [
            (say(f"figure.plan.{row.role}", lang), TEXT_SIZE, True, INK),
            (level, AXIS_SIZE, False, SLATE),
        ]
        drop = row.probability * height - middle
        label_point(line, 0, runs, "right", (0.0, drop / (box.height * POINTS_PER_CM)))
        show_leader(line)
    if exhibit.required is not None:
        style_line(series[-1], INK, 1.5, MSO_LINE.ROUND_DOT)
        style_markers(series[-1], XL_MARKER_STYLE.NONE, 2, INK, joined=True)
        label_point(series[-1], 0, [(series[-1].name, AXIS_SIZE, False, SLATE)], "above_right")
    return chart


def calendar_chart(slide, exhibit: Calendar, box: Box, lang: str) -> Any:
    """Waves and training as stacked bars over weeks: an empty part, then the time it takes."""
    bars = calendar_bars(exhibit, lang)
    data = CategoryChartData(number_format="General")
    data.categories = [safe_cell(row.label) for row in rows(bars)]
    data.add_series(say("report.before", lang), [float(value) for value in bars["start"]])
    data.add_series(say("report.duration", lang), [float(value) for value in bars["weeks"]])
    plot = Fraction(CALENDAR_LEFT, 0.02, 0.98 - CALENDAR_LEFT, 0.8)
    chart = add_chart(slide, XL_CHART_TYPE.BAR_STACKED, box, data, plot)
    lay_out_bars(chart, gap=45)
    chart.plots[0].overlap = 100
    week_axis(chart.value_axis, exhibit.last_week, lang)
    chart.value_axis.visible = True
    chart.value_axis.has_major_gridlines = True
    chart.value_axis.major_gridlines.format.line.color.rgb = HAIRLINE
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    empty, filled = chart.plots[0].series
    empty.format.fill.background()
    for place, row in enumerate(rows(bars)):
        fill = filled.points[place].format.fill
        fill.solid()
        fill.fore_color.theme_color = GREEN if row.kind == "wave" else SLATE
        label_point(filled, place, [(row.text, AXIS_SIZE, True, PAPER)], "inside")
    return chart


def calendar_bars(exhibit: Calendar, lang: str) -> pd.DataFrame:
    """The calendar's rows: label, kind, start and length in weeks, and what stands on the bar.

    A wave lasts until the next one opens.
    """
    bars = []
    ends = [*exhibit.waves["week"].iloc[1:], exhibit.last_week + 1]
    for row, end in zip(rows(exhibit.waves), ends, strict=True):
        bars.append(
            {
                "label": wave_told(row.wave, lang),
                "kind": "wave",
                "start": row.week - 1,
                "weeks": end - row.week,
                "text": number(row.people, lang),
            }
        )
    for kind, sessions in exhibit.training.groupby("kind", sort=False):
        held = sessions[sessions["sessions"] > 0]
        if held.empty:
            continue
        bars.append(
            {
                "label": say(
                    "report.sessions_of", lang, training=say(f"figure.training.{kind}", lang)
                ),
                "kind": str(kind),
                "start": held["week"].min() - 1,
                "weeks": held["week"].max() - held["week"].min() + 1,
                "text": number(held["sessions"].sum(), lang),
            }
        )
    return pd.DataFrame(bars)


def load_chart(slide, exhibit: Load, box: Box, lang: str) -> Any:
    """P80 of the load as a line between P50 and P95, posts as steps in ink."""
    table = exhibit.load
    data = XyChartData(number_format="0.0")
    for column in ("p50", "p80", "p95"):
        add_points(data, say(f"report.load.{column}", lang), table["week"], table[column])
    steps_x, steps_y = _steps(table["week"], table["posts"])
    add_points(data, say("figure.posts_planned", lang), steps_x, steps_y)
    plot = Fraction(CALENDAR_LEFT, 0.04, 0.98 - CALENDAR_LEFT, 0.64)
    chart = add_chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, box, data, plot)
    last = int(table["week"].max())
    values, _ = ticks(float(table[["p95", "posts"]].max().max()), "posts", lang)
    level_axis(chart.value_axis, values, "0" if values[1] % 1 == 0 else "0.0")
    week_axis(chart.category_axis, last, lang)
    p50, p80, p95, posts = chart.plots[0].series
    for line, width, dash in (
        (p50, 1, MSO_LINE.SOLID),
        (p80, 2.25, MSO_LINE.SOLID),
        (p95, 1.5, MSO_LINE.DASH),
    ):
        style_line(line, GREEN, width, dash)
    style_line(posts, INK, 2.25, MSO_LINE.SOLID)
    show_legend(chart)
    return chart


def _steps(weeks: pd.Series, levels: pd.Series) -> tuple[list[float], list[float]]:
    """Corners of a stair that changes level at the start of a week."""
    stairs = list(zip(weeks, levels, strict=True))
    across, upwards = [stairs[0][0]], [stairs[0][1]]
    for (_, before), (week, level) in pairwise(stairs):
        if level != before:
            across += [week, week]
            upwards += [before, level]
    return [*across, stairs[-1][0]], [*upwards, stairs[-1][1]]
