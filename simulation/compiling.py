"""How rules are compiled and where compiled code is kept: for draws, organisations and the model.

Numba keeps compiled code on disk, but a cached function does not notice that a function it
calls, or a constant it reads, has changed in another file. So compiled rules are kept in a
folder named by the hash of all sources they may call or read: any change means a new folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

# No rule makes use of SciPy's linear algebra or of functions written in C: looking for both is a
# third of Numba's start.
_UNUSED = tuple(name for name in ("scipy.linalg.cython_blas", "cffi") if name not in sys.modules)
sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]
import numba  # noqa: E402
import numba.core.typing.cffi_utils  # noqa: E402
import numba.np.arraymath  # noqa: E402
from numba.core import sigutils  # noqa: E402

for _name in _UNUSED:
    del sys.modules[_name]


def _short(a_type: Any) -> tuple[str, tuple[str]]:
    return a_type.instance_class.__name__, (hashlib.sha256(a_type.name.encode()).hexdigest()[:16],)


# Numba puts the types of all arguments in the name of every compiled function: for a tuple of
# columns, 25,000 letters that every call repeats. A hash of them tells types apart as well.
setattr(numba.types.BaseNamedTuple, "mangling_args", property(_short))  # noqa: B010

SIMULATION = Path(__file__).resolve().parent


def hash_of(paths: Iterable[Path]) -> str:
    """A short hash of these sources."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(SIMULATION).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def sources() -> list[Path]:
    """Everything that compiled rules call or read: functions, and constants frozen into them."""
    own = [SIMULATION / "compiling.py", SIMULATION / "randomness.py"]
    return own + [p for part in ("organisation", "model") for p in SIMULATION.glob(f"{part}/*.py")]


def _cache_folder() -> Path:
    name = hash_of(sources())
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for place in (home, Path(tempfile.gettempdir())):
        folder = place / "rsne" / f"rules-{name}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    return Path(tempfile.mkdtemp(prefix="rsne-"))


setattr(numba.config, "CACHE_DIR", str(_cache_folder()))  # noqa: B010 - not in its type hints
# Nothing is allocated by compiled rules, and Python holds the columns while they run: without
# counts of references, which would go up and down at every call, there is less to compile.
_RULES: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}
_INNER: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}

Decorator = Callable[[Callable], Any]


def _look_for_loops(wanted: int) -> None:
    setattr(numba.config, "LOOP_VECTORIZE", int(wanted))  # noqa: B010 - not in its type hints


def _compiling(
    options: dict[str, Any], types_for: Callable[[Any], Any], side_by_side: bool = False
) -> Decorator:
    """Compile for the types that `types_for` makes of a caller's: their values are converted.

    `side_by_side`: look for loops that can run on several values at once.
    """

    def decorate(function: Callable) -> Any:
        dispatcher = numba.njit(**options)(function)
        compile_for = dispatcher.compile

        def compiling(types_of_caller: Any) -> Any:
            before = vars(numba.config)["LOOP_VECTORIZE"]
            _look_for_loops(side_by_side)
            try:
                return compile_for(types_for(types_of_caller))
            finally:
                _look_for_loops(before)

        dispatcher.compile = compiling
        return dispatcher

    return decorate


_look_for_loops(False)


def _widened(types_of_caller: Any) -> Any:
    """Whole numbers of all sizes, and constants, as one type: no function is compiled for each."""
    arguments = map(numba.types.unliteral, sigutils.normalize_signature(types_of_caller)[0])
    return tuple(numba.int64 if each in _NARROW else each for each in arguments)


_NARROW = {numba.int8, numba.int16, numba.int32, numba.uint8, numba.uint16, numba.uint32}


def typed(signature: str) -> Decorator:
    """Compile a function of plain numbers for these types only, whatever numbers callers have.

    Not while modules are imported, as Numba does when given a signature, but when the function
    is first called: a process loads no more than what it runs.
    """
    return _compiling(_RULES, lambda _: signature)


formula = _compiling(_RULES, _widened)
"""Compile a function of plain numbers, or one that Python calls itself."""

compiled = formula
"""Compile a loop over columns that Python has made: of draws, or of an organisation."""

kernel = _compiling(_RULES | _INNER, _widened)
"""Compile a rule over columns, called by compiled code only: without the way in from Python,
whose unpacking of every column would take most of the time to compile."""

along_columns = _compiling(_RULES | _INNER, _widened, side_by_side=True)
"""Compile a rule that asks everybody for the same few columns: it works on several people at once.
Such a rule reads parameters before its loop, not in it, where the compiler could not know that they
stay. Looking for loops that can is an eighth of the time to compile, so other rules go without."""

part = numba.njit(**_RULES, **_INNER, inline="always")
"""Compile a rule within the one that calls it: a level of calls less to optimise."""
