"""Size: what does it take, how sure are we?"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboards.components.calendar_strip import CalendarStrip
from dashboards.components.chart import ChartPane, drawn_of
from dashboards.components.controls import Button, Choice, NumberField, Slider
from dashboards.components.fragments import (
    figures_row,
    finding,
    fragment,
    message,
    numbers,
    origin_tag,
    progress_bar,
    table,
)
from dashboards.components.layout import card, grid, line, page, stack
from dashboards.components.number_table import NumberTable
from dashboards.components.parts import Box, Fragment
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models.sizing import TARGETS, SizingDesk
from simulation.figures import pareto, staffing_load, wave_calendar
from simulation.words import say
from simulation.words.forms import number, percent, thousand_euros, week_label

BUDGET_STEP = 10
"""Thousands of euros that an arrow key adds to the limit."""


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    desk, lang = session.sizing, session.shell.lang
    title = fragment("")
    figures = fragment("")
    body = stack()

    def show(*_: object) -> None:
        if desk.plan is None:
            title.object = finding(
                say("dashboard.size.empty", lang), say("dashboard.size.empty_next", lang)
            )
            body[:] = []
            return
        title.object = finding(*desk.finding(lang))
        figures.object = figures_row(desk.figures(lang))
        body[:] = [
            card("", "", figures),
            grid(
                "minmax(0, 1fr) minmax(0, 1.9fr)",
                stack(_certainty(desk, session), _picked(desk, scope, lang)),
                stack(_calendar(desk, session), _by_hand(desk, lang)),
            ),
            grid("minmax(0, 1fr) minmax(0, 1.9fr)", _budget(desk, lang), _reasons(desk, lang)),
        ]

    keep = Button(label=say("dashboard.size.keep", lang))

    def keep_plan(_: object) -> None:
        desk.keep()

    keep.on_click(keep_plan)

    def show_kept(*_: object) -> None:
        keep.visible = desk.plan is not None and not desk.kept

    scope.watch(desk, "plan", show)
    scope.watch(desk, ["plan", "kept"], show_kept)
    scope.watch(session.shell, "dark", show)
    show()
    show_kept()
    return page(
        _context(desk, scope, lang),
        grid("minmax(0, 1fr) auto", title, keep),
        _form(desk, session, scope, lang),
        body,
    )


def _context(desk: SizingDesk, scope: Scope, lang: str) -> Fragment:
    pane = fragment("")

    def show(*_: object) -> None:
        told = ""
        if desk.plan:
            plan = desk.plan
            chances = percent(plan.asked, lang)
            told = (
                f'<span class="strong">{escape(plan.scenario.title[lang])}</span>'
                f'<span class="sub">{escape(plan.target.told(lang))}</span>'
                f'<span class="sub">{escape(say("dashboard.size.asked", lang, chances=chances))}'
                f'</span><span class="sub">{escape(desk.drawn_from(lang))}</span>'
            )
        pane.object = f'<div class="context">{origin_tag(True, lang)}{told}</div>'

    scope.watch(desk, "plan", show)
    show()
    return pane


def _form(desk: SizingDesk, session: Session, scope: Scope, lang: str) -> Box:
    scenario = Choice(
        say("dashboard.size.scenario", lang), {desk.title(name, lang): name for name in desk.names}
    ).linked(desk, "scenario", scope)
    indicator = Choice(
        say("dashboard.scenarios.indicator", lang),
        {say(f"indicator.{name}", lang): name for name in TARGETS},
    ).linked(desk, "indicator", scope)

    def slider(name: str) -> Slider:
        asked = desk.param[name]
        label, (least, most) = say(f"dashboard.size.{name}", lang), asked.bounds
        return Slider(label, least, least, most, asked.step or 1).linked(desk, name, scope)

    budget = NumberField(say("dashboard.size.budget_limit", lang), step=BUDGET_STEP)
    budget.linked(desk, "budget", scope)
    drawn = Choice(say("dashboard.size.parameters", lang), desk.calibrations(lang))
    drawn.linked(desk, "calibration", scope)
    drawn.on_change(lambda calibration: session.shell.param.update(drawn=calibration))
    start = Button(label=say("dashboard.size.start", lang), variant="outlined")
    stop = Button(label=say("dashboard.stop", lang), variant="outlined")
    state = fragment("")
    start.on_click(lambda _: desk.compute())
    stop.on_click(lambda _: desk.stop())

    def show(*_: object) -> None:
        start.visible, stop.visible = not desk.computing, desk.computing
        state.visible = desk.computing or desk.refused is not None
        if desk.refused:
            state.object = message("error", desk.refused.message(lang))
        elif desk.computing:
            words = say(
                "dashboard.size.drawn",
                lang,
                done=number(desk.done, lang),
                total=number(desk.total, lang),
            )
            words = f"{words} {desk.best_told(lang)}".strip()
            share = desk.done / desk.total if desk.total else 0.0
            state.object = f'{progress_bar(share, words)}<p class="note">{escape(words)}</p>'

    scope.watch(desk, ["computing", "done", "best", "refused"], show)
    show()
    return card(
        "",
        "",
        grid(
            "minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1.4fr) minmax(0, 1fr)",
            scenario,
            indicator,
            drawn,
            budget,
            slider("level"),
            slider("week"),
            slider("probability"),
            line(start, stop, justify="flex-end"),
        ),
        state,
    )


def _certainty(desk: SizingDesk, session: Session) -> Box:
    lang, plan = session.shell.lang, desk.plan
    chart = ChartPane(
        drawn_of(
            pareto, plan.front, required=plan.asked, lang=lang, dark=session.shell.dark, height=400
        ),
        lang,
        label=desk.finding(lang)[0],
        margin=0,
    )
    chart.param.watch(lambda event: desk.pick(event.new), "picked")
    rows = [
        [
            thousand_euros(row["cost"], lang),
            percent(row["probability"], lang),
            f"{percent(row['probability_low'], lang)}–{percent(row['probability_high'], lang)}",
            desk.plan.target.held_from(row["week"], lang),
            number(row["overload"], lang, 1),
        ]
        for row in desk.front()
    ]
    heads = [say(f"dashboard.size.{key}", lang) for key in ("cost_of", "chances", "interval")]
    heads += [say(f"sizing.column.{key}", lang) for key in ("held_from", "overload")]
    return card(
        say("dashboard.size.certainty", lang),
        say("dashboard.size.certainty_note", lang),
        chart,
        fragment(numbers(lang, table(heads, rows, numeric=range(5)))),
    )


def _picked(desk: SizingDesk, scope: Scope, lang: str) -> Box:
    """What a plan of the front decides, beside the one shown; it can be taken instead."""
    options = {say("dashboard.size.none_picked", lang): ""} | {
        f"{thousand_euros(row['cost'], lang)}, {percent(row['probability'], lang)}": str(
            row["plan"]
        )
        for row in desk.front()
        if str(row["plan"]) in desk.plan.alternatives
    }
    choice = Choice(say("dashboard.size.look_at", lang), options).linked(desk, "picked", scope)
    take = Button(label=say("dashboard.size.take", lang), variant="outlined")
    take.on_click(lambda _: desk.take_instead())
    body = fragment("")
    heads = [say(f"sizing.column.{key}", lang) for key in ("choice", "value")]

    def show(*_: object) -> None:
        looked_at = [say("dashboard.size.looked_at", lang)] if desk.picked else []
        rows = [
            [escape(cell) for cell in (row if desk.picked else row[:2])]
            for row in desk.decision_rows(lang)
        ]
        body.object = table([*heads, *looked_at], rows, numeric=(1, 2))
        take.visible = bool(desk.picked) and not desk.computing

    scope.watch(desk, ["picked", "computing"], show)
    show()
    return card(
        say("dashboard.size.decided", lang), say("dashboard.size.decided_note", lang),
        choice, body, take,
    )  # fmt: skip


def _by_hand(desk: SizingDesk, lang: str) -> Box:
    """The calendar as strips and tables to edit, and what evaluates it."""
    waves, posts = desk.calendar()
    week = say("sizing.column.week", lang)
    words = {use: say(f"dashboard.size.row_{use}", lang) for use in ("add", "remove")}

    def edited(key: str, step: float, unit: str, rows: list[list[float]]) -> list[Any]:
        head = say(key, lang)
        fields = NumberTable(
            heads=[week, head], steps=[1, step], rows=rows, label=head, words=words
        )
        strip = CalendarStrip(
            rows=rows, last=desk.plan.target.week, label=head, unit=unit, lang=lang,
            week_sign=week_label(0, lang)[0],
        )  # fmt: skip
        strip.link(fields, rows="rows", bidirectional=True)
        return [strip, fields]

    percents = [[w, round(100 * s, 1)] for w, s in waves]
    opened = edited("dashboard.size.share_of_staff", 0.1, percent(0, lang).lstrip("0"), percents)
    staffed = edited("sizing.column.posts", 0.5, "", [[w, p] for w, p in posts])
    evaluate = Button(label=say("dashboard.size.evaluate", lang), variant="outlined")

    def run(_: object) -> None:
        shares, posts = opened[-1].rows, staffed[-1].rows
        desk.edit([(int(w), s / 100) for w, s in shares], [(int(w), p) for w, p in posts])

    evaluate.on_click(run)
    return card(
        say("dashboard.size.by_hand", lang),
        say("dashboard.size.by_hand_note", lang),
        grid("minmax(0, 1fr) minmax(0, 1fr)", stack(*opened), stack(*staffed)),
        evaluate,
    )


def _calendar(desk: SizingDesk, session: Session) -> Box:
    lang, dark, plan = session.shell.lang, session.shell.dark, desk.plan
    waves = drawn_of(
        wave_calendar, plan.waves, plan.training, last_week=plan.target.week, lang=lang, dark=dark
    )
    load = drawn_of(staffing_load, plan.load, lang=lang, dark=dark, height=230)
    rows = [
        [
            week_label(row.week, lang),
            *(number(value, lang, 1) for value in (row.p50, row.p80, row.p95, row.posts)),
            percent(row.in_time, lang),
            percent(row.in_time_less, lang),
        ]
        for row in plan.load.itertuples()
    ]
    heads = [say("dashboard.week", lang), "P50", "P80", "P95", say("dashboard.size.posts", lang)]
    heads += [say(f"sizing.column.{key}", lang) for key in ("in_time", "in_time_less")]
    return card(
        say("dashboard.size.calendar", lang),
        say("dashboard.size.calendar_note", lang),
        ChartPane(waves, lang, label=say("dashboard.size.calendar", lang), margin=0),
        ChartPane(load, lang, label=say("dashboard.size.calendar_note", lang), margin=0),
        fragment(numbers(lang, table(heads, rows, numeric=range(1, 7)))),
        fragment(_sessions(desk, lang)),
    )


def _sessions(desk: SizingDesk, lang: str) -> str:
    """The calendar of training by week, kind and site, folded."""
    names = ("week", "kind", "site", "sessions", "seats")
    rows = [
        [
            week_label(row.week, lang),
            escape(say(f"sizing.kind.{row.kind}", lang)),
            escape(row.site or say("sizing.other_sites", lang)),
            number(row.sessions, lang),
            number(row.seats, lang),
        ]
        for row in desk.plan.sites.sort_values(["week", "kind"]).itertuples()
    ]
    inner = table([say(f"sizing.column.{n}", lang) for n in names], rows, numeric=(3, 4))
    label = escape(say("dashboard.size.sessions_by_site", lang))
    return (
        f'<details class="numbers"><summary>{label}</summary>'
        f'<div class="scroll">{inner}</div></details>'
    )


def _budget(desk: SizingDesk, lang: str) -> Box:
    heads = [
        say("dashboard.size.line", lang),
        "",
        say("dashboard.size.thousands", lang),
        say("dashboard.size.nine_in_ten", lang),
    ]
    rows = [
        [
            escape(row.label),
            ""
            if row.total
            else f'<span class="bar" style="width:{max(1, round(90 * row.share))}px"></span>',
            f'<span class="strong">{row.amount}</span>',
            f'<span class="sub">{row.interval}</span>',
        ]
        for row in desk.budget_lines(lang)
    ]
    return card(
        say("dashboard.size.budget", lang),
        "",
        fragment(table(heads, rows, numeric=(2, 3), total=1)),
        fragment(_months(desk, lang)),
    )


def _months(desk: SizingDesk, lang: str) -> str:
    """The budget by month, folded."""
    heads, rows = desk.months(lang)
    first = say("dashboard.size.by_month", lang)
    cells = [[escape(row[0]), *row[1:]] for row in rows]
    inner = table([say("dashboard.size.line", lang), *heads], cells, range(1, len(heads) + 1), 1)
    return (
        f'<details class="numbers"><summary>{escape(first)}</summary>'
        f'<div class="scroll">{inner}</div></details>'
    )


def _reasons(desk: SizingDesk, lang: str) -> Box:
    plan = desk.plan
    reasons = "".join(
        f'<li><span class="sub">·</span><span>{escape(reason)}</span></li>'
        for reason in plan.reasons[lang]
    )
    held = "".join(
        f"<tr><td>{escape(name)}</td><td class='number'>{escape(share)}</td></tr>"
        for name, share in desk.held_back(lang)
    )
    sign, kind = ("✓", "done") if plan.target_met else ("▲", "warn")
    reached = say("dashboard.size.reached", lang, level=desk.level_reached(lang))
    return card(
        "",
        "",
        grid(
            "minmax(0, 1.7fr) minmax(0, 1fr)",
            fragment(
                f"<h2>{escape(say('dashboard.size.rests_on', lang))}</h2>"
                f'<ul class="list ruled"><li><span class="{kind}">{sign}</span>'
                f"<span>{escape(reached)}</span></li>{reasons}</ul>"
            ),
            fragment(
                f"<h2>{escape(say('dashboard.size.held_back', lang))}</h2>"
                f'<p class="note">{escape(say("dashboard.size.held_back_note", lang))}</p>'
                f'<table class="table"><tbody>{held}</tbody></table>'
            ),
        ),
    )
