"""The core week as a plain Mesa model: one Python object per employee, lists of colleagues.

The same rules as the compiled model with only its core mechanisms (`simulation.model.CORE`):
register, visit, contribute, respond, lapse. It is the reference the compiled rules must
agree with, person by person, when both are given the same draws; and what they are
compared with for speed, with Python's own random numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from types import SimpleNamespace
from typing import Protocol

import mesa
import numpy as np

from simulation import randomness
from simulation.catalogue import values
from simulation.model.clock import (
    CLOSING,
    DAY,
    MORNING,
    NO_ANSWER,
    TWO_DAYS,
    WEEK,
    WORKING_DAYS,
)
from simulation.model.initialisation import initial_state, parameter_record
from simulation.model.levers import levers
from simulation.model.state import CORE, FORGOTTEN, NOT_YET, TIE_UNIT
from simulation.organisation import Organisation
from simulation.scenario import Scenario

TRAITS = (
    "unit",
    "level",
    "job_family",
    "remote",
    "workload",
    "expressiveness",
    "visiting_taste",
    "ease",
    "posture",
    "value",
    "trust",
    "intrinsic",
    "invited_week",
)
"""What an employee is when the network opens."""


class Draws(Protocol):
    """Where random numbers come from."""

    def uniform(self, purpose: int, week: int, entity: int, counter: int) -> float: ...

    def day_pieces(self, week: int, entity: int, reason: int) -> list[int]: ...


class HashedDraws:
    """The draws of the compiled model: a function of who, when and what for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, purpose: int, week: int, entity: int, counter: int) -> float:
        return randomness.uniform(self.seed, purpose, week, entity, counter)

    def day_pieces(self, week: int, entity: int, reason: int) -> list[int]:
        state = np.uint64(randomness.stream(self.seed, randomness.VISIT, week))
        pieces = np.uint64(randomness.bits(state, entity, reason))
        return [randomness.piece(pieces, day) for day in range(WORKING_DAYS)]


class OrdinaryDraws:
    """Python's own generator, as a plain Mesa model would use it."""

    def __init__(self, random) -> None:
        self.random = random

    def uniform(self, purpose: int, week: int, entity: int, counter: int) -> float:
        return self.random.random()

    def day_pieces(self, week: int, entity: int, reason: int) -> list[int]:
        return [self.random.getrandbits(12) for _ in range(WORKING_DAYS)]


class Post:
    """A post or a question, and what came back."""

    def __init__(self, author: Employee, day: int, time: int, question: bool) -> None:
        self.author = author
        self.week = author.model.week
        self.day = day
        self.time = time
        self.question = question
        self.answers = 0
        self.reactions = 0
        self.first_answer_delay = NO_ANSWER

    @property
    def name(self) -> int:
        return 64 * self.author.row + (self.time & 63)


def columns_of(state) -> dict[str, np.ndarray]:
    """The columns of the compiled model that describe its employees, by name."""
    tables = (state.employee, state.leadership, state.expertise)
    return {name: table[name] for table in tables for name in table.dtype.names}


class Employee(mesa.Agent):
    """An employee of the plain model; attributes as in `simulation.model.state.EMPLOYEE`."""

    def __init__(self, model: PlainNetwork, row: int, columns) -> None:
        super().__init__(model)
        self.row = row
        for name in TRAITS:
            setattr(self, name, columns[name][row].item())
        self.boss: Employee | None = None
        self.colleagues: list[tuple[Employee, int]] = []
        self.weight_of: dict[Employee, int] = {}
        self.habit = 0.0
        self.notifications = 0.0
        self.contributions = 0.0
        self.registered_week = NOT_YET
        self.asked_in_week = NOT_YET
        self.profile_week = NOT_YET
        self.last_visit = NOT_YET
        self.last_act = NOT_YET
        self.contributing = False
        self.days: list[int] = []
        self.talk_days: list[int] = []
        self.posted = self.answered = self.reacted = 0

    def draw(self, purpose: int, counter: int) -> float:
        return self.model.draws.uniform(purpose, self.model.week, self.row, counter)

    def be_noticed(self) -> None:
        """A visit and a contribution stay visible for some weeks."""
        oldest = self.model.week - self.model.p.recent_weeks
        self.is_seen = self.last_visit != NOT_YET and self.last_visit >= oldest
        self.is_heard = self.last_act != NOT_YET and self.last_act >= oldest
        self.posted = self.answered = self.reacted = 0

    def notice_colleagues(self) -> None:
        """Everyone sees who visited and who contributed in the weeks before this one."""
        seen = voiced = 0
        for colleague, weight in self.colleagues:
            if colleague.is_seen:
                seen += weight
            if colleague.is_heard:
                voiced += weight
        self.seen = seen / self.weight if self.weight else 0.0
        self.voiced = voiced / self.weight if self.weight else 0.0
        self.boss_voiced = self.boss is not None and self.boss.is_heard

    def decide_to_register(self) -> None:
        """Outward push and pull of colleagues add; the person multiplies."""
        p, lever, week = self.model.p, self.model.lever, self.model.week
        weeks = week - self.invited_week
        if self.registered_week != NOT_YET or weeks < 0:
            return
        campaign = 1 + p.communication_pull * lever.communication + p.sponsor_pull * lever.sponsor
        strength = (lever.communication + lever.sponsor) / p.campaign_reference
        freshness = math.exp(-weeks / p.invitation_decay_weeks)
        hazard = p.external_hazard * campaign + p.invitation_hazard * strength * freshness
        hazard += p.peer_exposure_hazard * self.seen
        if self.asked_in_week != NOT_YET:
            freshness = math.exp(-(week - self.asked_in_week) / p.invitation_decay_weeks)
            hazard += p.colleague_invitation_hazard * freshness
        hazard *= math.exp(
            p.joining_value * (self.value - 0.5)
            + p.joining_ease * (self.ease - 0.5)
            + p.joining_trust * (self.trust - 0.5)
            + p.joining_access * (lever.access - p.reference_access)
            + p.joining_work_moved * lever.work_moved
        )
        if self.draw(randomness.REGISTRATION, 0) < -math.expm1(-hazard):
            self.registered_week = week
            self.habit = max(self.habit, p.signup_habit)
            self.notifications = p.signup_notifications
            self.model.rooms[self.unit].members += 1

    def visit(self) -> None:
        """One draw for each working day and each of two reasons: looking something up, talking."""
        p, week = self.model.p, self.model.week
        self.days = self.talk_days = []
        if self.registered_week == NOT_YET:
            return
        burden = p.visit_workload * (self.workload - 0.5)
        if week - max(self.registered_week, self.last_visit) > p.lapse_weeks:
            burden += p.visit_lapsed
        looking_up = self.days_with(self.log_odds_of_looking_up() - burden, reason=0)
        self.talk_days = self.days_with(self.log_odds_of_talking() - burden, reason=1)
        self.days = sorted({*looking_up, *self.talk_days})
        if self.days:
            self.last_visit = week
            self.notifications = 0.0
            self.complete_profile()
        else:
            left = self.notifications * p.notification_fading
            self.notifications = left if left > FORGOTTEN else 0.0

    def log_odds_of_looking_up(self) -> float:
        """Value, ease and habit bring people in to look something up."""
        p, lever = self.model.p, self.model.lever
        return (
            p.visit_base
            + p.visit_taste_spread * self.visiting_taste
            + p.visit_habit * self.habit
            + p.visit_value * (self.value - 0.5)
            + p.visit_remote * self.remote
            + p.visit_ease * (self.ease - 0.5)
            + p.visit_access * (lever.access - p.reference_access)
            + p.visit_ergonomics * (lever.ergonomics - p.reference_fit)
            + p.visit_work_moved * lever.work_moved
            + p.visit_top_example * lever.example * (self.level < p.top_levels)
            + p.visit_first_week * (self.registered_week == self.model.week)
        )

    def log_odds_of_talking(self) -> float:
        """Trust, colleagues, a manager who speaks and notifications bring people in to talk."""
        p, lever = self.model.p, self.model.lever
        reach = lever.follow - p.reference_fit + lever.integration - 0.5
        noticed = (1 + p.notice_tool * reach) * math.log1p(self.notifications)
        return (
            p.talk_base
            + p.talk_trust * (self.trust - 0.5)
            + p.talk_exposure * (self.seen - p.reference_seen)
            + p.talk_manager * self.boss_voiced * self.model.rank
            + p.talk_notifications * noticed
            + p.talk_contributing * self.contributing
            + p.talk_work_moved * lever.work_moved
        )

    def days_with(self, log_odds: float, reason: int) -> list[int]:
        """Working days on which something of these daily log-odds happens."""
        chance = 1 / (1 + math.exp(-log_odds))
        pieces = self.model.draws.day_pieces(self.model.week, self.row, reason)
        return [day for day, piece in enumerate(pieces) if piece < 4096 * chance]

    def complete_profile(self) -> None:
        """A visitor without a profile may complete it."""
        p, lever = self.model.p, self.model.lever
        chance = -math.expm1(-p.profile_hazard * tool_factor(lever.be_known, p))
        if self.profile_week == NOT_YET and self.draw(randomness.PROFILE, 0) < chance:
            self.profile_week = self.model.week

    def start_speaking(self) -> None:
        """Who came to talk may start to contribute; top management as it sets the example."""
        p, lever = self.model.p, self.model.lever
        self.speaks = False
        if not self.days:
            return
        if self.talk_days and not self.contributing:
            posture = p.posture_top + p.posture_top_example * lever.example
            if self.boss is not None:
                posture = self.boss.posture
            reasons = (
                p.voice_trust * (self.trust - 0.5)
                + p.voice_exposure * (self.voiced - p.reference_voiced)
                + p.voice_manager * self.boss_voiced * self.model.rank * (0.5 + posture)
                + p.voice_intrinsic * (self.intrinsic - 0.5)
                - p.voice_skill * p.reference_skill
                + p.voice_expressiveness * self.expressiveness
                - p.voice_remote * self.remote * (p.voice_remote_posture - posture)
                - 0.5 * p.voice_leisure
                + p.voice_top * lever.example
                + p.voice_clarity * (lever.clarity - 0.5)
                + p.voice_objective * (lever.objective - 0.5)
            )
            hazard = p.voice_hazard * math.exp(reasons)
            if self.draw(randomness.VOICE, 0) < -math.expm1(-hazard):
                self.contributing = True
                self.last_act = max(self.last_act, self.model.week - 1)
        leads = self.level < p.top_levels
        self.speaks = (self.contributing and bool(self.talk_days)) or (
            leads and self.draw(randomness.VOICE, 1) < lever.example
        )

    def invite_a_colleague(self) -> None:
        """Whoever speaks may ask one colleague in who is not on the network yet."""
        invites = self.draw(randomness.INVITING, 0) < self.model.p.colleague_invitations
        if not self.speaks or not invites or not self.colleagues:
            return
        place = int(self.draw(randomness.INVITING, 1) * len(self.colleagues))
        colleague, _ = self.colleagues[place]
        if colleague.registered_week == NOT_YET and colleague.invited_week <= self.model.week:
            colleague.asked_in_week = self.model.week

    def contribute(self) -> None:
        """Publish posts and questions in the room of the own unit."""
        p, lever = self.model.p, self.model.lever
        if not self.days or not self.speaks:
            return
        room = self.model.rooms[self.unit]
        spread = p.expressiveness_weight
        audience = (1 + room.members / p.audience_reference) ** -p.audience_inhibition
        drive = (
            spread * self.expressiveness
            - spread**2 / 2
            + p.post_trust * (self.trust - 0.5)
            + p.post_exposure * (self.voiced - p.reference_voiced)
            + p.post_intrinsic * (self.intrinsic - 0.5)
            - p.post_skill * p.reference_skill
            + p.post_top * lever.example
        )
        days = self.talk_days or self.days
        rate = p.post_rate * len(days) ** p.visit_days_exponent * math.exp(drive)
        drawn = (1 / p.occasion_half) ** p.occasion_focus
        rate *= audience * drawn / (1 + drawn)
        rate /= 1 + rate / (p.weekly_posts_half * self.time_available)
        for number in range(poisson(self.draw(randomness.POSTING, 0), rate)):
            day = self.pick(days, self.draw(randomness.POSTING, 3 * number + 2))
            asks = p.question_share * p.question_novice
            question = self.draw(randomness.POSTING, 3 * number + 3) < asks
            time = day * DAY + MORNING
            time += int(self.draw(randomness.CLOCK, 30 + number) * (CLOSING - MORNING))
            room.this_week.append(Post(self, day, time, question))
            self.posted += 1

    @property
    def time_available(self) -> float:
        """Room for the network in a week of this workload and time allowance."""
        p = self.model.p
        allowance = p.allowance_effect * (self.model.lever.time_allowance - p.reference_allowance)
        return max(0.1, p.time_at_full_load - self.workload + allowance)

    @staticmethod
    def pick(days: list[int], u: float) -> int:
        return days[int(u * len(days))]

    def read_and_respond(self) -> None:
        """Read posts of the room, this week's and last's; who contributes may respond."""
        p = self.model.p
        posts = self.model.rooms[self.unit].posts
        interest = min(p.posts_in_view, len(posts))
        wish = p.items_per_visit * len(self.days) * interest / (interest + p.interest_half)
        for item in range(int(wish + self.draw(randomness.READING, 0))):
            post = self.pick(posts, self.draw(randomness.READING, 4 * item + 3))
            days = self.days
            if post.week == self.model.week:
                days = [day for day in days if day >= post.day]
            if days and post.author is not self and self.speaks:
                self.consider(post, days, item)

    def consider(self, post: Post, days: list[int], item: int) -> None:
        """Answer a post, or react to it, or neither."""
        p, lever = self.model.p, self.model.lever
        spread = p.expressiveness_weight
        expression = spread * self.expressiveness - spread**2 / 2
        frequency = len(self.days) ** (p.visit_days_exponent - 1)
        same_family = self.job_family == post.author.job_family
        tie = self.weight_of.get(post.author, 0) / TIE_UNIT
        ranks_above = max(0, self.level - post.author.level)
        acts = self.answered + self.reacted
        time_left = 1 / (1 + acts / (p.responses_half * self.time_available))
        discussing = p.answer_chance * tool_factor(lever.discuss, p)
        exchanging = p.reaction_chance * tool_factor(lever.exchange, p)
        answering = frequency * math.exp(
            expression
            + p.answer_trust * (self.trust - 0.5)
            + p.post_intrinsic * (self.intrinsic - 0.5)
            - p.post_skill * p.reference_skill
            + p.answer_exposure * (self.voiced - p.reference_voiced)
            + p.answer_tie * tie
            + post.question * (p.answer_question + p.answer_family * same_family)
            - p.answer_crowd * post.answers
            - p.hierarchy_distance * (self.model.hierarchy - 0.5) * ranks_above
        )
        reacting = frequency * math.exp(
            p.reaction_expressiveness * expression
            + p.reaction_trust * (self.trust - 0.5)
            + p.reaction_intrinsic * (self.intrinsic - 0.5)
            + p.reaction_tie * tie
        )
        chance = min(p.answer_most, discussing * answering * time_left)
        if self.draw(randomness.ANSWER, post.name) < chance:
            self.answer(post, days, item)
        if self.draw(randomness.REACTION, post.name) < exchanging * reacting * time_left:
            post.reactions += 1
            self.reacted += 1

    def answer(self, post: Post, days: list[int], item: int) -> None:
        """An answer comes after its post; the author is notified."""
        day = self.pick(days, self.draw(randomness.ANSWER, post.name + 1_000_003))
        age = self.model.week - post.week
        start = max(day * DAY + MORNING, post.time + 1 if age == 0 else 1)
        room = day * DAY + CLOSING + 60 - start
        time = start + int(self.draw(randomness.CLOCK, 100 + item) * room)
        delay = age * WEEK + time - post.time
        post.first_answer_delay = min(post.first_answer_delay, delay)
        post.answers += 1
        post.author.notifications += 1
        self.answered += 1

    def add_up_acts(self) -> None:
        """What was done this week adds to what one has contributed, which counts less with time."""
        self.contributions *= 1 - 1 / self.model.p.experience_weeks
        content = self.posted + self.answered
        if content + self.reacted > 0:
            self.last_act = self.model.week
            self.contributions += content + self.model.p.reaction_weight * self.reacted

    def fall_silent_after(self, post: Post) -> None:
        """The risk after the k-th contribution falls as 1/(½ + k), and with an answer."""
        p = self.model.p
        risk = p.silence_risk / (0.5 + self.contributions)
        if post.first_answer_delay <= TWO_DAYS:
            risk *= math.exp(-p.silence_answered)
        elif post.answers > 0:
            risk *= math.exp(-p.silence_answered_late)
        if self.draw(randomness.SILENCE, 1 + post.time) < risk:
            self.contributing = False

    def fall_silent(self) -> None:
        """After a week with a contribution, or after a mute spell."""
        p = self.model.p
        if not self.contributing:
            return
        if self.last_act == self.model.week:
            risk = p.silence_week_share * p.silence_risk / (0.5 + self.contributions)
            self.contributing = self.draw(randomness.SILENCE, 0) >= risk
        else:
            self.contributing = self.model.week - self.last_act < p.mute_weeks


class Room:
    """The room of a unit: its members, and its posts of this week and the last."""

    def __init__(self) -> None:
        self.members = 0
        self.last_week: list[Post] = []
        self.this_week: list[Post] = []

    def turn_page(self) -> None:
        self.last_week, self.this_week = self.this_week, []

    def list_posts(self) -> None:
        self.posts = self.last_week + self.this_week


class PlainNetwork(mesa.Model):
    """A company of plain agents; the same company and first state as the compiled model's."""

    def __init__(
        self, scenario: Scenario, organisation: Organisation, seed: int, draws: Draws | None = None
    ) -> None:
        super().__init__(rng=seed)
        self.p = SimpleNamespace(**values(scenario.parameters))
        self.levers = levers(scenario, self.p)
        self.draws = draws or OrdinaryDraws(self.random)
        self.week = 0
        self.hierarchy = scenario.culture.hierarchy
        self.rank = 1 + self.p.hierarchy_example * (self.hierarchy - 0.5)
        self.rooms: defaultdict[int, Room] = defaultdict(Room)
        parameter = parameter_record(vars(self.p))
        state = initial_state(scenario, organisation, parameter, CORE, seed, events=False)
        columns = columns_of(state)
        self.people = [Employee(self, row, columns) for row in range(len(organisation))]
        for i in self.people:
            manager = organisation.manager[i.row]
            i.boss = self.people[manager] if manager >= 0 else None
            for k in range(organisation.tie_start[i.row], organisation.tie_start[i.row + 1]):
                j = self.people[organisation.tie_target[k]]
                i.colleagues.append((j, int(state.link.weight[k])))
            i.weight_of = dict(i.colleagues)
            i.weight = sum(i.weight_of.values())

    def step(self) -> None:
        """One week: notice, register, visit, invite, contribute, respond, fall silent."""
        row = self.levers[self.week]
        self.lever = SimpleNamespace(**{name: row[name].item() for name in row.dtype.names})
        self.agents.do("be_noticed")
        self.agents.do("notice_colleagues")
        self.agents.do("decide_to_register")
        self.agents.do("visit")
        self.agents.do("start_speaking")
        self.agents.do("invite_a_colleague")
        for room in self.rooms.values():
            room.turn_page()
        self.agents.do("contribute")
        for room in self.rooms.values():
            room.list_posts()
        visitors = [i for i in self.people if i.days]
        first = int(self.draws.uniform(randomness.READING, self.week, -1, 0) * len(visitors))
        for i in visitors[first:] + visitors[:first]:
            i.read_and_respond()
        self.agents.do("add_up_acts")
        for room in self.rooms.values():
            for post in room.last_week:
                post.author.fall_silent_after(post)
        self.agents.do("fall_silent")
        self.week += 1


def tool_factor(coverage: float, p: SimpleNamespace) -> float:
    """What a family of functions multiplies, 1 for a tool of reference coverage."""
    return math.exp(p.tool_family * (coverage - p.reference_fit))


def poisson(u: float, mean: float) -> int:
    """Poisson number by inversion of one uniform number."""
    probability = cumulated = math.exp(-mean)
    number = 0
    while u >= cumulated and number < 20:
        number += 1
        probability *= mean / number
        cumulated += probability
    return number
