"""Audit: how do people see the company, before objectives are set?"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboards.components.chart import ChartPane
from dashboards.components.controls import Button, Choice, Download, TextField
from dashboards.components.file_drop import dropped, file_drop
from dashboards.components.fragments import finding, fragment, message, numbers, table
from dashboards.components.layout import card, grid, line, page, stack
from dashboards.components.parts import Box
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models.audit import AuditDesk
from simulation.figures import audit_levers
from simulation.figures.audit_levers import level_names
from simulation.figures.units import tell, tell_range
from simulation.words import say


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    desk, lang = session.audit, session.shell.lang
    title, notice, body = fragment(""), fragment(""), stack()

    def show(*_: object) -> None:
        title.object = finding(*desk.finding(lang))
        body[:] = [_settings(desk, session), _kept(desk, scope, lang)] if desk.audit else []

    def tell_refusal(*_: object) -> None:
        notice.object = message("error", desk.refused.message(lang)) if desk.refused else ""

    scope.watch(desk, "audit", show)
    scope.watch(desk, "refused", tell_refusal)
    scope.watch(session.shell, "dark", show)
    show()
    tell_refusal()
    context = fragment(
        f'<div class="context"><span class="sub">{escape(say("dashboard.audit.about", lang))}'
        "</span></div>"
    )
    return page(context, title, _form(desk, lang), notice, body)


def _form(desk: AuditDesk, lang: str) -> Box:
    """The two ends of an audit: the empty form to take away, the filled one to bring back."""
    take = Download(
        say("dashboard.audit.take", lang),
        say("dashboard.audit.file", lang),
        lambda: desk.form(lang),
    )
    drop = file_drop(lang, multiple=False, max_file_size="20MB", height=90)

    def read(_: object) -> None:
        for name, content in dropped(drop):
            desk.read(name, content)

    drop.param.watch(read, "value")
    return grid(
        "minmax(0, 1fr) minmax(0, 1fr)",
        card(say("dashboard.audit.ask", lang), say("dashboard.audit.ask_note", lang), line(take)),
        card(say("dashboard.audit.bring", lang), desk.bring_note(lang), drop),
    )


def _settings(desk: AuditDesk, session: Session) -> Box:
    lang = session.shell.lang
    told = desk.audit.to_dict()
    chart = ChartPane(
        audit_levers(told["levers"], lang=lang, dark=session.shell.dark),
        lang,
        label=desk.finding(lang)[0],
    )
    heads = [
        say(f"cli.column.{name}", lang) for name in ("lever", "setting", "nine_in_ten", "by_level")
    ]
    cells = [
        [
            escape(say(f"lever.{row['lever']}", lang)),
            tell(row["value"], "share", lang),
            tell_range(row["interval"][0], row["interval"][1], "share", lang),
            escape(
                ", ".join(
                    f"{level_names(view['levels'], lang)} {tell(view['value'], 'share', lang)}"
                    for view in row["by_level"]
                )
            ),
        ]
        for row in told["levers"]
    ]
    left_out: list[Any] = []
    if told["left_out"]:
        levers = ", ".join(say(f"lever.{lever}", lang) for lever in told["left_out"])
        left_out = [fragment(message("warning", say("audit.left_out_short", lang, levers=levers)))]
    return card(
        say("dashboard.audit.settings", lang),
        say("dashboard.audit.settings_note", lang),
        chart,
        *left_out,
        fragment(numbers(lang, table(heads, cells))),
    )


def _kept(desk: AuditDesk, scope: Scope, lang: str) -> Box:
    """The scenario that the answers set, under a title of one's own."""
    base = Choice(
        say("dashboard.audit.base", lang),
        {desk.title(name, lang): name for name in desk.param.base.objects},
        width=280,
    ).linked(desk, "base", scope)
    title = TextField(
        say("dashboard.audit.title", lang), say("dashboard.audit.our_company", lang), width=280
    )
    keep = Button(label=say("dashboard.audit.keep", lang))
    state = fragment("")
    keep.on_click(lambda _: desk.save(title.value))

    def show(*_: object) -> None:
        state.object = ""
        if desk.saved:
            said = escape(say("dashboard.audit.kept", lang, name=desk.saved))
            state.object = f'<p class="note" role="status">{said}</p>'

    scope.watch(desk, "saved", show)
    show()
    return card(
        say("dashboard.audit.scenario", lang),
        say("dashboard.audit.scenario_note", lang),
        line(base, title, keep),
        state,
    )
