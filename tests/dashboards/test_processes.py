"""Several servers of one workspace: each answers, all end together, and nginx is told of them."""

import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from serving import free_port, wait_for
from typer.testing import CliRunner

from dashboards.processes import COMMAND, upstream
from simulation.commands.line import app


def free_ports() -> int:
    """The first of two ports in a row that nobody listens on."""
    while True:
        first = free_port()
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", first + 1))
            except OSError:
                continue
        return first


def test_nginx_is_told_of_each_server_and_keeps_visitors_with_theirs():
    lines = upstream([5006, 5007]).splitlines()
    assert lines[1] == "  hash $remote_addr consistent;"
    assert [line.strip() for line in lines[2:-1]] == [
        "server 127.0.0.1:5006;",
        "server 127.0.0.1:5007;",
    ]


def test_several_servers_listen_on_loopback_only(tmp_path):
    asked = ["dashboard", str(tmp_path), "--processes", "2", "--address", "0.0.0.0"]
    ended = CliRunner().invoke(app, asked)
    assert ended.exit_code and ended.exception.key == "dashboard_processes"


@pytest.mark.skipif(sys.platform == "win32", reason="processes are ended by a signal")
def test_all_serve_the_workspace_and_end_together(tmp_path):
    port = free_ports()
    asked = ["dashboard", str(tmp_path), "--processes", "2", "--port", str(port), "--no-show"]
    told = tmp_path.with_suffix(".told")
    with told.open("w") as out:
        parent = subprocess.Popen([sys.executable, "-c", COMMAND, *asked], stdout=out)
    try:
        for each in (port, port + 1):
            wait_for(f"http://127.0.0.1:{each}/favicon.ico", parent, 120)
            with urllib.request.urlopen(f"http://127.0.0.1:{each}/?lang=en", timeout=60) as page:
                assert page.status == 200
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait(60)
    assert f"server 127.0.0.1:{port + 1};" in told.read_text("utf-8")
    for each in (port, port + 1):
        with pytest.raises(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{each}/", timeout=5)
