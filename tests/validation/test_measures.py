"""What each pattern measures, on runs made by hand with a known answer."""

from types import SimpleNamespace

import numpy as np
import pytest
from hand_made import acts_of, played_of, table_of

from simulation.model import journal
from simulation.model.clock import DAY
from simulation.model.state import LEISURE, NEWS_SPACE, PRACTICE
from simulation.validation import (
    adoption,
    communities,
    engines,
    lurking,
    managers,
    maturity,
    reciprocity,
    recognition,
    remote,
    replies,
    support,
    ties,
)

POST, QUESTION, ANSWER, REACTION = (
    journal.POST,
    journal.QUESTION,
    journal.ANSWER,
    journal.REACTION,
)


def test_an_answer_is_late_by_the_time_since_its_post():
    acts = acts_of(
        3,
        2,
        [
            (0, 0, POST, {"time": DAY}),
            (0, 1, POST, {"time": DAY}),
            (0, 2, ANSWER, {"time": 2 * DAY, "parent": 0}),
            (1, 2, ANSWER, {"time": 0, "parent": 0}),
            (1, 3, ANSWER, {"time": 0, "parent": 1}),
        ],
    )
    posts = acts.during(0, 2, (POST,))
    assert acts.first_answer_delay(posts).tolist() == [DAY, 6 * DAY]
    assert acts.answered_in_time(posts) == 0.5


def test_community_managers_are_no_employees_who_interact():
    acts = acts_of(2, 1, [(0, 1, ANSWER), (0, 2, ANSWER)])
    assert acts.number(acts.during(0, 1)).tolist() == [0, 1]


# P1


def test_p1_the_fit_finds_basss_coefficients_again():
    years = np.arange(1, 253) / adoption.WEEKS_A_YEAR
    p, q = adoption.bass_fit(adoption.bass_share(years, 0.08, 0.35))
    assert p == pytest.approx(0.08, abs=1e-3) and q == pytest.approx(0.35, abs=1e-3)


def test_p1_registrations_add_up_week_after_week():
    employee = table_of(registered_week=[0, 2, 2, -1])
    shares = adoption.registered_by_week(played_of(acts_of(4, 4), employee=employee))
    assert shares.tolist() == [0.25, 0.25, 0.75, 0.75]


# P2, P3, P4, P8


def test_p2_readers_are_those_who_come_and_do_nothing():
    acts = acts_of(4, 104, [(80, 0, REACTION), (70, 1, POST)], [(80, 0), (90, 1), (100, 2)])
    assert maturity.access(acts) == 0.75
    assert maturity.interactive(acts) == 0.25
    assert maturity.read_only(acts) == 0.5


def test_p3_of_equal_amounts_nobody_has_more_and_of_one_amount_one_has_all():
    one = np.array([0] * 19 + [20])
    assert maturity.gini(np.full(10, 3)) == pytest.approx(0.0)
    assert maturity.gini(one) == pytest.approx(0.95)
    assert maturity.top_share(one) == 1.0
    assert maturity.top_share(np.full(20, 3)) == pytest.approx(0.05)


def test_p3_the_power_law_wins_only_where_there_is_one():
    luck = np.random.default_rng(5)
    assert maturity.power_law_gain(luck.geometric(0.2, 3000)) < 0
    assert maturity.power_law_gain(luck.zipf(2.0, 3000).clip(max=2000)) > 0.1


def test_p4_volume_is_told_per_employee_and_month():
    acts = acts_of(2, 104, [(80, 0, POST), (81, 1, REACTION), (81, 1, ANSWER), (10, 0, POST)])
    assert maturity.volume(acts) == pytest.approx(3 / 2 / (26 / 4.345))


def test_p8_the_engaged_leave_when_a_month_has_fewer_than_two_acts():
    stays = [(week, 0, POST) for week in range(48, 104, 2)]
    leaves = [(52, 1, POST), (53, 1, POST), (56, 1, POST)]
    acts = acts_of(3, 104, stays + leaves)
    assert maturity.monthly_exit(acts) == pytest.approx(1 / 13)


def test_p8_growth_compares_the_ends_of_two_years():
    first = [(week, 0, POST) for week in (40, 44, 48)]
    last = [(week, person, POST) for week in (92, 96, 100) for person in (0, 1)]
    assert maturity.yearly_growth(acts_of(3, 104, first + last)).tolist() == [6, 3]


# P5


def test_p5_newcomers_return_when_they_write_in_a_later_week():
    acts = acts_of(
        5,
        130,
        [
            *[(3, 0, POST), (4, 0, ANSWER)],
            *[(3, 1, POST), (3, 1, POST)],
            *[(3, 2, QUESTION), (3 + 27, 2, POST)],
            *[(3, 3, POST), (3 + 26, 3, POST)],
            (104, 4, POST),
        ],
    )
    replied = np.array([True, True, False, False, True])
    assert replies.returns_by_reply(acts, replied).tolist() == [[1, 1], [1, 1]]


# P6, P7


def test_p6_a_space_lives_at_an_age_while_its_members_act_from_then_on():
    acts = np.zeros((2, 130), int)
    acts[0, [5, 6, 7, 25]] = [3, 4, 5, 1]
    acts[1, 1] = 4
    spaces = communities.Spaces(np.zeros(2, int), np.array([True, False]), acts)
    assert spaces.alive(5) == 0.5 and spaces.alive(12) == 0.0
    assert spaces.peak_month() == 2.0
    assert spaces.where(~spaces.broadcast).alive(0) == 1.0


def test_p6_spaces_are_those_that_employees_founded_in_time():
    room = table_of(
        birth_week=[0, 52, 53, 60, 10],
        seeded=[False, False, True, False, False],
        broadcast=[True, False, False, True, False],
    )
    acts = acts_of(
        2, 70, [(55, 0, POST, {"community": 1}), (61, 9, ANSWER, {"community": 3}), (62, 0, POST)]
    )
    played = played_of(acts, community=room, counter=table_of(communities=[5]))
    spaces = communities.spaces_born(played, 52, 96)
    assert spaces.born.tolist() == [52, 60]
    assert spaces.broadcast.tolist() == [False, True]
    assert spaces.acts.sum(axis=1).tolist() == [1, 0] and spaces.acts[0, 3] == 1


# P9


def test_p9_teams_that_move_as_one_correlate_and_people_dealt_anew_do_not():
    manager = np.repeat(np.arange(40), 8)
    as_one = np.repeat(np.arange(40) % 2 == 0, 8)
    assert managers.team_correlation(as_one, manager) == pytest.approx(1.0)
    luck = np.random.default_rng(2)
    dealt = [managers.team_correlation(luck.permutation(as_one), manager) for _ in range(200)]
    assert np.mean(dealt) == pytest.approx(0.0, abs=0.01)


def test_p9_only_silent_registered_people_who_manage_nobody_count():
    employee = table_of(
        manager=[-1, -1, 0, 0, 0, 1, 1],
        registered_week=[0, 0, 0, 0, 0, 0, 50],
        is_manager=[True, True, False, False, False, False, False],
    )
    acts = acts_of(7, 86, [(65, 2, POST), (50, 3, POST), (65, 3, POST), (70, 0, POST)])
    shows = np.array([True, False, False, False, False, False, False])
    played = played_of(acts, employee=employee)
    assert managers.starts_by_manager(acts, played, shows).tolist() == [[1, 1], [0, 1]]


# P10, P18


def test_p10_a_company_succeeds_when_enough_come_and_enough_take_part():
    visits = [(78 + 4 * month, person) for month in range(6) for person in range(4)]
    acts = [(90, person, REACTION) for person in range(4)]
    assert support.succeeds(acts_of(10, 104, acts, visits))
    assert not support.succeeds(acts_of(10, 104, acts[:3], visits))
    assert not support.succeeds(acts_of(10, 104, acts, visits[1:]))


def test_p10_a_launch_has_no_support_and_a_mix_some_of_each():
    luck = np.random.default_rng(1)
    assert set(support.launch().values()) == {0.0}
    assert all(0 < support.mix(luck)[path] < good for path, good in support.MIX.items())


def test_p18_answers_and_activity():
    acts = acts_of(
        4,
        104,
        [
            (80, 0, POST),
            (80, 1, POST),
            (80, 4, ANSWER, {"parent": 0, "time": DAY}),
            *[(week, 2, REACTION) for week in (92, 96, 100)],
        ],
    )
    assert support.answered_and_active(acts).tolist() == [0.5, 0.25]


# P11, P12


def test_p12_interactions_of_some_people():
    acts = acts_of(3, 90, [(80, 0, POST), (80, 1, POST), (85, 0, REACTION)])
    people = np.array([True, False, False])
    assert recognition.interactions(acts, 78, 84) == 2
    assert recognition.interactions(acts, 78, 90, people) == 2


# P13


def test_p13_who_gives_what_was_received_has_a_coefficient_of_one():
    luck = np.random.default_rng(4)
    n = 300
    received, given = luck.poisson(3, n), luck.poisson(2, n)
    acts = [(80, int(luck.integers(n)), POST) for _ in range(300)]
    acts += [
        (80, int(luck.integers(n)), ANSWER, {"target": i})
        for i in range(n)
        for _ in range(received[i])
    ]
    acts += [(80, i, ANSWER) for i in range(n) for _ in range(given[i])]
    acts += [(95, i, ANSWER) for i in range(n) for _ in range(received[i])]
    visits = [(int(luck.integers(78, 104)), int(luck.integers(n))) for _ in range(3000)]
    employee = table_of(trust_disposition=luck.random(n), memberships=luck.integers(1, 6, n))
    played = played_of(acts_of(n, 104, acts, visits), employee=employee)
    assert reciprocity.giving_on_received(played) == pytest.approx(1.0, abs=1e-6)


def test_p13_too_few_people_tell_nothing():
    employee = table_of(trust_disposition=[0.5], memberships=[1])
    played = played_of(acts_of(1, 104), employee=employee)
    assert np.isnan(reciprocity.giving_on_received(played))


# P14


def test_p14_writing_and_reading_of_the_treated():
    acts = acts_of(2, 104, [(60, 0, POST), (60, 0, REACTION), (60, 1, POST)], [(60, 0), (61, 0)])
    assert engines.writing_and_reading(acts, np.array([True, False])).tolist() == [1, 2]


# P15


def test_p15_new_ties_are_those_nobody_had_at_work():
    work = ties.Pairs(np.array([0, 1]), np.array([1, 0]), np.array([1.0, 1.0]))
    network = ties.Pairs(np.array([0, 0, 2]), np.array([1, 2, 0]), np.array([1.0, 0.6, 0.6]))
    new = ties.new_ties(network, work, 3)
    assert new.one.tolist() == [0, 2] and new.other.tolist() == [2, 0]
    assert ties.vertical(network, np.array([0, 1, 4])) == [pytest.approx(1.2), pytest.approx(2.2)]


def test_p15_contacts_fade_until_they_no_longer_count():
    contact = table_of(
        who=[[1, 2, -1], [0, -1, -1]],
        strength=[[1.0, 1.0, 9.0], [0.4, 0.0, 0.0]],
        week=[[104, 84, 104], [104, 0, 0]],
    )
    simulation = SimpleNamespace(parameter=SimpleNamespace(tie_fading=0.083))
    played = played_of(acts_of(2, 104), simulation=simulation, contact=contact)
    network = ties.network_ties(played)
    assert (network.one.tolist(), network.other.tolist()) == ([0], [1])


# P16


def test_p16_a_contributor_lurks_where_others_speak_and_the_person_has_had_time_to():
    rooms = table_of(kind=[3, 0, 0, 0])
    membership = table_of(community=[[1, 2], [1, 2], [1, 3], [2, 0]])
    employee = table_of(memberships=[2, 2, 2, 1])
    joins = [
        (0, person, journal.JOIN, {"community": room})
        for person, room in [(0, 1), (0, 2), (1, 1), (2, 1), (2, 3), (3, 2)]
    ]
    late = [(95, 1, journal.JOIN, {"community": 2})]
    spoken = [
        (90, person, POST, {"community": room}) for person, room in [(0, 1), (1, 1), (2, 1), (3, 2)]
    ]
    played = played_of(
        acts_of(4, 104, joins + late + spoken),
        membership=membership,
        employee=employee,
        community=rooms,
    )
    assert lurking.lurking_elsewhere(played) == 0.25


def test_p16_closing_leisure_ends_open_communities_of_leisure_only():
    rooms = table_of(kind=[LEISURE, LEISURE, PRACTICE], end_week=[999, 40, 999])
    simulation = SimpleNamespace(week=60, state=SimpleNamespace(community=rooms))
    lurking.close_leisure(simulation)
    assert rooms.end_week.tolist() == [60, 40, 999]


def test_p16_work_is_what_is_written_outside_leisure():
    rooms = table_of(kind=[PRACTICE, LEISURE])
    acts = acts_of(
        1,
        104,
        [
            (70, 0, POST, {"community": 0}),
            (70, 0, POST, {"community": 1}),
            (70, 0, REACTION, {"community": NEWS_SPACE}),
            (65, 0, POST, {"community": 0}),
        ],
    )
    assert lurking.written_at_work(played_of(acts, community=rooms)) == 1


# P17


def test_p17_ties_between_units_are_weighed_as_distance_leaves_them():
    link = table_of(target=[1, 2, 0, 0], weight=[1000] * 4)
    distance = table_of(faded=[1000, 200, 1000, 200])
    organisation = SimpleNamespace(unit=np.array([0, 0, 1]))
    played = played_of(
        acts_of(3, 1), organisation, link=link, distance=distance, tie_start=np.array([0, 2, 3, 4])
    )
    assert remote.weight_across_units(played) == 400
