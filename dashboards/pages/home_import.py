"""Home, the guided import: drop files, check what was understood, confirm."""

from __future__ import annotations

from html import escape
from typing import Any

from dashboards.components.controls import Button, TextField
from dashboards.components.file_drop import dropped, file_drop
from dashboards.components.fragments import fragment, message, table
from dashboards.components.layout import card, line, stack
from dashboards.components.parts import Box, Fragment
from dashboards.session import Scope, Session
from dashboards.view_models.importing import ImportDesk
from simulation.words import say
from simulation.words.forms import number


def import_card(session: Session, scope: Scope) -> Box:
    """The import, one step at a time; what was refused says what is safe."""
    desk, lang = session.importing, session.shell.lang
    files = stack(_files(desk, lang))
    before, after = stack(gap=10), stack(gap=10)
    body = stack(before, files, after, gap=10)

    def show(*_: object) -> None:
        # Files dropped stay in their place while it is hidden: a refusal loses none of them.
        files.visible = desk.step == "files"
        before[:] = [_refusal(desk, lang)] if desk.refused else []
        after[:] = _step(desk, session)

    def offer_anew(event: Any) -> None:
        if event.old == "kept":
            files[:] = [_files(desk, lang)]

    scope.watch(desk, "step", offer_anew)
    scope.watch(desk, ["step", "refused"], show)
    show()
    return card(say("dashboard.import.heading", lang), "", body)


def _step(desk: ImportDesk, session: Session) -> list[Any]:
    """What stands under the files: the work, what was understood, or that it was kept."""
    lang = session.shell.lang
    if desk.step in ("reading", "keeping"):
        return [fragment(_note(desk.step, lang, role="status"))]
    if desk.step == "understood":
        return _understood(desk, lang)
    return _kept(desk, session) if desk.step == "kept" else []


def _files(desk: ImportDesk, lang: str) -> Box:
    """Where files are dropped, and the title they will bear."""
    export = file_drop(lang, multiple=True, max_file_size="500MB", height=112, margin=0)
    extract = file_drop(lang, multiple=False, max_file_size="100MB", height=76, margin=0)
    title = TextField(say("dashboard.pilot.title", lang), style="margin:8px 0 4px")
    start = Button(label=say("dashboard.import.start", lang), variant="outlined")

    def begin(_: object) -> None:
        hr = next(iter(dropped(extract)), None)
        desk.read(dropped(export), hr, title.value)

    start.on_click(begin)
    return stack(
        fragment(f'<p class="note">{escape(say("dashboard.pilot.drop_export", lang))}</p>'),
        export,
        fragment(f'<p class="note">{escape(say("dashboard.pilot.drop_hr", lang))}</p>'),
        extract,
        title,
        line(start),
        fragment(_note("nothing_kept_yet", lang)),
        fragment(f'<p class="note">{escape(say("dashboard.pilot.protected", lang))}</p>'),
        gap=8,
    )


def _understood(desk: ImportDesk, lang: str) -> list[Any]:
    """What was read: facts, findings, and the choice to keep it or not."""
    wrapped = '<span class="strong" style="display:block;text-align:right;overflow-wrap:anywhere">'
    rows = [
        [escape(label), f"{wrapped}{escape(value)}</span>"] for label, value in desk.facts(lang)
    ]
    head = say("dashboard.import.understood", lang)
    title = f'<h3>{escape(desk.title(lang))}</h3><p class="strong">{escape(head)}</p>'
    parts: list[Any] = [
        fragment(title + _note("not_kept", lang)),
        fragment(table(["", ""], rows)),
    ]
    if desk.understood.replaces:
        words = say("dashboard.import.replaces", lang, name=desk.understood.name)
        parts.append(fragment(message("warning", words)))
    parts.append(fragment(_findings(desk, lang)))
    keep = Button(label=say("dashboard.import.confirm", lang))
    away = Button(label=say("dashboard.import.put_away", lang), variant="outlined")
    keep.on_click(lambda _: desk.keep())
    away.on_click(lambda _: desk.put_away())
    return [*parts, line(keep, away)]


def _findings(desk: ImportDesk, lang: str) -> str:
    """What to know of the data: warnings open, notes folded."""
    found = desk.findings(lang)
    if not found:
        return _note("no_findings", lang)
    warnings = [sentence for severity, sentence in found if severity == "warning"]
    notes = [sentence for severity, sentence in found if severity != "warning"]
    counts = {"warnings": number(len(warnings), lang), "notes": number(len(notes), lang)}
    head = f"<h3>{escape(say('dashboard.import.findings', lang, **counts))}</h3>"
    listed = "".join(
        f'<li><span class="warn">▲</span><span>{escape(sentence)}</span></li>'
        for sentence in warnings
    )
    folded = "".join(f"<li>{escape(sentence)}</li>" for sentence in notes)
    more = (
        f'<details class="numbers"><summary>{escape(say("dashboard.import.notes", lang))}</summary>'
        f'<ul class="bullets">{folded}</ul></details>'
    )
    return f'{head}<ul class="list ruled">{listed}</ul>{more if notes else ""}'


def _kept(desk: ImportDesk, session: Session) -> list[Any]:
    """The pilot is in the workspace: read it, or import another."""
    lang = session.shell.lang
    told = escape(say("dashboard.import.kept", lang))
    words = f'<p role="status"><span class="done">✓</span> {told}</p>'
    read = Button(label=say("dashboard.import.open", lang), variant="outlined")
    again = Button(label=say("dashboard.import.another", lang), variant="outlined")

    def open_pilot(_: object) -> None:
        session.shell.page = "pilot"

    read.on_click(open_pilot)
    again.on_click(lambda _: desk.put_away())
    return [fragment(words), line(read, again)]


def _refusal(desk: ImportDesk, lang: str) -> Fragment:
    safe = say("dashboard.pilot.untouched", lang)
    again = f" {say('dashboard.import.again', lang)}" if desk.understood else ""
    return fragment(message("error", desk.refused.message(lang), safe + again))


def _note(key: str, lang: str, role: str = "") -> str:
    told = f' role="{role}"' if role else ""
    return f'<p class="note"{told}>{escape(say(f"dashboard.import.{key}", lang))}</p>'
