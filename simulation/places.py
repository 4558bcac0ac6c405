"""Places of results: looked at before long work begins, and never left half-written."""

from __future__ import annotations

import codecs
import errno
import os
import shutil
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from simulation.errors import InputError


def check_folder(folder: Path, own: Collection[str] = ()) -> None:
    """Refuse a folder that a result could not become, or that holds anything else.

    Args:
        folder: the place asked for; it need not exist.
        own: names of the files a former result has there; hidden files do not count.

    Raises:
        InputError: a file bears that name, it holds something else, or it cannot be written.
    """
    check_within(folder)
    if folder.is_dir():
        others = {entry.name for entry in folder.iterdir() if not entry.name.startswith(".")}
        if others - set(own):
            raise InputError("would_overwrite", place=str(folder), other=min(others - set(own)))


def check_json_file(path: Path) -> None:
    """Refuse a place named for another format, a folder, another file's, or one that is closed.

    Raises:
        InputError: names the place.
    """
    if path.suffix:
        _check_suffix(path, ".json", "plan")
    _check_file(path, (b"{", b"["), suffix=".json", example="plan")


def check_csv_file(path: Path) -> None:
    """Refuse a place that is no `.csv`, is a folder, holds another file, or cannot be written.

    Raises:
        InputError: names the place.
    """
    _check_suffix(path, ".csv", "indicators")
    _check_file(path, (codecs.BOM_UTF8,), suffix=".csv", example="indicators")


def check_page(path: Path, heading: str) -> None:
    """Refuse a place that is no `.md`, is a folder, holds another text, or cannot be written.

    Args:
        path: the place asked for; it need not exist.
        heading: how such a page begins.

    Raises:
        InputError: names the place.
    """
    _check_suffix(path, ".md", "validation")
    _check_file(path, (heading.encode(),), suffix=".md", example="validation")


def check_html_file(path: Path) -> None:
    """Refuse a place that is no `.html`, is a folder, holds anything else, or cannot be written.

    Raises:
        InputError: names the place.
    """
    _check_suffix(path, ".html", "page")
    _check_file(path, (b"<!DOCTYPE html>",), suffix=".html", example="page")


def check_within(folder: Path) -> None:
    """Refuse a folder in which nothing can be written, existing or not.

    Raises:
        InputError: a file stands in its way, or it is closed to writing.
    """
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if _met(place))
    if not there.is_dir():
        raise InputError("place_is_file", place=str(folder), file=str(there))
    if not os.access(there, os.W_OK | os.X_OK):
        raise InputError("place_unwritable", place=str(folder))


@contextmanager
def written_beside(place: Path) -> Iterator[Path]:
    """A draft beside a file's or folder's place, which takes its place once it is whole.

    What stood there before is replaced; when anything fails it stays, and the draft goes.

    Raises:
        InputError: nothing can be written there, or the disk is full.
    """
    place = place.absolute()
    mark = uuid.uuid4().hex[:8]
    draft, former = (place.with_name(f".{place.name}.{mark}{end}") for end in ("", ".old"))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        if place.is_dir() and draft.is_dir():
            place.replace(former)
        draft.replace(place)
    except OSError as fault:
        full = fault.errno == errno.ENOSPC
        raise InputError("disk_full" if full else "place_unwritable", place=str(place)) from fault
    finally:
        if former.exists() and not place.exists():
            former.replace(place)
        _remove(draft)
        _remove(former)


def _check_file(path: Path, beginnings: tuple[bytes, ...], suffix: str, example: str) -> None:
    check_within(path.parent)
    if path.is_dir():
        raise InputError("place_is_folder", place=str(path), suffix=suffix, example=example)
    if path.exists() and not (path.is_file() and _starts_with(path, beginnings)):
        raise InputError("would_overwrite_file", place=str(path), suffix=suffix)


def _check_suffix(path: Path, suffix: str, example: str) -> None:
    """Refuse another ending: a file is opened by the program that its ending names."""
    if path.suffix.lower() != suffix and not path.is_dir():
        better = path.with_suffix(suffix) if path.name else Path(f"{example}{suffix}")
        raise InputError("place_suffix", place=str(path), suffix=suffix, better=str(better))


def _starts_with(path: Path, beginnings: tuple[bytes, ...]) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(64).lstrip().startswith(beginnings)
    except OSError:
        return False


def _met(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:  # a part of the path is closed, or is no folder
        return False


def _remove(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
    else:
        place.unlink(missing_ok=True)
