"""The quality report as HTML: for its own page and for the pilot's."""

from __future__ import annotations

from html import escape
from pathlib import Path

from simulation.quality import telling
from simulation.quality.report import Item, QualityReport, Topic
from simulation.report.page import page
from simulation.words import say
from simulation.workspace import write_text


def write_quality(report: QualityReport, path: Path, lang: str) -> Path:
    """Write the page beside its place, then rename it there."""
    body = "\n".join(
        f'<section id="{topic.name}">{topic_html(topic, report, lang)}</section>'
        for topic in report.topics
    )
    origin = "simulated" if report.simulated else "real"
    title, context = telling.title(report, lang), telling.context(report, lang)
    return write_text(
        path, page(title, context, origin, body, lang, say("report.protection", lang))
    )


def topic_html(topic: Topic, report: QualityReport, lang: str) -> str:
    """One topic: its name, what to know, and its findings as a table; text is escaped."""
    sentence = telling.verdict(topic, lang)
    told = f'<p class="note">{escape(sentence)}</p>' if sentence else ""
    title = f"<h2>{escape(telling.heading(topic, lang))}</h2>"
    return title + told + (_table(topic.items, report, lang) if topic.items else "")


def _table(items: tuple[Item, ...], report: QualityReport, lang: str) -> str:
    """A table of findings; a column that none of them fills is left out."""
    columns = {
        "what": [_what(item, report, lang) for item in items],
        "where": [escape(telling.where(item, lang)) for item in items],
        "did": [escape(telling.did(item, report, lang)) for item in items],
        "decide": [escape(telling.decide(item, report, lang)) for item in items],
    }
    filled = {name: cells for name, cells in columns.items() if any(cells)}
    head = "".join(f"<th>{escape(say(f'quality.head.{name}', lang))}</th>" for name in filled)
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for row in zip(*filled.values(), strict=True)
    )
    return f"<table class='table'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _what(item: Item, report: QualityReport, lang: str) -> str:
    sign = {"warning": "▲", "note": "·"}[item.severity]
    label = escape(say(f"quality.severity.{item.severity}", lang), quote=True)
    sentence = escape(telling.what(item, report, lang))
    return f'<span role="img" aria-label="{label}">{sign}</span> {sentence}'
