"""The tables of a record: what happened in a company's network, real or simulated.

A *record* is a folder with five Parquet tables and a `manifest.json`. An imported
pilot and a simulated run write the same tables, so every reader works on both and
cannot tell them apart. Columns are declared once, here, and checked on entry.

Times are UTC. `week` is the Monday that starts the event's week in the record's own
time zone (`timezone` of the manifest). A missing value means "not known", never zero.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from simulation.errors import InputError
from simulation.places import check_folder, written_beside
from simulation.table_schema import DAY, TEXT, TIME, Column, TableSchema

ACTIONS = (
    "visit",
    "register",
    "complete_profile",
    "join",
    "leave",
    "post",
    "question",
    "answer",
    "comment",
    "reaction",
    "share",
    "mention",
    "invite",
    "moderate",
    "recognise",
    "vote",
)
"""What a person can be seen doing."""

CONTRIBUTIONS = ("post", "question", "answer", "comment", "share")
"""Actions that bring content; a reaction is an interaction but no contribution."""

COMMUNITY_KINDS = (
    "interest",
    "project",
    "practice",
    "directed",
    "hr",
    "ideas",
    "company",
    "unknown",
)
VISIBILITIES = ("open", "closed", "secret", "unknown")
TIE_LAYERS = ("hierarchy", "team", "unit", "site", "cross", "community", "platform")


def _column(kind: Any, **told: Any) -> Column:
    return Column(pd.api.types.pandas_dtype(kind), **told)


PEOPLE = TableSchema(
    "people",
    {
        "person": _column("int32", least=0, unique=True),
        "pseudonym": _column(TEXT, missing=True),
        "unit": _column(TEXT, missing=True),
        "team": _column(TEXT, missing=True),
        "site": _column(TEXT, missing=True),
        "level": _column("Int16", least=0, missing=True),
        "job_family": _column(TEXT, missing=True),
        "manager": _column("Int32", missing=True),
        "tenure_years": _column("Float32", least=0, missing=True),
        "remote_days": _column("Float32", least=0, most=7, missing=True),
        "digital_ease": _column("Float32", least=0, most=1, missing=True),
        "is_manager": _column("boolean", missing=True),
        "is_community_manager": _column("boolean", missing=True),
        "is_ambassador": _column("boolean", missing=True),
        "wave": _column("Int16", missing=True),
        "invited_at": _column(TIME, missing=True),
        "registered_at": _column(TIME, missing=True),
        "left_at": _column(TIME, missing=True),
    },
)
"""Employees. `pseudonym`: keyed one-way name of a real person, missing when simulated;
`level`: 0 at the top; `remote_days`: days a week; `wave`: 0 is the pilot."""

COMMUNITIES = TableSchema(
    "communities",
    {
        "community": _column("int32", least=0, unique=True),
        "name": _column(TEXT, missing=True),
        "kind": _column(TEXT, allowed=COMMUNITY_KINDS),
        "visibility": _column(TEXT, allowed=VISIBILITIES),
        "animator": _column("Int32", missing=True),
        "imposed": _column("boolean", missing=True),
        "broadcast": _column("boolean", missing=True),
        "created_at": _column(TIME, missing=True),
        "ended_at": _column(TIME, missing=True),
    },
)
"""Communities. `name` is missing for closed and secret ones; `broadcast`: publication only."""

MEMBERSHIPS = TableSchema(
    "memberships",
    {
        "person": _column("int32", least=0),
        "community": _column("int32", least=0),
        "joined_at": _column(TIME, missing=True),
        "left_at": _column(TIME, missing=True),
    },
)

TIES = TableSchema(
    "ties",
    {
        "source": _column("int32", least=0),
        "target": _column("int32", least=0),
        "layer": _column(TEXT, allowed=TIE_LAYERS),
        "weight": _column("float32", least=0),
        "since": _column(TIME, missing=True),
    },
)
"""Who works or exchanges with whom; `weight` in [0, 1] for work ties, a count on `platform`."""

EVENTS = TableSchema(
    "events",
    {
        "event": _column("int64", unique=True),
        "time": _column(TIME),
        "week": _column(DAY),
        "person": _column("int32", least=0),
        "action": _column(TEXT, allowed=ACTIONS),
        "community": _column("Int32", missing=True),
        "parent": _column("Int64", missing=True),
        "target": _column("Int32", missing=True),
        "size": _column("Int32", least=0, missing=True),
    },
)
"""Who did what, when. `parent`: the event answered or reacted to, missing when its
start is unknown; `target`: the person addressed; `size`: characters of text."""

SCHEMAS = {
    "people": PEOPLE,
    "communities": COMMUNITIES,
    "memberships": MEMBERSHIPS,
    "ties": TIES,
    "events": EVENTS,
}

EARLIER = "earlier.parquet"
EARLIER_COLUMNS = ("pseudonym", "number", "grouping", "group", "first", "last", "from", "until")
"""In which group each person was shown by earlier imports of the same pilot: `number` counts
the imports; the person was counted from `first` to `last`, the import covered the weeks
`from` to `until` (Mondays, missing where open)."""

FILES = ("manifest.json", EARLIER, *(f"{name}.parquet" for name in SCHEMAS))
"""Names of a record's files; that of earlier imports is there when there were some."""


@dataclass(frozen=True, eq=False)
class Record:
    """The five tables and the manifest of a pilot or of a simulated run, itself and no other.

    The manifest holds at least `origin` ("pilot" or "simulated"), `title`, `timezone`,
    `first_week` and `last_week` (Mondays, ISO), `records` (the actions the source
    records; any other is unavailable, never zero), `counts` and `findings`.
    """

    people: pd.DataFrame
    communities: pd.DataFrame
    memberships: pd.DataFrame
    ties: pd.DataFrame
    events: pd.DataFrame
    manifest: Mapping[str, Any]
    earlier: pd.DataFrame | None = None

    @property
    def is_simulated(self) -> bool:
        """Whether the people of this record exist in a model only."""
        return self.manifest["origin"] == "simulated"

    @property
    def size(self) -> int:
        """How many people the record is about."""
        return len(self.people)

    @property
    def invited(self) -> int:
        """How many people are known to be invited; all of them when nobody is."""
        return int(self.people["invited_at"].notna().sum()) or self.size

    def records(self, *actions: str) -> bool:
        """Whether the source records every one of these actions."""
        return set(actions) <= set(self.manifest["records"])

    def weeks(self) -> pd.DatetimeIndex:
        """The Mondays the record covers, first to last, silent weeks included."""
        return weeks_of(self.manifest)

    def checked(self) -> Record:
        """The same record with every table coerced to its schema; no closed community keeps a name.

        Raises:
            InputError: a column is missing, unknown, or holds a value out of range; an
                event, membership or tie names a person or community that is not there.
        """
        tables = {name: check(getattr(self, name), name) for name in SCHEMAS}
        communities = tables["communities"]
        unnamed = communities["visibility"].isin(["closed", "secret"])
        tables["communities"] = communities.assign(name=communities["name"].mask(unnamed))
        _check_references(tables)
        return Record(**tables, manifest=self.manifest, earlier=self.earlier)


def check(table: pd.DataFrame, name: str, place: str | None = None) -> pd.DataFrame:
    """One table coerced to its declared columns, or an `InputError` that names the first fault."""
    schema = SCHEMAS[name]
    place = place or name
    missing = [column for column in schema.columns if column not in table.columns]
    if missing:
        raise InputError("table_columns_missing", place=place, columns=", ".join(missing))
    if table.empty:
        return schema.empty()
    table = table[list(schema.columns)].reset_index(drop=True)
    quick = schema.quickly_checked(table)
    return _checked_by_pandera(table, schema, place) if quick is None else quick


def _checked_by_pandera(table: pd.DataFrame, schema: TableSchema, place: str) -> pd.DataFrame:
    """The same by pandera, which takes its time and finds the first fault; loaded here only."""
    from pandera.errors import SchemaError, SchemaErrors

    try:
        return schema.pandera.validate(table)
    except (SchemaError, SchemaErrors) as fault:
        # A kind that a column cannot be turned into comes as a list of faults, of one.
        first = fault.schema_errors[0] if isinstance(fault, SchemaErrors) else fault
        column = getattr(first, "column_name", None) or getattr(first.schema, "name", schema.name)
        cases = first.failure_cases
        value = cases["failure_case"].iloc[0] if isinstance(cases, pd.DataFrame) else cases
        raise InputError(
            "table_value", place=place, column=column, value=value, expected=str(first.check)
        ) from fault


def write(record: Record, folder: Path) -> Path:
    """Write a checked record: beside its place first, then renamed, so never half there.

    An existing record at `folder` is replaced.

    Raises:
        InputError: the record does not hold what it declares, the folder holds something else,
            or nothing can be written there.
    """
    record, folder = record.checked(), Path(folder)
    check_folder(folder, FILES)
    with written_beside(folder) as draft:
        draft.mkdir()
        for name in SCHEMAS:
            getattr(record, name).to_parquet(draft / f"{name}.parquet", index=False)
        if record.earlier is not None:
            record.earlier.to_parquet(draft / EARLIER, index=False)
        text = json.dumps(dict(record.manifest), ensure_ascii=False, indent=2, default=str)
        (draft / "manifest.json").write_text(text + "\n", "utf-8")
    return folder


def read(folder: Path) -> Record:
    """Read a record and check its tables.

    Raises:
        InputError: the folder is no record, or its manifest or a table does not hold what it
            declares.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    tables = {}
    for name in SCHEMAS:
        tables[name] = _table(folder / f"{name}.parquet")
    earlier = _table(folder / EARLIER) if (folder / EARLIER).exists() else None
    if earlier is not None and not set(EARLIER_COLUMNS) <= set(earlier.columns):
        raise InputError("table_unreadable", place=str(folder / EARLIER))
    return Record(**tables, manifest=manifest, earlier=earlier).checked()


def annotate(folder: Path, **entries: Any) -> None:
    """Add entries to the manifest of a record, beside its place first.

    Raises:
        InputError: the folder is no record, or its manifest cannot be read or written.
    """
    file, manifest = Path(folder) / "manifest.json", read_manifest(folder) | entries
    with written_beside(file) as draft:
        text = json.dumps(manifest, ensure_ascii=False, indent=2, default=str)
        draft.write_text(text + "\n", "utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a record, without its tables.

    Raises:
        InputError: the folder is no record, or its manifest does not hold what it declares.
    """
    file = Path(folder) / "manifest.json"
    if not file.is_file():
        raise InputError("not_a_record", place=str(folder))
    return _manifest(file)


def title_of(manifest: Mapping[str, Any], lang: str) -> str:
    """What a record is called, in the reader's language where it has a title in it."""
    return str(manifest.get("titles", {}).get(lang) or manifest.get("title", ""))


def weeks_of(manifest: Mapping[str, Any]) -> pd.DatetimeIndex:
    """The Mondays that a record with this manifest covers."""
    return pd.date_range(manifest["first_week"], manifest["last_week"], freq="W-MON", unit="us")


def monday(times: pd.Series, timezone: str = "UTC") -> pd.Series:
    """The Monday that starts each time's week in a time zone, without zone."""
    local = times.dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize()
    days = pd.to_timedelta(local.dt.day_of_week, unit="D")
    return (local - days).astype("datetime64[us]")


def _table(file: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(file)
    except (OSError, ValueError) as fault:
        raise InputError("table_unreadable", place=str(file)) from fault


def empty(name: str) -> pd.DataFrame:
    """A table of that name without rows, its columns typed."""
    return SCHEMAS[name].empty()


def _manifest(file: Path) -> dict[str, Any]:
    """A manifest whose entries that readers count on are what they should be."""
    try:
        manifest = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError("manifest_unreadable", place=str(file)) from fault
    if not isinstance(manifest, dict):
        raise InputError("manifest_unreadable", place=str(file))
    for name, (holds, expected) in _MANIFEST.items():
        if not holds(manifest.get(name)):
            value = manifest.get(name)
            raise InputError(
                "manifest_value", place=str(file), name=name, value=value, expected=expected
            )
    return manifest


def _is_monday(value: Any) -> bool:
    try:
        return date.fromisoformat(value).weekday() == 0
    except (TypeError, ValueError):
        return False


def _is_timezone(value: Any) -> bool:
    try:
        return bool(ZoneInfo(value))
    except (TypeError, ValueError, OSError, ZoneInfoNotFoundError):
        return False


def _are_actions(value: Any) -> bool:
    return isinstance(value, list) and all(action in ACTIONS for action in value)


_MANIFEST: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "origin": (lambda value: value in ("pilot", "simulated"), "pilot, simulated"),
    "timezone": (_is_timezone, "Europe/Paris"),
    "first_week": (_is_monday, "2027-01-04"),
    "last_week": (_is_monday, "2027-01-04"),
    "records": (_are_actions, ", ".join(ACTIONS)),
}
"""Entry of a manifest -> whether a value will do, and what messages show of it."""


def _check_references(tables: Mapping[str, pd.DataFrame]) -> None:
    known = {
        "people": tables["people"]["person"].to_numpy(),
        "communities": tables["communities"]["community"].to_numpy(),
    }
    references = (
        ("people", "manager", "people"),
        ("events", "person", "people"),
        ("events", "target", "people"),
        ("events", "community", "communities"),
        ("memberships", "person", "people"),
        ("memberships", "community", "communities"),
        ("communities", "animator", "people"),
        ("ties", "source", "people"),
        ("ties", "target", "people"),
    )
    for name, column, other in references:
        met = np.asarray(tables[name][column].dropna(), "int64")
        strangers = met[~np.isin(met, known[other])]
        if len(strangers):
            raise InputError(
                "table_reference", place=name, column=column, value=strangers.min(), other=other
            )
