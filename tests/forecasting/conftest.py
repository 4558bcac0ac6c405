import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from simulation.cli import main
from simulation.forecasting import reduced
from simulation.pilot import read_pilot

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEKS = 30


@pytest.fixture(autouse=True, scope="session")
def small_library():
    """Curves of newcomers that die away at several rates, in place of simulated ones."""
    weeks = np.arange(60.0)
    curves = -np.outer([0.02, 0.05, 0.1, 0.2, 0.5], weeks)
    kept = dict.fromkeys(("joiners", "posters", "contributions"), curves)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reduced, "library", lambda: kept)
        yield


@pytest.fixture(scope="session")
def export(tmp_path_factory):
    """A CSV of 30 weeks: 80 people come one after another and write now and then."""
    rng = np.random.default_rng(5)
    rows = ["user_id,timestamp,action"]
    arrival = np.sort(rng.exponential(6.0, 80).astype(int))
    for person, first in enumerate(arrival):
        for week in range(first, WEEKS):
            if week == first or rng.random() < 0.3:
                when = OPENED + timedelta(days=7 * week + int(rng.integers(5)), minutes=person)
                rows.append(f"p{person},{when.isoformat()},post")
    file = tmp_path_factory.mktemp("export") / "pilot.csv"
    file.write_text("\n".join(rows) + "\n", "utf-8")
    return file


@pytest.fixture(scope="session")
def record(export):
    return read_pilot(export, key=b"k" * 32, title="Pilot")


@pytest.fixture
def rsne(monkeypatch, capsys):
    """The command line: status, what it prints, what it complains of."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["rsne", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capsys.readouterr()
        return stop.value.code or 0, out, err

    return run
