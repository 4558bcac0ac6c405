"""Scenarios side by side: levers to move, a preview that follows, what is established."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd
import param

from dashboards.jobs import Deliver, NewestJob
from dashboards.remembered import REMEMBERED, Remembered, named
from dashboards.view_models import levers
from simulation.errors import InputError
from simulation.experiments import (
    Comparison,
    compare,
    comparison_finding,
    differences_in_words,
)
from simulation.experiments.comparison import INDICATORS
from simulation.experiments.levels import LEVELS
from simulation.figures.theme import LETTERS
from simulation.plausibility import unlikely_told
from simulation.scenario import Scenario, examples, load, presets
from simulation.workspace import Workspace, write_text

PREVIEW_EMPLOYEES = 2000
PREVIEW_WEEKS = 52
PREVIEW_DRAWS = 20
FULL_DRAWS = 200

SHOWN = ("no_support", "sponsor_and_training", "coaching_and_peer_recognition")
"""What is shown at first, letters A to C; the second is the reference."""


@dataclass(frozen=True)
class Preview:
    """A comparison as shown: how many draws, and how long they took."""

    comparison: Comparison
    draws: int
    seconds: float


PREVIEWS: Remembered[Preview] = Remembered(most=64)
"""By the scenarios compared, their reference and the draws, in all sessions."""


class ScenarioBoard(param.Parameterized):
    """Two to four scenarios, one of them being edited, and their comparison."""

    scenarios = param.Dict(default={}, doc="Letter -> scenario as edited.")
    selected = param.String(default="", doc="Letter of the scenario whose levers are shown.")
    baseline = param.String(default="", doc="Letter of the reference.")
    indicator: param.Selector[str] = param.Selector(default=INDICATORS[0], objects=list(INDICATORS))
    draws = param.Integer(default=PREVIEW_DRAWS, bounds=(2, 1000), doc="Draws of each scenario.")
    preview = param.Parameter(doc="What was last computed: a `Preview`, or None.")
    computing = param.Boolean(default=False, doc="Whether a newer preview is on its way.")
    progress = param.Number(default=0.0, bounds=(0, 1), doc="Share of the draws done.")
    refused = param.Parameter(doc="The `InputError` of the last change, or None.")

    def __init__(self, workspace: Workspace, deliver: Deliver, **params: Any) -> None:
        super().__init__(**params)
        self._workspace = workspace
        self._sources = sources(workspace)
        self._originals: dict[str, Scenario] = {}
        self._job = NewestJob(deliver)

    @property
    def names(self) -> list[str]:
        """Names of the scenarios at hand: the workspace's own, then the presets."""
        return list(self._sources)

    def look_again(self) -> None:
        """Offer what has come into the workspace since."""
        self._sources = sources(self._workspace)

    def title(self, name: str, lang: str) -> str:
        """What a scenario at hand is called."""
        return load(self._sources[name]).title[lang]

    def choose(self, names: list[str], baseline: str = "") -> None:
        """Show these scenarios, letters A to D in their order; unknown names are left out.

        With fewer than two known names, the first ones at hand are shown.
        """
        known = [name for name in dict.fromkeys(names) if name in self._sources][: len(LETTERS)]
        if len(known) < 2:
            known = [name for name in SHOWN if name in self._sources] or self.names[:3]
        read = [load(self._sources[name]) for name in known]
        chosen = dict(zip(LETTERS, read, strict=False))
        self._originals = chosen
        letters = list(chosen)
        middle = letters[1] if len(letters) > 2 else letters[0]
        self.param.update(
            scenarios=dict(chosen),
            baseline=baseline if baseline in letters else middle,
            selected=letters[-1],
            refused=None,
        )
        self.recompute()

    def move(self, path: str, wanted: float) -> None:
        """Move one lever of the selected scenario; a value refused leaves it as it was."""
        try:
            edited = levers.moved(self.scenarios[self.selected], path, wanted)
        except InputError as error:
            self.refused = error
            return
        self.param.update(scenarios={**self.scenarios, self.selected: edited}, refused=None)
        self.recompute()

    def restore(self) -> None:
        """Bring the selected scenario back to what its file says."""
        original = self._originals[self.selected]
        self.scenarios = {**self.scenarios, self.selected: original}
        self.recompute()

    def save(self) -> Path:
        """Write the selected scenario into the workspace, under its name.

        A preset so saved stands in the workspace in place of the one that comes with the
        workbench.
        """
        scenario = self.scenarios[self.selected]
        path = self._workspace.scenarios / f"{scenario.name}.yaml"
        write_text(path, scenario.to_yaml())
        self._originals[self.selected] = scenario
        self.look_again()
        self.param.trigger("scenarios")
        return path

    def is_edited(self, letter: str) -> bool:
        """Whether a scenario differs from its file."""
        return self.scenarios[letter].key() != self._originals[letter].key()

    def recompute(self, draws: int = PREVIEW_DRAWS) -> None:
        """Compute the comparison anew, in the background; the former one stays meanwhile."""
        baseline, indicator = self.baseline, self.indicator
        chosen = {letter: previewed(scenario) for letter, scenario in self.scenarios.items()}
        shown = ((letter, named(scenario)) for letter, scenario in chosen.items())
        key = (*shown, baseline, indicator, draws)
        self.param.update(computing=True, progress=0.0, draws=draws)
        known = PREVIEWS.known(key)
        if known:
            self._job.cancel()
            self._show(known)
            return

        def advance(done: int, total: int) -> None:
            if draws > PREVIEW_DRAWS:
                self._job.advance(lambda: setattr(self, "progress", done / total))

        def work(outdated: Any) -> Preview | None:
            begun = perf_counter()
            comparison = compare(
                chosen,
                draws,
                baseline=baseline,
                indicators=(indicator,),
                progress=advance,
                cancelled=outdated,
                simulate=REMEMBERED,
            )
            found = Preview(comparison, draws, perf_counter() - begun)
            return None if outdated() else found

        self._job.start(
            lambda outdated: PREVIEWS.get(key, lambda: work(outdated)), self._show, self._refuse
        )

    def stop(self) -> None:
        """Stop computing; what is shown stays."""
        self._job.cancel()
        self.computing = False

    def close(self) -> None:
        """End with the session."""
        self._job.close()

    def titles(self, lang: str) -> dict[str, str]:
        """Letter -> title of each scenario shown."""
        return {letter: scenario.title[lang] for letter, scenario in self.scenarios.items()}

    def controls(self, lang: str) -> list[dict[str, Any]]:
        """The levers of the selected scenario, against the reference."""
        reference = self.scenarios[self.baseline]
        return levers.controls(self.scenarios[self.selected], reference, lang)

    def finding(self, lang: str) -> tuple[str, str]:
        """Title and line under it: what the comparison allows to say."""
        return comparison_finding(self.preview.comparison, lang) if self.preview else ("", "")

    def distinguishes(self, lang: str) -> list[str]:
        """What makes the selected scenario differ from the reference, in words."""
        return differences_in_words(
            self.scenarios[self.selected], self.scenarios[self.baseline], lang
        )

    def unlikely(self, lang: str) -> list[str]:
        """What in the selected scenario leaves its expected range, in words."""
        return unlikely_told([self.scenarios[self.selected]], lang)

    def fans(self) -> Mapping[str, pd.DataFrame]:
        """Letter -> fan of the indicator shown."""
        return self.preview.comparison.fans(self.indicator)

    def paired(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Differences from the reference and their draws, of the indicator shown."""
        return self.preview.comparison.paired(self.indicator)

    @property
    def unit(self) -> str:
        """Unit of the indicator shown."""
        return LEVELS[self.indicator].unit

    def _show(self, preview: Preview | None) -> None:
        self.param.update(preview=preview, computing=False, refused=None)

    def _refuse(self, error: InputError) -> None:
        self.param.update(refused=error, computing=False)


def sources(workspace: Workspace) -> dict[str, str]:
    """Name -> what `load` reads: the workspace's files, then presets and examples they leave."""
    own = {path.stem: str(path) for path in workspace.scenario_files()}
    return own | {name: name for name in [*presets(), *examples()] if name not in own}


def previewed(scenario: Scenario) -> Scenario:
    """The scenario small enough to follow a slider: a year, in a company of 2,000 if drawn."""
    weeks = min(scenario.horizon_weeks, PREVIEW_WEEKS)
    resized = scenario if scenario.company.record else scenario.resized(PREVIEW_EMPLOYEES)
    return resized.changed({"horizon_weeks": weeks})
