import numpy as np
import pytest

from simulation.model import CORE, Simulation
from simulation.scenario import Scenario
from tests.twin.plain_mesa import HashedDraws, PlainNetwork, columns_of

STATE = (
    "registered_week",
    "asked_in_week",
    "profile_week",
    "last_visit",
    "last_act",
    "contributing",
    "posted",
    "answered",
    "reacted",
    "contributions",
    "notifications",
    "habit",
)

LIVELY = {"visit_base": -3.0, "talk_base": -3.0, "post_rate": 0.8, "answer_chance": 0.1}
"""A busier company than most, so that every rule of the week is at work."""


@pytest.mark.parametrize("replicate", [0, 1])
def test_the_compiled_core_agrees_with_the_plain_model_person_by_person(replicate):
    scenario = (
        Scenario()
        .resized(300)
        .changed(
            {
                "horizon_weeks": 30,
                "plan.waves": [{"week": 1, "share": 0.4}, {"week": 6, "share": 0.6}],
                "parameters": LIVELY,
            }
        )
    )
    compiled = Simulation(scenario, replicate, mechanisms=CORE)
    plain = PlainNetwork(scenario, compiled.organisation, compiled.seed, HashedDraws(compiled.seed))
    for week in range(scenario.horizon_weeks):
        compiled.work(1)
        plain.step()
        for name in STATE:
            expected = [getattr(person, name) for person in plain.people]
            found = columns_of(compiled.state)[name]
            np.testing.assert_allclose(found, expected, rtol=1e-5, err_msg=f"{name}, week {week}")
    assert compiled.weekly["answers"].sum() > 50
    assert (compiled.state.employee.registered_week >= 0).mean() > 0.5
