"""Reports: what to take away?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path

from dashboards.components.controls import Button, Choice, Download, Several
from dashboards.components.fragments import finding, fragment, message
from dashboards.components.layout import card, grid, line, page, space, stack
from dashboards.components.parts import Box
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models.reports import KINDS, ReportDesk
from simulation.report.stories import STORIES
from simulation.words import say
from simulation.words.forms import number, short_date

ROW = "minmax(0, 1fr) auto"
"""A file and its button, also on a narrow screen."""


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language; who may only read is shown the files alone."""
    desk, lang = session.reports, session.shell.lang
    title, body = fragment(""), stack()

    def show(*_: object) -> None:
        title.object = finding(*desk.finding(lang))
        body[:] = [_files(desk, lang)]

    scope.watch(desk, "written", show)
    show()
    context = fragment(
        f'<div class="context"><span class="sub">{escape(say("dashboard.reports.context", lang))}'
        f'</span><span class="strong">{escape(session.workspace_name)}</span></div>'
    )
    form = [_form(desk, scope, lang)] if desk.may_write else []
    return page(context, title, *form, body)


def _form(desk: ReportDesk, scope: Scope, lang: str) -> Box:
    none = {say("dashboard.reports.nothing", lang): ""}

    def select(name: str, options: dict[str, str]) -> Choice:
        choice = Choice(say(f"dashboard.reports.{name}", lang), options)
        return choice.linked(desk, name, scope)

    def several(name: str, options: Mapping[str, str]) -> Several:
        return Several(say(f"dashboard.reports.{name}", lang), options).linked(desk, name, scope)

    start = Button(label=say("dashboard.reports.make", lang))
    state = fragment("")
    start.on_click(lambda _: desk.write(lang))

    def show(*_: object) -> None:
        start.disabled = desk.writing
        state.object = ""
        if desk.refused:
            state.object = message("error", desk.refused.message(lang))
        elif desk.writing:
            words = escape(say("dashboard.reports.writing", lang))
            state.object = f'<p class="note" role="status">{words}</p>'

    scope.watch(desk, ["writing", "refused"], show)
    show()
    stories = {say(f"report.story.{story}", lang): story for story in STORIES}
    return card(
        say("dashboard.reports.choose", lang),
        "",
        grid(
            "repeat(3, minmax(0, 1fr))",
            select("record", desk.records_to_choose(lang) | none),
            select("plan", desk.plans_to_choose(lang) | none),
            select("story", stories),
        ),
        grid(
            "minmax(0, 2fr) minmax(0, 1fr)",
            several("runs", desk.runs_to_choose(lang)),
            several("kinds", {kind.upper(): kind for kind in KINDS}),
            style="margin-top:6px",
        ),
        line(state, space(), start),
    )


def _files(desk: ReportDesk, lang: str) -> Box:
    rows = [_row(file, lang) for file in desk.files()]
    return card(say("dashboard.reports.files", lang), "", *rows)


def _row(file: Path, lang: str) -> Box:
    state = file.stat()
    day = short_date(date.fromtimestamp(state.st_mtime), lang)
    told = say("dashboard.reports.file", lang, day=day, size=number(state.st_size / 1000, lang))
    text = (
        f'<span class="strong">{escape(file.name)}</span> <span class="sub">{escape(told)}</span>'
    )
    return grid(
        ROW,
        fragment(text),
        Download(file.suffix[1:].upper(), file.name, file.read_bytes, style="margin:4px 0"),
        narrow=ROW,
        style="align-items:center",
    )
