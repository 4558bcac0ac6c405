"""How rules are compiled: two decorators, and a cache that notices every change.

Numba keeps compiled code on disk, but a cached function does not notice that a function it
calls has changed in another file. So compiled rules are kept in a folder named by the hash
of all sources that hold compiled rules: a changed rule means a new folder.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numba

_SIMULATION = Path(__file__).resolve().parents[1]


def _hash(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(_SIMULATION).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def code_version() -> str:
    """Hash of all sources that decide a run: draws, catalogue, organisation and model."""
    folders = (_SIMULATION / "organisation", _SIMULATION / "model")
    sources = [path for folder in folders for path in folder.rglob("*.py")]
    return _hash([*sources, _SIMULATION / "randomness.py", _SIMULATION / "catalogue.yaml"])


def _cache_folder() -> Path:
    rules = [path for path in _SIMULATION.joinpath("model").glob("*.py") if _holds_rules(path)]
    name = _hash([*rules, _SIMULATION / "randomness.py"])
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for root in (home, Path(tempfile.gettempdir())):
        folder = root / "rsne" / f"rules-{name}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="rsne-"))


def _holds_rules(path: Path) -> bool:
    text = path.read_text("utf-8")
    return "@kernel" in text or "@formula" in text


setattr(numba.config, "CACHE_DIR", str(_cache_folder()))  # noqa: B010 - not in its type hints

_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy"}
# Nothing is allocated by rules, and Python holds the columns while they run: without counts of
# references, which would go up and down at every call, there is less to compile and to do.
_OPTIONS |= {"_nrt": False}
_INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

formula = numba.njit(**_OPTIONS)
"""Compile a function of plain numbers, or one that Python calls itself."""

kernel = numba.njit(**_OPTIONS, **_INNER)
"""Compile a rule over columns, called by compiled code only: without the way in from Python,
whose unpacking of every column would take most of the time to compile."""

part = numba.njit(**_OPTIONS, **_INNER, inline="always")
"""Compile a rule as part of the one that calls it: a level of calls less to optimise."""
