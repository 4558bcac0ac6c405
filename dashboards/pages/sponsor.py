"""Sponsor: do we go? One sentence, three figures, one picture, one decision, on one screen.

On the full screen nothing can be pressed by mistake: there is no control, only keys.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from plotly.graph_objects import Figure

from dashboards.components.chart import ChartPane, Drawn, drawn_of
from dashboards.components.controls import Button
from dashboards.components.fragments import finding, fragment, origin_tag
from dashboards.components.layout import grid, page, stack
from dashboards.components.parts import Box, Fragment
from dashboards.components.presenter import Presenter
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models import sponsor
from simulation.experiments.levels import LEVELS
from simulation.figures import fan_chart, projected, staffing_load, wave_calendar
from simulation.sizing import SizingResult
from simulation.words import say

PICTURE_HEIGHT, PICTURE_HEIGHT_BELOW_TABS = 430, 370
LETTER = "C"
"""Colour of the plan proposed."""


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    lang, plan = session.shell.lang, session.sizing.plan
    if plan is None:
        told = [say(f"dashboard.sponsor.{key}", lang) for key in ("none", "none_next")]
        return page(fragment(""), fragment(finding(*told)))
    screen = Box(
        _head(plan, lang),
        grid(
            "minmax(0, 1fr) minmax(0, 2fr)",
            fragment(_figures(plan, lang)),
            stack(*_picture(plan, session, scope, lang), gap=4),
        ),
        fragment(_decision(plan, lang)),
        classes="screen",
    )
    present = Button(label=say("dashboard.sponsor.present", lang))
    present.on_click(lambda _: setattr(session.shell, "presented", True))

    def show_full(*_: object) -> None:
        screen.classes = "screen full" if session.shell.presented else "screen"

    scope.watch(session.shell, "presented", show_full)
    show_full()
    keys = f'<p class="note">{escape(say("dashboard.sponsor.keys", lang))}</p>'
    return page(grid("minmax(0, 1fr) auto", fragment(keys), present), screen)


def _head(plan: SizingResult, lang: str) -> Fragment:
    within = escape(say("dashboard.sponsor.within", lang))
    return fragment(
        f'<p class="where"><span>{escape(plan.scenario.title[lang])} · {within}</span>'
        f"{origin_tag(True, lang)}</p><h1>{escape(sponsor.title(plan, lang))}</h1>",
    )


def _figures(plan: SizingResult, lang: str) -> str:
    return "".join(
        f'<div class="large"><div class="value">{escape(figure.value)}</div>'
        f'<div class="label">{escape(figure.label)}</div>'
        f'<div class="detail">{escape(figure.detail)}</div></div>'
        for figure in sponsor.figures(plan, lang)
    )


def _picture(plan: SizingResult, session: Session, scope: Scope, lang: str) -> list[object]:
    """The picture shown, its name, and the keys that change it or leave."""
    head = fragment("")
    chart = ChartPane(lang=lang, margin=0)
    presenter = Presenter(pictures=len(sponsor.PICTURES))

    def show(*_: object) -> None:
        name = sponsor.PICTURES[presenter.picture]
        indicator = say(f"indicator.{plan.target.indicator}", lang)
        title = say(f"dashboard.sponsor.picture.{name}", lang)
        note = say(f"dashboard.sponsor.picture.{name}_note", lang, indicator=indicator)
        head.object = f'<h2>{escape(title)}</h2><p class="detail">{escape(note)}</p>'
        height = PICTURE_HEIGHT if session.shell.presented else PICTURE_HEIGHT_BELOW_TABS
        chart.draw(_drawn(name, plan, height, lang, session.shell.dark))
        chart.label = presenter.told = title

    presenter.param.watch(show, "picture")
    presenter.param.watch(lambda _: setattr(session.shell, "presented", False), "left")
    scope.watch(session.shell, ["dark", "presented"], show)
    show()
    return [head, chart, presenter]


def _drawn(name: str, plan: SizingResult, height: int, lang: str, dark: bool) -> Drawn:
    how = {"lang": lang, "dark": dark}
    if name == "calendar":
        shown, how = (plan.waves, plan.training), how | {"last_week": plan.target.week}
        return drawn_of(_projected, wave_calendar, height, *shown, **how)
    if name == "staffing":
        return drawn_of(_projected, staffing_load, height, plan.load, **how)
    how |= {
        "names": {LETTER: plan.scenario.title[lang]},
        "unit": LEVELS[plan.target.indicator].unit,
        "objective": plan.target.level,
    }
    return drawn_of(_projected, fan_chart, height, {LETTER: plan.fan}, **how)


def _projected(make: Callable[..., Figure], height: int, *shown: Any, **how: Any) -> Figure:
    return projected(make(*shown, **how), height)


def _decision(plan: SizingResult, lang: str) -> str:
    return (
        f'<div class="decision"><div><p>{escape(say("dashboard.sponsor.decision", lang))}</p>'
        f"<h2>{escape(sponsor.decision(plan, lang))}</h2></div>"
        f"<p>{escape(sponsor.warning(plan, lang))}</p></div>"
    )
