"""Small pictures without axes, beside a sentence that says what they show."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from dashboards.components.fragments import letter_tag, sparkline
from dashboards.view_models.home_pictures import Picture

WIDTH, HEIGHT, EDGE = 150, 40, 4
COURSE_WIDTH, COURSE_HEIGHT = 96, 26
"""Of one scenario's course, its letter beside it; they stand two by two."""
_DOTTED, _DASHED = "1 4", "7 4"
DASHES = {"A": _DOTTED, "D": _DASHED}


def small_picture(shown: Picture) -> str:
    """The picture as SVG in HTML, hidden from readers of screens: the words beside it say it."""
    if len(shown.line) > 1:
        drawn = sparkline(shown.line, WIDTH, HEIGHT)
    elif shown.middle:
        drawn = _fan(shown)
    elif shown.courses:
        drawn = _courses(shown)
    elif shown.squares:
        drawn = _squares(shown)
    elif len(shown.front) > 1:
        drawn = _front(shown)
    else:
        drawn = f'<span class="sub">{escape(shown.words)}</span>'
    return f'<div aria-hidden="true" style="min-width:{WIDTH}px">{drawn}</div>'


def _svg(inner: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    return f'<svg width="{width}" height="{height}">{inner}</svg>'


def _places(
    values: Sequence[float], top: float, width: int = WIDTH, height: int = HEIGHT
) -> list[tuple[float, float]]:
    """Points of a course from left to right, zero at the foot."""
    step = (width - 2 * EDGE) / max(1, len(values) - 1)
    tall = height - 2 * EDGE
    return [
        (EDGE + step * place, height - EDGE - tall * value / top)
        for place, value in enumerate(values)
    ]


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)


def _stroke(path: str, colour: str, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{path}" fill="none" stroke="var(--rsne-{colour})" stroke-width="1.8"'
        f' stroke-linejoin="round"{dashed}/>'
    )


def _fan(shown: Picture) -> str:
    low, high = shown.band
    top = max([*high, *shown.middle]) or 1.0
    ring = [*_places(high, top), *reversed(_places(low, top))]
    band = f'<path d="{_path(ring)}Z" fill="var(--rsne-slate)" opacity=".2"/>'
    return _svg(band + _stroke(_path(_places(shown.middle, top)), "slate", _DASHED))


def _courses(shown: Picture) -> str:
    """Each letter beside its own small course, all on one scale; letters alone without courses."""
    top = max((max(course) for course in shown.courses.values() if len(course)), default=0) or 1.0
    cells = []
    for letter, course in shown.courses.items():
        line = ""
        if len(course) > 1:
            path = _path(_places(course, top, COURSE_WIDTH, COURSE_HEIGHT))
            drawn = _stroke(path, f"scenario-{letter}", DASHES.get(letter, ""))
            line = _svg(drawn, COURSE_WIDTH, COURSE_HEIGHT)
        cells.append(f'<span class="course">{letter_tag(letter)}{line}</span>')
    return f'<span class="courses">{"".join(cells)}</span>'


def _squares(shown: Picture) -> str:
    each = 8
    inner = "".join(
        f'<rect x="{1 + each * 1.6 * (place % 11):.1f}" y="{7 + each * 1.6 * (place // 11):.1f}" '
        f'width="{each}" height="{each}" stroke="var(--rsne-ink)" '
        f'fill="{"var(--rsne-ink)" if place < shown.filled else "none"}"/>'
        for place in range(shown.squares)
    )
    return _svg(inner)


def _front(shown: Picture) -> str:
    costs = [cost for cost, _ in shown.front]
    wide = (max(costs) - min(costs)) or 1.0
    places = [
        (
            EDGE + (WIDTH - 2 * EDGE) * (cost - min(costs)) / wide,
            HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * probability,
        )
        for cost, probability in shown.front
    ]
    dot = ""
    if shown.chosen is not None:
        x, y = places[shown.chosen]
        dot = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="var(--rsne-ink)"/>'
    return _svg(_stroke(_path(places), "slate") + dot)
