"""A deployment sized: the plan kept in the workspace, or one computed anew on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import param

from dashboards.jobs import Deliver, NewestJob
from dashboards.view_models.calibrations import calibration_of, drawn_from, futures_of
from dashboards.view_models.scenarios import sources
from simulation.errors import InputError
from simulation.scenario import Scenario, load
from simulation.sizing import (
    Futures,
    SizingResult,
    Target,
    chances_in_words,
    choices,
    decision_in_words,
    evaluate,
    size,
    sizing_finding,
    stored_result,
)
from simulation.words import say
from simulation.words.forms import interval, number, percent, thousand_euros, week_label
from simulation.workspace import Workspace, write_json

TARGETS = ("weekly_active", "regular_contributors", "contributors")

ROUNDING = 0.005
"""How far shares that were rounded for reading may sum beyond the whole staff."""


class BudgetLine(NamedTuple):
    """A line of the budget: amounts in thousand euros, share of the largest line."""

    label: str
    amount: str
    interval: str
    share: float
    total: bool


class SizingDesk(param.Parameterized):
    """What is asked of a deployment, the plan that answers, and the work in between."""

    scenario = param.String(default="", doc="Name of the scenario whose plan is sized.")
    indicator: param.Selector[str] = param.Selector(default=TARGETS[0], objects=list(TARGETS))
    level = param.Integer(default=25, bounds=(1, 90), doc="Level to reach, percent of the staff.")
    week = param.Integer(default=78, bounds=(20, 156), doc="Week by which it is reached.")
    probability = param.Integer(default=80, bounds=(50, 95), doc="Chances asked, in 100.")
    budget = param.Integer(
        default=0, bounds=(0, 100_000), doc="The most, in thousand euros; 0 sets no limit."
    )
    calibration = param.String(
        default="", doc="Calibration that parameters are drawn from; empty: their priors."
    )
    plan = param.Parameter(doc="The `SizingResult` shown, or None.")
    picked = param.String(default="", doc="Number of the plan of the front looked at, or nothing.")
    kept = param.Boolean(default=True, doc="Whether the plan shown lies in the workspace.")
    computing = param.Boolean(default=False, doc="Whether a plan is being computed.")
    done = param.Integer(default=0, doc="Draws done.")
    total = param.Integer(default=0, doc="About how many draws there will be.")
    best = param.Tuple(default=(0.0, 0.0), doc="Cost and chances of the best plan so far.")
    refused = param.Parameter(doc="The `InputError` of the last request, or None.")

    def __init__(self, workspace: Workspace, deliver: Deliver, **params: Any) -> None:
        super().__init__(**params)
        self._workspace = workspace
        self._sources = sources(workspace)
        self._job = NewestJob(deliver)
        self._stopping = False
        self._open_newest()

    def look_again(self) -> None:
        """Offer what has come into the workspace since."""
        self._sources = sources(self._workspace)

    def calibrations(self, lang: str) -> dict[str, str]:
        """Label -> where parameters may be drawn from: their priors, or a calibration."""
        return {say("dashboard.size.from_priors", lang): ""} | drawn_from(self._workspace, lang)

    def drawn_from(self, lang: str) -> str:
        """Where the parameters of the plan shown were drawn from, in words."""
        kind = self.plan.futures["kind"]
        name = _calibration_of_plan(self.plan, self._workspace)
        known = {folder: told for told, folder in drawn_from(self._workspace, lang).items()}
        calibration = known.get(name) or say("dashboard.size.calibration_gone", lang)
        return say(f"dashboard.size.drawn_from.{kind}", lang, calibration=calibration)

    @property
    def names(self) -> list[str]:
        """Names of the scenarios that can be sized."""
        return list(self._sources)

    def title(self, name: str, lang: str) -> str:
        """What a scenario is called."""
        return load(self._sources[name]).title[lang]

    def compute(self) -> None:
        """Size the deployment anew, in the background; the former plan stays meanwhile."""
        name, chances = self._sources[self.scenario], self.probability / 100
        budget = self.budget * 1000 if self.budget else None
        asked = f"{self.indicator}={self.level}%@{self.week}"
        workspace, calibration = self._workspace, self.calibration
        self._begin()

        def tell(best: Any) -> None:
            told = (best.cost, best.chance.mean)
            self._job.tell(lambda: self.param.update(best=told))

        def work(outdated: Any) -> SizingResult:
            scenario = load(name)
            return size(
                scenario,
                Target.parse(asked),
                futures=futures_of(workspace, calibration, scenario.seed),
                probability=chances,
                budget=budget,
                progress=self._advance,
                cancelled=lambda: self._stopping or outdated(),
                found=tell,
            )

        self._job.start(work, self._show, self._refuse)

    def stop(self) -> None:
        """Stop computing; the best plan so far is shown, or the former one if there is none."""
        if self.best[0]:
            self._stopping = True
        else:
            self._job.cancel()
            self.computing = False

    def pick(self, plan: str) -> None:
        """Look at a plan of the front."""
        self.picked = plan if self.plan and plan in self.plan.alternatives else ""

    def take_instead(self) -> None:
        """Evaluate the plan looked at on fresh draws, and show it in the place of the other."""
        plan, picked = self.plan, self.picked
        self._evaluate(
            plan.alternatives[picked],
            lambda result: replace(
                result,
                front=taken(plan.front, int(picked), result),
                alternatives=plan.alternatives,
                decisions=self.decisions(picked),
                space=plan.space,
            ),
        )

    def edit(self, waves: Sequence[tuple[int, float]], posts: Sequence[tuple[int, float]]) -> None:
        """Evaluate the plan shown with another calendar.

        Args:
            waves: week and share of the staff of each wave, the pilot first.
            posts: week from which on so many community managers are in post.
        """
        whole = sum(share for _, share in waves)
        excess = whole if 1 < whole <= 1 + ROUNDING else 1.0
        try:
            scenario = self.plan.scenario.changed(
                {
                    "plan.waves": [
                        {"week": week, "share": share / excess} for week, share in waves
                    ],
                    "plan.community_managers": [
                        {"week": week, "full_time_equivalents": count} for week, count in posts
                    ],
                },
                place=self.plan.scenario.name,
            )
        except InputError as error:
            self._refuse(error)
            return
        self._evaluate(scenario, lambda result: result)

    def keep(self) -> Path:
        """Write the plan shown into the workspace."""
        path = self._workspace.plans / f"{self.plan.scenario.name}.json"
        write_json(path, self.plan.to_dict())
        self.kept = True
        return path

    def close(self) -> None:
        """End with the session."""
        self._job.close()

    def finding(self, lang: str) -> tuple[str, str]:
        """Title and line under it."""
        return sizing_finding(self.plan, lang)

    def best_told(self, lang: str) -> str:
        """The best plan so far, in words; nothing before there is one."""
        cost, chance = self.best
        if not cost:
            return ""
        told = {"cost": thousand_euros(cost, lang), "chances": chances_in_words(chance, lang)}
        return say("sizing.print.best", lang, **told)

    def figures(self, lang: str) -> list[tuple[str, str, str]]:
        """The five large figures: value, label, detail."""
        plan = self.plan
        sessions = plan.training.groupby("kind")["sessions"].sum()
        low, high = plan.cost_interval
        after_pilot = plan.waves["people"].iloc[1:]
        people = ", ".join(number(people, lang) for people in after_pilot)
        return [
            self._figure("waves", number(len(after_pilot), lang), lang, people=people),
            self._figure(
                "sessions",
                number(plan.sessions, lang),
                lang,
                tool=number(sessions.get("tool", 0), lang),
                manager=number(sessions.get("manager", 0), lang),
                trainers=number(plan.trainers, lang),
            ),
            self._figure(
                "ambassadors",
                number(plan.ambassadors, lang),
                lang,
                rate=number(plan.scenario.plan.ambassadors_per_100, lang, 1),
            ),
            self._figure("posts", number(plan.posts, lang, 1), lang),
            self._figure(
                "cost",
                thousand_euros(plan.cost, lang),
                lang,
                low=number(low / 1000, lang),
                high=number(high / 1000, lang),
                week=week_label(plan.target.week, lang),
            ),
        ]

    def front(self) -> list[dict[str, Any]]:
        """Plans that no other one beats, by cost, as rows of the front."""
        front = self.plan.front
        return front[~front["dominated"]].sort_values("cost").to_dict("records")

    def decisions(self, plan: str) -> dict[str, Any]:
        """Value of each free choice in a plan of the front."""
        row = self.plan.front.set_index("plan").loc[int(plan)]
        return {name: row[name] for name in self.plan.space}

    def decision_rows(self, lang: str) -> list[tuple[str, str, str]]:
        """Each free choice: its label, its value in the plan shown and in the one looked at."""
        shown = self.plan.decisions
        looked_at = self.decisions(self.picked) if self.picked else {}
        return [
            (
                choices()[name].label[lang],
                decision_in_words(name, value, lang),
                decision_in_words(name, looked_at[name], lang) if looked_at else "",
            )
            for name, value in shown.items()
        ]

    def calendar(self) -> tuple[list[tuple[int, float]], list[tuple[int, float]]]:
        """Waves and posts of the plan shown, as `edit` takes them."""
        plan = self.plan.scenario.plan
        waves = [(wave.week, wave.share) for wave in plan.waves]
        return waves, [(step.week, step.full_time_equivalents) for step in plan.community_managers]

    def budget_lines(self, lang: str) -> list[BudgetLine]:
        """The lines of the budget, the total last."""
        table = self.plan.budget_table(lang)
        largest = max(table.loc[~table["total"], "amount"].max(), 1.0)
        return [
            BudgetLine(
                label=str(row["label"]),
                amount=number(row["amount"] / 1000, lang),
                interval=f"{number(row['low'] / 1000, lang)}–{number(row['high'] / 1000, lang)}",
                share=float(row["amount"] / largest),
                total=bool(row["total"]),
            )
            for row in table.to_dict("records")
        ]

    def months(self, lang: str) -> tuple[list[str], list[list[str]]]:
        """The budget by month in thousand euros: heads, then one row for each line."""
        table = self.plan.months.pivot_table(
            index="line", columns="month", values="amount", sort=False
        )
        rows = [
            [
                say(f"sizing.line.{line}", lang),
                *(number(amount / 1000, lang, 1) if amount else "—" for amount in amounts),
            ]
            for line, amounts in zip(table.index, table.to_numpy(), strict=True)
        ]
        return [number(month, lang) for month in table.columns], rows

    def held_back(self, lang: str) -> list[tuple[str, str]]:
        """What holds people back in the target's week, the most frequent first."""
        shares = sorted(self.plan.held_back.items(), key=lambda entry: -entry[1])
        return [(say(f"sizing.{name}", lang), percent(share, lang)) for name, share in shares]

    def level_reached(self, lang: str) -> str:
        """The level that fresh draws reach, with its interval."""
        sure, target = self.plan.assurance, self.plan.target
        low, high = (target.level_told(end, lang) for end in (sure.level_low, sure.level_high))
        return f"{target.level_told(sure.level, lang)} {interval(low, high, lang)}"

    def _figure(self, name: str, value: str, lang: str, **details: str) -> tuple[str, str, str]:
        label = say(f"dashboard.size.{name}", lang)
        return value, label, say(f"dashboard.size.{name}_detail", lang, **details)

    def _open_newest(self) -> None:
        for file in self._workspace.plan_files():
            try:
                plan = _plan(file, file.stat().st_mtime_ns)
            except (InputError, ValueError, KeyError, TypeError):
                continue  # a file that is no plan of this version is left to its owner
            name = plan.scenario.name
            self.param.update(
                plan=plan,
                scenario=name if name in self._sources else self.names[0],
                week=self._within("week", plan.target.week),
                level=self._within("level", plan.target.level * 100),
                probability=self._within("probability", plan.asked * 100),
                budget=self._within("budget", (plan.budget_limit or 0) / 1000),
                calibration=_calibration_of_plan(plan, self._workspace),
            )
            if plan.target.indicator in TARGETS:
                self.indicator = plan.target.indicator
            return
        self.scenario = self.names[0]

    def _within(self, name: str, value: float) -> int:
        """The nearest value that the form can ask for; plans made elsewhere may ask for others."""
        low, high = self.param[name].bounds
        return min(max(round(value), low), high)

    def _evaluate(self, scenario: Scenario, finish: Any) -> None:
        """Evaluate a plan in the background, on the terms of the one shown."""
        plan, workspace = self.plan, self._workspace
        self._begin()

        def work(outdated: Any) -> SizingResult:
            futures = _futures_of_plan(plan, workspace)
            return finish(
                evaluate(
                    scenario,
                    plan.target,
                    plan.asked,
                    plan.budget_limit,
                    plan.limits,
                    draws=plan.assurance.draws,
                    progress=self._advance,
                    cancelled=outdated,
                    service=plan.service,
                    futures=futures,
                )
            )

        self._job.start(work, self._show, self._refuse)

    def _begin(self) -> None:
        self._stopping = False
        self.param.update(computing=True, done=0, total=0, best=(0.0, 0.0), refused=None)

    def _advance(self, done: int, total: int) -> None:
        self._job.advance(lambda: self.param.update(done=done, total=total))

    def _show(self, plan: SizingResult) -> None:
        self.param.update(plan=plan, picked="", kept=False, computing=False)

    def _refuse(self, error: InputError) -> None:
        self.param.update(refused=error, computing=False)


@lru_cache(maxsize=16)
def _plan(file: Path, _written: int) -> SizingResult:
    """A plan of the workspace, read once for all sessions."""
    return stored_result(file)


def _calibration_of_plan(plan: SizingResult, workspace: Workspace) -> str:
    """The calibration that a plan was sized with, where it is still there."""
    if plan.futures["kind"] != "posterior":
        return ""
    return calibration_of(workspace, str(plan.futures.get("key")), plan.scenario.seed)


def _futures_of_plan(plan: SizingResult, workspace: Workspace) -> Futures | None:
    """The futures that a plan was sized in, so that another one meets the same.

    Raises:
        InputError: they are a calibration's that is no longer there.
    """
    if plan.futures["kind"] == Futures.kind:
        return Futures()
    name = _calibration_of_plan(plan, workspace)
    if plan.futures["kind"] == "posterior" and not name:
        raise InputError("size_calibration_gone")
    return futures_of(workspace, name, plan.scenario.seed)


def taken(front: pd.DataFrame, plan: int, result: SizingResult) -> pd.DataFrame:
    """The front with another plan as the chosen one, at its chances on fresh draws."""
    row, fresh = front["plan"] == plan, result.assurance.fresh
    front = front.assign(role="", checked=front["checked"] | row)
    told: dict[str, float | str] = {
        "probability": fresh.mean,
        "probability_low": fresh.low,
        "probability_high": fresh.high,
        "cost": result.cost,
        "role": "chosen",
    }
    for name, value in told.items():
        front.loc[row, name] = value
    return front
