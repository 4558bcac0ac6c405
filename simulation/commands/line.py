"""The command line itself: the commands in the order of the loop."""

from __future__ import annotations

import typer

from simulation.commands import (
    demo,
    forecasting,
    importing,
    measuring,
    reports,
    robustness,
    scenarios,
    serving,
    simulating,
    sizing,
    store,
    users,
)
from simulation.terminal.help import Group
from simulation.terminal.options import help_of

app = typer.Typer(
    cls=Group,
    help=help_of("rsne"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)
for commands in (
    demo,
    importing,
    measuring,
    scenarios,
    simulating,
    sizing,
    forecasting,
    robustness,
    reports,
    serving,
    users,
    store,
):
    commands.register(app)
