"""A scenario checks itself, says what is wrong in the user's words, and survives a file."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulation.errors import InputError
from simulation.model import simulate
from simulation.scenario import CHARTERS, PILOT_WEEKS, Plan, Scenario, Staffing, load, parse

shares = st.floats(0, 1, allow_nan=False)
weeks = st.integers(1, 520)


@st.composite
def waves(draw):
    pilot = draw(st.integers(1, 20))
    later = draw(st.sets(st.integers(pilot + PILOT_WEEKS, 100), max_size=5))
    starts = [pilot, *sorted(later)]
    return [{"week": week, "share": draw(st.floats(0.01, 1 / 6))} for week in starts]


@st.composite
def changes(draw):
    """Valid values anywhere in a scenario, as paths and values."""
    return draw(
        st.fixed_dictionaries(
            {},
            optional={
                "company.employees": st.integers(100, 1_000_000),
                "company.remote_share": shares,
                "company.span_most": st.integers(10, 40),
                "culture.cooperation": shares,
                "managers.example": shares,
                "recognition.bonus.strength": shares,
                "recognition.bonus.last_week": st.none() | weeks,
                "recognition.awards.announced": st.booleans(),
                "charter": st.sampled_from(sorted(CHARTERS)),
                "tool.fit": shares,
                "sponsor.declared": shares,
                "plan.waves": waves(),
                "plan.tool_training.sessions_per_week": st.floats(0, 200),
                "plan.seeded_communities": st.integers(0, 5000),
                "parameters": st.dictionaries(st.sampled_from(["habit_gain", "novelty"]), shares),
                "horizon_weeks": st.integers(100, 520),
                "seed": st.integers(0, 2**63 - 1),
                "title": st.fixed_dictionaries({"fr": st.text(), "en": st.text()}),
            },
        )
    )


@settings(max_examples=60, deadline=None)
@given(changes())
def test_a_scenario_written_to_yaml_is_read_back_equal(some):
    scenario = Scenario().changed(some)
    again = parse(yaml.safe_load(scenario.to_yaml()), place="memory")
    assert again == scenario
    assert again.key() == scenario.key()


def test_a_file_that_says_nothing_but_one_value_keeps_every_default(tmp_path):
    file = tmp_path / "bigger.yaml"
    file.write_text("company: {employees: 9000}\n")
    assert load(file) == Scenario(name="bigger").changed({"company.employees": 9000})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("compagny: {employees: 900}", ("compagny", "company")),
        ("company: {employes: 900}", ("company.employes", "employees")),
        ("plan: {tool_training: {seat: 4}}", ("plan.tool_training.seat", "seats")),
        ("plan: {waves: [{weak: 1, share: 1}]}", ("plan.waves.0.weak", "week")),
        ("recognition: {bonus: {strenght: 1}}", ("recognition.bonus.strenght", "strength")),
    ],
)
def test_a_misspelt_key_is_told_with_its_place_and_the_key_meant(tmp_path, text, told):
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as fault:
        load(file)
    for lang in ("fr", "en"):
        assert all(word in fault.value.message(lang) for word in ("mine.yaml", *told))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("company: {employees: 99}", ("company.employees", "99", "100")),
        ("company: {employees: many}", ("company.employees", "many", "number")),
        ("sponsor: {strength: 1.2}", ("sponsor.strength", "1.2", "1")),
        ("culture: {cooperation: -0.1}", ("culture.cooperation", "-0.1", "0")),
        ("managers: {coaching: 0.9}", ("managers", "coaching = 1")),
        ("company: {span_least: 12}", ("company", "span_most")),
        ("charter: strict", ("charter", "restrictive", "permissive")),
        ("plan: {waves: []}", ("plan", "at least one wave")),
        ("plan: {waves: [{week: 0, share: 1}]}", ("plan.waves.0.week", "0", "1")),
        ("plan: {waves: [{week: 1, share: 0.7}, {week: 9, share: 0.7}]}", ("1 at most",)),
        ("plan: {waves: [{week: 9, share: 0.5}, {week: 1, share: 0.5}]}", ("increasing weeks",)),
        ("name: Mon scénario", ("name", "Mon scénario")),
        ("horizon_weeks: 1000", ("horizon_weeks", "1000", "520")),
        ("seed: -1", ("seed", "-1")),
        (
            "plan: {waves: [{week: 1, share: 0.1}, {week: 4, share: 0.9}]}",
            ("plan.waves.1.week", "W5", "4 weeks"),
        ),
        ("plan: {trainers: 0}", ("plan.trainers", "at least 0.", "sessions")),
        (
            "plan: {trainers: 1, tool_training: {sessions_per_week: 0}, "
            "manager_training: {sessions_per_week: 0}}",
            ("plan.trainers", "no session"),
        ),
        (
            "plan: {tool_training: {first_week: 9, last_week: 3}}",
            ("plan.tool_training.last_week", "3", "W9"),
        ),
        (
            "recognition: {bonus: {strength: 0.5, first_week: 20, last_week: 10}}",
            ("recognition.bonus.last_week", "10", "W20"),
        ),
        (
            "recognition: {points: {strength: 0.5, first_week: 20, announced_week: 30}}",
            ("recognition.points.announced_week", "30", "W20"),
        ),
        (
            "recognition: {awards: {share: 0.1, first_week: 200}}",
            ("recognition.awards.first_week", "200", "W104"),
        ),
        ("plan: {seeded_kinds: {practice: 0.5}}", ("plan.seeded_kinds", "sum to 1")),
        (
            "plan: {seeded_visibilities: {open: 0.5, secret: 0.4}}",
            ("plan.seeded_visibilities", "sum to 1"),
        ),
        ("plan: {seeded_visibilities: {}}", ("plan.seeded_visibilities", "seeds communities")),
        ("plan: {mentoring_pairs: 1300}", ("plan.mentoring_pairs", "1300", "1200")),
        ("objective: {week: 130}", ("objective.week", "130", "W104")),
        ("plan: {waves: [{week: 140, share: 1}]}", ("plan.waves.0.week", "140", "W104")),
        (
            "plan: {community_managers: [{week: 140, full_time_equivalents: 1}]}",
            ("plan.community_managers.0.week", "140", "W104"),
        ),
        ("seed: 2027-13-45", ("line", "key: value")),
    ],
)
def test_an_impossible_value_is_told_with_its_place_and_what_is_expected(tmp_path, text, told):
    file = tmp_path / "mine.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as fault:
        load(file)
    message = fault.value.message("en")
    assert all(word in message for word in ("mine.yaml", *told)), message


def test_what_was_expected_is_told_in_the_readers_language(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("company: {employees: many}")
    with pytest.raises(InputError) as fault:
        load(file)
    assert "un nombre entier" in fault.value.message("fr")
    assert "a whole number" in fault.value.message("en")


@pytest.mark.parametrize(
    "text", ["company: {employees: 900", "- a\n- list", "only words", "", "a: b: c"]
)
def test_a_file_that_is_no_yaml_mapping_is_told_with_a_remedy(tmp_path, text):
    file = tmp_path / "broken.yaml"
    file.write_text(text)
    with pytest.raises(InputError, match=r"broken\.yaml.*line \d+.*rsne scenarios"):
        load(file)


def test_a_file_that_is_not_there_or_not_text_is_told_by_name(tmp_path):
    (tmp_path / "picture.yaml").write_bytes(b"\xff\xd8\xff\xe0")
    for name in ("nowhere.yaml", "picture.yaml"):
        with pytest.raises(InputError, match=name):
            load(tmp_path / name)


def test_an_unknown_preset_is_told_with_those_there_are():
    with pytest.raises(InputError, match=r"no_suport.*no_support"):
        load("no_suport")


def test_a_change_by_path_reaches_lists_and_leaves_the_rest(tmp_path):
    scenario = Scenario()
    changed = scenario.changed({"plan.waves.1.week": 12, "managers": {"example": 0.9}})
    assert changed.plan.waves[1].week == 12
    assert changed.managers.example == 0.9
    assert scenario.plan.waves[1].week == 11
    assert changed.company == scenario.company


@pytest.mark.parametrize(
    "path",
    [
        "managers.coatching",
        "plan.waves.9.week",
        "plan.waves.x",
        "nothing.at.all",
        "seed.more",
    ],
)
def test_a_change_by_a_path_that_does_not_exist_is_refused(path):
    with pytest.raises(InputError, match=path.replace(".", r"\.")):
        Scenario().changed({path: 0.5})


def test_a_scenario_cannot_be_changed_in_place():
    with pytest.raises(ValidationError):
        Scenario().seed = 3


@settings(max_examples=50, deadline=None)
@given(st.integers(100, 400_000))
def test_another_size_keeps_seats_and_hours_per_employee(employees):
    scenario = Scenario()
    resized = scenario.resized(employees)
    factor = employees / scenario.company.employees
    assert resized.company.employees == employees
    assert resized.plan.waves == scenario.plan.waves
    for kind in ("tool_training", "manager_training"):
        before, after = getattr(scenario.plan, kind), getattr(resized.plan, kind)
        assert after.seats_per_week == pytest.approx(factor * before.seats_per_week)
    assert resized.plan.full_time_equivalents(1) == pytest.approx(1.3 * factor)
    assert abs(resized.plan.seeded_communities - scenario.plan.seeded_communities * factor) <= 0.5


def test_the_default_roll_out_can_be_told_for_a_million_employees():
    assert Scenario().resized(1_000_000).company.employees == 1_000_000


def test_the_key_tells_simulations_apart_not_names():
    scenario = Scenario()
    renamed = Scenario(name="other", title={"fr": "Autre", "en": "Other"})
    assert renamed.key() == scenario.key()
    assert scenario.changed({"tool.fit": 0.66}).key() != scenario.key()
    assert scenario.changed({"seed": 42}).key() != scenario.key()


def test_a_charter_named_or_spelt_out_is_the_same():
    named = Scenario().changed({"charter": "restrictive"})
    spelt = Scenario().changed({"charter": CHARTERS["restrictive"]})
    assert named == spelt


def test_community_managers_stay_in_post_until_the_next_entry():
    plan = Plan(
        community_managers=(
            Staffing(week=3, full_time_equivalents=2), Staffing(week=10, full_time_equivalents=0.5),
        )
    )  # fmt: skip
    assert [plan.full_time_equivalents(week) for week in (1, 2, 3, 9, 10, 99)] == [
        0, 0, 2, 2, 0.5, 0.5,
    ]  # fmt: skip


def test_a_shorter_horizon_leaves_out_what_was_planned_after_it():
    planned = Scenario().changed(
        {
            "recognition.bonus": {"strength": 0.5, "first_week": 40},
            "recognition.points": {"strength": 0.5, "first_week": 40, "announced_week": 10},
            "objective": {"week": 90},
            "plan.community_managers": [
                {"week": 1, "full_time_equivalents": 1},
                {"week": 50, "full_time_equivalents": 2},
            ],
        }
    )
    cut = planned.changed({"horizon_weeks": 20})
    assert [wave.week for wave in cut.plan.waves] == [1, 11, 19]
    assert len(cut.plan.community_managers) == 1
    assert cut.recognition.bonus.strength == 0
    assert cut.recognition.points.strength == 0.5  # people hear of it before the end
    assert cut.objective is None
    assert parse(yaml.safe_load(cut.to_yaml()), place="memory") == cut


def test_a_file_that_shortens_the_horizon_alone_keeps_the_default_waves_that_fit(tmp_path):
    file = tmp_path / "short.yaml"
    file.write_text("horizon_weeks: 20\n")
    assert [wave.week for wave in load(file).plan.waves] == [1, 11, 19]


@pytest.mark.parametrize("weeks", [6, 15])
def test_cutting_a_roll_out_changes_nothing_of_what_comes_before(weeks):
    whole = Scenario().resized(200).changed({"horizon_weeks": 30})
    long = simulate(whole).weekly
    short = simulate(whole.changed({"horizon_weeks": weeks})).weekly
    for name in ("invited", "registered", "weekly_active"):
        assert list(short[name]) == list(long[name][:weeks])
