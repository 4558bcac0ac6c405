import ast
from pathlib import Path

import pytest

import simulation.model
from simulation.catalogue import STATUSES, parameters, values
from simulation.errors import InputError

RULES = (
    "joining",
    "noticing",
    "visiting",
    "contributing",
    "communities",
    "answering",
    "animation",
    "managers",
    "training",
    "recognition",
    "learning",
    "contacts",
    "recording",
)
STRUCTURAL = {0.0, 0.5, 1.0, 2.0, 60.0}
"""None and all, halves and doubles, minutes in an hour; anything else is behaviour."""


def test_every_parameter_says_what_it_is_and_where_it_comes_from():
    for parameter in parameters().values():
        low, high = parameter.range
        assert low <= parameter.default <= high
        assert parameter.status in STATUSES
        assert parameter.source
        assert parameter.unit
        assert set(parameter.label) == {"fr", "en"}


def test_an_unknown_parameter_is_refused_with_a_close_one():
    with pytest.raises(InputError, match="habit_gain"):
        values({"habit_gian": 0.07})


def test_a_value_without_meaning_in_its_unit_is_refused_with_its_range():
    for wrong in (7.0, -0.05, 0.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match=r"\[0.04, 0.12\]"):
            values({"habit_gain": wrong})


def test_a_value_beyond_the_evidence_that_still_has_a_meaning_is_taken():
    assert values({"habit_gain": 0.3})["habit_gain"] == 0.3
    assert values({"lapse_weeks": 40.0})["lapse_weeks"] == 40.0
    assert values({"visit_base": -6.0})["visit_base"] == -6.0


@pytest.mark.parametrize("parameter", parameters().values(), ids=lambda p: p.name)
def test_the_whole_range_of_the_evidence_has_a_meaning(parameter):
    if parameter.group != "organisation":
        for end in parameter.range:
            assert values({parameter.name: end})[parameter.name] == end


def test_every_parameter_is_read_by_the_model():
    folder = Path(simulation.model.__file__).parent
    code = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    of_the_model = [p.name for p in parameters().values() if p.group != "organisation"]
    assert [name for name in of_the_model if f"parameter.{name}" not in code] == []


@pytest.mark.parametrize("name", RULES)
def test_no_behavioural_number_stands_in_the_rules(name):
    source = (Path(simulation.model.__file__).parent / f"{name}.py").read_text("utf-8")
    numbers = {
        node.value
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    }
    assert numbers <= STRUCTURAL
