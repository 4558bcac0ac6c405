"""The predictive checks of a calibration as an HTML page."""

from __future__ import annotations

from html import escape
from pathlib import Path

from simulation.calibration import telling
from simulation.calibration.posterior import Posterior
from simulation.figures import predictive_check
from simulation.figures.theme import config
from simulation.report.page import page
from simulation.words import say
from simulation.workspace import write_text


def write_checks(posterior: Posterior, path: Path, min_group: int, lang: str) -> Path:
    """Write what was found, and one figure a series, as a page; text is escaped."""
    told = "".join(f"<li>{escape(one)}</li>" for one in telling.sentences(posterior, lang))
    note = f'<p class="note">{escape(say("calibration.page.context", lang))}</p>'
    body = f"<section><ul>{told}</ul>{note}</section>{_figures(posterior, min_group, lang)}"
    origin = "simulated" if posterior.manifest["simulated"] else "real"
    title, context = telling.title(posterior, lang), telling.context(posterior, lang)
    return write_text(
        path, page(title, context, origin, body, lang, say("report.protection", lang))
    )


def _figures(posterior: Posterior, min_group: int, lang: str) -> str:
    seen = telling.observed(posterior, min_group)
    sections, library = [], True
    for name in posterior.observed:
        of_series = seen[seen["indicator"] == name]
        if of_series["suppressed"].any():
            continue
        bands = posterior.checks[posterior.checks["series"] == name]
        figure = predictive_check(bands, of_series, lang=lang)
        drawn = figure.to_html(full_html=False, include_plotlyjs=library, config=config(lang))
        label = say(f"calibration.series.{name}", lang)
        heading = escape(label[0].upper() + label[1:])
        sections.append(f'<section id="{name}"><h2>{heading}</h2>{drawn}</section>')
        library = False
    return "\n".join(sections)
