"""No way leads from rows about people to a view or a file but through the gate.

What writes or draws is read as code and held to it; what the library publishes is called.
"""

import ast
import sys
from pathlib import Path

import pandas as pd
import pytest

from simulation import figures, indicators
from simulation.protection import Released
from simulation.tables import SCHEMAS

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "indicators"))

from stories import random_story  # noqa: E402

SINKS = sorted(
    file
    for place in (
        "dashboards",
        "simulation/commands",
        "simulation/figures",
        "simulation/report",
        "simulation/terminal",
    )
    for file in (ROOT / place).rglob("*.py")
) + [
    ROOT / "simulation" / name
    for name in ("demo.py", "spreadsheet.py", "privacy.py", "access.py", "retention.py")
]
"""Everything that shows or writes something to people."""
GIVE_RECORDS = {"read", "opened", "read_pilot", "import_sample"}
WRITES_TABLES = {
    "simulation/tables.py": "a record's own folder",
    "simulation/experiments/runs.py": "simulated draws",
    "simulation/spreadsheet.py": "released tables only",
    "simulation/indicators/cache.py": "a record's own folder, before the gate",
    "simulation/report/effects_page.py": "figures of a finished reading",
    "simulation/report/robustness_page.py": "figures of simulated draws",
    "simulation/report/calibration_page.py": "figures of a whole pilot and of simulated ones",
    "simulation/report/forecast_page.py": "figures of a whole pilot and of its forecast",
    "simulation/calibration/posterior.py": "parameters, and weekly counts of a whole pilot",
    "simulation/pilot/sample/export.py": "the invented sample",
    "simulation/pilot/sample/extract.py": "the invented sample",
}
TAKES = {
    "simulation/retention.py": ["handed_down"],
    "dashboards/replay_file.py": ["marks_beside"],
    "dashboards/view_models/replay/desk.py": ["marks_beside"],
}
"""What else may be taken from inside the indicators: groups of an earlier import, dated marks."""
SHOWS_INDIVIDUALS = {"dashboards/pages/pilot.py", "dashboards/view_models/replay/people.py"}
"""The team's own replay."""

EVERYWHERE = sorted([*(ROOT / "simulation").rglob("*.py"), *(ROOT / "dashboards").rglob("*.py")])


def named(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def last_name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def names_of_records(tree: ast.Module) -> set[str]:
    """Names bound to a record: by their type, by what makes them, or as they are called."""
    found = {"record", "former", "pilot"}
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=ast.expr() as kind) if _is_record(kind):
                found.add(name)
            case ast.AnnAssign(target=target, annotation=kind) if _is_record(kind):
                found.add(last_name(target))
            case ast.Assign(targets=targets, value=ast.Call(func=maker)):
                if last_name(maker) in GIVE_RECORDS:
                    found |= {last_name(target) for target in targets}
    return found


def _is_record(kind: ast.expr) -> bool:
    return "Record" in {last_name(part) for part in ast.walk(kind) if isinstance(part, ast.expr)}


def personal_rows(tree: ast.Module) -> list[str]:
    """Where a table of a record is reached: `record.people`, `read(folder).events`."""
    records = names_of_records(tree)
    return [
        f"line {node.lineno}: .{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in SCHEMAS
        and (
            last_name(node.value) in records
            or (isinstance(node.value, ast.Call) and last_name(node.value.func) in GIVE_RECORDS)
        )
    ]


@pytest.mark.parametrize("file", SINKS, ids=named)
def test_what_shows_or_writes_touches_no_table_of_a_record(file):
    assert not personal_rows(tree_of(file))


@pytest.mark.parametrize(
    "code",
    [
        "def f(record): return record.people",
        "def f(x: Record): return x.events",
        "x = tables.read(place)\ny = x.memberships",
        "rows = opened(place, 'page').ties",
        "facts.record.people",
    ],
)
def test_the_reading_of_code_finds_such_a_touch(code):
    assert personal_rows(ast.parse(code))


@pytest.mark.parametrize("file", SINKS, ids=named)
def test_what_shows_or_writes_takes_only_published_figures(file):
    """From inside the indicators it may take constants, never an unprotected measure."""
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            "simulation.indicators."
        ):
            functions = [alias.name for alias in node.names if not alias.name.isupper()]
            assert not functions or functions == TAKES.get(named(file)), (
                f"{node.module} {functions}"
            )


def test_tables_are_written_in_few_places_and_each_says_why():
    writers = {
        named(file)
        for file in EVERYWHERE
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Attribute)
        and node.attr in ("to_parquet", "to_csv", "to_excel", "to_feather", "to_pickle", "to_html")
    }
    assert writers <= set(WRITES_TABLES)


def test_only_the_gate_makes_released_tables():
    makers = {
        named(file)
        for file in EVERYWHERE
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and last_name(node.func) == "Released"
    }
    assert makers == {"simulation/protection/gate.py"}


def test_single_people_are_asked_for_by_the_replay_of_the_team_only():
    users = {
        named(file)
        for file in EVERYWHERE
        if "replayed_people" in file.read_text("utf-8")
        and not named(file).startswith("simulation/indicators/")
    }
    assert users <= SHOWS_INDIVIDUALS


def tables_in(value):
    if isinstance(value, pd.DataFrame):
        yield value
    elif isinstance(value, dict):
        for entry in value.values():
            yield from tables_in(entry)


@pytest.mark.parametrize(
    "name", [name for name in indicators.__all__ if name.startswith("published_")] + ["published"]
)
def test_all_that_is_published_has_passed_the_gate(name):
    record = random_story(4, people=40).record()
    if name == "published_rows":
        with pytest.raises(TypeError, match="gate"):
            indicators.published_rows(pd.DataFrame({"week": []}))
        return
    more = {
        "published_composition": {"by": "unit", "untouched": "others"},
        "published_goals": {"goals": [indicators.Goal("all", "posts", 1.0)]},
    }.get(name, {})
    found = getattr(indicators, name)(record, **more)
    assert all(isinstance(table, Released) for table in tables_in(found))
    assert list(tables_in(found)) or name in ("published_replay", "published_composition")


@pytest.mark.parametrize(
    "draw",
    [
        "indicator_line",
        "unit_bars",
        "profile_bars",
        "silos_matrix",
        "paired_bars",
        "survival_curve",
        "before_after",
    ],
)
def test_figures_about_people_refuse_a_table_that_has_not_passed_the_gate(draw):
    table = pd.DataFrame({"group": ["A"], "value": [0.5], "people": [40], "suppressed": [False]})
    with pytest.raises(TypeError, match="gate"):
        getattr(figures, draw)(table)
