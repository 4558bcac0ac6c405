"""What is sized after a calibration: the company's roll-out, never the pilot's alone.

A calibration simulates the people of its pilot and nobody else. A plan is for a company, which
the calibration knows in two cases: it was told a scenario of one, or its record holds the HR
extract of more people than the pilot's. Else somebody has to say how large it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.organisation import organisation_of
from simulation.scenario import Scenario, parse


def rollout_of(calibration: Path, employees: int | None = None) -> Scenario:
    """The roll-out to size: that of the company behind the pilot of a calibration.

    Args:
        calibration: folder written by `calibrate`.
        employees: in the company; read from the scenario told or from the record without.

    Returns:
        The scenario that the calibration was told, or the default roll-out with the pilot as
        its first wave.

    Raises:
        InputError: the folder holds no calibration that can be read, or knows the pilot's people
            only and nobody said how many there are in the company.
    """
    manifest = _manifest(calibration)
    people, weeks, told = int(manifest["people"]), int(manifest["until"]), manifest.get("told")
    if told is not None:
        scenario = parse(told, place=str(calibration / "manifest.json"))
        if employees is not None:
            return scenario.resized(employees)
        if scenario.company.record or scenario.company.employees > people:
            return scenario
    elif employees is not None:
        return _after_pilot(people, weeks, employees)
    else:
        record = manifest.get("record")
        company = _people_in(record)
        if company > people:
            return _after_pilot(people, weeks, company).changed({"company.record": str(record)})
    raise InputError("size_pilot_only", place=str(calibration), people=people)


def _after_pilot(people: int, weeks: int, employees: int) -> Scenario:
    """The default roll-out in a company of this size: the pilot first, the rest when it is over."""
    scenario = Scenario().resized(employees)
    pilot, *later = scenario.plan.waves
    share = min(1.0, people / employees)
    scale = (1.0 - share) / sum(wave.share for wave in later)
    delay = max(0, weeks + 1 - later[0].week)
    waves = [{"week": pilot.week, "share": share}]
    if share < 1.0:
        waves += [{"week": w.week + delay, "share": scale * w.share} for w in later]
    horizon = scenario.horizon_weeks + delay
    return scenario.changed({"plan.waves": waves, "horizon_weeks": horizon})


def _people_in(record: str | None) -> int:
    """People whom the record of the pilot knows; 0 where it is not there any more."""
    if record is None or not (Path(record) / "manifest.json").exists():
        return 0
    return len(organisation_of(Scenario().changed({"company.record": str(record)}), 0).unit)


def _manifest(calibration: Path) -> Mapping[str, Any]:
    try:
        told = json.loads((calibration / "manifest.json").read_text("utf-8"))
        int(told["people"]), int(told["until"])
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InputError("size_posterior", place=str(calibration)) from fault
    return told
