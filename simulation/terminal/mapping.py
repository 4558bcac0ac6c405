"""The dialogue that writes a mapping file: what was understood of a CSV file, and what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Protocol, Self

import typer

from simulation.terminal import print_rows
from simulation.words import say


class Proposal(Protocol):
    """What the dialogue asks about: see `simulation.pilot.proposal`."""

    @property
    def headers(self) -> tuple[str, ...]:
        """The columns of the file."""
        ...

    @property
    def columns(self) -> Mapping[str, str]:
        """Role -> column."""
        ...

    @property
    def actions(self) -> Mapping[str, str | None]:
        """Value met -> action."""
        ...

    def with_column(self, role: str, column: str | None) -> Self:
        """The same with another column for a role."""
        ...

    def with_actions(self, actions: Mapping[str, str | None]) -> Self:
        """The same with other actions."""
        ...

    def understood(self) -> dict[str, dict[str, Any]]:
        """Role -> what is told of its column."""
        ...

    def free_texts(self) -> list[str]:
        """The columns of sentences."""
        ...


NONE = "-"
"""What is typed for no column, or no action."""


def print_understood(proposal: Proposal, lang: str) -> None:
    """Print what plays each role, and a sample of times and actions as they were read."""
    heading = [say(f"cli.map.{name}", lang) for name in ("role", "column", "told_by", "kinds")]
    rows = [
        (
            say(f"cli.map.role.{role}", lang),
            told["column"],
            say(f"cli.map.by_{told['told_by']}", lang),
            told["kinds"],
            "   ".join(told["sample"][:6]),
        )
        for role, told in proposal.understood().items()
    ]
    print_rows(rows, lang, (*heading, say("cli.map.sample", lang)))
    if unread := proposal.free_texts():
        typer.echo(say("cli.map.unread", lang, columns=", ".join(unread)))


def asked[P: Proposal](proposal: P, roles: Iterable[str], known: Collection[str], lang: str) -> P:
    """The proposal after the user's answers; an empty answer keeps what is proposed.

    Args:
        proposal: what is proposed.
        roles: the roles that a column may play.
        known: the actions of a record.
        lang: language of the questions.
    """
    headers = {name: name for name in proposal.headers}
    headers |= {str(position): name for position, name in enumerate(headers, 1)}
    typer.echo(say("cli.map.help", lang))
    for position, name in enumerate(proposal.headers, 1):
        typer.echo(f"  {position}. {name}")
    for role in roles:
        question = say("cli.map.which", lang, role=say(f"cli.map.role.{role}", lang))
        answer = _choice(question, proposal.columns.get(role, NONE), {*headers, NONE}, lang)
        column = None if answer == NONE else headers[answer]
        if column != proposal.columns.get(role):
            proposal = proposal.with_column(role, column)
    actions = {}
    for value, action in proposal.actions.items():
        question = say("cli.map.means", lang, value=value, known=", ".join(known))
        answer = action or _choice(question, NONE, {*known, NONE}, lang)
        actions[value] = None if answer == NONE else answer
    return proposal.with_actions(actions)


def _choice(question: str, proposed: str, allowed: set[str], lang: str) -> str:
    while (answer := str(typer.prompt(question, default=proposed)).strip()) not in allowed:
        typer.echo(say("cli.map.not_one", lang, value=answer))
    return answer
