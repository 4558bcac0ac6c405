"""Who may sign in to a dashboard that other machines reach: names, roles, hashed passwords.

A file of its own, readable by its owner only. Passwords are kept as Argon2id hashes; each
person has a workspace of their own, or shares one that the file names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict

from simulation.errors import InputError
from simulation.places import check_within, written_beside

ANALYST, COMMITTEE, SPONSOR = "analyst", "committee", "sponsor"
RIGHTS: Mapping[str, frozenset[str]] = {
    ANALYST: frozenset({"work", "import", "individuals", "report"}),
    COMMITTEE: frozenset({"work", "report"}),
    SPONSOR: frozenset(),
}
"""Role -> what it may do beside reading reports: work on scenarios and plans, import pilots, see
people one by one (as pseudonyms), write reports."""

LEAST_LETTERS = 12
"""Of a password."""

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
HEADING = (
    "# People who may sign in. Written by 'rsne users add'; keep it readable by its owner only.\n"
)


class User(BaseModel):
    """One person: a role, a hashed password, and the folder of the workspace they read.

    Attributes:
        role: "analyst", "committee" or "sponsor".
        workspace: folder under the dashboard's folder.
        password: Argon2id hash.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    workspace: str
    password: str

    def may(self, right: str) -> bool:
        """Whether the role holds a right, see `RIGHTS`."""
        return right in RIGHTS[self.role]


def read_users(file: Path) -> dict[str, User]:
    """Name -> person.

    Raises:
        InputError: the file is missing, is none of ours, or names an unknown role or a place
            outside the dashboard's folder.
    """
    try:
        tree = yaml.safe_load(Path(file).read_text("utf-8"))
        users = {str(name): User.model_validate(told) for name, told in tree["users"].items()}
    except FileNotFoundError:
        raise InputError("users_missing", place=str(file)) from None
    except (OSError, yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise InputError("users_unreadable", place=str(file)) from fault
    for name, user in users.items():
        check_name(name)
        check_name(user.workspace)
        _check_role(user.role)
    return users


def add_user(file: Path, name: str, role: str, password: str, workspace: str | None = None) -> User:
    """Add a person to the file, or change their role and password.

    Args:
        file: made when it is not there.
        name: small letters, digits, `.`, `_`, `-`.
        role: see `RIGHTS`.
        password: at least 12 letters; only its hash is kept.
        workspace: folder they read; their own name by default.

    Raises:
        InputError: a name, role or password that will not do, or the file cannot be written.
    """
    file = Path(file)
    check_name(name)
    _check_role(role)
    check_name(workspace or name)
    if len(password) < LEAST_LETTERS:
        raise InputError("users_password", least=LEAST_LETTERS)
    users = read_users(file) if file.exists() else {}
    user = User(role=role, workspace=workspace or name, password=hasher().hash(password))
    _write(file, users | {name: user})
    return user


def remove_user(file: Path, name: str) -> None:
    """Take a person out of the file.

    Raises:
        InputError: nobody of that name is in it.
    """
    users = read_users(file)
    if name not in users:
        raise InputError("users_unknown", value=name, known=", ".join(sorted(users)))
    _write(file, {other: user for other, user in users.items() if other != name})


def signed_in(file: Path, name: str, password: str) -> User | None:
    """The person, when the password is theirs. A wrong name takes as long as a wrong password."""
    user = read_users(file).get(name)
    try:
        hasher().verify(user.password if user else _nobody(), password)
    except (VerificationError, InvalidHashError):
        return None
    return user


def check_name(name: str) -> None:
    """Refuse a name that could lead out of a folder or be mistaken for another.

    Raises:
        InputError: names what is allowed.
    """
    if not NAME.fullmatch(name) or ".." in name:
        raise InputError("users_name", value=name)


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's parameters, those of RFC 9106 for little memory."""
    return PasswordHasher()


@cache
def _nobody() -> str:
    return hasher().hash("nobody has this password")


def _check_role(role: str) -> None:
    if role not in RIGHTS:
        raise InputError("users_role", value=role, known=", ".join(RIGHTS))


def _write(file: Path, users: Mapping[str, User]) -> None:
    check_within(file.parent)
    tree: dict[str, Any] = {"users": {name: users[name].model_dump() for name in sorted(users)}}
    with written_beside(file) as draft:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600), "w", encoding="utf-8") as stream:
            stream.write(HEADING + yaml.safe_dump(tree, sort_keys=False))
