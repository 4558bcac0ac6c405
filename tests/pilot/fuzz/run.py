"""Damage exports by the thousand and read them: `make fuzz`.

    python tests/pilot/fuzz/run.py [--inputs N] [--seed S] [--coverage] [IMPORTER...]

Each input is made from a number alone, counted up from the seed; one that came before does not
count. Prints for each importer how many inputs were tried, how many were read and how many
refused; `TRIED.md` keeps what was. An end that is no refusal stops with the number that leads to
it: `--inputs 1 --seed NUMBER` makes that input again.
With `--coverage`, atheris guides the damages by what they reach in the importers' code.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import itertools
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

TARGETS = (
    "slack", "viva-engage", "m365", "mattermost", "zulip", "discourse", "employee-app", "csv",
    "archive",
)  # fmt: skip

CLEARED = 500
"""Inputs after which what is no longer used is cleared from memory."""

SEEDS, LONGEST = 20, 8_192
"""Inputs that guided damages start from, and bytes of the longest."""


def told(target: str, met: Counter[str], seconds: float) -> str:
    """One line on what was met."""
    refused = met["inputs"] - met["read"]
    keys = len(met) - ("read" in met) - ("inputs" in met)
    return (
        f"{target}: {met['inputs']} inputs, {met['read']} read, {refused} refused by {keys} "
        f"messages, no other end, {seconds:.0f} s"
    )


def main() -> None:
    """Try each target in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="*", default=list(TARGETS))
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--coverage", action="store_true")
    options = parser.parse_args()
    if options.coverage:
        _guided(options.targets[0], options.inputs)
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for target in options.targets:
        if not _tried(target, options.inputs, options.seed):
            raise SystemExit(130)


def _tried(target: str, inputs: int, seed: int) -> bool:
    """Try a target, tell what was met; false where it was stopped before the end."""
    from read_or_refused import holding, sound_files_read_once

    met: Counter[str] = Counter()
    holds = holding(target, met)
    gc.disable()  # as an import does: looking for cycles takes a tenth of the time
    start = time.monotonic()
    try:
        with sound_files_read_once(target):
            for number in itertools.count(seed):
                if met["inputs"] >= inputs:
                    break
                holds(random.Random(number))
                if number % CLEARED == 0:
                    gc.collect()
    except KeyboardInterrupt:  # what was tried by then is told all the same
        return False
    except BaseException:
        print(f"{target}: the input of --seed {number} is neither read nor refused", flush=True)
        raise
    finally:
        print(told(target, met, time.monotonic() - start), flush=True)
    return True


def _guided(target: str, inputs: int) -> None:
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed for this Python: coverage-guided inputs were not tried")
        return
    import atheris

    with atheris.instrument_imports(include=["simulation.pilot"]):
        from read_or_refused import fuzzed

        from simulation.pilot.importers import importers

        importers()
    met: Counter[str] = Counter()
    fuzzed_once = fuzzed(target, 1, met).hypothesis.fuzz_one_input
    start = time.monotonic()
    tried = itertools.count(1)

    def one_input(data: bytes) -> None:
        fuzzed_once(data)
        if next(tried) == inputs:  # the end of the process is atheris's, and tells nothing
            print(told(target, met, time.monotonic() - start), flush=True)

    with TemporaryDirectory() as corpus:
        for seed in range(SEEDS):  # an input is drawn from bytes; a few would not make one
            Path(corpus, str(seed)).write_bytes(random.Random(seed).randbytes(LONGEST))
        options = [f"-runs={inputs}", "-len_control=0", f"-max_len={LONGEST}", corpus]
        atheris.Setup([sys.argv[0], *options], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
