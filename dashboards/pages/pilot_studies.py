"""Pilot, studies: who it was, what changed, who waits, who comes back, what lives on."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from dashboards.components.chart import ChartPane
from dashboards.components.fragments import finding, fragment, message, numbers, table
from dashboards.components.layout import card, grid, stack
from dashboards.components.parts import Box
from dashboards.pages.pilot_data import likeness_chart
from dashboards.session import Session
from dashboards.view_models.pilot import PilotDesk
from dashboards.view_models.pilot_studies import (
    answered_curve,
    compared_shares,
    last_flows,
    studies_finding,
)
from simulation.effects import Reading
from simulation.effects import telling as effects_told
from simulation.figures import before_after, profile_flows, survival_curve
from simulation.figures.units import tell, tell_range
from simulation.indicators.maturity import LEVELS
from simulation.indicators.typologies import TYPOLOGIES
from simulation.report.effects_page import effect_figure
from simulation.words import say
from simulation.words.forms import number, percent, short_date

ABSENT = "—"


def studies_page(desk: PilotDesk, session: Session) -> Box:
    """The studies of the record that is open, under the thresholds that are set."""
    lang = session.shell.lang
    head = finding(studies_finding(desk.studies, lang), effects_told.who_title(desk.who, lang))
    return stack(
        fragment(head),
        grid(
            "minmax(0, 1fr) minmax(0, 1fr)",
            *_who(desk, session),
            *_effects(desk, session),
            _network(desk, session),
            _waits(desk, session),
            _survival(desk, session),
            _flows(desk, session),
            stack(_newcomers(desk, session), _maturity(desk, session)),
            _typologies(desk, session),
        ),
        _benchmarks(desk, session),
    )


def _who(desk: PilotDesk, session: Session) -> list[Box]:
    """The characteristic by which the pilot was most unlike the company, or the refusal."""
    lang, found = session.shell.lang, desk.who
    title, told = say("dashboard.studies.who", lang), effects_told.who_title(found, lang)
    if not found.attributes:
        return [card(title, told)]
    shown = found.widest or found.attributes[0]
    name = effects_told.attribute_name(shown, lang)
    note = say("dashboard.studies.who_note", lang, finding=told.rstrip("."), attribute=name)
    return [card(title, note, likeness_chart(shown, session))]


def _effects(desk: PilotDesk, session: Session) -> list[Box]:
    """What opening in waves, then the record's own events changed, where that can be read."""
    lang = session.shell.lang
    cards = [_effect(say("dashboard.studies.effects.waves", lang), desk.studies.waves, session)]
    for event in desk.studies.events:
        day = short_date(event.monday, lang)
        title = say("dashboard.studies.effects.event", lang, mark=event.name, date=day)
        cards.append(_effect(title, event.reading, session))
    return cards


def _effect(title: str, reading: Reading, session: Session) -> Box:
    """One causal reading: finding, picture, and what it hangs on; or why it is refused."""
    lang = session.shell.lang
    told, how = effects_told.title(reading, lang), effects_told.context(reading, lang)
    figure = effect_figure(reading, lang, session.shell.dark)
    if figure is None:
        return card(title, told, fragment(message("warning", how)))
    hangs = "".join(
        f"<li><span>○</span><span>{escape(one)}</span></li>"
        for one in effects_told.assumptions(reading, lang)
    )
    return card(
        title,
        told,
        _chart(figure, told, lang),
        fragment(f'<p class="note">{escape(how)}</p><ul class="list">{hangs}</ul>'),
    )


def _network(desk: PilotDesk, session: Session) -> Box:
    lang, found = session.shell.lang, desk.studies.network
    title, shares = say("dashboard.studies.network", lang), compared_shares(found)
    if not found["available"] or shares.empty:
        return _nothing(title, lang)
    weeks = {name: number(count, lang) for name, count in found["weeks"].items()}
    figure = before_after(shares, lang=lang, dark=session.shell.dark)
    note = say("dashboard.studies.network_note", lang, **weeks)
    return card(title, note, _chart(figure, say("figure.network.label", lang), lang))


def _waits(desk: PilotDesk, session: Session) -> Box:
    lang, told = session.shell.lang, desk.studies.waits
    title = say("dashboard.studies.waits", lang)
    if told["curve"].empty:
        return _nothing(title, lang)
    row = told["groups"].iloc[0]
    words = {
        "opened": number(float(row["opened"]), lang),
        "waiting": number(float(row["waiting"]), lang),
    }
    half = (
        say("dashboard.studies.no_median", lang, **words)
        if pd.isna(row["median_hours"])
        else say(
            "dashboard.studies.median",
            lang,
            hours=tell(row["median_hours"], "hours", lang),
            **words,
        )
    )
    figure = survival_curve(answered_curve(told), unit="hours", **_style(desk, session), height=240)
    return card(title, half, _chart(figure, title, lang))


def _survival(desk: PilotDesk, session: Session) -> Box:
    lang, told = session.shell.lang, desk.studies.survival
    title = say("dashboard.studies.survival", lang)
    if told["curves"].empty:
        return _nothing(title, lang)
    row = told["summary"].iloc[0]
    note = say(
        "dashboard.studies.lives",
        lang,
        communities=number(float(row["communities"]), lang),
        ended=number(float(row["ended"]), lang),
        alive=number(float(row["still_alive"]), lang),
        older=number(float(told["left_out"]), lang),
    )
    figure = survival_curve(told["curves"], **_style(desk, session), height=240)
    return card(title, note, _chart(figure, title, lang))


def _flows(desk: PilotDesk, session: Session) -> Box:
    lang = session.shell.lang
    title, flows = say("dashboard.studies.flows", lang), desk.facts.profiles["flows"]
    if flows.empty:
        return _nothing(title, lang)
    last = last_flows(flows)
    first, second = (
        say("dashboard.pilot.week_of", lang, week=short_date(last[name].iloc[0].date(), lang))
        for name in ("week_from", "week_to")
    )
    figure = profile_flows(
        last,
        profiles=TYPOLOGIES["lecko"].profiles,
        weeks=(first, second),
        lang=lang,
        dark=session.shell.dark,
    )
    cells = [
        [*(escape(_flow_name(row[name], lang)) for name in ("profile_from", "profile_to")),
         escape(_number(row["people"], row, lang))]
        for row in last.to_dict("records")
    ]  # fmt: skip
    heads = [say(f"dashboard.studies.{name}", lang) for name in ("from", "to", "people")]
    note = say("dashboard.studies.flows_note", lang)
    return card(
        title, note, _chart(figure, title, lang), fragment(numbers(lang, table(heads, cells, [2])))
    )


def _newcomers(desk: PilotDesk, session: Session) -> Box:
    lang, told = session.shell.lang, desk.studies.newcomers
    cells = [
        [
            escape(say(f"study.group.{row['group']}", lang)),
            escape(_number(row["people"], row, lang)),
            escape(_level(row["value"], row, lang)),
            escape(_interval(row, lang)),
        ]
        for row in told["returns"].to_dict("records")
    ]
    heads = [
        say("dashboard.studies.first_reply", lang),
        say("dashboard.studies.people", lang),
        say("dashboard.studies.back", lang),
        say("study.column.interval", lang),
    ]
    ratio = told["odds_ratio"]
    below = (
        say(
            "dashboard.studies.odds",
            lang,
            ratio=number(ratio["value"], lang, 1),
            interval=tell_range(ratio["low"], ratio["high"], "ratio", lang),
        )
        if ratio
        else say("dashboard.studies.no_odds", lang)
    )
    return card(
        say("dashboard.studies.newcomers", lang),
        say("dashboard.studies.newcomers_note", lang),
        fragment(table(heads, cells, [1, 2, 3]) + f'<p class="note">{escape(below)}</p>'),
    )


def _typologies(desk: PilotDesk, session: Session) -> Box:
    lang = session.shell.lang
    cells = [
        [
            escape(say(f"indicator.typology.{row['typology']}", lang)),
            f'<span title="{_definition(row["profile"], lang)}">'
            f"{escape(say('indicator.profile.' + row['profile'], lang))}</span>",
            escape(_level(row["value"], row, lang)),
            escape(_interval(row, lang)),
        ]
        for row in desk.studies.typologies["shares"].to_dict("records")
    ]
    heads = [
        say(f"study.column.{name}", lang) for name in ("typology", "profile", "value", "interval")
    ]
    return card(
        say("dashboard.studies.typologies", lang),
        say("dashboard.studies.typologies_note", lang),
        fragment(table(heads, cells, [2, 3])),
    )


def _maturity(desk: PilotDesk, session: Session) -> Box:
    lang, told = session.shell.lang, desk.studies.maturity
    level = told["whole"]["level"].iloc[0]
    whole = (
        say("figure.suppressed", lang)
        if pd.isna(level)
        else say("dashboard.studies.whole", lang, level=say(f"indicator.maturity.{level}", lang))
    )
    steps = [
        [escape(say(f"indicator.maturity.{step}", lang)), number(told["grid"][step], lang)]
        for step in LEVELS
    ]
    row = told["whole"].to_dict("records")[0]
    measures = [
        [
            escape(say(f"indicator.maturity.{name}", lang)),
            escape(_level(row[name], row, lang)),
            percent(limit, lang),
        ]
        for name, limit in told["limits"].items()
    ]
    heads = [say(f"dashboard.studies.{name}", lang) for name in ("step", "communities")]
    measured = [say(f"dashboard.studies.{name}", lang) for name in ("measure", "level", "limit")]
    return card(
        say("dashboard.studies.maturity", lang),
        whole,
        fragment(table(heads, steps, [1])),
        fragment(table(measured, measures, [1, 2])),
    )


def _benchmarks(desk: PilotDesk, session: Session) -> Box:
    lang = session.shell.lang
    cells = [
        [
            escape(say(f"indicator.{row['benchmark']}", lang)),
            escape(ABSENT if pd.isna(row["value"]) else tell(row["value"], row["unit"], lang)),
            escape(tell_range(row["range_low"], row["range_high"], row["unit"], lang)),
            escape(say(f"indicator.position.{row['position']}", lang)),
            escape(f"{row['reference']} · {row['quality']}"),
            escape(row[f"caution_{lang}"]),
        ]
        for row in desk.studies.benchmarks.to_dict("records")
    ]
    heads = [
        say(f"dashboard.studies.{name}", lang)
        for name in ("measure", "level", "published", "position", "source", "caution")
    ]
    return card(
        say("dashboard.studies.benchmarks", lang),
        say("dashboard.studies.benchmarks_note", lang),
        fragment(table(heads, cells, [1])),
    )


def _style(desk: PilotDesk, session: Session) -> dict[str, Any]:
    return {
        "simulated": desk.facts.record.is_simulated,
        "lang": session.shell.lang,
        "dark": session.shell.dark,
    }


def _chart(figure: Any, label: str, lang: str) -> ChartPane:
    chart = ChartPane(lang=lang, margin=0)
    chart.draw(figure)
    chart.label = label
    return chart


def _nothing(title: str, lang: str) -> Box:
    return card(title, say("study.nothing", lang))


def _flow_name(name: str, lang: str) -> str:
    kind = "flow" if name in ("outside", "other") else "profile"
    return say(f"indicator.{kind}.{name}", lang)


def _definition(profile: str, lang: str) -> str:
    return escape(say(f"indicator.profile.{profile}.definition", lang), quote=True)


def _number(value: Any, row: Any, lang: str) -> str:
    return _hidden(row, lang) if pd.isna(value) else number(float(value), lang)


def _level(value: Any, row: Any, lang: str) -> str:
    return _hidden(row, lang) if pd.isna(value) else percent(float(value), lang)


def _interval(row: Any, lang: str) -> str:
    if pd.isna(row["low"]) or pd.isna(row["high"]):
        return ABSENT
    return tell_range(row["low"], row["high"], "share", lang)


def _hidden(row: Any, lang: str) -> str:
    return say("figure.suppressed", lang) if row["suppressed"] else ABSENT
