"""What is asked, the plan, what it costs and how sure that is, what would change our mind."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from simulation.experiments import LEVELS
from simulation.figures.layout import rows
from simulation.figures.units import tell
from simulation.plausibility import unlikely_told
from simulation.report.exhibits import (
    Aside,
    Budget,
    Calendar,
    Front,
    Load,
    Section,
    Table,
    Words,
)
from simulation.report.receipts import Receipt, receipt
from simulation.sizing import SizingResult, sizing_finding, unit_costs
from simulation.sizing.findings import posts_in_words
from simulation.words import say
from simulation.words.forms import number, percent, short_date, thousand_euros, week_label

DECISIONS = {
    "open": ("licences", "set_up", "maintenance", "communication"),
    "animate": ("animation", "communities", "governance"),
    "train": ("training", "participants"),
    "relay": ("ambassadors", "mentoring"),
}
"""What is decided -> the lines of the budget it commits."""

MOST_CHECKPOINTS = 5
SETTLED = 8
"""Weeks after which the first visits of a wave have passed."""

LEAST_AMOUNT = 500.0
"""Euros under which a line of the budget would be told as nothing."""


def opening_sections(
    sizing: SizingResult, lang: str, command: str | None, start: date | None = None
) -> list[tuple[Section, Receipt]]:
    """The decision asked, and the answer in three figures; `start` is the Monday of week 1."""
    proof = _proof(sizing, command)
    return [
        (_decision(sizing, proof, lang, start), proof),
        (_answer(sizing, proof, lang, start), proof),
    ]


def plan_sections(
    sizing: SizingResult, lang: str, command: str | None, start: date | None = None
) -> list[tuple[Section, Receipt]]:
    """The calendar with its load, and the price of certainty."""
    proof = _proof(sizing, command)
    return [
        (_calendar(sizing, proof, lang, start), proof),
        (_price(sizing, proof, lang, start), proof),
    ]


def closing_sections(
    sizing: SizingResult, lang: str, command: str | None, start: date | None = None
) -> list[tuple[Section, Receipt]]:
    """What would change our mind, and the decisions to take."""
    proof = _proof(sizing, command)
    return [
        (_checkpoints(sizing, proof, lang, start), proof),
        (_decisions(sizing, proof, lang, start), proof),
    ]


def checkpoints(sizing: SizingResult) -> pd.DataFrame:
    """Weeks at which the plan can be judged: eight weeks into each wave, before the next opens.

    Newcomers of the next wave would make a level look better than it is. The target's own week
    warns of nothing; it is there alone where no other is left.

    Returns:
        Columns week, median, p05: what the plan expects, and what 19 draws in 20 exceed.
    """
    opened, last = [int(week) for week in sizing.waves["week"]], sizing.target.week
    ends = [*opened[2:], last]
    settled = [min(week + SETTLED, end - 1) for week, end in zip(opened[1:], ends, strict=False)]
    weeks = [week for week in settled if week < last][:MOST_CHECKPOINTS]
    at = sizing.fan.set_index("week").loc[weeks or [last]]
    return at.reset_index()[["week", "median", "p05"]]


def dated(week: int, lang: str, start: date | None) -> str:
    """A week with its Monday where it is known: `S14 (30 nov. 2026)`."""
    label = week_label(week, lang)
    if start is None:
        return label
    return f"{label} ({short_date(start + timedelta(weeks=week - 1), lang)})"


def _decision(sizing: SizingResult, proof: Receipt, lang: str, start: date | None) -> Section:
    values = _values(sizing, lang, start)
    met = "met" if sizing.target_met else "unmet"
    return _section(
        "decision",
        say(f"report.decision.title.{met}", lang, **values),
        say(f"report.decision.context.{'dated' if start else 'counted'}", lang, **values),
        sizing,
        proof,
        lang,
        note=say("report.decision.note", lang),
        asides=(
            Aside(
                values["level"], values["indicator"], say("report.decision.target", lang, **values)
            ),
            Aside(
                values["opening"],
                say("report.decision.when", lang),
                say("report.decision.when_detail", lang, **values),
            ),
            Aside(
                say("report.decision.who", lang),
                say("report.decision.owner", lang),
                say("report.decision.owner_detail", lang),
            ),
            Aside("", sizing_finding(sizing, lang)[0] + "."),
        ),
    )


def _answer(sizing: SizingResult, proof: Receipt, lang: str, start: date | None) -> Section:
    title, context = sizing_finding(sizing, lang)
    values = _values(sizing, lang, start)
    return _section(
        "answer",
        title,
        context,
        sizing,
        proof,
        lang,
        note=" ".join(
            [
                *sizing.reasons[lang],
                *(f"▲ {told}" for told in unlikely_told([sizing.scenario], lang)),
            ]
        ),
        asides=(
            Aside(
                values["chances"],
                say("report.answer.chances", lang, **values),
                say("report.answer.chances_detail", lang, **values),
            ),
            Aside(
                values["cost"],
                say("report.answer.cost", lang, **values),
                say("report.answer.cost_detail", lang, **values),
            ),
            Aside(
                values["posts"],
                say("report.answer.posts", lang),
                say("report.answer.posts_detail", lang, **values),
            ),
            Aside("", say("report.answer.condition", lang, **_first_check(sizing, lang, start))),
            _assumptions(sizing, lang)[0],
        ),
    )


def _calendar(sizing: SizingResult, proof: Receipt, lang: str, start: date | None) -> Section:
    values = _values(sizing, lang, start)
    later = len(sizing.waves) - 1
    form = "several" if later > 1 else "one" if later else "none"
    return _section(
        "plan",
        say(f"report.plan.title.{form}", lang, **values),
        say(f"report.plan.context.{_trained(values)}", lang, **values),
        sizing,
        proof,
        lang,
        note=say("report.plan.note", lang),
        exhibits=(
            Calendar("", sizing.waves, sizing.training, sizing.target.week),
            Load(say("report.plan.load", lang), sizing.load),
        ),
        stacked=True,
    )


def _price(sizing: SizingResult, proof: Receipt, lang: str, start: date | None) -> Section:
    values = _values(sizing, lang, start)
    cheaper = sizing.front[sizing.front["role"] == "cheaper"]
    key = "unmet" if not sizing.target_met else "cheaper" if len(cheaper) else "alone"
    if len(cheaper):
        values["cheaper_cost"] = thousand_euros(cheaper["cost"].iloc[0], lang)
        values["cheaper_chances"] = number(cheaper["probability"].iloc[0] * 100, lang)
    return _section(
        "price",
        say(f"report.price.title.{key}", lang, **values),
        say("report.price.context", lang, **values),
        sizing,
        proof,
        lang,
        note=say("report.price.note", lang),
        exhibits=(
            Front(say("report.price.front", lang), sizing.front, sizing.asked),
            Budget(say("report.price.budget", lang), _spent(sizing, lang)),
        ),
    )


def _checkpoints(sizing: SizingResult, proof: Receipt, lang: str, start: date | None) -> Section:
    values = _values(sizing, lang, start)
    table = checkpoints(sizing)
    early = table["week"].iloc[0] < sizing.target.week
    form = "none" if not early else "one" if len(table) == 1 else "several"
    unit = LEVELS[sizing.target.indicator].unit
    cells = tuple(
        (dated(int(row.week), lang, start), tell(row.median, unit, lang), tell(row.p05, unit, lang))
        for row in rows(table)
    )
    headings = tuple(
        say(f"report.column.{name}", lang) for name in ("checkpoint", "expected", "alarm")
    )
    return _section(
        "change",
        say(f"report.change.title.{form}", lang, count=number(len(table), lang), **values),
        say("report.change.context", lang, **values),
        sizing,
        proof,
        lang,
        note=" ".join(sizing.reasons[lang]),
        exhibits=(Words(heading="", table=Table(headings, cells)),),
        asides=_assumptions(sizing, lang),
    )


def _first_check(sizing: SizingResult, lang: str, start: date | None) -> dict[str, str]:
    """The first week at which the plan can be judged, and the level under which it fails."""
    first = checkpoints(sizing).iloc[0]
    level = tell(float(first["p05"]), LEVELS[sizing.target.indicator].unit, lang)
    return {"week": dated(int(first["week"]), lang, start), "least": level}


def _assumptions(sizing: SizingResult, lang: str) -> tuple[Aside, ...]:
    """What the answer hangs on, in short; the notes tell it at length."""
    costs = unit_costs().values()
    assumed = sum(cost.status == "assumed" for cost in costs)
    counts = {"assumed": number(assumed, lang), "costs": number(len(costs), lang)}
    futures = sizing.futures
    parameters = number(futures["parameters"], lang)
    return (
        Aside("", say(f"report.change.futures.{futures['kind']}", lang, parameters=parameters)),
        Aside("", say("report.change.costs", lang, **counts)),
        Aside("", sizing.reasons[lang][-1]),
    )


def _spent(sizing: SizingResult, lang: str) -> pd.DataFrame:
    """The lines of the budget on which anything is spent, the total last."""
    table = sizing.budget_table(lang)
    return table[table["total"] | (table["amount"] >= LEAST_AMOUNT)].reset_index(drop=True)


def _decisions(sizing: SizingResult, proof: Receipt, lang: str, start: date | None) -> Section:
    values = _values(sizing, lang, start)
    met = "met" if sizing.target_met else "unmet"
    asked = tuple(DECISIONS) if sizing.target_met else ("level", "date", "means")
    amounts = sizing.budget.set_index("line")["amount"]
    columns = ("decision", "who", "commits") if sizing.target_met else ("decision", "who")
    headings = ("", *(say(f"report.column.{name}", lang) for name in columns))
    cells: list[tuple[str, ...]] = []
    for place, key in enumerate(asked, start=1):
        what = say(f"report.decisions.{key}", lang, **values)
        told = f"{key}_detail.{_trained(values)}" if key == "train" else f"{key}_detail"
        detail = say(f"report.decisions.{told}", lang, **values)
        who, before = (say(f"report.decisions.{n}", lang, **values) for n in ("who", "before"))
        cells.append((number(place, lang), f"{what}\n{detail}", f"{who}\n{before}"))
        if sizing.target_met:
            cells[-1] += (thousand_euros(amounts[list(DECISIONS[key])].sum(), lang),)
    check = _first_check(sizing, lang, start)
    asides = tuple(
        Aside(
            say(f"report.decisions.{way}", lang),
            say(f"report.decisions.{way}_if", lang, **check, **values),
        )
        for way in (("go", "stop") if sizing.target_met else ())
    )
    return _section(
        "decisions",
        say(f"report.decisions.title.{met}", lang, count=number(len(cells), lang)),
        say(f"report.decisions.context.{met}", lang, **values),
        sizing,
        proof,
        lang,
        note=say("report.decisions.note", lang),
        exhibits=(Words(heading="", table=Table(headings, tuple(cells), text_columns=(0, 1, 2))),),
        asides=asides,
        stacked=True,
    )


def _section(
    key: str, title: str, context: str, sizing: SizingResult, proof: Receipt, lang: str, **more
) -> Section:
    source = say(
        "report.plan.source",
        lang,
        scenario=sizing.scenario.title[lang],
        draws=number(sizing.assurance.draws, lang),
    )
    return Section(
        key=key,
        title=title,
        context=context,
        origin="simulated",
        source=source,
        receipt=proof.short,
        **more,
    )


def _values(sizing: SizingResult, lang: str, start: date | None) -> dict[str, str]:
    """The plan's figures in words, for the blanks of the sentences."""
    fresh = sizing.assurance.fresh
    low, high = sizing.cost_interval
    later = sizing.waves.iloc[1:]
    opening = int(later["week"].iloc[0]) if len(later) else sizing.target.week
    kinds = sizing.training.groupby("kind")["sessions"].sum()
    return {
        "indicator": say(f"indicator.{sizing.target.indicator}", lang),
        "level": sizing.target.level_told(sizing.target.level, lang),
        "reached": sizing.target.level_told(sizing.assurance.level, lang),
        "week_of_target": week_label(sizing.target.week, lang),
        "opening": week_label(opening, lang),
        "opening_dated": dated(opening, lang, start),
        "target_dated": dated(sizing.target.week, lang, start),
        "last_opening": week_label(int(sizing.waves["week"].iloc[-1]), lang),
        "waves": number(len(later), lang),
        "people": number(int(later["people"].iloc[0]) if len(later) else 0, lang),
        "posts": number(sizing.posts, lang, 1 if sizing.posts % 1 else 0),
        "posts_told": posts_in_words(sizing.posts, lang),
        "in_time": percent(sizing.load["in_time"].mean(), lang),
        "in_time_less": percent(sizing.load["in_time_less"].mean(), lang),
        "sessions": number(sizing.sessions, lang),
        "tool_sessions": number(int(kinds.get("tool", 0)), lang),
        "manager_sessions": number(int(kinds.get("manager", 0)), lang),
        "trainers": number(sizing.trainers, lang),
        "ambassadors": number(sizing.ambassadors, lang),
        "asked": number(sizing.asked * 100, lang),
        "chances": say("report.in_hundred", lang, count=number(fresh.mean * 100, lang)),
        "chances_low": number(fresh.low * 100, lang),
        "chances_high": number(fresh.high * 100, lang),
        "draws": number(sizing.assurance.draws, lang),
        "cost": thousand_euros(sizing.cost, lang),
        "cost_low": number(low / 1000, lang),
        "cost_high": thousand_euros(high, lang),
        "barrier": say(f"sizing.{next(iter(sizing.held_back))}", lang),
        "required": percent(sizing.asked, lang),
    }


def _trained(values: dict[str, str]) -> str:
    """Whether managers have sessions of their own."""
    return "tool" if values["manager_sessions"] == "0" else "both"


def _proof(sizing: SizingResult, command: str | None) -> Receipt:
    return receipt(
        scenario=sizing.scenario.key(),
        target=str(sizing.target),
        probability=sizing.asked,
        budget=sizing.budget_limit,
        limits=sizing.limits.to_dict(),
        decisions=dict(sizing.decisions),
        seeds=dict(sizing.seeds),
        replicates=sizing.assurance.draws,
        command=command,
    )
