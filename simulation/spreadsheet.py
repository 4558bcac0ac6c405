"""Cells that a spreadsheet shows and never runs.

Names come from other people's systems; one that begins like a formula would be computed by
whoever opens the file. Such a text gets an apostrophe before it, which spreadsheets take as
"this is text".
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, Final

from simulation.places import written_beside
from simulation.protection import Released, check_released

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: Any) -> Any:
    """The value; a text that a spreadsheet could take for a formula gets an apostrophe first."""
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return value


def write_table(table: Released, path: Path) -> Path:
    """Write a published table as CSV (UTF-8 with mark, commas), safe to open in a spreadsheet.

    Raises:
        InputError: nothing can be written there.
    """
    cells = check_released(table).rename(columns={"unit_of_measure": "unit"})
    texts = cells.select_dtypes(["object", "string"]).columns
    with written_beside(Path(path)) as draft:
        cells.assign(**{name: cells[name].map(safe_cell) for name in texts}).to_csv(
            draft,
            index=False,
            encoding="utf-8-sig",
            date_format="%Y-%m-%d",
            quoting=csv.QUOTE_NONNUMERIC,  # a line break inside a name begins no cell
        )
    return path
