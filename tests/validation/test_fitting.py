"""Fitting moves parameters towards the patterns they are calibrated on."""

import math

import pytest
import yaml

from simulation.catalogue import parameters
from simulation.validation import fitting
from simulation.validation.communities import LONG
from simulation.validation.runs import Trials


def test_a_place_of_a_range_is_found_again():
    for parameter in parameters().values():
        low, high = parameter.range
        if low < high:
            place = fitting.place_of(parameter, parameter.default)
            assert fitting.value_at(parameter, place) == pytest.approx(parameter.default)
            assert fitting.value_at(parameter, 0.0) == pytest.approx(low)
            assert fitting.value_at(parameter, 1.0) == pytest.approx(high)


def test_nothing_is_missed_at_the_centres():
    centres = {name: target.centre for name, target in fitting.TARGETS.items()}
    assert fitting.loss([centres, centres]) == pytest.approx(0.0)
    assert fitting.loss([centres | {"access": 0.88}]) == pytest.approx(1.0)
    assert fitting.loss([centres | {"peak_month": 17.0}]) == pytest.approx(100 + 10)
    assert fitting.loss([centres | {"access": math.nan}]) == fitting.FAR**2


def test_one_long_run_gives_every_figure():
    figures = fitting.figures(Trials(0, 300).play(LONG))
    assert set(figures) == set(fitting.TARGETS)
    assert 0 < figures["registered_two_years"] <= 1


def test_a_fit_stays_in_the_ranges_and_prints_yaml(capsys):
    pytest.importorskip("cma")
    fitting.main(["visit_base", "post_rate", "--generations", "1", "--employees", "200"])
    told = capsys.readouterr()
    found = yaml.safe_load(told.out)
    assert list(found) == ["visit_base", "post_rate"] and "loss" in told.err
    for name, value in found.items():
        low, high = parameters()[name].range
        assert low <= value <= high
