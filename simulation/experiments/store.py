"""Finished draws on disk: none is computed twice, none is lost when work is stopped (W5, W10).

    draws/ab/abcdef….parquet   one finished draw, under the hash of what decides it
    failures/abcdef….json      a draw that did not end, and why
    designs/…json              what was asked for: scenarios and the keys of their draws

A draw's key hashes its scenario (with its parameters and seed), its replicate number and the
version of the code and catalogue. Files are written beside their place and renamed, so one is
there whole or not at all, wherever the process ends; several processes may share a store.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simulation.catalogue import values
from simulation.errors import InputError
from simulation.experiments.draws import Draw, Failure, Task
from simulation.model.compilation import code_version
from simulation.once import once_for_each
from simulation.places import check_within
from simulation.scenario import Scenario, parse

FACTS = b"rsne"
"""Where a draw's file keeps what came of it and is no column."""
DECIDED = b"rsne_decided"
"""Where it keeps what decided it: for whoever finds the file, nothing is read back."""


@dataclass(frozen=True)
class Design:
    """Draws that were asked for together.

    Attributes:
        key: hash of what was asked.
        scenarios: in the order asked.
        tasks: index of the scenario and replicate number of each draw, interleaved.
        keys: of the draws, in the same order.
    """

    key: str
    scenarios: tuple[Scenario, ...]
    tasks: tuple[tuple[int, int], ...]
    keys: tuple[str, ...]

    def played(self) -> list[Task]:
        """The draws as tasks."""
        return [(self.scenarios[place], replicate) for place, replicate in self.tasks]


@dataclass(frozen=True)
class Progress:
    """How far a design is."""

    design: Design
    done: int
    failed: int

    @property
    def planned(self) -> int:
        """Draws asked for."""
        return len(self.design.keys)

    @property
    def missing(self) -> int:
        """Draws neither done nor failed."""
        return self.planned - self.done - self.failed


class Store:
    """A folder of finished draws.

    Args:
        folder: where it lies, or will.

    Raises:
        InputError: nothing can be written there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        check_within(self.folder)

    def key(self, task: Task) -> str:
        """The hash of what decides a draw."""
        scenario, replicate = task
        text = f"{scenario.key()} {replicate} {code_version()}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def draw(self, key: str) -> Draw | None:
        """The finished draw of that key; None when there is none, or its file is damaged."""
        try:
            table = pq.read_table(self.place(key), use_threads=False)
            facts = json.loads((table.schema.metadata or {})[FACTS])
        except (OSError, pa.ArrowException, KeyError, ValueError):
            return None
        units = {name: np.asarray(column) for name, column in facts["by_unit"].items()}
        if "unit" in units:
            units["unit"] = units["unit"].astype(object)
        return Draw(
            replicate=facts["replicate"],
            seed=facts["seed"],
            weekly={name: table[name].to_numpy() for name in table.column_names},
            seconds=facts["seconds"],
            by_unit=units,
        )

    def keep(self, key: str, task: Task, outcome: Draw | Failure) -> None:
        """Keep what came of a draw, whole or not at all; a later success replaces a failure.

        Raises:
            InputError: the disk is full, or closed to writing.
        """
        if isinstance(outcome, Failure):
            reason = {"scenario": outcome.scenario, "replicate": outcome.replicate}
            text = json.dumps(reason | {"reason": outcome.reason}, ensure_ascii=False)
            self._written(self._failure(key), text.encode())
            return
        scenario, _ = task
        facts = {
            "replicate": outcome.replicate,
            "seed": outcome.seed,
            "seconds": outcome.seconds,
            "by_unit": {name: column.tolist() for name, column in outcome.by_unit.items()},
        }
        metadata = {FACTS: json.dumps(facts), DECIDED: _decided(scenario)}
        table = pa.table(dict(outcome.weekly)).replace_schema_metadata(metadata)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, use_dictionary=False, write_statistics=False)
        self._written(self.place(key), sink.getvalue().to_pybytes())
        self._failure(key).unlink(missing_ok=True)

    def plan(self, tasks: Sequence[Task]) -> Design:
        """Write down what is asked for before it is computed, so that it can be resumed."""
        scenarios = list({scenario.key(): scenario for scenario, _ in tasks}.values())
        places = {scenario.key(): place for place, scenario in enumerate(scenarios)}
        keys = tuple(self.key(task) for task in tasks)
        design = Design(
            key=hashlib.sha256(" ".join(keys).encode()).hexdigest()[:16],
            scenarios=tuple(scenarios),
            tasks=tuple((places[scenario.key()], replicate) for scenario, replicate in tasks),
            keys=keys,
        )
        told = {
            "scenarios": [scenario.model_dump(mode="json") for scenario in scenarios],
            "tasks": design.tasks,
            "keys": keys,
        }
        self._written(self._design(design.key), json.dumps(told).encode())
        return design

    def designs(self) -> list[Design]:
        """What was asked for, the oldest first; a file that is damaged is passed over."""
        places = sorted(self.folder.glob("designs/*.json"), key=os.path.getmtime)
        found = [self._read_design(place) for place in places]
        return [design for design in found if design]

    def design(self, key: str) -> Design:
        """One design, by its key or the beginning of it.

        Raises:
            InputError: there is none.
        """
        for design in self.designs():
            if key and design.key.startswith(key):
                return design
        raise InputError("store_design", value=key, place=str(self.folder))

    def progress(self, scenario: str = "") -> list[Progress]:
        """How far each design is; looks at names of files only.

        Args:
            scenario: only designs in which a scenario's name holds this, in any case.
        """
        done = {name[:-8] for name in self._names("draws/*") if name.endswith(".parquet")}
        failed = {name[:-5] for name in self._names("failures") if name.endswith(".json")}
        return [
            Progress(
                design,
                done=sum(key in done for key in design.keys),
                failed=sum(key in failed for key in design.keys),
            )
            for design in self.designs()
            if any(scenario.casefold() in each.name.casefold() for each in design.scenarios)
        ]

    def failures(self, design: Design) -> list[Failure]:
        """Draws of a design that did not end, with their reasons."""
        found = []
        for key in design.keys:
            place = self._failure(key)
            if place.is_file():
                found.append(Failure(**json.loads(place.read_text("utf-8"))))
        return found

    def damaged(self) -> list[Path]:
        """Files of draws that cannot be read; removing them has them computed again."""
        return [
            place
            for place in sorted(self.folder.glob("draws/*/*.parquet"))
            if self.draw(place.stem) is None
        ]

    def _names(self, pattern: str) -> list[str]:
        return [entry.name for place in self.folder.glob(pattern) for entry in os.scandir(place)]

    def place(self, key: str) -> Path:
        """Where the finished draw of that key stands, or will."""
        return self.folder / "draws" / key[:2] / f"{key}.parquet"

    def _failure(self, key: str) -> Path:
        return self.folder / "failures" / f"{key}.json"

    def _design(self, key: str) -> Path:
        return self.folder / "designs" / f"{key}.json"

    def _read_design(self, place: Path) -> Design | None:
        try:
            told = json.loads(place.read_text("utf-8"))
            return Design(
                key=place.stem,
                scenarios=tuple(parse(tree, str(place)) for tree in told["scenarios"]),
                tasks=tuple((number, replicate) for number, replicate in told["tasks"]),
                keys=tuple(told["keys"]),
            )
        except (OSError, ValueError, LookupError, TypeError, InputError):
            return None

    def _written(self, place: Path, content: bytes) -> None:
        """Write beside the place, then rename: a leftover draft is nobody's draw."""
        draft = place.with_name(f".{place.name}.{os.getpid()}")
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(place)
        except OSError as fault:
            draft.unlink(missing_ok=True)
            kind = "store_full" if fault.errno == errno.ENOSPC else "place_unwritable"
            raise InputError(kind, place=str(self.folder)) from fault


@once_for_each
def _decided(scenario: Scenario) -> str:
    """What decides the draws of a scenario, its replicate number apart, as JSON."""
    catalogue = values(scenario.parameters)
    return json.dumps({"scenario": scenario.key(), "code": code_version(), "catalogue": catalogue})


def told(progress: Progress) -> dict[str, Any]:
    """How far a design is, in plain values."""
    return {
        "design": progress.design.key,
        "scenarios": [scenario.name for scenario in progress.design.scenarios],
        "planned": progress.planned,
        "done": progress.done,
        "failed": progress.failed,
        "missing": progress.missing,
    }
