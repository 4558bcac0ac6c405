"""How long an import takes and how much memory it needs: `make import-bench`.

    python tests/pilot/scale/measure.py [--events N] [--people N] [PLATFORM...]

Each import runs as a user's does, in a process of its own: started, read, checked, written.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from large_exports import EXPORTS


def measured(source: Path, out: Path) -> dict[str, float]:
    """Seconds of clock and of processor, gigabytes at most, and events of one import."""
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
    start = time.perf_counter()
    reading, writing = os.pipe()
    child = os.posix_spawn(
        sys.executable, command, os.environ,
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
        "events": sum(json.loads(text)["events"].values()),
    }


def main() -> None:
    """Write the exports in a folder of the moment, import each, print one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("platforms", nargs="*", default=list(EXPORTS))
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--kept", type=Path, help="folder where exports are kept for a next time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for platform in options.platforms:
            folder = (options.kept or Path(place)) / f"{platform}-{options.events}"
            if not folder.exists():
                folder.mkdir(parents=True)
                EXPORTS[platform](folder, options.events, options.people)
            source = next(folder.iterdir())
            figures = measured(source, Path(place) / "workspace" / "pilots" / platform)
            print(platform, json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
