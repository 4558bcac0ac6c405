"""Commands that simulate: one scenario, several compared, the model validated and timed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from simulation.places import check_folder, check_json_file, check_page
from simulation.terminal import print_json, print_rows, progress_bar, say_written
from simulation.terminal.chosen import chosen, warn
from simulation.terminal.help import enlist
from simulation.terminal.options import (
    LANGUAGE,
    AsJson,
    Changes,
    Cluster,
    Employees,
    Lang,
    Out,
    Replicates,
    Seed,
    StoreFolder,
    Weeks,
    Workers,
    help_of,
    option,
)
from simulation.terminal.values import whole_numbers
from simulation.words import say


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "simulate": simulate,
        "compare": compare,
        "validate": validate,
        "bench": bench,
    }
    enlist(app, commands, "simulate")


def simulate(
    scenario: Annotated[str, typer.Argument(help=help_of("option.scenario"))],
    employees: Employees = None,
    weeks: Weeks = None,
    seed: Seed = None,
    replicates: Annotated[str, option("replicates_auto", "--replicates", "-r")] = "1",
    precision: Annotated[float, option("precision", "--precision")] = 0.01,
    workers: Workers = None,
    store_in: StoreFolder = None,
    cluster: Cluster = None,
    changes: Changes = None,
    events: Annotated[bool, option("events", "--events")] = False,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Simulate a scenario and print its summary."""
    from simulation.experiments import FIRST_LEVELS, RUN_FILES, ensemble, summary, write_run
    from simulation.experiments.cluster import executor_at
    from simulation.experiments.precision import until_precise
    from simulation.experiments.store import Store
    from simulation.terminal.results import print_barriers, print_benefits, print_summary

    if out:
        check_folder(out, RUN_FILES)
    asked = chosen(scenario, employees, weeks, seed, changes)
    warn([asked], lang, as_json)
    kept = Store(store_in) if store_in else None
    with progress_bar(lang, quiet=as_json) as progress, executor_at(cluster) as executor:
        how: dict[str, Any] = {"workers": workers, "executor": executor, "store": kept}
        if replicates == "auto":
            runs = until_precise(asked, precision, progress=progress, **how)
        else:
            draws = whole_numbers(replicates, "--replicates", 1, "40, auto")[0]
            runs = ensemble(asked, draws, progress=progress, **how)
    if out:
        write_run(runs, out, events=events)
    told = summary(runs)
    if as_json:
        print_json(told)
        return
    print_summary([row for row in told["indicators"] if row["indicator"] in FIRST_LEVELS], lang)
    print_benefits(told["benefits"], lang)
    print_barriers(told["barriers"], lang)
    say_written(out, lang)


def compare(
    scenarios: Annotated[list[str], typer.Argument(help=help_of("option.compared"))],
    replicates: Replicates = 40,
    baseline: Annotated[str | None, option("baseline", "--baseline")] = None,
    indicator: Annotated[list[str] | None, option("compared_on", "--indicator")] = None,
    theories: Annotated[bool, option("theories", "--theories")] = False,
    futures: Annotated[str, option("robust_futures", "--futures")] = "prior",
    employees: Employees = None,
    weeks: Weeks = None,
    seed: Seed = None,
    store_in: StoreFolder = None,
    cluster: Cluster = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Compare scenarios with the same luck, on request under each theory of influence."""
    from simulation.experiments import INDICATORS, compare_theories, comparison_finding
    from simulation.experiments import compare as compare_scenarios
    from simulation.experiments.cluster import executor_at
    from simulation.experiments.store import Store
    from simulation.robustness import futures_of
    from simulation.terminal.results import print_pairs_compared, print_theories
    from simulation.workspace import write_json

    if out:
        check_json_file(out)
    asked = [chosen(name, employees, weeks, seed, changes) for name in scenarios]
    warn(asked, lang, as_json)
    how: dict[str, Any] = {"baseline": baseline, "indicators": tuple(indicator or INDICATORS)}
    how["store"] = Store(store_in) if store_in else None
    how["parameters"] = futures_of(futures, asked[0].seed)
    with progress_bar(lang, quiet=as_json) as progress, executor_at(cluster) as executor:
        how |= {"workers": workers, "progress": progress, "executor": executor}
        tried = compare_theories(asked, replicates, **how) if theories else None
        comparison = tried.comparison if tried else compare_scenarios(asked, replicates, **how)
    told = (tried or comparison).to_dict()
    if out:
        write_json(out, told)
    if as_json:
        print_json(told)
        return
    title, subtitle = comparison_finding(comparison, lang)
    typer.echo(f"{title}\n{subtitle}\n")
    print_pairs_compared(told["pairs"], lang)
    typer.echo(say(f"cli.compared.{comparison.parameters}", lang))
    if tried:
        print_theories(told["theories"], lang)


def validate(
    patterns: Annotated[str | None, option("patterns", "--patterns")] = None,
    replicates: Replicates = 30,
    employees: Annotated[int, option("validated", "--employees")] = 2000,
    ablate: Annotated[bool, option("ablate", "--ablate")] = False,
    workers: Workers = None,
    out: Annotated[Path | None, option("page", "--out")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Judge the model on the patterns of the evidence; exit 1 when one does not hold."""
    from simulation.validation import telling
    from simulation.validation import validate as validate_model
    from simulation.workspace import write_text

    if out:
        check_page(out, telling.HEADING)
    keys = [key.strip().upper() for key in patterns.split(",")] if patterns is not None else None
    with progress_bar(lang, quiet=as_json) as progress:
        validation = validate_model(keys, replicates, employees, workers, ablate, progress)
    if out:
        write_text(out, validation.to_markdown(lang))
    if as_json:
        print_json(validation.to_dict(lang))
    else:
        typer.echo(telling.finding(validation, lang) + "\n")
        print_rows(telling.rows(validation, lang), lang, telling.header(lang))
        if validation.ablations:
            typer.echo()
            header = telling.ablation_header(lang)
            print_rows(telling.ablation_rows(validation, lang), lang, header)
    if not validation.all_hold:
        raise typer.Exit(1)


def bench(
    sizes: Annotated[str, option("sizes", "--sizes")] = "1000,10000,100000",
    full: Annotated[bool, option("full", "--full")] = False,
    out: Annotated[Path | None, option("page", "--out")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print speed and memory."""
    from simulation.bench import bench as measure_speed
    from simulation.terminal.results import SPEED_HEADING, print_speed, speed_page
    from simulation.workspace import write_text

    if out:
        check_page(out, SPEED_HEADING)
    result = measure_speed(whole_numbers(sizes, "--sizes", 1, "1000,10000"), full)
    if out:
        write_text(out, speed_page(result, lang))
    if as_json:
        print_json(result)
    else:
        print_speed(result, lang)
