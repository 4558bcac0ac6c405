"""The sample pilot: an invented company, its pilot simulated, exported as real ones are.

`python -m simulation.pilot.sample` writes it to `data/sample`. HR people are drawn first,
the simulator plays exactly these people, and what it tells is written as a Viva Engage
export in several slices and an HR extract, with the defects that real ones have.
The same code gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from simulation.pilot.sample.activity import play
from simulation.pilot.sample.export import zips
from simulation.pilot.sample.extract import hr_extract
from simulation.pilot.sample.network import network_of


def sample_files() -> dict[str, bytes]:
    """File name -> bytes of the whole sample pilot."""
    activity = play()
    return zips(network_of(activity)) | {"hr.csv": hr_extract(activity)}


def write_sample(folder: Path) -> list[Path]:
    """Write the sample pilot into a folder, each file beside its place first, then renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in sample_files().items():
        draft = folder / f".{name}.draft"
        draft.write_bytes(data)
        written.append(draft.rename(folder / name))
    return written
