"""Regret, information and the design of a pilot, in sentences and rows of both languages."""

from __future__ import annotations

from simulation.robustness.information import Information, Study
from simulation.robustness.pilot_design import PilotDesign, hardest
from simulation.robustness.regret import ALL, Regret
from simulation.robustness.telling import (
    Rows,
    amount,
    amount_interval,
    capital,
    counted_in_words,
    each,
    failed,
    indicator,
    listed,
    named,
)
from simulation.words import say
from simulation.words.forms import number, percent, thousand_euros


def regret_told(found: Regret, lang: str) -> list[str]:
    """The plan regretted least, the theory worst for each, then how to read it."""
    unit = found.stake.level_unit
    together = found.table[found.table["theory"] == ALL]
    least = together[together["plan"] == found.least].to_dict("records")[0]
    told = [
        say(
            "robust.regret.title" if least["p90"] > 0 else "robust.regret.never",
            lang,
            plan=_plan(found.least, lang),
            best=percent(least["best"], lang),
            mean=amount(least["mean"], unit, lang),
            interval=amount_interval(least["mean_low"], least["mean_high"], unit, lang),
            p90=amount(least["p90"], unit, lang),
        )
    ]
    means = found.table.set_index(["plan", "theory"])["mean"]
    for plan in found.plans:
        theory = found.worst[plan]
        told.append(
            say(
                "robust.regret.worst",
                lang,
                plan=_plan(plan, lang),
                theory=_theory(theory, lang),
                mean=amount(float(means[plan, theory]), unit, lang),
            )
        )
    key = "safest" if found.safest == found.least else "other"
    told.append(say(f"robust.regret.{key}", lang, plan=_plan(found.safest, lang)))
    target, draws = found.stake.target.told(lang), number(found.draws, lang)
    told.append(say("robust.regret.read", lang, target=capital(target), draws=draws))
    return [*told, say(f"robust.futures.{found.futures}", lang), *failed(found.failures, lang)]


def regret_rows(found: Regret, lang: str) -> tuple[list[str], Rows]:
    """Heads and rows: plan, theory, mean regret with its interval, ninth decile, how often best."""
    unit = found.stake.level_unit
    heads = ["plan", "theory", "mean", "interval", "p90", "best"]
    rows = [
        [
            row.plan,
            _theory(str(row.theory), lang),
            amount(float(row.mean), unit, lang),
            amount_interval(float(row.mean_low), float(row.mean_high), unit, lang),
            amount(float(row.p90), unit, lang),
            percent(float(row.best), lang),
        ]
        for row in each(found.table)
    ]
    return [say(f"robust.head.{head}", lang) for head in heads], rows


def study_name(study: Study, lang: str) -> str:
    """What would be learnt: `4 more weeks of pilot`."""
    inputs = listed((named(name, lang) for name in study.inputs), lang) if study.inputs else ""
    size = number(study.size, lang)
    return say(f"robust.information.{study.kind}", lang, inputs=inputs, size=size)


def information_told(found: Information, lang: str) -> list[str]:
    """The choice now and what would change it, plan by plan, study by study."""
    unit = found.stake.unit
    able = [study for study in found.studies if study.worth.established]
    asked = [study for study in able if study.kind != "parameter"] or able
    settled = "settled" if found.perfect == 0 else "nothing"
    said = say(f"robust.information.{settled}", lang)
    if asked:
        top = max(asked, key=lambda study: study.worth.value)
        name, share = study_name(top, lang), percent(top.worth.changes, lang)
        said = say("robust.information.most", lang, name=_lower(name), share=share)
    told = [
        say("robust.information.title", lang, plan=_plan(found.choice, lang), study=said),
        *(_plan_told(found, plan, lang) for plan in found.plans),
    ]
    if found.too_dear:
        plans = ", ".join(_plan(plan, lang) for plan in found.too_dear)
        told.append(say("robust.information.too_dear", lang, plans=plans))
    told += [study_told(study, unit, lang) for study in found.studies]
    told.append(say("robust.information.perfect", lang, value=amount(found.perfect, unit, lang)))
    reliability = percent(found.reliability, lang)
    draws = number(found.draws, lang)
    told.append(say("robust.information.read", lang, draws=draws, reliability=reliability))
    return [*told, say(f"robust.futures.{found.futures}", lang), *failed(found.failures, lang)]


def study_told(study: Study, unit: str, lang: str) -> str:
    """What one study would change, or that it is not told from chance."""
    name, worth = study_name(study, lang), study.worth
    if not worth.established:
        return say(
            "robust.information.chance", lang, name=name, floor=amount(worth.floor, unit, lang)
        )
    return say(
        "robust.information.changes",
        lang,
        name=name,
        share=percent(worth.changes, lang),
        value=amount(worth.value, unit, lang),
        interval=amount_interval(worth.low, worth.high, unit, lang),
    )


def information_rows(found: Information, lang: str) -> tuple[list[str], Rows]:
    """Heads and rows: study, worth with its interval, floor, how often and for what it changes."""
    unit = found.stake.unit
    heads = ["study", "worth", "interval", "chance", "changes", "instead"]
    rows = [
        [
            study_name(study, lang),
            amount(study.worth.value, unit, lang),
            amount_interval(study.worth.low, study.worth.high, unit, lang),
            amount(study.worth.floor, unit, lang),
            percent(study.worth.changes, lang),
            found.plans[study.worth.instead] if study.worth.instead >= 0 else None,
        ]
        for study in found.studies
    ]
    return [say(f"robust.head.{head}", lang) for head in heads], rows


def design_told(found: PilotDesign, lang: str) -> list[str]:
    """The smallest pilot that is enough, and the indicator to look at for each pair."""
    design = found.design
    told = [
        say(
            "robust.design.title" if found.enough else "robust.design.not_enough",
            lang,
            scenarios=listed((_plan(name, lang) for name in found.scenarios), lang),
            power=number(100 * found.power, lang),
            groups=counted_in_words("groups", design.groups, lang),
            people=number(design.people, lang),
            weeks=counted_in_words("weeks", design.weeks, lang),
        )
    ]
    for pair in design.tells:
        told.append(
            say(
                "robust.design.tells",
                lang,
                scenario=_plan(pair["scenario"], lang),
                against=_plan(pair["against"], lang),
                indicator=_plan(indicator(pair["indicator"], lang), lang),
                power=number(100 * pair["power"], lang),
                fresh=number(100 * pair["fresh"], lang),
            )
        )
    told.append(say("robust.design.which", lang, choice=say(f"choice.{design.choice}", lang)))
    told.append(say("robust.design.read", lang, replicates=number(found.replicates, lang)))
    return [*told, say(f"robust.futures.{found.futures}", lang), *failed(found.failures, lang)]


def design_rows(found: PilotDesign, lang: str) -> tuple[list[str], Rows]:
    """Heads and rows: each design with the indicator that tells its hardest pair best."""
    heads = ["choice", "groups", "people", "weeks", "indicator", "power", "interval"]
    rows = [
        [
            say(f"choice.{row.choice}", lang),
            int(row.groups),
            int(row.people),
            int(row.weeks),
            indicator(str(row.indicator), lang),
            percent(row.power, lang),
            amount_interval(row.low, row.high, "share", lang),
        ]
        for row in each(hardest(found.table))
    ]
    return [say(f"robust.head.{head}", lang) for head in heads], rows


def _plan_told(found: Information, plan: str, lang: str) -> str:
    mean = found.means[plan]
    told = percent(mean, lang) if found.stake.worth is None else thousand_euros(mean, lang)
    cost = thousand_euros(found.costs[plan], lang)
    return say("robust.information.means", lang, plan=_plan(plan, lang), mean=told, cost=cost)


def _plan(name: str, lang: str) -> str:
    return say("robust.quoted", lang, name=name)


def _theory(name: str, lang: str) -> str:
    if name == ALL:
        return say("robust.regret.all", lang)
    return say("robust.quoted", lang, name=say(f"choice.{name}", lang))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
