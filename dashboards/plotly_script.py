"""Which script of Plotly the pages load: a light one where set-up could get it.

The package on PyPI holds the whole script, which a browser takes over a second to run. Our
figures are lines and bars: Plotly's own "basic" script, published on npm under the same version,
draws them the same and runs four times sooner. Set-up asks `npm` for it where there is an `npm`:

    python -m dashboards.plotly_script
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

PACKAGE: Final = "plotly.js-basic-dist-min"
LIGHT: Final = "plotly-basic.min.js"
PATIENCE: Final = 120
"""Seconds that npm may take."""


def whole_script() -> Path:
    """The script of the installed package."""
    return Path(str(files("plotly") / "package_data")) / "plotly.min.js"


def light_place() -> Path:
    """Where set-up puts the light script: in the environment, beside the package."""
    return Path(sys.prefix) / "share" / "rsne" / LIGHT


def version_of(script: Path) -> str:
    """The version a script says it is; nothing when it does not, or is not there."""
    try:
        with script.open(encoding="utf-8") as stream:
            head = stream.read(300)
    except (OSError, UnicodeDecodeError):
        return ""
    found = re.search(r"plotly\.js.* v(\d+\.\d+\.\d+)", head)
    return found[1] if found else ""


@cache
def script() -> Path:
    """The script to serve: the light one, if it is of the very version of the package."""
    light, whole = light_place(), whole_script()
    return light if version_of(light) == version_of(whole) != "" else whole


def fetch() -> bool:
    """Get the light script of the package's version; whether it is there now."""
    npm, wanted = shutil.which("npm"), version_of(whole_script())
    if npm is None or not wanted:
        return False
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", f"{PACKAGE}@{wanted}"]
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
            (packed,) = Path(folder).glob("*.tgz")
            with tarfile.open(packed) as archive:
                archive.extract(f"package/{LIGHT}", folder, filter="data")
            found = Path(folder) / "package" / LIGHT
            if version_of(found) != wanted:
                return False
            light_place().parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, light_place())
        except (OSError, ValueError, KeyError, subprocess.SubprocessError, tarfile.TarError):
            return False
    return True


if __name__ == "__main__":
    print(
        "Pages load Plotly's light script"
        if fetch()
        else "Pages load Plotly's whole script, a second slower: npm gave no light one"
    )
