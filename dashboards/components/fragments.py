"""Fragments of HTML: tags, titles, key figures, tables, sparklines. Text is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import isfinite
from typing import Any

from dashboards.components.parts import Fragment
from simulation.figures.theme import LETTERS
from simulation.words import say


def fragment(html: str, **how: Any) -> Fragment:
    """A part that shows trusted HTML in the type and colours of the page."""
    return Fragment(html, **how)


def finding(title: str, subtitle: str = "") -> str:
    """A page's title: the sentence that the data allow, and one line of context."""
    below = f'<p class="sub">{escape(subtitle)}</p>' if subtitle else ""
    return f'<h1 tabindex="-1">{escape(title)}</h1>{below}'


def panel_title(title: str, subtitle: str = "") -> str:
    """The head of a card."""
    below = f'<p class="note">{escape(subtitle)}</p>' if subtitle else ""
    return f"<h2>{escape(title)}</h2>{below}"


def origin_tag(simulated: bool, lang: str) -> str:
    """The tag that stands beside a record's name: observed or simulated."""
    kind = "simulated" if simulated else "real"
    return f'<span class="tag {kind}">{escape(say(f"dashboard.tag.{kind}", lang))}</span>'


def letter_tag(letter: str) -> str:
    """The letter of a scenario on its colour."""
    colour = f"var(--rsne-scenario-{letter})" if letter in LETTERS else "var(--rsne-slate)"
    return f'<span class="letter" style="background:{colour}">{escape(letter)}</span>'


def message(kind: str, title: str, text: str = "") -> str:
    """A warning or an error: what happened, what can be done, what is safe."""
    sign = {"warning": "▲", "error": "✕"}[kind]
    role = "alert" if kind == "error" else "note"
    below = f"<p>{escape(text)}</p>" if text else ""
    head = f"<strong>{sign} {escape(title)}</strong>"
    return f'<div class="box {kind}" role="{role}">{head}{below}</div>'


def key_figure(caption: str, value: str, detail: str, series: Sequence[float]) -> str:
    """One of a page's few large figures, with its course beside it."""
    return (
        f'<div class="keyfigure"><div><div class="caption">{escape(caption)}</div>'
        f'<div class="value">{escape(value)}</div><div class="detail">{escape(detail)}</div></div>'
        f"{sparkline(series)}</div>"
    )


def figures_row(entries: Iterable[tuple[str, str, str]]) -> str:
    """Large figures side by side: value, label, detail."""
    cells = [
        f'<div><div class="value">{escape(value)}</div><div class="label">{escape(label)}</div>'
        f'<div class="detail">{escape(detail)}</div></div>'
        for value, label, detail in entries
    ]
    columns = "repeat(auto-fit,minmax(150px,1fr))"
    return (
        f'<div class="figures large" style="grid-template-columns:{columns}">{"".join(cells)}</div>'
    )


def sparkline(series: Sequence[float], width: int = 96, height: int = 34) -> str:
    """The course of a series as a small ink line with a dot at its end; gaps stay gaps."""
    known = [value for value in series if isfinite(value)]
    if len(known) < 2:
        return ""
    top = max(known) or 1.0
    step = (width - 6) / (len(series) - 1)
    places = [
        (3 + step * index, height - 4 - (height - 8) * value / top) if isfinite(value) else None
        for index, value in enumerate(series)
    ]
    path, pen_down = "", False
    for place in places:
        if place is not None:
            path += f"{'L' if pen_down else 'M'}{place[0]:.1f} {place[1]:.1f}"
        pen_down = place is not None
    x, y = next(place for place in reversed(places) if place is not None)
    return (
        f'<svg width="{width}" height="{height}" aria-hidden="true" style="flex:none">'
        f'<path d="{path}" fill="none" stroke="var(--rsne-ink)" stroke-width="1.8" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="var(--rsne-ink)"/></svg>'
    )


def table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], numeric: Iterable[int] = (), total: int = 0
) -> str:
    """A table of ready cells (HTML); `numeric` columns stand right, the last `total` rows bold."""
    right = set(numeric)

    def line(cells: Sequence[str], tag: str, name: str = "") -> str:
        inner = "".join(
            f"<{tag}{' class=number' if index in right else ''}>{cell}</{tag}>"
            for index, cell in enumerate(cells)
        )
        return f"<tr{name}>{inner}</tr>"

    body = "".join(
        line(row, "td", ' class="total"' if index >= len(rows) - total else "")
        for index, row in enumerate(rows)
    )
    head = line([escape(head) for head in heads], "th")
    return f'<table class="table"><thead>{head}</thead><tbody>{body}</tbody></table>'


def numbers(lang: str, inner: str) -> str:
    """The figures of a chart as a table, folded under a link."""
    label = escape(say("dashboard.see_numbers", lang))
    body = f'<div class="scroll">{inner}</div>'
    return f'<details class="numbers"><summary>{label}</summary>{body}</details>'


def progress_bar(share: float, label: str) -> str:
    """How far a long job is, as a bar named by what is under way; words stand beside it."""
    percent = round(100 * min(max(share, 0.0), 1.0))
    return (
        f'<div class="progress" role="progressbar" aria-label="{escape(label)}" '
        f'aria-valuenow="{percent}" aria-valuemin="0" aria-valuemax="100">'
        f'<span style="width:{percent}%"></span></div>'
    )
