"""Commands on what goes into a simulation: scenarios, parameters, the audit of a company."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulation.errors import InputError
from simulation.terminal import print_json, print_pairs, progress_bar, say_written
from simulation.terminal.chosen import changed
from simulation.terminal.help import enlist
from simulation.terminal.options import (
    LANGUAGE,
    AsJson,
    Employees,
    Lang,
    Out,
    Replicates,
    Seed,
    Weeks,
    Workers,
    help_of,
    option,
)
from simulation.words import say

if TYPE_CHECKING:
    from simulation.scenario import Scenario


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "scenarios": scenarios,
        "parameters": parameters,
        "audit": audit,
    }
    enlist(app, commands, "simulate")


def scenarios(
    name: Annotated[str | None, typer.Argument(help=help_of("option.preset"))] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """List presets, examples and named levers, or print the file of one."""
    from dataclasses import asdict

    from simulation import axes
    from simulation.scenario import examples, load, presets, shipped_text

    if name and name in axes.AXES:
        if as_json:
            print_json({entry.name: asdict(entry) for entry in axes.entries(name).values()})
        else:
            typer.echo(axes.text(name))
        return
    if name:
        if as_json:
            print_json(load(name).model_dump(mode="json"))
        else:
            typer.echo(shipped_text(name))
        return
    shipped = {
        kind: {scenario: load(scenario).title[lang] for scenario in names}
        for kind, names in (("presets", presets()), ("examples", examples()))
    }
    named = {
        axis: {entry.name: entry.title[lang] for entry in axes.entries(axis).values()}
        for axis in axes.AXES
    }
    if as_json:
        print_json(shipped | {"axes": named})
        return
    for kind, titles in (shipped | named).items():
        typer.echo(f"{say(f'cli.shipped.{kind}', lang)}")
        print_pairs({f"  {entry}": title for entry, title in titles.items()}, lang)


def parameters(
    weakest: Annotated[bool, option("weakest", "--weakest")] = False,
    indicator: Annotated[list[str] | None, option("outcome", "--indicator")] = None,
    replicates: Replicates = 8,
    employees: Employees = 1000,
    weeks: Weeks = None,
    seed: Seed = None,
    workers: Workers = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print the parameter catalogue, or its weakest entries by influence."""
    from dataclasses import asdict

    from simulation.catalogue import parameters as catalogue
    from simulation.evidence import cited
    from simulation.terminal.parameters import print_parameters, print_weakest

    if weakest:
        from simulation.experiments import OUTCOMES
        from simulation.experiments import weakest as screen
        from simulation.scenario import Scenario

        default = changed(Scenario(), employees, weeks, seed, None)
        with progress_bar(lang, quiet=as_json) as progress:
            screening = screen(
                default, indicator or OUTCOMES, replicates, workers=workers, progress=progress
            )
        if as_json:
            print_json(screening.to_dict())
        else:
            print_weakest(screening.to_dict(), lang)
        return
    entries = catalogue()
    if as_json:
        print_json(
            {
                name: asdict(p) | {"evidence": [asdict(row) for row in cited(p.source)]}
                for name, p in entries.items()
            }
        )
    else:
        print_parameters(entries, lang)


def audit(
    answers: Annotated[Path | None, typer.Argument(help=help_of("option.answers"))] = None,
    form: Annotated[Path | None, option("form", "--form")] = None,
    counts: Annotated[bool, option("counts", "--counts")] = False,
    scenario: Annotated[str, option("base", "--scenario")] = "sponsor_and_training",
    min_group: Annotated[int, option("min_respondents", "--min-group")] = 10,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Write the form of an audit, or draw a scenario's levers from its answers."""
    from simulation import audit as auditing
    from simulation.terminal.results import print_audit, print_questions
    from simulation.workspace import write_text

    if out and out.suffix not in (".yaml", ".yml"):
        raise InputError("option_value", option="--out", value=str(out), expected="….yaml")
    if form:
        auditing.write_form(form, lang, counts)
        if as_json:
            print_json({"form": str(form)})
        else:
            say_written(form, lang)
    if answers is None:
        if as_json and not form:
            print_json(auditing.form())
        elif not form:
            print_questions(auditing.form(), lang)
        return
    found = auditing.score(auditing.read_answers(answers), min_group)
    told = found.to_dict()
    if out:
        from simulation.scenario import load

        heading = "\n".join(f"# {line}" for line in auditing.heading(found, lang))
        write_text(out, f"{heading}\n{_named_after(found.scenario(load(scenario)), out).to_yaml()}")
    if as_json:
        print_json(told)
        return
    print_audit(told, lang)
    say_written(out, lang)


def _named_after(scenario: Scenario, file: Path) -> Scenario:
    """The scenario under the name of the file it is written to."""
    return scenario.changed({"name": file.stem}, place=str(file))
