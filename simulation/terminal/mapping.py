"""The dialogue that writes a mapping file: what was understood of a CSV file, and what is asked."""

from __future__ import annotations

import typer

from simulation.pilot.importers.generic_csv import COLUMN_ALIASES
from simulation.pilot.proposal import Proposal, free_texts
from simulation.tables import ACTIONS
from simulation.terminal import print_rows
from simulation.words import say

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
    if unread := free_texts(proposal.sheet):
        typer.echo(say("cli.map.unread", lang, columns=", ".join(unread)))


def asked(proposal: Proposal, lang: str) -> Proposal:
    """The proposal after the user's answers; an empty answer keeps what is proposed."""
    headers = {name: name for name in proposal.sheet.headers}
    headers |= {str(position): name for position, name in enumerate(headers, 1)}
    typer.echo(say("cli.map.help", lang))
    for position, name in enumerate(proposal.sheet.headers, 1):
        typer.echo(f"  {position}. {name}")
    for role in COLUMN_ALIASES:
        question = say("cli.map.which", lang, role=say(f"cli.map.role.{role}", lang))
        answer = _choice(question, proposal.columns.get(role, NONE), {*headers, NONE}, lang)
        column = None if answer == NONE else headers[answer]
        if column != proposal.columns.get(role):
            proposal = proposal.with_column(role, column)
    actions = {}
    for value, action in proposal.actions.items():
        question = say("cli.map.means", lang, value=value, known=", ".join(ACTIONS))
        answer = action or _choice(question, NONE, {*ACTIONS, NONE}, lang)
        actions[value] = None if answer == NONE else answer
    return proposal.with_actions(actions)


def _choice(question: str, proposed: str, allowed: set[str], lang: str) -> str:
    while (answer := str(typer.prompt(question, default=proposed)).strip()) not in allowed:
        typer.echo(say("cli.map.not_one", lang, value=answer))
    return answer
