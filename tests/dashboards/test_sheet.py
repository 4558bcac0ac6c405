"""A sheet: its tree tells all there is, in order, and what changes in it later."""

import panel_material_ui as pmui

from dashboards.components.controls import Button
from dashboards.components.layout import card, grid, line, page, space, stack
from dashboards.components.parts import Box, Fragment
from dashboards.components.sheet import Sheet


def texts(told):
    """The HTML and labels of a tree, in the order of the page."""
    own = [told[name] for name in ("html", "label") if name in told]
    return own + [text for part in told.get("parts", ()) for text in texts(part)]


def test_a_tree_tells_parts_in_order_and_holds_components_once():
    choice = pmui.Select(label="choice", options=["a"])
    sheet = page(
        Fragment("context"),
        grid("1fr 1fr", card("Title", "note", Fragment("in a card")), stack(choice)),
        line(Button("press"), space(), Fragment("last")),
    )
    assert texts(sheet.tree) == [
        "context",
        '<h2>Title</h2><p class="note">note</p>',
        "in a card",
        "press",
        "last",
    ]
    assert sheet.held == [choice] and len(sheet.tree["order"]) == 1


def test_a_changed_part_is_told_by_itself_and_stays_told():
    first, second = Fragment("one"), Fragment("two")
    sheet = Sheet(first, second)
    first.object = "three"
    second.visible = False
    assert sheet.news[first.key]["html"] == "three" and sheet.news[second.key]["hidden"]
    assert texts(sheet.tree) == ["one", "two"]


def test_other_parts_in_a_box_are_told_with_all_that_changed_before():
    first, box = Fragment("one"), Box(Fragment("old"))
    sheet = Sheet(first, box)
    first.object = "changed"
    choice = pmui.Select(label="choice", options=["a"])
    box[:] = [Fragment("new"), choice]
    assert texts(sheet.tree) == ["changed", "new"] and sheet.news == {}
    assert sheet.held == [choice]


def test_nothing_is_told_of_what_stays_the_same():
    part = Fragment("one")
    sheet, told = Sheet(part), []
    sheet.param.watch(told.append, ["news", "tree"])
    part.object, part.visible = "one", True
    assert told == []


def test_a_fragment_that_was_emptied_is_told_so():
    fragment = Fragment("<p>under way</p>")
    sheet = Sheet(fragment)
    fragment.object = ""
    assert sheet.news[fragment.key]["html"] == ""
    assert Fragment("").told()["html"] == "" and "html" not in Box().told()
