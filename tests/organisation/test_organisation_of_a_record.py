"""The people of an HR extract become an organisation: what is known is kept."""

import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulation import tables
from simulation.errors import InputError
from simulation.organisation import Organisation, draw, from_people, organisation_of
from simulation.scenario import Company, Scenario


def people_table(**columns) -> pd.DataFrame:
    """A checked people table; columns not given are missing."""
    size = len(next(iter(columns.values())))
    table = pd.DataFrame({"person": np.arange(size)} | columns).reindex(
        columns=list(tables.PEOPLE.columns)
    )
    return tables.check(table, "people")


def extract(organisation: Organisation, order: np.ndarray) -> pd.DataFrame:
    """The HR extract of an organisation whose person k is renumbered order[k]."""
    manager = np.where(organisation.manager < 0, -1, order[organisation.manager])
    table = pd.DataFrame(
        {
            "person": order,
            "unit": np.array(organisation.unit_names)[organisation.unit],
            "site": np.array(organisation.site_names)[organisation.site],
            "job_family": np.array(organisation.job_family_names)[organisation.job_family],
            "manager": pd.array(manager, "Int32"),
            "digital_ease": organisation.digital_ease,
            "remote_days": organisation.remote_days,
            "tenure_years": organisation.tenure_years,
        }
    ).reindex(columns=list(tables.PEOPLE.columns))
    table["manager"] = table["manager"].mask(table["manager"] < 0)
    return tables.check(table, "people")


@pytest.mark.parametrize("shuffled", [False, True])
def test_an_extract_gives_back_the_same_structure_under_other_numbers(shuffled):
    drawn = draw(Company(employees=600), seed=7)
    order = np.arange(600)
    if shuffled:
        order = np.random.default_rng(0).permutation(600)
    read = from_people(extract(drawn, order), seed=9)
    expected = np.where(drawn.manager < 0, -1, order[drawn.manager])
    np.testing.assert_array_equal(read.manager[order], expected)
    np.testing.assert_array_equal(read.level[order], drawn.level)
    for name in ("unit", "site", "job_family"):
        names = np.array(getattr(read, f"{name}_names"))[getattr(read, name)[order]]
        known = np.array(getattr(drawn, f"{name}_names"))[getattr(drawn, name)]
        np.testing.assert_array_equal(names, known)
    np.testing.assert_array_equal(read.is_manager[order], drawn.is_manager)
    np.testing.assert_allclose(read.digital_ease[order], drawn.digital_ease)
    mates = drawn.manager[100] == drawn.manager
    assert len(set(read.team[order][mates])) == 1
    assert abs(read.tie_target.size / drawn.tie_target.size - 1) < 0.1


managers = st.lists(st.integers(-1, 39), min_size=40, max_size=40)


@settings(max_examples=50, deadline=None)
@given(managers)
def test_any_managers_loops_and_gaps_included_become_one_tree(manager):
    column = pd.array([None if m < 0 else m for m in manager], "Int32")
    organisation = from_people(people_table(manager=column), seed=1)
    assert np.count_nonzero(organisation.manager < 0) == 1
    below = organisation.manager >= 0
    np.testing.assert_array_equal(
        organisation.level[below], organisation.level[organisation.manager[below]] + 1
    )


def test_known_managers_are_kept_and_the_others_report_to_the_head_of_the_largest_tree():
    manager = pd.array([None, 0, 0, 1, None, 4, None], "Int32")
    organisation = from_people(people_table(manager=manager), seed=1)
    assert organisation.manager.tolist() == [-1, 0, 0, 1, 0, 4, 0]


def test_a_head_who_reports_to_himself_is_the_top():
    organisation = from_people(people_table(manager=pd.array([0, 0, 0], "Int32")), seed=1)
    assert organisation.manager.tolist() == [-1, 0, 0]


@pytest.mark.parametrize("seed", range(6))
def test_without_managers_a_tree_is_drawn_within_units_under_those_known_to_manage(seed):
    units = [f"unit {k % 5}" for k in range(200)]
    leads = [k in (10, 11, 12, 13, 14) for k in range(200)]
    organisation = from_people(people_table(unit=units, is_manager=leads), seed)
    top = np.flatnonzero(organisation.manager < 0)
    assert top.size == 1 and top[0] in (10, 11, 12, 13, 14)
    same = organisation.unit == organisation.unit[organisation.manager]
    assert np.count_nonzero(~same[organisation.manager >= 0]) == 4
    assert organisation.is_manager[[10, 11, 12, 13, 14]].all()
    assert 10 <= np.diff(organisation.tie_start).mean() <= 20


def test_an_unknown_unit_or_site_is_that_of_the_manager():
    organisation = from_people(
        people_table(
            manager=pd.array([None, 0, 0, 1, 3], "Int32"),
            unit=[None, "Est", "Ouest", None, None],
            site=["Lyon", None, "Lille", None, None],
        ),
        seed=1,
    )
    named = [organisation.unit_names[unit] for unit in organisation.unit]
    assert named[1:] == ["Est", "Ouest", "Est", "Est"]
    assert [organisation.site_names[s] for s in organisation.site] == [
        "Lyon", "Lyon", "Lille", "Lyon", "Lyon",
    ]  # fmt: skip


def test_known_values_stay_and_missing_ones_are_drawn():
    ease = [0.9, None, 0.1] * 20
    organisation = from_people(people_table(digital_ease=pd.array(ease, "Float32")), seed=1)
    np.testing.assert_allclose(organisation.digital_ease[::3], 0.9, rtol=1e-6)
    np.testing.assert_allclose(organisation.digital_ease[2::3], 0.1, rtol=1e-6)
    assert np.unique(organisation.digital_ease[1::3]).size == 20
    assert not np.isnan(organisation.tenure_years).any()


def test_a_very_large_team_ties_each_to_a_bounded_number_of_mates():
    manager = pd.array([None, *[0] * 999], "Int32")
    organisation = from_people(people_table(manager=manager, unit=["all"] * 1000), seed=1)
    degree = np.diff(organisation.tie_start)
    assert degree[0] == 999
    assert degree[1:].mean() < 20
    assert degree[1:].max() < 100


def test_ties_of_an_extract_are_symmetric_and_never_to_oneself():
    organisation = from_people(people_table(unit=["a", "a", "b", "b", "b"] * 10), seed=4)
    near = np.repeat(np.arange(50), np.diff(organisation.tie_start))
    pairs = set(zip(near.tolist(), organisation.tie_target.tolist(), strict=True))
    assert len(pairs) == organisation.tie_target.size
    assert all((b, a) in pairs and a != b for a, b in pairs)


def test_a_lone_person_is_an_organisation():
    organisation = from_people(people_table(unit=["a"]), seed=4)
    assert len(organisation) == 1
    assert organisation.tie_target.size == 0


def test_an_empty_table_is_refused_with_what_to_do():
    with pytest.raises(InputError, match="company\\.record"):
        from_people(tables.empty("people"), seed=1)


@pytest.fixture
def record(tmp_path) -> tables.Record:
    others = {name: tables.empty(name) for name in tables.SCHEMAS if name != "people"}
    monday = {"first_week": "2027-01-04", "last_week": "2027-01-04"}
    manifest = {"origin": "pilot", "timezone": "UTC", "records": [], **monday}
    people = people_table(unit=[f"u{k % 4}" for k in range(120)])
    tables.write(tables.Record(people=people, **others, manifest=manifest), tmp_path / "pilot")
    return tables.read(tmp_path / "pilot")


def test_a_record_is_the_same_company_in_every_replicate(record, tmp_path):
    scenario = Scenario().changed({"company.record": str(tmp_path / "pilot")})
    first, second = organisation_of(scenario, 0), organisation_of(scenario, 1)
    assert first is second
    assert first.unit_names == ("u0", "u1", "u2", "u3")
    assert len(first) == 120


def test_a_record_written_anew_is_read_anew(record, tmp_path):
    folder = tmp_path / "pilot"
    scenario = Scenario().changed({"company.record": str(folder)})
    organisation_of(scenario)
    fewer = tables.Record(**{**vars(record), "people": record.people.head(100)})
    tables.write(fewer, folder)
    os.utime(folder / "manifest.json", (2e9, 2e9))
    assert len(organisation_of(scenario)) == 100


def test_a_folder_that_is_no_record_is_named(tmp_path):
    scenario = Scenario().changed({"company.record": str(tmp_path / "nowhere")})
    with pytest.raises(InputError, match="nowhere"):
        organisation_of(scenario)
