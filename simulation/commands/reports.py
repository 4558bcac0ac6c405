"""Commands that write what is taken away, and check it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.places import check_within
from simulation.terminal import print_json, progress_bar, say_written
from simulation.terminal.help import enlist
from simulation.terminal.options import LANGUAGE, AsJson, Lang, help_of, language, option
from simulation.words import LANGUAGES


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "report": report,
        "verify": verify,
        "privacy-file": privacy_file,
    }
    enlist(app, commands, "report")


def report(
    sources: Annotated[list[Path], typer.Argument(help=help_of("option.reported"))],
    to: Annotated[str, option("to", "--to")] = "html,pptx",
    story: Annotated[str, option("story", "--story")] = "committee",
    template: Annotated[Path | None, option("template", "--template")] = None,
    pictures: Annotated[Path | None, option("pictures", "--pictures")] = None,
    out: Annotated[Path, option("out", "--out")] = Path("workspace/reports"),
    lang: Lang = LANGUAGE,
    as_json: AsJson = False,
) -> None:
    """Write reports from what is given."""
    from simulation.report import report as write_report

    for folder in (out, pictures or out):
        check_within(folder)
    kinds = [kind.strip() for kind in to.split(",")]
    paths = write_report(sources, kinds, out, lang, story, template, pictures)
    if as_json:
        print_json({kind: str(path) for kind, path in paths.items()})
    else:
        for path in (*paths.values(), *([pictures] if pictures else [])):
            say_written(path, lang)


def verify(
    file: Annotated[Path, typer.Argument(help=help_of("option.verified"))],
    workspace: Annotated[Path | None, option("verify_workspace", "--workspace")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Recompute a report's figures from their receipts; exit 1 when one is not the same."""
    from simulation.report.verify import verify as verify_report
    from simulation.terminal.results import print_verification

    with progress_bar(lang, quiet=as_json) as progress:
        found = verify_report(file, workspace, progress)
    told = found.to_dict(lang)
    if as_json:
        print_json(told)
    else:
        print_verification(told, lang)
    if not found.holds:
        raise typer.Exit(1)


def privacy_file(
    workspace: Annotated[Path, typer.Argument(help=help_of("option.workspace"))] = Path(
        "workspace"
    ),
    out: Annotated[Path | None, option("privacy_out", "--out")] = None,
    to: Annotated[str, option("privacy_to", "--to")] = "md,html",
    lang: Annotated[str | None, option("privacy_lang", "--lang", callback=language)] = None,
    as_json: AsJson = False,
) -> None:
    """Write the record of processing activities and the notice to the works council."""
    from simulation.privacy import write_privacy_files

    folder = out or workspace / "privacy"
    check_within(folder)
    kinds = [kind.strip() for kind in to.split(",")]
    paths = write_privacy_files(workspace, folder, kinds, [lang] if lang else LANGUAGES)
    if as_json:
        print_json([str(path) for path in paths])
        return
    for path in paths:
        say_written(path, lang or LANGUAGE)
