"""Draws on a Dask cluster, through the same executor interface as threads and processes (W10)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from simulation.errors import InputError

SECONDS_TO_ANSWER = 5
"""How long a scheduler may take to answer; an address nobody listens at fails after that."""
LISTENED_AT: Final = ("tcp", "tls")
"""Protocols whose addresses are a host and a port; of others the cluster's library judges."""


@contextmanager
def executor_at(address: str | None) -> Iterator[Executor | None]:
    """The executor of the cluster whose scheduler listens at an address; None without one.

    Workers need this project installed in the same version. They are sent scenarios and send
    back columns; draws are kept in the store by the process that asked for them.

    Args:
        address: such as "tcp://10.0.0.5:8786".

    Raises:
        InputError: nobody answers there within seconds.
    """
    if address is None:
        yield None
        return
    _check_somebody_listens(address)
    from distributed import Client  # late: a third of a second

    try:
        client = Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise InputError("cluster_address", value=address, reason=str(fault)) from fault
    try:
        yield client.get_executor(pure=False)
    finally:
        client.close(timeout=SECONDS_TO_ANSWER)


def _check_somebody_listens(address: str) -> None:
    """Refuse an address where nobody listens, before anything of the cluster's library is loaded.

    Raises:
        InputError: it has no host and port, or nobody listens there.
    """
    try:
        place = urlsplit(address if "://" in address else f"tcp://{address}")
        if place.scheme not in LISTENED_AT:
            return
        if not place.hostname or place.port is None:
            raise ValueError("host:port")
        socket.create_connection((place.hostname, place.port), SECONDS_TO_ANSWER).close()
    except (OSError, ValueError) as fault:
        raise InputError("cluster_address", value=address, reason=str(fault)) from fault
