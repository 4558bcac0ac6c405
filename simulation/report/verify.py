"""Whether a report still says what its receipts give: it is computed again and compared.

Scenarios are simulated again with their seeds, a plan is sized again, a pilot is measured
again from its record, which has to be there: a report carries no rows about people. The same
file is then written anew, and what stands in both is compared figure by figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simulation.access import opened
from simulation.errors import InputError
from simulation.experiments import Comparison, compare
from simulation.model import simulate
from simulation.report.content import Report, build_report
from simulation.report.receipts import Receipt, digest
from simulation.report.shown import WORDS, alike, read_back
from simulation.report.sources import WRITERS
from simulation.scenario import Scenario, parse
from simulation.settings import Settings
from simulation.sizing import (
    Effort,
    Futures,
    Limits,
    Service,
    SizingResult,
    Space,
    Target,
    evaluate,
    size,
)
from simulation.tables import Record, read_manifest
from simulation.words import say
from simulation.workspace import Workspace

SAME, DIFFERENT, NOT_RECOMPUTED = "same", "different", "not_recomputed"
VERDICTS = (SAME, DIFFERENT, NOT_RECOMPUTED)

Progress = Callable[[int, int], None]
Reason = tuple[str, Mapping[str, str]]


@dataclass(frozen=True)
class Checked:
    """One figure: its name in the file, the verdict, and the reason where it is not the same."""

    figure: str
    verdict: str
    reason: Reason | None = None

    def told(self, lang: str) -> str:
        """The reason in words."""
        return say(f"verify.{self.reason[0]}", lang, **self.reason[1]) if self.reason else ""


@dataclass(frozen=True)
class Verification:
    """What a check found: figures in the order of the file, and the versions."""

    figures: tuple[Checked, ...]
    made_by: str
    checked_by: str

    def count(self, verdict: str) -> int:
        """How many figures were found so."""
        return sum(figure.verdict == verdict for figure in self.figures)

    @property
    def holds(self) -> bool:
        """Whether every figure was computed again and is the same."""
        return bool(self.figures) and self.count(SAME) == len(self.figures)

    def to_dict(self, lang: str) -> dict[str, Any]:
        """Plain values, as `rsne verify --json` prints them."""
        return {
            "holds": self.holds,
            **{verdict: self.count(verdict) for verdict in VERDICTS},
            "made_by": self.made_by,
            "checked_by": self.checked_by,
            "figures": [
                {"figure": each.figure, "verdict": each.verdict, "reason": each.told(lang)}
                for each in self.figures
            ],
        }


def verify(
    file: Path,
    workspace: Path | None = None,
    progress: Progress | None = None,
    simulate: Any = simulate,
) -> Verification:
    """Compute the figures of a report again from its receipts.

    Args:
        file: written by `report`: .html, .pptx, .xlsx or .pdf.
        workspace: where the pilot's record is looked for, beside the place noted in the file.
        progress: called with the draws done and their total.
        simulate: what runs one scenario under one number.

    Raises:
        InputError: it is no such file, or its receipts cannot be read.
    """
    file = Path(file)
    passport, shown = read_back(file)
    inputs = passport["inputs"]
    again = _Again(inputs, workspace, progress, simulate)
    content = again.report()
    anew: Mapping[str, Any] = {}
    if content is not None:
        with TemporaryDirectory(prefix="rsne-verify-") as folder:
            anew = read_back(WRITERS[file.suffix[1:]](content, Path(folder) / file.name))[1]
    broken = [s for s, facts in passport["receipts"].items() if Receipt(facts).short != s]
    compared = [
        _compared(name, shown, anew, again, passport, broken)
        for name in dict.fromkeys([*shown, *anew])
    ]
    return Verification(
        tuple(compared), str(passport.get("version", "")), version("rsne-workbench")
    )


class _Again:
    """What could be computed again, and why the rest could not."""

    def __init__(
        self, inputs: Mapping[str, Any], workspace: Path | None, progress: Progress | None, run: Any
    ) -> None:
        self.inputs, self.workspace, self.progress, self.run = inputs, workspace, progress, run
        self.place = self._place() if "record" in inputs else None
        self.reasons: dict[str, Reason] = {}

    def report(self) -> Report | None:
        """The report computed again, as far as it can be."""
        inputs = self.inputs
        found: dict[str, Any] = {
            "record": self._record(),
            "comparison": self._comparison(),
            "sizing": self._sizing(),
        }
        if "theories" in inputs:
            self.reasons["theories"] = ("theories", {})
        try:
            return build_report(
                inputs["lang"],
                **found,
                command=inputs["command"],
                min_group=inputs["min_group"],
                story=inputs["story"],
                settings=Settings.model_validate(inputs["settings"]),
                place=Path(inputs["record"]["place"]) if inputs.get("record") else None,
            )
        except InputError:
            return None

    def reason(self, section: str) -> Reason | None:
        """Why a section could not be computed again; None when it should have been."""
        needs = NEEDS.get(section, ())
        return next((self.reasons[need] for need in needs if need in self.reasons), None)

    def _place(self) -> Path | None:
        """Where a record with the noted hash lies: at its noted place, else in the workspace."""
        noted = self.inputs["record"]
        folders = [Path(noted["place"])] if noted["place"] else []
        if self.workspace:
            folders += Workspace(Path(self.workspace)).records()
        return next((f for f in folders if _hash_of(f) == noted["manifest"]), None)

    def _record(self) -> Record | None:
        if "record" not in self.inputs:
            return None
        if self.place is None:
            self.reasons["record"] = self._no_record()
            return None
        return opened(self.place, "rsne verify")

    def _comparison(self) -> Comparison | None:
        told = self.inputs.get("comparison")
        if not told:
            return None
        scenarios = {name: self._scenario(tree) for name, tree in told["scenarios"].items()}
        if None in scenarios.values():
            self.reasons["comparison"] = self._no_record()
            return None
        return compare(
            {name: each for name, each in scenarios.items() if each},
            told["replicates"],
            baseline=told["baseline"],
            indicators=told["indicators"],
            week=told["week"],
            progress=self.progress,
            simulate=self.run,
        )

    def _sizing(self) -> SizingResult | None:
        told = self.inputs.get("sizing")
        if not told:
            return None
        scenario = self._scenario(told["request"]["scenario"])
        if scenario is None:
            self.reasons["sizing"] = self._no_record()
            return None
        if told["futures"] == "posterior":
            self.reasons["sizing"] = ("posterior", {})
            return None
        asked: dict[str, Any] = {
            "target": Target.parse(told["target"]),
            "probability": told["probability"],
            "budget": told["budget"],
            "limits": Limits(**told["limits"]),
            "service": Service(**told["service"]),
            "futures": Futures() if told["futures"] == Futures.kind else None,
            "progress": self.progress,
            "simulate": self.run,
        }
        effort = dict(told["request"]["effort"])
        if not told["request"]["searched"]:
            return evaluate(scenario, draws=effort["fresh"], **asked)
        effort["rungs"] = tuple(effort["rungs"])
        return size(scenario, effort=Effort(**effort), space=Space.told(told["space"]), **asked)

    def _scenario(self, tree: Mapping[str, Any]) -> Scenario | None:
        """The scenario, its company's record found again; None when that is missing."""
        scenario = parse(dict(tree), place="receipt")
        if scenario.company.record is None or _hash_of(Path(scenario.company.record)):
            return scenario
        if self.place is None:
            return None
        return scenario.changed({"company.record": str(self.place)})

    def _no_record(self) -> Reason:
        noted = self.inputs.get("record") or {"title": "?", "manifest": "?"}
        return "no_record", {"title": noted["title"], "digest": noted["manifest"]}


NEEDS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("pilot", "studies", "representativeness"), ("record",)),
    **dict.fromkeys(("scenarios", "barriers"), ("comparison",)),
    "comparison": ("comparison", "sizing"),  # the plan's objective is drawn there
    **dict.fromkeys(
        ("decision", "answer", "objective", "plan", "price", "change", "decisions"), ("sizing",)
    ),
    "theories": ("theories",),
    "charter": ("comparison", "sizing"),
    "workload": ("sizing", "record"),
}
"""Section -> what it is computed from."""


def _compared(
    name: str,
    shown: Mapping[str, Any],
    anew: Mapping[str, Any],
    again: _Again,
    passport: Mapping[str, Any],
    broken: Sequence[str],
) -> Checked:
    section = name.rpartition("-")[0]
    if name in shown and name in anew and alike(shown[name], anew[name]):
        receipt = passport.get("sections", {}).get(section, "")
        return Checked(name, DIFFERENT, ("facts", {})) if receipt in broken else Checked(name, SAME)
    reason = again.reason(section)
    if reason is None and section not in NEEDS and again.reasons:
        reason = next(iter(again.reasons.values()))  # what is told of the whole report
    if reason:
        return Checked(name, NOT_RECOMPUTED, reason)
    if name not in anew:
        return Checked(name, DIFFERENT, ("gone", {}))
    if name not in shown:
        return Checked(name, DIFFERENT, ("missing", {}))
    return Checked(name, DIFFERENT, ("words_differ" if name.endswith(WORDS) else "values", {}))


def _hash_of(folder: Path) -> str:
    """The hash of a record's manifest; empty when no record lies there."""
    try:
        return digest(read_manifest(folder))
    except InputError:
        return ""
