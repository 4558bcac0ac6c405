"""A posterior told: what the pilot says, what it leaves open, how well the model fits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from simulation.calibration.calibrate import IDENTIFIED
from simulation.calibration.checks import EASY_FIT
from simulation.calibration.posterior import Posterior
from simulation.calibration.unknowns import OPEN_PUSH
from simulation.catalogue import parameters
from simulation.protection import Released, release
from simulation.words import say
from simulation.words.forms import interval, number, percent

STEADY: Final = 0.005
"""Weekly scatter under which none is told."""


def title(posterior: Posterior, lang: str) -> str:
    """The finding in one sentence: how many parameters the pilot tells about."""
    if posterior.manifest["missing"]:
        return say("calibration.title.missing", lang)
    return say(
        "calibration.title.done",
        lang,
        identified=len(posterior.identified),
        total=len(posterior.manifest["parameters"]),
    )


def context(posterior: Posterior, lang: str) -> str:
    """People, weeks and simulations it rests on."""
    told = posterior.manifest
    return say(
        "calibration.context",
        lang,
        people=number(told["people"], lang),
        weeks=posterior.until,
        runs=number(told["design"]["runs"], lang),
        seconds=number(told["seconds"], lang),
    )


def sentences(posterior: Posterior, lang: str) -> list[str]:
    """What follows from the fit and from what is missing, one sentence each."""
    told = posterior.manifest
    found = [_missing(shortage, lang) for shortage in told["missing"]]
    if told["missing"]:
        found += _width(posterior.checks, lang)
    if told["fit"]:
        found.append(fit(posterior, lang))
    found += misfits(posterior, lang)
    if told["unavailable"]:
        found.append(_unavailable(told["unavailable"], lang))
    if told["is_open"]:
        found.append(say("calibration.open", lang))
    elif not told["scenario_told"]:
        found.append(say("calibration.default_levers", lang))
    kept = [p["parameter"] for p in told["parameters"] if not p["identified"]]
    if kept:
        found.append(say("calibration.kept", lang, names=", ".join(kept)))
    return found + _failed(told["design"].get("failures", ()), lang)


def fit(posterior: Posterior, lang: str) -> str:
    """Whether the model gives pilots like this one."""
    found = posterior.manifest["fit"]
    if found["fits"]:
        kind = kind_of_fit(found)
        return say(f"calibration.fit.{kind}", lang, share=percent(found["p_value"], lang))
    share = percent(found["p_value"], lang, 1)
    key = "none" if share == percent(0, lang, 1) else "bad"
    return say(f"calibration.fit.{key}", lang, share=share)


def kind_of_fit(fit: Mapping[str, Any]) -> str:
    """How well a model fits: "good", "hard" where it seldom gives such a pilot, or "bad".

    Args:
        fit: of a posterior's manifest: p_value, and whether it fits.
    """
    if not fit["fits"]:
        return "bad"
    return "good" if fit["p_value"] >= EASY_FIT else "hard"


def misfits(posterior: Posterior, lang: str) -> list[str]:
    """What the model gets wrong of the pilot, one sentence a series, the worst first."""
    told = (_wrong(name, posterior, lang) for name in _worst(posterior))
    return [sentence[0].upper() + sentence[1:] for sentence in told]


def in_words(name: str, lang: str) -> str:
    """What an unknown is, as those would say it who were in the pilot."""
    return say(f"calibration.unknown.{name.replace('.', '_')}", lang)


def rows(posterior: Posterior, lang: str) -> list[tuple[str, ...]]:
    """One row a parameter: name, meaning, posterior, prior, what was told; best told first."""
    order = sorted(posterior.manifest["parameters"], key=lambda p: -p["information"])
    return [
        (
            entry["parameter"],
            label(entry["parameter"], lang),
            _told(entry, "", lang),
            _told(entry, "prior_", lang),
            percent(entry["information"], lang),
            say("calibration.told" if entry["identified"] else "calibration.prior_stands", lang),
        )
        for entry in order
    ]


def heads(lang: str) -> list[str]:
    """Titles of the columns of `rows`."""
    names = ("parameter", "meaning", "posterior", "prior", "information", "verdict")
    return [say(f"calibration.column.{name}", lang) for name in names]


def label(name: str, lang: str) -> str:
    """What an unknown is called."""
    known = parameters()
    if name in known:
        return known[name].label[lang]
    return say("calibration.push" if name == OPEN_PUSH else "calibration.reach", lang)


def observed(posterior: Posterior, min_group: int = 10) -> Released:
    """The pilot's weekly series, through the gate: whole pilot, one row a series and week."""
    long = posterior.observed.assign(week=range(1, posterior.until + 1)).melt(
        id_vars="week", var_name="indicator", value_name="value"
    )
    told = posterior.manifest
    return release(
        long.assign(group="all", people=told["people"]), min_group, simulated=told["simulated"]
    )


def as_dict(posterior: Posterior, lang: str) -> dict[str, Any]:
    """The posterior in plain values, as `rsne calibrate --json` prints it."""
    told = dict(posterior.manifest)
    unit = {name: p.unit for name, p in parameters().items()}
    told["parameters"] = [
        {**entry, "label": label(entry["parameter"], lang), "unit": unit.get(entry["parameter"])}
        for entry in told["parameters"]
    ]
    return told | {
        "until": posterior.until,
        "identified": list(posterior.identified),
        "not_identified": [
            entry["parameter"] for entry in told["parameters"] if not entry["identified"]
        ],
        "identified_from": IDENTIFIED,
        "discrepancy": {
            name: {"bias": found.bias, "sd": found.sd}
            for name, found in posterior.discrepancy.items()
        },
        "sentences": [title(posterior, lang), *sentences(posterior, lang)],
    }


def _failed(failures: Sequence[Mapping[str, Any]], lang: str) -> list[str]:
    """How many simulations did not end, if any, and why the first of them did not."""
    if not failures:
        return []
    count, reason = number(len(failures), lang), failures[0]["reason"]
    return [say("calibration.failures", lang, count=count, reason=reason)]


def _told(entry: Mapping[str, Any], side: str, lang: str) -> str:
    median, low, high = (number(entry[side + end], lang, 3) for end in ("median", "low", "high"))
    return f"{median} {interval(low, high, lang)}"


def _missing(shortage: Mapping[str, Any], lang: str) -> str:
    key = f"calibration.missing.{shortage['what']}"
    return say(key, lang, there=shortage["there"], least=shortage["least"])


def _width(checks: pd.DataFrame, lang: str) -> list[str]:
    """How wide the last week is left without the pilot."""
    prior = checks[(checks["side"] == "prior") & (checks["week"] == checks["week"].max())]
    return [
        say(
            "calibration.width",
            lang,
            series=say(f"calibration.series.{row.series}", lang),
            low=number(row.p05, lang),
            high=number(row.p95, lang),
        )
        for row in prior.itertuples(index=False)
    ]


def _worst(posterior: Posterior) -> list[str]:
    """Series that the model gets wrong, the worst first."""
    size = {name: abs(d.bias) + d.sd for name, d in posterior.discrepancy.items()}
    return sorted((name for name, wrong in size.items() if wrong > 0), key=lambda n: -size[n])


def _wrong(name: str, posterior: Posterior, lang: str) -> str:
    wrong = posterior.discrepancy[name]
    steady = wrong.sd < STEADY
    return say(
        "calibration.wrong.level" if steady else "calibration.wrong",
        lang,
        series=say(f"calibration.series.{name}", lang),
        ratio=number(math.exp(wrong.bias), lang, 1 if abs(wrong.bias) > 0.1 else 2),
        sd=percent(wrong.sd, lang),
    )


def _unavailable(reasons: Mapping[str, str], lang: str) -> str:
    names = (
        say(
            "calibration.not_given",
            lang,
            target=say(f"calibration.series.{name}", lang),
            reason=say(f"calibration.reason.{reason}", lang),
        )
        for name, reason in reasons.items()
    )
    return say("calibration.unavailable", lang, targets=", ".join(names))
