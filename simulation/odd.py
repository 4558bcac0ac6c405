"""The parts of the model's ODD document that the code tells by itself.

`simulation/model/ODD.md` is written by hand but for what stands between two markers: state
variables come from `simulation.model.state`, the schedule from `simulation.model.week`,
parameters from the catalogue, submodels from the docstrings of the rules. `make odd` writes
them again; a test holds the document to the code.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from simulation.catalogue import Parameter, parameters
from simulation.model import state, week
from simulation.model.levers import LEVERS
from simulation.priors import Prior

MODEL: Final = Path(__file__).parent / "model"
DOCUMENT: Final = MODEL / "ODD.md"

ENTITIES: Final = {
    "EMPLOYEE": "employee",
    "LEADERSHIP": "employee, how one leads",
    "EXPERTISE": "employee, what one knows",
    "TRIAL": "experiment on an employee",
    "LINK": "work tie, seen from one of its two ends",
    "DISTANCE": "work tie, what distance does to it",
    "CONTACT": "contact remembered from exchanges on the network",
    "MEMBERSHIP": "membership",
    "COMMUNITY": "community",
    "POST": "post or question",
    "LISTED": "what readers see of a post",
    "VISIT_EFFECT": "number of days with a visit",
    "OF_BLOCK": "what a rule works out of each of a thousand people, for a moment",
    "AT_HAND": "what a rule works out of one person, for a moment",
    "NOTED": "what a rule finds and comes back to, for a moment",
    "CLIMATE": "company",
    "COUNTER": "bookkeeping of the run",
}
"""Entities, by the name of their columns in `simulation.model.state`."""

FORMATS: Final = {"?": "yes or no", "f": "number", "i": "whole number", "u": "whole number"}

UPDATES: Final = {"simultaneous": "together", "in turn": "in turn"}
"""How a docstring tells the kind of update, and how the document does."""


COMPILED: Final = {"kernel", "along_columns", "formula", "part", "typed"}
"""What marks a function as a rule of the model."""


@dataclass(frozen=True)
class Rule:
    """One function of the model: where it stands and what its docstring tells."""

    module: str
    name: str
    told: str

    @property
    def link(self) -> str:
        """Its name, leading to its file."""
        return f"[`{self.module}.{self.name}`]({self.module}.py)"

    @property
    def first_line(self) -> str:
        """What it does, in one line."""
        return self.told.partition("\n")[0]

    @property
    def account(self) -> str:
        """What it does, how and why: its docstring but for the list of arguments."""
        return " ".join(re.split(r"\n\n(?:Args|Returns|Raises):", self.told)[0].split())

    @property
    def update(self) -> str:
        """Whether people are updated together or in turn; a dash where that makes no odds."""
        kinds = [kind for word, kind in UPDATES.items() if word in self.told.lower()]
        return "; ".join(kinds) or "–"


@dataclass(frozen=True)
class Step:
    """One call of the schedule: its phase, the rule, and the mechanism that may be off."""

    phase: str
    rule: Rule
    switch: str


def document(text: str) -> str:
    """The document with its generated parts written anew.

    Raises:
        ValueError: a marker names no part, or is not closed.
    """
    parts = {
        "state variables": state_variables,
        "schedule": schedule_table,
        "parameters": parameter_tables,
        "submodels": submodel_lists,
    }
    opened = re.findall(r"<!-- generated: (.+?) -->", text)
    if sorted(opened) != sorted(parts) or text.count("<!-- end -->") != len(parts):
        raise ValueError(f"the document needs each of {', '.join(parts)} once, and closed")
    for name, written in parts.items():
        begin, end = f"<!-- generated: {name} -->", "<!-- end -->"
        before, _, rest = text.partition(begin)
        after = rest.partition(end)[2]
        text = f"{before}{begin}\n\n{written()}\n\n{end}{after}"
    return text


def state_variables() -> str:
    """Tables of the attributes of each entity, and of the levers of a week."""
    tables = [
        f"**{entity[0].upper()}{entity[1:]}** (`state.{name}`)\n\n"
        + _table(
            ("attribute", "kind", "meaning"),
            [(f"`{c.name}`", _kind(c.format), c.meaning) for c in getattr(state, name)],
        )
        for name, entity in ENTITIES.items()
    ]
    levers = ", ".join(f"`{name}`" for name in LEVERS.names or ())
    return "\n\n".join([*tables, f"**Levers of the week** (`levers.LEVERS`): {levers}."])


def schedule_table() -> str:
    """The calls of a week in their order."""
    rows = [
        (step.phase, step.rule.link, step.rule.first_line, step.rule.update, step.switch)
        for step in schedule()
    ]
    return _table(("phase", "function", "what happens", "update", "mechanism"), rows)


def parameter_tables() -> str:
    """The catalogue by group: value, unit, prior, status and source."""
    headings = ("parameter", "meaning", "value", "unit", "prior", "status", "source")
    return "\n\n".join(
        f"**{group[0].upper()}{group[1:]}**\n\n"
        + _table(headings, [_parameter_row(entry) for entry in entries])
        for group, entries in groupby(
            sorted(parameters().values(), key=_place_of_group), key=lambda entry: entry.group
        )
    )


def submodel_lists() -> str:
    """Rules by file, each with what it does; the rows it rests on stand in its docstring."""
    return "\n\n".join(
        f"**{file}**: {_module_told(file)}\n\n"
        + "\n".join(f"- {rule.link}: {rule.account}" for rule in rules.values())
        for file, rules in rules_by_file().items()
    )


def schedule() -> list[Step]:
    """The steps of a week, read from the code that works it."""
    source = inspect.getsource(week)
    function = next(
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "work_week"
    )
    known = {name: rule for rules in rules_by_file().values() for name, rule in rules.items()}
    lines = source.splitlines()
    return [
        Step(_phase(lines, function.lineno, call.lineno), known[call.func.id], switch)
        for call, switch in _calls(function.body)
        if isinstance(call.func, ast.Name)
    ]


def rules_by_file() -> dict[str, dict[str, Rule]]:
    """Compiled rules of the model, by file and name; helpers of a file's own are left out."""
    return {
        file.stem: rules
        for file in sorted(MODEL.glob("*.py"))
        if file.stem != "week" and (rules := _rules(file))
    }


def _rules(file: Path) -> dict[str, Rule]:
    return {
        node.name: Rule(file.stem, node.name, ast.get_docstring(node) or "")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and any(_name_of(mark) in COMPILED for mark in node.decorator_list)
    }


def _name_of(mark: ast.expr) -> str:
    """The name of a decorator, with or without arguments."""
    return getattr(mark.func if isinstance(mark, ast.Call) else mark, "id", "")


def _module_told(name: str) -> str:
    docstring = ast.get_docstring(ast.parse((MODEL / f"{name}.py").read_text("utf-8"))) or ""
    return docstring.partition("\n")[0]


def _calls(body: Sequence[ast.stmt], switch: str = "–") -> Iterator[tuple[ast.Call, str]]:
    """Calls in their order, each with the mechanism under which it stands."""
    for statement in body:
        if isinstance(statement, ast.If):
            named = f"`{statement.test.attr}`" if isinstance(statement.test, ast.Attribute) else "–"
            inner = named if switch == "–" else f"{switch}, {named}"
            yield from _calls(statement.body, inner)
            yield from _calls(statement.orelse, f"no {named}")
        elif isinstance(statement, ast.For):  # by blocks of people, a matter of speed
            yield from _calls(statement.body, switch)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield statement.value, switch


def _phase(lines: Sequence[str], first: int, line: int) -> str:
    """The comment under which a line of the schedule stands, such as `1. Plan`."""
    above = (text.strip() for text in reversed(lines[first - 1 : line - 1]))
    return next((text.removeprefix("# ") for text in above if text.startswith("# ")), "begin")


def _place_of_group(parameter: Parameter) -> int:
    groups = list(dict.fromkeys(entry.group for entry in parameters().values()))
    return groups.index(parameter.group)


def _parameter_row(entry: Parameter) -> tuple[str, ...]:
    return (
        f"`{entry.name}`",
        entry.label["en"],
        f"{entry.default:g}",
        entry.unit,
        _prior_told(entry.prior),
        entry.status,
        entry.source,
    )


def _prior_told(prior: Prior) -> str:
    if not prior.varies:
        return "fixed"
    spread = f", spread {prior.spread:.3g}" if prior.spread else ""
    return f"{prior.form} in [{prior.low:g}, {prior.high:g}]{spread}"


def _kind(column_format: str) -> str:
    return FORMATS[column_format.lstrip("0123456789")[0]]


def _table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(str(c).replace('|', '/') for c in line)} |" for line in lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text("utf-8")), "utf-8")
