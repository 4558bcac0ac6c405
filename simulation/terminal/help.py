"""Help in the reader's language, its frame included: Typer's own words are English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from simulation.terminal.options import LANGUAGE, help_of
from simulation.words import say

FRAME = (
    "ARGUMENTS_PANEL_TITLE",
    "OPTIONS_PANEL_TITLE",
    "COMMANDS_PANEL_TITLE",
    "DEFAULT_STRING",
    "REQUIRED_LONG_STRING",
)
"""What Typer writes around the help of a command."""


class _Told:
    """A command whose help is told in one language throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option that shows the help, which it explains."""
        shown: Any = super().get_help_option(ctx)  # type: ignore[misc]
        if shown:
            shown.help = say("cli.option.help", LANGUAGE)
        return shown

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The whole help."""
        from typer import rich_utils

        for name in FRAME:
            setattr(rich_utils, name, say(f"cli.frame.{name.lower()}", LANGUAGE, value="{}"))
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_Told, TyperCommand):
    """A command of `rsne`."""


class Group(_Told, TyperGroup):
    """`rsne`, or a group of its commands."""


def panel(step: str) -> str:
    """Under which head the help lists the commands of a step."""
    return say(f"cli.panel.{step}", LANGUAGE)


def enlist(app: typer.Typer, commands: Mapping[str, Any], step: str = "", within: str = "") -> None:
    """Add commands by their names, listed under a step of the loop; `within` a group of them."""
    under = panel(step) if step else None
    for name, command in commands.items():
        told = help_of(within + name)
        app.command(name, cls=Command, help=told, rich_help_panel=under)(command)
