"""The record that a scenario in a workspace names, found wherever the program was started."""

from __future__ import annotations

from pathlib import Path

from simulation.scenario.scenario import Scenario


def with_record_found(scenario: Scenario, file: Path) -> Scenario:
    """The scenario with its company's record looked for in the workspace of its file.

    A record is named by the path it had from the folder where a command was run. Where it is
    not there, the pilot of the same name is taken from the workspace that holds the scenario or
    the plan: `pilots/NAME` beside the folder of the file.

    Args:
        scenario: as read.
        file: that it was read from, inside a folder of a workspace.

    Returns:
        The same scenario where it names no record, one that is there, or one found nowhere.
    """
    record = scenario.company.record
    if record is None or _is_record(Path(record)):
        return scenario
    kept = file.absolute().parent.parent / "pilots" / Path(record).name
    return scenario.changed({"company.record": str(kept)}) if _is_record(kept) else scenario


def _is_record(folder: Path) -> bool:
    return (folder / "manifest.json").is_file()
