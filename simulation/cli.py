"""The command line: it parses, calls the library and prints; it holds no arithmetic.

Exit status: 0 done, 1 a target is not met, 2 the input is wrong (one message on stderr,
no traceback), 3 interrupted. Heavy modules are imported by the command that needs them.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
import yaml

from simulation.errors import InputError
from simulation.places import (
    check_csv_file,
    check_folder,
    check_html_file,
    check_json_file,
    check_page,
    check_within,
)
from simulation.scenario import Scenario, load
from simulation.terminal import (
    forecasting,
    print_counts,
    print_json,
    print_pairs,
    print_rows,
    progress_bar,
)
from simulation.terminal.chosen import changed as _changed
from simulation.terminal.chosen import chosen as _scenario
from simulation.terminal.chosen import warn as _warn
from simulation.terminal.options import (
    LANGUAGE,
    AsJson,
    Changes,
    Employees,
    Lang,
    Replicates,
    Seed,
    Weeks,
    Workers,
    default_language,
)
from simulation.terminal.options import help_of as _help
from simulation.terminal.options import language as _language
from simulation.terminal.options import option as _option
from simulation.terminal.robustness import register as register_robustness
from simulation.terminal.usage import usage_told
from simulation.words import LANGUAGES, say

INTERRUPTED_FOR_TYPER = 130
"""What Typer makes of an interruption."""


app = typer.Typer(
    help=_help("rsne"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)

Out = Annotated[Path | None, _option("out", "--out")]
StoreFolder = Annotated[Path | None, _option("store", "--store")]
Cluster = Annotated[str | None, _option("cluster", "--cluster")]
Port = Annotated[int, _option("port", "--port", min=1, max=65535)]
MinGroup = Annotated[int | None, _option("min_group", "--min-group")]


@app.command(help=_help("demo"))
def demo(
    out: Annotated[Path, _option("workspace", "--out")] = Path("workspace"),
    lang: Lang = LANGUAGE,
    serve: Annotated[bool, _option("serve", "--serve")] = False,
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


store = typer.Typer(help=_help("store"), no_args_is_help=True)
app.add_typer(store, name="store")


@app.command("import", help=_help("import"))
def import_pilot(
    sources: Annotated[list[str], typer.Argument(help=_help("option.sources"))],
    format: Annotated[str, _option("format", "--format")] = "auto",
    hr: Annotated[Path | None, _option("hr", "--hr")] = None,
    mapping: Annotated[Path | None, _option("mapping", "--mapping")] = None,
    out: Annotated[Path, _option("out", "--out")] = Path("workspace/pilots/pilot"),
    key: Annotated[Path | None, _option("key", "--key")] = None,
    title: Annotated[str | None, _option("title", "--title")] = None,
    keep_until: Annotated[str | None, _option("keep_until", "--keep-until")] = None,
    bridge: Annotated[Path | None, _option("bridge", "--bridge")] = None,
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
    until, settings = _date(keep_until, "--keep-until"), settings_of(out)
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
    typer.echo(say("cli.written", lang, place=out))


@app.command("map", help=_help("map"))
def map_columns(
    sources: Annotated[list[str], typer.Argument(help=_help("option.sources"))],
    out: Annotated[Path, _option("mapping_out", "--out")] = Path("mapping.yaml"),
    timezone: Annotated[str, _option("timezone", "--timezone")] = "UTC",
    yes: Annotated[bool, _option("yes", "--yes", "-y")] = False,
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
    typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("indicators"))
def indicators(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    by: Annotated[str | None, _option("by", "--by")] = None,
    weeks: Annotated[str | None, _option("week_range", "--weeks")] = None,
    min_group: MinGroup = None,
    threshold: Annotated[list[str] | None, _option("threshold", "--threshold")] = None,
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
        min_group=_minimum(record, min_group),
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
    if out:
        typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("quality"))
def quality(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    min_group: MinGroup = None,
    country: Annotated[str | None, _option("country", "--country")] = None,
    closed: Annotated[list[str] | None, _option("closed", "--closed")] = None,
    out: Annotated[Path | None, _option("quality_page", "--out")] = None,
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
        opened(record, "rsne quality"), _minimum(record, min_group), country, closed or []
    )
    if out:
        write_quality(report, out, lang)
    if as_json:
        print_json(telling.as_dict(report, lang))
        return
    print_quality(report, lang)
    if out:
        typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("representativeness"))
def representativeness(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    min_group: MinGroup = None,
    out: Annotated[Path | None, _option("quality_page", "--out")] = None,
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
    found = effects.representativeness(read, _minimum(record, min_group), lang)
    if out:
        write_representativeness(found, out, read.is_simulated, lang)
    if as_json:
        print_json(telling.who_as_dict(found, lang))
        return
    print_representativeness(found, lang)
    if out:
        typer.echo(say("cli.written", lang, place=out))


@app.command("pilot-effects", help=_help("pilot-effects"))
def pilot_effects(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    measures: Annotated[Path | None, _option("measures", "--measures")] = None,
    event: Annotated[str | None, _option("event", "--event")] = None,
    indicator: Annotated[str | None, _option("effect_on", "--indicator")] = None,
    by: Annotated[str | None, _option("by", "--by")] = None,
    assigned: Annotated[str, _option("assigned", "--assigned")] = "unknown",
    country: Annotated[str | None, _option("country", "--country")] = None,
    min_group: MinGroup = None,
    out: Annotated[Path | None, _option("quality_page", "--out")] = None,
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
    read, least = opened(record, "rsne pilot-effects"), _minimum(record, min_group)
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
    if out:
        typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("profiles"))
def profiles(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    typology: Annotated[str, _option("typology", "--typology")] = "lecko",
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
        min_group=_minimum(record, min_group),
        lang=lang,
    )
    if as_json:
        print_json(result)
    else:
        print_profiles(result["shares"], lang)


@app.command(help=_help("study"))
def study(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    topic: Annotated[str, typer.Argument(help=_help("option.topic"))],
    by: Annotated[str | None, _option("study_by", "--by")] = None,
    split: Annotated[int | None, _option("split", "--split")] = None,
    goals: Annotated[Path | None, _option("goals", "--goals")] = None,
    min_group: MinGroup = None,
    threshold: Annotated[list[str] | None, _option("threshold", "--threshold")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print one study of a whole record."""
    from simulation.access import noted
    from simulation.indicators import Thresholds, studied
    from simulation.terminal.studies import print_study

    thresholds = Thresholds.from_text(threshold or [])
    place, least = noted(record, "rsne study"), _minimum(record, min_group)
    result = studied(place, topic, by, split, goals, thresholds, least)
    if as_json:
        print_json(result)
    else:
        print_study(topic, result, lang)


@app.command(help=_help("scenarios"))
def scenarios(
    name: Annotated[str | None, typer.Argument(help=_help("option.preset"))] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """List presets, examples and named levers, or print the file of one."""
    from dataclasses import asdict

    from simulation import axes
    from simulation.scenario import examples, presets, shipped_text

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


@app.command(help=_help("parameters"))
def parameters(
    weakest: Annotated[bool, _option("weakest", "--weakest")] = False,
    indicator: Annotated[list[str] | None, _option("outcome", "--indicator")] = None,
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

        chosen = _changed(Scenario(), employees, weeks, seed, None)
        with progress_bar(lang, quiet=as_json) as progress:
            screening = screen(
                chosen, indicator or OUTCOMES, replicates, workers=workers, progress=progress
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


@app.command(help=_help("audit"))
def audit(
    answers: Annotated[Path | None, typer.Argument(help=_help("option.answers"))] = None,
    form: Annotated[Path | None, _option("form", "--form")] = None,
    counts: Annotated[bool, _option("counts", "--counts")] = False,
    scenario: Annotated[str, _option("base", "--scenario")] = "sponsor_and_training",
    min_group: Annotated[int, _option("min_respondents", "--min-group")] = 10,
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
            typer.echo(say("cli.written", lang, place=form))
    if answers is None:
        if as_json and not form:
            print_json(auditing.form())
        elif not form:
            print_questions(auditing.form(), lang)
        return
    found = auditing.score(auditing.read_answers(answers), min_group)
    told = found.to_dict()
    if out:
        heading = "\n".join(f"# {line}" for line in auditing.heading(found, lang))
        write_text(out, f"{heading}\n{_renamed(found.scenario(load(scenario)), out).to_yaml()}")
    if as_json:
        print_json(told)
        return
    print_audit(told, lang)
    if out:
        typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("simulate"))
def simulate(
    scenario: Annotated[str, typer.Argument(help=_help("option.scenario"))],
    employees: Employees = None,
    weeks: Weeks = None,
    seed: Seed = None,
    replicates: Annotated[str, _option("replicates_auto", "--replicates", "-r")] = "1",
    precision: Annotated[float, _option("precision", "--precision")] = 0.01,
    workers: Workers = None,
    store_in: StoreFolder = None,
    cluster: Cluster = None,
    changes: Changes = None,
    events: Annotated[bool, _option("events", "--events")] = False,
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
    chosen = _scenario(scenario, employees, weeks, seed, changes)
    _warn([chosen], lang, as_json)
    kept = Store(store_in) if store_in else None
    with progress_bar(lang, quiet=as_json) as progress, executor_at(cluster) as executor:
        how: dict[str, Any] = {"workers": workers, "executor": executor, "store": kept}
        if replicates == "auto":
            runs = until_precise(chosen, precision, progress=progress, **how)
        else:
            draws = _integers(replicates, "--replicates", least=1, expected="40, auto")[0]
            runs = ensemble(chosen, draws, progress=progress, **how)
    if out:
        write_run(runs, out, events=events)
    told = summary(runs)
    if as_json:
        print_json(told)
        return
    print_summary([row for row in told["indicators"] if row["indicator"] in FIRST_LEVELS], lang)
    print_benefits(told["benefits"], lang)
    print_barriers(told["barriers"], lang)
    if out:
        typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("compare"))
def compare(
    scenarios: Annotated[list[str], typer.Argument(help=_help("option.compared"))],
    replicates: Replicates = 40,
    baseline: Annotated[str | None, _option("baseline", "--baseline")] = None,
    indicator: Annotated[list[str] | None, _option("compared_on", "--indicator")] = None,
    theories: Annotated[bool, _option("theories", "--theories")] = False,
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
    from simulation.terminal.results import print_pairs_compared, print_theories
    from simulation.workspace import write_json

    if out:
        check_json_file(out)
    chosen = [_scenario(name, employees, weeks, seed, changes) for name in scenarios]
    _warn(chosen, lang, as_json)
    how: dict[str, Any] = {"baseline": baseline, "indicators": tuple(indicator or INDICATORS)}
    how["store"] = Store(store_in) if store_in else None
    with progress_bar(lang, quiet=as_json) as progress, executor_at(cluster) as executor:
        how |= {"workers": workers, "progress": progress, "executor": executor}
        tried = compare_theories(chosen, replicates, **how) if theories else None
        comparison = tried.comparison if tried else compare_scenarios(chosen, replicates, **how)
    told = (tried or comparison).to_dict()
    if out:
        write_json(out, told)
    if as_json:
        print_json(told)
        return
    title, subtitle = comparison_finding(comparison, lang)
    typer.echo(f"{title}\n{subtitle}\n")
    print_pairs_compared(told["pairs"], lang)
    if tried:
        print_theories(told["theories"], lang)


@app.command(help=_help("calibrate"))
def calibrate(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    scenario: Annotated[str | None, _option("pilot_scenario", "--scenario")] = None,
    until: Annotated[int | None, _option("until", "--until", min=1)] = None,
    out: Annotated[Path | None, _option("posterior_folder", "--out")] = None,
    figures: Annotated[Path | None, _option("calibration_figures", "--figures")] = None,
    runs: Annotated[int | None, _option("runs", "--runs")] = None,
    workers: Workers = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Calibrate on a pilot; exit 1 when there is too little of it."""
    from simulation.access import noted
    from simulation.calibration import calibrate as calibrate_on
    from simulation.calibration import telling
    from simulation.report.calibration_page import write_checks
    from simulation.terminal.calibration import print_posterior

    if figures:
        check_html_file(figures)
    chosen = load(scenario) if scenario else None
    place = noted(record, "rsne calibrate")
    with progress_bar(lang, quiet=as_json) as progress:
        posterior = calibrate_on(
            place, chosen, until, out, runs, workers=workers, progress=progress
        )
    if figures:
        write_checks(posterior, figures, _minimum(record, None), lang)
    if as_json:
        print_json(telling.as_dict(posterior, lang) | {"out": out and str(out)})
    else:
        print_posterior(posterior, lang)
        if out:
            typer.echo(say("cli.written", lang, place=out))
    if posterior.manifest["missing"]:
        raise typer.Exit(1)


@app.command(help=_help("size"))
def size(
    scenario: Annotated[str | None, typer.Argument(help=_help("option.scenario"))] = None,
    target: Annotated[str | None, _option("target", "--target")] = None,
    probability: Annotated[float | None, _option("probability", "--probability")] = None,
    budget: Annotated[float | None, _option("budget", "--budget")] = None,
    limit: Annotated[list[str] | None, _option("limit", "--limit")] = None,
    choose: Annotated[list[str] | None, _option("choose", "--choose")] = None,
    service: Annotated[str | None, _option("service", "--service")] = None,
    effort: Annotated[str, _option("effort", "--effort")] = "normal",
    known: Annotated[bool, _option("known", "--known")] = False,
    posterior: Annotated[Path | None, _option("posterior", "--posterior")] = None,
    evaluate: Annotated[Path | None, _option("evaluate", "--evaluate")] = None,
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Out = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Size a deployment, or evaluate a plan; exit 1 when the target is out of reach."""
    from simulation.terminal.sizing import Sizing, print_sizing, sized

    if out:
        check_json_file(out)
    if scenario is None and evaluate is None:
        raise InputError("size_nothing")
    calibrated = scenario is not None and Path(scenario).is_dir()
    if calibrated:
        posterior = Path(str(scenario))
    named = scenario and not calibrated
    chosen = _scenario(str(scenario), employees, None, seed, changes) if named else None
    asked = Sizing(
        chosen, evaluate, target, probability, budget, tuple(limit or ()), tuple(choose or ()),
        service, effort, known, posterior, workers, out,
    )  # fmt: skip
    _warn([asked.scenario], lang, as_json)
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


@app.command(help=_help("validate"))
def validate(
    patterns: Annotated[str | None, _option("patterns", "--patterns")] = None,
    replicates: Replicates = 30,
    employees: Annotated[int, _option("validated", "--employees")] = 2000,
    ablate: Annotated[bool, _option("ablate", "--ablate")] = False,
    workers: Workers = None,
    out: Annotated[Path | None, _option("page", "--out")] = None,
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


@app.command(help=_help("replay"))
def replay(
    record: Annotated[Path, typer.Argument(help=_help("option.record"))],
    against: Annotated[Path | None, _option("against_record", "--against")] = None,
    out: Annotated[Path, _option("replay_page", "--out")] = Path("replay.html"),
    marks: Annotated[Path | None, _option("marks", "--marks")] = None,
    threshold: Annotated[list[str] | None, _option("threshold", "--threshold")] = None,
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
        min_group=_minimum(record, min_group),
        lang=lang,
    )
    if as_json:
        print_json(told)
    else:
        typer.echo(say("cli.written", lang, place=out))


@app.command(help=_help("report"))
def report(
    sources: Annotated[list[Path], typer.Argument(help=_help("option.reported"))],
    to: Annotated[str, _option("to", "--to")] = "html,pptx",
    story: Annotated[str, _option("story", "--story")] = "committee",
    template: Annotated[Path | None, _option("template", "--template")] = None,
    pictures: Annotated[Path | None, _option("pictures", "--pictures")] = None,
    out: Annotated[Path, _option("out", "--out")] = Path("workspace/reports"),
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
            typer.echo(say("cli.written", lang, place=path))


@app.command(help=_help("verify"))
def verify(
    file: Annotated[Path, typer.Argument(help=_help("option.verified"))],
    workspace: Annotated[Path | None, _option("verify_workspace", "--workspace")] = None,
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


@app.command("privacy-file", help=_help("privacy_file"))
def privacy_file(
    workspace: Annotated[Path, typer.Argument(help=_help("option.workspace"))] = Path("workspace"),
    out: Annotated[Path | None, _option("privacy_out", "--out")] = None,
    to: Annotated[str, _option("privacy_to", "--to")] = "md,html",
    lang: Annotated[str | None, _option("privacy_lang", "--lang", callback=_language)] = None,
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
        typer.echo(say("cli.written", lang or LANGUAGE, place=path))


@store.command("ls", help=_help("store.ls"))
def store_ls(
    folder: Annotated[Path, typer.Argument(help=_help("option.store"))],
    scenario: Annotated[str, _option("store_scenario", "--scenario")] = "",
    unfinished: Annotated[bool, _option("store_unfinished", "--unfinished")] = False,
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


@store.command("show", help=_help("store.show"))
def store_show(
    folder: Annotated[Path, typer.Argument(help=_help("option.store"))],
    design: Annotated[str, typer.Argument(help=_help("option.design"))],
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


@store.command("resume", help=_help("store.resume"))
def store_resume(
    folder: Annotated[Path, typer.Argument(help=_help("option.store"))],
    design: Annotated[str | None, typer.Argument(help=_help("option.design"))] = None,
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


@store.command("check", help=_help("store.check"))
def store_check(
    folder: Annotated[Path, typer.Argument(help=_help("option.store"))],
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


@store.command("purge", help=_help("store.purge"))
def store_purge(
    workspace: Annotated[Path, typer.Argument(help=_help("option.workspace"))] = Path("workspace"),
    dry_run: Annotated[bool, _option("dry_run", "--dry-run")] = False,
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


@store.command("forget-key", help=_help("store.forget_key"))
def store_forget_key(
    pilot: Annotated[Path, typer.Argument(help=_help("option.record"))],
    key: Annotated[Path | None, _option("key", "--key")] = None,
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


@store.command("access", help=_help("store.access"))
def store_access(
    workspace: Annotated[Path, typer.Argument(help=_help("option.workspace"))] = Path("workspace"),
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


@app.command(help=_help("dashboard"))
def dashboard(
    workspace: Annotated[Path, typer.Argument(help=_help("option.workspace"))] = Path("workspace"),
    port: Port = 5006,
    address: Annotated[str, _option("address", "--address")] = "127.0.0.1",
    users: Annotated[Path | None, _option("users", "--users")] = None,
    url: Annotated[str | None, _option("url", "--url")] = None,
    lang: Annotated[str | None, _option("lang", "--lang", callback=_language)] = None,
    show: Annotated[bool, _option("show", "--show/--no-show")] = True,
) -> None:
    """Serve the dashboard."""
    from dashboards.app import LOOPBACK, serve

    check_within(workspace)
    if users and address not in LOOPBACK:
        typer.echo(say("access.serving", lang or LANGUAGE, address=address, port=port), err=True)
    serve(workspace, port, address, lang, show, users, url)


people = typer.Typer(help=_help("users"), no_args_is_help=True)
app.add_typer(people, name="users")
UsersFile = Annotated[Path, _option("users", "--users")]
PersonName = Annotated[str, typer.Argument(help=_help("option.user"))]


@people.command("add", help=_help("users.add"))
def users_add(
    name: PersonName,
    role: Annotated[str, _option("role", "--role")],
    users: UsersFile = Path("users.yaml"),
    workspace: Annotated[str | None, _option("user_workspace", "--workspace")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Add a person; the password is asked for, or read from the standard input."""
    from simulation.terminal import password
    from simulation.users import add_user

    user = add_user(users, name, role, password(lang), workspace)
    told = {"name": name, "role": user.role, "workspace": user.workspace}
    if as_json:
        print_json(told)
    else:
        typer.echo(say("cli.users.added", lang, **told, place=users))


@people.command("ls", help=_help("users.ls"))
def users_ls(
    users: UsersFile = Path("users.yaml"), as_json: AsJson = False, lang: Lang = LANGUAGE
) -> None:
    """Show who may sign in."""
    from simulation.users import read_users

    columns = ("name", "role", "workspace")
    rows = [(name, user.role, user.workspace) for name, user in read_users(users).items()]
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    else:
        print_rows(rows, lang, [say(f"cli.column.{column}", lang) for column in columns])


@people.command("remove", help=_help("users.remove"))
def users_remove(
    name: PersonName, users: UsersFile = Path("users.yaml"), lang: Lang = LANGUAGE
) -> None:
    """Take a person out."""
    from simulation.users import remove_user

    remove_user(users, name)
    typer.echo(say("cli.users.removed", lang, name=name, place=users))


@app.command(help=_help("bench"))
def bench(
    sizes: Annotated[str, _option("sizes", "--sizes")] = "1000,10000,100000",
    full: Annotated[bool, _option("full", "--full")] = False,
    out: Annotated[Path | None, _option("page", "--out")] = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print speed and memory."""
    from simulation.bench import bench as measure_speed
    from simulation.terminal.results import SPEED_HEADING, print_speed, speed_page
    from simulation.workspace import write_text

    if out:
        check_page(out, SPEED_HEADING)
    result = measure_speed(tuple(_integers(sizes, "--sizes", least=1)), full)
    if out:
        write_text(out, speed_page(result, lang))
    if as_json:
        print_json(result)
    else:
        print_speed(result, lang)


register_robustness(app)


def _minimum(record: Path, asked: int | None) -> int:
    """The smallest group shown: as asked, else as the workspace of the record says."""
    from simulation.access import settings_of

    return settings_of(record).min_group if asked is None else asked


def _renamed(scenario: Scenario, file: Path) -> Scenario:
    """The scenario under the name of the file it is written to."""
    return scenario.changed({"name": file.stem}, place=str(file))


def _date(text: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError("option_value", option=option, value=text, expected="2027-12-31") from None


def _integers(text: str, option: str, least: int = 0, expected: str = "1000,10000") -> list[int]:
    try:
        numbers = [int(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if not numbers or min(numbers) < least:
        raise InputError("option_value", option=option, value=text, expected=expected)
    return numbers


forecasting.register(app)


def main() -> NoReturn:
    """Run the command line and exit with the status the interface promises."""
    lang = default_language()
    try:
        status = app(standalone_mode=False)
        if status == INTERRUPTED_FOR_TYPER:
            raise KeyboardInterrupt
    except InputError as error:
        typer.echo(error.message(lang), err=True)
        sys.exit(2)
    except typer.TyperException as error:
        typer.echo(usage_told(error, lang), err=True)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        typer.echo(say("cli.interrupted", lang), err=True)
        sys.exit(3)
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
