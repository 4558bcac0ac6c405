"""What tests that serve a dashboard share: a port of their own, and patience."""

import socket
import subprocess
import time
import urllib.request

import pytest


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
