"""Commands that measure a record and replay it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.places import check_csv_file, check_html_file
from simulation.terminal import print_json, say_written
from simulation.terminal.help import enlist
from simulation.terminal.options import (
    LANGUAGE,
    AsJson,
    Lang,
    MinGroup,
    Out,
    help_of,
    option,
)
from simulation.terminal.values import minimum
from simulation.words import say


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "indicators": indicators,
        "profiles": profiles,
        "study": study,
        "replay": replay,
    }
    enlist(app, commands, "pilot")


def indicators(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    by: Annotated[str | None, option("by", "--by")] = None,
    weeks: Annotated[str | None, option("week_range", "--weeks")] = None,
    min_group: MinGroup = None,
    threshold: Annotated[list[str] | None, option("threshold", "--threshold")] = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print the published indicators of a record."""
    from simulation.access import noted
    from simulation.indicators import Thresholds, published, published_rows
    from simulation.spreadsheet import write_table
    from simulation.terminal.results import print_levels

    if out:
        check_csv_file(out)
    thresholds = Thresholds.from_text(threshold or [])
    table = published(
        noted(record, "rsne indicators"),
        by=by,
        weeks=weeks,
        thresholds=thresholds,
        min_group=minimum(record, min_group),
        lang=lang,
    )
    if out:
        write_table(table, out)
    if as_json:
        print_json(published_rows(table))
        return
    if table["simulated"].any():
        typer.echo(say("cli.simulated", lang))
    print_levels(table, lang, grouped=by is not None)
    say_written(out, lang)


def profiles(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    typology: Annotated[str, option("typology", "--typology")] = "lecko",
    min_group: MinGroup = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print profile shares and flows of a record."""
    from simulation.access import opened
    from simulation.indicators import published_profiles
    from simulation.terminal.results import print_profiles

    result = published_profiles(
        opened(record, "rsne profiles"),
        typology=typology,
        min_group=minimum(record, min_group),
        lang=lang,
    )
    if as_json:
        print_json(result)
    else:
        print_profiles(result["shares"], lang)


def study(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    topic: Annotated[str, typer.Argument(help=help_of("option.topic"))],
    by: Annotated[str | None, option("study_by", "--by")] = None,
    split: Annotated[int | None, option("split", "--split")] = None,
    goals: Annotated[Path | None, option("goals", "--goals")] = None,
    min_group: MinGroup = None,
    threshold: Annotated[list[str] | None, option("threshold", "--threshold")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print one study of a whole record."""
    from simulation.access import noted
    from simulation.indicators import Thresholds, studied
    from simulation.terminal.studies import print_study

    thresholds = Thresholds.from_text(threshold or [])
    place, least = noted(record, "rsne study"), minimum(record, min_group)
    result = studied(place, topic, by, split, goals, thresholds, least)
    if as_json:
        print_json(result)
    else:
        print_study(topic, result, lang)


def replay(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    against: Annotated[Path | None, option("against_record", "--against")] = None,
    out: Annotated[Path, option("replay_page", "--out")] = Path("replay.html"),
    marks: Annotated[Path | None, option("marks", "--marks")] = None,
    threshold: Annotated[list[str] | None, option("threshold", "--threshold")] = None,
    min_group: MinGroup = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Write a replay as one file that opens from disk."""
    from dashboards.replay_file import replay_record

    check_html_file(out)
    told = replay_record(
        [record, *([against] if against else [])],
        out,
        marks=marks,
        thresholds=threshold or [],
        min_group=minimum(record, min_group),
        lang=lang,
    )
    if as_json:
        print_json(told)
    else:
        say_written(out, lang)
