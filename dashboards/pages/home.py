"""Home: where are we, what next?"""

from __future__ import annotations

from html import escape
from typing import Any

import panel as pn
import panel_material_ui as pmui

from dashboards.components.fragments import finding, fragment, origin_tag, table
from dashboards.components.layout import card, grid, page, stack
from dashboards.session import Scope, Session
from dashboards.view_models import home
from simulation.settings import read_settings
from simulation.words import say
from simulation.words.forms import number


def view(session: Session, scope: Scope) -> pn.Column:
    """The page in the reader's language; what it tells is read anew at each visit."""
    lang = session.shell.lang
    body = stack()

    def show(*_: object) -> None:
        if session.shell.page == "home":
            body[:] = [
                fragment(finding(*home.finding(session.workspace, lang))),
                _loop(session, lang),
                _contents(session, lang),
            ]

    scope.watch(session.shell, "page", show)
    show()
    context = fragment(
        f'<div class="context"><span class="sub">{escape(say("dashboard.home.workspace", lang))}'
        f'</span><span class="strong">{escape(session.workspace_name)}</span></div>'
    )
    return page(context, body)


def _loop(session: Session, lang: str) -> pn.Column:
    ahead = home.next_page(session.workspace, lang)
    rows = []
    for order, step in enumerate(home.steps(session.workspace, lang), start=1):
        text = (
            '<div style="display:grid;grid-template-columns:26px 150px 1fr;align-items:center;'
            f'min-height:44px"><span class="sub">{order}</span><span class="strong">'
            f"{escape(say(f'dashboard.page.{step.page}', lang))}</span>"
            f"<span>{escape(step.state)}</span></div>"
        )
        button = pmui.Button(
            label=say("dashboard.home.open", lang),
            variant="contained" if step.page == ahead else "outlined",
            margin=(6, 0),
        )
        button.on_click(_opener(session, step.page))
        rows.append(grid("minmax(0, 1fr) auto", fragment(text), button))
    return card("", "", *rows)


def _opener(session: Session, target: str) -> Any:
    return lambda _: setattr(session.shell, "page", target)


def _contents(session: Session, lang: str) -> pn.Column:
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
    least = number(read_settings(session.workspace.folder).min_group, lang)
    protected = say("dashboard.home.protected", lang, least=least)
    return card(heading, protected, fragment(table(heads, rows)))
