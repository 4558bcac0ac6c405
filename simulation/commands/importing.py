"""Commands that bring a pilot in and judge its data: they parse, call the library and print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
import yaml

from simulation.places import check_folder, check_html_file, check_within
from simulation.terminal import print_counts, print_json, say_written
from simulation.terminal.help import enlist
from simulation.terminal.options import LANGUAGE, AsJson, Lang, MinGroup, help_of, option
from simulation.terminal.values import day, minimum


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "import": import_pilot,
        "map": map_columns,
        "quality": quality,
        "representativeness": representativeness,
        "pilot-effects": pilot_effects,
    }
    enlist(app, commands, "pilot")


def import_pilot(
    sources: Annotated[list[str], typer.Argument(help=help_of("option.sources"))],
    format: Annotated[str, option("format", "--format")] = "auto",
    hr: Annotated[Path | None, option("hr", "--hr")] = None,
    mapping: Annotated[Path | None, option("mapping", "--mapping")] = None,
    out: Annotated[Path, option("out", "--out")] = Path("workspace/pilots/pilot"),
    key: Annotated[Path | None, option("key", "--key")] = None,
    title: Annotated[str | None, option("title", "--title")] = None,
    keep_until: Annotated[str | None, option("keep_until", "--keep-until")] = None,
    bridge: Annotated[Path | None, option("bridge", "--bridge")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Import a platform's export as a record."""
    from simulation import tables
    from simulation.access import settings_of
    from simulation.cores import available_cores
    from simulation.pilot import read_pilot, shown_summary
    from simulation.retention import replacing, with_date
    from simulation.workspace import key_beside

    check_folder(out, tables.FILES)
    until, settings = day(keep_until, "--keep-until"), settings_of(out)
    record = read_pilot(
        sources,
        format=format,
        hr=hr,
        mapping=mapping,
        key=key or key_beside(out),
        title=title,
        bridge=bridge,
        workers=available_cores(),
    )
    tables.write(with_date(replacing(record, out, settings), settings, until), out)
    summary = shown_summary(record, settings.min_group, lang)
    if as_json:
        print_json(summary)
        return
    counts = {name: summary[name] for name in ("people", "posters", "communities", "weeks")}
    counts |= summary["events"]
    print_counts(counts, lang)
    for finding in summary["findings"]:
        typer.echo(f"▲ {finding['sentence']}")
    say_written(out, lang)


def map_columns(
    sources: Annotated[list[str], typer.Argument(help=help_of("option.sources"))],
    out: Annotated[Path, option("mapping_out", "--out")] = Path("mapping.yaml"),
    timezone: Annotated[str, option("timezone", "--timezone")] = "UTC",
    yes: Annotated[bool, option("yes", "--yes", "-y")] = False,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Write the mapping file of a CSV of events, by a dialogue or as proposed."""
    from simulation.pilot.importers.generic_csv import COLUMN_ALIASES
    from simulation.pilot.mapping import check_mapping_file, read_mapping
    from simulation.pilot.proposal import propose
    from simulation.tables import ACTIONS
    from simulation.terminal.mapping import asked, print_understood
    from simulation.workspace import write_text

    check_within(out.parent)
    check_mapping_file(out)
    read_mapping({"timezone": timezone})
    proposal = propose(sources, timezone)
    if not (yes or as_json):
        print_understood(proposal, lang)
        proposal = asked(proposal, COLUMN_ALIASES, ACTIONS, lang)
    mapping = read_mapping(proposal.mapping())
    write_text(out, yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False))
    if as_json:
        unknown = [value for value, action in proposal.actions.items() if action is None]
        understood = {"understood": proposal.understood(), "actions_unknown": unknown}
        print_json({"mapping": mapping, **understood, "unread": proposal.free_texts()})
        return
    print_understood(proposal, lang)
    say_written(out, lang)


def quality(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    min_group: MinGroup = None,
    country: Annotated[str | None, option("country", "--country")] = None,
    closed: Annotated[list[str] | None, option("closed", "--closed")] = None,
    out: Annotated[Path | None, option("quality_page", "--out")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print, or write as a page, the quality of a record's data."""
    from simulation.access import opened
    from simulation.quality import telling
    from simulation.quality.report import quality_report
    from simulation.report.quality_page import write_quality
    from simulation.terminal.quality import print_quality

    if out:
        check_html_file(out)
    report = quality_report(
        opened(record, "rsne quality"), minimum(record, min_group), country, closed or []
    )
    if out:
        write_quality(report, out, lang)
    if as_json:
        print_json(telling.as_dict(report, lang))
        return
    print_quality(report, lang)
    say_written(out, lang)


def representativeness(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    min_group: MinGroup = None,
    out: Annotated[Path | None, option("quality_page", "--out")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Compare the pilot's people with the company."""
    from simulation import effects
    from simulation.access import opened
    from simulation.effects import telling
    from simulation.report.effects_page import write_representativeness
    from simulation.terminal.effects import print_representativeness

    if out:
        check_html_file(out)
    read = opened(record, "rsne representativeness")
    found = effects.representativeness(read, minimum(record, min_group), lang)
    if out:
        write_representativeness(found, out, read.is_simulated, lang)
    if as_json:
        print_json(telling.who_as_dict(found, lang))
        return
    print_representativeness(found, lang)
    say_written(out, lang)


def pilot_effects(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    measures: Annotated[Path | None, option("measures", "--measures")] = None,
    event: Annotated[str | None, option("event", "--event")] = None,
    indicator: Annotated[str | None, option("effect_on", "--indicator")] = None,
    by: Annotated[str | None, option("by", "--by")] = None,
    assigned: Annotated[str, option("assigned", "--assigned")] = "unknown",
    country: Annotated[str | None, option("country", "--country")] = None,
    min_group: MinGroup = None,
    out: Annotated[Path | None, option("quality_page", "--out")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Read the effect of waves, measures or an event where the design allows it."""
    from simulation import effects
    from simulation.access import opened
    from simulation.effects import telling
    from simulation.quality.days_off import check_country
    from simulation.report.effects_page import write_effect
    from simulation.terminal.effects import print_effect

    if out:
        check_html_file(out)
    read, least = opened(record, "rsne pilot-effects"), minimum(record, min_group)
    if event:
        day = effects.day_of(event)
        reading = effects.read_event(read, day, indicator, check_country(country), least)
    else:
        reading = effects.read_measures(read, measures, indicator, by, assigned, least)
    if out:
        write_effect(reading, out, read.is_simulated, lang)
    if as_json:
        print_json(telling.as_dict(reading, lang))
        return
    print_effect(reading, lang)
    say_written(out, lang)
