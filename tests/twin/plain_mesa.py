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
from simulation.model.state import CORE, NOT_YET, TIE_UNIT
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

    def day_pieces(self, week: int, entity: int) -> list[int]: ...


class HashedDraws:
    """The draws of the compiled model: a function of who, when and what for."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def uniform(self, purpose: int, week: int, entity: int, counter: int) -> float:
        return randomness.uniform(self.seed, purpose, week, entity, counter)

    def day_pieces(self, week: int, entity: int) -> list[int]:
        state = np.uint64(randomness.stream(self.seed, randomness.VISIT, week))
        pieces = np.uint64(randomness.bits(state, entity, 0))
        return [randomness.piece(pieces, day) for day in range(WORKING_DAYS)]


class OrdinaryDraws:
    """Python's own generator, as a plain Mesa model would use it."""

    def __init__(self, random) -> None:
        self.random = random

    def uniform(self, purpose: int, week: int, entity: int, counter: int) -> float:
        return self.random.random()

    def day_pieces(self, week: int, entity: int) -> list[int]:
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


class Employee(mesa.Agent):
    """An employee of the plain model; attributes as in `simulation.model.state.Employees`."""

    def __init__(self, model: PlainNetwork, row: int, columns) -> None:
        super().__init__(model)
        self.row = row
        for name in TRAITS:
            setattr(self, name, getattr(columns, name)[row].item())
        self.boss: Employee | None = None
        self.colleagues: list[tuple[Employee, int]] = []
        self.weight_of: dict[Employee, int] = {}
        self.habit = 0.0
        self.notifications = 0.0
        self.contributions = 0.0
        self.registered_week = NOT_YET
        self.profile_week = NOT_YET
        self.last_visit = NOT_YET
        self.last_act = NOT_YET
        self.contributing = False
        self.days: list[int] = []
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
        hazard *= math.exp(
            p.joining_value * (self.value - 0.5)
            + p.joining_ease * (self.ease - 0.5)
            + p.joining_trust * (self.trust - 0.5)
            + p.joining_access * (lever.access - p.reference_access)
        )
        if self.draw(randomness.REGISTRATION, 0) < -math.expm1(-hazard):
            self.registered_week = week
            self.habit = p.signup_habit
            self.notifications = p.signup_notifications
            self.model.rooms[self.unit].members += 1

    def visit(self) -> None:
        """One draw for each working day."""
        p, lever, week = self.model.p, self.model.lever, self.model.week
        self.days = []
        if self.registered_week == NOT_YET:
            return
        log_odds = (
            p.visit_base
            + p.visit_taste_spread * self.visiting_taste
            + p.visit_habit * self.habit
            + p.visit_value * (self.value - 0.5)
            + p.visit_notifications * math.log1p(self.notifications)
            + p.visit_exposure * (self.seen - p.reference_seen)
            + p.visit_manager * self.boss_voiced
            + p.visit_remote * self.remote
            + p.visit_ease * (self.ease - 0.5)
            - p.visit_workload * (self.workload - 0.5)
            + p.visit_access * (lever.access - p.reference_access)
        )
        if week - max(self.registered_week, self.last_visit) > p.lapse_weeks:
            log_odds -= p.visit_lapsed
        if self.level < p.top_levels:
            log_odds += p.visit_top_example * lever.example
        if self.registered_week == week:
            log_odds += p.visit_first_week
        chance = 1 / (1 + math.exp(-log_odds))
        pieces = self.model.draws.day_pieces(week, self.row)
        self.days = [day for day, piece in enumerate(pieces) if piece < 4096 * chance]
        if self.days:
            self.last_visit = week
            self.notifications = 0.0
            self.complete_profile()
        else:
            self.notifications *= p.notification_fading

    def complete_profile(self) -> None:
        """A visitor without a profile may complete it."""
        chance = -math.expm1(-self.model.p.profile_hazard)
        if self.profile_week == NOT_YET and self.draw(randomness.PROFILE, 0) < chance:
            self.profile_week = self.model.week

    def start_speaking(self) -> None:
        """Silent visitors may start to contribute; top management as it sets the example."""
        p, lever = self.model.p, self.model.lever
        self.speaks = False
        if not self.days:
            return
        if not self.contributing:
            posture = p.posture_top + p.posture_top_example * lever.example
            if self.boss is not None:
                posture = self.boss.posture
            reasons = (
                p.voice_trust * (self.trust - 0.5)
                + p.voice_exposure * (self.voiced - p.reference_voiced)
                + p.voice_manager * self.boss_voiced * (0.5 + posture)
                + p.voice_intrinsic * (self.intrinsic - 0.5)
                - p.voice_skill * p.reference_skill
                + p.voice_expressiveness * self.expressiveness
                - p.voice_remote * self.remote * (p.voice_remote_posture - posture)
                - 0.5 * p.voice_leisure
                + p.voice_top * lever.example
                + p.voice_clarity * (lever.clarity - 0.5)
            )
            hazard = p.voice_hazard * math.exp(reasons)
            if self.draw(randomness.VOICE, 0) < -math.expm1(-hazard):
                self.contributing = True
                self.last_act = max(self.last_act, self.model.week - 1)
        leads = self.level < p.top_levels
        self.speaks = self.contributing or (
            leads and self.draw(randomness.VOICE, 1) < lever.example
        )

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
        rate = p.post_rate * len(self.days) ** p.visit_days_exponent * math.exp(drive)
        rate *= audience / (1 + p.occasion_half)
        rate /= 1 + rate / (p.weekly_posts_half * (p.time_at_full_load - self.workload))
        for number in range(poisson(self.draw(randomness.POSTING, 0), rate)):
            day = self.pick(self.days, self.draw(randomness.POSTING, 3 * number + 2))
            asks = p.question_share * p.question_novice
            question = self.draw(randomness.POSTING, 3 * number + 3) < asks
            time = day * DAY + MORNING
            time += int(self.draw(randomness.CLOCK, 30 + number) * (CLOSING - MORNING))
            room.this_week.append(Post(self, day, time, question))
            self.posted += 1

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
        p = self.model.p
        spread = p.expressiveness_weight
        expression = spread * self.expressiveness - spread**2 / 2
        frequency = len(self.days) ** (p.visit_days_exponent - 1)
        same_family = self.job_family == post.author.job_family
        tie = self.weight_of.get(post.author, 0) / TIE_UNIT
        time_available = p.responses_half * (p.time_at_full_load - self.workload)
        budget = 1 + (self.answered + self.reacted) / time_available
        answering = frequency * math.exp(
            expression
            + p.answer_trust * (self.trust - 0.5)
            + p.post_intrinsic * (self.intrinsic - 0.5)
            - p.post_skill * p.reference_skill
            + p.answer_exposure * (self.voiced - p.reference_voiced)
            + p.answer_tie * tie
            + post.question * (p.answer_question + p.answer_family * same_family)
            - p.answer_crowd * post.answers
        )
        reacting = frequency * math.exp(
            p.reaction_expressiveness * expression
            + p.reaction_trust * (self.trust - 0.5)
            + p.reaction_intrinsic * (self.intrinsic - 0.5)
            + p.reaction_tie * tie
        )
        chance = min(p.answer_most, p.answer_chance * answering / budget)
        if self.draw(randomness.ANSWER, post.name) < chance:
            self.answer(post, days, item)
        if self.draw(randomness.REACTION, post.name) < p.reaction_chance * reacting / budget:
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
        """What was done this week adds to what one has contributed."""
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
        self.rooms: defaultdict[int, Room] = defaultdict(Room)
        parameter = parameter_record(vars(self.p))
        state = initial_state(scenario, organisation, parameter, CORE, seed, events=False)
        self.people = [Employee(self, row, state.employee) for row in range(len(organisation))]
        for i in self.people:
            manager = organisation.manager[i.row]
            i.boss = self.people[manager] if manager >= 0 else None
            for k in range(organisation.tie_start[i.row], organisation.tie_start[i.row + 1]):
                j = self.people[organisation.tie_target[k]]
                i.colleagues.append((j, int(state.tie.weight[k])))
            i.weight_of = dict(i.colleagues)
            i.weight = sum(i.weight_of.values())

    def step(self) -> None:
        """One week: notice, register, visit, contribute, respond, fall silent."""
        row = self.levers[self.week]
        self.lever = SimpleNamespace(**{name: row[name].item() for name in row.dtype.names})
        self.agents.do("be_noticed")
        self.agents.do("notice_colleagues")
        self.agents.do("decide_to_register")
        self.agents.do("visit")
        self.agents.do("start_speaking")
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


def poisson(u: float, mean: float) -> int:
    """Poisson number by inversion of one uniform number."""
    probability = cumulated = math.exp(-mean)
    number = 0
    while u >= cumulated and number < 20:
        number += 1
        probability *= mean / number
        cumulated += probability
    return number
