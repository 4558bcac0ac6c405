"""What serves a dashboard for tests and measures: a port of its own, and patience."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
SERVE = (
    "import sys; from pathlib import Path; from dashboards.app import serve; "
    "serve(Path(sys.argv[1]), port=int(sys.argv[2]), show=False)"
)


@contextmanager
def served(workspace: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of a workspace's dashboard on loopback, and its process, which ends with it."""
    port = free_port()
    command = [sys.executable, "-c", SERVE, str(workspace), str(port)]
    server = subprocess.Popen(command, cwd=ROOT)
    place = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{place}/favicon.ico", server, PATIENCE)
        yield place, server
    finally:
        server.terminate()
        server.wait(10)


def processor_seconds(process: int) -> float:
    """Seconds of processor that a process has taken so far (Linux)."""
    told = Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, server: subprocess.Popen, patience: float) -> None:
    """Wait until an address answers; fails the test when the server ends or stays silent."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the server ended with status {server.returncode}")
        try:
            urllib.request.urlopen(address, timeout=2)
        except OSError:
            time.sleep(0.3)
        else:
            return
    pytest.fail("the server did not answer")
