"""Controls of a page: what the reader's hand and the page tell each other."""

import param
import pytest

from dashboards.components.controls import (
    Button,
    Choice,
    Download,
    NumberField,
    Several,
    Slider,
    Tabs,
    TextField,
)
from dashboards.components.layout import stack
from dashboards.components.sheet import Sheet
from dashboards.session import Scope


class Model(param.Parameterized):
    """What a control is linked to."""

    letter: param.Selector[str] = param.Selector(default="a", objects=["a", "b"])


def told(sheet: Sheet, part) -> dict:
    """What the browser knows of a part."""
    found = [one for one in sheet.tree["parts"][0]["parts"] if one["key"] == part.key]
    return sheet.news.get(part.key) or found[0]


def hand(sheet: Sheet, part, done) -> None:
    """What the browser sends when the reader did something."""
    sheet._handle_msg({"key": part.key, "done": done})


CONTROLS = {
    "choice": (lambda: Choice("letter", {"A": "a", "B": "b"}, "a"), "B", "b"),
    "tabs": (lambda: Tabs("pages", {"A": "a", "B": "b"}, "a"), "B", "b"),
    "several": (lambda: Several("letters", {"A": "a", "B": "b"}, ["a"]), ["B", "A"], ["b", "a"]),
    "slider": (lambda: Slider("weeks", 4, 1, 12), 7, 7),
    "number": (lambda: NumberField("budget", 0, step=50), 350, 350),
    "text": (lambda: TextField("title", "before"), "after", "after"),
}


@pytest.fixture(params=CONTROLS)
def used(request):
    """A control on a sheet, what it calls back with, what the browser tells, and its meaning."""
    make, done, meant = CONTROLS[request.param]
    control, heard = make(), []
    control.on_change(heard.append)
    return control, Sheet(stack(control)), heard, done, meant


def test_what_the_hand_does_is_heard_once_kept_and_shown(used):
    control, sheet, heard, done, meant = used
    hand(sheet, control, done)
    hand(sheet, control, done)
    assert heard == [meant]
    assert control.value == meant
    assert told(sheet, control)["value"] == done


def test_a_value_that_the_page_sets_is_shown_and_calls_nobody(used):
    control, sheet, heard, done, meant = used
    control.value = meant
    assert told(sheet, control)["value"] == done
    assert not heard


def test_a_control_that_is_disabled_hears_nothing(used):
    control, sheet, heard, done, _ = used
    control.disabled = True
    hand(sheet, control, done)
    assert not heard


@pytest.mark.parametrize("done", ["C", "", None, 3])
def test_what_is_offered_no_more_cannot_be_chosen(done):
    choice = Choice("letter", {"A": "a", "B": "b", "C": "c"}, "a")
    choice.offer({"A": "a", "B": "b"}, "b")
    hand(Sheet(stack(choice)), choice, done)
    assert choice.value == "b"


@pytest.mark.parametrize("done", [0, 13, "7", None, 2.5])
def test_a_slider_takes_whole_numbers_within_its_ends(done):
    slider = Slider("weeks", 4, 1, 12)
    hand(Sheet(stack(slider)), slider, done)
    assert slider.value == 4


@pytest.mark.parametrize("done", [-1, 2.5, None, "12"])
def test_a_number_is_whole_and_not_negative(done):
    field = NumberField("budget", 350)
    hand(Sheet(stack(field)), field, done)
    assert field.value == 350


def test_what_is_chosen_may_be_anything_and_nothing():
    choice = Choice("weeks", {"four": 4, "none": ""}, 4)
    assert choice.value == 4
    choice.value = ""
    assert choice.value == ""
    choice.value = "not offered"
    assert choice.value is None
    assert told(Sheet(stack(choice)), choice)["value"] == ""


def test_a_linked_control_and_its_parameter_keep_in_step_until_the_page_goes():
    model, scope = Model(), Scope()
    choice = Choice("letter", {"A": "a", "B": "b"}).linked(model, "letter", scope)
    sheet = Sheet(stack(choice))
    assert choice.value == "a"
    hand(sheet, choice, "B")
    assert model.letter == "b"
    model.letter = "a"
    assert choice.value == "a"
    assert told(sheet, choice)["value"] == "A"
    scope.close()
    model.letter = "b"
    assert choice.value == "a"


@pytest.mark.parametrize(("disabled", "heard"), [(False, 1), (True, 0)])
def test_a_button_is_heard_unless_it_is_disabled(disabled, heard):
    button, presses = Button("press", disabled=disabled), []
    button.on_click(presses.append)
    sheet = Sheet(stack(button))
    hand(sheet, button, True)
    sheet._handle_msg({"key": "of another sheet", "done": True})
    assert len(presses) == heard


@pytest.mark.parametrize("done", [["A", "B", "C"], "A", None])
def test_no_more_are_chosen_than_may_be(done):
    letters, heard = Several("letters", {"A": "a", "B": "b", "C": "c"}, ["a"], most=2), []
    letters.on_change(heard.append)
    hand(Sheet(stack(letters)), letters, done)
    assert letters.value == ["a"] and not heard


def test_of_several_what_is_not_offered_is_left_out():
    letters = Several("letters", {"A": "a", "B": "b"}, ["b", "z"])
    hand(Sheet(stack(letters)), letters, ["B", "Z", "A"])
    assert letters.value == ["b", "a"]


def test_a_file_is_made_when_it_is_asked_for_and_handed_out_whole(monkeypatch):
    made, given = [], []
    take = Download("Take", "file.csv", lambda: made.append(1) or b"\x00\xff")
    sheet = Sheet(stack(take))
    monkeypatch.setattr(sheet, "_send_msg", given.append)
    assert not made
    hand(sheet, take, True)
    assert given == [{"file": "file.csv", "content": "AP8="}] and len(made) == 1
