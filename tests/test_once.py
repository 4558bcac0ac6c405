"""What is worked out once for each object, and forgotten with it."""

import gc

from simulation.once import once_for_each
from simulation.scenario import Scenario


def test_each_object_is_worked_out_once_and_equal_ones_apart():
    asked = []

    @once_for_each
    def noted(scenario):
        asked.append(scenario)
        return len(asked)

    first, second = Scenario(), Scenario()
    assert [noted(first), noted(second), noted(first)] == [1, 2, 1]


def test_nothing_is_kept_of_an_object_that_is_gone():
    alive = 0

    class Kept:
        def __init__(self):
            nonlocal alive
            alive += 1

        def __del__(self):
            nonlocal alive
            alive -= 1

    kept_of = once_for_each(lambda scenario: Kept())
    scenario = Scenario()
    assert kept_of(scenario) is kept_of(scenario) and alive == 1
    del scenario
    gc.collect()
    assert alive == 0


def test_a_changed_scenario_has_a_key_of_its_own():
    scenario = Scenario()
    assert scenario.key() == scenario.changed({"title": {"en": "Other", "fr": "Autre"}}).key()
    assert scenario.key() != scenario.changed({"seed": scenario.seed + 1}).key()
