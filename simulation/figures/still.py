"""Figures as still pictures without a browser: PNG, SVG, PDF from the very figure shown.

A figure is read as the browser's library would read it (ranges, ticks, traces, shapes,
annotations) and drawn in pixels; one pixel is a point of paper. Only what the charts of
`simulation.figures` use is known, and anything else is refused rather than left out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from simulation.figures.still_text import lines_of, width_of, write

Kind = Literal["png", "svg", "pdf"]
KINDS: tuple[Kind, ...] = ("png", "svg", "pdf")
WIDTH = 760
SHARPNESS = 2
"""Dots of a PNG for a pixel of the figure."""

DASHES: dict[str, Any] = {
    "dot": (0, (1.2, 2.4)),
    "dash": (0, (6, 4)),
    "longdash": (0, (10, 4)),
    "solid": "-",
}
MARKERS = {
    "circle": "o", "square": "s", "diamond": "D", "line-ns": "|", "circle-open": "o",
    "triangle-up": "^",
    "triangle-right": ">",
}  # fmt: skip
PLAIN: Any = {"svg.hashsalt": "rsne", "svg.fonttype": "path", "pdf.fonttype": 42}
"""The same figure gives the same file."""


def still(figure: go.Figure, kind: Kind, width: float = WIDTH, ground: str | None = None) -> bytes:
    """The file of a figure.

    Args:
        figure: from `simulation.figures`.
        kind: "png", "svg" or "pdf".
        width: in pixels; the height is the figure's own.
        ground: colour behind it; transparent when missing.

    Raises:
        ValueError: it holds a kind of trace that none of our figures has.
    """
    dated = {"Date": None} if kind == "svg" else {"CreationDate": None} if kind == "pdf" else None
    file = io.BytesIO()
    with rc_context(PLAIN):
        drawn = drawing(figure, width)
        drawn.savefig(
            file, format=kind, dpi=72 * (SHARPNESS if kind == "png" else 1), metadata=dated,
            facecolor=ground or "none", transparent=ground is None,
        )  # fmt: skip
    return file.getvalue()


def drawing(figure: go.Figure, width: float = WIDTH) -> Figure:
    """The figure drawn, its own height high."""
    return _Sheet(figure, width).drawn()


class _Sheet:
    """One figure being drawn; places are in pixels, y downwards."""

    def __init__(self, figure: go.Figure, width: float) -> None:
        whole = go.Figure(figure)
        template = whole.layout.template.layout.to_plotly_json() if whole.layout.template else {}
        self.layout = _over(template, whole.layout.to_plotly_json())
        self.traces = [trace.to_plotly_json() for trace in whole.data]
        self.width, self.height = width, float(self.layout.get("height") or 340)
        margin = {"l": 60, "r": 20, "t": 20, "b": 30} | dict(self.layout.get("margin", {}))
        self.left, self.right = float(margin["l"]), width - float(margin["r"])
        self.top, self.foot = float(margin["t"]), self.height - float(margin["b"])
        plain: dict[str, Any] = {"size": 13, "color": "#1A222C"}
        self.font = plain | dict(self.layout.get("font", {}))
        self.x = _Axis(self, "x", self.left, self.right)
        self.y = _Axis(self, "y", self.foot, self.top)
        self.stacked: dict[float, float] = {}
        self.heaps: dict[str, np.ndarray] = {}

    def drawn(self) -> Figure:
        picture = Figure(figsize=(self.width / 72, self.height / 72), dpi=72)
        axes = picture.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, self.width)
        axes.set_ylim(self.height, 0)
        axes.set_axis_off()
        for shape in self.layout.get("shapes", ()):
            if shape.get("layer") == "below":
                self._shape(axes, shape)
        self.x.draw(axes)
        self.y.draw(axes)
        before: tuple[np.ndarray, np.ndarray] | None = None
        for trace in self.traces:
            if trace["type"] == "bar":
                self._bars(axes, trace)
            elif trace["type"] == "scatter":
                before = self._scatter(axes, trace, before)
            else:
                raise ValueError(f"no still picture of a {trace['type']}")
        for shape in self.layout.get("shapes", ()):
            if shape.get("layer") != "below":
                self._shape(axes, shape)
        if self.layout.get("showlegend"):
            self._legend(axes)
        for words in self.layout.get("annotations", ()):
            self._annotation(axes, words)
        return picture

    def _scatter(
        self, axes: Axes, trace: dict[str, Any], before: tuple[np.ndarray, np.ndarray] | None
    ) -> tuple[np.ndarray, np.ndarray] | None:
        if "stackgroup" in trace:
            self._layer(axes, trace)
            return None
        x, y = self.x.at(trace.get("x", ())), self.y.at(trace.get("y", ()))
        line, marker = dict(trace.get("line", {})), dict(trace.get("marker", {}))
        mode = trace.get("mode", "lines")
        shape = line.get("shape", "linear")
        if shape in ("hv", "vh"):
            x, y = _steps(x, y, shape)
        fill = trace.get("fill")
        if fill in ("tonexty", "tozeroy", "toself"):
            floor = self.y.at([0])[0]
            other = {
                "tonexty": before or (x, np.full(len(x), floor)),
                "tozeroy": (x, np.full(len(x), floor)),
                "toself": (x[:0], y[:0]),
            }[fill]
            corners = (np.concatenate([x, other[0][::-1]]), np.concatenate([y, other[1][::-1]]))
            axes.fill(*corners, color=_paint(trace.get("fillcolor")), linewidth=0)
        wide = float(line.get("width", 2))
        if "lines" in mode and wide > 0 and fill != "toself":
            dash = DASHES.get(line.get("dash", "solid"), (0, (5, 4)))
            axes.plot(
                x, y, color=_paint(line.get("color", self.font["color"])), linewidth=wide,
                linestyle=dash, solid_capstyle="butt", solid_joinstyle="round",
            )  # fmt: skip
        if "markers" in mode and len(x):
            self._markers(axes, x, y, marker, line)
        if "text" in mode and trace.get("text") is not None:
            place = trace.get("textposition", "middle center")
            own = self.font | dict(trace.get("textfont", {}))
            for px, py, text in zip(x, y, _each(trace["text"], len(x)), strict=False):
                if text:
                    block = lines_of(str(text), own["size"], own["color"])
                    if "right" in place:
                        write(axes, px + 7, py, block, "left", "middle", "left")
                    else:
                        write(axes, px, py, block)
        return x, y

    def _layer(self, axes: Axes, trace: dict[str, Any]) -> None:
        """An area on top of those drawn before it in the same group."""
        heights = np.asarray(_values(trace["y"]), dtype=float)
        under = self.heaps.get(trace["stackgroup"], np.zeros(len(heights)))
        self.heaps[trace["stackgroup"]] = under + heights
        x, low, high = self.x.at(trace["x"]), self.y.at(under), self.y.at(under + heights)
        axes.fill_between(x, low, high, color=_paint(trace.get("fillcolor")), linewidth=0)
        line: dict[str, Any] = {"width": 2, "color": self.font["color"]}
        line |= dict(trace.get("line", {}))
        axes.plot(x, high, color=_paint(line["color"]), linewidth=line["width"])

    def _markers(self, axes: Axes, x: np.ndarray, y: np.ndarray, marker: dict, line: dict) -> None:
        colours = _each(marker.get("color", line.get("color", self.font["color"])), len(x))
        sizes = _each(marker.get("size", 6), len(x))
        edge = dict(marker.get("line", {}))
        symbol = str(marker.get("symbol", "circle"))
        for px, py, colour, size in zip(x, y, colours, sizes, strict=True):
            hollow = symbol.endswith("-open")
            thin = symbol.startswith("line")
            axes.plot(
                [px], [py], linestyle="none", marker=MARKERS.get(symbol, "o"), markersize=size,
                markerfacecolor="none" if hollow else _paint(colour),
                markeredgecolor=_paint(colour if hollow or thin else edge.get("color", colour)),
                markeredgewidth=float(edge.get("width", 1.6 if hollow or thin else 0)),
            )  # fmt: skip

    def _bars(self, axes: Axes, trace: dict[str, Any]) -> None:
        """Bars from a base, along x or y; those of a stack stand on each other."""
        lying = trace.get("orientation") == "h"
        along, across = (self.x, self.y) if lying else (self.y, self.x)
        lengths = np.asarray(_values(trace.get("x" if lying else "y", ())), dtype=float)
        places = across.numbers(trace.get("y" if lying else "x", ()))
        gap = float(self.layout.get("bargap", 0.2))
        width = trace.get("width")
        widths = np.asarray(
            _each(width if width is not None else 1 - gap, len(places)), dtype=float
        )
        if width is None and len(places) > 1:
            widths = widths * np.min(np.diff(np.unique(places)), initial=np.inf)
        bases = np.asarray(_each(trace.get("base", 0), len(places)), dtype=float)
        offset = trace.get("offset")
        marker = dict(trace.get("marker", {}))
        colours = _each(marker.get("color", self.font["color"]), len(places))
        pattern = dict(marker.get("pattern", {}))
        texts = _each(trace.get("text", ""), len(places))
        inside = str(trace.get("textposition", "inside")).startswith("inside")
        own = self.font | dict(trace.get("textfont", {}))
        for n, (place, length) in enumerate(zip(places, lengths, strict=True)):
            if np.isnan(length):
                continue
            base = bases[n]
            if self.layout.get("barmode") == "stack":
                base = self.stacked.get(place, 0.0)
                self.stacked[place] = base + length
            low = (
                place + float(_each(offset, len(places))[n])
                if offset is not None
                else (place - widths[n] / 2)
            )
            a, b = along.at([base, base + length])
            c, d = across.at([low, low + widths[n]])
            corner, size = ((a, c), (b - a, d - c)) if lying else ((c, a), (d - c, b - a))
            edge = dict(marker.get("line", {}))
            box = Rectangle(
                corner, *size, facecolor=_paint(colours[n]) if colours[n] else "none",
                edgecolor=_paint(pattern.get("fgcolor") or edge.get("color") or "none"),
                linewidth=float(edge.get("width", 0) or (0.6 if pattern.get("shape") else 0)),
                hatch="////" if pattern.get("shape") else None,
            )  # fmt: skip
            axes.add_patch(box)
            if texts[n]:
                block = lines_of(str(texts[n]), own["size"], _each(own["color"], len(places))[n])
                middle = (c + d) / 2
                if inside and trace.get("insidetextanchor") == "start":
                    write(axes, a + 5, middle, block, "left", "middle", "left")
                elif inside:
                    write(axes, *(((a + b) / 2, middle) if lying else (middle, (a + b) / 2)), block)
                elif lying:
                    write(axes, b + 6, middle, block, "left", "middle", "left")
                else:
                    write(axes, middle, b - 4, block, "center", "bottom")

    def _shape(self, axes: Axes, shape: dict[str, Any]) -> None:
        x = [self._place(self.x, shape.get("xref", "x"), shape[end]) for end in ("x0", "x1")]
        y = [self._place(self.y, shape.get("yref", "y"), shape[end]) for end in ("y0", "y1")]
        line: dict[str, Any] = {"color": self.font["color"], "width": 2}
        line |= dict(shape.get("line", {}))
        dash = DASHES.get(line.get("dash", "solid"), (0, (5, 4)))
        if shape.get("type") == "line":
            axes.plot(x, y, color=_paint(line["color"]), linewidth=line["width"], linestyle=dash)
            return
        ground = shape.get("fillcolor")
        axes.add_patch(
            Rectangle(
                (x[0], y[0]),
                x[1] - x[0],
                y[1] - y[0],
                linewidth=line["width"],
                linestyle=dash,
                facecolor=_paint(ground) if ground else "none",
                edgecolor=_paint(line["color"]) if line["width"] else "none",
                alpha=shape.get("opacity"),
            )
        )

    def _annotation(self, axes: Axes, words: dict[str, Any]) -> None:
        x = self._place(self.x, words.get("xref", "x"), words.get("x", 0.5))
        y = self._place(self.y, words.get("yref", "y"), words.get("y", 0.5))
        own = self.font | {"size": 12} | dict(words.get("font", {}))
        block = lines_of(str(words.get("text", "")), own["size"], own["color"])
        across, upright = words.get("xanchor", "auto"), words.get("yanchor", "auto")
        if across == "auto":
            across = _auto(words.get("xref", "x"), words.get("x", 0.5), ("left", "right"))
        if upright == "auto":
            upright = _auto(words.get("yref", "y"), words.get("y", 0.5), ("bottom", "top"))
            upright = "middle" if upright == "center" else upright
        write(
            axes, x + float(words.get("xshift", 0)), y - float(words.get("yshift", 0)), block,
            across, upright, words.get("align", "center"),
        )  # fmt: skip

    def _legend(self, axes: Axes) -> None:
        """Names over the plot, each after its sign."""
        x, y = self.left, self.top - 12
        for trace in self.traces:
            if trace.get("showlegend") is False or not trace.get("name"):
                continue
            marker = dict(trace.get("marker", {}))
            self._markers(axes, np.array([x + 6]), np.array([y]), marker, trace.get("line", {}))
            block = lines_of(str(trace["name"]), 12, self.font["color"])
            write(axes, x + 16, y, block, "left", "middle", "left")
            x += 34 + width_of(block[0])

    @staticmethod
    def _place(axis: _Axis, reference: str, value: Any) -> float:
        """Where a value of the data, or a share of the plot, stands."""
        if reference == "paper" or reference.endswith("domain"):
            return axis.start + float(value) * (axis.end - axis.start)
        return float(axis.at([value])[0])


class _Axis:
    """An axis: from values to pixels, its ticks and its words."""

    def __init__(self, sheet: _Sheet, name: str, start: float, end: float) -> None:
        self.sheet, self.name, self.start, self.end = sheet, name, start, end
        self.told = dict(sheet.layout.get(f"{name}axis", {}))
        self.dated = self.told.get("type") == "date"
        self.names: list[str] = []
        low, high = self._range()
        self.low, self.high = low, high

    def numbers(self, values: Any) -> np.ndarray:
        """Values as numbers: dates in days, names by their order."""
        plain = _values(values)
        if self.dated or (plain and isinstance(plain[0], pd.Timestamp)):
            self.dated = True
            return (
                pd.to_datetime(pd.Series(plain)).to_numpy().astype("datetime64[s]").astype(float)
                / 86_400
            )
        if plain and isinstance(plain[0], str):
            self.names += [name for name in dict.fromkeys(plain) if name not in self.names]
            return np.array([float(self.names.index(name)) for name in plain])
        return np.array([np.nan if value is None else float(value) for value in plain])

    def at(self, values: Any) -> np.ndarray:
        """Values in pixels."""
        share = (self.numbers(values) - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)

    def draw(self, axes: Axes) -> None:
        told, sheet = self.told, self.sheet
        flat = self.name == "x"
        if told.get("visible") is False:
            return
        ticks = _values(told.get("tickvals", ())) or self.names or self._round_values()
        labels = _values(told.get("ticktext", ())) or [self._worded(tick) for tick in ticks]
        places = self.at(ticks)
        least, most = sorted((self.start, self.end))
        kept = [(p, t) for p, t in zip(places, labels, strict=False) if least - 1 <= p <= most + 1]
        if told.get("showgrid"):
            hue = _paint(told.get("gridcolor", "#DDD8CD"))
            for place, _ in kept:
                ends = ([place, place], [sheet.top, sheet.foot])
                if not flat:
                    ends = ([sheet.left, sheet.right], [place, place])
                axes.plot(*ends, color=hue, linewidth=1, zorder=0.5)
        over = told.get("side") == "top"
        if told.get("showline"):
            foot = sheet.top if over else sheet.foot
            ends = ([sheet.left, sheet.right], [foot, foot])
            if not flat:
                ends = ([sheet.left, sheet.left], [sheet.top, sheet.foot])
            axes.plot(*ends, color=_paint(told["linecolor"]), linewidth=told.get("linewidth", 1))
        own = sheet.font | {"size": 12} | dict(told.get("tickfont", {}))
        away = 5 + float(told.get("ticklabelstandoff", 0))
        if told.get("showticklabels") is not False:
            for place, text in kept:
                block = lines_of(str(text), own["size"], own["color"])
                if not flat:
                    write(axes, sheet.left - away, place, block, "right", "middle", "right")
                elif over:
                    write(axes, place, sheet.top - away, block, "center", "bottom")
                else:
                    write(axes, place, sheet.foot + away, block, "center", "top")
        title = dict(told.get("title", {}))
        if title.get("text"):
            block = lines_of(title["text"], 12, own["color"])
            if flat:
                under = sheet.foot + away + 1.5 * own["size"]
                write(axes, (sheet.left + sheet.right) / 2, under, block, upright="top")
            else:
                write(axes, sheet.left, sheet.top - 6, block, "left", "bottom", "left")

    def _range(self) -> tuple[float, float]:
        ends = self.told.get("range")
        if ends is not None:
            low, high = self.numbers(list(ends))
            return float(low), float(high)
        found = [self.numbers(trace.get(self.name, ())) for trace in self.sheet.traces]
        values = np.concatenate([*found, np.empty(0)])
        values = values[~np.isnan(values)]
        if not len(values):
            return 0.0, 1.0
        low, high = float(values.min()), float(values.max())
        bars = any(
            trace["type"] == "bar" and (trace.get("orientation") == "h") == (self.name == "y")
            for trace in self.sheet.traces
        )
        if bars:
            return low - 0.5, high + 0.5
        if self.told.get("rangemode") == "tozero" or any(
            trace["type"] == "bar" for trace in self.sheet.traces
        ):
            low = min(low, 0.0)
        room = 0.0 if self.name == "x" else 0.06 * ((high - low) or 1.0)
        return (low if low == 0 else low - room), high + room

    def _round_values(self) -> list[float]:
        low, high = sorted((self.low, self.high))
        step = 10 ** np.floor(np.log10((high - low) or 1.0))
        step = next(
            (step * share for share in (0.2, 0.5, 1) if (high - low) / (step * share) <= 6), step
        )
        return [
            float(value)
            for value in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
        ]

    def _worded(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        if self.dated:
            return str(np.datetime64(int(value), "D"))
        form = str(self.told.get("tickformat", ""))
        if form.endswith("%"):
            sign = "+" if form.startswith("+") else ""
            return f"{value * 100:{sign}.0f}%".replace("-", "\u2212")
        return f"{value:+g}".replace("-", "\u2212") if form.startswith("+") else f"{value:g}"


def _over(under: Any, upper: Any) -> Any:
    """A layout over its template."""
    if isinstance(under, dict) and isinstance(upper, dict):
        return {
            name: _over(under[name], upper[name]) if name in under and name in upper
            else upper.get(name, under.get(name))
            for name in {**under, **upper}
        }  # fmt: skip
    return upper


def _values(values: Any) -> list[Any]:
    if values is None:
        return []
    if isinstance(values, dict):  # numbers packed by the figure library
        packed = go.Figure({"data": [{"type": "scatter", "x": values}]}).data[0].x
        return list(packed)
    return [value.item() if isinstance(value, np.generic) else value for value in values]


def _each(value: Any, count: int) -> list[Any]:
    if isinstance(value, str) or not isinstance(value, Sequence | np.ndarray):
        return [value] * count
    return list(value)


def _steps(x: np.ndarray, y: np.ndarray, shape: str) -> tuple[np.ndarray, np.ndarray]:
    """Corners of a stair: across then up, or up then across."""
    twice_x, twice_y = np.repeat(x, 2), np.repeat(y, 2)
    return (twice_x[1:], twice_y[:-1]) if shape == "hv" else (twice_x[:-1], twice_y[1:])


def _auto(reference: str, value: Any, ends: tuple[str, str]) -> str:
    """Where an annotation without an arrow stands: by thirds on paper, else in the middle."""
    if reference != "paper":
        return "center"
    return ends[0] if float(value) <= 1 / 3 else ends[1] if float(value) >= 2 / 3 else "center"


def _paint(colour: Any) -> Any:
    """A colour as the drawing library reads it; ours are `#RRGGBB` or `rgba(…)`."""
    if isinstance(colour, str) and colour.startswith("rgb"):
        parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")]
        return (*(part / 255 for part in parts[:3]), *(parts[3:] or [1.0]))
    return colour if colour is not None else "none"
