"""One reader's session: what the pages share, kept when the page or the language changes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from typing import Any

import panel as pn
import param

from dashboards.components.fragments import fragment, message
from dashboards.components.sheet import Sheet
from dashboards.view_models.audit import AuditDesk
from dashboards.view_models.compare import CompareDesk
from dashboards.view_models.forecast import ForecastDesk
from dashboards.view_models.importing import ImportDesk
from dashboards.view_models.pilot import PilotDesk, forget_removed
from dashboards.view_models.reports import ReportDesk
from dashboards.view_models.scenarios import ScenarioBoard
from dashboards.view_models.shell import ADDRESS, Shell
from dashboards.view_models.sizing import SizingDesk
from simulation.errors import InputError
from simulation.users import User
from simulation.workspace import Workspace

_LOG = logging.getLogger(__name__)


class Scope:
    """What one drawn page listens to; it stops listening when the page is drawn anew.

    Asleep, while the reader reads in another language, it notes only that it missed something.
    """

    def __init__(self) -> None:
        self.asleep = self.missed = False
        self._watchers: list[tuple[param.Parameterized, Any]] = []
        self._ends: list[Callable[[], Any]] = []

    def ends(self, callback: Callable[[], Any]) -> None:
        """Call this when the page is drawn anew."""
        self._ends.append(callback)

    def watch(
        self, source: param.Parameterized, names: str | list[str], callback: Callable[..., Any]
    ) -> None:
        """Call back when parameters of a source change."""

        def heard(*events: Any) -> None:
            if self.asleep:
                self.missed = True
            else:
                callback(*events)

        self._watchers.append((source, source.param.watch(heard, names)))

    def close(self) -> None:
        """Stop listening."""
        for source, watcher in self._watchers:
            source.param.unwatch(watcher)
        self._watchers.clear()
        for callback in self._ends:
            callback()
        self._ends.clear()


Page = Callable[["Session", Scope], pn.viewable.Viewable]


class Session:
    """The shell, the view-models of the pages, and the pages drawn in the reader's language."""

    def __init__(self, workspace: Workspace, lang: str, visitor: User | None = None) -> None:
        forget_removed()
        self.workspace = workspace
        self.visitor = visitor
        self.shell = Shell(lang=lang)
        self._drawn: dict[tuple[str, str], pn.viewable.Viewable] = {}
        self._scopes: dict[tuple[str, str], Scope] = {}
        self._document = pn.state.curdoc
        self.shell.param.watch(lambda _: self._wake(), "lang")
        if self._document:
            pn.state.on_session_destroyed(lambda _: self.close())

    @property
    def workspace_name(self) -> str:
        """The workspace as people call it: its folder's name."""
        return self.workspace.folder.resolve().name

    def may(self, right: str) -> bool:
        """Whether the reader's role holds a right; who did not sign in is at their own machine."""
        return self.visitor is None or self.visitor.may(right)

    def deliver(self, callback: Callable[[], Any]) -> None:
        """Run a callback in the page's event loop, once the browser has the page.

        A change made between drawing the page and the browser's connection would be lost.
        """
        if self._document:
            self._document.add_next_tick_callback(lambda: pn.state.onload(callback))
        else:
            callback()

    @cached_property
    def board(self) -> ScenarioBoard:
        """The scenarios page's view-model, on the scenarios that the address names."""
        board = ScenarioBoard(self.workspace, self.deliver, indicator=self.shell.outcome)
        board.choose(self._named_scenarios, self.shell.reference)
        return board

    @cached_property
    def compared(self) -> CompareDesk:
        """The comparison page's view-model, on the scenarios that the address names."""
        chosen = {"drawn": self.shell.drawn, "indicator": self.shell.outcome}
        desk = CompareDesk(self.workspace, self.deliver, **chosen)
        desk.choose(self._named_scenarios, self.shell.reference)
        return desk

    @property
    def _named_scenarios(self) -> list[str]:
        return [name for name in self.shell.scenarios.split(",") if name]

    @cached_property
    def pilot(self) -> PilotDesk:
        """The pilot page's view-model, on the record that the address names."""
        desk = PilotDesk(self.workspace, self.deliver, may_import=self.may("import"))
        desk.open(self.shell.record, self.shell.lang)
        return desk

    @cached_property
    def forecast(self) -> ForecastDesk:
        """The forecast page's view-model; nothing is read before its page is opened."""
        desk = ForecastDesk(
            self.workspace, self.deliver, ahead=self.shell.ahead, indicator=self.shell.indicator
        )
        desk.param.watch(self._offer_calibration, "job")
        return desk

    @cached_property
    def importing(self) -> ImportDesk:
        """The guided import's view-model."""
        desk = ImportDesk(self.workspace, self.deliver, may_import=self.may("import"))
        desk.param.watch(lambda event: self._offer_pilot(event.new), "kept")
        return desk

    @cached_property
    def audit(self) -> AuditDesk:
        """The audit page's view-model."""
        desk = AuditDesk(self.workspace)
        desk.param.watch(lambda _: self._offer_new_scenario(), "saved")
        return desk

    @cached_property
    def sizing(self) -> SizingDesk:
        """The sizing page's view-model, on the newest plan and the calibration of the address."""
        desk = SizingDesk(self.workspace, self.deliver)
        if self.shell.drawn in desk.calibrations(self.shell.lang).values():
            desk.calibration = self.shell.drawn or desk.calibration
        return desk

    @cached_property
    def reports(self) -> ReportDesk:
        """The reports page's view-model."""
        return ReportDesk(self.workspace, self.deliver, may_write=self.may("report"))

    def follow_address(self) -> None:
        """Keep the address and the shell in step; a word the shell does not know is ignored."""
        if pn.state.location:
            pn.state.location.sync(
                self.shell, {name: name for name in ADDRESS}, on_error=lambda _: None
            )

    @property
    def drawn(self) -> dict[tuple[str, str], pn.viewable.Viewable]:
        """The pages drawn so far that still hold, by name and language."""
        return dict(self._drawn)

    def shown(self, name: str, page: Page) -> pn.viewable.Viewable:
        """A page in the reader's language, drawn once, and anew if it missed something."""
        key = name, self.shell.lang
        if key in self._scopes and self._scopes[key].missed:
            self._forget(key)
        if key not in self._drawn:
            scope = Scope()
            self._scopes[key] = scope
            try:
                self._drawn[key] = page(self, scope)
            except Exception as error:
                self._forget(key)
                return Sheet(fragment(message("error", self._refusal(error))), margin=28)
        return self._drawn[key]

    def _refusal(self, error: Exception) -> str:
        """What the reader is told of a page that cannot be drawn; raises where nobody reads it."""
        if not isinstance(error, InputError):
            if not self._document:
                raise error
            _LOG.error("a page could not be drawn", exc_info=error)
            error = InputError("dashboard_page")
        return error.message(self.shell.lang)

    def close(self) -> None:
        """End what still runs for this reader."""
        self._forget(*self._scopes)
        for model in ("board", "compared", "pilot", "forecast", "importing", "sizing", "reports"):
            if model in self.__dict__:
                self.__dict__[model].close()

    def _offer_new_scenario(self) -> None:
        """Pages that list scenarios are drawn anew, with what was just saved."""
        for model in ("board", "sizing"):
            if model in self.__dict__:
                self.__dict__[model].look_again()
        self._draw_anew("scenarios", "size")

    def _offer_calibration(self, event: Any) -> None:
        """Pages that list calibrations are drawn anew, with the one that was just made."""
        if event.new is not None and event.new.state == "done":
            self._draw_anew("compare", "size")

    def _offer_pilot(self, name: str) -> None:
        """Pages that know a record show the one that was just kept."""
        if not name:
            return
        self.shell.param.update(record=name, week=1, unit="", against="")
        if "pilot" in self.__dict__:
            self.pilot.open(name, self.shell.lang)
        if "forecast" in self.__dict__ and self.forecast.record:
            self.forecast.open(name)

    def _draw_anew(self, *pages: str) -> None:
        self._forget(*(key for key in self._scopes if key[0] in pages))

    def _forget(self, *keys: tuple[str, str]) -> None:
        for key in keys:
            self._scopes.pop(key).close()
            self._drawn.pop(key, None)

    def _wake(self) -> None:
        """Pages in the reader's language follow what changes, the others wait for their return."""
        for (_, lang), scope in self._scopes.items():
            scope.asleep = lang != self.shell.lang
