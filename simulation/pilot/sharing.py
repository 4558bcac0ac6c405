"""A large export read part by part, by as many processes as there are cores.

Parts are read here and handed on; one for which nobody is free is worked on here. What comes
out is the same, and in the same order, whoever did the work.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context

from simulation.errors import InputError

WORTH_SHARING = 30 * 2**20
"""Bytes of an export from which another process is worth its start, which takes a second."""
_PART = 2 * 2**20
"""Bytes that are worked on together."""
_MOST = 4
"""Processes at most: parts are read by one alone, and more would wait for it."""
_AHEAD = 2
"""Parts that wait for each process, so that none is ever without work."""


def shared[Part, Result](
    work: Callable[[Part], Result], parts: Iterable[Part], size: int, workers: int
) -> list[Result]:
    """What `work` makes of each part, in their order.

    Args:
        work: a function that another process can import.
        parts: read as they are needed; reading may raise an `InputError`.
        size: bytes of all parts, as announced.
        workers: how many processes there may be, this one among them.

    Raises:
        InputError: that of the first part that cannot be read or worked on.
    """
    workers = min(workers, _MOST)
    if workers == 1 or size < WORTH_SHARING:
        return [work(part) for part in parts]
    turns: list[_Turn[Part, Result]] = []
    sent: list[_Turn[Part, Result]] = []
    fault: InputError | None = None
    with ProcessPoolExecutor(workers - 1, get_context("spawn"), gc.disable) as pool:
        try:
            for part in parts:
                sent = [turn for turn in sent if not turn.is_over()]
                turns.append(_Turn(work, [part]))
                if len(sent) < _AHEAD * (workers - 1) and turns[-1].sent_to(pool):
                    sent.append(turns[-1])
                else:
                    turns[-1].take()
        except InputError as met:  # a part before this one may be at fault too: it comes first
            fault = met
        done = [turn.result() for turn in turns]
    if fault:
        raise fault
    return done


def together[Piece](pieces: Iterable[tuple[Piece, int]]) -> Iterator[list[Piece]]:
    """Pieces, each told with its bytes, as many at a time as are worked on together.

    Raises:
        InputError: that of reading a piece.
    """
    part: list[Piece] = []
    size = 0
    for piece, bytes_ in pieces:
        part.append(piece)
        size += bytes_
        if size > _PART:
            yield part
            part, size = [], 0
    yield part


@dataclass
class _Turn[Part, Result]:
    """The work on one part: here or by another process, and here after all if that one dies."""

    work: Callable[[Part], Result]
    held: list[Part]
    """The part, until it is worked on."""
    future: Future[Result] = field(default_factory=Future)

    def sent_to(self, pool: ProcessPoolExecutor) -> bool:
        try:
            self.future = pool.submit(self.work, *self.held)
        except BrokenProcessPool:
            return False
        return True

    def take(self) -> None:
        try:
            self.future.set_result(self.work(*self.held))
        except InputError as fault:
            self.future.set_exception(fault)
            raise
        self.held.clear()

    def is_over(self) -> bool:
        if self.future.done() and self.future.exception() is None:
            self.held.clear()
        return self.future.done()

    def result(self) -> Result:
        try:
            return self.future.result()
        except BrokenProcessPool:
            return self.work(*self.held)
