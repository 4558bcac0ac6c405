"""What is said when a command line cannot be read: which word, what was expected, what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from simulation.words import say
from simulation.words.refusals import expected_told


def usage_told(error: Any, lang: str) -> str:
    """One message in the reader's language for a command line that the parser refused.

    Typer keeps the kinds of its errors to itself, so `error` is told by the name of its class.
    """
    context: Any = getattr(error, "ctx", None)
    command = context.command_path if context else "rsne"
    parameter = getattr(error, "param", None)
    match type(error).__name__:
        case "NoSuchOption":
            known = [flag for known in context.command.params for flag in known.opts]
            option = error.option_name
            close = _closest(option, known)
            return say("error.option_unknown", lang, command=command, option=option, known=close)
        case "BadOptionUsage":
            option = error.option_name
            return say("error.option_without_value", lang, command=command, option=option)
        case "MissingParameter" if parameter:
            name, meaning = parameter.name.upper(), parameter.help
            return say("error.argument_missing", lang, command=command, name=name, meaning=meaning)
        case "BadParameter" if parameter and hasattr(error.__cause__, "errors"):
            option = " / ".join(parameter.opts)
            fault = error.__cause__.errors()[0]
            return say(
                "error.option_value",
                lang,
                option=option,
                value=fault["input"],
                expected=expected_told(fault, lang),
            )
        case "UsageError" if hasattr(context.command, "commands"):
            known = list(context.command.commands)
            met = _quoted(error)
            return say("error.command_unknown", lang, value=met, known=_closest(met, known))
        case "UsageError":
            return say("error.argument_extra", lang, command=command, value=_quoted(error))
    return error.format_message()


def _closest(word: str, known: Iterable[str]) -> str:
    known = sorted(known)
    return ", ".join(difflib.get_close_matches(word, known, n=1) or known)


def _quoted(error: Any) -> str:
    """The word that the parser's own message quotes, between quotes or parentheses."""
    found = re.search(r"'(.+)'|\(([^()]+)\)$", str(error))
    return (found[1] or found[2]) if found else str(error)
