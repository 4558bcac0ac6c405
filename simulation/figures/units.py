"""How a value of each unit is told, and where its axis has ticks."""

from __future__ import annotations

import numpy as np

from simulation.words import forms

DECIMALS = {"share": 0, "points": 1, "count": 0, "hours": 0, "ratio": 2, "posts": 1, "euros": 0}


def tell(value: float, unit: str, lang: str) -> str:
    """A value in words of its unit: `27 %`, `1 240`, `12 h`, `0,62`, `2,5`, `410 k€`.

    Args:
        value: shares in [0, 1]; euros in euros.
        unit: "share", "points" (of shares, in [0, 1] too), "count", "hours", "ratio", "posts"
            (full-time equivalents) or "euros".
        lang: "fr" or "en".
    """
    if unit == "share":
        return forms.percent(value, lang)
    if unit == "euros":
        return forms.thousand_euros(value, lang)
    return _with_unit(_bare(value, unit, lang, DECIMALS[unit]), unit, lang)


def tell_difference(value: float, unit: str, lang: str) -> str:
    """A difference: in points for shares (`+8,9 pts`), else a signed number."""
    if unit == "share":
        return forms.points(value, lang)
    return forms.number(value, lang, max(1, DECIMALS[unit]), signed=True)


def tell_range(low: float, high: float, unit: str, lang: str) -> str:
    """An interval of levels without repeating the unit: `[21 ; 33]`."""
    first, last = (_bare(end, unit, lang, DECIMALS[unit]) for end in (low, high))
    return forms.interval(first, last, lang)


def ticks(top: float, unit: str, lang: str, least: float = 0.0) -> tuple[list[float], list[str]]:
    """Round tick values from `least` to at least `top`, the unit on the highest only.

    Returns:
        Values, increasing, and their labels.
    """
    step = _round_step((top - least) / 4 if top > least else 1.0)
    first, last = np.floor(least / step + 1e-9), np.ceil(top / step - 1e-9)
    values = [float(value) for value in np.arange(first, max(last, first + 1) + 1) * step]
    decimals = _decimals(step * _SCALE.get(unit, 1))
    labels = [_bare(value, unit, lang, decimals) for value in values]
    labels[-1] = _with_unit(labels[-1], unit, lang)
    return values, labels


def signed_ticks(low: float, high: float, unit: str, lang: str) -> tuple[list[float], list[str]]:
    """Ticks of differences from `low`, below zero, to `high`, above: `−5`, `0`, `+5`."""
    step = _round_step((high - low) / 8)
    values = [float(n) * step for n in range(-int(-low / step), int(high / step) + 1)]
    scale = _SCALE.get(unit, 1)
    decimals = _decimals(step * scale)
    return values, [forms.number(v * scale, lang, decimals, signed=True) for v in values]


_SCALE = {"share": 100.0, "points": 100.0, "euros": 0.001}


def _bare(value: float, unit: str, lang: str, decimals: int) -> str:
    return forms.number(value * _SCALE.get(unit, 1), lang, decimals)


def _with_unit(text: str, unit: str, lang: str) -> str:
    french = lang == "fr"
    if unit == "share":
        return text + (f"{forms.NARROW}%" if french else "%")
    if unit == "euros":
        return f"{text}{forms.NARROW}k€" if french else f"€{text}k"
    if unit == "points":
        return f"{text}\u00a0pts"
    return f"{text}{forms.NARROW}h" if unit == "hours" else text


def _decimals(step: float) -> int:
    """Decimals with which steps of this length are told as they are: one for 2.5."""
    return next(count for count in range(12) if abs(round(step, count) - step) < 1e-9 * step)


def _round_step(rough: float) -> float:
    """The round number (1, 2, 2.5 or 5 times a power of ten) nearest above a rough step."""
    power = 10.0 ** np.floor(np.log10(rough))
    return float(next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * (1 - 1e-9)))
