"""Arms share company and luck, and do to a run what they say."""

import numpy as np
import pytest

from simulation.catalogue import parameters
from simulation.model import Mechanisms, journal
from simulation.validation import PATTERNS, engines, managers, maturity, recognition, replies
from simulation.validation.ablations import ABLATIONS
from simulation.validation.runs import DEFAULT, Arm, Off, Step, Trials, coin
from simulation.words import LANGUAGES, say

SMALL = 300
YEAR = Arm({"horizon_weeks": 60})


@pytest.fixture(scope="module")
def year():
    return Trials(1, SMALL).play(YEAR)


def test_acts_count_what_the_model_counts(year):
    weekly, acts = year.simulation.weekly, year.acts
    assert (acts.visit_days.sum(axis=1) == weekly["visits"]).all()
    for name, action in (("posts", journal.POST), ("answers", journal.ANSWER)):
        rows = acts.during(0, 60, (action,))
        assert np.bincount(acts.week[rows], minlength=60).tolist() == weekly[name].tolist()


def test_answers_point_at_posts_of_the_same_community(year):
    acts = year.acts
    answers = np.flatnonzero(acts.action == journal.ANSWER)
    places = np.searchsorted(acts.event, acts.parent[answers])
    assert (acts.event[places] == acts.parent[answers]).all()
    assert (acts.community[places] == acts.community[answers]).all()
    assert (acts.person[places] == acts.target[answers]).all()


def test_an_arm_that_changes_nothing_yet_gives_the_same_acts(year):
    later = Arm({"horizon_weeks": 60, "recognition.bonus": {"strength": 1.0, "first_week": 41}})
    other = Trials(1, SMALL).play(later).acts
    before = year.acts.week < 40
    assert (other.person[: before.sum()] == year.acts.person[before]).all()
    assert other.week[before.sum()] == 40


def test_shared_arms_are_played_once_and_others_each_time():
    trials = Trials(0, SMALL)
    assert trials.play(DEFAULT) is trials.play(DEFAULT)
    short = Arm({"horizon_weeks": 2})
    assert trials.play(short) is not trials.play(short)


def test_steps_are_taken_before_their_weeks():
    weeks = []
    steps = (
        Step(2, lambda simulation: weeks.append(("once", simulation.week))),
        Step(1, lambda simulation: weeks.append(("each", simulation.week)), last=3),
    )
    Trials(0, SMALL).play(Arm({"horizon_weeks": 5}, steps))
    assert weeks == [("each", 1), ("once", 2), ("each", 2)]


def test_a_coin_chooses_the_same_people_in_every_arm(year):
    other = Trials(1, SMALL).play(Arm({"horizon_weeks": 2, "tool.fit": 0.9}))
    chosen = coin(year.simulation, "heads", 0.3)
    assert (chosen == coin(other.simulation, "heads", 0.3)).all()
    assert 0.2 < chosen.mean() < 0.4
    assert (chosen != coin(year.simulation, "tails", 0.3)).any()


def test_what_is_switched_off_stays_off():
    off = Off(("learning",), {"founding_hazard": 0.0})
    played = Trials(0, SMALL, off).play(Arm({"horizon_weeks": 30}))
    seeded = played.state.community.seeded[1 : int(played.state.counter.communities[0])]
    assert seeded.all()
    assert not played.simulation.mechanisms.learning
    assert played.simulation.mechanisms.recognition


def test_without_recognition_a_bonus_changes_nothing():
    trials = Trials(0, SMALL, Off(("recognition",)))
    paid, never = (trials.play(arm).acts for arm in (recognition.BONUS, recognition.PLAIN))
    assert (paid.person == never.person).all() and (paid.week == never.week).all()


def test_first_posts_are_answered_by_chance_alone():
    played = Trials(0, SMALL).play(replies.TOSSED)
    acts, replied = played.acts, replies.replied_by_chance(played.simulation)
    posts = np.flatnonzero(acts.during(0, 104, (journal.POST, journal.QUESTION)))
    _, place = np.unique(acts.person[posts], return_index=True)
    first = np.zeros(acts.person.size, bool)
    first[posts[place]] = True
    delay = acts.first_answer_delay(first)
    luck = replied[acts.person[first]]
    assert np.isinf(delay[~luck]).all()
    assert (delay[luck] <= 2 * 86_400).mean() > 0.9


def test_switched_managers_visit_and_post_every_week_or_never():
    played = Trials(0, SMALL).play(managers.SWITCHED)
    employee, acts = played.state.employee, played.acts
    shows = managers.showing(played.simulation)
    away = played.state.employee.is_manager & ~shows
    here = shows & (employee.registered_week >= 0) & (employee.registered_week < 60)
    assert not acts.visited(61, 86)[away].any()
    assert acts.visit_days[61:86][:, here].all()


def test_the_field_is_passive_and_nobody_there_is_an_ambassador():
    played = Trials(0, SMALL).play(Arm(maturity.WIDENED.changes, maturity.WIDENED.steps, size=1.3))
    employee = played.state.employee
    field = employee.invited_week == 35
    assert 0.15 < field.mean() < 0.3
    assert not employee.ambassador[field].any()
    assert employee.trust_disposition[field].mean() < employee.trust_disposition[~field].mean()


def test_treatments_reach_the_treated_only():
    trials = Trials(0, SMALL)
    for treatment in (engines.make_useful, engines.surround):
        played = trials.play(Arm({"horizon_weeks": 1}, (Step(0, treatment),)))
        people = engines.treated(played.simulation)
        given = played.state.trial.usefulness + played.state.trial.exposure
        assert np.allclose(given, np.where(people, engines.DOSE, 0))


def test_an_award_moves_its_recipients_only():
    # The step is taken on the state that a run of one week leaves.
    plain = Trials(0, SMALL).play(Arm({"horizon_weeks": 20}))
    employee, simulation = plain.state.employee, plain.simulation
    before = employee.intrinsic.copy()
    recognition.award_once(simulation)
    moved = employee.intrinsic != before
    assert moved.any() and not moved[~recognition.recipients(simulation)].any()
    active = employee.recent_acts > 3
    assert (employee.intrinsic[moved & active] > before[moved & active]).all()
    idle = moved & (employee.recent_acts == 0)
    assert (employee.intrinsic[idle] < before[idle]).all()


@pytest.mark.parametrize("ablation", ABLATIONS, ids=lambda a: f"{a.name}-{a.check}")
def test_an_ablation_names_what_there_is(ablation):
    assert ablation.check in [check.name for check in PATTERNS[ablation.pattern].checks]
    assert set(ablation.off.mechanisms) <= set(Mechanisms._fields)
    assert set(ablation.off.parameters) <= set(parameters())
    assert ablation.off.mechanisms or ablation.off.parameters
    assert all(ablation.label(lang) for lang in LANGUAGES)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_every_pattern_and_check_has_its_words(pattern):
    for lang in LANGUAGES:
        assert pattern.title(lang) and pattern.expectation(lang)
        assert all(say(f"validation.{pattern.key}.{check.name}", lang) for check in pattern.checks)


def test_patterns_are_calibrated_kept_out_or_plausible_as_announced():
    uses = {use: [p.key for p in PATTERNS.values() if p.use == use] for use in ("calibrated",)}
    assert uses["calibrated"] == ["P2", "P4", "P6", "P8"]
    assert [p.key for p in PATTERNS.values() if p.use == "plausibility"] == ["P10", "P18"]
