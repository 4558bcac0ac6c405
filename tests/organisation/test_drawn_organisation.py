"""A drawn organisation is one tree, cut into units, with ties that hold together."""

import inspect
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation.catalogue import parameters
from simulation.organisation import Organisation, draw, organisation_of
from simulation.scenario import Company, Scenario
from simulation.tables import TIE_LAYERS


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return draw(Company(), seed=41)


companies = st.builds(
    lambda employees, least, more, unit_size, sites, families: Company(
        employees=employees,
        span_least=least,
        span_most=least + more,
        unit_size=unit_size,
        sites=sites,
        job_families=families,
    ),
    st.integers(100, 1500),
    st.integers(2, 12),
    st.integers(0, 12),
    st.integers(10, 200),
    st.integers(1, 8),
    st.integers(1, 20),
)
seeds = st.integers(0, 2**63 - 1)


def rows(organisation: Organisation) -> np.ndarray:
    """Person at the near end of each tie."""
    return np.repeat(np.arange(len(organisation)), np.diff(organisation.tie_start))


@settings(max_examples=40, deadline=None)
@given(companies, seeds)
def test_everybody_but_the_top_reports_to_somebody_one_level_above(company, seed):
    organisation = draw(company, seed)
    assert organisation.manager[0] == -1
    below = np.arange(1, company.employees)
    assert (organisation.manager[below] >= 0).all()
    assert (organisation.manager[below] < below).all()
    assert organisation.level[0] == 0
    np.testing.assert_array_equal(
        organisation.level[below], organisation.level[organisation.manager[below]] + 1
    )


@settings(max_examples=40, deadline=None)
@given(companies, seeds)
def test_every_manager_but_one_has_a_span_within_the_bounds(company, seed):
    organisation = draw(company, seed)
    spans = np.bincount(organisation.manager[1:], minlength=company.employees)
    np.testing.assert_array_equal(spans > 0, organisation.is_manager)
    assert np.sum(spans[spans > 0] < company.span_least) <= 1
    assert (spans <= company.span_most).all()


@settings(max_examples=40, deadline=None)
@given(companies, seeds)
def test_the_people_below_a_manager_are_numbered_in_one_stretch(company, seed):
    manager = draw(company, seed).manager
    last = np.arange(company.employees)
    below = np.ones(company.employees, int)
    for person in range(company.employees - 1, 0, -1):
        below[manager[person]] += below[person]
        last[manager[person]] = max(last[manager[person]], last[person])
    np.testing.assert_array_equal(last - np.arange(company.employees) + 1, below)


@settings(max_examples=40, deadline=None)
@given(companies, seeds)
def test_ties_are_symmetric_sorted_and_neither_repeated_nor_to_oneself(company, seed):
    organisation = draw(company, seed)
    near, far = rows(organisation), organisation.tie_target
    assert (near != far).all()
    forth = near.astype(np.int64) * company.employees + far
    assert (np.diff(forth) > 0).all()
    back = far.astype(np.int64) * company.employees + near
    order = np.argsort(back)
    np.testing.assert_array_equal(back[order], forth)
    np.testing.assert_array_equal(organisation.tie_weight[order], organisation.tie_return)
    assert (np.maximum(organisation.tie_weight, organisation.tie_return) > 0).all()
    np.testing.assert_array_equal(organisation.tie_layer[order], organisation.tie_layer)


@settings(max_examples=25, deadline=None)
@given(companies, seeds)
def test_columns_stay_within_what_they_mean(company, seed):
    organisation = draw(company, seed)
    for name in ("unit", "site", "job_family"):
        column, names = getattr(organisation, name), getattr(organisation, f"{name}_names")
        assert column.min() >= 0 and column.max() < len(names)
        assert len(set(names)) == len(names)
    for name in ("digital_ease", "workload", "tie_weight"):
        assert 0 <= getattr(organisation, name).min() <= getattr(organisation, name).max() <= 1
    assert set(np.unique(organisation.remote_days)) <= {0, 1, 2, 3}
    assert organisation.tenure_years.min() >= 0


@settings(max_examples=25, deadline=None)
@given(companies, seeds)
def test_a_unit_lies_on_one_site_and_no_unit_is_empty(company, seed):
    organisation = draw(company, seed)
    sizes = np.bincount(organisation.unit, minlength=len(organisation.unit_names))
    assert sizes.min() > 0
    for unit in range(sizes.size):
        assert np.unique(organisation.site[organisation.unit == unit]).size == 1


@pytest.mark.parametrize("unit_size", [20, 60, 150])
def test_units_have_the_mean_size_asked_for_and_uneven_sizes(unit_size):
    sizes = np.bincount(draw(Company(employees=30_000, unit_size=unit_size), seed=2).unit)
    assert 0.8 * unit_size < sizes.mean() < 1.2 * unit_size
    assert np.median(sizes) < sizes.mean() < sizes.max() / 3
    assert sizes.min() >= 2


def test_neighbours_in_the_tree_share_their_unit(organisation):
    below = np.arange(1, 2400)
    with_manager = organisation.unit[below] == organisation.unit[organisation.manager[below]]
    assert with_manager.mean() > 0.9


def test_a_person_has_as_many_colleagues_as_expected(organisation):
    """Row 5.3: about 15 distinct colleagues a week, 8 to 30 plausible."""
    degree = np.diff(organisation.tie_start)
    assert 12 <= degree.mean() <= 18
    assert degree.min() >= 1
    assert np.median(degree) < degree.mean() < degree.max() / 4


@pytest.mark.parametrize(
    ("company", "low", "high"),
    [
        (Company(span_least=3, span_most=4), 12, 18),
        (Company(span_least=20, span_most=30), 12, 18),
        (Company(unit_size=300), 12, 18),
        (Company(employees=50_000), 14, 18),
    ],
)
def test_the_number_of_colleagues_does_not_hang_on_the_shape_of_the_company(company, low, high):
    assert low <= np.diff(draw(company, seed=3).tie_start).mean() <= high


def test_manager_and_reports_turn_to_each_other_and_team_mates_far_more_than_others(organisation):
    near, far = rows(organisation), organisation.tie_target
    reports = organisation.manager[near] == far
    assert (organisation.tie_weight[reports] == 1).all()
    assert (organisation.tie_return[reports] == 1).all()
    sizes = np.bincount(organisation.team).astype(float)
    mates = (organisation.team[near] == organisation.team[far]).sum() / (sizes * (sizes - 1)).sum()
    assert mates > 30 * near.size / 2400**2


def test_managers_and_the_sociable_have_the_most_colleagues(organisation):
    degree = np.diff(organisation.tie_start)
    assert degree[organisation.is_manager].mean() > 1.5 * degree[~organisation.is_manager].mean()


def test_one_way_ties_go_up_four_times_in_five(organisation):
    near, far = rows(organisation), organisation.tie_target
    asks = (organisation.tie_weight > 0) & (organisation.tie_return == 0)
    assert 0.3 < 2 * asks.mean() < 0.6
    gap = organisation.level[near][asks] - organisation.level[far][asks]
    assert abs((gap > 0).sum() / (gap != 0).sum() - 0.8) < 0.03


def test_one_more_colleague_of_somebody_else_changes_no_ones_luck():
    """Each draw hangs on the person alone: another span far away leaves weights as they are."""
    from simulation.organisation import ties

    alone = np.array([-1, 0, 0, 1], np.int32)
    more = np.array([-1, 0, 0, 1, 1, 1], np.int32)
    few, many = (ties.sociability(7, manager, 1.4, 8.0, 2.0) for manager in (alone, more))
    np.testing.assert_allclose(few[1:] / few[0], many[1:4] / many[0], rtol=1e-5)


def test_layers_say_where_a_tie_comes_from(organisation):
    near, far, layer = rows(organisation), organisation.tie_target, organisation.tie_layer
    named = np.array(TIE_LAYERS)[layer]
    same_unit = organisation.unit[near] == organisation.unit[far]
    assert same_unit[named == "unit"].all()
    assert not same_unit[named == "cross"].any()
    assert (organisation.team[near] == organisation.team[far])[named == "team"].all()
    reports = (organisation.manager[near] == far) | (organisation.manager[far] == near)
    np.testing.assert_array_equal(reports, named == "hierarchy")
    assert np.count_nonzero(named == "hierarchy") == 2 * (len(organisation) - 1)


def test_ties_across_units_favour_the_job_family(organisation):
    near, far = rows(organisation), organisation.tie_target
    cross = np.array(TIE_LAYERS)[organisation.tie_layer] == "cross"
    within = organisation.job_family[near] == organisation.job_family[far]
    by_chance = (np.bincount(organisation.job_family) ** 2).sum() / 2400**2
    assert within[cross].mean() > 1.5 * by_chance


def test_remote_days_follow_the_share_asked_for():
    for share in (0.0, 0.26, 1.0):
        days = draw(Company(employees=20_000, remote_share=share), seed=3).remote_days
        assert abs((days > 0).mean() - share) < 0.015
        if share:
            assert abs(days[days > 0].mean() - 2) < 0.05


def test_traits_follow_their_laws():
    organisation = draw(Company(employees=20_000), seed=5)
    for column in (organisation.digital_ease, organisation.workload):
        assert abs(column.mean() - 0.5) < 0.01
        assert abs(column.std() - np.sqrt(0.25 / 7)) < 0.015
    assert abs(np.corrcoef(organisation.digital_ease, organisation.workload)[0, 1]) < 0.03
    assert abs(organisation.tenure_years.mean() - 9.6) < 0.5


def test_a_younger_company_is_more_at_ease_and_newer_and_nobody_is_labelled():
    shares = (0.0, 0.5, 1.0)
    drawn = [draw(Company(employees=20_000, young_share=share), seed=5) for share in shares]
    ease = [each.digital_ease.mean() for each in drawn]
    tenure = [each.tenure_years.mean() for each in drawn]
    assert np.allclose(np.diff(ease), 0.06, atol=0.01)
    assert tenure[0] > tenure[1] > tenure[2]
    assert abs(tenure[2] - 4) < 0.2
    np.testing.assert_array_equal(drawn[0].tie_target, drawn[2].tie_target)
    assert not [field.name for field in fields(Organisation) if "young" in field.name]


def test_most_people_hold_the_main_job_of_their_unit(organisation):
    main = [
        np.bincount(organisation.job_family[organisation.unit == unit]).max()
        for unit in range(len(organisation.unit_names))
    ]
    assert abs(sum(main) / len(organisation) - (0.6 + 0.4 / 12)) < 0.05


def test_the_same_seed_draws_the_same_organisation_and_another_does_not(organisation):
    again, other = draw(Company(), seed=41), draw(Company(), seed=42)
    for field in fields(Organisation):
        np.testing.assert_array_equal(
            getattr(again, field.name), getattr(organisation, field.name), err_msg=field.name
        )
    assert not np.array_equal(other.tie_target, organisation.tie_target)
    assert not np.array_equal(other.digital_ease, organisation.digital_ease)


def test_bytes_per_person_do_not_grow_with_the_company():
    def bytes_per_person(employees: int) -> float:
        organisation = draw(Company(employees=employees), seed=1)
        columns = (getattr(organisation, field.name) for field in fields(Organisation))
        return sum(c.nbytes for c in columns if isinstance(c, np.ndarray)) / employees

    assert bytes_per_person(40_000) < 1.05 * bytes_per_person(5_000)


def test_people_met_from_the_top_down_follow_their_manager(organisation):
    place = np.empty(2400, int)
    place[organisation.top_down] = np.arange(2400)
    assert (place[organisation.manager[1:]] < place[1:]).all()


def test_scenarios_that_share_company_and_seed_share_their_organisation():
    one = Scenario(name="one")
    other = Scenario(name="other").changed({"sponsor.strength": 0.1})
    assert organisation_of(one, 2) is organisation_of(other, 2)
    assert not np.array_equal(
        organisation_of(one, 0).tie_target, organisation_of(one, 1).tie_target
    )


def test_every_structural_number_is_used_and_says_where_it_comes_from():
    from simulation.organisation import drawing, inferred

    source = inspect.getsource(drawing) + inspect.getsource(inferred)
    structural = [p for p in parameters().values() if p.group == "organisation"]
    assert structural
    for parameter in structural:
        assert f'"{parameter.name}"' in source, parameter.name
        low, high = parameter.range
        assert low <= parameter.default <= high
        assert parameter.status in ("measured", "calibrated", "borrowed", "assumed")
        assert parameter.source and set(parameter.label) == {"fr", "en"}
