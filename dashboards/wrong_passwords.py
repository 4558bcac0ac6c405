"""Wrong passwords of the last minutes by name, counted by all servers of a file of users together.

Each server is a process of its own, and a count in its memory would give whoever tries one more
go a server. The count is a small database beside the file of users, which servers change in turn.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

MOST_TRIES, WITHIN_SECONDS = 5, 300
"""Wrong passwords for one name before it has to wait."""

PATIENCE = 5.0
"""Seconds for which a server waits for its turn."""

_LOG = logging.getLogger(__name__)
_TABLE = "create table if not exists tries (name text, at real)"


class WrongPasswords:
    """How often each name was tried of late; of names, digests are kept.

    Where the file cannot be used each server counts by itself, and its log says so.

    Args:
        users: the file of users, which the count lies beside.
    """

    def __init__(self, users: Path) -> None:
        self.file = users.with_name(f".{users.name}.tries")
        self._own: sqlite3.Connection | None = None

    def may_try(self, name: str) -> bool:
        """Whether the name may be tried now; the try counts until it is known to be right."""

        def count(tries: sqlite3.Connection) -> bool:
            now, digest = time.time(), _digest(name)
            tries.execute("delete from tries where abs(at - ?) > ?", (now, WITHIN_SECONDS))
            [[recent]] = tries.execute("select count(*) from tries where name = ?", (digest,))
            if recent < MOST_TRIES:
                tries.execute("insert into tries values (?, ?)", (digest, now))
            return bool(recent < MOST_TRIES)

        return self._changed(count)

    def forget(self, name: str) -> None:
        """The password of the name was right: it starts anew."""
        self._changed(
            lambda tries: tries.execute("delete from tries where name = ?", (_digest(name),))
        )

    def _changed[Result](self, change: Callable[[sqlite3.Connection], Result]) -> Result:
        """What a change gives that happens whole, while no other server changes anything."""
        try:
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(_connection(str(self.file))) as tries:
                return _whole(tries, change)
        except (OSError, sqlite3.Error):
            _LOG.warning(
                "%s cannot be used: this server counts by itself", self.file, exc_info=True
            )
        if self._own is None:
            self._own = _connection(":memory:")
        return _whole(self._own, change)


def _connection(place: str) -> sqlite3.Connection:
    return sqlite3.connect(place, timeout=PATIENCE, isolation_level=None)


def _whole[Result](
    tries: sqlite3.Connection, change: Callable[[sqlite3.Connection], Result]
) -> Result:
    """A change within one transaction, whose turn is waited for before anything is read."""
    tries.execute("pragma synchronous = off")  # the count of some minutes may be lost with power
    tries.execute("begin immediate")
    with tries:
        tries.execute(_TABLE)
        return change(tries)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
