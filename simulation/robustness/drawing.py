"""The tables that figures of robustness are drawn from, with every word they show."""

from __future__ import annotations

import pandas as pd

from simulation.robustness.discovery import Discovery
from simulation.robustness.information import Information, Study
from simulation.robustness.inputs import input_value
from simulation.robustness.red_team import Broken, RedTeam
from simulation.robustness.telling import capital, counted_in_words, indicator, named
from simulation.robustness.telling_shocks import first_warning, when_told
from simulation.words import say
from simulation.words.forms import number, percent


def ranges(found: Discovery, lang: str) -> pd.DataFrame:
    """Limits of each condition, with the span of all futures, as `failure_ranges` draws them."""
    rows = []
    for place, condition in enumerate(found.conditions, start=1):
        told = say(
            "robust.discover.short",
            lang,
            density=percent(condition.density, lang),
            coverage=percent(condition.coverage, lang),
        )
        for limit in condition.limits:
            low = limit.least if limit.low is None else limit.low
            high = limit.most if limit.high is None else limit.high
            rows.append(
                {
                    "condition": place,
                    "told": told,
                    "label": named(limit.input, lang),
                    "least": limit.least,
                    "most": limit.most,
                    "low": low,
                    "high": high,
                    "low_told": input_value(limit.input, low, lang),
                    "high_told": input_value(limit.input, high, lang),
                }
            )
    return pd.DataFrame(rows)


def worths(found: Information, lang: str) -> pd.DataFrame:
    """Studies that could be made, then parameters, as `study_worths` draws them."""
    made = [study for study in found.studies if study.kind != "parameter"]
    known = [study for study in found.studies if study.kind == "parameter"]
    return pd.DataFrame(
        [
            {
                "label": _study_label(study, lang),
                "detail": _study_detail(study, lang),
                "value": study.worth.value,
                "low": study.worth.low,
                "high": study.worth.high,
                "floor": study.worth.floor,
                "told": _study_changes(study, lang),
            }
            for study in (*made, *known)
        ]
    )


def shocks(found: RedTeam, lang: str) -> pd.DataFrame:
    """Shocks that break the plan, then those it withstands, as `breaking_shocks` draws them."""
    withstood = [
        {
            "label": capital(say(f"robust.shock.{kind}", lang)),
            "detail": say("robust.red.held", lang),
            "chance": chance,
        }
        for kind, chance in found.withstood.items()
    ]
    rows = [_shock_row(one, found.target.week, lang) for one in found.breaking] + withstood
    columns = [
        "label", "detail", "week", "end", "size", "chance", "warns", "warned", "survey",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _study_label(study: Study, lang: str) -> str:
    weeks = counted_in_words("weeks", study.size, lang) if study.kind == "weeks" else ""
    return capital(say(f"robust.study.{study.kind}", lang, weeks=weeks))


def _study_detail(study: Study, lang: str) -> str:
    if study.kind == "parameter":
        return named(study.inputs[0], lang)
    if study.kind == "pilot":
        return counted_in_words("weeks", study.size, lang)
    if study.kind == "survey":
        parameters = counted_in_words("parameters", len(study.inputs), lang)
        return say("robust.study.survey_detail", lang, parameters=parameters)
    return say(f"robust.study.{study.kind}_detail", lang, people=number(study.size, lang))


def _study_changes(study: Study, lang: str) -> str:
    if not study.worth.established:
        return say("robust.study.chance", lang)
    return say("robust.study.changes", lang, share=percent(study.worth.changes, lang))


def _shock_row(broken: Broken, last: int, lang: str) -> dict[str, object]:
    shock = broken.shock
    warning = first_warning(broken, survey=False) or first_warning(broken, survey=True)
    return {
        "label": capital(say(f"robust.shock.{shock.kind}", lang)),
        "detail": f"{percent(shock.size, lang)}, {when_told(shock, lang)}",
        "week": shock.week,
        "end": last if shock.weeks is None else min(last, shock.week + shock.weeks),
        "size": shock.size,
        "chance": broken.chance.mean,
        "warns": indicator(warning.indicator, lang) if warning else "",
        "warned": warning.week if warning else None,
        "survey": bool(warning and warning.survey),
    }
