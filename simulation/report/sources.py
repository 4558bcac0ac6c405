"""A report from what lies in a workspace: a pilot's record, runs, a plan."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from simulation.access import opened, settings_of
from simulation.errors import InputError
from simulation.experiments import Comparison, compare
from simulation.report.content import Report, build_report
from simulation.report.html import write_html
from simulation.report.paper import write_pdf
from simulation.report.pictures import write_pictures
from simulation.report.pilot_story import LEAST_PEOPLE
from simulation.report.pptx import write_pptx
from simulation.report.stories import COMMITTEE, check_story
from simulation.report.theories_story import TheoriesTold
from simulation.report.workbook import write_xlsx
from simulation.scenario import Scenario, load
from simulation.settings import Settings
from simulation.sizing import SizingResult
from simulation.tables import Record

WRITERS: Mapping[str, Callable[..., Path]] = {
    "html": write_html,
    "pdf": write_pdf,
    "pptx": write_pptx,
    "xlsx": write_xlsx,
}


def report(
    sources: Sequence[Path],
    kinds: Sequence[str] = ("html", "pptx"),
    folder: Path = Path("workspace/reports"),
    lang: str = "fr",
    story: str = COMMITTEE,
    template: Path | None = None,
    pictures: Path | None = None,
) -> dict[str, Path]:
    """Write a report, in each kind asked, from records, runs and plans.

    Args:
        sources: folder of a pilot's record, folders of runs (the first is the reference),
            file of a plan, file of a comparison under all theories; in any order.
        kinds: "html", "pdf", "pptx", "xlsx".
        folder: where to write.
        lang: "fr" or "en".
        story: whom it speaks to: "committee", "sponsor" or "works-council".
        template: the organisation's own PowerPoint template.
        pictures: folder for each figure as PNG and SVG; none are written when missing.

    Returns:
        Kind -> file.

    Raises:
        InputError: a source is none of these, is given twice, or a kind or story is unknown; the
            template cannot be used.
    """
    for kind in kinds:
        if kind not in WRITERS:
            raise InputError("report_kind", value=kind, known=", ".join(WRITERS))
    check_story(story)
    if template and "pptx" not in kinds:
        raise InputError("report_template_kind")
    content = content_of(sources, lang, story)
    name = f"report-{lang}" if story == COMMITTEE else f"report-{story}-{lang}"
    written = {}
    for kind in kinds:
        more = {"template": template} if kind == "pptx" else {}
        written[kind] = WRITERS[kind](content, Path(folder) / f"{name}.{kind}", **more)
    if pictures:
        write_pictures(content, pictures)
    return written


def content_of(sources: Sequence[Path], lang: str, story: str = COMMITTEE) -> Report:
    """The content of a report from files and folders.

    Raises:
        InputError: see `report`.
    """
    records: list[Record] = []
    runs: list[Path] = []
    plans: list[SizingResult] = []
    theories: list[TheoriesTold] = []
    settings = Settings(min_group=LEAST_PEOPLE)
    places: list[Path] = []
    for source in map(Path, sources):
        if (source / "weekly.parquet").is_file():
            runs.append(source)
        elif source.is_dir():
            records.append(opened(source, "rsne report"))
            places.append(source)
            settings = settings_of(source)
        else:
            told = _told(source)
            if isinstance(told, TheoriesTold):
                theories.append(told)
            else:
                plans.append(told)
    if max(len(records), len(plans), len(theories)) > 1:
        raise InputError("report_twice")
    if len(runs) == 1:
        raise InputError("report_one_run", place=str(runs[0]))
    if not (records or runs or plans or theories):
        raise InputError("report_nothing")
    named = " ".join(str(source) for source in sources)
    command = f"rsne report {named} --lang {lang} --story {story}"
    return build_report(
        lang,
        record=records[0] if records else None,
        comparison=stored_comparison(runs) if runs else None,
        sizing=plans[0] if plans else None,
        theories=theories[0] if theories else None,
        command=command,
        min_group=settings.min_group,
        story=story,
        settings=settings,
        place=places[0] if places else None,
    )


def stored_comparison(runs: Sequence[Path]) -> Comparison:
    """Runs compared from their stored draws; nothing is simulated again.

    Raises:
        InputError: a run's scenario or its weekly columns cannot be read.
    """
    scenarios = {run: load(run / "scenario.yaml") for run in runs}
    draws = {
        scenario.key(): _weekly(run / "weekly.parquet").sort_values("week")
        for run, scenario in scenarios.items()
    }

    def replay(scenario: Scenario, replicate: int) -> SimpleNamespace:
        table = draws[scenario.key()]
        weekly = table[table["replicate"] == replicate]
        columns = {str(name): column.to_numpy() for name, column in weekly.items()}
        return SimpleNamespace(weekly=columns, seed=scenario.seed, seconds=0.0)

    numbers = [set(table["replicate"]) for table in draws.values()]
    common = len(set.intersection(*numbers))
    return compare(list(scenarios.values()), common, workers=1, simulate=replay)


def _weekly(file: Path) -> pd.DataFrame:
    try:
        table = pd.read_parquet(file)
    except (OSError, ValueError) as fault:
        raise InputError("table_unreadable", place=str(file)) from fault
    if not {"replicate", "week", "staff"} <= set(table.columns):
        raise InputError("table_unreadable", place=str(file))
    return table


def _told(path: Path) -> SizingResult | TheoriesTold:
    """What a JSON file tells: a plan, or a comparison under all theories.

    Raises:
        InputError: it is neither.
    """
    try:
        told = json.loads(path.read_text("utf-8"))
        kind = TheoriesTold if "theories" in told else SizingResult
        return kind.from_dict(told)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as fault:
        raise InputError("report_source", place=str(path)) from fault
