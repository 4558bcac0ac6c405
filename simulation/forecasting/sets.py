"""The real platforms on which forecasts are judged, and which of them chose the forecaster.

Free choices (`Wandering`, `FADING`, the number of curves, which target follows which) were made
on the *tuning* sets, before the *held out* sets were scored. So was the baseline to
beat: the best on the tuning sets. The split was fixed before any forecast: both Slack
communities for tuning; of the employee app's eight largest companies every second one by size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from simulation.pilot import read_pilot
from simulation.tables import Record

EMPLOYEE_APP: Final = "employee-app-a/employee-app-a.zip"
KEY: Final = b"forecasts need no names: any key."


@dataclass(frozen=True)
class PlatformSet:
    """One platform: its export in the folder of shared data, how it is read, and its use."""

    name: str
    source: str
    held_out: bool
    format: str = "auto"
    mapping: Mapping[str, Any] = field(default_factory=dict)

    def record(self, folder: Path) -> Record:
        """Its record, imported as any pilot is.

        Raises:
            InputError: the export is not there, or cannot be read.
        """
        return read_pilot(folder / self.source, self.format, mapping=self.mapping, key=KEY)


def _company(number: int) -> PlatformSet:
    name = f"A{number:02d}"
    mapping = {"company": name}
    held_out = number % 2 == 1
    return PlatformSet(f"employee-app {name}", EMPLOYEE_APP, held_out, "employee-app", mapping)


SETS: Final = (
    PlatformSet("r-contributors-slack", "r-contributors-slack/r-contributors-slack.zip", False),
    PlatformSet("houston-datavis-slack", "houston-datavis-slack/houston-datavis-slack.zip", False),
    PlatformSet("ncar-zulip", "ncar-zulip/ncar-zulip.zip", True),
    PlatformSet(
        "college_msg",
        "college_msg/events.csv",
        True,
        "csv",
        {"columns": {"person": "source", "target": "target", "time": "time"}},
    ),
    *(_company(number) for number in range(1, 9)),
)
