"""Audit: how do people see the company, before objectives are set?"""

from __future__ import annotations

from functools import partial
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
from dashboards.view_models.audit import FORMS, MOST_MEGABYTES, AuditDesk
from simulation.audit import questionnaire
from simulation.audit.questionnaire import Item
from simulation.figures import audit_levers
from simulation.figures.audit_levers import level_names
from simulation.figures.units import tell, tell_range
from simulation.words import say
from simulation.words.forms import number


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
    return page(context, title, _form(desk, lang), notice, _questions(desk, scope, lang), body)


def _form(desk: AuditDesk, lang: str) -> Box:
    """The two ends of an audit: the empty form to take away, the filled one to bring back."""
    take = Download(
        say("dashboard.audit.take", lang),
        say("dashboard.audit.file", lang),
        lambda: desk.form(lang),
    )
    size = f"{MOST_MEGABYTES}MB"
    drop = file_drop(lang, FORMS, multiple=False, max_file_size=size, height=90)

    def read(_: object) -> None:
        for name, content in dropped(drop):
            desk.read(name, content)

    drop.param.watch(read, "value")
    return grid(
        "minmax(0, 1fr) minmax(0, 1fr)",
        card(say("dashboard.audit.ask", lang), say("dashboard.audit.ask_note", lang), line(take)),
        card(say("dashboard.audit.bring", lang), desk.bring_note(lang), drop),
    )


def _questions(desk: AuditDesk, scope: Scope, lang: str) -> Box:
    """What is asked, to read before anybody is; or for a team to answer on the page."""
    asked = questionnaire()
    degrees = ", ".join(f"{mark} {label[lang].lower()}" for mark, label in asked.scale.items())
    read, marked, turn = fragment(""), stack(gap=12), Button("", variant="outlined")
    draw = Button(say("dashboard.audit.estimate", lang), variant="outlined")
    turn.on_click(lambda _: desk.param.update(together=not desk.together))
    draw.on_click(lambda _: desk.estimate())

    def show(*_: object) -> None:
        turn.label = say(f"dashboard.audit.{'apart' if desk.together else 'together'}", lang)
        read.visible, draw.visible = not desk.together, desk.together
        read.object = _to_read(lang, opened=desk.audit is None)
        marked[:] = _to_mark(desk, lang) if desk.together else []

    def offer(*_: object) -> None:
        draw.disabled = not desk.marks

    scope.watch(desk, ["audit", "together"], show)
    scope.watch(desk, "marks", offer)
    show()
    offer()
    heading = say("dashboard.audit.questions", lang, count=number(len(asked.items), lang))
    scale = say("dashboard.audit.scale", lang, scale=degrees)
    return card(heading, scale, read, line(turn), marked, draw)


def _to_read(lang: str, opened: bool) -> str:
    """The questions in their sections; folded once there are answers to look at."""
    asked = questionnaire()
    parts = [
        f"<section><h3>{escape(title[lang])}</h3><dl>"
        + "".join(_asked(item, lang) for item in asked.items.values() if item.section == key)
        + "</dl></section>"
        for key, title in asked.sections.items()
    ]
    summary = f"<summary>{escape(say('dashboard.audit.read', lang))}</summary>"
    body = f'<div class="questions">{"".join(parts)}</div>'
    return f'<details class="numbers"{" open" if opened else ""}>{summary}{body}</details>'


def _asked(item: Item, lang: str) -> str:
    """One question with what is said otherwise: its own choices, the levels it is asked of."""
    levels, notes = questionnaire().levels, []
    if item.is_choice:
        choices = ", ".join(label[lang] for label in item.choices.values())
        notes.append(say("dashboard.audit.choices", lang, choices=choices))
    if len(item.asked_of) < len(levels):
        named = ", ".join(levels[level][lang].lower() for level in item.asked_of)
        notes.append(say("dashboard.audit.only", lang, levels=named))
    note = f' <span class="note">{escape(" ".join(notes))}</span>' if notes else ""
    return f"<dt>{item.name}</dt><dd>{escape(item.text[lang])}{note}</dd>"


def _to_mark(desk: AuditDesk, lang: str) -> list[Any]:
    """The questions with a list of answers for each level."""
    asked = questionnaire()
    note = escape(say("dashboard.audit.together_note", lang))
    parts: list[Any] = [fragment(f'<p class="note">{note}</p>')]
    for key, title in asked.sections.items():
        parts.append(fragment(f"<h3>{escape(title[lang])}</h3>"))
        parts += [_marks(desk, item, lang) for item in asked.items.values() if item.section == key]
    return parts


def _marks(desk: AuditDesk, item: Item, lang: str) -> Box:
    levels = questionnaire().levels
    answers = {
        label[lang] if item.is_choice else f"{choice} {label[lang]}": choice
        for choice, label in item.choices.items()
    }
    lists: list[Any] = []
    for level in item.asked_of:
        mark = Choice(
            f"{item.name} {levels[level][lang]}",
            {"–": ""} | answers,
            desk.marks.get((level, item.name), ""),
            style=f"grid-column:{2 + list(levels).index(level)}",
        )
        mark.on_change(partial(desk.mark, level, item.name))
        lists.append(mark)
    columns = f"minmax(0, 1fr) repeat({len(levels)}, minmax(0, 168px))"
    asked = fragment(escape(item.text[lang]))
    return grid(columns, asked, *lists, narrow=columns, style="align-items:center")


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
    heading = "settings_estimated" if desk.audit.estimated else "settings"
    return card(
        say(f"dashboard.audit.{heading}", lang),
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
