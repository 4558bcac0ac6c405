"""What a report can be computed again from: scenarios in full, draws, the record's hash.

They travel inside the file beside the receipts. A receipt is short and printed; these are
what `simulation.report.verify` starts from.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from simulation.experiments import Comparison
from simulation.report.receipts import digest
from simulation.report.theories_story import TheoriesTold
from simulation.sizing import SizingResult
from simulation.tables import Record


def inputs_of(
    record: Record | None,
    comparison: Comparison | None,
    sizing: SizingResult | None,
    theories: TheoriesTold | None,
    place: Path | None = None,
) -> dict[str, Any]:
    """Plain values by source: "record", "comparison", "sizing", "theories"; absent ones left out.

    A record is named by its title, the hash of its manifest and the name of its folder: its
    tables stay where they are.
    """
    found: dict[str, Any] = {}
    if record:
        found["record"] = {
            "title": str(record.manifest.get("title", "")),
            "manifest": digest(record.manifest),
            "place": str(place) if place else "",
        }
    if comparison:
        found["comparison"] = {
            "scenarios": {
                name: drawn.scenario.model_dump(mode="json")
                for name, drawn in comparison.ensembles.items()
            },
            "replicates": comparison.replicates,
            "baseline": comparison.baseline,
            "indicators": list(comparison.indicators),
            "week": comparison.week,
        }
    if sizing:
        found["sizing"] = {
            "request": dict(sizing.request),
            "target": str(sizing.target),
            "probability": sizing.asked,
            "budget": sizing.budget_limit,
            "limits": sizing.limits.to_dict(),
            "space": dict(sizing.space),
            "service": asdict(sizing.service),
            "futures": sizing.futures["kind"],
        }
    if theories:
        found["theories"] = {"keys": dict(theories.keys), "tried": list(theories.tried)}
    return found
