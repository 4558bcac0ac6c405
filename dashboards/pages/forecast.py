"""Forecast: did the pilot teach us enough?"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboards.components.chart import ChartPane, drawn_of
from dashboards.components.controls import Button, Choice, Slider, Tabs
from dashboards.components.fragments import (
    finding,
    fragment,
    message,
    numbers,
    origin_tag,
    panel_title,
    table,
)
from dashboards.components.job_state import job_state
from dashboards.components.layout import card, grid, line, page, space, stack
from dashboards.components.parts import Box
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models.forecast import EFFORTS, ROWS, ForecastDesk
from simulation.calibration import telling
from simulation.figures import learnt_rows, pilot_ahead, predictive_check
from simulation.words import say
from simulation.words.forms import number

PARTS = ("course", "checks", "past")
AHEAD = (4, 8, 12, 26, 52)


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    desk, shell = session.forecast, session.shell
    body = stack()
    if not desk.record:
        desk.open(shell.record, shell.calibration)

    drawn = Scope()

    def show(*_: object) -> None:
        drawn.close()
        body[:] = _content(desk, session, drawn)

    def follow_record(*_: object) -> None:
        wanted = shell.record or desk.record
        if shell.page == "forecast" and (not desk.record or wanted != desk.record):
            desk.open(wanted)

    def tell_address(*_: object) -> None:
        told = {"calibration": desk.calibration, "record": desk.record}
        shell.param.update(**{name: value for name, value in told.items() if value})

    scope.watch(desk, ["record", "reading", "busy", "refused", "indicator", "ahead"], show)
    scope.watch(desk, ["calibration", "record"], tell_address)
    scope.watch(shell, ["part", "dark"], show)
    scope.watch(shell, ["page", "record"], follow_record)
    scope.ends(drawn.close)
    show()
    return page(_context(desk, session, scope), _work(desk, scope, shell.lang), body)


def _content(desk: ForecastDesk, session: Session, scope: Scope) -> list[Any]:
    shell, lang = session.shell, session.shell.lang
    refused = [fragment(message("error", desk.refused.message(lang)))] if desk.refused else []
    if not desk.record:
        return [*refused, fragment(finding(*desk.finding(lang))), _to_home(session)]
    if desk.reading is None:
        form = [] if desk.busy else [_form(desk, scope, lang, first=True)]
        return [*refused, fragment(finding(*desk.finding(lang))), *form]
    if shell.part == "checks":
        return [*refused, *_checks(desk, session)]
    if shell.part == "past":
        return [*refused, *_past(desk, lang)]
    return [*refused, *_course(desk, session, scope)]


def _context(desk: ForecastDesk, session: Session, scope: Scope) -> Box:
    shell, lang = session.shell, session.shell.lang
    tag = fragment("", classes="close")
    records = Choice(say("dashboard.forecast.record", lang), width=250)
    kept = Choice(say("dashboard.forecast.calibration", lang), width=270)
    tabs = Tabs(
        say("dashboard.page.forecast", lang),
        {say(f"dashboard.forecast.part.{part}", lang): part for part in PARTS},
    ).linked(shell, "part", scope)

    def show(*_: object) -> None:
        names = {desk.record_title(name, lang): name for name in desk.records()}
        records.offer(names, desk.record or None)
        records.visible = len(names) > 1
        labels = {desk.calibration_label(name, lang): name for name in desk.calibrations()}
        kept.offer(labels, desk.calibration or None)
        kept.visible = tabs.visible = bool(labels)
        tag.object = _tags(desk, lang) if desk.record else ""

    records.on_change(desk.open)
    kept.on_change(lambda calibration: desk.open(desk.record, calibration))
    scope.watch(desk, ["record", "calibration", "reading"], show)
    show()
    return line(tag, space(), records, kept, tabs)


def _tags(desk: ForecastDesk, lang: str) -> str:
    """The pilot and its calibration, each with its tag."""
    title = escape(desk.record_title(desk.record, lang))
    told = f'{origin_tag(desk.is_simulated(desk.record), lang)}<span class="strong">{title}</span>'
    if desk.reading:
        both = escape(say("dashboard.forecast.and", lang))
        name = escape(say("dashboard.forecast.calibration", lang).lower())
        told += f'<span class="sub">{both}</span>{origin_tag(True, lang)}'
        told += f'<span class="strong">{name}</span>'
    return f'<div class="context">{told}</div>'


def _work(desk: ForecastDesk, scope: Scope, lang: str) -> Box:
    """The standing job of the workspace: how far it is, and a way to stop it."""
    state = fragment("")
    stop = Button(label=say("dashboard.stop", lang), variant="outlined")
    stop.on_click(lambda _: desk.stop())
    box = card("", "", grid("minmax(0, 1fr) auto", state, stop))

    def show(*_: object) -> None:
        state.object = job_state(desk.job, desk.job_title(lang), lang)
        stop.visible = desk.running
        box.visible = bool(state.object)

    scope.watch(desk, "job", show)
    show()
    return box


def _to_home(session: Session) -> Button:
    button = Button(label=say("dashboard.forecast.to_home", session.shell.lang))
    button.on_click(lambda _: setattr(session.shell, "page", "home"))
    return button


def _form(desk: ForecastDesk, scope: Scope, lang: str, first: bool = False) -> Box:
    """What is asked of a calibration, and the button that starts it."""
    unknown = {say("dashboard.forecast.levers_default", lang): ""}
    levers = Choice(
        say("dashboard.forecast.levers", lang),
        unknown | {desk.scenario_title(name, lang): name for name in desk.scenarios()},
    ).linked(desk, "levers", scope)
    weeks = desk.weeks_of(desk.record)
    until = Slider(
        say("dashboard.forecast.until", lang), desk.until or weeks, min(4, weeks), max(weeks, 5)
    )
    until.on_change(lambda week: desk.param.update(until=week))
    effort = Choice(
        say("dashboard.forecast.effort", lang),
        {
            say(f"dashboard.forecast.effort.{name}", lang, runs=number(runs, lang)): name
            for name, runs in EFFORTS.items()
        },
    ).linked(desk, "effort", scope)
    start = Button(
        label=say("dashboard.forecast.start", lang),
        variant="contained" if first else "outlined",
        disabled=desk.running,
    )

    def begin(_: object) -> None:
        desk.calibrate()

    start.on_click(begin)

    def follow(_: object) -> None:
        start.disabled = desk.running

    scope.watch(desk, "job", follow)
    title = say(f"dashboard.forecast.{'calibrate' if first else 'again'}", lang)
    fields = [levers, until, effort]
    below = "padding-top:8px"
    shown = (
        grid("repeat(3, minmax(0, 1fr))", *fields, style=below)
        if first
        else stack(*fields, gap=10, style=below)
    )
    return card(title, say("dashboard.forecast.form_note", lang), shown, line(start))


def _course(desk: ForecastDesk, session: Session, scope: Scope) -> list[Any]:
    lang = session.shell.lang
    boxes = [fragment(message("warning", *told)) for told in desk.warnings(lang)]
    return [
        fragment(finding(*desk.finding(lang))),
        *boxes,
        grid(
            "minmax(0, 1.5fr) minmax(0, 1fr)",
            stack(_fan(desk, session), _hangs_on(desk, lang)),
            stack(_learnt(desk, session), _form(desk, scope, lang)),
        ),
    ]


def _fan(desk: ForecastDesk, session: Session) -> Box:
    """The pilot, the model around it, and the weeks to come."""
    lang, shell, name = session.shell.lang, session.shell, desk.series()
    chosen = Choice(
        say("dashboard.scenarios.indicator", lang),
        {say(f"forecast.target.{each}", lang): each for each in desk.indicators()},
        name,
        width=230,
    )
    ahead = Choice(
        say("dashboard.forecast.ahead", lang),
        {number(weeks, lang): weeks for weeks in AHEAD},
        desk.ahead,
        width=130,
    )

    def choose(series: str) -> None:
        shell.indicator = desk.indicator = series

    def look_ahead(weeks: int) -> None:
        shell.ahead = desk.ahead = weeks

    chosen.on_change(choose)
    ahead.on_change(look_ahead)
    simulated = bool(desk.reading.posterior.manifest["simulated"])
    fan = desk.ahead_of(name)
    chart = ChartPane(
        drawn_of(
            pilot_ahead,
            desk.course(name),
            desk.fitted(name),
            fan,
            desk.past(name),
            simulated=simulated,
            lang=lang,
            dark=shell.dark,
        ),
        lang,
        label=desk.finding(lang)[0],
        margin=0,
    )
    people = number(desk.reading.posterior.manifest["people"], lang)
    indicator = say(f"forecast.target.{name}", lang)
    title = say("dashboard.forecast.course", lang, indicator=indicator, people=people)
    kind = "course_simulated" if simulated else "course_note"
    note = say(f"dashboard.forecast.{kind}", lang)
    head = fragment(panel_title(title, note))
    return card(
        "", "", grid("minmax(0, 1fr) auto", head, line(chosen, ahead)), chart,
        fragment(numbers(lang, _fan_table(desk, name, lang))),
        *([] if fan is not None else [_foretell(desk, lang)]),
    )  # fmt: skip


def _foretell(desk: ForecastDesk, lang: str) -> Box:
    """What to do where nothing was foretold so far ahead."""
    weeks = number(desk.ahead, lang)
    words = say("dashboard.forecast.not_foretold", lang, weeks=weeks)
    button = Button(
        label=say("dashboard.forecast.foretell", lang, weeks=weeks),
        variant="outlined",
        disabled=desk.running or bool(desk.reading.posterior.manifest["missing"]),
    )

    def begin(_: object) -> None:
        desk.foretell()

    button.on_click(begin)
    return line(fragment(f'<p class="sub">{escape(words)}</p>', classes="close"), button)


def _fan_table(desk: ForecastDesk, name: str, lang: str) -> str:
    """Week by week: observed, median, interval."""
    heads = [say("dashboard.week", lang)]
    heads += [say(f"dashboard.forecast.{key}", lang) for key in ("observed", "median", "simulated")]
    return table(heads, desk.numbers(name, lang), numeric=range(1, 4))


def _learnt(desk: ForecastDesk, session: Session) -> Box:
    """What the pilot taught, and what stays at its prior."""
    lang = session.shell.lang
    rows, names = desk.learnt(lang)
    told = sum(bool(row["identified"]) for row in rows)
    shown = min(len(rows), max(ROWS, told))
    chart = ChartPane(
        drawn_of(learnt_rows, rows[:shown], names[:shown], lang=lang, dark=session.shell.dark),
        lang,
        label=telling.title(desk.reading.posterior, lang),
        margin=0,
    )
    cells = [
        [escape(name), *(escape(cell) for cell in row[2:])]
        for name, row in zip(names, telling.rows(desk.reading.posterior, lang), strict=True)
    ]
    heads = telling.heads(lang)[1:]
    left = len(rows) - shown
    others = (
        [escape(say("dashboard.forecast.untold", lang, count=number(left, lang)))] if left else []
    )
    note = "".join(f'<p class="note">{words}</p>' for words in others)
    return card(
        say("dashboard.forecast.learnt", lang),
        say("dashboard.forecast.learnt_note", lang),
        chart,
        fragment(note + numbers(lang, table(heads, cells, numeric=(3,)))),
    )


def _hangs_on(desk: ForecastDesk, lang: str) -> Box:
    items = "".join(f"<li>{escape(words)}</li>" for words in desk.hangs_on(lang))
    plain = f'<ul style="list-style:none;display:grid;gap:6px">{items}</ul>'
    return card(say("dashboard.forecast.hangs_on", lang), "", fragment(plain))


def _checks(desk: ForecastDesk, session: Session) -> list[Any]:
    """Every weekly series against what the model gives before and after the pilot."""
    lang, posterior = session.shell.lang, desk.reading.posterior
    fit = posterior.manifest["fit"]
    kind = telling.kind_of_fit(fit) if fit else "none"
    first = telling.fit(posterior, lang) if fit else telling.sentences(posterior, lang)[0]
    boxes = []
    if kind == "bad":
        wrong = " ".join(telling.misfits(posterior, lang))
        boxes = [fragment(message("warning", say("dashboard.forecast.misfit", lang), wrong))]
    cards = []
    for name in desk.indicators():
        label = say(f"calibration.series.{name}", lang)
        figure = drawn_of(
            predictive_check,
            desk.bands(name),
            desk.course(name),
            lang=lang,
            dark=session.shell.dark,
        )
        chart = ChartPane(figure, lang, label=label, margin=0)
        cards.append(card(label[0].upper() + label[1:], "", chart))
    note = f'<p class="note">{escape(say("calibration.page.context", lang))}</p>'
    return [
        fragment(finding(say(f"dashboard.forecast.checks_title.{kind}", lang), first)),
        *boxes,
        fragment(note),
        grid("minmax(0, 1fr) minmax(0, 1fr)", *cards),
    ]


def _past(desk: ForecastDesk, lang: str) -> list[Any]:
    """Forecasts kept, scored as weeks arrived."""
    heads = [say("dashboard.forecast.past.from", lang), say("dashboard.scenarios.indicator", lang)]
    heads += [
        say(f"dashboard.forecast.past.{key}", lang) for key in ("come", "error", "in_90", "in_50")
    ]
    rows = [[escape(cell) for cell in row] for row in desk.past_rows(lang)]
    shown = [
        card(say("dashboard.forecast.past", lang), "", fragment(table(heads, rows, range(2, 6))))
    ]
    return [fragment(finding(*desk.past_finding(lang))), *(shown if rows else [])]
