"""P17: remote work brings more use, more silent readers, and frays ties across units."""

from __future__ import annotations

import numpy as np

from simulation.validation.estimates import contrast
from simulation.validation.maturity import access, read_only
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import DEFAULT, Arm, Played, Trials
from simulation.validation.verdict import Above, Below

REMOTE = Arm({"company.remote_share": 0.65})


def weight_across_units(played: Played) -> int:
    """Strength that distance leaves to ties of work between units, without the network."""
    state, unit = played.state, played.organisation.unit
    one = np.repeat(np.arange(played.n), np.diff(state.tie_start))
    return int(state.distance.faded[unit[one] != unit[state.link.target]].sum())


def measure(trials: Trials) -> Figures:
    """Remote days for 65 % of people against 26 %: access, reading only, ties without the ESN."""
    remote, default = trials.play(REMOTE), trials.play(DEFAULT)
    return {
        "access_rises": access(remote.acts) - access(default.acts),
        "read_only_rises": read_only(remote.acts) - read_only(default.acts),
        "ties_across_units": np.array([weight_across_units(remote), weight_across_units(default)]),
    }


P17 = Pattern(
    key="P17",
    sources="5.6, 5.7",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("access_rises", Above(0.0), "points"),
        Check("read_only_rises", Above(0.0), "points"),
        Check("ties_across_units", Below(1.0), "change", contrast),
    ),
)
