"""Import a real pilot: exports of a platform and an HR extract, into a record.

Who did what, when, is read; what was said is not. People are told by pseudonyms before
anything can be written.
"""

from __future__ import annotations

import gc
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from simulation.errors import InputError
from simulation.pilot import quality
from simulation.pilot.archive import opened
from simulation.pilot.assemble import assemble
from simulation.pilot.bridge import read_bridge
from simulation.pilot.hr import read_hr
from simulation.pilot.importers import importer_for
from simulation.pilot.mapping import read_mapping
from simulation.pilot.pseudonyms import KEY_BYTES, read_or_make_key
from simulation.pilot.source import SourceActivity
from simulation.protection import release
from simulation.quality import telling
from simulation.tables import Record

__all__ = ["import_summary", "read_pilot", "shown_summary"]


def read_pilot(
    sources: Path | str | Sequence[Path | str],
    format: str = "auto",
    hr: Path | str | None = None,
    mapping: Path | str | Mapping[str, Any] | None = None,
    key: Path | str | bytes | None = None,
    title: str | None = None,
    bridge: Path | str | None = None,
    workers: int = 1,
) -> Record:
    """Read a pilot's exports as a record; nothing is written but a new key file.

    Args:
        sources: one or several zips, folders or CSV files; overlapping slices are merged.
        format: name of the importer, or "auto".
        hr: the company's HR extract.
        mapping: a YAML file, or its content: `columns`, `actions`, `timezone`, `company`,
            `private_groups`, `hr_columns`, `set_aside`.
        key: the file of the pseudonyms' key (made when absent), or the key itself. Without one
            a key is drawn and forgotten: a later import gives the same people other pseudonyms.
        title: name of the pilot; by default that of the first source.
        bridge: a CSV that tells which account belongs to which employee of the extract.
        workers: how many processes may read a large export; the record is the same. With more
            than one, a script that calls this must guard its own start (`if __name__ == …`).

    Raises:
        InputError: a source, the extract or the mapping cannot be used.
    """
    paths = [sources] if isinstance(sources, str | Path) else list(sources)
    options = read_mapping(mapping)
    with _without_cycle_search():
        activity, files = _activity(paths, format, options, workers)
        if bridge and not hr:
            raise InputError("bridge_without_hr", place=Path(bridge).name)
        start = activity.events["time"].min()
        extract = read_hr(Path(hr), start, options.get("hr_columns")) if hr else None
        accounts = read_bridge(Path(bridge)) if bridge else None
        title = title or Path(files[0]["name"]).stem
        return assemble(
            activity, extract, _key(key), title, files, accounts, options.get("set_aside", ())
        )


def _activity(
    paths: Sequence[Path | str], format: str, options: Mapping[str, Any], workers: int
) -> tuple[SourceActivity, list[dict[str, str]]]:
    """What the exports tell, and name and SHA-256 of each."""
    with opened(paths, workers=workers) as archive:
        activity = importer_for(archive, format).read(archive, options)
        files = archive.files()
    if "timezone" in options:
        activity = replace(activity, timezone=options["timezone"])
    return activity, files


def import_summary(record: Record, lang: str = "en") -> dict[str, Any]:
    """What an import read and what it set aside, for `rsne import`.

    `people` and `posters` are the accounts the source lists and those that wrote, before
    robots were set aside; `record` counts the same in the record, where the whole company
    stands and robots do not. `findings` are told in the language.
    """
    manifest = record.manifest
    counts, source = manifest["counts"], manifest["source_counts"]
    return {
        "people": source.get("people", counts["accounts"]),
        "posters": source.get("posters", counts["posters"]),
        "communities": counts["communities"],
        "events": counts["events"],
        "first": manifest["first"],
        "last": manifest["last"],
        "weeks": len(record.weeks()),
        "dropped": manifest["dropped"],
        "findings": [
            {**finding, "sentence": quality.told(finding, lang)} for finding in manifest["findings"]
        ],
        "unavailable": manifest["unavailable"],
        "unmatched": manifest["unmatched"],
        "source_counts": source,
        "record": {name: counts[name] for name in ("people", "accounts", "posters", "registered")},
    }


def shown_summary(record: Record, min_group: int, lang: str = "en") -> dict[str, Any]:
    """`import_summary` after the gate: it is of everybody, who must be enough to be counted.

    Numbers of few people in its findings are hidden as in the quality report. Of a record of
    fewer than `min_group` people no number, no finding and no date is told.

    Raises:
        InputError: `min_group` is under 5.
    """
    summary = import_summary(record, lang)
    everybody = pd.DataFrame({"group": ["all"], "people": [len(record.people)], "whole": [0]})
    if not release(everybody, min_group, cells=("whole",))["suppressed"].any():
        return summary | {"findings": telling.imported(record, min_group, lang)}
    hidden = {name: _hidden(value) for name, value in summary.items()}
    kept = {name: summary[name] for name in ("weeks", "unavailable")}
    return hidden | kept | {"findings": []}


def _hidden(value: Any) -> Any:
    """None in the place of each value of a tree of mappings."""
    if isinstance(value, Mapping):
        return {name: _hidden(entry) for name, entry in value.items()}
    return None


@contextmanager
def _without_cycle_search() -> Iterator[None]:
    """Millions of small rows hold no cycles; looking for some takes as long as reading them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _key(key: Path | str | bytes | None) -> bytes:
    if key is None:
        return secrets.token_bytes(KEY_BYTES)
    return key if isinstance(key, bytes) else read_or_make_key(Path(key))
