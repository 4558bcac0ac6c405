"""What breaks a plan, in sentences and rows of both languages."""

from __future__ import annotations

from collections.abc import Mapping

from simulation.robustness.early_warning import EarlyWarning
from simulation.robustness.red_team import Broken, RedTeam
from simulation.robustness.shocks import ONCE, Shock
from simulation.robustness.telling import Rows, capital, chance_interval, failed, indicator
from simulation.words import say
from simulation.words.forms import number, percent, week_label


def red_team_told(found: RedTeam, lang: str) -> list[str]:
    """The lightest shock that breaks the plan, what warns of each, and what cannot be played."""
    if found.calm.mean < found.broken_below:
        chances = number(100 * found.calm.mean, lang)
        title = say("robust.red.already", lang, chances=chances)
    elif not found.breaking:
        title = say("robust.red.withstands", lang)
    else:
        first = found.breaking[0]
        shock, weight = shock_told(first.shock, lang), number(first.weight, lang, 1)
        title = say("robust.red.title", lang, shock=shock, weight=weight)
    told = [
        title,
        say(
            "robust.red.calm",
            lang,
            target=capital(found.target.told(lang)),
            chances=number(100 * found.calm.mean, lang),
            interval=chance_interval(found.calm, lang),
            below=number(100 * found.broken_below, lang),
        ),
    ]
    if found.breaking:
        fresh = found.breaking[0].fresh
        if fresh:
            chances, ends = number(100 * fresh.mean, lang), chance_interval(fresh, lang)
            told.append(say("robust.red.fresh", lang, chances=chances, interval=ends))
        told += _warnings(found.breaking[0], lang)
    if found.withstood:
        kinds = ", ".join(say(f"robust.shock.{kind}", lang) for kind in found.withstood)
        told.append(say("robust.red.withstood", lang, kinds=kinds))
    told.append(say("robust.red.read", lang))
    return [*told, say(f"robust.futures.{found.futures}", lang), *failed(found.failures, lang)]


def screened_told(broken: Mapping[str, bool], lang: str) -> str:
    """The first answer: which shocks break the plan at their full size, and which do not."""
    kinds = [say(f"robust.shock.{kind}", lang) for kind, breaks in broken.items() if breaks]
    if not kinds:
        return say("robust.red.screened_none", lang, count=number(len(broken), lang))
    count = number(len(broken) - len(kinds), lang)
    return say("robust.red.screened", lang, kinds=", ".join(kinds), count=count)


def red_team_rows(found: RedTeam, lang: str) -> tuple[list[str], Rows]:
    """Heads and rows: each shock that breaks the plan, and what warns of it."""
    heads = ["shock", "size", "when", "weight", "reaches", "warns", "ahead"]
    rows = [
        [
            capital(say(f"robust.shock.{one.shock.kind}", lang)),
            percent(one.shock.size, lang),
            when_told(one.shock, lang),
            number(one.weight, lang, 1),
            percent(one.chance.mean, lang),
            *_first_told(one, lang),
        ]
        for one in found.breaking
    ]
    return [say(f"robust.head.{head}", lang) for head in heads], rows


def _first_told(broken: Broken, lang: str) -> tuple[str | None, int | None]:
    first = first_warning(broken, survey=False)
    return (indicator(first.indicator, lang), first.ahead) if first else (None, None)


def shock_told(shock: Shock, lang: str) -> str:
    """A shock in words: what, how much of it, when."""
    kind = say(f"robust.shock.{shock.kind}", lang)
    return f"{kind} ({percent(shock.size, lang)}, {when_told(shock, lang)})"


def when_told(shock: Shock, lang: str) -> str:
    """When a shock strikes and how long it lasts."""
    week = week_label(shock.week, lang)
    if shock.kind in ONCE:
        return say("robust.red.once", lang, week=week)
    if shock.weeks is None:
        return say("robust.red.forever", lang, week=week)
    return say("robust.red.during", lang, week=week, weeks=number(shock.weeks, lang))


def _warnings(broken: Broken, lang: str) -> list[str]:
    """What would warn first of all that a platform shows, and of what a survey would."""
    told = []
    for survey, key in ((False, "warns"), (True, "warns_survey")):
        first = first_warning(broken, survey)
        if first:
            told.append(
                say(
                    f"robust.red.{key}",
                    lang,
                    indicator=say("robust.quoted", lang, name=indicator(first.indicator, lang)),
                    week=week_label(first.week, lang),
                    ahead=number(first.ahead, lang),
                )
            )
        elif not survey:
            told.append(say("robust.red.no_warning", lang))
    return told


def first_warning(broken: Broken, survey: bool) -> EarlyWarning | None:
    """The indicator that warns first among those a platform shows, or among the others."""
    return next((one for one in broken.warnings if one.survey == survey), None)
