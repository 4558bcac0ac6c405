"""Curves that the agent model can draw: many companies, plans and parameters, simulated once.

Every member is one run of the model: a company of `EMPLOYEES`, a plan and a culture drawn
between none and much, every parameter of the catalogue drawn from its prior. Kept of it are
three weekly curves per employee: newcomers, posters, contributions. The library is the prior of
the forecaster (`reduced`); it is made from the model's own sources and kept beside other
things that can be made again, under the name of those sources.
"""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from simulation.catalogue import Parameter, parameters
from simulation.errors import InputError
from simulation.experiments.draws import Draw, play
from simulation.model.compilation import code_version
from simulation.places import written_beside
from simulation.scenario import Scenario

Floats = NDArray[np.float64]

EMPLOYEES: Final = 300
MEMBERS: Final = 128
"""A power of two, as Sobol's sequence wants it; four times as many foretold no better."""
WEEKS: Final = 156
SMOOTHED: Final = 0.15
"""Half-width of the average that takes a small company's luck out of a curve, as a share of the
weeks since the opening: what is old changes slowly."""
LEAST: Final = 0.02
"""Least expected count of a week in a company of `EMPLOYEES`: a run that is silent is not
evidence that nothing can happen."""
WRITTEN: Final = ("posts", "questions", "answers", "comments", "shares")
SEED: Final = 20

LEVERS: Final[tuple[tuple[str, float, float], ...]] = (
    ("sponsor.strength", 0.0, 1.0),
    ("sponsor.communication", 0.0, 1.0),
    ("managers.example", 0.0, 1.0),
    ("culture.cooperation", 0.2, 0.8),
    ("culture.hierarchy", 0.2, 0.8),
    ("culture.transparency", 0.2, 0.8),
    ("culture.right_to_error", 0.2, 0.8),
    ("culture.autonomy", 0.2, 0.8),
    ("plan.tool_training.sessions_per_week", 0.0, 2.0),
    ("plan.ambassadors_per_100", 0.0, 3.0),
    ("plan.seeded_communities", 1.0, 12.0),
    ("fte", 0.0, 0.5),
    ("first_wave", 0.2, 1.4),
    ("second_week", 5.0, 40.0),
    ("controlling", 0.0, 0.7),
)
"""Where each lever may lie, from none to much. A first wave of 1 or more is the whole company."""


@cache
def library() -> dict[str, Floats]:
    """Logarithms of the curves per employee, by target; each of shape (members, weeks).

    Made at the first call (half a minute of one core), then read.
    """
    file = _folder() / f"curves-{code_version()}-{MEMBERS}.npz"
    if file.exists():
        with np.load(file) as kept:
            return {name: kept[name] for name in kept.files}
    curves = simulated(MEMBERS)
    with written_beside(file) as draft, draft.open("wb") as stream:
        np.savez_compressed(stream, **curves)  # type: ignore[arg-type]
    return curves


def simulated(members: int) -> dict[str, Floats]:
    """The curves of so many members, simulated now."""
    varied = [p for p in parameters().values() if p.group != "organisation" and p.prior.varies]
    places = qmc.Sobol(len(varied) + len(LEVERS), seed=SEED).random(members)
    tasks = [(_scenario(varied, place), number) for number, place in enumerate(places)]
    drawn = [draw for draw in play(tasks) if isinstance(draw, Draw)]
    written = np.sum([[draw.weekly[name] for draw in drawn] for name in WRITTEN], axis=0)
    return {
        "joiners": smoothed(np.stack([draw.weekly["newcomers"] for draw in drawn])),
        "posters": smoothed(np.stack([draw.weekly["contributors"] for draw in drawn])),
        "contributions": smoothed(written),
    }


def smoothed(counts: Floats) -> Floats:
    """Logarithms of counts per employee, averaged over neighbouring weeks; shape as given."""
    weeks = np.arange(counts.shape[1])
    half = np.floor(SMOOTHED * weeks).astype(int)
    low, high = weeks - half, np.minimum(weeks + half + 1, len(weeks))
    total = np.cumsum(np.pad(counts, ((0, 0), (1, 0))), axis=1)
    mean = (total[:, high] - total[:, low]) / (high - low)
    return np.log(np.maximum(mean, LEAST) / EMPLOYEES)


def _scenario(varied: list[Parameter], place: Floats) -> Scenario:
    drawn = {p.name: float(p.prior.quantile(u)) for p, u in zip(varied, place, strict=False)}
    lever = {
        name: low + (high - low) * float(u)
        for (name, low, high), u in zip(LEVERS, place[len(varied) :], strict=True)
    }
    first, second = lever.pop("first_wave"), round(lever.pop("second_week"))
    controlling, fte = lever.pop("controlling"), lever.pop("fte")
    waves = [{"week": 1, "share": min(first, 1.0)}]
    if first < 1.0:
        waves.append({"week": second, "share": 1.0 - first})
    changes: dict[str, Any] = lever | {
        "plan.seeded_communities": round(lever["plan.seeded_communities"]),
        "managers.controlling": controlling,
        "managers.coaching": 0.3 * (1 - controlling),
        "managers.distant": 0.7 * (1 - controlling),
        "plan.waves": waves,
        "plan.community_managers": [{"week": 1, "full_time_equivalents": fte}],
        "company.employees": EMPLOYEES,
        "horizon_weeks": WEEKS,
        "parameters": drawn,
    }
    return Scenario().changed(changes)


def _folder() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    for place in (home, Path(tempfile.gettempdir())):
        folder = place / "rsne"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK):
            return folder
    raise InputError("forecast_no_place", place=str(home))
