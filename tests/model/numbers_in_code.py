"""Finds numbers in the code of the model that belong in the parameter catalogue.

What decides behaviour must be a parameter, with a range and a source. A number written in the
code is let through when it

- is neutral (0, 1, 2, their negatives, and ½, the centre of a scale);
- tells draws, places or bits apart: the counter of a draw, an index, a shape, a mask;
- stands in `ALLOWED` with its reason: the calendar, a code, room for data, a numerical guard, a
  conversion of units, the key of a draw.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

NEUTRAL: Final = {0, 1, 2, 0.5}

DRAWS: Final = {
    "draw", "bits", "piece", "uniform", "uniforms", "normal", "normals", "draw_normal", "betas",
    "draw_beta", "beta", "drawn", "time_of_act", "time_after", "time_of_visit",
}  # fmt: skip
"""Functions that take the counter of a draw: whole numbers in a call to them tell draws apart."""

SHAPES: Final = {"zeros", "ones", "empty", "full"}
"""Functions that lay out memory: their first argument is a shape."""

BITWISE: Final = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)

CALENDAR = "the calendar and office hours, which decide no behaviour"
CODE = "a code in tables"
ROOM = "room for data, never reached or made longer"
GUARD = "a numerical guard"
UNIT = "a conversion of units"
KEY = "the key of a draw"

ALLOWED: Final[dict[str, tuple[set[float], str]]] = {
    "model.clock.DAY": ({86_400}, CALENDAR),
    "model.clock.WEEK": ({7}, CALENDAR),
    "model.clock.WORKING_DAYS": ({5}, CALENDAR),
    "model.clock.OPENING": ({8, 3600}, CALENDAR),
    "model.clock.MORNING": ({5400}, CALENDAR),
    "model.clock.CLOSING": ({18, 3600}, CALENDAR),
    "model.clock.time_before_visit": ({1800}, CALENDAR),
    "model.clock.time_after": ({60}, CALENDAR),
    "model.events.INVITATION_TIME": ({6, 3600}, CALENDAR),
    "model.events._communities": ({5}, CALENDAR),
    "model.initialisation._employees": ({5}, CALENDAR),
    "model.initialisation._weigh_ties": ({10}, CALENDAR),
    "model.journal.JOIN": ({3}, CODE),
    "model.journal.LEAVE": ({4}, CODE),
    "model.journal.POST": ({5}, CODE),
    "model.journal.QUESTION": ({6}, CODE),
    "model.journal.ANSWER": ({7}, CODE),
    "model.journal.REACTION": ({8}, CODE),
    "model.journal.RECOGNISE": ({9}, CODE),
    "model.journal.COMMENT": ({10}, CODE),
    "model.journal.SHARE": ({11}, CODE),
    "model.journal.MENTION": ({12}, CODE),
    "model.journal.INVITE": ({13}, CODE),
    "model.journal.MODERATE": ({14}, CODE),
    "model.journal.VOTE": ({15}, CODE),
    "model.state.PRACTICE": ({7}, CODE),
    "model.state.COMPOSITE": ({6}, CODE),
    "model.recording.record_visitors": ({60}, UNIT),
    "model.recording.NOTHING": ({5}, CODE),
    "organisation.ties.CROSS": ({4}, CODE),
    "model.state.MEMBERSHIPS": ({12}, ROOM),
    "model.state.CONTACTS": ({10}, ROOM),
    "model.state.TIE_UNIT": ({1000}, UNIT),
    "model.state.STEPS_PER_ACT": ({8}, "how finely acts are ranked"),
    "model.state.ACT_STEPS": ({64}, ROOM),
    "model.memory.AHEAD": ({6}, "how far ahead rows are asked for"),
    "model.memory.FAR_AHEAD": ({24}, "how far ahead rows are asked for"),
    "model.memory.TO_READ": ({3, 32}, "numbers of an instruction of the processor"),
    "model.memory._fetching": ({8, 32}, "numbers of an instruction of the processor"),
    "model.memory.reach_for": ({3}, "lines of the longest row"),
    "model.visiting.ROUNDING": ({1e-9}, GUARD),
    "model.entities._apart": ({64}, "a size of hardware"),
    "model.entities.CACHE_LINE": ({64}, "a size of hardware"),
    "model.state.BLOCK": ({1024}, "employees whose state fits a cache"),
    "model.communities.WEEKS_PER_KEY": ({1024}, KEY),
    "model.initialisation.EVENTS_PER_PERSON": ({128}, ROOM),
    "model.initialisation._communities": ({64, 0.01}, ROOM),
    "model.initialisation.initial_state": ({3, 1000}, ROOM),
    "model.initialisation._invitations": ({1e-6}, GUARD),
    "model.initialisation._ambassadors": ({100}, UNIT),
    "model.levers._seats": ({1e-9}, GUARD),
    "model.levers._seats_of": ({1e-9}, GUARD),
    "model.noticing.FADING_PERIOD": ({4}, "how often ties fade; the pace is the catalogue's"),
    "model.noticing.restore_end": ({0.999}, GUARD),
    "model.contributing.time_left_by": ({0.1}, GUARD),
    "model.contributing.quality_of": ({1e-6}, GUARD),
    "model.state.FORGOTTEN": ({0.01}, GUARD),
    "model.answering.count_answer": ({3600}, UNIT),
    "model.contributing.contribute": ({20}, GUARD),
    "model.contributing.publish_news": ({50}, KEY),
    "model.animation.answer_what_is_left": ({64}, KEY),
    "model.answering.name_of_post": ({64}, KEY),
    "organisation.ties._SOCIABILITY": ({6}, KEY),
    "organisation.ties._COLLEAGUE": ({6, 9}, KEY),
    "organisation.ties._ROUNDING": ({4_000_000_000}, KEY),
    "organisation.ties._TICKETS_EACH": ({4}, "how finely sociability is drawn by"),
    "organisation.ties.pairs_at_work": ({5}, ROOM),
    "organisation.people._FOLLOWS_UNIT": ({7}, KEY),
    "organisation.inferred.observed_ties": ({7, 86_400}, CALENDAR),
    "organisation.likeness.COMPARABLE": (
        {1000, 24, 13},
        "the size of real companies compared with",
    ),
    "organisation.likeness.likeness": ({5}, "how many companies are drawn to compare"),
    "organisation.sources._drawn": ({4}, ROOM),
    "organisation.sources._of_record": ({4}, ROOM),
}
"""Numbers let through, by module and the constant or function they stand in, with their reason."""


@dataclass(frozen=True)
class Number:
    """A number found in the code: where it stands, and in which constant or function."""

    place: str
    line: int
    value: float

    def __str__(self) -> str:
        return f"{self.place}, line {self.line}: {self.value:g}"


def numbers(source: str, module: str) -> Iterator[Number]:
    """Numbers of a module that are neither neutral nor told to be layout by where they stand."""
    for statement in ast.parse(source).body:
        yield from _of_statement(statement, module)


def strangers(found: list[Number]) -> list[Number]:
    """Those that are not let through: each belongs in the catalogue, or in `ALLOWED`."""
    return [n for n in found if n.value not in ALLOWED.get(n.place, (set(), ""))[0]]


def stale(found: list[Number]) -> list[str]:
    """Entries of `ALLOWED` that no number needs any more."""
    met = {(n.place, n.value) for n in found}
    return [
        f"{place}: {value:g}"
        for place, (values, _) in ALLOWED.items()
        for value in values
        if (place, value) not in met
    ]


def _of_statement(statement: ast.stmt, module: str) -> Iterator[Number]:
    if isinstance(statement, ast.ClassDef):
        for inner in statement.body:
            yield from _of_statement(inner, f"{module}.{statement.name}")
        return
    place = f"{module}.{_name(statement)}"
    for node in _outside_layout(statement):
        if isinstance(node, ast.Constant) and _is_number(node.value) and node.value not in NEUTRAL:
            yield Number(place, node.lineno, node.value)


def _name(statement: ast.stmt) -> str:
    """The function or the first variable that a statement defines."""
    if isinstance(statement, ast.FunctionDef):
        return statement.name
    names = [node.id for node in ast.walk(statement) if isinstance(node, ast.Name)]
    return names[0] if names else "<module>"


def _outside_layout(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below one, but whole numbers that tell draws, places or bits apart."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not _is_layout(node, child):
            yield from _outside_layout(child)


def _is_layout(parent: ast.AST, child: ast.AST) -> bool:
    if isinstance(parent, ast.Call) and child is not parent.func:
        shape = _called(parent) in SHAPES and child is parent.args[0]
        return (shape or _called(parent) in DRAWS) and _is_whole(child)
    if isinstance(parent, ast.keyword):
        return parent.arg == "counter" and _is_whole(child)
    if isinstance(parent, ast.Subscript):
        return child is parent.slice and _is_whole(child)
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, BITWISE) and _is_whole(child)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_whole(node: ast.AST) -> bool:
    """Whether every number below is written as a whole one."""
    return not any(isinstance(n, ast.Constant) and type(n.value) is float for n in ast.walk(node))


def _is_number(value: object) -> bool:
    return type(value) in (int, float)
