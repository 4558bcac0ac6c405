"""`python -m simulation.pilot.sample [--out FOLDER] [--lang fr|en]`: write the sample pilot."""

from __future__ import annotations

import argparse
from pathlib import Path

from simulation.pilot.sample import write_sample
from simulation.words import LANGUAGES, say
from simulation.words.forms import number

PLACE = Path(__file__).resolve().parents[3] / "data" / "sample"


def main() -> None:
    """Write the files and say where they lie."""
    parser = argparse.ArgumentParser(prog="python -m simulation.pilot.sample")
    parser.add_argument("--out", type=Path, default=PLACE, metavar="FOLDER")
    parser.add_argument("--lang", choices=LANGUAGES, default="fr")
    options = parser.parse_args()
    for file in write_sample(options.out):
        kilobytes = number(file.stat().st_size / 1000, options.lang)
        print(say("sample.written", options.lang, place=file, size=kilobytes))


if __name__ == "__main__":
    main()
