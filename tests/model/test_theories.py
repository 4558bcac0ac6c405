"""Each theory of influence behaves as its author says, the rest of the model being the same."""

import dataclasses

import numpy as np
import pytest

from simulation.model import CORE, Mechanisms, Simulation
from simulation.model.theories import influence, pull_of_information, rank_counts
from simulation.organisation import organisation_of
from simulation.scenario import THEORIES, Scenario

STAFF = 400
WEEKS = 52
EVERYBODY_NOW = {"plan.waves": [{"week": 1, "share": 1.0}], "horizon_weeks": WEEKS}
SOCIAL = {
    "colleague_invitations": 0.0,
    "invitation_hazard": 0.0,
    "external_hazard": 0.004,
    "peer_exposure_hazard": 0.15,
}
"""Joining is drawn by what the theories are about, and hardly by anything else."""
CODE = {name: code for code, name in enumerate(THEORIES)}


def work(theory, *, silent=None, mechanisms=CORE, organisation=None, replicate=0, **parameters):
    """A year of the core model, in which little but colleagues seen active makes people join.

    `silent` tells, from the organisation, who neither visits nor contributes.
    """
    scenario = Scenario().resized(STAFF).changed({**EVERYBODY_NOW, "theory": theory})
    simulation = Simulation(scenario, replicate, organisation, mechanisms=mechanisms)
    for name, value in (SOCIAL | parameters).items():
        setattr(simulation.parameter, name, value)
    if silent is not None:
        simulation.state.trial.script[silent(simulation.organisation)] = -1
    simulation.work(WEEKS)
    return simulation


def joined(simulation, whom=slice(None)):
    """Share of those people registered after 26 weeks, when the curve is steepest."""
    week = simulation.state.employee.registered_week[whom]
    return ((week >= 0) & (week < 26)).mean()


def is_manager(organisation):
    return np.isin(np.arange(len(organisation)), organisation.manager)


def pull(theory, **given):
    """Influence under a theory in a company where nothing stirs but what is given."""
    parameter = Simulation(Scenario().resized(100)).parameter
    quiet = {"close": 0.0, "manager": False, "everywhere": 0.0, "information": 0.0}
    seen = quiet | {"threshold": 0.5} | given
    return influence(CODE[theory], *(float(value) for value in seen.values()), parameter)


def test_composite_is_the_default_and_follows_close_colleagues():
    assert Scenario().theory == "composite"
    assert pull("composite", close=0.37) == 0.37
    assert pull("composite", manager=True, everywhere=0.9, information=3.0) == 0.0
    assert rank_counts(CODE["composite"])


@pytest.mark.parametrize("theory", THEORIES)
def test_every_pull_is_a_share_and_nothing_is_drawn_by_nobody(theory):
    assert pull(theory) == 0.0
    everything = {"close": 1.0, "manager": True, "everywhere": 1.0, "information": 50.0}
    assert 0.5 < pull(theory, **everything) <= 1.0


def test_managers_down_without_active_managers_there_is_no_social_pull():
    """Tucker (2008): registrations are, person by person, those of a company without exposure."""
    silenced = work("managers_down", silent=is_manager)
    alone = work("managers_down", silent=is_manager, mechanisms=CORE._replace(exposure=False))
    np.testing.assert_array_equal(
        silenced.state.employee.registered_week, alone.state.employee.registered_week
    )
    assert joined(work("managers_down")) > joined(silenced) + 0.03


def test_peers_up_silencing_managers_changes_little_for_those_they_lead():
    """Wang, Meister & Gray (2013): nothing comes from above."""
    led = ~is_manager(organisation_of(Scenario().resized(STAFF), 0))
    free = work("peers_up")
    without_managers = work("peers_up", silent=is_manager)
    without_peers = work("peers_up", silent=lambda company: ~is_manager(company))
    assert joined(without_managers, led) == pytest.approx(joined(free, led), abs=0.03)
    assert joined(without_peers, led) < joined(free, led) - 0.1


def test_peers_up_silencing_peers_leaves_no_pull_from_the_own_manager():
    """With only managers active, the led join as if there were nobody, unlike in composite."""
    led = ~is_manager(organisation_of(Scenario().resized(STAFF), 0))
    only_managers = {"silent": lambda company: ~is_manager(company)}
    alone = joined(work("bass", **only_managers, peer_exposure_hazard=0.0), led)
    assert joined(work("peers_up", **only_managers), led) < alone + 0.05
    assert joined(work("composite", **only_managers), led) > alone + 0.05


def test_threshold_is_all_or_nothing():
    """Granovetter (1978)."""
    below, at, above = (pull("threshold", close=share) for share in (0.49, 0.5, 1.0))
    assert below == 0.0
    assert at == above > 0.0
    never = work("threshold", theory_follower_reach=0.0)
    assert joined(work("threshold")) > joined(never)


def test_bass_the_local_structure_is_irrelevant():
    """Bass (1969): with the same ties dealt out to other people, all join in the same week."""
    company = organisation_of(Scenario().resized(STAFF), 0)
    weeks = {
        theory: [
            work(theory, organisation=each).state.employee.registered_week
            for each in (company, ties_dealt_anew(company))
        ]
        for theory in ("bass", "composite")
    }
    np.testing.assert_array_equal(*weeks["bass"])
    assert (weeks["composite"][0] != weeks["composite"][1]).any()


def ties_dealt_anew(company):
    """The same people, each with the ties that somebody else drawn at random had."""
    stands_for = np.random.default_rng(5).permutation(len(company))
    rows = np.repeat(np.arange(len(company)), np.diff(company.tie_start))
    source, target = stands_for[rows], stands_for[company.tie_target]
    order = np.lexsort((target, source))
    start = np.concatenate([[0], np.cumsum(np.bincount(source, minlength=len(company)))])
    return dataclasses.replace(
        company,
        tie_start=start.astype(company.tie_start.dtype),
        tie_target=target[order].astype(company.tie_target.dtype),
        tie_weight=company.tie_weight[order],
        tie_layer=company.tie_layer[order],
    )


def test_bass_adoption_follows_the_curve_of_bass():
    p, q = 0.01, 0.15
    flat = dict.fromkeys(
        ("joining_value", "joining_ease", "joining_trust", "joining_access", "invitation_hazard"),
        0.0,
    )
    push = {"communication_pull": 0.0, "sponsor_pull": 0.0, "ambassador_pull": 0.0}
    runs = [
        work(
            "bass", replicate=k, external_hazard=p, peer_exposure_hazard=q, **flat, **push,
            joining_work_moved=0.0,
        ).weekly["registered"] / STAFF
        for k in range(8)
    ]  # fmt: skip
    share, curve = 0.0, []
    for _ in range(WEEKS):
        share += (1 - share) * -np.expm1(-(p + q * share))
        curve.append(share)
    np.testing.assert_allclose(np.mean(runs, axis=0), curve, atol=0.05)


def test_below_the_critical_mass_information_draws_little_and_above_it_nearly_all():
    """Foote and others (2024): a critical mass, where a small step makes the most difference."""
    assert pull_of_information(0.3, 0.3) == pytest.approx(0.5)
    assert pull_of_information(0.075, 0.3) < 0.1
    assert pull_of_information(1.2, 0.3) > 0.9
    near, far = (pull_of_information(at + 0.05, 0.3) - pull_of_information(at, 0.3)
                 for at in (0.15, 0.0))  # fmt: skip
    assert near > 3 * far


def test_critical_mass_decays_when_nobody_contributes_any_more():
    simulation = work("critical_mass", mechanisms=Mechanisms())
    had = simulation.state.climate[0].information
    assert had > 0.0
    quiet = Scenario().resized(STAFF).changed({**EVERYBODY_NOW, "theory": "critical_mass"})
    silenced = Simulation(quiet, mechanisms=CORE)
    silenced.state.trial.script[:] = -1
    silenced.state.climate[0].information = had
    silenced.work(WEEKS)
    weeks = silenced.parameter.information_weeks
    assert silenced.state.climate[0].information <= had * np.exp(-(WEEKS - 1) / weeks)
