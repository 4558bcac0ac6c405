"""Compare: is it better, is it established, and for whom?"""

from __future__ import annotations

from html import escape
from typing import Any

from dashboards.components.chart import ChartPane, drawn_of
from dashboards.components.controls import Button, Choice, Several
from dashboards.components.fragments import (
    finding,
    fragment,
    letter_tag,
    message,
    numbers,
    origin_tag,
    panel_title,
    progress_bar,
    table,
)
from dashboards.components.job_state import pace
from dashboards.components.layout import card, grid, page, stack
from dashboards.components.parts import Box, Fragment
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models.compare import CompareDesk
from simulation.experiments import FATES
from simulation.experiments.comparison import INDICATORS
from simulation.figures import fan_chart, paired_differences, small_fans, twin_bars
from simulation.figures.theme import LETTERS
from simulation.words import say
from simulation.words.forms import number, week_label

SMALL_MULTIPLES = 4
"""Scenarios from which each is drawn apart, beside the reference."""


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    desk, lang = session.compared, session.shell.lang
    return page(
        _context(desk, scope, lang),
        grid("minmax(0, 1fr) 260px", _finding(desk, scope, lang), _work(desk, scope, lang)),
        _choice(desk, session, scope, lang),
        grid(
            "minmax(0, 1.35fr) minmax(0, 1fr)",
            _levels(desk, session, scope, lang),
            _differences(desk, session, scope, lang),
        ),
        grid(
            "minmax(0, 1.35fr) minmax(0, 1fr)",
            _people(desk, session, scope, lang),
            stack(_indicators(desk, scope, lang), _theories(desk, scope, lang)),
        ),
    )


def _context(desk: CompareDesk, scope: Scope, lang: str) -> Fragment:
    pane = fragment("")

    def show(*_: object) -> None:
        pane.object = (
            f'<div class="context">{origin_tag(True, lang)}'
            f'<span class="sub">{escape(desk.context(lang))}</span>'
            f'<span class="sub">{escape(desk.drawn_from(lang))}</span></div>'
        )

    scope.watch(desk, ["scenarios", "comparison", "drawn"], show)
    show()
    return pane


def _choice(desk: CompareDesk, session: Session, scope: Scope, lang: str) -> Box:
    compared = Several(
        say("dashboard.scenarios.compared", lang),
        {desk.title(name, lang): name for name in desk.names},
        [scenario.name for scenario in desk.scenarios.values()],
        most=len(LETTERS),
    )
    baseline = Choice(say("dashboard.scenarios.baseline", lang))
    indicator = Choice(
        say("dashboard.scenarios.indicator", lang),
        {say(f"indicator.{name}", lang): name for name in INDICATORS},
        desk.indicator,
    )
    drawn = Choice(say("dashboard.compare.parameters", lang), desk.sources(lang), desk.drawn)

    def draw_from(chosen: str) -> None:
        session.shell.drawn = chosen
        desk.draw_from(chosen)

    def choose(wanted: list[str]) -> None:
        shown = [scenario.name for scenario in desk.scenarios.values()]
        if len(wanted) >= 2 and wanted != shown:
            session.shell.param.update(scenarios=",".join(wanted), reference="")
            desk.choose(wanted)

    def set_baseline(letter: str) -> None:
        session.shell.reference = desk.baseline = letter
        desk.compute()

    def set_indicator(name: str) -> None:
        session.shell.outcome = desk.indicator = name

    def show(*_: object) -> None:
        baseline.offer(_letters(desk, lang), desk.baseline)

    compared.on_change(choose)
    baseline.on_change(set_baseline)
    indicator.on_change(set_indicator)
    drawn.on_change(draw_from)
    scope.watch(desk, ["scenarios", "baseline"], show)
    show()
    return grid("minmax(0, 2.6fr) repeat(3, minmax(0, 1fr))", compared, baseline, indicator, drawn)


def _finding(desk: CompareDesk, scope: Scope, lang: str) -> Fragment:
    pane = fragment("")

    def show(*_: object) -> None:
        pane.object = finding(*desk.finding(lang))

    scope.watch(desk, ["comparison", "indicator", "refused"], show)
    show()
    return pane


def _work(desk: CompareDesk, scope: Scope, lang: str) -> Box:
    """How far the work is, a way to stop it, and what was refused."""
    state = fragment("")
    stop = Button(label=say("dashboard.stop", lang), variant="outlined")
    stop.on_click(lambda _: desk.stop())

    def show(*_: object) -> None:
        stop.visible = bool(desk.busy)
        if desk.refused:
            state.object = message("error", desk.refused.message(lang))
        elif desk.busy:
            words = say("dashboard.compare.computing", lang)
            state.object = _how_far(desk.progress, words)
        else:
            state.object = ""

    scope.watch(desk, ["busy", "progress", "refused"], show)
    show()
    return stack(state, stop, gap=6)


def _levels(desk: CompareDesk, session: Session, scope: Scope, lang: str) -> Box:
    note, chart = fragment(""), ChartPane(lang=lang, margin=0)

    def show(*_: object) -> None:
        if desk.comparison is None:
            return
        fans = desk.comparison.fans(desk.indicator)
        told: dict[str, Any] = {
            "names": desk.titles(lang), "unit": desk.unit, "lang": lang,
            "dark": session.shell.dark, "height": 380,
        }  # fmt: skip
        apart = len(fans) >= SMALL_MULTIPLES
        drawn = (small_fans, fans, desk.baseline) if apart else (fan_chart, fans)
        chart.draw(drawn_of(*drawn, **told))
        note.object = f'<p class="note">{escape(_levels_note(desk, apart, lang))}</p>'
        chart.label = desk.finding(lang)[0]

    scope.watch(desk, ["comparison", "indicator"], show)
    scope.watch(session.shell, "dark", show)
    show()
    return card(say("dashboard.compare.levels", lang), "", note, chart)


def _levels_note(desk: CompareDesk, apart: bool, lang: str) -> str:
    """How to read the fans: together, or each beside the reference."""
    if apart:
        return say("dashboard.compare.levels_apart_note", lang, baseline=desk.baseline)
    return say("dashboard.compare.levels_note", lang)


def _differences(desk: CompareDesk, session: Session, scope: Scope, lang: str) -> Box:
    head, chart = fragment(""), ChartPane(lang=lang, margin=0)
    under = fragment("")

    def show(*_: object) -> None:
        if desk.comparison is None:
            return
        head.object = _head(desk, "established", lang)
        differences, draws = desk.comparison.paired(desk.indicator)
        chart.draw(
            drawn_of(
                paired_differences,
                differences,
                draws,
                unit=desk.unit,
                lang=lang,
                dark=session.shell.dark,
            )
        )
        chart.label = desk.finding(lang)[0]
        under.object = f'<p class="note">{escape(desk.hangs_on(lang))}</p>'

    scope.watch(desk, ["comparison", "indicator"], show)
    scope.watch(session.shell, "dark", show)
    show()
    return card("", "", head, chart, under)


def _people(desk: CompareDesk, session: Session, scope: Scope, lang: str) -> Box:
    head, chart, under = fragment(""), ChartPane(lang=lang, margin=0), fragment("")
    followed = Choice(say("dashboard.compare.twins_letter", lang), width=250)

    def show(*_: object) -> None:
        letters = {told: k for told, k in _letters(desk, lang).items() if k != desk.baseline}
        followed.offer(letters, desk.followed)
        title = say("dashboard.compare.twins", lang)
        if desk.people is None:
            head.object = f"<h2>{escape(title)}</h2>"
            chart.visible, under.object = False, ""
            return
        note = say("dashboard.compare.twins_note", lang, draws=number(desk.people.replicates, lang))
        head.object = (
            f"<h2>{escape(title)}</h2><p>{escape(desk.people_finding(lang))}</p>"
            f'<p class="note">{escape(note)}</p>'
        )
        chart.visible = True
        chart.draw(
            drawn_of(
                twin_bars, desk.people.units, desk.followed, lang=lang, dark=session.shell.dark
            )
        )
        chart.label = desk.people_finding(lang)
        under.object = numbers(lang, _people_table(desk, lang))

    followed.on_change(desk.follow)
    scope.watch(desk, ["people", "followed", "baseline"], show)
    scope.watch(session.shell, "dark", show)
    show()
    return card("", "", grid("minmax(0, 1fr) auto", head, followed), chart, under)


def _people_table(desk: CompareDesk, lang: str) -> str:
    heads = [
        say("dashboard.compare.unit", lang),
        *(say(f"dashboard.compare.fate.{fate}", lang, letter=desk.followed) for fate in FATES),
    ]
    cells = [
        [
            escape(str(row["unit"])),
            *("" if row["suppressed"] else number(row[fate], lang) for fate in FATES),
        ]
        for row in desk.people.units.to_dict("records")
    ]
    return table(heads, cells, numeric=range(1, len(heads)))


def _indicators(desk: CompareDesk, scope: Scope, lang: str) -> Box:
    pane = fragment("")

    def show(*_: object) -> None:
        if desk.comparison is None:
            return
        heads = ["", say("dashboard.scenarios.indicator", lang)]
        heads += [
            say(f"dashboard.compare.{k}", lang) for k in ("verdict", "difference", "interval")
        ]
        cells = [
            [
                letter_tag(row.letter),
                escape(row.indicator),
                escape(row.verdict),
                f'<span class="strong">{escape(row.difference)}</span>',
                escape(row.interval),
            ]
            for row in desk.rows(lang)
        ]
        pane.object = _head(desk, "indicators", lang) + table(heads, cells, numeric=(3, 4))

    scope.watch(desk, "comparison", show)
    show()
    return card("", "", pane)


def _how_far(share: float, words: str) -> str:
    return f'{progress_bar(share, words)}<p class="note" role="status">{escape(words)}</p>'


def _theories(desk: CompareDesk, scope: Scope, lang: str) -> Box:
    """What holds under each theory; how far the job is that finds it, also after a reload."""
    pane = fragment("")
    start = Button(label=say("dashboard.compare.theories_start", lang), variant="outlined")
    stop = Button(label=say("dashboard.stop", lang), variant="outlined")
    start.on_click(lambda _: desk.try_theories())
    stop.on_click(lambda _: desk.stop_theories())

    def show(*_: object) -> None:
        missing = desk.theories is None
        running = desk.trying is not None and desk.trying.state == "running"
        start.visible, start.disabled = missing and not running, bool(desk.busy)
        stop.visible = missing and running
        if missing:
            pane.object = _trying(desk, lang)
            return
        items = "".join(f"<li>{escape(told)}</li>" for told in desk.theory_rows(lang))
        pane.object = f'<ul class="bullets">{items}</ul>'

    scope.watch(desk, ["theories", "trying", "busy"], show)
    show()
    title, note = (say(f"dashboard.compare.{key}", lang) for key in ("theories", "theories_note"))
    return card(title, note, pane, start, stop)


def _trying(desk: CompareDesk, lang: str) -> str:
    """How far the job is, or why it ended without an answer to what is compared here."""
    told = desk.trying
    if told is None or told.state not in ("running", "failed"):
        return ""
    if told.state == "failed":
        return message("error", told.refused.message(lang)) if desk.tries_this else ""
    about = "theories_computing" if desk.tries_this else "theories_others"
    words = [say(f"dashboard.compare.{about}", lang)]
    words += [pace(told, lang)] if 0 < told.done < told.total else []
    words += [say("dashboard.compare.theories_safe", lang)]
    return _how_far(told.done / told.total if told.total else 0.0, " ".join(words))


def _head(desk: CompareDesk, part: str, lang: str) -> str:
    """The head of a card of differences: what it is, from which reference, in which week."""
    week = week_label(desk.comparison.week, lang)
    note = say(f"dashboard.compare.{part}_note", lang, baseline=desk.baseline, week=week)
    return panel_title(say(f"dashboard.compare.{part}", lang), note)


def _letters(desk: CompareDesk, lang: str) -> dict[str, str]:
    return {f"{letter} · {title}": letter for letter, title in desk.titles(lang).items()}
