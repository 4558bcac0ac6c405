"""What a sizing found, in sentences computed from its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulation import axes
from simulation.sizing.choices import Space, choices
from simulation.sizing.rules import unit_costs
from simulation.sizing.staffing import Service
from simulation.words import LANGUAGES, say
from simulation.words.forms import interval, number, percent, thousand_euros, week_label

if TYPE_CHECKING:
    from simulation.sizing.result import Assurance, SizingResult
    from simulation.sizing.target import Target

SPELLED = 12
"""Numbers are spelled up to this one."""

BARRIERS_TOLD = 3

SHARES = ("pilot_share", "wave_growth", "coverage", "communication")
"""Choices told as percentages."""


def sizing_finding(result: SizingResult, lang: str) -> tuple[str, str]:
    """The title and the line under it: the plan and its chances, or the best within reach."""
    if result.interrupted and not result.assurance.checked:
        return _so_far(result, lang)
    return _reached(result, lang) if result.target_met else _out_of_reach(result, lang)


def chances_in_words(probability: float, lang: str) -> str:
    """A probability as people say it: `82 chances sur 100`; never quite 0 or 100."""
    hundredths = min(99, max(1, round(probability * 100)))
    form = "one" if hundredths == 1 else "several"
    return say(f"sizing.chances.{form}", lang, count=number(hundredths, lang))


def posts_in_words(posts: float, lang: str) -> str:
    """Posts by halves, spelled: `deux postes et demi`, `un demi-poste`."""
    whole, half = int(posts), posts % 1 > 0
    if whole > SPELLED:
        return say("sizing.posts.many", lang, count=number(posts, lang, 1 if half else 0))
    form = ("zero" if whole == 0 else "one" if whole == 1 else "several") + ("_half" * half)
    return say(f"sizing.posts.{form}", lang, count=spelled(whole, lang))


def spelled(count: int, lang: str) -> str:
    """A whole number in words up to twelve."""
    return say(f"sizing.number.{count}", lang) if count <= SPELLED else number(count, lang)


def reasons(
    assurance: Assurance,
    target: Target,
    load: pd.DataFrame,
    front: pd.DataFrame,
    rejected: int,
    without: pd.DataFrame,
    with_less: Mapping[str, float],
    seats: Mapping[str, Mapping[str, float]],
    futures: Mapping[str, Any],
    service: Service,
    space: Space,
) -> dict[str, list[str]]:
    """What the plan rests on, by language: the check, its neighbours, its means, its assumptions.

    Args:
        assurance: the check on fresh draws.
        target: what the plan is for.
        load: posts beside the load by week.
        front: plans tried, with the roles of those named.
        rejected: plans that the search held good and fresh draws did not.
        without: the plan without each of its means.
        with_less: what half a post less changes.
        seats: of training by kind, offered, taken and wasted.
        futures: kind and number of the parameters that vary.
        service: what community managers promise.
        space: the choices that were free.
    """

    def told(lang: str) -> list[str]:
        return [
            _interval(assurance, lang),
            _when(assurance, target, lang),
            *_neighbours(front, rejected, lang),
            *_means(without, lang),
            *_posts(load, with_less, service, lang),
            *_wasted(seats, lang),
            *_unknown_to_the_model(space, lang),
            say("sizing.reason.costs", lang, costs=_assumed_costs(lang)),
            say(
                f"sizing.reason.futures.{futures['kind']}",
                lang,
                count=number(futures["parameters"], lang),
            ),
            say("sizing.reason.left_out", lang),
        ]

    return {lang: told(lang) for lang in LANGUAGES}


def decision_in_words(name: str, value: float | str, lang: str) -> str:
    """The value of a choice as people read it."""
    choice = choices()[name]
    if choice.options:
        if name in axes.AXES:
            return axes.entries(name)[str(value)].title[lang]
        return say(f"choice.{value}", lang)
    if name.endswith("_week"):
        return week_label(int(value), lang)
    if name in SHARES:
        return percent(float(value), lang)
    return number(float(value), lang, 0 if choice.whole else 1)


def _reached(result: SizingResult, lang: str) -> tuple[str, str]:
    return _plan_told(result, "reached", lang)


def _so_far(result: SizingResult, lang: str) -> tuple[str, str]:
    """The best plan of a search that was stopped: what it is, not yet what it is worth."""
    return _plan_told(result, "so_far", lang)


def _plan_told(result: SizingResult, finding: str, lang: str) -> tuple[str, str]:
    later = len(result.waves) - 1
    waves = "none" if later == 0 else "one" if later == 1 else "several"
    title = say(
        f"sizing.finding.{finding}",
        lang,
        waves=say(f"sizing.waves.{waves}", lang, count=spelled(later, lang)),
        posts=posts_in_words(result.posts, lang),
        chances=chances_in_words(result.assurance.fresh.mean, lang),
    )
    low, high = result.cost_interval
    subtitle = say(
        "sizing.finding.reached_subtitle",
        lang,
        target=result.target.told(lang),
        cost=thousand_euros(result.cost, lang),
        low=number(low / 1000, lang),
        high=number(high / 1000, lang),
        check=_check(result.assurance, lang),
        scenario=result.scenario.title[lang],
    )
    return title[:1].upper() + title[1:], subtitle


def _out_of_reach(result: SizingResult, lang: str) -> tuple[str, str]:
    assurance, target = result.assurance, result.target
    title = say(
        "sizing.finding.out_of_reach",
        lang,
        chances=chances_in_words(result.asked, lang),
        level=target.level_told(assurance.level, lang),
        interval=interval(
            target.bare(assurance.level_low, lang),
            target.bare(assurance.level_high, lang),
            lang,
        ),
        week=week_label(target.week, lang),
    )
    barriers = [
        say("sizing.barrier", lang, barrier=say(f"sizing.{name}", lang), share=percent(share, lang))
        for name, share in list(result.held_back.items())[:BARRIERS_TOLD]
    ]
    subtitle = say(
        "sizing.finding.out_of_reach_subtitle",
        lang,
        target=target.told(lang),
        cost=thousand_euros(result.cost, lang),
        chances=chances_in_words(assurance.fresh.mean, lang),
        barriers=", ".join(barriers),
    )
    return title, subtitle


def _check(assurance: Assurance, lang: str) -> str:
    """What fresh draws made of what the search announced."""
    draws = number(assurance.draws, lang)
    if not assurance.checked:
        return say("sizing.check.unchecked", lang, draws=draws)
    if assurance.search is None:
        return say("sizing.check.given", lang, draws=draws)
    removed = round(assurance.search.mean * 100) - round(assurance.fresh.mean * 100)
    return say(
        f"sizing.check.{'removed' if removed > 0 else 'confirmed'}",
        lang,
        draws=draws,
        announced=number(assurance.search.mean * 100, lang),
        removed=number(removed, lang),
    )


def _interval(assurance: Assurance, lang: str) -> str:
    fresh = assurance.fresh
    return say(
        f"sizing.reason.interval.{'fresh' if assurance.checked else 'unchecked'}",
        lang,
        chances=chances_in_words(fresh.mean, lang),
        low=number(fresh.low * 100, lang),
        high=number(fresh.high * 100, lang),
        draws=number(assurance.draws, lang),
    )


def _when(assurance: Assurance, target: Target, lang: str) -> str:
    low, high = (target.held_from(w, lang) for w in (assurance.week_low, assurance.week_high))
    return say(
        f"sizing.reason.when{'.same' if low == high else ''}",
        lang,
        week=target.held_from(assurance.week, lang),
        low=low,
        high=high,
        overload=number(assurance.overload, lang, 1),
    )


def _neighbours(front: pd.DataFrame, rejected: int, lang: str) -> list[str]:
    told = []
    if rejected:
        told.append(say("sizing.reason.rejected", lang, count=number(rejected, lang)))
    for role in ("cheaper", "dearer"):
        for row in front[front["role"] == role].to_dict("records"):
            checked = "checked" if row["checked"] else "searched"
            told.append(
                say(
                    f"sizing.reason.{role}",
                    lang,
                    cost=thousand_euros(row["cost"], lang),
                    chances=chances_in_words(row["probability"], lang),
                    check=say(f"sizing.reason.{checked}", lang),
                )
            )
    return told


def _means(without: pd.DataFrame, lang: str) -> list[str]:
    """The plan without each of its means, the one most missed first."""
    if without.empty:
        return []
    return [
        say(
            "sizing.reason.without",
            lang,
            choice=choices()[row["choice"]].label[lang],
            value=decision_in_words(row["choice"], row["value"], lang),
            chances=chances_in_words(row["probability"], lang),
            saved=thousand_euros(row["saved"], lang),
        )
        for row in without.sort_values("probability").to_dict("records")
    ]


def _posts(
    load: pd.DataFrame, with_less: Mapping[str, float], service: Service, lang: str
) -> list[str]:
    covered = float((load["posts"] >= load["p80"] - 1e-9).mean())
    told = [
        say(
            "sizing.reason.load",
            lang,
            share=percent(covered, lang),
            in_time=percent(load["in_time"].mean(), lang),
            promised=percent(service.share, lang),
            days=number(service.days, lang, 0 if service.days % 1 == 0 else 1),
        )
    ]
    if with_less:
        told.append(
            say(
                "sizing.reason.less",
                lang,
                in_time=percent(load["in_time_less"].mean(), lang),
                answered=percent(with_less["answered_48h"], lang),
                answered_less=percent(with_less["answered_48h_less"], lang),
                chances=chances_in_words(with_less["probability"], lang),
                saved=thousand_euros(with_less["saved"], lang),
            )
        )
    return told


def _wasted(seats: Mapping[str, Mapping[str, float]], lang: str) -> list[str]:
    taken = sum(kind["taken"] for kind in seats.values())
    wasted = sum(kind["wasted"] for kind in seats.values())
    if taken < 1:
        return []
    values = {"wasted": number(wasted, lang), "taken": number(taken, lang)}
    return [say("sizing.reason.wasted", lang, **values)]


def _unknown_to_the_model(space: Space, lang: str) -> list[str]:
    """Choices whose effect on people the model does not know, so that the cheapest wins."""
    free = [
        choices()[name].label[lang] for name in ("session_seats", "session_hours")
        if name in space.names
    ]  # fmt: skip
    joined = say("experiments.join", lang).join(free)
    return [say("sizing.reason.unknown_effect", lang, choices=joined)] if free else []


def _assumed_costs(lang: str) -> str:
    assumed = [cost.label[lang] for cost in unit_costs().values() if cost.status == "assumed"]
    return say("experiments.join", lang).join(assumed)
