"""What commands on robustness share: the plans they are given, and a finding handed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from simulation.errors import InputError
from simulation.terminal import print_json, print_rows, say_written
from simulation.terminal.chosen import changed, warn

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from simulation.scenario import Scenario
    from simulation.sizing import Target

Table = tuple[list[str], list[list[Any]]]


def hand_over(
    found: Any,
    tell: Callable[[Any, str], list[str]],
    rows: Callable[[Any, str], Table],
    drawn: Callable[[], Mapping[str, go.Figure]],
    out: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Print a finding as JSON, or as sentences and a table; write its page if asked."""
    from simulation.report.robustness_page import write_robustness
    from simulation.robustness.plain import with_words

    heads, table = rows(found, lang)
    if out:
        write_robustness(out, tell(found, lang), drawn(), heads, table, lang)
    if as_json:
        print_json(with_words(found, tell))
        return
    title, *sentences = tell(found, lang)
    typer.echo(f"{title}\n")
    if table:
        print_rows(table, lang, heads)
        typer.echo()
    for sentence in sentences:
        typer.echo(sentence)
    say_written(out, lang)


def plans_named(
    sources: Sequence[str],
    target: str | None,
    employees: int | None,
    seed: int | None,
    changes: list[str] | None,
    lang: str,
    as_json: bool,
) -> tuple[Mapping[str, Scenario], Target]:
    """Plans by what they go by, and the target: the one asked, else that of the first plan."""
    from simulation.sizing import Target

    read = [named(source, employees, seed, changes) for source in sources]
    plans = {name: plan for name, plan, _ in read}
    if len(plans) < len(read):
        raise InputError("plans_two", value=", ".join(sources))
    warn(list(plans.values()), lang, as_json)
    aim = Target.parse(target) if target else read[0][2]
    if aim is None:
        raise InputError("target_missing")
    return plans, aim


def named(
    source: str, employees: int | None, seed: int | None, changes: list[str] | None
) -> tuple[str, Scenario, Target | None]:
    """What a plan goes by, the plan with the changes asked, and its own target."""
    from simulation.robustness.plan_source import read_plan

    name, plan, target = read_plan(source)
    return name, changed(plan, employees, None, seed, changes), target
