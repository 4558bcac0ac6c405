"""Representativeness and effects as HTML pages."""

from __future__ import annotations

from html import escape
from pathlib import Path

import plotly.graph_objects as go

from simulation.effects import telling
from simulation.effects.reading import Reading
from simulation.effects.representativeness import Attribute, Representativeness
from simulation.figures import effect_by_week, interrupted_course
from simulation.figures.theme import config
from simulation.report.page import page
from simulation.words import say
from simulation.workspace import write_text


def write_representativeness(
    found: Representativeness, path: Path, simulated: bool, lang: str
) -> Path:
    """Write the comparison of pilot and company as a page."""
    sections = "\n".join(
        f'<section id="{one.name}">{attribute_html(one, lang)}</section>'
        for one in found.attributes
    )
    limit = f'<p class="note">{escape(say("effects.who.limit", lang))}</p>'
    title, context = telling.who_title(found, lang), telling.who_context(found, lang)
    return _write(path, title, context, sections + (limit if sections else ""), simulated, lang)


def attribute_html(attribute: Attribute, lang: str) -> str:
    """One characteristic: name, sentences and table of groups; text is escaped."""
    name = telling.attribute_name(attribute, lang)
    sentences = "".join(
        f'<p class="note">{escape(one)}</p>' for one in telling.attribute_sentences(attribute, lang)
    )
    heads = "".join(
        f"<th>{escape(say(f'effects.head.{head}', lang))}</th>" for head in telling.GROUP_HEADS
    )
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for cells in telling.group_cells(attribute, lang)
    )
    table = f"<table class='table'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<h2>{escape(name[0].upper() + name[1:])}</h2>{sentences}{table}"


def write_effect(reading: Reading, path: Path, simulated: bool, lang: str) -> Path:
    """Write a causal reading, or its refusal, as a page."""
    hangs_on = "".join(f"<li>{escape(one)}</li>" for one in telling.assumptions(reading, lang))
    body = _drawn(reading, lang) + (f"<ul>{hangs_on}</ul>" if hangs_on else "")
    title, context = telling.title(reading, lang), telling.context(reading, lang)
    return _write(path, title, context, f"<section>{body}</section>", simulated, lang)


def effect_figure(reading: Reading, lang: str, dark: bool = False) -> go.Figure | None:
    """The picture of a reading; nothing for a refusal."""
    if reading.staggered:
        weeks, estimates = zip(*reading.staggered.by_week, strict=True)
        return effect_by_week(
            weeks,
            [one.value for one in estimates],
            [one.low for one in estimates],
            [one.high for one in estimates],
            unit=reading.unit_of_measure,
            lang=lang,
            dark=dark,
        )
    if reading.interrupted and reading.event_week:
        return interrupted_course(
            reading.course,
            reading.interrupted.expected.tolist(),
            reading.weeks,
            reading.weeks.index(reading.event_week),
            unit=reading.unit_of_measure,
            lang=lang,
            dark=dark,
        )
    return None


def _drawn(reading: Reading, lang: str) -> str:
    figure = effect_figure(reading, lang)
    if figure is None:
        return ""
    return figure.to_html(full_html=False, include_plotlyjs=True, config=config(lang))


def _write(path: Path, title: str, context: str, body: str, simulated: bool, lang: str) -> Path:
    origin = "simulated" if simulated else "real"
    return write_text(
        path, page(title, context, origin, body, lang, say("report.protection", lang))
    )
