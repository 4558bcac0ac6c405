"""Functioning of the network (S26): who comes, who contributes, what gets an answer."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.indicators.activity import NEVER, Ints, distinct, last_week_until, week_of_times
from simulation.indicators.view import (
    Flags,
    Floats,
    Measured,
    View,
    first_week_done,
    lasting_from,
    over_weeks,
)

MONTH_WEEKS = 365.25 / 12 / 7
"""Weeks in a month, on average."""
FIRST_HOUR, LAST_HOUR = 8, 19
"""Hours of the day, local, between which work is usual; from Monday to Friday."""


def invited(view: View) -> Measured:
    """People of the population that week."""
    return view.count(view.people)


def registered(view: View) -> Measured | None:
    """Share of the population that has registered by the end of the week, lapsed included.

    Whoever is seen doing something has registered by then. Not measurable when the source
    gives neither registrations nor their dates.
    """
    dates = view.record.people["registered_at"]
    if not view.record.records("register") and dates.isna().all():
        return None
    known = week_of_times(dates, view.record, missing=NEVER)[view.population.person]
    seen = first_week_done(view, np.ones(len(view.activity.week), dtype=bool))
    return view.share(view.members_since(np.minimum(known, seen)), view.people)


def complete_profiles(view: View) -> Measured:
    """Share of the population whose profile is complete by the end of the week."""
    completed = first_week_done(view, view.activity.does("complete_profile"))
    return view.share(view.members_since(completed), view.people)


def weekly_active(view: View) -> Measured:
    """Share of the population with at least one visit in the week."""
    return view.share(view.members(view.visited), view.people)


def contributors(view: View) -> Measured:
    """Share of the population with at least one contribution in the week."""
    return view.share(view.members(view.contributions > 0), view.people)


def regular_contributors(view: View) -> Measured:
    """Share of the population that contributed in enough of the last weeks, this one included.

    Enough is `least_weeks` of the last `window_weeks`: by default 2 of 4.
    """
    weeks = (view.contributions > 0).astype(np.int16)
    often = over_weeks(weeks, view.thresholds.window_weeks) >= view.thresholds.least_weeks
    return view.share(view.members(often & view.present), view.people)


def posts(view: View) -> Measured:
    """Posts published in the week."""
    return view.count(view.events(view.activity.does("post")))


def questions(view: View) -> Measured:
    """Questions asked in the week."""
    return view.count(view.events(view.activity.does("question")))


def answers(view: View) -> Measured:
    """Answers given in the week."""
    return view.count(view.events(view.activity.does("answer")))


def reactions(view: View) -> Measured:
    """Reactions (likes, thanks) given in the week."""
    return view.count(view.events(view.activity.does("reaction")))


def comments(view: View) -> Measured:
    """Comments written in the week."""
    return view.count(view.events(view.activity.does("comment")))


def shares(view: View) -> Measured:
    """Posts passed on in the week."""
    return view.count(view.events(view.activity.does("share")))


def monthly_active(view: View) -> Measured:
    """Share of the population seen, by a visit or an interaction, in the last `window_weeks`."""
    return view.share(_lately(view, view.came, view.thresholds.window_weeks), view.people)


def access(view: View) -> Measured:
    """Share of the population seen, by a visit or an interaction, in the last `half_year_weeks`."""
    return view.share(_lately(view, view.came, view.thresholds.half_year_weeks), view.people)


def interactive(view: View) -> Measured:
    """Share of the population that contributed or reacted in the last `half_year_weeks`."""
    return view.share(
        _lately(view, view.interactions > 0, view.thresholds.half_year_weeks), view.people
    )


def read_only(view: View) -> Measured:
    """Share of the population that came in the last `half_year_weeks` and only read."""
    window = view.thresholds.half_year_weeks
    came = over_weeks(view.visited.astype(np.int16), window) > 0
    spoke = over_weeks(view.interactions, window) > 0
    return view.share(view.members(came & ~spoke & view.present), view.people)


def monthly_interactions(view: View) -> Measured:
    """Contributions and reactions of the last `window_weeks`, per person and month."""
    window = view.thresholds.window_weeks
    acts = over_weeks(view.events(view.activity.interacts), window)
    seen = over_weeks(view.people, window)
    return view.ratio(acts * MONTH_WEEKS, seen)


def engaged_turnover(view: View) -> Measured:
    """Share of the engaged of one month who are no longer engaged the next (row 7.1).

    Engaged: at least one interaction in `window_weeks`. Those who have left the population
    are not counted; missing until two windows have passed.
    """
    window = view.thresholds.window_weeks
    engaged = over_weeks(view.interactions, window) > 0
    before = np.zeros_like(engaged)
    before[:, 2 * window - 1 :] = engaged[:, window - 1 : -window]
    before &= view.present
    return view.share(view.members(before & ~engaged), view.members(before))


def out_of_hours(view: View) -> Measured:
    """Share of contributions and reactions outside working hours, in local time (S15).

    Working hours: Monday to Friday from 8 to 19. Holidays are not known.
    """
    acts = view.activity.interacts & (view.member >= 0)
    utc = pd.DatetimeIndex(view.activity.time[acts].view("datetime64[us]"), tz="UTC")
    local = utc.tz_convert(view.record.manifest.get("timezone", "UTC"))
    usual = (local.day_of_week < 5) & (local.hour >= FIRST_HOUR) & (local.hour < LAST_HOUR)
    member, week = view.member[acts], view.activity.week[acts]
    return view.share(view.sum(member[~usual], week[~usual]), view.sum(member, week))


def reactions_per_post(view: View) -> Measured:
    """Reactions of the week for each post or question of the week."""
    activity = view.activity
    return view.ratio(
        view.events(activity.does("reaction")), view.events(activity.does("post", "question"))
    )


def communities(view: View) -> Measured:
    """Communities that exist in the week: created, and not ended before it."""
    first, last = community_life(view)
    week = np.arange(view.shape[1])
    exist = ((first[:, None] <= week) & (week <= last[:, None])).sum(axis=0)
    return view.count(np.broadcast_to(exist.astype(float), view.shape))


def live_communities(view: View) -> Measured:
    """Communities in which a member of the group interacted in the last `dormant_weeks` weeks.

    A community that has ended is none, however lively it was until then.
    """
    activity, lasting = view.activity, view.thresholds.dormant_weeks
    there = activity.interacts & (view.member >= 0) & (activity.community >= 0)
    week = activity.week[there].astype(np.int64)
    group = view.group_of(view.member[there], week).astype(np.int64)
    (groups, weeks), width = view.shape, len(view.record.communities)
    seen = distinct((group * width + activity.community[there]) * weeks + week)
    pair, week = np.divmod(seen, weeks)
    counts: Floats = np.zeros((groups, weeks + 1))
    ended = np.minimum(community_life(view)[1], weeks - 1)[pair % max(width, 1)] + 1
    for edge, place in zip((1.0, -1.0), lasting_from(pair, week, lasting), strict=True):
        np.add.at(counts, (pair // max(width, 1), np.minimum(place, ended)), edge)
    return view.count(counts.cumsum(axis=1)[:, :weeks])


def community_life(view: View) -> tuple[Ints, Ints]:
    """First and last week of each community; shape (communities,) each.

    A community without a known date of creation starts with its first interaction.
    """
    activity, table = view.activity, view.record.communities
    first = week_of_times(table["created_at"], view.record, missing=NEVER)
    there = activity.interacts & (activity.community >= 0)
    np.minimum.at(first, activity.community[there], activity.week[there])
    return first, last_week_until(table["ended_at"], view.record, missing=NEVER)


def _lately(view: View, flags: Flags, window: int) -> Floats:
    """How many people of each group were flagged at least once in the last weeks."""
    return view.members((over_weeks(flags.astype(np.int16), window) > 0) & view.present)
