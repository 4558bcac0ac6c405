"""Commands on what an answer hangs on: they parse, call the library and print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulation.places import check_html_file
from simulation.terminal import progress_bar
from simulation.terminal.chosen import chosen, warn
from simulation.terminal.findings import hand_over, named, plans_named
from simulation.terminal.help import enlist
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
    help_of,
    option,
)
from simulation.terminal.values import among, whole_numbers
from simulation.words import say

if TYPE_CHECKING:
    import plotly.graph_objects as go

Plan = Annotated[str, typer.Argument(help=help_of("option.plan"))]
Plans = Annotated[list[str], typer.Argument(help=help_of("option.plans"))]
TargetText = Annotated[str | None, option("robust_target", "--target")]
Levers = Annotated[list[str] | None, option("robust_lever", "--lever")]
Futures = Annotated[str, option("robust_futures", "--futures")]
Draws = Annotated[int, option("robust_draws", "--draws", min=1)]
Worth = Annotated[float | None, option("robust_worth", "--worth")]
Indicators = Annotated[list[str] | None, option("robust_indicator", "--indicator")]
Page = Annotated[Path | None, option("robust_page", "--out")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    commands = {
        "sensitivity": sensitivity,
        "discover": discover,
        "regret": regret,
        "information": information,
        "design-pilot": design_pilot,
        "red-team": red_team,
    }
    enlist(app, commands, "robust")


def sensitivity(
    scenario: Annotated[str, typer.Argument(help=help_of("option.scenario"))],
    indicator: Annotated[list[str] | None, option("outcome", "--indicator")] = None,
    parameter: Annotated[list[str] | None, option("robust_parameter", "--parameter")] = None,
    lever: Levers = None,
    keep: Annotated[int, option("robust_keep", "--keep", min=1)] = 5,
    points: Annotated[int, option("robust_points", "--points")] = 64,
    replicates: Annotated[int, option("robust_screening", "--replicates", "-r", min=2)] = 4,
    employees: Employees = 1000,
    weeks: Weeks = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print what an outcome hangs on, luck among the rest."""
    from simulation import robustness
    from simulation.experiments import OUTCOMES
    from simulation.figures import variance_shares
    from simulation.robustness.telling import named, sensitivity_rows, sensitivity_told

    if out:
        check_html_file(out)
    plan = chosen(scenario, employees, weeks, seed, changes)
    warn([plan], lang, as_json)
    levers = robustness.lever_inputs(lever or (), plan)
    with progress_bar(lang, quiet=as_json) as progress:
        found = robustness.sensitivity(
            plan, indicator or OUTCOMES, parameter, levers, keep, points, replicates, workers,
            progress,
        )  # fmt: skip

    def drawn() -> dict[str, go.Figure]:
        names = {name: named(name, lang) for name in found.indices["input"]}
        outcomes = found.indices.groupby("outcome", sort=False)
        return {
            say(f"indicator.{name}", lang): variance_shares(rows, names=names, lang=lang)
            for name, rows in outcomes
        }

    hand_over(found, sensitivity_told, sensitivity_rows, drawn, out, as_json, lang)


def discover(
    plan: Plan,
    target: TargetText = None,
    draws: Draws = 200,
    fresh: Annotated[int, option("robust_fresh", "--fresh", min=1)] = 200,
    futures: Futures = "prior",
    lever: Levers = None,
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print the conditions under which a plan misses its target."""
    from simulation import robustness
    from simulation.figures import failure_ranges
    from simulation.robustness.drawing import ranges
    from simulation.robustness.telling import discovery_rows, discovery_told

    if out:
        check_html_file(out)
    plans, aim = plans_named([plan], target, employees, seed, changes, lang, as_json)
    (tried,) = plans.values()
    levers = robustness.lever_inputs(lever or (), tried)
    where = robustness.futures_of(futures, tried.seed, tuple(levers))
    with progress_bar(lang, quiet=as_json) as progress:
        found = robustness.discover(
            tried, aim, where, draws, fresh, progress=progress, workers=workers
        )

    def drawn() -> dict[str, go.Figure]:
        return {"": failure_ranges(ranges(found, lang), lang=lang)} if found.conditions else {}

    hand_over(found, discovery_told, discovery_rows, drawn, out, as_json, lang)


def regret(
    plans: Plans,
    target: TargetText = None,
    worth: Worth = None,
    theory: Annotated[list[str] | None, option("robust_theory", "--theory")] = None,
    draws: Draws = 60,
    futures: Futures = "prior",
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print what one would regret of each plan."""
    from simulation import robustness
    from simulation.experiments import theory_label
    from simulation.figures import regret_table
    from simulation.robustness.regret import ALL
    from simulation.robustness.telling_choices import regret_rows, regret_told
    from simulation.scenario import THEORIES

    if out:
        check_html_file(out)
    tried, aim = plans_named(plans, target, employees, seed, changes, lang, as_json)
    among(theory or (), THEORIES, "--theory")
    where = robustness.futures_of(futures, next(iter(tried.values())).seed)
    with progress_bar(lang, quiet=as_json) as progress:
        found = robustness.regret(
            tried, robustness.Stake(aim, worth), where, draws, theory or THEORIES, progress,
            workers=workers,
        )  # fmt: skip

    def drawn() -> dict[str, go.Figure]:
        names = {name: theory_label(name, lang) for name in found.theories}
        names[ALL] = say("robust.regret.all", lang)
        unit = found.stake.level_unit
        return {"": regret_table(found.table, names=names, unit=unit, lang=lang)}

    hand_over(found, regret_told, regret_rows, drawn, out, as_json, lang)


def information(
    plans: Plans,
    target: TargetText = None,
    worth: Worth = None,
    budget: Annotated[float | None, option("budget", "--budget")] = None,
    survey: Annotated[list[str] | None, option("robust_survey", "--survey")] = None,
    reliability: Annotated[float, option("robust_reliability", "--reliability")] = 0.7,
    more_weeks: Annotated[int, option("robust_more_weeks", "--more-weeks", min=1)] = 4,
    draws: Draws = 300,
    futures: Futures = "prior",
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print what learning more would be worth to the choice between plans."""
    from simulation import robustness
    from simulation.figures import study_worths
    from simulation.robustness.drawing import worths
    from simulation.robustness.telling_choices import information_rows, information_told

    if out:
        check_html_file(out)
    tried, aim = plans_named(plans, target, employees, seed, changes, lang, as_json)
    where = robustness.futures_of(futures, next(iter(tried.values())).seed)
    with progress_bar(lang, quiet=as_json) as progress:
        found = robustness.information(
            tried, robustness.Stake(aim, worth), where, draws, budget, survey, reliability,
            more_weeks, progress, workers=workers,
        )  # fmt: skip

    def drawn() -> dict[str, go.Figure]:
        unit = "points" if found.stake.unit == "probability" else found.stake.unit
        table = worths(found, lang)
        return {"": study_worths(table, perfect=found.perfect, unit=unit, lang=lang)}

    hand_over(found, information_told, information_rows, drawn, out, as_json, lang)


def design_pilot(
    scenarios: Plans,
    groups: Annotated[str | None, option("robust_groups", "--groups")] = None,
    weeks: Annotated[str, option("robust_weeks", "--weeks")] = "4,8,12,16",
    choice: Annotated[list[str] | None, option("robust_choice", "--choice")] = None,
    indicator: Indicators = None,
    replicates: Replicates = 80,
    power: Annotated[float, option("robust_power", "--power")] = 0.8,
    futures: Futures = "known",
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print the smallest pilot that tells scenarios apart; exit 1 when none does."""
    from typing import get_args

    from simulation import robustness
    from simulation.figures import power_curves
    from simulation.robustness.pilot_design import INDICATORS, hardest
    from simulation.robustness.telling_choices import design_rows, design_told
    from simulation.scenario import PilotChoice

    if out:
        check_html_file(out)
    sizes = whole_numbers(groups, "--groups") if groups else None
    lengths = whole_numbers(weeks, "--weeks")
    among(choice or (), get_args(PilotChoice), "--choice")
    read = (named(name, employees, seed, changes) for name in scenarios)
    tried = {name: scenario for name, scenario, _ in read}
    warn(list(tried.values()), lang, as_json)
    where = robustness.futures_of(futures, next(iter(tried.values())).seed)
    chosen_ways: Any = choice
    with progress_bar(lang, quiet=as_json) as progress:
        found = robustness.design_pilot(
            tried, where, sizes, lengths, chosen_ways, indicator or INDICATORS, replicates, power,
            progress, workers=workers,
        )  # fmt: skip

    def drawn() -> dict[str, go.Figure]:
        rows = hardest(found.table)
        names = {name: say(f"indicator.{name}", lang) for name in rows["indicator"]}
        rows = rows[rows["choice"] == found.design.choice]
        return {"": power_curves(rows, enough=power, names=names, lang=lang)}

    hand_over(found, design_told, design_rows, drawn, out, as_json, lang)
    if not found.enough:
        raise typer.Exit(1)


def red_team(
    plan: Plan,
    target: TargetText = None,
    shock: Annotated[list[str] | None, option("robust_shock", "--shock")] = None,
    below: Annotated[float, option("robust_broken", "--broken-below")] = 0.5,
    draws: Draws = 40,
    futures: Futures = "prior",
    employees: Employees = None,
    seed: Seed = None,
    changes: Changes = None,
    workers: Workers = None,
    out: Page = None,
    as_json: AsJson = False,
    lang: Lang = LANGUAGE,
) -> None:
    """Print the lightest shock that breaks a plan; exit 1 when it fails without any."""
    from simulation import robustness
    from simulation.figures import breaking_shocks
    from simulation.robustness.drawing import shocks
    from simulation.robustness.telling_shocks import red_team_rows, red_team_told, screened_told

    if out:
        check_html_file(out)
    plans, aim = plans_named([plan], target, employees, seed, changes, lang, as_json)
    (tried,) = plans.values()
    where = robustness.futures_of(futures, tried.seed)

    def first_answer(broken: Mapping[str, bool]) -> None:
        if not as_json:
            typer.echo(screened_told(broken, lang), err=True)

    with progress_bar(lang, quiet=as_json) as progress:
        found = robustness.red_team(
            tried, aim, where, draws, below, shock or robustness.SHOCKS, progress,
            screened=first_answer, workers=workers,
        )  # fmt: skip

    def drawn() -> dict[str, go.Figure]:
        table, calm = shocks(found, lang), found.calm.mean
        if table.empty:
            return {}
        return {"": breaking_shocks(table, last_week=aim.week, calm=calm, lang=lang)}

    hand_over(found, red_team_told, red_team_rows, drawn, out, as_json, lang)
    if found.calm.mean < below:
        raise typer.Exit(1)
