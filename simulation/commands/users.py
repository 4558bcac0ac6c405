"""Who may sign in: `rsne users`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.terminal import print_json, print_rows
from simulation.terminal.help import Group, enlist, panel
from simulation.terminal.options import LANGUAGE, AsJson, Lang, help_of, option
from simulation.words import say

UsersFile = Annotated[Path, option("users", "--users")]
PersonName = Annotated[str, typer.Argument(help=help_of("option.user"))]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    group = typer.Typer(cls=Group, help=help_of("users"), no_args_is_help=True)
    app.add_typer(group, name="users", rich_help_panel=panel("keep"))
    commands = {
        "add": users_add,
        "ls": users_ls,
        "remove": users_remove,
    }
    enlist(group, commands, within="users.")


def users_add(
    name: PersonName,
    role: Annotated[str, option("role", "--role")],
    users: UsersFile = Path("users.yaml"),
    workspace: Annotated[str | None, option("user_workspace", "--workspace")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Add a person; the password is asked for, or read from the standard input."""
    from simulation.terminal import password
    from simulation.users import add_user

    user = add_user(users, name, role, password(lang), workspace)
    told = {"name": name, "role": user.role, "workspace": user.workspace}
    if as_json:
        print_json(told)
    else:
        typer.echo(say("cli.users.added", lang, **told, place=users))


def users_ls(
    users: UsersFile = Path("users.yaml"), as_json: AsJson = False, lang: Lang = LANGUAGE
) -> None:
    """Show who may sign in."""
    from simulation.users import read_users

    columns = ("name", "role", "workspace")
    rows = [(name, user.role, user.workspace) for name, user in read_users(users).items()]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_rows(rows, lang, [say(f"cli.column.{column}", lang) for column in columns])


def users_remove(
    name: PersonName, users: UsersFile = Path("users.yaml"), lang: Lang = LANGUAGE
) -> None:
    """Take a person out."""
    from simulation.users import remove_user

    remove_user(users, name)
    typer.echo(say("cli.users.removed", lang, name=name, place=users))
