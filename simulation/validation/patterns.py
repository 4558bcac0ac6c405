"""The eighteen patterns of the evidence, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulation.errors import InputError
from simulation.validation.adoption import P1
from simulation.validation.communities import P6, P7
from simulation.validation.engines import P14
from simulation.validation.lurking import P16
from simulation.validation.managers import P9
from simulation.validation.maturity import P2, P3, P4, P8
from simulation.validation.pattern import Pattern
from simulation.validation.reciprocity import P13
from simulation.validation.recognition import P11, P12
from simulation.validation.remote import P17
from simulation.validation.replies import P5
from simulation.validation.support import P10, P18
from simulation.validation.ties import P15

PATTERNS: Mapping[str, Pattern] = {
    pattern.key: pattern
    for pattern in (
        *(P1, P2, P3, P4, P5, P6, P7, P8, P9),
        *(P10, P11, P12, P13, P14, P15, P16, P17, P18),
    )
}


def chosen(keys: Sequence[str] | None) -> list[Pattern]:
    """The patterns of these keys in their order; all without keys.

    Raises:
        InputError: a key names no pattern, or none is named.
    """
    if keys is None:
        return list(PATTERNS.values())
    unknown = [key for key in keys if key not in PATTERNS]
    if unknown or not keys:
        known = ", ".join(PATTERNS)
        raise InputError(
            "option_value", option="--patterns", value=", ".join(unknown), expected=known
        )
    return [pattern for key, pattern in PATTERNS.items() if key in keys]
