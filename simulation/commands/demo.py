"""The command that runs the whole loop on the sample pilot."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.places import check_within
from simulation.terminal import print_json, progress_bar
from simulation.terminal.help import enlist
from simulation.terminal.options import LANGUAGE, AsJson, Lang, Port, option


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    enlist(app, {"demo": demo}, "start")


def demo(
    out: Annotated[Path, option("workspace", "--out")] = Path("workspace"),
    lang: Lang = LANGUAGE,
    serve: Annotated[bool, option("serve", "--serve")] = False,
    port: Port = 5006,
    as_json: AsJson = False,
) -> None:
    """Run the whole loop on the sample pilot."""
    from simulation.demo import run_demo

    check_within(out)
    with progress_bar(lang, quiet=as_json) as progress:
        result = run_demo(out, lang, progress)
    if as_json:
        print_json(result.paths())
    else:
        typer.echo(result.told(lang))
    if serve:
        from dashboards.app import serve as serve_dashboard

        serve_dashboard(out, port=port, lang=lang)
