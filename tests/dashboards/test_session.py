"""A reader's session: pages are drawn once a language, and follow what changes."""

import html

import panel as pn
import pytest
from bokeh.document import Document

from dashboards.session import Session
from simulation.errors import InputError


@pytest.fixture
def session(workspace):
    return Session(workspace, "fr")


def page_telling(drawn):
    """A page that shows the record of the address, and notes each drawing."""

    def page(session, scope):
        drawn.append(session.shell.lang)
        pane = pn.pane.HTML("")

        def show(*_):
            pane.object = f"{session.shell.lang} {session.shell.record}"

        scope.watch(session.shell, "record", show)
        show()
        return pane

    return page


def test_a_page_is_drawn_once_a_language(session):
    drawn = []
    page = page_telling(drawn)
    first = session.shown("home", page)
    session.shell.lang = "en"
    session.shown("home", page)
    session.shell.lang = "fr"
    assert session.shown("home", page) is first and drawn == ["fr", "en"]


def test_a_page_that_missed_a_change_in_the_other_language_is_drawn_anew(session):
    drawn = []
    page = page_telling(drawn)
    first = session.shown("home", page)
    session.shell.lang = "en"
    english = session.shown("home", page)
    session.shell.record = "runs/small"
    assert english.object == "en runs/small" and first.object == "fr "
    session.shell.lang = "fr"
    assert session.shown("home", page).object == "fr runs/small"
    assert drawn == ["fr", "en", "fr"]


def test_a_closed_session_follows_nothing_more(session):
    page = page_telling([])
    shown = session.shown("home", page)
    session.close()
    session.shell.record = "runs/small"
    assert shown.object == "fr " and session.drawn == {}


def test_a_page_that_cannot_be_drawn_is_told_to_the_reader_and_tried_again(session):
    faults = [InputError("disk_full", place="here"), ZeroDivisionError()]

    def page(session, scope):
        if faults:
            raise faults.pop(0)
        return pn.pane.HTML("drawn")

    session._document = Document()
    assert "here" in str(session.shown("home", page).tree)
    assert InputError("dashboard_page").message("fr") in html.unescape(
        session.shown("home", page).tree["parts"][0]["html"]
    )
    assert session.shown("home", page).object == "drawn"


def test_a_fault_is_not_hidden_where_nobody_reads(session):
    def page(session, scope):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session.shown("home", page)
