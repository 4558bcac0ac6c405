"""Each figure of a report as pictures that go anywhere: PNG and SVG, made without a browser."""

from __future__ import annotations

from pathlib import Path

from simulation.figures.still import Kind, still
from simulation.figures.theme import LIGHT
from simulation.places import written_beside
from simulation.report.content import Report
from simulation.report.html import figure_of

PICTURES: tuple[Kind, ...] = ("png", "svg")


def write_pictures(report: Report, folder: Path) -> list[Path]:
    """Write `comparison-1.png`, `comparison-1.svg` … into a folder.

    Raises:
        InputError: nothing can be written there.
    """
    written = []
    for section in report.sections:
        for place, exhibit in enumerate(section.exhibits, start=1):
            figure = figure_of(exhibit, report.lang)
            for kind in PICTURES if figure is not None else ():
                path = Path(folder) / f"{section.key}-{place}.{kind}"
                with written_beside(path) as draft:
                    draft.write_bytes(still(figure, kind, ground=LIGHT.surface))
                written.append(path)
    return written
