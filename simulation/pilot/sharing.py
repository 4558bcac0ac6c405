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
from types import TracebackType

from simulation.errors import InputError

WORTH_SHARING = 30 * 2**20
"""Bytes of an export from which other processes are worth their start."""
_PART = 2 * 2**20
"""Bytes that are worked on together."""
_MOST = 4
"""Processes at most: parts are read by one alone, and more would wait for it."""
_AHEAD = 2
"""Parts that wait for each process, so that none is ever without work."""


class Crew:
    """The processes that may share a work: this one, and others once they are called.

    Others take a second to be ready: they are called when it is known that there is enough to do,
    and find their work when what comes before it is done. The end of the work, or leaving
    the crew's context, ends them.
    """

    def __init__(self, workers: int = 1) -> None:
        self._others = min(workers, _MOST) - 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def call(self, size: int) -> None:
        """Start the others, if there are any and the work is worth it: `size` is its bytes."""
        if self._others and not self._pool and size >= WORTH_SHARING:
            self._pool = ProcessPoolExecutor(self._others, get_context("spawn"), gc.disable)
            for _ in range(self._others):
                self._pool.submit(gc.disable)  # a pool starts no process before it has work

    def shared[Part, Result](
        self, work: Callable[[Part], Result], parts: Iterable[Part], size: int
    ) -> list[Result]:
        """What `work` makes of each part, in their order.

        Args:
            work: a function that another process can import.
            parts: read as they are needed; reading may raise an `InputError`.
            size: bytes of all parts, as announced.

        Raises:
            InputError: that of the first part that cannot be read or worked on.
        """
        self.call(size)
        if not self._pool:
            return [work(part) for part in parts]
        turns: list[_Turn[Part, Result]] = []
        sent: list[_Turn[Part, Result]] = []
        fault: InputError | None = None
        try:
            for part in parts:
                sent = [turn for turn in sent if not turn.is_over()]
                turns.append(_Turn(work, [part]))
                if len(sent) < _AHEAD * self._others and turns[-1].sent_to(self._pool):
                    sent.append(turns[-1])
                else:
                    turns[-1].take()
        except InputError as met:  # a part before this one may be at fault too: it comes first
            fault = met
        done = [turn.result() for turn in turns]
        if fault:
            raise fault
        self._pool.shutdown(wait=False)  # what follows need not wait for their end
        self._pool = None
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
