"""Exhibits as native charts: their data open in the office suite and can be edited there.

Office charts cannot mix a fan with lines, so medians are lines, and the interval of the
last week stands as a bar at the line's end and in the notes' table.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Cm, Pt

from simulation.figures.layout import rows, spread
from simulation.figures.paired_differences import verdict_word
from simulation.figures.units import tell, tell_difference, tell_range, ticks
from simulation.report.deck_theme import (
    ACCENTS,
    AXIS_SIZE,
    DASHES,
    GREEN,
    GREY,
    GREY_IN_XML,
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
from simulation.words.forms import NARROW, number, percent, thousand_euros

POINTS_PER_CM = 28.35
CALENDAR_LEFT = 0.24
"""Where the weeks start, in the calendar and in the load beneath it."""

NAME_HEIGHT = 58.0
"""Of the words beside a line's end, in points: four lines."""

PLAN_NAME = (3.4, 40.0)
"""Room of a plan's name and price: width in centimetres, height in points (two lines)."""

DROP = 0.3
"""How far under its plan a name stands, as a probability: under the cloud of dominated plans."""

INTERVALS_APART = 0.016
"""Between the bars of 90 % of draws, as a share of the weeks."""

VALUE_WIDTH = 2.4
"""Room in centimetres for the letter and the value before those words."""


class Box(NamedTuple):
    """A place on a slide, in centimetres."""

    left: float
    top: float
    width: float
    height: float


class Fraction(NamedTuple):
    """The inner plot's place in its chart, as shares of width and height."""

    left: float
    top: float
    width: float
    height: float


def percent_format(lang: str) -> str:
    """The number format of a share; the sign keeps its narrow space in French."""
    return '0"\u202f"%' if lang == "fr" else "0%"


def fans_chart(slide, exhibit: Fans, box: Box, lang: str) -> Any:
    """Medians over weeks, letter and value on each end, 90 % of draws as bars beside the end."""
    plot = Fraction(0.07, 0.03, 0.57, 0.86)
    data = XyChartData(number_format="General")
    last = max(int(fan["week"].max()) for fan in exhibit.fans.values())
    for letter, fan in exhibit.fans.items():
        _add_points(data, exhibit.name(letter), fan["week"], fan["median"])
    for place, (letter, fan) in enumerate(exhibit.fans.items(), start=1):
        end, beside = fan.iloc[-1], last * (1 + INTERVALS_APART * place)
        name = say("report.interval_of", lang, name=letter)
        _add_points(data, name, [beside, beside], [end["p05"], end["p95"]])
    if exhibit.objective is not None:
        name = say("figure.objective", lang, level=tell(exhibit.objective, exhibit.unit, lang))
        _add_points(data, name, [0, last], [exhibit.objective] * 2)
    chart = _add_chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, box, data, plot)
    highest = max(fan["median"].max() for fan in exhibit.fans.values())
    ends = [float(fan["p95"].iloc[-1]) for fan in exhibit.fans.values()]
    values, _ = ticks(max(highest, *ends, exhibit.objective or 0.0), exhibit.unit, lang)
    form = percent_format(lang) if exhibit.unit == "share" else "#,##0"
    _level_axis(chart.value_axis, values, form)
    _week_axis(chart.category_axis, last, lang)
    beside = INTERVALS_APART * (len(exhibit.fans) + 1)
    chart.category_axis.maximum_scale = last * (1 + beside)
    series = list(chart.plots[0].series)
    for place, letter in enumerate(exhibit.fans):
        accent = ACCENTS.get(letter, SLATE)
        _style_line(series[place], accent, 2.5, DASHES.get(letter, MSO_LINE.DASH))
        _style_line(series[place + len(exhibit.fans)], accent, 5, MSO_LINE.SOLID)
    if exhibit.objective is not None:
        _style_line(series[-1], INK, 1.5, MSO_LINE.ROUND_DOT)
        _label_point(series[-1], 0, [(series[-1].name, AXIS_SIZE, False, SLATE)], "above_right")
    shift = plot.width * beside / (1 + beside) + 0.012
    _name_ends(slide, series, exhibit, box, plot, values[-1], shift, lang)
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
        _add_points(data, name, [row.low * scale, row.high * scale], [place, place])
    for row, place in zip(rows(table), places, strict=True):
        _add_points(data, _pair(row), [row.mean * scale], [place])
    plot = Fraction(0.04, 0.02, 0.92, 0.86)
    chart = _add_chart(slide, XL_CHART_TYPE.XY_SCATTER, box, data, plot)
    extreme = scale * float(table[["low", "high", "mean"]].abs().to_numpy().max(initial=1e-6))
    values, _ = ticks(1.15 * extreme, "ratio", lang)
    step = values[1] * (2 if len(values) > 4 else 1)
    reach = step * np.ceil(1.15 * extreme / step)
    across, upwards = chart.category_axis, chart.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = -reach, reach, step
    across.tick_labels.number_format = form.replace(".0", "") if step >= 1 else form
    across.tick_labels.number_format_is_linked = False
    across.format.line.fill.background()
    _plain(across)
    upwards.minimum_scale, upwards.maximum_scale = 0, len(table)
    upwards.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    _plain(upwards)
    upwards.format.line.color.theme_color = INK
    upwards.format.line.width = Pt(1.25)
    series = list(chart.plots[0].series)
    height = box.height * plot.height / max(1, len(table))
    for place, row in enumerate(rows(table)):
        accent = ACCENTS.get(row.scenario, SLATE)
        _style_line(series[place], accent, 3, MSO_LINE.SOLID)
        mean = series[place + len(table)]
        _style_markers(mean, XL_MARKER_STYLE.CIRCLE, 11, accent)
        top = box.top + box.height * plot.top + place * height
        verdict = say(f"report.verdict.{verdict_word(row)}", lang)
        value = f"{_pair(row)}   {tell_difference(row.mean, exhibit.unit, lang)}"
        # Either side of the zero line, which words would hide.
        half = Box(box.left, top, box.width / 2 - 0.2, 0.7)
        _write_beside(slide, half, [[(value, TEXT_SIZE, True, accent)]])
        half = half._replace(left=box.left + box.width / 2 + 0.2)
        _write_beside(slide, half, [[(verdict, AXIS_SIZE, False, SLATE)]])
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
    chart = _add_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, plot)
    _bars(chart, gap=70)
    series = chart.plots[0].series[0]
    for place, row in enumerate(rows(shown)):
        fill = series.points[place].format.fill
        fill.solid()
        paint(fill.fore_color, INK if row.group == exhibit.emphasis else GREY)
    _bar_labels(chart.plots[0], percent_format(lang))
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
    data.add_series(say("figure.pilot", lang), [_or_none(value) for value in pilot])
    data.add_series(say("figure.company", lang), [_or_none(v) for v in exhibit.table["company"]])
    plot = Fraction(0.3, 0.02, 0.62, 0.86)
    chart = _add_chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, box, data, plot)
    _bars(chart, gap=60)
    chart.plots[0].overlap = 0
    for series, colour in zip(chart.plots[0].series, (INK, GREY), strict=True):
        series.format.fill.solid()
        paint(series.format.fill.fore_color, colour)
    _bar_labels(chart.plots[0], percent_format(lang))
    _show_legend(chart)
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
        _add_points(data, name, plans_of["cost"] / 1000, plans_of["probability"])
    for row in rows(named):
        _add_points(
            data, say(f"figure.plan.{row.role}", lang), [row.cost / 1000], [row.probability]
        )
    least, most = float(plans["cost"].min()) / 1000, float(plans["cost"].max()) / 1000
    values, _ = ticks(most * 1000, "euros", lang, least=least * 1000)
    plot = Fraction(0.1, 0.04, 0.84, 0.8)
    step, lowest, highest = (values[1] - values[0]) / 1000, values[0] / 1000, values[-1] / 1000
    free = 1 - PLAN_NAME[0] / (box.width * plot.width)
    while len(named) and named["cost"].max() / 1000 > lowest + free * (highest - lowest):
        highest += step
    if exhibit.required is not None:
        name = say("figure.required", lang, level=percent(exhibit.required, lang))
        _add_points(data, name, [lowest, highest], [exhibit.required] * 2)
    chart = _add_chart(slide, XL_CHART_TYPE.XY_SCATTER, box, data, plot)
    _level_axis(chart.value_axis, [0, 0.25, 0.5, 0.75, 1.0], percent_format(lang))
    across = chart.category_axis
    across.minimum_scale, across.maximum_scale = lowest, highest
    across.major_unit = step
    across.tick_labels.number_format = '#,##0"\u202fk€"' if lang == "fr" else '"€"#,##0"k"'
    across.tick_labels.number_format_is_linked = False
    _plain(across)
    series = list(chart.plots[0].series)
    of_front, of_others = (series[0], series[1]) if clouds[0] is front else (series[1], series[0])
    _style_line(of_front, INK, 1.75, MSO_LINE.SOLID)
    _style_markers(of_front, XL_MARKER_STYLE.CIRCLE, 7, INK, hollow=True, joined=True)
    _add_error_bars(
        of_front,
        "y",
        front["probability"] - front["probability_low"],
        front["probability_high"] - front["probability"],
        1,
    )
    _style_markers(of_others, XL_MARKER_STYLE.CIRCLE, 5, GREY)
    height = box.height * plot.height * POINTS_PER_CM
    # In the order of costs, so that no line from a mark to its name crosses another.
    wanted = ((named["probability"] - DROP) * height).cummax().to_list()
    places = spread(wanted, [PLAN_NAME[1]] * len(named), low=PLAN_NAME[1] / 2, high=height)
    for row, line, middle in zip(rows(named), series[len(clouds) :], places, strict=False):
        chosen = row.role == "chosen"
        _style_markers(line, XL_MARKER_STYLE.CIRCLE, 13 if chosen else 10, INK, hollow=not chosen)
        level = f"{thousand_euros(row.cost, lang)}, {percent(row.probability, lang)}"
        runs = [
            (say(f"figure.plan.{row.role}", lang), TEXT_SIZE, True, INK),
            (level, AXIS_SIZE, False, SLATE),
        ]
        drop = row.probability * height - middle
        _label_point(line, 0, runs, "right", (0.0, drop / (box.height * POINTS_PER_CM)))
        _show_leader(line)
    if exhibit.required is not None:
        _style_line(series[-1], INK, 1.5, MSO_LINE.ROUND_DOT)
        _style_markers(series[-1], XL_MARKER_STYLE.NONE, 2, INK, joined=True)
        _label_point(series[-1], 0, [(series[-1].name, AXIS_SIZE, False, SLATE)], "above_right")
    return chart


def calendar_chart(slide, exhibit: Calendar, box: Box, lang: str) -> Any:
    """Waves and training as stacked bars over weeks: an empty part, then the time it takes."""
    bars = calendar_bars(exhibit, lang)
    data = CategoryChartData(number_format="General")
    data.categories = [safe_cell(row.label) for row in rows(bars)]
    data.add_series(say("report.before", lang), [float(value) for value in bars["start"]])
    data.add_series(say("report.duration", lang), [float(value) for value in bars["weeks"]])
    plot = Fraction(CALENDAR_LEFT, 0.02, 0.98 - CALENDAR_LEFT, 0.8)
    chart = _add_chart(slide, XL_CHART_TYPE.BAR_STACKED, box, data, plot)
    _bars(chart, gap=45)
    chart.plots[0].overlap = 100
    _week_axis(chart.value_axis, exhibit.last_week, lang)
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
        _label_point(filled, place, [(row.text, AXIS_SIZE, True, PAPER)], "inside")
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
        _add_points(data, say(f"report.load.{column}", lang), table["week"], table[column])
    steps_x, steps_y = _steps(table["week"], table["posts"])
    _add_points(data, say("figure.posts_planned", lang), steps_x, steps_y)
    plot = Fraction(CALENDAR_LEFT, 0.04, 0.98 - CALENDAR_LEFT, 0.64)
    chart = _add_chart(slide, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, box, data, plot)
    last = int(table["week"].max())
    values, _ = ticks(float(table[["p95", "posts"]].max().max()), "posts", lang)
    _level_axis(chart.value_axis, values, "0" if values[1] % 1 == 0 else "0.0")
    _week_axis(chart.category_axis, last, lang)
    p50, p80, p95, posts = chart.plots[0].series
    for line, width, dash in (
        (p50, 1, MSO_LINE.ROUND_DOT),
        (p80, 2.25, MSO_LINE.SOLID),
        (p95, 1, MSO_LINE.ROUND_DOT),
    ):
        _style_line(line, GREEN, width, dash)
    _style_line(posts, INK, 2.25, MSO_LINE.SOLID)
    _show_legend(chart)
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


def _add_points(data: XyChartData, name: str, across: Any, upwards: Any) -> None:
    series = data.add_series(safe_cell(name))
    for x, y in zip(across, upwards, strict=True):
        if not (pd.isna(x) or pd.isna(y)):
            series.add_data_point(float(x), float(y))


def _add_chart(slide, kind, box: Box, data, plot: Fraction) -> Any:
    place = (Cm(box.left), Cm(box.top), Cm(box.width), Cm(box.height))
    chart = slide.shapes.add_chart(kind, *place, data).chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size = Pt(AXIS_SIZE)
    chart.font.color.theme_color = SLATE
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sides = zip("xywh", plot, strict=True)
    area.insert(
        0,
        parse_xml(
            f"<c:layout {nsdecls('c')}><c:manualLayout><c:layoutTarget val='inner'/>"
            "<c:xMode val='edge'/><c:yMode val='edge'/>"
            + "".join(f"<c:{side} val='{share}'/>" for side, share in sides)
            + "</c:manualLayout></c:layout>"
        ),
    )
    return chart


def _plain(axis) -> None:
    axis.has_major_gridlines = False
    axis.has_minor_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.minor_tick_mark = XL_TICK_MARK.NONE


def _level_axis(axis, values: Sequence[float], form: str) -> None:
    _plain(axis)
    axis.minimum_scale, axis.maximum_scale = 0, values[-1]
    axis.major_unit = values[1] - values[0]
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = HAIRLINE
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.format.line.fill.background()
    axis.tick_labels.number_format = form
    axis.tick_labels.number_format_is_linked = False


def _week_axis(axis, last: int, lang: str) -> None:
    _plain(axis)
    axis.minimum_scale, axis.maximum_scale = 0, last
    axis.major_unit = next(step for step in (1, 2, 4, 13, 26, 52) if last / step <= 8 or step == 52)
    axis.tick_labels.number_format = f'[=0]"";"{say("report.week_initial", lang)}"0'
    axis.tick_labels.number_format_is_linked = False
    paint(axis.format.line.color, GREY)


def _bars(chart, gap: int) -> None:
    chart.plots[0].gap_width = gap
    _plain(chart.category_axis)
    _plain(chart.value_axis)
    chart.category_axis.reverse_order = True
    every = parse_xml(f"<c:tickLblSkip {nsdecls('c')} val='1'/>")
    chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(every)
    chart.category_axis.format.line.fill.background()
    chart.category_axis.tick_labels.font.size = Pt(TEXT_SIZE)
    chart.category_axis.tick_labels.font.color.theme_color = INK
    chart.value_axis.minimum_scale = 0
    chart.value_axis.visible = False


def _bar_labels(plot, form: str) -> None:
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(TEXT_SIZE), True
    labels.font.color.theme_color = INK


def _show_legend(chart) -> None:
    chart.has_legend = True
    chart.legend.include_in_layout = False
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.font.size = Pt(AXIS_SIZE)


def _style_line(series, colour: MSO_THEME_COLOR, width: float, dash: MSO_LINE) -> None:
    line = series.format.line
    line.color.theme_color = colour
    line.width = Pt(width)
    line.dash_style = dash
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE


def _style_markers(
    series,
    style: XL_MARKER_STYLE,
    size: int,
    colour: MSO_THEME_COLOR,
    hollow: bool = False,
    joined: bool = False,
) -> None:
    if not joined:
        series.format.line.fill.background()
    series.marker.style, series.marker.size = style, size
    series.marker.format.fill.solid()
    paint(series.marker.format.fill.fore_color, PAPER if hollow else colour)
    paint(series.marker.format.line.color, colour)


LEADERS = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
CHART_2012 = "http://schemas.microsoft.com/office/drawing/2012/chart"
"""Names under which office files tell of lines from marks to their labels."""

_POSITIONS = {
    "above_right": XL_LABEL_POSITION.ABOVE,
    "right": XL_LABEL_POSITION.RIGHT,
    "inside": XL_LABEL_POSITION.CENTER,
}


def _label_point(
    series,
    index: int,
    runs: Sequence[tuple[str, int, bool, MSO_THEME_COLOR]],
    place: str,
    shift: tuple[float, float] | None = None,
) -> None:
    """Write on a point, one paragraph per run; `shift` moves it by shares of the chart."""
    label = series.points[index].data_label
    frame = label.text_frame
    for position, (text, size, bold, colour) in enumerate(runs):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = text, Pt(size), bold
        run.font.color.theme_color = colour
    label.position = _POSITIONS[place]
    if place == "above_right":
        shift = (0.075, 0.0)
    if shift is not None:
        element = label._dLbl
        element.insert(
            1,
            parse_xml(
                f"<c:layout {nsdecls('c')}><c:manualLayout><c:x val='{shift[0]:.4f}'/>"
                f"<c:y val='{shift[1]:.4f}'/></c:manualLayout></c:layout>"
            ),
        )


def _show_leader(series) -> None:
    """A thin line from a mark to a label that was moved away from it."""
    series._element.get_or_add_dLbls().append(
        parse_xml(
            f"<c:extLst {nsdecls('c')}><c:ext uri='{LEADERS}' xmlns:c15='{CHART_2012}'>"
            "<c15:showLeaderLines val='1'/></c:ext></c:extLst>"
        )
    )


def _name_ends(
    slide,
    series: Sequence[Any],
    exhibit: Fans,
    box: Box,
    plot: Fraction,
    top: float,
    shift: float,
    lang: str,
) -> None:
    """Letter and value as a label right of each line's last point; name and interval beside it.

    Labels that would overlap are moved apart. Office suites break long labels anywhere,
    so that the words stand in a text box of their own.
    """
    ends = [fan.iloc[-1] for fan in exhibit.fans.values()]
    height = box.height * plot.height * POINTS_PER_CM
    wanted = [float(end["median"]) / top * height for end in ends]
    places = spread(wanted, [NAME_HEIGHT] * len(ends), low=NAME_HEIGHT / 2, high=height)
    left = box.left + box.width * (plot.left + plot.width) + VALUE_WIDTH
    for line, letter, end, want, place in zip(
        series, exhibit.fans, ends, wanted, places, strict=False
    ):
        level = tell(end["median"], exhibit.unit, lang).replace(NARROW, "\u00a0")
        runs = [(f"{letter}\u00a0{level}".strip(), TEXT_SIZE, True, ACCENTS.get(letter, SLATE))]
        points = len(exhibit.fans[letter].dropna(subset="median"))
        moved = (shift, -(place - want) / (box.height * POINTS_PER_CM))
        _label_point(line, points - 1, runs, "right", moved)
        interval = tell_range(end["p05"], end["p95"], exhibit.unit, lang)
        middle = box.top + box.height * (plot.top + plot.height) - place / POINTS_PER_CM
        tall = NAME_HEIGHT / POINTS_PER_CM
        beside = Box(left, middle - tall / 2, box.left + box.width - left, tall)
        words = (exhibit.names.get(letter, ""), interval)
        _write_beside(slide, beside, [[(text, AXIS_SIZE, False, SLATE)] for text in words if text])


def _write_beside(
    slide, box: Box, paragraphs: Sequence[Sequence[tuple[str, int, bool, MSO_THEME_COLOR]]]
) -> None:
    frame = slide.shapes.add_textbox(*(Cm(length) for length in box)).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for index, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        for text, size, bold, colour in runs:
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = text, Pt(size), bold
            run.font.color.theme_color = colour


def _add_error_bars(
    series,
    direction: str,
    below: Any,
    above: Any,
    width: float,
) -> None:
    """Grey bars from each point down and up by lengths of its own, as native error bars."""
    element = parse_xml(
        f"<c:errBars {nsdecls('c', 'a')}><c:errDir val='{direction}'/>"
        "<c:errBarType val='both'/><c:errValType val='cust'/><c:noEndCap val='1'/>"
        f"<c:plus>{_literal(above)}</c:plus><c:minus>{_literal(below)}</c:minus>"
        f"<c:spPr><a:ln w='{int(width * 12700)}' cap='flat'><a:solidFill>"
        f"{GREY_IN_XML}</a:solidFill></a:ln></c:spPr></c:errBars>"
    )
    series._element.find(qn("c:xVal")).addprevious(element)


def _literal(values: Any) -> str:
    numbers = [float(value) for value in values]
    points = "".join(
        f"<c:pt idx='{index}'><c:v>{value:.6g}</c:v></c:pt>" for index, value in enumerate(numbers)
    )
    return (
        f"<c:numLit><c:formatCode>General</c:formatCode><c:ptCount val='{len(numbers)}'/>"
        f"{points}</c:numLit>"
    )


def _or_none(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
