"""Options of the command line: their help and the language it is told in."""

from __future__ import annotations

import locale
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.errors import InputError
from simulation.words import LANGUAGES, say


def default_language() -> str:
    """The language of messages: `--lang` if given, else that of the environment, else English."""
    told = " ".join(sys.argv[1:]).replace("--lang=", "--lang ").split()
    for option, value in pairwise(told):
        if option == "--lang" and value in LANGUAGES:
            return value
    named = os.environ.get("RSNE_LANG") or locale.getlocale()[0] or ""
    return "fr" if named.lower().startswith("fr") else "en"


LANGUAGE = default_language()


def help_of(command: str) -> str:
    """What a command or an argument does."""
    return say(f"cli.{command}", LANGUAGE)


def option(name: str, *flags: str, **limits: Any) -> Any:
    """An option with its help, its flags and its limits."""
    return typer.Option(*flags, help=say(f"cli.option.{name}", LANGUAGE), **limits)


def language(value: str | None) -> str | None:
    """A language there is.

    Raises:
        InputError: another one.
    """
    if value not in (None, *LANGUAGES):
        expected = ", ".join(LANGUAGES)
        raise InputError("option_value", option="--lang", value=value, expected=expected)
    return value


AsJson = Annotated[bool, option("json", "--json")]
Lang = Annotated[str, option("lang", "--lang", callback=language)]
Changes = Annotated[list[str] | None, option("set", "--set")]
Replicates = Annotated[int, option("replicates", "--replicates", "-r", min=1)]
Workers = Annotated[int | None, option("workers", "--workers", min=1)]
Employees = Annotated[int | None, option("employees", "--employees")]
Weeks = Annotated[int | None, option("weeks", "--weeks")]
Seed = Annotated[int | None, option("seed", "--seed")]
Out = Annotated[Path | None, option("out", "--out")]
StoreFolder = Annotated[Path | None, option("store", "--store")]
Cluster = Annotated[str | None, option("cluster", "--cluster")]
Port = Annotated[int, option("port", "--port", min=1, max=65535)]
MinGroup = Annotated[int | None, option("min_group", "--min-group")]
"""Options that many commands share, each declared once."""
