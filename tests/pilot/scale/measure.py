"""How long an import takes and how much memory it needs: `make import-bench`.

    python tests/pilot/scale/measure.py [--events N...] [--people N] [--kept DIR] [--write]
                                        [--out FILE] [PLATFORM...]

Each import runs as a user's does, in a process of its own: started, read, checked, written.
Writing exports of 5 million events takes about as long as importing them: with `--kept DIR` they
are written once, with `--write` nothing is imported.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from large_exports import EXPORTS as OF_MESSAGES
from other_large_exports import OTHER_EXPORTS

EXPORTS = OF_MESSAGES | OTHER_EXPORTS
"""Platform -> what writes an export of it."""

TARGETS = {5_000_000: 60.0, 500_000: 8.0}
"""Events of an export -> seconds in which it must be imported on two cores."""

MOST_GIGABYTES = 4.0


def measured(source: Path, out: Path) -> dict[str, float]:
    """Seconds of clock and of processor, gigabytes at most, and events of one import.

    Processor seconds are those of all its processes; memory is that of the largest of them.
    """
    command = [
        sys.executable,
        "-m",
        "simulation.cli",
        "import",
        str(source),
        "--out",
        str(out),
        "--json",
    ]
    as_users_do = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}  # modules are compiled once only
    start = time.perf_counter()
    reading, writing = os.pipe()
    child = os.posix_spawn(
        sys.executable, command, as_users_do,
        file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1), (os.POSIX_SPAWN_CLOSE, reading)],
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as told:
        text = told.read()
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"the import failed: {source}")
    return {
        "seconds": round(time.perf_counter() - start, 1),
        "processor_seconds": round(used.ru_utime + used.ru_stime, 1),
        "gigabytes": round(used.ru_maxrss / 2**20, 2),
        "load": round(os.getloadavg()[0], 1),
        "events": sum(json.loads(text)["events"].values()),
    }


def report(figures: list[tuple[str, int, dict[str, float]]], people: int) -> str:
    """The figures as a page: one line an import, what must be reached beside it."""
    lines = [
        "# Speed of imports",
        "",
        f"Measured by `make import-bench` on {datetime.now(UTC):%d %B %Y}, on {os.cpu_count()} "
        f"cores: made-up exports of {people:,} people over two years, each imported by "
        "`rsne import` in a process of its own, from its start to the record written, once the "
        "program is compiled. Seconds of the clock tell what a user waits for; where other work "
        "ran on the machine (load: the mean number of processes that wanted a core in the last "
        "minute), processor seconds, of all processes of the import together, tell more. Memory "
        "is that of the largest process. "
        "Usage reports (m365) list everybody for each day: there are as many days as tell the "
        "events, 34 reports of 50,000 rows for half a million. Where a platform does not tell "
        "who reacted (viva-engage, discourse), there is one more answer in place of a reaction; "
        "in an employee app there is a vote in place of an answer.",
        "",
        "| Export | Events | Seconds | Must | Processor seconds | Gigabytes | Must | Load |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {platform} | {met['events']:,} | {met['seconds']} | {TARGETS.get(events, '—')} "
        f"| {met['processor_seconds']} | {met['gigabytes']} | {MOST_GIGABYTES:g} | {met['load']} |"
        for platform, events, met in figures
    ]
    return "\n".join(lines) + "\n"


def _compile(place: Path) -> None:
    """Import a small export, so that no import that is measured compiles the program."""
    folder = place / "first"
    folder.mkdir()
    EXPORTS["slack"](folder, 1_000, 100)
    measured(folder, place / "workspace" / "pilots" / "first")


def main() -> None:
    """Write the exports in a folder of the moment, import each, print one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("platforms", nargs="*", default=list(EXPORTS))
    parser.add_argument("--events", type=int, nargs="+", default=sorted(TARGETS))
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--kept", type=Path, help="folder where exports are kept for a next time")
    parser.add_argument("--write", action="store_true", help="write the exports, import none")
    parser.add_argument("--out", type=Path, help="file where the figures are written as a table")
    options = parser.parse_args()
    if options.write and not options.kept:
        parser.error("--write needs --kept")
    figures = []
    with tempfile.TemporaryDirectory() as place:
        if not options.write:
            _compile(Path(place))
        for events in options.events:
            for platform in options.platforms:
                folder = (options.kept or Path(place)) / f"{platform}-{events}"
                if not folder.exists():
                    folder.mkdir(parents=True)
                    EXPORTS[platform](folder, events, options.people)
                if options.write:
                    continue
                source = next(folder.iterdir())
                met = measured(
                    source, Path(place) / "workspace" / "pilots" / f"{platform}-{events}"
                )
                print(platform, json.dumps(met), flush=True)
                figures.append((platform, events, met))
                if options.out:
                    options.out.write_text(report(figures, options.people), "utf-8")


if __name__ == "__main__":
    main()
