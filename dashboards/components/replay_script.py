"""The script of the replay, for the page and for the file that stands alone.

Its parts are kept apart, one idea each, and joined here into one module that exports
`render`: a page in a browser and a file opened from disk run the very same drawing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "replay_stage"
PARTS = ("drawing", "map", "numbers", "beside", "timeline", "stage")


@cache
def replay_script() -> str:
    """The joined module."""
    return "\n".join((FOLDER / f"{part}.js").read_text("utf-8") for part in PARTS)


@cache
def script_of_file() -> str:
    """What draws the stage in a file that stands alone, after the joined module."""
    return (FOLDER / "file.js").read_text("utf-8")
