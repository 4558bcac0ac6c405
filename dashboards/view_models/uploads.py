"""What may be uploaded: kinds and sizes, checked here whatever the browser checked before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from simulation.errors import InputError
from simulation.words.forms import number

Upload = tuple[str, bytes]

KINDS = (".zip", ".gz", ".tgz", ".tar", ".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson")
"""Ends of the names of exports and extracts; a page, a script or a program is none of them."""

MOST_MEGABYTES = 500


def check_uploads(
    uploads: Sequence[Upload], kinds: Sequence[str] = KINDS, most: int = MOST_MEGABYTES
) -> None:
    """Refuse a file of another kind, and files too large together.

    Raises:
        InputError: names the first one refused.
    """
    total = 0
    for name, content in uploads:
        if Path(name).suffix.lower() not in kinds:
            raise InputError("upload_kind", name=Path(name).name, known=", ".join(kinds))
        total += len(content)
        if total > most * 1_000_000:
            megabytes = {"size": partial(number, total / 1_000_000), "most": partial(number, most)}
            raise InputError("upload_size", name=Path(name).name, **megabytes)
