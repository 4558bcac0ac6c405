"""Pilot, replay: the weeks of a record, turned in the browser."""

from __future__ import annotations

from typing import Any

from dashboards.components.fragments import fragment, message
from dashboards.components.layout import stack
from dashboards.components.parts import Box
from dashboards.components.replay import ReplayStage
from dashboards.replay_file import replay_page
from dashboards.session import Scope, Session
from dashboards.view_models.pilot import PilotDesk
from dashboards.view_models.replay import scenes
from dashboards.view_models.replay.desk import ReplayDesk
from simulation.settings import read_settings
from simulation.workspace import slug

IN_ADDRESS = ("week", "layer", "unit", "beside", "speed")


def replay(pilot: PilotDesk, session: Session, scope: Scope) -> Box:
    """The replay of the record chosen; what the reader turns to stands in the address."""
    shell, lang = session.shell, session.shell.lang
    desk = ReplayDesk(
        pilot.replayed,
        name=pilot.record,
        records=pilot.records(),
        thresholds=pilot.thresholds,
        deliver=session.deliver,
        settings=read_settings(session.workspace.folder),
        lang=lang,
    )

    def file() -> tuple[str, str]:
        told = desk.told()
        name = slug("-".join(title for title, _ in told))
        return f"{name}.html", replay_page(told, lang)

    stage = ReplayStage(
        page=file,
        scenes=scenes(desk.told(), lang),
        others=desk.others(),
        against=shell.against,
        sizing_mode="stretch_width",
        margin=0,
        **{name: getattr(shell, name) for name in IN_ADDRESS},
    )
    refused = fragment("", visible=False)

    def turn(*events: Any) -> None:
        shell.param.update(**{event.name: event.new for event in events})
        for event in events:
            if event.name == "unit" and session.may("individuals"):
                desk.open(event.new)

    def draw(*_: object) -> None:
        stage.scenes = scenes(desk.told(), lang)

    def refuse(*_: object) -> None:
        refused.object = message("error", desk.refused.message(lang)) if desk.refused else ""
        refused.visible = bool(desk.refused)

    def compare(event: Any) -> None:
        shell.against = event.new
        desk.compare(event.new)

    stage.param.watch(turn, list(IN_ADDRESS))
    stage.param.watch(compare, "against")
    scope.watch(desk, "shown", draw)
    scope.watch(desk, "people", lambda event: setattr(stage, "people", event.new))
    scope.watch(desk, "refused", refuse)
    scope.ends(desk.close)
    if shell.against:
        desk.compare(shell.against)
    if shell.unit and session.may("individuals"):
        desk.open(shell.unit)
    return stack(refused, stage)
