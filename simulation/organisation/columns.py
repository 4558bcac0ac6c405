"""An organisation: one column per attribute of its employees, and who works with whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Organisation:
    """Employees 0 … n - 1 in columns of shape (n,), and their work ties by row (CSR).

    Attributes:
        unit: unit of each person, an index in `unit_names`.
        team: people of one team report to the same manager, unless an HR extract says
            otherwise; numbers need not be dense.
        site: an index in `site_names`.
        level: steps below the top, 0 at the top.
        job_family: an index in `job_family_names`.
        manager: person each one reports to; -1 for the top, and for nobody else.
        remote_days: days a week, in [0, 7].
        digital_ease: in [0, 1].
        workload: in [0, 1].
        tenure_years: at least 0.
        is_manager: whether somebody reports to the person.
        pilot: whether the person is known to have been in the pilot; nobody when drawn.
        tie_start: the ties of person i stand at tie_start[i] … tie_start[i + 1] - 1;
            shape (n + 1,).
        tie_target: colleague at the other end, increasing within a row, without repetition
            or ties to oneself. If j stands in i's row, i stands in j's.
        tie_weight: how much the person turns to that colleague, in [0, 1]; 0 when only the
            colleague turns to the person.
        tie_return: how much that colleague turns to the person, in [0, 1]: the weight that
            stands for the person in the colleague's row. Never 0 where `tie_weight` is.
        tie_layer: an index in `simulation.tables.TIE_LAYERS`.

    In a drawn organisation everybody is numbered after their manager, branch by branch, so
    that colleagues stand close in memory; the people of an HR extract keep their own
    numbers, so rules that go down the tree follow `top_down`.
    """

    unit: NDArray[np.int32]
    team: NDArray[np.int32]
    site: NDArray[np.int32]
    level: NDArray[np.int16]
    job_family: NDArray[np.int16]
    manager: NDArray[np.int32]
    remote_days: NDArray[np.float32]
    digital_ease: NDArray[np.float32]
    workload: NDArray[np.float32]
    tenure_years: NDArray[np.float32]
    is_manager: NDArray[np.bool_]
    pilot: NDArray[np.bool_]
    unit_names: tuple[str, ...]
    site_names: tuple[str, ...]
    job_family_names: tuple[str, ...]
    tie_start: NDArray[np.int64]
    tie_target: NDArray[np.int32]
    tie_weight: NDArray[np.float32]
    tie_return: NDArray[np.float32]
    tie_layer: NDArray[np.int8]

    def __len__(self) -> int:
        return self.unit.size

    @cached_property
    def top_down(self) -> NDArray[np.int32]:
        """Everybody, from the top level down: a manager always comes before their reports."""
        return np.argsort(self.level, kind="stable").astype(np.int32)
