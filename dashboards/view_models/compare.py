"""Scenarios held against each other at their full size: levels, differences, people, theories."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import param

from dashboards.jobs import Deliver, NewestJob, Outdated
from dashboards.remembered import REMEMBERED, Remembered, decided_by, named
from dashboards.standing import Advance, standing
from dashboards.view_models.calibrations import (
    KNOWN,
    PRIORS,
    calibrations,
    drawn_from,
    futures_of,
)
from dashboards.view_models.scenarios import SHOWN, sources
from simulation.catalogue import parameters
from simulation.errors import InputError
from simulation.experiments import (
    Comparison,
    TheoryComparison,
    Twins,
    compare,
    compare_theories,
    comparison_finding,
    twins,
    verdict_in_words,
)
from simulation.experiments.comparison import INDICATORS
from simulation.experiments.levels import LEVELS
from simulation.figures.paired_differences import verdict
from simulation.figures.theme import LETTERS
from simulation.figures.units import tell_difference
from simulation.model import Run, simulate
from simulation.scenario import Scenario, load
from simulation.sizing import Futures
from simulation.words import say
from simulation.words.forms import interval, number
from simulation.workspace import Workspace

FIRST_DRAWS = 12
"""Draws of the first answer, which the full one replaces."""
DRAWS = 40
TWIN_DRAWS = 12
THEORY_DRAWS = 8


COMPARISONS: Remembered[Comparison] = Remembered(most=32)
"""By the scenarios compared, their reference and the draws, in all sessions."""

PEOPLE: Remembered[Twins] = Remembered(most=64)
"""By the pair of scenarios whose people were followed, in all sessions."""

THEORIES: Remembered[TheoryComparison] = Remembered(most=16)
"""By the scenarios compared, their reference and where parameters come from, in all sessions."""


class Row(NamedTuple):
    """One difference in words: which scenario and indicator, how much, how sure."""

    letter: str
    indicator: str
    difference: str
    interval: str
    verdict: str


class CompareDesk(param.Parameterized):
    """What is compared, what was found so far, and the work in between."""

    scenarios = param.Dict(default={}, doc="Letter -> scenario.")
    baseline = param.String(default="", doc="Letter of the reference.")
    followed = param.String(default="", doc="Letter of the scenario whose people are followed.")
    indicator: param.Selector[str] = param.Selector(default=INDICATORS[0], objects=list(INDICATORS))
    drawn = param.String(
        default=PRIORS, doc="Where parameters are drawn from: see `calibrations.futures_of`."
    )
    comparison = param.Parameter(doc="The newest `Comparison`, or None.")
    people = param.Parameter(doc="The newest `Twins`, or None.")
    theories = param.Parameter(doc="The `TheoryComparison` of what is compared, or None.")
    trying = param.Parameter(doc="How far the job of comparing under each theory is, or None.")
    busy = param.String(default="", doc="What is being computed: a part of the page, or nothing.")
    progress = param.Number(default=0.0, bounds=(0, 1), doc="Share of it done.")
    refused = param.Parameter(doc="The `InputError` of the last request, or None.")

    def __init__(self, workspace: Workspace, deliver: Deliver, **params: Any) -> None:
        super().__init__(**params)
        self._workspace = workspace
        self._sources = sources(workspace)
        if self.drawn not in (KNOWN, *calibrations(workspace)):
            self.drawn = PRIORS
        self._futures = Futures()
        self._job = NewestJob(deliver)
        self._standing = standing(workspace.folder, trace="")
        self.trying = self._standing.told
        self._unwatch = self._standing.watch(deliver, self._follow_theories)

    @property
    def names(self) -> list[str]:
        """Names of the scenarios at hand."""
        return list(self._sources)

    def title(self, name: str, lang: str) -> str:
        """What a scenario at hand is called."""
        return load(self._sources[name]).title[lang]

    def choose(self, names: list[str], baseline: str = "") -> None:
        """Compare these scenarios, letters A to D; with fewer than two known, the first presets."""
        known = [name for name in dict.fromkeys(names) if name in self._sources][: len(LETTERS)]
        if len(known) < 2:
            known = [name for name in SHOWN if name in self._sources] or self.names[:3]
        chosen = dict(zip(LETTERS, (load(self._sources[name]) for name in known), strict=False))
        letters = list(chosen)
        reference = baseline if baseline in letters else letters[1 if len(letters) > 2 else 0]
        self.param.update(scenarios=chosen, baseline=reference, refused=None)
        self.compute()

    def compute(self) -> None:
        """Compare anew, in the background: a first answer, the full one, then the people."""
        chosen, baseline = dict(self.scenarios), self.baseline
        others = [letter for letter in chosen if letter != baseline]
        followed = self.followed if self.followed in others else others[-1]
        self._job.cancel()
        try:
            futures = futures_of(self._workspace, self.drawn, next(iter(chosen.values())).seed)
        except InputError as error:
            self._refuse(error)
            return
        self._futures = futures
        self.param.update(
            followed=followed, people=None, busy="levels", progress=0.0, refused=None,
            theories=THEORIES.known(self._asked()),
        )  # fmt: skip

        asked = self._asked()

        def drawn(draws: int, outdated: Any) -> Comparison | None:
            def work() -> Comparison | None:
                found = compare(
                    chosen,
                    draws,
                    baseline=baseline,
                    indicators=INDICATORS,
                    progress=self._advance,
                    cancelled=outdated,
                    simulate=REMEMBERED,
                    parameters=futures,
                )
                return None if outdated() else found

            return COMPARISONS.get((asked, draws), work)

        known = COMPARISONS.known((asked, DRAWS))
        people = PEOPLE.known(_pair(chosen, baseline, followed, futures)) if known else None
        if known:
            self.comparison = known
        if people:
            self._show_people(people)
            return

        def work(outdated: Any) -> Twins | None:
            for draws in () if known else (FIRST_DRAWS, DRAWS):
                found = drawn(draws, outdated)
                if outdated() or found is None:
                    return None
                self._job.tell(partial(setattr, self, "comparison", found))
            return self._followed(chosen, baseline, followed, futures, outdated)

        self._job.start(work, self._show_people, self._refuse)

    def follow(self, letter: str) -> None:
        """Follow the people of another scenario."""
        if letter == self.followed or letter not in self.scenarios or letter == self.baseline:
            return
        chosen, baseline, futures = dict(self.scenarios), self.baseline, self._futures
        self.param.update(followed=letter, people=None, busy="people", progress=0.0)
        self._job.start(
            lambda outdated: self._followed(chosen, baseline, letter, futures, outdated),
            self._show_people,
            self._refuse,
        )

    def try_theories(self) -> None:
        """Compare under each theory of influence, in a job that outlives the page."""
        chosen, baseline, key = dict(self.scenarios), self.baseline, self._asked()
        futures = self._futures

        def work(advance: Advance, outdated: Outdated) -> None:
            def found() -> TheoryComparison | None:
                tried = compare_theories(
                    chosen,
                    THEORY_DRAWS,
                    baseline=baseline,
                    indicators=INDICATORS,
                    progress=advance,
                    cancelled=outdated,
                    simulate=REMEMBERED,
                    parameters=futures,
                )
                return None if outdated() else tried

            THEORIES.get(key, found)

        self._standing.start("theories", {"asked": key}, work)

    @property
    def tries_this(self) -> bool:
        """Whether the job told of in `trying` compares what is compared here."""
        return self.trying is not None and self.trying.about["asked"] == self._asked()

    def stop(self) -> None:
        """Stop computing; what is shown stays."""
        self._job.cancel()
        self.busy = ""

    def stop_theories(self) -> None:
        """Stop comparing under each theory, whoever asked for it."""
        self._standing.stop()

    def close(self) -> None:
        """End with the session; the comparison under each theory goes on."""
        self._unwatch()
        self._job.close()

    def titles(self, lang: str) -> dict[str, str]:
        """Letter -> title of each scenario compared."""
        return {letter: scenario.title[lang] for letter, scenario in self.scenarios.items()}

    @property
    def unit(self) -> str:
        """Unit of the indicator shown."""
        return LEVELS[self.indicator].unit

    def finding(self, lang: str) -> tuple[str, str]:
        """Title and line under it: what the comparison allows to say."""
        if self.comparison is None:
            return say(f"dashboard.compare.{'refused' if self.refused else 'computing'}", lang), ""
        return comparison_finding(self._of_indicator(), lang)

    def context(self, lang: str) -> str:
        """What was compared, in a line."""
        scenario = next(iter(self.scenarios.values()))
        draws = self.comparison.replicates if self.comparison else DRAWS
        return say(
            f"dashboard.compare.context{'' if self.comparison else '_planned'}",
            lang,
            employees=number(scenario.company.employees, lang),
            weeks=number(scenario.horizon_weeks, lang),
            draws=number(draws, lang),
        )

    def people_finding(self, lang: str) -> str:
        """How many are gained and lost, with what the draws allow."""
        fates = self.people.staff.set_index("fate")
        told = {
            part: value
            for fate in ("gained", "lost")
            for part, value in (
                (fate, number(fates.loc[fate, "people"], lang)),
                (
                    f"{fate}_interval",
                    interval(
                        number(fates.loc[fate, "low"], lang),
                        number(fates.loc[fate, "high"], lang),
                        lang,
                    ),
                ),
            )
        }
        return say(
            "dashboard.compare.twins_finding",
            lang,
            letter=self.followed,
            baseline=self.baseline,
            **told,
        )

    def rows(self, lang: str) -> list[Row]:
        """Every difference from the reference, in words."""
        comparison = self.comparison
        return [
            Row(
                letter=row.letter,
                indicator=say(f"indicator.{row.indicator}", lang),
                difference=_told(row.mean, row, lang),
                interval=interval(_told(row.low, row, lang), _told(row.high, row, lang), lang),
                verdict=verdict(row, comparison.replicates, lang),
            )
            for row in comparison.differences.itertuples()
        ]

    def theory_rows(self, lang: str) -> list[str]:
        """One sentence per scenario and indicator: under how many theories it holds."""
        return [
            say(
                "dashboard.compare.theory_row",
                lang,
                scenario=row["letter"],
                indicator=say(f"indicator.{row['indicator']}", lang),
                verdict=verdict_in_words(row, lang),
            )
            for row in self.theories.verdicts.to_dict("records")
        ]

    def sources(self, lang: str) -> dict[str, str]:
        """Label -> where parameters may come from: their priors, a calibration, the catalogue."""
        return {
            say("dashboard.size.from_priors", lang): PRIORS,
            **drawn_from(self._workspace, lang),
            say("dashboard.compare.as_known", lang): KNOWN,
        }

    def draw_from(self, drawn: str) -> None:
        """Compare anew, parameters drawn from elsewhere."""
        if drawn != self.drawn:
            self.drawn = drawn
            self.compute()

    def drawn_from(self, lang: str) -> str:
        """Where the parameters come from, in words."""
        told = {name: label for label, name in drawn_from(self._workspace, lang).items()}
        calibration = told.get(self.drawn, self.drawn)
        return say(f"dashboard.compare.drawn_from.{self._kind}", lang, calibration=calibration)

    @property
    def _kind(self) -> str:
        return {PRIORS: "prior", KNOWN: "known"}.get(self.drawn, "posterior")

    def hangs_on(self, lang: str) -> str:
        """The assumption that the answers hang on."""
        known = parameters().values()
        assumed = sum(parameter.status == "assumed" for parameter in known)
        return say(
            f"dashboard.compare.hangs_on.{self._kind}",
            lang,
            assumed=number(assumed, lang),
            total=number(len(known), lang),
        )

    def _of_indicator(self) -> Comparison:
        """The comparison with the indicator shown in the first place."""
        others = tuple(name for name in self.comparison.indicators if name != self.indicator)
        return replace(self.comparison, indicators=(self.indicator, *others))

    def _advance(self, done: int, total: int) -> None:
        self._job.advance(lambda: setattr(self, "progress", done / total))

    def _followed(
        self,
        chosen: dict[str, Scenario],
        baseline: str,
        followed: str,
        futures: Futures,
        outdated: Any,
    ) -> Twins | None:
        """Who is gained and lost; nothing where the scenarios are of different companies."""
        if chosen[baseline].company != chosen[followed].company:
            return None
        pair = chosen[baseline], chosen[followed]

        def play(scenario: Scenario, number: int) -> Run:
            return simulate(futures.applied(scenario, number), number)

        def work() -> Twins | None:
            how: dict[str, Any] = {"progress": self._advance, "cancelled": outdated}
            found = twins(*pair, TWIN_DRAWS, simulate=play, **how)
            return None if outdated() else found

        return PEOPLE.get(_pair(chosen, baseline, followed, futures), work)

    def _show_people(self, people: Twins | None) -> None:
        self.param.update(people=people, busy="")

    def _asked(self) -> Hashable:
        """What decides the answer: scenarios, their reference, and the parameters."""
        shown = tuple((letter, named(scenario)) for letter, scenario in self.scenarios.items())
        return shown, self.baseline, self._futures.key

    def _follow_theories(self) -> None:
        """The comparison under each theory told something, maybe one that another page began."""
        self.trying = self._standing.told
        if self.trying.state == "done" and self.theories is None:
            self.theories = THEORIES.known(self._asked())

    def _refuse(self, error: InputError) -> None:
        self.param.update(refused=error, busy="")


def _pair(chosen: dict[str, Scenario], baseline: str, followed: str, futures: Futures) -> Hashable:
    return decided_by(chosen[baseline]), decided_by(chosen[followed]), futures.key


def _told(difference: float, row: Any, lang: str) -> str:
    return tell_difference(difference, LEVELS[row.indicator].unit, lang)
