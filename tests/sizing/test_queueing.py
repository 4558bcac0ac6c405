from math import exp, factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.sizing.queueing import answered_within, servers_needed, waiting_probability


def erlang_c(servers: int, load: float) -> float:
    """The formula as textbooks print it."""
    below = sum(load**k / factorial(k) for k in range(servers))
    all_busy = load**servers / factorial(servers) * servers / (servers - load)
    return all_busy / (below + all_busy)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.3), (1, 0.9), (2, 1.5), (5, 4.0), (12, 9.5)])
def test_whole_numbers_of_servers_give_erlangs_formula(servers, load):
    assert waiting_probability(servers, load) == pytest.approx(erlang_c(servers, load), rel=1e-9)


def test_one_server_gives_the_known_wait_of_mm1():
    # P(W <= t) = 1 - rho exp(-(1 - rho) t), t in service times.
    for load, patience in ((0.5, 1.0), (0.8, 3.0), (0.95, 10.0)):
        expected = 1 - load * exp(-(1 - load) * patience)
        assert answered_within(1, load, patience) == pytest.approx(expected)


def test_half_a_post_lies_between_its_whole_neighbours():
    one, half, two = waiting_probability(np.array([1.0, 1.5, 2.0]), 0.8)
    assert two < half < one


def test_a_queue_that_only_grows_answers_nobody_in_time():
    assert answered_within(1, 1.2, 100) == 0
    assert answered_within(0, 0.1, 100) == 0
    assert answered_within(0, 0, 100) == 1


def test_the_least_staff_is_found_where_one_formula_can_be_turned_round():
    # With one server: rho exp(-(1 - rho) t) = 0.1; at t = 5 rho is the root checked here.
    load = 0.7
    staff = float(servers_needed(load, 5.0, 0.9))
    assert answered_within(staff, load, 5.0) == pytest.approx(0.9, abs=1e-6)
    assert answered_within(staff - 1e-3, load, 5.0) < 0.9


@settings(max_examples=60, deadline=None)
@given(st.floats(0.05, 20), st.floats(0.05, 20), st.floats(0.1, 50), st.floats(0.5, 0.99))
def test_more_work_or_a_better_promise_never_needs_fewer_people(one, other, patience, service):
    low, high = sorted((one, other))
    assert servers_needed(low, patience, service) <= servers_needed(high, patience, service) + 1e-6
    assert servers_needed(low, patience, service) >= low
    better = min(0.995, service + 0.004)
    assert servers_needed(low, patience, service) <= servers_needed(low, patience, better) + 1e-6


def test_hand_made_queue_agrees_with_a_simulated_one():
    """First come, first served, by two people: waits counted one by one."""
    generator = np.random.default_rng(3)
    servers, load, count = 2, 1.5, 200_000
    arrivals = np.cumsum(generator.exponential(1 / load, count))
    services = generator.exponential(1.0, count)
    free = np.zeros(servers)
    waits = np.empty(count)
    for n in range(count):
        first = int(np.argmin(free))
        start = max(arrivals[n], free[first])
        waits[n] = start - arrivals[n]
        free[first] = start + services[n]
    for patience in (0.0, 1.0, 4.0):
        expected = float(answered_within(servers, load, patience))
        assert (waits <= patience).mean() == pytest.approx(expected, abs=0.01)
