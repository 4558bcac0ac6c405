"""A share of a long reading done by a second process, where the machine has a core for it.

Python reads the messages of a workspace on one core whatever the machine has. The second process
is a new one, as on every operating system, and gets and gives its share through pipes: nothing
is written. Whatever becomes of it, the share is then read here, so that only time is lost.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from simulation.errors import InputError

_SERVE = "from simulation.pilot.apart import serve; serve()"


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def apart(function: Callable[..., Any], *arguments: Any) -> Iterator[Callable[[], Any]]:
    """Have a function of a module called by a second process, which ends with the block.

    Yields:
        What waits for the result and gives it, or raises the `InputError` that was met.
    """
    here = partial(function, *arguments)
    try:
        child = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except OSError:
        yield here
        return
    try:
        with suppress(OSError):  # one that is gone already is met where its result is waited for
            pickle.dump((function, arguments), child.stdin)  # type: ignore[arg-type]
            child.stdin.close()  # type: ignore[union-attr]
        yield partial(_result, child, here)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()  # type: ignore[union-attr]


def _result(child: subprocess.Popen[bytes], here: Callable[[], Any]) -> Any:
    try:
        is_read, result = pickle.load(child.stdout)  # type: ignore[arg-type]
    except (EOFError, OSError, pickle.UnpicklingError):
        return here()
    if not is_read:
        key, values = result
        raise InputError(key, **values)
    return result


def serve() -> None:
    """Call the function told on the standard input, and tell its result on the output."""
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)  # what a library prints must not stand among the result
        function, arguments = pickle.load(sys.stdin.buffer)
        try:
            told = True, function(*arguments)
        except InputError as fault:
            told = False, (fault.key, fault.values)
        pickle.dump(told, out, protocol=pickle.HIGHEST_PROTOCOL)
