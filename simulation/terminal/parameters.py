"""The parameter catalogue told on a terminal, and its weakest entries by influence.

Apart from other results, so that listing parameters needs neither pandas nor figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulation.catalogue import Parameter
from simulation.evidence import short_references
from simulation.priors import Prior
from simulation.terminal import ABSENT, plain_number, print_rows
from simulation.words import say
from simulation.words.forms import interval, number

ARROWS: Final = {1: "↑", -1: "↓", 0: "?"}
"""The outcome rises with the parameter, falls, or draws disagree."""


def print_parameters(entries: Mapping[str, Parameter], lang: str) -> None:
    """Print the catalogue: value, unit, prior with 90 % of it, status, authors of the source."""
    columns = ("parameter", "meaning", "value", "unit", "prior", "prior_range", "status", "source")
    print_rows(
        [
            (
                name,
                parameter.label[lang],
                parameter.default,
                parameter.unit,
                say(f"cli.prior.{parameter.prior.form}", lang),
                _prior_range_told(parameter.prior, lang),
                say(f"cli.status.{parameter.status}", lang),
                "; ".join(short_references(parameter.source)) or None,
            )
            for name, parameter in entries.items()
        ],
        lang,
        [say(f"cli.column.{name}", lang) for name in columns],
    )


def print_weakest(screening: Mapping[str, Any], lang: str) -> None:
    """Print weak parameters by influence: rank, status, then what each outcome changes by."""
    units = screening["units"]
    print_rows(
        [
            (
                weakness["rank"],
                weakness["parameter"],
                say(f"cli.status.{weakness['status']}", lang),
                *(
                    _effect_told(weakness["effects"][name], unit, lang)
                    for name, unit in units.items()
                ),
            )
            for weakness in screening["ranking"]
        ],
        lang,
        [
            *(say(f"cli.column.{name}", lang) for name in ("rank", "parameter", "status")),
            *(say(f"indicator.{name}", lang) for name in units),
        ],
    )
    print(say("cli.weakest_read", lang, points=screening["replicates"], weeks=screening["weeks"]))


def _prior_range_told(prior: Prior, lang: str) -> str:
    low, high = (plain_number(float(end), lang) for end in prior.quantile([0.05, 0.95]))
    return interval(low, high, lang) if prior.varies else ABSENT


def _effect_told(effect: Mapping[str, Any], unit: str, lang: str) -> str:
    """An arrow, an influence and its interval; a dash where nothing changed."""
    if not effect["influence"] > 0.0:
        return ABSENT
    middle, low, high = (
        number(100 * effect[end], lang, 1) if unit == "share" else plain_number(effect[end], lang)
        for end in ("influence", "low", "high")
    )
    return f"{ARROWS[effect['direction']]} {middle} {interval(low, high, lang)}"
