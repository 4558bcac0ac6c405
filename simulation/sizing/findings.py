"""What a sizing found, in sentences computed from its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulation.sizing.rules import unit_costs
from simulation.words import LANGUAGES, say
from simulation.words.forms import interval, number, percent, thousand_euros, week_label

if TYPE_CHECKING:
    from simulation.sizing.result import Assurance, SizingResult

SPELLED = 12
"""Numbers are spelled up to this one."""

BARRIERS_TOLD = 3


def sizing_finding(result: SizingResult, lang: str) -> tuple[str, str]:
    """The title and the line under it: the plan and its chances, or the best within reach."""
    return _reached(result, lang) if result.target_met else _out_of_reach(result, lang)


def chances_in_words(probability: float, lang: str) -> str:
    """A probability as people say it: `82 chances sur 100`; never quite 0 or 100."""
    hundredths = min(99, max(1, round(probability * 100)))
    return say("sizing.chances", lang, count=number(hundredths, lang))


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
    assurance: Assurance, load: pd.DataFrame, front: pd.DataFrame, rejected: int
) -> dict[str, list[str]]:
    """What the plan rests on, by language: the check, its neighbours, its load, its assumptions.

    Args:
        assurance: the check on fresh draws.
        load: posts beside the load by week.
        front: plans tried, with the roles of those named.
        rejected: plans that the search held good and fresh draws did not.
    """
    return {lang: _reasons(assurance, load, front, rejected, lang) for lang in LANGUAGES}


def _reached(result: SizingResult, lang: str) -> tuple[str, str]:
    later = len(result.waves) - 1
    waves = "none" if later == 0 else "one" if later == 1 else "several"
    title = say(
        "sizing.finding.reached",
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
    removed = round(assurance.search.mean * 100) - round(assurance.fresh.mean * 100)
    return say(
        f"sizing.check.{'removed' if removed > 0 else 'confirmed'}",
        lang,
        draws=number(assurance.draws, lang),
        announced=number(assurance.search.mean * 100, lang),
        removed=number(removed, lang),
    )


def _reasons(
    assurance: Assurance, load: pd.DataFrame, front: pd.DataFrame, rejected: int, lang: str
) -> list[str]:
    fresh = assurance.fresh
    told = [
        say(
            "sizing.reason.interval",
            lang,
            chances=chances_in_words(fresh.mean, lang),
            low=number(fresh.low * 100, lang),
            high=number(fresh.high * 100, lang),
            draws=number(assurance.draws, lang),
        )
    ]
    if rejected:
        told.append(say("sizing.reason.rejected", lang, count=number(rejected, lang)))
    for role in ("cheaper", "dearer"):
        named = front[front["role"] == role]
        for cost, chance in zip(named["cost"], named["probability"], strict=True):
            told.append(
                say(
                    f"sizing.reason.{role}",
                    lang,
                    cost=thousand_euros(cost, lang),
                    chances=chances_in_words(chance, lang),
                )
            )
    covered = float((load["posts"] >= load["p80"]).mean())
    told.append(say("sizing.reason.load", lang, share=percent(covered, lang)))
    assumed = [cost.label[lang] for cost in unit_costs().values() if cost.status == "assumed"]
    told.append(say("sizing.reason.costs", lang, costs=say("experiments.join", lang).join(assumed)))
    told.append(say("sizing.reason.parameters", lang))
    told.append(say("sizing.reason.left_out", lang))
    return told
