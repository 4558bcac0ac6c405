"""Where the organisation of a scenario comes from: drawn, or the people of a record."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from simulation.organisation.columns import Organisation
from simulation.organisation.drawing import draw
from simulation.organisation.extract import from_people
from simulation.randomness import replicate_seed
from simulation.scenario import Scenario

_drawn = lru_cache(maxsize=4)(draw)


def organisation_of(scenario: Scenario, replicate: int = 0) -> Organisation:
    """The organisation one replicate of a scenario takes place in.

    Drawn anew in each replicate, the same in every scenario that shares company and seed;
    or, where the company is a record, the people of that record in every replicate, with
    the ties their exchanges show, so that only luck differs.

    Raises:
        InputError: the folder named by `scenario.company.record` holds no readable record.
    """
    company = scenario.company
    if company.record is None:
        return _drawn(company, replicate_seed(scenario.seed, replicate))
    manifest = Path(company.record) / "manifest.json"
    written = manifest.stat().st_mtime_ns if manifest.is_file() else 0
    return _of_record(company.record, written, scenario.seed)


@lru_cache(maxsize=4)
def _of_record(folder: str, written: int, seed: int) -> Organisation:
    """Read once for each time the record was written."""
    from simulation import tables  # pandas: only needed by those who bring a record

    record = tables.read(Path(folder))
    return from_people(record.people, seed, record.events)
