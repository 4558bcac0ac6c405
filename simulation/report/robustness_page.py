"""What an answer hangs on as an HTML page: the finding, a figure, sentences and the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from simulation.figures.theme import config
from simulation.report.page import page
from simulation.words import say
from simulation.workspace import write_text

ABSENT = "—"


def write_robustness(
    path: Path,
    told: Sequence[str],
    figures: Mapping[str, go.Figure],
    heads: Sequence[str],
    rows: Sequence[Sequence[Any]],
    lang: str,
) -> Path:
    """Write a finding as a page.

    Args:
        path: an `.html` file.
        told: sentences, the finding first.
        figures: heading, or "" -> figure, drawn under it; Plotly's script is carried once.
        heads: of the table.
        rows: of the table, in words.
        lang: "fr" or "en".
    """
    title, *sentences = told
    drawn = "".join(
        (f"<h2>{escape(heading)}</h2>" if heading else "")
        + figure.to_html(full_html=False, include_plotlyjs=place == 0, config=config(lang))
        for place, (heading, figure) in enumerate(figures.items())
    )
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    head = "".join(f"<th>{escape(name)}</th>" for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(value)}</td>' for value in row)}</tr>" for row in rows
    )
    table = f"<table class='table'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    content = f"<section>{drawn}{said}</section><section>{table if rows else ''}</section>"
    return write_text(path, page(title, "", "simulated", content, lang, say("robust.page", lang)))


def _cell(value: Any) -> str:
    return ABSENT if value is None else escape(str(value))
