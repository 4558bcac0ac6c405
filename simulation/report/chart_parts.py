"""What native charts are put together from: axes, points, bars, names beside the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd
from pptx.chart.data import XyChartData
from pptx.enum.chart import (
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Cm, Pt

from simulation.figures.layout import spread
from simulation.figures.units import tell, tell_range
from simulation.report.deck_theme import (
    ACCENTS,
    AXIS_SIZE,
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
    Fans,
)
from simulation.spreadsheet import safe_cell
from simulation.words import say
from simulation.words.forms import NARROW

POINTS_PER_CM = 28.35


NAME_HEIGHT = 58.0
"""Of the words beside a line's end, in points: four lines."""


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


def add_points(data: XyChartData, name: str, across: Any, upwards: Any) -> None:
    """Add a series of points; places without a value are left out."""
    series = data.add_series(safe_cell(name))
    for x, y in zip(across, upwards, strict=True):
        if not (pd.isna(x) or pd.isna(y)):
            series.add_data_point(float(x), float(y))


def add_chart(slide, kind, box: Box, data, plot: Fraction) -> Any:
    """A chart in its box, its inner plot where the fraction says."""
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


def plain_axis(axis) -> None:
    """An axis without grid or ticks."""
    axis.has_major_gridlines = False
    axis.has_minor_gridlines = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.minor_tick_mark = XL_TICK_MARK.NONE


def level_axis(axis, values: Sequence[float], form: str) -> None:
    """The axis of levels, from zero to the last of the values."""
    plain_axis(axis)
    axis.minimum_scale, axis.maximum_scale = 0, values[-1]
    axis.major_unit = values[1] - values[0]
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = HAIRLINE
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.format.line.fill.background()
    axis.tick_labels.number_format = form
    axis.tick_labels.number_format_is_linked = False


def week_axis(axis, last: int, lang: str) -> None:
    """The axis of weeks, in steps that leave eight of them at most."""
    plain_axis(axis)
    axis.minimum_scale, axis.maximum_scale = 0, last
    axis.major_unit = next(step for step in (1, 2, 4, 13, 26, 52) if last / step <= 8 or step == 52)
    axis.tick_labels.number_format = f'[=0]"";"{say("report.week_initial", lang)}"0'
    axis.tick_labels.number_format_is_linked = False
    paint(axis.format.line.color, GREY)


def lay_out_bars(chart, gap: int) -> None:
    """Lay out a chart of bars."""
    chart.plots[0].gap_width = gap
    plain_axis(chart.category_axis)
    plain_axis(chart.value_axis)
    chart.category_axis.reverse_order = True
    every = parse_xml(f"<c:tickLblSkip {nsdecls('c')} val='1'/>")
    chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(every)
    chart.category_axis.format.line.fill.background()
    chart.category_axis.tick_labels.font.size = Pt(TEXT_SIZE)
    chart.category_axis.tick_labels.font.color.theme_color = INK
    chart.value_axis.minimum_scale = 0
    chart.value_axis.visible = False


def bar_labels(plot, form: str) -> None:
    """Write each bar's value at its end."""
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.position = XL_LABEL_POSITION.OUTSIDE_END
    labels.font.size, labels.font.bold = Pt(TEXT_SIZE), True
    labels.font.color.theme_color = INK


def show_legend(chart) -> None:
    """Show the legend, beneath the plot."""
    chart.has_legend = True
    chart.legend.include_in_layout = False
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.font.size = Pt(AXIS_SIZE)


def style_line(series, colour: MSO_THEME_COLOR, width: float, dash: MSO_LINE) -> None:
    """Colour, width and dash of a line."""
    line = series.format.line
    line.color.theme_color = colour
    line.width = Pt(width)
    line.dash_style = dash
    series.smooth = False
    series.marker.style = XL_MARKER_STYLE.NONE


def style_markers(
    series,
    style: XL_MARKER_STYLE,
    size: int,
    colour: MSO_THEME_COLOR,
    hollow: bool = False,
    joined: bool = False,
) -> None:
    """Shape, size and colour of points."""
    if not joined:
        series.format.line.fill.background()
    series.marker.style, series.marker.size = style, size
    series.marker.format.fill.solid()
    paint(series.marker.format.fill.fore_color, PAPER if hollow else colour)
    paint(series.marker.format.line.color, colour)


CHART_2012 = "http://schemas.microsoft.com/office/drawing/2012/chart"
"""Names under which office files tell of lines from marks to their labels."""
LEADERS = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"


_POSITIONS = {
    "above_right": XL_LABEL_POSITION.ABOVE,
    "right": XL_LABEL_POSITION.RIGHT,
    "inside": XL_LABEL_POSITION.CENTER,
}


def label_point(
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


def show_leader(series) -> None:
    """A thin line from a mark to a label that was moved away from it."""
    series._element.get_or_add_dLbls().append(
        parse_xml(
            f"<c:extLst {nsdecls('c')}><c:ext uri='{LEADERS}' xmlns:c15='{CHART_2012}'>"
            "<c15:showLeaderLines val='1'/></c:ext></c:extLst>"
        )
    )


def name_ends(
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
        label_point(line, points - 1, runs, "right", moved)
        interval = tell_range(end["p05"], end["p95"], exhibit.unit, lang)
        middle = box.top + box.height * (plot.top + plot.height) - place / POINTS_PER_CM
        tall = NAME_HEIGHT / POINTS_PER_CM
        beside = Box(left, middle - tall / 2, box.left + box.width - left, tall)
        words = (exhibit.names.get(letter, ""), interval)
        write_beside(slide, beside, [[(text, AXIS_SIZE, False, SLATE)] for text in words if text])


def write_beside(
    slide, box: Box, paragraphs: Sequence[Sequence[tuple[str, int, bool, MSO_THEME_COLOR]]]
) -> None:
    """Write paragraphs of runs (text, size, bold, colour) in a box, without margins."""
    frame = slide.shapes.add_textbox(*(Cm(length) for length in box)).text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for index, runs in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
        for text, size, bold, colour in runs:
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = text, Pt(size), bold
            run.font.color.theme_color = colour


def add_error_bars(
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


def or_none(value: float) -> float | None:
    """A number, or None where there is none."""
    return None if pd.isna(value) else float(value)
