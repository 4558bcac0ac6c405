"""Writes WORKED_EXAMPLE.md: from the sample pilot to a plan, as the program prints it.

python -m simulation.sizing.worked_example
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).with_name("WORKED_EXAMPLE.md")
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"

TARGET = "weekly_active=20%@78"
SCENARIO = "coaching_and_peer_recognition"
RATE = re.compile(r"(ambassadors_per_100: )([\d.]+)")

HEAD = """# A worked sizing, from the sample pilot to a plan

Made by `make worked-example`, which runs the commands below and copies what they print. The pilot
is the invented one of `data/sample`: 300 people of a company of 2,400 over twelve weeks.

What to read it for: the plan and its chances, which count both luck and what is not known of the
model; the optimism that fresh draws take off; what each means brings; the queue behind
the community managers' posts; the budget with its range; and what changes when somebody edits the
calendar by hand.
"""


def main() -> None:
    """Run the commands and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        parts = [HEAD]
        exports = sorted(str(path) for path in SAMPLE.glob("*.zip"))
        hr = str(SAMPLE / "hr.csv")
        parts += [
            "## 1. Read the pilot",
            told(work, "import", *exports, "--hr", hr, "--out", "pilot"),
        ]
        sizing = ["size", SCENARIO, "--set", "company.record=pilot", "--target", TARGET]
        parts += ["## 2. Size the deployment", told(work, *sizing, "--out", "plan.json")]
        parts += ["## 3. The calendar, to be edited", calendar(work / "plan.calendar.yaml")]
        parts.append(edited(work / "plan.calendar.yaml"))
        parts.append(told(work, "size", "--evaluate", "plan.calendar.yaml", lines=24))
        PAGE.write_text("\n\n".join(parts) + "\n", "utf-8")


def told(work: Path, *command: str, lines: int | None = None) -> str:
    """A command and what it prints, the first lines of it if they are counted."""
    done = subprocess.run(
        [sys.executable, "-m", "simulation.cli", *command, "--lang", "en"],
        cwd=work, capture_output=True, text=True, check=False,
        env=_environment(),
    )  # fmt: skip
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    shown = [part.replace(f"{SAMPLE}/", "data/sample/") for part in command]
    printed = [line.rstrip() for line in done.stdout.strip().splitlines()]
    kept = printed if lines is None or len(printed) <= lines else [*printed[:lines], "…"]
    return "\n".join(["```", f"$ rsne {shlex.join(shown)}", "", *kept, "```"])


def calendar(path: Path) -> str:
    """The part of the plan's file that people edit."""
    text = path.read_text("utf-8").split("\nscenario:")[0]
    return f"```yaml\n{text.strip()}\n```"


def edited(path: Path) -> str:
    """Halve the ambassadors in the plan's file, and say so."""
    text = path.read_text("utf-8")
    before = RATE.search(text)
    assert before, "a plan says how many ambassadors it has"
    half = f"{float(before[2]) / 2:.3g}"
    path.write_text(RATE.sub(rf"\g<1>{half}", text), "utf-8")
    return f"Somebody halves the ambassadors by hand, from {before[2]} to {half} per 100 invited:"


def _environment() -> dict[str, str]:
    """The environment of this process, without a language and with this checkout's code."""
    kept = {name: value for name, value in os.environ.items() if name != "RSNE_LANG"}
    paths = [str(SAMPLE.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}


if __name__ == "__main__":
    main()
