"""Commands run as the command line would run them."""

import sys
from typing import NamedTuple

import pytest

from simulation.cli import main


class Told(NamedTuple):
    """What a command printed, and how it ended."""

    status: int
    out: str
    err: str


@pytest.fixture
def rsne(monkeypatch, capsys):
    """Run a command as the command line would, in this process."""

    def run(*arguments: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["rsne", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
        return Told(stop.value.code or 0, *capsys.readouterr())

    return run
