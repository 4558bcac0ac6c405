"""Compile the rules of the model and keep the compiled code, so that the first run is quick."""

from simulation.model import simulate
from simulation.scenario import Scenario


def warm_up() -> None:
    """Run a small company for a few weeks, with and without events, to fill the compiled cache."""
    scenario = Scenario().resized(200).changed({"horizon_weeks": 3})
    simulate(scenario)
    simulate(scenario, events=True)


if __name__ == "__main__":
    warm_up()
