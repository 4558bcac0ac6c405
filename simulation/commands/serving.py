"""Commands that serve the dashboard and say who may sign in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.errors import InputError
from simulation.places import check_within
from simulation.terminal.help import enlist
from simulation.terminal.options import LANGUAGE, Port, help_of, language, option
from simulation.words import say


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    enlist(app, {"dashboard": dashboard}, "start")


def dashboard(
    workspace: Annotated[Path, typer.Argument(help=help_of("option.workspace"))] = Path(
        "workspace"
    ),
    port: Port = 5006,
    address: Annotated[str, option("address", "--address")] = "127.0.0.1",
    users: Annotated[Path | None, option("users", "--users")] = None,
    url: Annotated[str | None, option("url", "--url")] = None,
    lang: Annotated[str | None, option("lang", "--lang", callback=language)] = None,
    show: Annotated[bool, option("show", "--show/--no-show")] = True,
    processes: Annotated[int, option("processes", "--processes", min=1, max=64)] = 1,
) -> None:
    """Serve the dashboard."""
    from dashboards.app import LOOPBACK, serve

    check_within(workspace)
    if processes > 1:
        from dashboards.processes import serve_several, upstream

        if address not in LOOPBACK:
            raise InputError("dashboard_processes", value=address)
        given = {"--users": users, "--url": url, "--lang": lang}
        options = [str(part) for name, value in given.items() if value for part in (name, value)]
        ports = range(port, port + processes)
        typer.echo(f"{say('access.processes', lang or LANGUAGE)}\n\n{upstream(ports)}\n")
        raise typer.Exit(serve_several(ports, [str(workspace), *options]))
    if users and address not in LOOPBACK:
        typer.echo(say("access.serving", lang or LANGUAGE, address=address, port=port), err=True)
    serve(workspace, port, address, lang, show, users, url)
