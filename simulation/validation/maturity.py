"""P2, P3, P4 and P8: who reads, who writes, how much and how lastingly in the second year."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from simulation.model import Simulation
from simulation.model.state import NOT_YET
from simulation.validation.estimates import contrast
from simulation.validation.pattern import Check, Figures, Pattern
from simulation.validation.runs import (
    DEFAULT,
    MATURITY,
    WEEKS_A_MONTH,
    WRITTEN,
    Acts,
    Arm,
    Played,
    Step,
    Trials,
    ratio_of,
    share_of,
)
from simulation.validation.verdict import Above, Band, Below

MOST_WRITTEN: Final = 10_000
"""Nobody writes more in a year: end of the support of the fitted distributions."""

# P2


def access(acts: Acts) -> float:
    """Share of employees who visit at least once in half a year."""
    return share_of(acts.visited(*MATURITY))


def interactive(acts: Acts) -> float:
    """Share of employees who write, answer or react at least once in half a year."""
    return share_of(acts.number(acts.during(*MATURITY)) > 0)


def read_only(acts: Acts) -> float:
    """Share of employees who visit and do nothing else in half a year."""
    silent = acts.number(acts.during(*MATURITY)) == 0
    return share_of(acts.visited(*MATURITY) & silent)


def measure_readers(trials: Trials) -> Figures:
    """The three shares of P2, of all employees, as in the benchmarks' panels."""
    acts = trials.play(DEFAULT).acts
    return {
        "access": access(acts),
        "interactive": interactive(acts),
        "read_only": read_only(acts),
    }


P2 = Pattern(
    key="P2",
    sources="1.13, 1.14, 1.15",
    use="calibrated",
    measure=measure_readers,
    checks=(
        Check("access", Band(0.75, 0.90), "share"),
        Check("interactive", Band(0.20, 0.47), "share"),
        Check("read_only", Band(0.45, 0.65), "share"),
    ),
)

# P3


def written_by_registered(played: Played) -> NDArray[np.int64]:
    """What each registered person wrote in the second year, in increasing order."""
    registered = played.state.employee.registered_week != NOT_YET
    acts = played.acts
    return np.sort(acts.number(acts.during(52, 104, WRITTEN))[registered])


def top_share(amounts: NDArray, top: float = 0.05) -> float:
    """Share of a total that comes from the highest of increasing amounts."""
    count = max(1, round(top * amounts.size))
    return ratio_of(amounts[-count:].sum(), amounts.sum())


def gini(amounts: NDArray) -> float:
    """Gini index of increasing amounts."""
    rank = np.arange(1, amounts.size + 1)
    return ratio_of((2 * rank - amounts.size - 1) @ amounts, amounts.size * amounts.sum())


def power_law_gain(amounts: NDArray) -> float:
    """How much better a truncated power law fits than an exponential, per contributor.

    Half the difference of Akaike's criteria: log-likelihood of x^-a·e^-bx minus that of
    e^-bx, minus 1 for the exponent. The exponential is the case a = 0, so that without this
    price the power law could never lose.
    """
    positive = amounts[amounts > 0].astype(float)
    if positive.size < 3 or positive.max() == positive.min():
        return float("nan")
    x = np.arange(1, MOST_WRITTEN + 1)
    log_x = np.log(x)
    mean_log, mean = np.log(positive).mean(), positive.mean()

    def cost(exponents: NDArray) -> tuple[float, NDArray]:
        a, b = exponents
        weight = -a * log_x - b * x
        total = logsumexp(weight)
        chance = np.exp(weight - total)
        slope = np.array([mean_log - chance @ log_x, mean - chance @ x])
        return a * mean_log + b * mean + total, slope

    start = (1.0, 1.0 / mean)
    bounds = [(0.0, 10.0), (0.0, 50.0)]
    power = minimize(cost, start, jac=True, bounds=bounds).fun
    exponential = minimize(cost, (0.0, start[1]), jac=True, bounds=[(0.0, 0.0), bounds[1]]).fun
    return float(exponential - power - 1 / positive.size)


def measure_inequality(trials: Trials) -> Figures:
    """How unequally the second year's posts, questions and answers are shared."""
    amounts = written_by_registered(trials.play(DEFAULT))
    return {
        "top_5_percent": top_share(amounts),
        "gini": gini(amounts),
        "power_law_gain": power_law_gain(amounts),
    }


P3 = Pattern(
    key="P3",
    sources="2.8, 2.9, 2.10, 2.11, 2.12",
    use="kept_out",
    mended=True,
    measure=measure_inequality,
    checks=(
        Check("top_5_percent", Band(0.45, 0.70), "share"),
        Check("gini", Band(0.75, 0.95)),
        Check("power_law_gain", Above(0.0)),
    ),
)

# P4

OFFICE_WAVES = [
    {"week": 1, "share": 0.06 / 1.3},
    *({"week": week, "share": 0.235 / 1.3} for week in (11, 19, 27, 35)),
]
FIELD_WAVE = {"week": 36, "share": 0.3 / 1.3}
"""Three field people for ten of the office, invited a week after the last of the office."""


def make_field_passive(simulation: Simulation) -> None:
    """The units invited last, or never, expect less, handle tools less well and speak less."""
    employee = simulation.state.employee
    field = employee.invited_week >= FIELD_WAVE["week"] - 1
    employee.value[field] *= 0.6
    employee.ease[field] *= 0.6
    employee.trust[field] *= 0.85
    employee.trust_disposition[field] *= 0.85
    employee.expressiveness[field] -= 0.5
    employee.ambassador[field] = False


OFFICE = Arm({"plan.waves": OFFICE_WAVES}, (Step(0, make_field_passive),), size=1.3)
WIDENED = Arm({"plan.waves": [*OFFICE_WAVES, FIELD_WAVE]}, (Step(0, make_field_passive),), size=1.3)


def volume(acts: Acts) -> float:
    """Interactions per employee and month in the half-year of maturity."""
    months = (MATURITY[1] - MATURITY[0]) / WEEKS_A_MONTH
    return np.count_nonzero(acts.during(*MATURITY)) / acts.employees / months


def measure_volume(trials: Trials) -> Figures:
    """Volume per head; its mean per invited person and its total once the field is invited.

    The audience is widened by people who are more passive, not by the less eager half of
    every team: volunteers then would gain colleagues, which is another question.
    """
    office, widened = trials.play(OFFICE), trials.play(WIDENED)
    people = [int((run.state.employee.invited_week < 104).sum()) for run in (widened, office)]
    acts = [np.count_nonzero(run.acts.during(*MATURITY)) for run in (widened, office)]
    return {
        "volume": volume(trials.play(DEFAULT).acts),
        "mean_when_widened": np.array([acts, people]),
        "total_when_widened": np.array(acts),
    }


P4 = Pattern(
    key="P4",
    sources="2.19",
    use="calibrated",
    mended=True,
    measure=measure_volume,
    checks=(
        Check("volume", Band(0.75, 1.4)),
        Check("mean_when_widened", Below(1.0), "change", contrast),
        Check("total_when_widened", Above(1.0), "change", contrast),
    ),
)

# P8


def monthly_exit(acts: Acts) -> float:
    """Share of the engaged of four weeks who are not in the next four, in the second year.

    Engaged: at least two interactions in four weeks.
    """
    engaged = acts.active_by_month(least=2)[13:26]
    stay = (engaged[:-1] & engaged[1:]).sum()
    return 1 - ratio_of(stay, engaged[:-1].sum())


def yearly_growth(acts: Acts) -> NDArray[np.int64]:
    """People with an interaction in four weeks: end of the second year and of the first."""
    active = acts.active_by_month().sum(axis=1)
    return np.array([active[23:26].sum(), active[10:13].sum()])


def measure_turnover(trials: Trials) -> Figures:
    """How fast the engaged change, and how the total grows meanwhile."""
    acts = trials.play(DEFAULT).acts
    return {"monthly_exit": monthly_exit(acts), "yearly_growth": yearly_growth(acts)}


P8 = Pattern(
    key="P8",
    sources="7.1, 1.16",
    use="calibrated",
    measure=measure_turnover,
    checks=(
        Check("monthly_exit", Band(0.15, 0.50), "share"),
        Check("yearly_growth", Band(1.10, 1.30), "change", contrast),
    ),
)
