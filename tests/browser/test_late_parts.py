"""What the server adds while the browser still loads a component's script is shown all the same."""

import panel as pn
import pytest
from playwright.sync_api import expect
from serving import free_port

from dashboards.components.component import SCRIPT_ROUTE, Component, write_scripts
from dashboards.components.fragments import fragment
from dashboards.components.pages import Pages
from dashboards.components.parts import Box
from dashboards.components.sheet import Sheet

LATE = "what came late"


def pages_and_a_late_one():
    """Pages without any, and what adds the first."""
    pages = Pages()
    late = Sheet(fragment(LATE))
    return pages, lambda: pages.param.update(held=[late], names=["late en"], shown="late en")


def sheet_and_a_late_component():
    """A sheet without components, and what adds one."""
    box = Box(fragment("at first"))

    def add():
        box[:] = [pn.pane.Markdown(LATE)]

    return Sheet(box), add


@pytest.fixture
def opened(request, tmp_path, monkeypatch):
    """The address of one component, served from this process; a list gets its document."""
    monkeypatch.setattr(Component, "served", False)
    write_scripts(tmp_path)
    port, drawn = free_port(), []

    def application():
        component, add = request.param()
        drawn.append((pn.state.curdoc, add))
        return component

    server = pn.serve(
        application,
        port=port,
        address="127.0.0.1",
        websocket_origin=f"127.0.0.1:{port}",
        show=False,
        threaded=True,
        static_dirs={SCRIPT_ROUTE: str(tmp_path)},
    )
    yield f"http://127.0.0.1:{port}", drawn
    server.stop()


@pytest.mark.parametrize(
    ("opened", "script"),
    [(pages_and_a_late_one, "pages.js"), (sheet_and_a_late_component, "sheet.js")],
    indirect=["opened"],
)
def test_what_comes_while_a_script_loads_is_shown(opened, page, script):
    address, drawn = opened
    waiting, told = [], []
    page.route(f"**/{script}*", lambda route: waiting.append(route))
    page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(frame))
    )
    page.goto(address)
    wait_until(page, lambda: waiting and any('"roots"' in str(frame) for frame in told))
    document, add = drawn[0]
    document.add_next_tick_callback(add)
    wait_until(page, lambda: any(LATE in str(frame) for frame in told))
    for route in waiting:
        route.continue_()
    expect(page.get_by_text(LATE)).to_be_visible()
    page.wait_for_load_state("networkidle")  # nothing is asked for when the server ends


def wait_until(page, seen):
    """Let the browser go on until something is seen; fails the test when it is not."""
    for _ in range(600):
        if seen():
            return
        page.wait_for_timeout(50)
    pytest.fail("the browser was not told, or asked for no script")
