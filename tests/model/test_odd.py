"""The ODD document tells the code: its generated parts are those the code writes now."""

import re

import pytest

from simulation import odd
from simulation.catalogue import parameters
from simulation.model import state
from simulation.model.entities import Column

DOCUMENT = odd.DOCUMENT.read_text("utf-8")


def test_the_document_is_the_one_the_code_writes():
    """If it is not: `make odd`."""
    assert odd.document(DOCUMENT) == DOCUMENT


@pytest.mark.parametrize("name", parameters())
def test_every_parameter_stands_in_the_document(name):
    assert DOCUMENT.count(f"| `{name}` | {parameters()[name].label['en']} |") == 1


def test_every_attribute_of_every_entity_stands_in_the_document():
    groups = {name for name, value in vars(state).items() if is_layout(value)}
    assert groups == set(odd.ENTITIES)
    for name in groups:
        for column in getattr(state, name):
            assert f"| `{column.name}` |" in DOCUMENT


def is_layout(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Column)


def test_the_schedule_is_told_in_its_order_with_its_switches():
    steps = odd.schedule()
    names = [step.rule.name for step in steps]
    assert names.index("register") < names.index("visit") < names.index("contribute")
    assert names[-1] == "record_week"
    assert names.index("visit") < names.index("start_speaking") < names.index("learn")
    by_name = {step.rule.name: step for step in steps}
    assert by_name["register"].rule.update == "together"
    assert by_name["read_and_respond"].rule.update == "in turn"
    assert by_name["train_people"].switch == "`campaign`"
    assert by_name["seed_communities"].switch == "`communities`, `campaign`"
    assert by_name["settle_newcomers"].switch == "no `communities`"
    assert by_name["train_people"].phase == "1. Plan"


def test_links_lead_to_functions_that_exist():
    for module, name, file in re.findall(r"\[`(\w+)\.(\w+)`\]\((\w+\.py)\)", DOCUMENT):
        assert file == f"{module}.py"
        assert f"def {name}(" in (odd.MODEL / file).read_text("utf-8")


def test_the_seven_elements_and_eleven_concepts_are_there():
    assert len(re.findall(r"^## \d\. ", DOCUMENT, re.MULTILINE)) == 7
    concepts = DOCUMENT.partition("## 4.")[2].partition("## 5.")[0]
    assert len(re.findall(r"^\*\*[A-Z][a-z ]+\.\*\*", concepts, re.MULTILINE)) == 11


def test_a_marker_that_is_missing_is_told():
    with pytest.raises(ValueError, match="schedule"):
        odd.document(DOCUMENT.replace("<!-- generated: schedule -->", ""))
