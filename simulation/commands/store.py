"""Commands on a store of draws and on how long pilots are kept: `rsne store`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.terminal import print_json, print_rows, progress_bar
from simulation.terminal.help import Group, enlist, panel
from simulation.terminal.options import (
    LANGUAGE,
    AsJson,
    Cluster,
    Lang,
    Workers,
    help_of,
    option,
)
from simulation.words import say


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    group = typer.Typer(cls=Group, help=help_of("store"), no_args_is_help=True)
    app.add_typer(group, name="store", rich_help_panel=panel("keep"))
    commands = {
        "ls": store_ls,
        "show": store_show,
        "resume": store_resume,
        "check": store_check,
        "purge": store_purge,
        "forget-key": store_forget_key,
        "access": store_access,
    }
    enlist(group, commands, within="store.")


def store_ls(
    folder: Annotated[Path, typer.Argument(help=help_of("option.store"))],
    scenario: Annotated[str, option("store_scenario", "--scenario")] = "",
    unfinished: Annotated[bool, option("store_unfinished", "--unfinished")] = False,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """List what was asked of a store: planned, done, failed."""
    from simulation.experiments.store import Store, told
    from simulation.terminal.results import print_designs

    rows = [
        told(progress)
        for progress in Store(folder).progress(scenario)
        if progress.done < progress.planned or not unfinished
    ]
    if as_json:
        print_json(rows)
    else:
        print_designs(rows, lang)


def store_show(
    folder: Annotated[Path, typer.Argument(help=help_of("option.store"))],
    design: Annotated[str, typer.Argument(help=help_of("option.design"))],
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Show one design: how far it is, which draws failed and why."""
    from simulation.experiments.store import Store, told
    from simulation.terminal.results import print_designs

    kept = Store(folder)
    chosen = kept.design(design)
    row = next(told(each) for each in kept.progress() if each.design.key == chosen.key)
    faults = [vars(fault) for fault in kept.failures(chosen)]
    if as_json:
        print_json(row | {"failures": faults})
        return
    print_designs([row], lang)
    for fault in faults:
        typer.echo(f"▲ {say('cli.store.failed', lang, **fault)}")


def store_resume(
    folder: Annotated[Path, typer.Argument(help=help_of("option.store"))],
    design: Annotated[str | None, typer.Argument(help=help_of("option.design"))] = None,
    workers: Workers = None,
    cluster: Cluster = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Compute what is missing; exit 1 when a draw fails."""
    from simulation.experiments.cluster import executor_at
    from simulation.experiments.draws import play
    from simulation.experiments.store import Store, told
    from simulation.terminal.results import print_designs

    kept = Store(folder)
    designs = [kept.design(design)] if design else kept.designs()
    with progress_bar(lang, quiet=as_json) as progress, executor_at(cluster) as executor:
        how: dict[str, Any] = {"workers": workers, "progress": progress, "executor": executor}
        for chosen in designs:
            play(chosen.played(), store=kept, **how)
    wanted = {chosen.key for chosen in designs}
    rows = [told(each) for each in kept.progress() if each.design.key in wanted]
    if as_json:
        print_json(rows)
    else:
        print_designs(rows, lang)
    if any(row["failed"] for row in rows):
        raise typer.Exit(1)


def store_check(
    folder: Annotated[Path, typer.Argument(help=help_of("option.store"))],
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Read every finished draw; exit 1 when one is damaged."""
    from simulation.experiments.store import Store

    damaged = [str(place) for place in Store(folder).damaged()]
    if as_json:
        print_json({"damaged": damaged})
    for place in damaged if not as_json else ():
        typer.echo(f"▲ {say('cli.store.damaged', lang, place=place)}")
    if not damaged and not as_json:
        typer.echo(say("cli.store.sound", lang))
    if damaged:
        raise typer.Exit(1)


def store_purge(
    workspace: Annotated[Path, typer.Argument(help=help_of("option.workspace"))] = Path(
        "workspace"
    ),
    dry_run: Annotated[bool, option("dry_run", "--dry-run")] = False,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Remove the pilots whose date has passed."""
    from simulation.retention import purge
    from simulation.workspace import Workspace

    done = purge(Workspace(workspace), dry_run=dry_run)
    if as_json:
        told = {name: [str(folder) for folder in folders] for name, folders in vars(done).items()}
        print_json(told | {"dry_run": dry_run})
        return
    for folder in done.removed:
        typer.echo(say(f"cli.store.{'would_remove' if dry_run else 'removed'}", lang, place=folder))
    for folder in done.without_date:
        typer.echo(say("cli.store.without_date", lang, place=folder))
    if not done.removed:
        typer.echo(say("cli.store.nothing_past", lang))


def store_forget_key(
    pilot: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    key: Annotated[Path | None, option("key", "--key")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Destroy the key behind a pilot's pseudonyms."""
    from simulation.retention import forget_key

    records = forget_key(pilot, key)
    if as_json:
        print_json({"records": [str(record) for record in records]})
        return
    for record in records:
        typer.echo(say("cli.store.key_destroyed", lang, place=record))


def store_access(
    workspace: Annotated[Path, typer.Argument(help=help_of("option.workspace"))] = Path(
        "workspace"
    ),
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print who read which pilot, when."""
    from simulation.access import accesses
    from simulation.workspace import Workspace

    lines = accesses(Workspace(workspace))
    if as_json:
        print_json(lines)
        return
    names = ("at", "who", "what", "record")
    header = [say(f"cli.column.{name}", lang) for name in names]
    print_rows([[str(line.get(name, "")) for name in names] for line in lines], lang, header)
