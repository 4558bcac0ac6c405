"""Pilot: what happened, to whom?"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import panel_material_ui as pmui

from dashboards.components.chart import ChartPane, drawn_of
from dashboards.components.controls import Button, Choice, Slider, Tabs, TextField
from dashboards.components.file_drop import dropped, file_drop
from dashboards.components.fragments import (
    finding,
    fragment,
    key_figure,
    message,
    numbers,
    origin_tag,
    table,
)
from dashboards.components.layout import card, grid, line, page, space, stack
from dashboards.components.parts import Box, Fragment
from dashboards.components.sheet import Sheet
from dashboards.pages.pilot_data import quality_view, representativeness_view, warnings_list
from dashboards.pages.pilot_replay import replay
from dashboards.pages.pilot_studies import studies_page
from dashboards.session import Scope, Session
from dashboards.theme import theme_config
from dashboards.view_models.names import labelled, record_title
from dashboards.view_models.pilot import PilotDesk
from dashboards.view_models.replay import figure_detail, figure_value, figures
from simulation.figures import indicator_line, profile_bars, unit_bars
from simulation.figures.units import tell
from simulation.tables import title_of
from simulation.words import say
from simulation.words.forms import number, short_date

VIEWS = ("overview", "studies", "who", "quality", "replay")


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    desk, shell = session.pilot, session.shell
    body = stack()
    drawn: dict[str, Any] = {}

    def content() -> Box | Fragment:
        if desk.replayed and shell.view == "replay":
            if drawn.get("replayed") is not desk.replayed:
                drawn.update(replayed=desk.replayed, replay=replay(desk, session, scope))
            return drawn["replay"]
        if desk.studies and desk.who and shell.view == "studies":
            return studies_page(desk, session)
        if desk.who and shell.view == "who":
            return representativeness_view(desk.who, session)
        if desk.quality and shell.view == "quality":
            return quality_view(desk.quality, shell.lang)
        if desk.facts and shell.view in ("studies", "who", "quality"):
            return fragment(finding(say("dashboard.studies.measuring", shell.lang)))
        if desk.facts:
            if "page" not in drawn:
                drawn["page"] = _overview(desk, session, scope)
            return drawn["page"]
        if desk.records():
            return fragment(finding(say("dashboard.pilot.measuring", shell.lang)))
        return _empty(shell.lang)

    def show(*_: object) -> None:
        error = desk.refused
        told = [fragment(message("error", error.message(shell.lang)))] if error else []
        body[:] = [*told, content()]

    def show_later(*events: Any) -> None:
        # Another record empties all three at once.
        changed = {event.name for event in events}
        if shell.view in changed or (shell.view == "studies" and "who" in changed):
            show()

    scope.watch(desk, ["facts", "replayed", "refused"], show)
    scope.watch(desk, ["quality", "who", "studies"], show_later)
    scope.watch(shell, ["view", "dark"], show)
    show()
    return page(_context(desk, session, scope), body)


def _context(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    shell, lang = session.shell, session.shell.lang
    tag = fragment("", classes="close")
    records = Choice(say("dashboard.pilot.record", lang), width=240)
    add = Button(label=say("dashboard.pilot.import", lang), variant="outlined")
    drawer = Box()
    tabs = Tabs(
        say("dashboard.page.pilot", lang),
        {say(f"dashboard.pilot.view.{name}", lang): name for name in VIEWS},
    ).linked(shell, "view", scope)

    def show(*_: object) -> None:
        known = list(desk.records())
        records.offer(_record_names(desk, lang), desk.record or None)
        records.visible = bool(known)
        tag.object = ""
        if desk.facts:
            manifest, people = desk.facts.record.manifest, desk.facts.record.size
            weeks = len(desk.facts.record.weeks())
            told = say(
                "dashboard.pilot.size", lang, people=number(people, lang), weeks=number(weeks, lang)
            )
            tag.object = (
                f'<div class="context">{origin_tag(desk.facts.record.is_simulated, lang)}'
                f'<span class="strong">{escape(title_of(manifest, lang))}</span>'
                f'<span class="sub">{escape(told)}</span></div>'
            )

    def choose(record: str) -> None:
        shell.param.update(record=record, week=1, unit="", against="")
        desk.open(record, lang)

    def open_drawer(_: object) -> None:
        if not drawer:
            form = Sheet(_import_form(desk, scope, lang))
            sheet = pmui.Drawer(
                form, anchor="right", size=340, theme_config=theme_config(), dark_theme=shell.dark
            )
            scope.watch(shell, "dark", lambda event: setattr(sheet, "dark_theme", event.new))
            drawer[:] = [sheet]
        (sheet,) = drawer
        sheet.open = True

    def shut(*_: object) -> None:
        for sheet in drawer:
            sheet.open = False
        shell.record = desk.record

    records.on_change(choose)
    add.on_click(open_drawer)
    scope.watch(desk, "facts", show)
    scope.watch(desk, "facts", shut)
    show()
    if desk.facts:
        shell.record = desk.record
    importing = [add, drawer] if desk.may_import else []
    return line(tag, space(), records, *importing[:1], tabs, *importing[1:])


def _import_form(desk: PilotDesk, scope: Scope, lang: str) -> Box:
    """What the drawer holds, from the first time it is opened."""
    export = file_drop(lang, multiple=True, max_file_size="500MB", height=110)
    extract = file_drop(lang, multiple=False, max_file_size="100MB", height=90)
    title = TextField(say("dashboard.pilot.title", lang), style="margin:10px 0")
    start = Button(label=say("dashboard.pilot.start_import", lang))
    state = fragment("")

    def begin(_: object) -> None:
        hr = next(iter(dropped(extract)), None)
        desk.import_files(dropped(export), hr, title.value, lang)

    def show(*_: object) -> None:
        importing = desk.busy == "importing"
        start.disabled = importing
        state.object = ""
        if importing:
            state.object = _note("dashboard.pilot.importing", lang)
        elif desk.refused:
            state.object = message(
                "error", desk.refused.message(lang), say("dashboard.pilot.untouched", lang)
            )

    start.on_click(begin)
    scope.watch(desk, ["busy", "refused"], show)
    return stack(
        fragment(f"<h2>{escape(say('dashboard.pilot.import', lang))}</h2>"),
        fragment(_note("dashboard.pilot.drop_export", lang)),
        export,
        fragment(_note("dashboard.pilot.drop_hr", lang)),
        extract,
        title,
        start,
        state,
        fragment(_note("dashboard.pilot.protected", lang)),
        gap=6,
        style="padding:20px 18px;box-sizing:border-box",
    )


def _overview(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    return stack(
        _finding(desk, session, scope),
        _key_figures(desk, session, scope),
        grid(
            "minmax(0, 1.35fr) minmax(0, 1fr)",
            _course(desk, session, scope),
            _profiles(desk, session, scope),
        ),
        grid(
            "minmax(0, 1fr) minmax(0, 1.8fr)",
            stack(_units(desk, session, scope), _quality(desk, session, scope)),
            _indicators(desk, session, scope),
        ),
    )


def _finding(desk: PilotDesk, session: Session, scope: Scope) -> Fragment:
    pane, lang = fragment(""), session.shell.lang

    def show(*_: object) -> None:
        pane.object = finding(*desk.finding(lang))

    scope.watch(desk, "facts", show)
    show()
    return pane


def _key_figures(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    pane, lang = fragment(""), session.shell.lang

    def show(*_: object) -> None:
        replay = desk.facts.replay
        last = len(replay["weeks"]) - 1
        cells = [
            key_figure(
                say(f"indicator.{name}", lang),
                figure_value(replay["headlines"][name], name, last, lang),
                figure_detail(replay["headlines"][name], name, last, lang),
                [float("nan") if v is None else v for v in replay["headlines"][name]["value"]],
            )
            for name in figures(replay)
        ]
        pane.object = f'<div class="keyfigures">{"".join(cells)}</div>'

    scope.watch(desk, "facts", show)
    show()
    return card("", "", pane)


def _course(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    lang = session.shell.lang
    chosen = Choice(say("dashboard.scenarios.indicator", lang), width=300)
    chart, under, title = ChartPane(lang=lang, margin=0), fragment(""), fragment("")

    def offer(*_: object) -> None:
        options = desk.indicators(lang)
        names = list(options.values())
        first = desk.indicator if desk.indicator in names else figures(desk.facts.replay)[0]
        chosen.offer(options, first)
        show()

    def show(*_: object) -> None:
        name = chosen.value
        if not name:
            return
        desk.indicator = name
        course = desk.course(name)
        unit = course["unit_of_measure"].iloc[0]
        chart.draw(
            drawn_of(
                indicator_line,
                course,
                unit=unit,
                simulated=desk.facts.record.is_simulated,
                lang=lang,
                dark=session.shell.dark,
                height=270,
            )
        )
        chart.label = say(f"indicator.{name}", lang)
        definition = escape(say(f"indicator.{name}.definition", lang))
        title.object = f'<p class="note">{definition}</p>'
        under.object = numbers(lang, _course_table(course, unit, lang))

    chosen.on_change(show)
    scope.watch(desk, "facts", offer)
    scope.watch(session.shell, "dark", show)
    offer()
    head = fragment(f"<h2>{escape(say('dashboard.pilot.course', lang))}</h2>", classes="close")
    return card("", "", line(head, space(), chosen), title, chart, under)


def _profiles(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    lang = session.shell.lang
    chart, note = ChartPane(lang=lang, margin=0), fragment("")

    def show(*_: object) -> None:
        chart.draw(
            drawn_of(
                profile_bars, desk.profile_table(), lang=lang, dark=session.shell.dark, height=300
            )
        )
        chart.label = say("dashboard.pilot.profiles", lang)
        source = desk.facts.profiles["frequency_from"]
        note.object = _note(f"indicator.frequency_from.{source}", lang)

    scope.watch(desk, "facts", show)
    scope.watch(session.shell, "dark", show)
    show()
    return card(
        say("dashboard.pilot.profiles", lang),
        say("dashboard.pilot.profiles_note", lang),
        chart,
        note,
    )


def _units(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    lang = session.shell.lang
    chart, title = ChartPane(lang=lang, margin=0), fragment("")

    def show(*_: object) -> None:
        name = say(f"indicator.{figures(desk.facts.replay)[0]}", lang)
        heading = say("dashboard.pilot.by_unit", lang, indicator=name)
        week = short_date(desk.facts.last_week.date(), lang)
        note = say("dashboard.pilot.week_of", lang, week=week)
        title.object = f'<h2>{escape(heading)}</h2><p class="note">{escape(note)}</p>'
        chart.draw(drawn_of(unit_bars, desk.units(), lang=lang, dark=session.shell.dark))
        chart.label = heading

    scope.watch(desk, "facts", show)
    scope.watch(session.shell, "dark", show)
    show()
    return card("", "", title, chart)


def _indicators(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    lang = session.shell.lang
    pane = fragment("")
    window = Slider(say("dashboard.pilot.window", lang), desk.window_weeks, 1, 12)
    least = Slider(say("dashboard.pilot.least", lang), desk.least_weeks, 1, desk.window_weeks)

    def judge(_: int) -> None:
        desk.set_thresholds(window.value, least.value, lang)

    def show(*_: object) -> None:
        least.bound(desk.window_weeks)
        least.value = desk.least_weeks
        heads = [
            say("dashboard.scenarios.indicator", lang),
            say("dashboard.pilot.last_week", lang),
        ]
        rows = []
        overall = desk.facts.overall
        last = overall[overall["week"] == desk.facts.last_week]
        for row in last.itertuples(index=False):
            definition = escape(say(f"indicator.{row.indicator}.definition", lang), quote=True)
            label = escape(say(f"indicator.{row.indicator}", lang))
            rows.append([f'<span title="{definition}">{label}</span>', _cell(row, lang)])
        half = -(-len(rows) // 2)
        halves = (table(heads, part, numeric=[1]) for part in (rows[:half], rows[half:]) if part)
        pane.object = f'<div class="halves">{"".join(halves)}</div>'

    window.on_change(judge)
    least.on_change(judge)
    scope.watch(desk, "facts", show)
    show()
    return card(
        say("dashboard.pilot.indicators", lang),
        say("dashboard.pilot.indicators_note", lang),
        line(window, least),
        pane,
    )


def _quality(desk: PilotDesk, session: Session, scope: Scope) -> Box:
    pane, lang = fragment(""), session.shell.lang

    def show(*_: object) -> None:
        waiting = _note("dashboard.studies.measuring", lang)
        pane.object = warnings_list(desk.quality, lang) if desk.quality else waiting

    scope.watch(desk, "quality", show)
    show()
    return card(
        say("dashboard.pilot.quality", lang),
        say("dashboard.pilot.quality_note", lang),
        pane,
        style="max-height:720px;overflow:auto",
    )


def _empty(lang: str) -> Fragment:
    title = say("dashboard.pilot.empty", lang)
    return fragment(finding(title, say("dashboard.pilot.empty_next", lang)))


def _record_names(desk: PilotDesk, lang: str) -> dict[str, str]:
    def told(name: str, folder: Path) -> str:
        kind = "real" if name.startswith("pilots/") else "simulated"
        return f"{record_title(folder, lang)} · {say(f'dashboard.tag.{kind}', lang)}"

    return labelled({name: told(name, folder) for name, folder in desk.records().items()})


def _course_table(course: Any, unit: str, lang: str) -> str:
    rows = [
        [short_date(row.week.date(), lang), _cell(row, lang, unit)]
        for row in course.itertuples(index=False)
    ]
    heads = [say("dashboard.week", lang), say("dashboard.pilot.value", lang)]
    return table(heads, rows, numeric=[1])


def _cell(row: Any, lang: str, unit: str | None = None) -> str:
    """A value, or which of the absences stands in its place."""
    if not row.available:
        words = escape(say("figure.not_recorded", lang))
        return f'<span class="absent unrecorded" title="{words}">—</span>'
    if row.suppressed:
        words = escape(say("figure.suppressed", lang))
        return f'<span class="absent suppressed" title="{words}">{words}</span>'
    if row.value != row.value:
        return "—"
    return escape(tell(row.value, unit or row.unit_of_measure, lang))


def _note(key: str, lang: str) -> str:
    return f'<p class="note">{escape(say(key, lang))}</p>'
