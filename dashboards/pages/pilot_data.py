"""Pilot, what its data are worth: the quality report, and how like the company it was."""

from __future__ import annotations

from html import escape

from dashboards.components.chart import ChartPane, drawn_of
from dashboards.components.fragments import finding, fragment
from dashboards.components.layout import card, stack
from dashboards.components.parts import Box
from dashboards.session import Session
from simulation.effects import Attribute, Representativeness
from simulation.effects import telling as effects_told
from simulation.figures import representation
from simulation.quality import telling
from simulation.quality.report import QualityReport
from simulation.report.effects_page import attribute_html
from simulation.report.quality_page import topic_html
from simulation.words import say


def quality_view(report: QualityReport, lang: str) -> Box:
    """The quality report, topic by topic."""
    head = finding(telling.title(report, lang), telling.context(report, lang))
    topics = [card("", "", fragment(topic_html(topic, report, lang))) for topic in report.topics]
    return stack(fragment(head), *topics)


def warnings_list(report: QualityReport, lang: str) -> str:
    """The findings to check, as a short list; a sentence when there is none."""
    told = [
        telling.what(item, report, lang)
        for topic in report.topics
        for item in topic.items
        if item.severity == "warning"
    ]
    if not told:
        return f'<p class="sub">{escape(telling.title(report, lang))}</p>'
    items = "".join(
        f'<li><span class="warn">▲</span><span>{escape(sentence)}</span></li>' for sentence in told
    )
    return f'<ul class="list ruled">{items}</ul>'


def representativeness_view(found: Representativeness, session: Session) -> Box:
    """Who is over- and under-represented, or why that cannot be said."""
    lang = session.shell.lang
    if found.reason:
        title = say("dashboard.pilot.who_unknown", lang)
        return stack(fragment(finding(title, effects_told.who_title(found, lang))))
    head = finding(effects_told.who_title(found, lang), effects_told.who_context(found, lang))
    parts = [
        card("", "", fragment(attribute_html(one, lang)), likeness_chart(one, session))
        for one in found.attributes
    ]
    limit = f'<p class="note">{escape(say("effects.who.limit", lang))}</p>'
    return stack(fragment(head), *parts, fragment(limit))


def likeness_chart(attribute: Attribute, session: Session) -> ChartPane:
    """The groups of a characteristic, the pilot's share of each beside the company's."""
    lang = session.shell.lang
    names = [
        effects_told.group_name(attribute.name, group, lang) for group in attribute.groups["group"]
    ]
    chart = ChartPane(lang=lang, margin=0)
    chart.draw(
        drawn_of(representation, attribute.groups, names, lang=lang, dark=session.shell.dark)
    )
    chart.label = say("figure.representation.label", lang)
    return chart
