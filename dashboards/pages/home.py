"""Home: where are we, what next?"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboards.components.controls import Button
from dashboards.components.fragments import finding, fragment, origin_tag, table
from dashboards.components.job_state import job_state
from dashboards.components.layout import card, grid, page, stack
from dashboards.components.parts import Box
from dashboards.components.sheet import Sheet
from dashboards.components.small_pictures import small_picture
from dashboards.pages.home_import import import_card
from dashboards.session import Scope, Session
from dashboards.view_models import home
from dashboards.view_models.home import Step
from dashboards.view_models.home_pictures import picture
from simulation.settings import read_settings
from simulation.words import say
from simulation.words.forms import number

ROW = "minmax(0, 1fr) 118px"
"""A step and its button, also on a narrow screen; buttons, and pictures before them, line up."""


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language; at each visit it tells of what is new."""
    lang = session.shell.lang
    left = stack()
    told: list[object] = []

    def show(*_: object) -> None:
        now = [home.state(session.workspace), session.importing.step]
        if session.shell.page == "home" and told != now:
            told[:] = now
            left[:] = [
                fragment(finding(*home.finding(session.workspace, lang))),
                _loop(session, lang),
                _contents(session, lang),
            ]

    scope.watch(session.shell, "page", show)
    scope.watch(session.importing, ["kept", "step"], show)
    scope.watch(session.forecast, "job", lambda event: show() if _ended(event) else None)
    show()
    context = fragment(
        f'<div class="context"><span class="sub">{escape(say("dashboard.home.workspace", lang))}'
        f'</span><span class="strong">{escape(session.workspace_name)}</span></div>'
    )
    importing = [import_card(session, scope)] if session.importing.may_import else []
    right = stack(*importing, _jobs(session, scope, lang))
    return page(context, grid("minmax(0, 1fr) 372px", left, right))


def _ended(event: Any) -> bool:
    return event.new is not None and event.new.state != "running"


def _loop(session: Session, lang: str) -> Box:
    ahead = home.next_step(session.workspace, lang)
    steps = home.steps(session.workspace, lang)
    rows = [_row(session, step, order, ahead, lang) for order, step in enumerate(steps, start=1)]
    return card("", "", *rows)


def _row(session: Session, step: Step, order: int, ahead: str, lang: str) -> Box:
    """One step: its number, what is there, and the button that opens its page."""
    state = "next" if step.name == ahead else "done" if step.done else "later"
    sign = {"next": "→", "done": "✓", "later": "·"}[state]
    told = escape(say(f"dashboard.home.state.{state}", lang))
    detail = f"▲ {escape(step.detail)}" if step.warns else escape(step.detail)
    shown = picture(step.name, session.workspace) if step.done else None
    line = f'<div class="{"warn" if step.warns else "sub"}" style="font-size:12.5px">{detail}</div>'
    text = (
        '<div class="step"><span class="sub">'
        f'{order}</span><span class="strong">'
        f"{escape(say(f'dashboard.home.step.{step.name}', lang))}"
        f'<span class="{"done" if state == "done" else "sub"}" title="{told}" '
        f'style="font-weight:400;margin-left:7px" role="img" aria-label="{told}">{sign}</span>'
        f"</span><div>{escape(step.state)}{line if step.detail else ''}</div>"
        f"{small_picture(shown) if shown else ''}</div>"
    )
    parts: list[Any] = [fragment(text)]
    primary = step.name == ahead and session.importing.step != "understood"
    if step.page != "home":
        button = Button(
            label=say(f"dashboard.home.step.{step.name}", lang),
            variant="contained" if primary else "outlined",
            style="margin:6px 0;justify-self:stretch",
        )
        button.on_click(_opener(session, step))
        parts.append(button)
    return grid(ROW, *parts, narrow=ROW)


def _opener(session: Session, step: Step) -> Any:
    told = {"page": step.page} | ({"part": step.part} if step.part else {})
    return lambda _: session.shell.param.update(**told)


def _jobs(session: Session, scope: Scope, lang: str) -> Box:
    """The standing job of the workspace, and who is protected how."""
    desk, state = session.forecast, fragment("")
    stop = Button(label=say("dashboard.stop", lang), variant="outlined")
    stop.on_click(lambda _: desk.stop())
    jobs = card(say("dashboard.home.jobs", lang), "", state, stop)
    least = number(read_settings(session.workspace.folder).min_group, lang)
    protected = escape(say("dashboard.home.protected", lang, least=least))

    def show(*_: object) -> None:
        state.object = job_state(desk.job, desk.job_title(lang), lang)
        stop.visible, jobs.visible = desk.running, bool(state.object)

    scope.watch(desk, "job", show)
    show()
    return stack(jobs, fragment(f'<p class="note">{protected}</p>'))


def _contents(session: Session, lang: str) -> Box:
    heads = [say(f"dashboard.home.{key}", lang) for key in ("name", "kind", "modified")]
    rows = [
        [
            f'<span class="strong">{escape(entry.name)}</span>',
            f"{escape(entry.kind)} "
            + ("" if entry.simulated is None else origin_tag(entry.simulated, lang)),
            escape(entry.modified),
        ]
        for entry in home.entries(session.workspace, lang)
    ]
    heading = say("dashboard.home.contents", lang)
    return card(heading, "", fragment(table(heads, rows))) if rows else stack()
