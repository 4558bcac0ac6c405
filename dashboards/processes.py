"""Several servers of one workspace, for many people: one a core, behind nginx.

Each is a process on a port of its own and serves those whom nginx sends to it, always the same.
They share the workspace's files, and tell each other of its standing job by its trace.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from dashboards.app import check_port

COMMAND = "import sys; from simulation.cli import main; sys.exit(main())"
PACE = 0.5
"""Seconds between two looks at the servers."""


def upstream(ports: Sequence[int]) -> str:
    """What nginx is to be told: the servers, and that a visitor stays with theirs."""
    servers = "".join(f"  server 127.0.0.1:{port};\n" for port in ports)
    return f"upstream rsne {{\n  hash $remote_addr consistent;\n{servers}}}"


def serve_several(ports: Sequence[int], options: Sequence[str]) -> int:
    """Serve on each port until interrupted, or until one of the servers ends; its status.

    Args:
        ports: one a server.
        options: of `rsne dashboard`, without the port.

    Raises:
        InputError: a port is taken.
    """
    for port in ports:
        check_port(port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the servers end with this one
    command = [sys.executable, "-c", COMMAND, "dashboard", *options, "--no-show", "--port"]
    servers = [subprocess.Popen([*command, str(port)]) for port in ports]
    try:
        while all(server.poll() is None for server in servers):
            time.sleep(PACE)
        return next(server.returncode for server in servers if server.returncode is not None)
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()
