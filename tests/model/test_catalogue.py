"""The catalogue is complete and honest, and no behavioural number stands outside it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import simulation
from simulation.catalogue import STATUSES, parameters, values
from simulation.errors import InputError
from simulation.evidence import cited
from simulation.words import LANGUAGES
from tests.model.numbers_in_code import Number, numbers, stale, strangers

ROOT = Path(simulation.__file__).parent
MODULES = {
    f"{folder}.{file.stem}": file.read_text("utf-8")
    for folder in ("model", "organisation")
    for file in sorted((ROOT / folder).glob("*.py"))
}
NUMBERS = {name: list(numbers(source, name)) for name, source in MODULES.items()}

PLANTED = '''
FLOOR: Final = 0.3

def rule(state, now, start=0.25):
    """Everybody trusts a little more."""
    for i in range(state.employee.trust.size):
        luck = draw(now.luck, i, 3 * now.week + 7)
        state.employee.trust[i] += 0.07 * (1.0 - state.employee.trust[i])
        if state.employee.habit[i] > 0.6 or now.week == 12:
            state.employee.value[3] = min(4, (state.mask[i] >> 3) & 15)
        state.employee.ease[i] = np.zeros(5)[0] + 0.5 * luck - 2 * (1 - luck)
'''


@pytest.mark.parametrize("parameter", parameters().values(), ids=list(parameters()))
def test_a_parameter_says_what_it_is_and_where_it_comes_from(parameter):
    low, high = parameter.range
    assert low <= parameter.default <= high
    assert low < high or parameter.prior.form == "fixed"
    assert parameter.status in STATUSES
    assert cited(parameter.source)
    assert parameter.unit not in ("", "1"), "a unit says what the number counts or multiplies"
    assert set(parameter.label) == set(LANGUAGES) and all(parameter.label.values())


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


def read_by(source: str) -> Iterator[str]:
    """Parameters that code reads, as `parameter.name` or as `value("name")`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and last_name(node.value) == "parameter":
            yield node.attr
        elif isinstance(node, ast.Call) and last_name(node.func) == "value":
            yield from (a.value for a in node.args if isinstance(a, ast.Constant))


def last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_every_parameter_is_read_and_everything_read_is_a_parameter():
    read = {name for source in MODULES.values() for name in read_by(source)}
    read -= {"dtype"}  # of the record that holds them all
    assert set(parameters()) - read == set(), "parameters that nothing reads"
    assert read - set(parameters()) == set(), "names that the catalogue does not know"


@pytest.mark.parametrize("name", MODULES)
def test_no_behavioural_number_stands_outside_the_catalogue(name):
    """Each number listed belongs in catalogue.yaml, or in `ALLOWED` with its reason."""
    assert list(map(str, strangers(NUMBERS[name]))) == []


def test_every_number_let_through_is_still_there():
    assert stale([number for found in NUMBERS.values() for number in found]) == []


def test_a_planted_number_is_found_and_a_neutral_one_or_layout_is_not():
    found = strangers(list(numbers(PLANTED, "model.planted")))
    assert sorted(number.value for number in found) == [0.07, 0.25, 0.3, 0.6, 4, 12]
    assert Number("model.planted.FLOOR", 2, 0.3) in found
    assert {number.place for number in found} == {"model.planted.FLOOR", "model.planted.rule"}


@pytest.mark.parametrize("name", ["catalogue.yaml", "evidence.yaml"])
def test_no_entry_stands_twice(name):
    """YAML would keep the last one without a word."""
    keys = re.findall(r"^([^\s#].*):$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    assert [key for key, times in Counter(keys).items() if times > 1] == []
