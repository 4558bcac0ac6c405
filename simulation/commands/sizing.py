"""Commands from a pilot to a plan: calibrate the model, size a deployment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulation.errors import InputError
from simulation.places import check_html_file, check_json_file
from simulation.terminal import print_json, progress_bar, say_written
from simulation.terminal.chosen import changed, chosen, warn
from simulation.terminal.help import enlist
from simulation.terminal.options import (
    LANGUAGE,
    AsJson,
    Changes,
    Employees,
    Lang,
    Out,
    Seed,
    Workers,
    help_of,
    option,
)
from simulation.terminal.values import minimum
from simulation.words import say


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "calibrate": calibrate,
        "size": size,
    }
    enlist(app, commands, "decide")


def calibrate(
    record: Annotated[Path, typer.Argument(help=help_of("option.record"))],
    scenario: Annotated[str | None, option("pilot_scenario", "--scenario")] = None,
    until: Annotated[int | None, option("until", "--until", min=1)] = None,
    out: Annotated[Path | None, option("posterior_folder", "--out")] = None,
    figures: Annotated[Path | None, option("calibration_figures", "--figures")] = None,
    runs: Annotated[int | None, option("runs", "--runs")] = None,
    workers: Workers = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Calibrate on a pilot; exit 1 when there is too little of it."""
    from simulation.access import noted
    from simulation.calibration import calibrate as calibrate_on
    from simulation.calibration import telling
    from simulation.report.calibration_page import write_checks
    from simulation.scenario import load
    from simulation.terminal.calibration import print_posterior

    if figures:
        check_html_file(figures)
    known = load(scenario) if scenario else None
    place = noted(record, "rsne calibrate")
    with progress_bar(lang, quiet=as_json) as progress:
        posterior = calibrate_on(place, known, until, out, runs, workers=workers, progress=progress)
    if figures:
        write_checks(posterior, figures, minimum(record, None), lang)
    if as_json:
        print_json(telling.as_dict(posterior, lang) | {"out": out and str(out)})
    else:
        print_posterior(posterior, lang)
        say_written(out, lang)
    if posterior.manifest["missing"]:
        raise typer.Exit(1)


def size(
    scenario: Annotated[str | None, typer.Argument(help=help_of("option.sized"))] = None,
    target: Annotated[str | None, option("target", "--target")] = None,
    probability: Annotated[float | None, option("probability", "--probability")] = None,
    budget: Annotated[float | None, option("budget", "--budget")] = None,
    limit: Annotated[list[str] | None, option("limit", "--limit")] = None,
    choose: Annotated[list[str] | None, option("choose", "--choose")] = None,
    service: Annotated[str | None, option("service", "--service")] = None,
    effort: Annotated[str, option("effort", "--effort")] = "normal",
    known: Annotated[bool, option("known", "--known")] = False,
    posterior: Annotated[Path | None, option("posterior", "--posterior")] = None,
    evaluate: Annotated[Path | None, option("evaluate", "--evaluate")] = None,
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Size a deployment, or evaluate a plan; exit 1 when the target is out of reach."""
    from simulation.sizing import rollout_of
    from simulation.terminal.sizing import Sizing, print_sizing, sized

    if out:
        check_json_file(out)
    if scenario is None and evaluate is None:
        raise InputError("size_nothing")
    start = None
    if scenario is not None and Path(scenario).is_dir():
        posterior = posterior or Path(scenario)
        start = changed(rollout_of(Path(scenario), employees), None, None, seed, changes)
    elif scenario is not None:
        start = chosen(scenario, employees, None, seed, changes)
    asked = Sizing(
        start, evaluate, target, probability, budget, tuple(limit or ()), tuple(choose or ()),
        service, effort, known, posterior, workers, out,
    )  # fmt: skip
    warn([asked.scenario], lang, as_json)
    with progress_bar(lang, quiet=as_json) as progress:
        result = sized(asked, progress, lang)
    if as_json:
        print_json(result.to_dict())
    else:
        print_sizing(result, lang)
    if result.interrupted:
        told = "sizing.print.resume" if out else "sizing.print.not_kept"
        typer.echo(say(told, lang), err=True)
        raise typer.Exit(3)
    if not result.target_met:
        raise typer.Exit(1)
