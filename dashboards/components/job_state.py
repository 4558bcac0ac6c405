"""How far a standing job is: a bar, words, and what became of it."""

from __future__ import annotations

from html import escape

from dashboards.components.fragments import message, progress_bar
from dashboards.standing import Told
from simulation.words import say
from simulation.words.forms import number, time_left


def job_state(told: Told | None, title: str, lang: str) -> str:
    """What a reader is told of a job on a record of a title: nothing when it is done."""
    if told is None or told.state == "done":
        return ""
    if told.state == "stopped":
        words = escape(say("dashboard.forecast.job.stopped", lang))
        return f'<p class="note" role="status">{words}</p>'
    if told.refused:
        safe = say("dashboard.forecast.job.untouched", lang)
        return message("error", told.refused.message(lang), safe)
    name = say(f"dashboard.forecast.job.{told.kind}", lang, name=title)
    share = told.done / told.total if told.total else 0.0
    words = f"{pace(told, lang)} {say('dashboard.forecast.job.safe', lang)}"
    return (
        f'<p class="strong">{escape(name)}</p>{progress_bar(share, name)}'
        f'<p class="note" role="status">{escape(words)}</p>'
    )


def pace(told: Told, lang: str) -> str:
    """How much is done, and how long the rest should take."""
    counts = {"done": number(told.done, lang), "total": number(told.total, lang)}
    if not told.total:
        return say("dashboard.forecast.job.begins", lang)
    if told.done >= told.total:
        return say("dashboard.forecast.job.ends", lang)
    if told.left is None:
        return f"{say('dashboard.forecast.job.done', lang, **counts)}."
    left = time_left(told.left)
    return f"{say('dashboard.forecast.job.left', lang, left=left, **counts)}."
