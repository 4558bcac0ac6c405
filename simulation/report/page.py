"""A page of words and tables that stands alone: fonts and style inside, nothing fetched."""

from __future__ import annotations

from html import escape

from simulation.figures.theme import font_faces_css
from simulation.report.html import STYLE
from simulation.words import say


def page(title: str, context: str, origin: str, body: str, lang: str, note: str = "") -> str:
    """The whole page as text.

    Args:
        title: its finding, plain text.
        context: one line under it, plain text.
        origin: "real" or "simulated", told by a tag.
        body: trusted HTML.
        lang: "fr" or "en".
        note: what stands at its foot, plain text.
    """
    tag = escape(say(f"report.tag.{origin}", lang))
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{font_faces_css()}{STYLE}</style>
</head>
<body>
<a class="skip" href="#content">{escape(say("report.skip", lang))}</a>
<header>
<p class="wordmark">{escape(say("report.wordmark", lang))}</p>
<h1>{escape(title)}</h1>
<p class="context"><span class="tag {origin}">{tag}</span> {escape(context)}</p>
</header>
<main id="content">
{body}
</main>
<footer><p>{escape(note)}</p></footer>
</body>
</html>
"""
