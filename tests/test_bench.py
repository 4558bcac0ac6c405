"""The bench tells its measures beside what is asked of them; speeds themselves are not tested."""

import pytest

from simulation.bench import GOALS, Goal
from simulation.terminal.results import SPEED_HEADING, speed_page


@pytest.mark.parametrize(
    ("goal", "measured", "verdict"),
    [
        (Goal(must=40, aim=150), 160, "aim"),
        (Goal(must=40, aim=150), 40, "must"),
        (Goal(must=40, aim=150), 39, "missed"),
        (Goal(must=15, aim=4), 4, "aim"),
        (Goal(must=15, aim=4), 15, "must"),
        (Goal(must=15, aim=4), 16, "missed"),
    ],
)
def test_a_goal_names_the_better_bound_that_is_reached(goal, measured, verdict):
    assert goal.verdict(measured) == verdict


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_tells_every_measure_beside_its_goal(lang):
    rows = [
        {"name": name, "measured": 1.5, "must": goal.must, "aim": goal.aim}
        for name, goal in GOALS.items()
    ]
    page = speed_page({"measures": rows}, lang)
    assert page.startswith(SPEED_HEADING)
    assert page.count("\n| ") == len(GOALS) + 2
