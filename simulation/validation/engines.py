"""P14: reading and writing have different engines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simulation.model import Simulation
from simulation.validation.estimates import contrast
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import WRITTEN, Acts, Arm, Flags, Step, Trials, coin
from simulation.validation.verdict import Above, Below

SECOND_YEAR = (52, 104)
DOSE = 0.15
"""Treatment, on scales from 0 to 1."""


def treated(simulation: Simulation) -> Flags:
    """One person in five, by chance, so few that the company around them stays what it was."""
    return coin(simulation, "engines", 0.2)


def make_useful(simulation: Simulation) -> None:
    """The tool fits what the treated need better."""
    simulation.state.trial.usefulness[treated(simulation)] = DOSE


def train(simulation: Simulation) -> None:
    """The treated get the model's own training in the tool before the first week."""
    employee, parameter = simulation.state.employee, simulation.parameter
    people = treated(simulation)
    employee.skill[people] += parameter.training_skill * (1 - employee.skill[people])
    employee.value[people] += parameter.training_value * (1 - employee.value[people])
    employee.ease[people] += parameter.training_ease * (1 - employee.ease[people])


def surround(simulation: Simulation) -> None:
    """The treated see more of their colleagues active."""
    simulation.state.trial.exposure[treated(simulation)] = DOSE


def make_safe(simulation: Simulation) -> None:
    """The treated feel safer to speak, now and in the long run."""
    employee, people = simulation.state.employee, treated(simulation)
    for column in (employee.trust, employee.trust_disposition):
        column[people] = np.minimum(1.0, column[people] + DOSE)


def untrained(treatment: Callable[[Simulation], None] | None = None) -> Arm:
    """A company whose plan trains nobody in the tool, which would hide who is treated."""
    steps = () if treatment is None else (Step(0, treatment),)
    return Arm({"plan.tool_training.sessions_per_week": 0.0}, steps)


TREATMENTS = {
    "usefulness": untrained(make_useful),
    "training": untrained(train),
    "influence": untrained(surround),
    "safety": untrained(make_safe),
}
UNTREATED = untrained()


def writing_and_reading(acts: Acts, people: Flags) -> NDArray[np.int64]:
    """Messages written and days with a visit of some people in the second year."""
    written = acts.number(acts.during(*SECOND_YEAR, WRITTEN))[people].sum()
    return np.array([written, acts.visit_days[slice(*SECOND_YEAR)][:, people].sum()])


def measure(trials: Trials) -> Figures:
    """Change of writing over change of reading, for each treatment.

    Few are treated and compared with the others of their company and with themselves
    untreated: when everybody is, whatever feeds reading feeds content, hence writing too.
    """
    control = trials.play(UNTREATED)
    people = treated(control.simulation)
    figures = {}
    for name, arm in TREATMENTS.items():
        acts = trials.play(arm).acts
        amounts = np.array(
            [
                [writing_and_reading(run, chosen) for run in (acts, control.acts)]
                for chosen in (people, ~people)
            ]
        )
        figures[name] = amounts
    return figures


P14 = Pattern(
    key="P14",
    sources="3.12",
    use="kept_out",
    mended=True,
    measure=measure,
    checks=(
        Check("usefulness", Below(1.0), "change", contrast),
        Check("training", Below(1.0), "change", contrast),
        Check("influence", Above(1.0), "change", contrast),
        Check("safety", Above(1.0), "change", contrast),
    ),
)
