"""Pseudonyms of people: keyed, one-way, the same wherever the same key is used.

A plain hash of an e-mail is undone by trying the company's directory; a keyed one is not,
as long as the key stays away from the data. Destroying the key file cuts the link for good.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from simulation.errors import InputError

KEY_BYTES = 32


def pseudonym(identity: str, key: bytes) -> str:
    """The first 16 hexadecimal digits of HMAC-SHA256 of an identity under a key."""
    return hmac.digest(key, identity.encode(), "sha256").hex()[:16]


def pseudonyms(identities: Iterable[str], key: bytes) -> list[str]:
    """The pseudonym of each identity, in order."""
    return [pseudonym(identity, key) for identity in identities]


def key_mark(key: bytes) -> str:
    """Eight hexadecimal digits that tell keys apart and say nothing of them."""
    return hmac.digest(key, b"mark of this key", "sha256").hex()[:8]


def destroy_key(path: Path) -> str:
    """Overwrite a key's file, then remove it; without it no pseudonym can be made again.

    Returns:
        The mark of the key that was.

    Raises:
        InputError: there is no key at that place, it is none, or it cannot be removed.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError("pilot_key_missing", place=str(path))
    mark = key_mark(read_or_make_key(path))
    try:
        with path.open("r+b") as stream:
            stream.write(secrets.token_bytes(path.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except OSError as fault:
        raise InputError("pilot_key_unwritable", place=str(path)) from fault
    return mark


def read_or_make_key(path: Path) -> bytes:
    """Read the key of a workspace, or make one that only its owner can read.

    Raises:
        InputError: the file does not hold a key of this form, others can read it, or it cannot be
            written.
    """
    path = Path(path)
    try:
        if not path.exists():
            _make_key(path)
        if not path.is_file():
            raise InputError("pilot_key_unreadable", place=str(path))
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise InputError("pilot_key_open", place=str(path))
        key = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as fault:
        raise InputError("pilot_key_unwritable", place=str(path)) from fault
    except ValueError as fault:
        if isinstance(fault, InputError):
            raise
        raise InputError("pilot_key_unreadable", place=str(path)) from fault
    if len(key) != KEY_BYTES:
        raise InputError("pilot_key_unreadable", place=str(path))
    return key


def _make_key(path: Path) -> None:
    """Write a new key whole and private from its first byte; an existing one is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(secrets.token_hex(KEY_BYTES) + "\n")
