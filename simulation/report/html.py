"""The report as one page that stands alone: figures, their numbers, fonts, receipts.

The page asks nobody for anything: style, one copy of Plotly, both typefaces and the data
are inside it. Each figure is followed by its numbers; printing opens them all.
"""

from __future__ import annotations

import json
from html import escape
from pathlib import Path

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from simulation import figures
from simulation.figures.theme import LIGHT, SANS, SERIF, config, font_faces_css
from simulation.report.content import Report
from simulation.report.exhibits import (
    Aside,
    Budget,
    Calendar,
    Composition,
    Differences,
    Exhibit,
    Fans,
    Front,
    Groups,
    Load,
    Section,
    Table,
    Theories,
    Words,
)
from simulation.report.receipts import passport
from simulation.words import say
from simulation.workspace import write_text

LESS = "\\u003c"
"""How JSON writes the sign that could close or open a script where it stands."""


def write_html(report: Report, path: Path) -> Path:
    """Write the page beside its place, then rename it there."""
    return write_text(Path(path), page_of(report))


def page_of(report: Report) -> str:
    """The whole page as text."""
    drawn: dict[str, go.Figure] = {}
    sections = "\n".join(_section(section, report.lang, drawn) for section in report.sections)
    receipts = {short: dict(receipt.facts) for short, receipt in report.receipts.items()}
    return f"""<!DOCTYPE html>
<html lang="{report.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(report.title)}</title>
<style>{font_faces_css()}{STYLE}</style>
</head>
<body>
<a class="skip" href="#content">{say("report.skip", report.lang)}</a>
<header>
<p class="wordmark">{say("report.wordmark", report.lang)}</p>
<h1>{escape(report.title)}</h1>
<p class="context">{escape(report.subtitle)}</p>
</header>
<main id="content">
{sections}
</main>
<footer><p>{escape(report.protection)}</p></footer>
<script type="application/json" id="receipts">{_json(receipts)}</script>
<script type="application/json" id="passport">{passport(report).replace("<", LESS)}</script>
<script>{get_plotlyjs()}</script>
<script>
const figures = {_json({name: figure.to_plotly_json() for name, figure in drawn.items()})};
const options = {_json(config(report.lang))};
for (const [name, figure] of Object.entries(figures)) {{
  Plotly.newPlot(name, figure.data, figure.layout, options);
}}
addEventListener("beforeprint", () => {{
  for (const numbers of document.querySelectorAll("details")) numbers.open = true;
}});
</script>
</body>
</html>
"""


def figure_of(exhibit: Exhibit, lang: str) -> go.Figure | None:
    """The figure of an exhibit; nothing for one that is a table from the start."""
    match exhibit:
        case Fans():
            return figures.fan_chart(
                exhibit.fans,
                names=exhibit.names,
                unit=exhibit.unit,
                objective=exhibit.objective,
                events=exhibit.events,
                lang=lang,
            )
        case Differences():
            return figures.paired_differences(
                exhibit.differences, exhibit.draws, unit=exhibit.unit, lang=lang
            )
        case Theories():
            return figures.theory_rows(exhibit.table, unit=exhibit.unit, lang=lang)
        case Groups():
            return figures.unit_bars(
                exhibit.table,
                unit=exhibit.unit,
                overall=exhibit.overall,
                emphasis=exhibit.emphasis,
                lang=lang,
            )
        case Composition():
            return figures.paired_bars(exhibit.table, lang=lang)
        case Front():
            return figures.pareto(exhibit.plans, required=exhibit.required, lang=lang)
        case Calendar():
            return figures.wave_calendar(
                exhibit.waves, exhibit.training, last_week=exhibit.last_week, lang=lang
            )
        case Load():
            return figures.staffing_load(exhibit.load, lang=lang)
        case Budget():
            return figures.budget_bars(exhibit.budget, lang=lang)
        case Words():
            return None


def _section(section: Section, lang: str, drawn: dict[str, go.Figure]) -> str:
    parts = [_exhibit(section, place, lang, drawn) for place in range(len(section.exhibits))]
    layout = "stacked" if section.stacked or len(parts) + bool(section.asides) < 2 else "split"
    if section.asides:
        kind = "figures" if not parts or section.stacked else "asides"
        asides = "".join(
            _aside(aside, large=aside.is_number or not parts) for aside in section.asides
        )
        parts.append(f'<div class="{kind}">{asides}</div>')
    tag = ""
    if section.origin:
        word = say(f"report.tag.{section.origin}", lang)
        tag = f'<span class="tag {section.origin}">{word}</span> '
    note = f"<p>{escape(section.note)}</p>" if section.note else ""
    receipt = say("report.receipt", lang, receipt=section.receipt)
    return f"""<section id="{section.key}" data-receipt="{section.receipt}">
<h2>{escape(section.title)}</h2>
<p class="context">{escape(section.context)}</p>
<div class="{layout}">
{"".join(parts)}
</div>
<div class="note">{note}<p>{tag}{escape(section.source)} <span class="receipt">{receipt}</span></p>
</div>
</section>"""


def _exhibit(section: Section, place: int, lang: str, drawn: dict[str, go.Figure]) -> str:
    exhibit = section.exhibits[place]
    heading = f"<h3>{escape(exhibit.heading)}</h3>" if exhibit.heading else ""
    table = _table(exhibit.numbers(lang))
    figure = figure_of(exhibit, lang)
    if figure is None:
        return f'<div class="card">{heading}{table}</div>'
    name = f"{section.key}-{place + 1}"
    drawn[name] = figure
    label = escape(f"{section.title}. {exhibit.heading}", quote=True)
    height = int(figure.layout.height)
    return (
        f'<div class="card">{heading}'
        f'<div id="{name}" role="img" aria-label="{label}" style="height:{height}px"></div>'
        f"<details><summary>{say('report.see_numbers', lang)}</summary>{table}</details></div>"
    )


def _aside(aside: Aside, large: bool) -> str:
    figure = f"<strong>{escape(aside.figure)}</strong> " if aside.figure else ""
    size = "large" if figure and large else "sentence"
    detail = f"<small>{escape(aside.detail)}</small>" if aside.detail else ""
    return f'<div class="{size}">{figure}<span>{escape(aside.text)}</span>{detail}</div>'


def _table(table: Table) -> str:
    def row(cells: tuple[str, ...], element: str, kind: str = "") -> str:
        inner = "".join(
            f"<{element}{'' if column in table.text_columns else ' class=number'}>"
            f"{_lines(text)}</{element}>"
            for column, text in enumerate(cells)
        )
        return f"<tr{kind}>{inner}</tr>"

    last = len(table.cells) - 1
    body = "".join(
        row(cells, "td", " class=total" if table.total and index == last else "")
        for index, cells in enumerate(table.cells)
    )
    return f"<table><thead>{row(table.headings, 'th')}</thead><tbody>{body}</tbody></table>"


def _lines(text: str) -> str:
    first, *others = escape(text).split("\n")
    if not others:
        return first
    return f"<strong>{first}</strong>" + "".join(f"<br><span>{line}</span>" for line in others)


def _json(tree: object) -> str:
    """JSON without any sign that could close or open a script or comment where it stands."""
    return json.dumps(tree, ensure_ascii=False, default=_plain).replace("<", LESS)


def _plain(value: object) -> object:
    return value.tolist() if hasattr(value, "tolist") else str(value)


STYLE = f"""
*{{box-sizing:border-box}}
body{{margin:0;background:{LIGHT.paper};color:{LIGHT.ink};
font:14px/1.45 {SANS};font-variant-numeric:tabular-nums}}
header,main,footer{{max-width:1180px;margin:0 auto;padding:0 28px}}
.skip{{position:absolute;left:-999px}}.skip:focus{{left:8px;top:8px;background:{LIGHT.surface}}}
.wordmark{{font:600 19px {SERIF};margin:20px 0 28px}}
h1{{font:600 34px/1.2 {SERIF};margin:0 0 8px;max-width:26em;text-wrap:balance}}
h2{{font:600 24px/1.25 {SERIF};margin:0 0 4px;text-wrap:balance}}
h3{{font-size:15px;font-weight:650;margin:0 0 8px}}
.context{{color:{LIGHT.slate};margin:0 0 16px}}
section{{margin:44px 0;padding-top:20px;border-top:1px solid {LIGHT.hairline}}}
.split{{display:grid;grid-template-columns:minmax(0,1.6fr) minmax(0,1fr);gap:16px}}
.stacked{{display:grid;grid-template-columns:minmax(0,1fr);gap:16px}}
.card{{background:{LIGHT.surface};border:1px solid {LIGHT.hairline};border-radius:6px;
padding:14px 18px;min-width:0}}
.figures{{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:16px 28px}}
.figures .large,.asides>div{{border-top:1px solid {LIGHT.hairline};padding-top:10px}}
.asides{{display:flex;flex-direction:column;gap:18px;font-size:15px}}
.large strong{{display:block;font:600 30px/1.2 {SERIF};font-variant-numeric:lining-nums}}
.large span{{font-weight:600}}
.figures .sentence{{border-left:4px solid {LIGHT.ink};padding-left:14px;font-size:15px}}
.figures .sentence+.sentence{{border-left:4px dashed {LIGHT.outline}}}
small{{display:block;font-size:13px;color:{LIGHT.slate}}}
details{{margin-top:6px;font-size:13px}}
summary{{cursor:pointer;color:{LIGHT.slate};text-decoration:underline;min-height:32px;
padding-top:6px}}
summary:focus-visible,a:focus-visible{{outline:2.5px solid {LIGHT.focus};outline-offset:2px}}
table{{border-collapse:collapse;width:100%;font-size:13px}}
th{{text-align:left;font-weight:400;color:{LIGHT.slate}}}
td,th{{padding:6px 12px 6px 0;border-bottom:1px solid {LIGHT.hairline};vertical-align:top}}
td span{{color:{LIGHT.slate}}}
.number{{text-align:right;white-space:nowrap;padding-right:0;padding-left:12px}}
.total td{{font-weight:600}}
.note{{color:{LIGHT.slate};font-size:13px;margin-top:12px;max-width:78em}}
.note p{{margin:4px 0}}
.receipt{{white-space:nowrap;margin-left:10px}}
.tag{{font-size:12px;font-weight:650;letter-spacing:.04em;border-radius:3px;padding:1px 6px;
margin-right:6px}}
.tag.real{{background:{LIGHT.ink};color:{LIGHT.surface};border:1px solid {LIGHT.ink}}}
.tag.simulated{{border:1px dashed {LIGHT.slate};color:{LIGHT.slate}}}
footer{{color:{LIGHT.slate};font-size:13px;padding-bottom:40px}}
@media (max-width:1024px){{.split{{grid-template-columns:minmax(0,1fr)}}}}
@media print{{body{{background:none;font-size:10pt}}header,main,footer{{max-width:none;padding:0}}
section{{break-inside:avoid-page;border-top:0;margin:0 0 24pt}}.card{{break-inside:avoid}}
.skip,summary{{display:none}}@page{{size:A4 landscape;margin:14mm}}}}
"""
