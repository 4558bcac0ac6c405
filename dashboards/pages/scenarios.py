"""Scenarios: what do we change, and what does it change?"""

from __future__ import annotations

from html import escape

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
from dashboards.components.layout import card, grid, line, page, space, stack
from dashboards.components.lever_board import LeverBoard
from dashboards.components.parts import Box, Fragment
from dashboards.components.pick_list import PickList
from dashboards.components.sheet import Sheet
from dashboards.session import Scope, Session
from dashboards.view_models.scenarios import FULL_DRAWS, INDICATORS, PREVIEW_DRAWS, ScenarioBoard
from simulation.catalogue import STATUSES
from simulation.figures import fan_chart, paired_differences
from simulation.figures.theme import LETTERS
from simulation.figures.units import tell
from simulation.words import say
from simulation.words.forms import number, week_label


def view(session: Session, scope: Scope) -> Sheet:
    """The page in the reader's language."""
    board, lang = session.board, session.shell.lang
    return page(
        _context(board, session, scope, lang),
        _finding(board, scope, lang),
        grid(
            "210px minmax(0, 1.5fr) minmax(0, 1.15fr)",
            _choice(board, session, scope, lang),
            _levers(board, scope, lang),
            stack(
                _levels(board, session, scope, lang),
                _differences(board, session, scope, lang),
                _in_words(board, scope, lang),
            ),
        ),
    )


def _context(board: ScenarioBoard, session: Session, scope: Scope, lang: str) -> Box:
    told = fragment("", classes="close")
    baseline = Choice(say("dashboard.scenarios.baseline", lang), width=250)
    indicator = Choice(
        say("dashboard.scenarios.indicator", lang),
        {say(f"indicator.{name}", lang): name for name in INDICATORS},
        board.indicator,
        width=250,
    )

    def show(*_: object) -> None:
        told.object = (
            f'<div class="context">{origin_tag(True, lang)}<span class="strong">'
            f"{escape(say('dashboard.scenarios.count', lang, count=len(board.scenarios)))}</span>"
            f'<span class="sub">{escape(say("dashboard.scenarios.same_luck", lang))}</span></div>'
        )
        baseline.offer(_letters(board, lang), board.baseline)

    def set_baseline(letter: str) -> None:
        session.shell.reference = board.baseline = letter
        board.recompute(board.draws)

    def set_indicator(name: str) -> None:
        session.shell.outcome = board.indicator = name
        board.recompute(board.draws)

    baseline.on_change(set_baseline)
    indicator.on_change(set_indicator)
    scope.watch(board, ["scenarios", "baseline"], show)
    show()
    return line(told, space(), baseline, indicator)


def _finding(board: ScenarioBoard, scope: Scope, lang: str) -> Fragment:
    pane = fragment("")

    def show(*_: object) -> None:
        if board.preview:
            pane.object = finding(*board.finding(lang))
        elif board.refused:
            pane.object = finding(say("dashboard.compare.refused", lang))
        else:
            pane.object = finding(say("dashboard.scenarios.computing", lang))

    scope.watch(board, ["preview", "refused"], show)
    show()
    return pane


def _choice(board: ScenarioBoard, session: Session, scope: Scope, lang: str) -> Box:
    picks = PickList(
        items=_rows(board, lang),
        value=board.selected,
        label=say("dashboard.page.scenarios", lang),
        sizing_mode="stretch_width",
        margin=0,
    )
    compared = Several(
        say("dashboard.scenarios.compared", lang),
        {board.title(name, lang): name for name in board.names},
        [scenario.name for scenario in board.scenarios.values()],
        most=len(LETTERS),
        style="margin-top:8px",
    )

    def choose(wanted: list[str]) -> None:
        shown = [scenario.name for scenario in board.scenarios.values()]
        if len(wanted) >= 2 and wanted != shown:
            board.choose(wanted)
            session.shell.param.update(scenarios=",".join(wanted), reference="")

    def show(*_: object) -> None:
        picks.param.update(items=_rows(board, lang), value=board.selected)

    picks.param.watch(lambda event: setattr(board, "selected", event.new), "value")
    compared.on_change(choose)
    scope.watch(board, ["scenarios", "selected", "baseline"], show)
    legend = "".join(
        f'<div class="note"><i class="mark {status}" aria-hidden="true"></i>'
        f"{escape(say(f'dashboard.status_told.{status}', lang))}</div>"
        for status in STATUSES
    )
    return stack(
        picks,
        compared,
        fragment(
            f'<p class="note strong">{escape(say("dashboard.scenarios.evidence", lang))}</p>'
            f'{legend}<p class="note" style="margin-top:8px">'
            f"{escape(say('dashboard.scenarios.tick', lang))}</p>"
        ),
    )


def _levers(board: ScenarioBoard, scope: Scope, lang: str) -> Box:
    head = fragment("")
    refused = fragment("", visible=False)
    restore = Button(label=say("dashboard.scenarios.restore", lang), variant="outlined")
    save = Button(label=say("dashboard.scenarios.save", lang))
    levers = LeverBoard(
        levers=board.controls(lang),
        colour=_colour(board),
        words={
            "changed": say("dashboard.levers.changed", lang),
            "one_changed": say("dashboard.levers.one_changed", lang),
            "reference": say("dashboard.levers.reference", lang),
        },
        sizing_mode="stretch_width",
        margin=0,
    )

    def show(*_: object) -> None:
        title = board.titles(lang)[board.selected]
        head.object = (
            '<div style="display:flex;gap:10px;align-items:center;min-height:34px">'
            f"{letter_tag(board.selected)}"
            f'<h2 style="font:600 19px/1.25 var(--rsne-serif)">{escape(title)}</h2></div>'
        )
        levers.param.update(levers=board.controls(lang), colour=_colour(board))
        edited = board.is_edited(board.selected)
        restore.disabled = save.disabled = not edited

    def show_refused(*_: object) -> None:
        error = board.refused
        refused.object = message("error", error.message(lang)) if error else ""
        refused.visible = bool(error)

    def keep(_: object) -> None:
        board.save()

    levers.param.watch(lambda event: board.move(event.new["path"], event.new["value"]), "moved")
    restore.on_click(lambda _: board.restore())
    save.on_click(keep)
    scope.watch(board, ["scenarios", "selected", "baseline"], show)
    scope.watch(board, "refused", show_refused)
    show()
    return card("", "", grid("minmax(0, 1fr) auto auto", head, restore, save), refused, levers)


def _levels(board: ScenarioBoard, session: Session, scope: Scope, lang: str) -> Box:
    title = fragment("")
    chart = ChartPane(lang=lang, margin=0)
    under = fragment("")
    progress = fragment("", visible=False)
    more = Button(
        label=say("dashboard.scenarios.more_draws", lang, draws=number(FULL_DRAWS, lang)),
        variant="outlined",
    )
    stop = Button(label=say("dashboard.stop", lang), variant="outlined", visible=False)

    def show(*_: object) -> None:
        name = say(f"indicator.{board.indicator}", lang)
        note = ""
        if board.preview:
            note = say(
                "dashboard.scenarios.preview",
                lang,
                draws=number(board.preview.draws, lang),
                seconds=number(board.preview.seconds, lang, 1),
            )
            chart.draw(
                drawn_of(
                    fan_chart, board.fans(), unit=board.unit, lang=lang, dark=session.shell.dark
                )
            )
            chart.label = board.finding(lang)[0]
            session.deliver(show_numbers)  # after the figure, which should not wait for it
        title.object = f'<h2>{escape(name)}</h2><p class="note">{escape(note)}</p>'

    def show_numbers() -> None:
        under.object = numbers(lang, _fan_table(board, lang))

    def show_work(*_: object) -> None:
        chart.pale = board.computing and board.preview is not None
        long = board.computing and board.draws > PREVIEW_DRAWS
        stop.visible, more.visible, progress.visible = long, not long, long
        if long:
            done = number(board.progress * board.draws * len(board.scenarios), lang)
            total = number(board.draws * len(board.scenarios), lang)
            words = say("dashboard.scenarios.drawn", lang, done=done, total=total)
            progress.object = (
                f'{progress_bar(board.progress, words)}<p class="note">{escape(words)}</p>'
            )

    more.on_click(lambda _: board.recompute(FULL_DRAWS))
    stop.on_click(lambda _: board.stop())
    scope.watch(board, "preview", show)
    scope.watch(board, ["computing", "progress"], show_work)
    scope.watch(session.shell, "dark", show)
    show()
    return card("", "", title, chart, progress, line(under, more, stop, justify="space-between"))


def _differences(board: ScenarioBoard, session: Session, scope: Scope, lang: str) -> Box:
    title = fragment("")
    chart = ChartPane(lang=lang, margin=0)

    def show(*_: object) -> None:
        if not board.preview:
            return
        comparison = board.preview.comparison
        week = week_label(comparison.week, lang)
        reference = comparison.letters[comparison.baseline]
        heading = say("dashboard.scenarios.established", lang, baseline=reference, week=week)
        note = say("dashboard.scenarios.one_dot", lang)
        title.object = panel_title(heading, note)
        differences, draws = board.paired()
        chart.draw(
            drawn_of(
                paired_differences,
                differences,
                draws,
                unit=board.unit,
                lang=lang,
                dark=session.shell.dark,
            )
        )
        chart.label = board.finding(lang)[0]

    scope.watch(board, "preview", show)
    scope.watch(board, "computing", lambda event: setattr(chart, "pale", event.new))
    scope.watch(session.shell, "dark", show)
    show()
    return card("", "", title, chart)


def _in_words(board: ScenarioBoard, scope: Scope, lang: str) -> Box:
    pane = fragment("")

    def show(*_: object) -> None:
        warned = "".join(message("warning", told) for told in board.unlikely(lang))
        if board.selected == board.baseline:
            heading = say("dashboard.scenarios.is_baseline", lang, letter=board.selected)
            pane.object = f"<h2>{escape(heading)}</h2>{warned}"
            return
        heading = say(
            "dashboard.scenarios.distinguishes",
            lang,
            letter=board.selected,
            baseline=board.baseline,
        )
        sentences = board.distinguishes(lang) or [say("dashboard.scenarios.nothing", lang)]
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
        pane.object = f'<h2>{escape(heading)}</h2><ul class="bullets">{items}</ul>{warned}'

    scope.watch(board, ["scenarios", "selected", "baseline"], show)
    show()
    return card("", "", pane)


def _letters(board: ScenarioBoard, lang: str) -> dict[str, str]:
    return {f"{letter} · {title}": letter for letter, title in board.titles(lang).items()}


def _rows(board: ScenarioBoard, lang: str) -> list[dict[str, str]]:
    def note(letter: str) -> str:
        words = ["edited"] if board.is_edited(letter) else []
        words += ["baseline_short"] if letter == board.baseline else []
        return ", ".join(say(f"dashboard.scenarios.{word}", lang) for word in words)

    return [
        {
            "key": letter,
            "letter": letter,
            "colour": f"var(--rsne-scenario-{letter})",
            "name": title,
            "note": note(letter),
        }
        for letter, title in board.titles(lang).items()
    ]


def _colour(board: ScenarioBoard) -> str:
    return f"var(--rsne-scenario-{board.selected})"


def _fan_table(board: ScenarioBoard, lang: str) -> str:
    fans = board.fans()
    heads = [say("dashboard.week", lang)]
    for letter in fans:
        heads += [say("dashboard.median_of", lang, letter=letter), "5 %", "95 %"]
    weeks = next(iter(fans.values()))["week"]
    rows = [
        [
            week_label(week, lang),
            *(
                tell(fan[column].iloc[place], board.unit, lang)
                for fan in fans.values()
                for column in ("median", "p05", "p95")
            ),
        ]
        for place, week in enumerate(weeks)
    ]
    return table(heads, rows, numeric=range(1, len(heads)))
