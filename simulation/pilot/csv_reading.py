"""What the columns of people's CSV files mean: roles, numbers, keys, dates in any form.

Everything is read as text (`simulation.pilot.csv_table`), so keys keep their leading zeros and 16
digits. Whatever cannot be read ends as an `InputError` that names file, line, column, value and
remedy.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from simulation.errors import InputError
from simulation.pilot.columns import are_whole_numbers, arrow, equal, matching, numbered, texts
from simulation.pilot.csv_table import DELIMITERS, CsvTable, decoded, delimiter_of, read_csv
from simulation.pilot.times import LATEST_SECOND

__all__ = [
    "DATE_FORMS",
    "DELIMITERS",
    "LARGEST_COUNT",
    "CsvTable",
    "columns_by_role",
    "counts",
    "dates",
    "decoded",
    "delimiter_of",
    "every_time",
    "keys",
    "normalised",
    "numbers",
    "read_csv",
    "refuse_cells",
    "require_values",
    "roles_of",
    "times",
]

_TIME: Final = "datetime64[us, UTC]"
_NUMBER: Any = pd.Float64Dtype()
_WHOLE: Any = pd.Int64Dtype()
EARLIEST = pd.Timestamp("1970-01-02", tz="UTC")
LATEST = pd.Timestamp(LATEST_SECOND, unit="s", tz="UTC")


@lru_cache(10_000)
def normalised(name: str) -> str:
    """A column name as it is compared: no case, accents, spaces nor `_ - . # ' n°`."""
    name = re.sub(r"n°", "", name.strip().lower())
    letters = unicodedata.normalize("NFKD", name)
    return re.sub(r"[\s_\-.#'’()]", "", "".join(c for c in letters if not unicodedata.combining(c)))


def columns_by_role(
    table: CsvTable, aliases: Mapping[str, Iterable[str]], required: Iterable[str] = ()
) -> dict[str, str]:
    """Which column of the file plays each role.

    Args:
        table: the file.
        aliases: role -> names accepted for it, best first; the role's own name is accepted too.
        required: roles that must be found.

    Returns:
        role -> column of `table.frame`, for the roles found. A column plays one role:
        that of the best rank among its aliases, then the first declared.

    Raises:
        InputError: no column plays a required role; the message lists the names accepted.
    """
    return roles_of(tuple(table.frame.columns), table.place, aliases, required)


def roles_of(
    headers: Sequence[str],
    place: str,
    aliases: Mapping[str, Iterable[str]],
    required: Iterable[str] = (),
) -> dict[str, str]:
    """The same of the headers of a file at a place."""
    present = {normalised(column): column for column in reversed(headers)}
    candidates = sorted(
        (rank, order, role, normalised(alias))
        for order, (role, names) in enumerate(aliases.items())
        for rank, alias in enumerate((role, *names))
        if normalised(alias) in present
    )
    found: dict[str, str] = {}
    for _, _, role, alias in candidates:
        if role not in found and present[alias] not in found.values():
            found[role] = present[alias]
    for role in required:
        if role not in found:
            raise InputError(
                "pilot_column_missing",
                place=place,
                column=role,
                accepted=", ".join(dict.fromkeys((role, *aliases[role]))),
                met=", ".join(_shown(column) for column in headers[:30]),
            )
    return found


def require_values(table: CsvTable, column: str) -> None:
    """Refuse a column with an empty cell.

    Raises:
        InputError: names the line of the first empty cell.
    """
    empty = table.frame[column].isna().to_numpy()
    if empty.any():
        raise InputError(
            "pilot_cell_empty",
            place=table.place,
            line=table.line(int(empty.argmax())),
            column=column,
        )


def numbers(table: CsvTable, column: str) -> pd.Series:
    """A column of numbers, with decimal point or comma; missing where empty.

    Raises:
        InputError: a cell is no number.
    """
    cells = table.frame[column]
    if matching(cells, r"-?\d{1,15}")[cells.notna().to_numpy()].all():
        whole = pc.cast(arrow(cells), pa.float64())
        return pd.Series(_NUMBER.__from_arrow__(whole), index=cells.index, copy=False)
    cells = cells.str.replace(r"[\s\u00a0\u202f]", "", regex=True)
    values = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce")
    refuse_cells(table, column, cells.notna() & values.isna(), "pilot_not_a_number")
    return values.astype("Float64")


LARGEST_COUNT = 10**9
"""What a count may reach at most; beyond, it is damaged."""


def counts(table: CsvTable, column: str) -> pd.Series:
    """A column of whole numbers from 0 to `LARGEST_COUNT`; missing where empty.

    Raises:
        InputError: a cell is anything else.
    """
    cells = table.frame[column]
    if are_whole_numbers(cells, longest=9):
        whole = pc.cast(arrow(cells), pa.int64())
        return pd.Series(_WHOLE.__from_arrow__(whole), index=cells.index, copy=False)
    values = numbers(table, column)
    wrong = ~values.between(0, LARGEST_COUNT) | (values % 1 != 0)
    refuse_cells(table, column, wrong.fillna(False), "pilot_not_a_count")
    return values.astype("Int64")


def keys(cells: pd.Series) -> pd.Series:
    """Keys as text, without the `.0` that a spreadsheet or a float column adds."""
    if not matching(cells, r"\d+\.0+").any():
        return cells
    return texts(pc.replace_substring_regex(arrow(cells), r"^(\d+)\.0+$", r"\1"), cells.index)


DATE_FORMS: Mapping[str, tuple[str, str, str]] = {
    "iso": (
        r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
        r"\s?(?:Z|UTC|[+-]\d{2}:?\d{2})?)?",
        "",
        "YYYY-MM-DD",
    ),
    "slashed_iso": (r"\d{4}/\d{2}/\d{2}", "%Y/%m/%d", "YYYY/MM/DD"),
    "day_first": (r"\d{1,2}/\d{1,2}/\d{4}", "%d/%m/%Y", "DD/MM/YYYY"),
    "month_first": (r"\d{1,2}/\d{1,2}/\d{4}", "%m/%d/%Y", "MM/DD/YYYY"),
    "dotted": (r"\d{1,2}\.\d{1,2}\.\d{4}", "%d.%m.%Y", "DD.MM.YYYY"),
    "dashed": (r"\d{1,2}-\d{1,2}-\d{4}", "%d-%m-%Y", "DD-MM-YYYY"),
    "unix": (r"\d{9,10}(?:\.\d{1,6})?", "", "Unix"),
    "compact": (r"\d{8}", "%Y%m%d", "YYYYMMDD"),
}
"""Form -> pattern of a whole cell (a time of day may follow), strptime form, name in messages."""

_A_FEW = 1_000

_CLOCK = r"(?:[T ]+(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?)?"
_NEVER = ("null", "NULL", "None", "NaN", "nan", "-", "0000-00-00", "0000-00-00 00:00:00")


def dates(table: CsvTable, column: str, timezone: str = "UTC") -> tuple[pd.Series, bool]:
    """A column of dates or times, in one form throughout.

    Args:
        table: the file.
        column: its column.
        timezone: zone of the cells that name none.

    Returns:
        UTC times, missing where the cell is empty or says `null`; and whether day and month
        could not be told apart (then the day is read first).

    Raises:
        InputError: a cell is no date, a day that does not exist, or the column holds two
            forms; the message names lines and forms.
    """
    cells = table.frame[column]
    never = equal(cells, *_NEVER)
    if never.any():
        cells = cells.mask(never)
    told = cells.notna().to_numpy()
    if not told.any():
        return pd.Series(pd.NaT, index=cells.index, dtype=_TIME), False
    if not _repeats(cells) and (quick := _quickly_read(cells, timezone)) is not None:
        return quick, False
    codes, distinct = numbered(cells)
    if (quick := _quickly_read(distinct, timezone)) is not None:
        times = quick.array.take(np.where(told, codes, -1), allow_fill=True)
        return pd.Series(times, index=cells.index, copy=False), False
    first = np.unique(codes[told], return_index=True)[1]
    row_of = np.flatnonzero(told)[first]
    form, ambiguous = _forms(table, column, distinct, row_of)
    if len(set(form)) > 1:
        _refuse_two_forms(table, column, distinct, form, row_of)
    read = _parsed(distinct, form[0], timezone).astype(_TIME).array
    if len(wrong := np.flatnonzero(read.isna())):
        _refuse_row(table, column, int(row_of[wrong].min()), "pilot_not_a_date")
    times = read.take(np.where(told, codes, -1), allow_fill=True)
    return pd.Series(times, index=cells.index, copy=False), ambiguous


def _forms(
    table: CsvTable, column: str, distinct: pd.Series, row_of: np.ndarray
) -> tuple[list[str], bool]:
    """The form of each cell, and whether day and month could not be told apart."""
    form = np.full(len(distinct), "", dtype=object)
    for name, (pattern, strptime, _) in DATE_FORMS.items():
        open_ = form == ""
        if not open_.any():
            break
        form[open_ & matching(distinct, pattern + (_CLOCK if strptime else ""))] = name
    if (form == "").any():
        _refuse_row(table, column, int(row_of[form == ""].min()), "pilot_not_a_date")
    slashed = form == "day_first"
    ambiguous = False
    if slashed.any():
        parts = distinct[slashed].str.extract(r"^(\d+)/(\d+)/").astype(int).to_numpy()
        late_month, late_day = parts[:, 1] > 12, parts[:, 0] > 12
        ambiguous = not (late_month | late_day).any()
        # What one date shows holds for those that could be read both ways.
        shown = "month_first" if late_month.any() else "day_first"
        form[slashed] = np.where(late_month, "month_first", np.where(late_day, "day_first", shown))
    return form.tolist(), ambiguous


def times(table: CsvTable, column: str, timezone: str = "UTC") -> tuple[pd.Series, bool]:
    """A column of dates of what happened on a platform: as `dates`, between 1970 and 2100.

    Raises:
        InputError: also where a time is earlier or later.
    """
    read, ambiguous = dates(table, column, timezone)
    outside = (read < EARLIEST) | (read > LATEST)
    refuse_cells(table, column, outside, "pilot_time_out_of_range")
    return read, ambiguous


def every_time(table: CsvTable, column: str, timezone: str = "UTC") -> tuple[pd.Series, bool]:
    """The same where each row must tell a time.

    Raises:
        InputError: also where a cell is empty, or says `null`.
    """
    require_values(table, column)
    read, ambiguous = times(table, column, timezone)
    refuse_cells(table, column, read.isna(), "pilot_not_a_date")
    return read, ambiguous


def _repeats(cells: pd.Series) -> bool:
    """Whether a column seems to hold few different cells, as one of days does."""
    start = cells.iloc[:_A_FEW]
    return len(cells) > _A_FEW and start.nunique() < _A_FEW / 4


def _quickly_read(cells: pd.Series, timezone: str) -> pd.Series | None:
    """A column wholly in the international form, all cells with a zone or none; else nothing."""
    told = cells.notna().to_numpy()
    if not matching(cells, DATE_FORMS["iso"][0])[told].all():
        return None
    zoned = matching(cells, r".{11,}(?:Z|[+-]\d{2}:?\d{2})")[told]
    try:
        if zoned.all():
            aware = arrow(cells).cast(pa.timestamp("us", "UTC"))
            return pd.Series(aware.to_pandas().array, index=cells.index).astype(_TIME)
        if not zoned.any():
            naive = pd.Series(arrow(cells).cast(pa.timestamp("us")).to_pandas().array)
            return _local_to_utc(naive.set_axis(cells.index), timezone)
    except (pa.ArrowInvalid, ValueError, OverflowError):
        return None
    return None


def _parsed(cells: pd.Series, form: str, timezone: str) -> pd.Series:
    if form == "unix":
        seconds = pd.to_numeric(cells)
        return pd.to_datetime((seconds * 1e6).round().astype("int64"), unit="us", utc=True)
    if form == "iso":
        zoned = cells.str.contains(r"(?:Z|UTC|[+-]\d{2}:?\d{2})$") & (cells.str.len() > 10)
        plain = cells.str.replace(r"\s?UTC$", "Z", regex=True).str.replace(",", ".", regex=False)
        aware = pd.to_datetime(plain.where(zoned), errors="coerce", utc=True, format="ISO8601")
        naive = pd.to_datetime(plain.mask(zoned), errors="coerce", format="ISO8601")
        return aware.astype(_TIME).fillna(_local_to_utc(naive, timezone))
    split = cells.str.extract(r"^(?P<day>[^ T]+)(?:[T ]+(?P<clock>.+))?$")
    day = pd.to_datetime(split["day"], format=DATE_FORMS[form][1], errors="coerce")
    clock = split["clock"].fillna("0:00").str.replace(r"^(\d+:\d+)$", r"\1:00", regex=True)
    return _local_to_utc(day + pd.to_timedelta(clock, errors="coerce"), timezone)


def _local_to_utc(naive: pd.Series, timezone: str) -> pd.Series:
    """UTC of local times; the doubled hour of autumn is its second, the lost one is moved on."""
    local = naive.astype("datetime64[us]").dt.tz_localize(
        timezone, ambiguous=np.zeros(len(naive), bool), nonexistent="shift_forward"
    )
    return local.dt.tz_convert("UTC")


def refuse_cells(table: CsvTable, column: str, wrong: pd.Series, key: str) -> None:
    """Refuse the first wrong cell of a column; `wrong` is indexed by the rows of the table.

    Raises:
        InputError: with that key of the word catalogue; names the line and the value.
    """
    if wrong.any():
        at = int(wrong.index.to_numpy()[wrong.to_numpy(dtype=bool).argmax()])
        _refuse_row(table, column, at, key)


def _refuse_row(table: CsvTable, column: str, row: int, key: str) -> None:
    raise InputError(
        key,
        place=table.place,
        line=table.line(row),
        column=column,
        value=_shown(table.frame[column].fillna("").iloc[row]),
    )


def _refuse_two_forms(
    table: CsvTable, column: str, distinct: pd.Series, form: list[str], row_of: np.ndarray
) -> None:
    other = next(at for at, name in enumerate(form) if name != form[0])
    raise InputError(
        "pilot_two_date_forms",
        place=table.place,
        column=column,
        line=table.line(int(row_of[0])),
        value=distinct.iloc[0],
        form=DATE_FORMS[form[0]][2],
        other_line=table.line(int(row_of[other])),
        other_value=distinct.iloc[other],
        other_form=DATE_FORMS[form[other]][2],
    )


def _shown(value: str) -> str:
    """A value short enough for a message."""
    return value if len(value) <= 40 else value[:39] + "…"
