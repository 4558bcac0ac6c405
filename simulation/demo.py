"""The whole loop on the sample pilot: one command from an export to a deck.

Import, indicators, four scenarios on the same company, comparison, sizing, report. Each
step calls the same functions as a command, a notebook or a page would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from simulation import tables
from simulation.errors import InputError
from simulation.experiments import Comparison, compare, comparison_finding, write_run
from simulation.pilot import read_pilot
from simulation.report import build_report, write_html, write_pptx
from simulation.retention import with_date
from simulation.scenario import Scenario, load
from simulation.settings import read_settings
from simulation.sizing import SizingResult, Target, size, sizing_finding
from simulation.tables import Record
from simulation.words import LANGUAGES, say
from simulation.workspace import Workspace, write_json, write_text

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "sample"

SCENARIOS = (
    "no_support",
    "sponsor_and_training",
    "coaching_and_peer_recognition",
    "bonus_on_contribution",
)
"""Presets compared, letters A to D; the second is the reference, the third is sized."""

REFERENCE, SIZED = SCENARIOS[1], SCENARIOS[2]
DRAWS = 24
TARGET = Target.parse("weekly_active=20%@78")
PROBABILITY = 0.8


@dataclass(frozen=True)
class DemoResult:
    """What the loop made, and where it lies."""

    record: Path
    runs: list[Path]
    plan: Path
    html: Path
    pptx: Path
    comparison: Comparison
    sizing: SizingResult

    def paths(self) -> dict[str, object]:
        """The places, as `rsne demo --json` prints them."""
        return {
            "record": str(self.record),
            "runs": [str(run) for run in self.runs],
            "plan": str(self.plan),
            "report": {"html": str(self.html), "pptx": str(self.pptx)},
        }

    def told(self, lang: str) -> str:
        """The findings and the places, in words."""
        comparison_title, comparison_note = comparison_finding(self.comparison, lang)
        plan_title, plan_note = sizing_finding(self.sizing, lang)
        return say(
            "demo.told",
            lang,
            comparison=comparison_title,
            comparison_note=comparison_note,
            plan=plan_title,
            plan_note=plan_note,
            record=self.record,
            runs=", ".join(str(run) for run in self.runs),
            plan_file=self.plan,
            html=self.html,
            pptx=self.pptx,
        )


def run_demo(
    folder: Path, lang: str, progress: Callable[[int, int], None] | None = None
) -> DemoResult:
    """Run the loop into a workspace folder.

    Raises:
        InputError: the sample pilot does not lie beside the package.
    """
    workspace = Workspace(folder)
    record_folder = workspace.pilots / "sample"
    record = import_sample(workspace, record_folder, lang)
    scenarios = [on_company(load(name), record_folder) for name in SCENARIOS]
    for scenario in scenarios:
        write_text(workspace.scenarios / f"{scenario.name}.yaml", scenario.to_yaml())
    comparison = compare(scenarios, DRAWS, baseline=REFERENCE, progress=progress)
    runs = [
        write_run(comparison.ensembles[scenario.name], workspace.runs / scenario.name, events=True)
        for scenario in scenarios
        if scenario.name in (REFERENCE, SIZED)
    ]
    sized = next(scenario for scenario in scenarios if scenario.name == SIZED)
    plan = size(sized, TARGET, probability=PROBABILITY, effort="quick", progress=progress)
    plan_file = write_json(workspace.plans / f"{SIZED}.json", plan.to_dict())
    report = build_report(
        lang,
        record=record,
        comparison=comparison,
        sizing=plan,
        command=f"rsne demo --lang {lang}",
        settings=read_settings(folder),
        place=record_folder,
    )
    return DemoResult(
        record=record_folder,
        runs=runs,
        plan=plan_file,
        html=write_html(report, workspace.reports / f"report-{lang}.html"),
        pptx=write_pptx(report, workspace.reports / f"deck-{lang}.pptx"),
        comparison=comparison,
        sizing=plan,
    )


def import_sample(workspace: Workspace, folder: Path, lang: str) -> Record:
    """Import the sample export and its HR extract, and write the record."""
    exports = sorted(SAMPLE.glob("*.zip"))
    if not exports:
        raise InputError("sample_missing", place=str(SAMPLE))
    record = read_pilot(
        exports,
        hr=SAMPLE / "hr.csv",
        key=workspace.key,
        title=say("demo.sample_title", lang),
    )
    titles = {each: say("demo.sample_title", each) for each in LANGUAGES}
    record = replace(record, manifest={**record.manifest, "titles": titles})
    record = with_date(record, read_settings(workspace.folder))
    tables.write(record, folder)
    return record


def on_company(scenario: Scenario, record: Path) -> Scenario:
    """The scenario played in the company that a record's HR extract describes."""
    return scenario.changed({"company.record": str(record)})
