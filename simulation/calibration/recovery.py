"""Are the posteriors honest? Pilots simulated under known parameters, calibrated, compared.

    python -m simulation.calibration.recovery --pilots 50

Each pilot is simulated in a company under parameters drawn from the priors, written as a record
and read back as any pilot would be: the calibration knows its people as an HR extract would
tell them, not their ties. One design serves all, since all have the same people and plan.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from simulation.calibration.acts import CODES
from simulation.calibration.calibrate import DRAWS, IDENTIFIED, RUNS
from simulation.calibration.design import Progress, run, simulate, spread
from simulation.calibration.inference import Inference, information
from simulation.calibration.pilot import Pilot, pilot_of
from simulation.calibration.summaries import summaries, summarised
from simulation.calibration.targets import Measuring, measured
from simulation.calibration.unknowns import unknowns, values_at
from simulation.catalogue import parameters
from simulation.model import code_version
from simulation.model.events import record_of
from simulation.organisation import organisation_of
from simulation.scenario import Scenario
from simulation.tables import Record
from simulation.words.forms import percent
from simulation.workspace import write_text

HOME: Final = Path(__file__).parent
LEVEL: Final = 0.9
WANTED: Final = (0.80, 0.97)
"""Shares of pilots within which 90 % intervals must hold the true value."""
FIRST_LUCK: Final = 1 << 20
"""Replicates of the pilots, from here on: never those of the design."""


@dataclass(frozen=True, eq=False)
class Recovery:
    """What was recovered of known parameters.

    Attributes:
        names: of the unknowns.
        truth: their places in the priors; shape (pilots, unknowns), as the three that follow.
        middle: posterior means.
        low, high: ends of the 90 % intervals.
        informed: 1 - (posterior sd / prior sd)².
        p_values: predictive p-value of each pilot; shape (pilots,).
        people, weeks, runs: size of a pilot, and of the design.
    """

    names: tuple[str, ...]
    truth: NDArray[np.float64]
    middle: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    informed: NDArray[np.float64]
    p_values: NDArray[np.float64]
    people: int
    weeks: int
    runs: int

    @property
    def covered(self) -> NDArray[np.float64]:
        """Share of the pilots whose interval holds the true value; shape (unknowns,)."""
        return ((self.low <= self.truth) & (self.truth <= self.high)).mean(axis=0)

    @property
    def coverage(self) -> float:
        """The same over all unknowns."""
        return float(self.covered.mean())

    @property
    def correlation(self) -> NDArray[np.float64]:
        """Between true values and posterior means, over pilots; shape (unknowns,)."""
        return np.array(
            [np.corrcoef(self.truth[:, k], self.middle[:, k])[0, 1] for k in range(len(self.names))]
        )


def pilot_scenario(people: int, weeks: int) -> Scenario:
    """A pilot that was prepared: a launch, ambassadors, training, half a community manager."""
    return (
        Scenario()
        .resized(people)
        .changed(
            {
                "horizon_weeks": weeks,
                "plan.waves": [{"week": 1, "share": 1.0}],
                "plan.seeded_communities": max(2, people // 33),
                "plan.seeding_weeks": 2,
                "plan.ambassadors_per_100": 7.0,
                "plan.tool_training.sessions_per_week": people / 75,
                "plan.community_managers": [{"week": 1, "full_time_equivalents": people / 600}],
            }
        )
    )


def recovery(
    pilots: int,
    people: int = 300,
    weeks: int = 12,
    runs: int = RUNS,
    seed: int = 7,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Recovery:
    """Calibrate simulated pilots whose parameters are known."""
    scenario = pilot_scenario(people, weeks)
    moved = unknowns(scenario)
    truth = np.random.default_rng(seed).standard_normal((pilots, len(moved)))
    played = _records(scenario, values_at(moved, truth).to_dict("records"), weeks)
    pilot = pilot_of(played[0], weeks, scenario)
    at = spread(len(moved), runs, seed)
    design = simulate(pilot, values_at(moved, at), weeks, workers=workers, progress=progress)
    targets = pilot.measuring.available
    compared = summaries(targets, weeks)
    inference = Inference.of(summarised(design.measured, targets, compared), at[design.ended])
    found = []
    for record in played:
        values = measured(pilot.acts(record, weeks), pilot.measuring)
        asked = summarised(np.stack([values[name] for name in targets]), targets, compared)
        found.append((inference.posterior(asked, DRAWS, seed), inference.strangeness(asked)))
    places = np.stack([drawn for drawn, _ in found])
    low, high = np.quantile(places, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1)
    return Recovery(
        names=tuple(u.name for u in moved),
        truth=truth,
        middle=places.mean(axis=1),
        low=low,
        high=high,
        informed=np.stack([information(drawn) for drawn in places]),
        p_values=np.array([p_value for _, p_value in found]),
        people=people,
        weeks=weeks,
        runs=runs,
    )


def _records(scenario: Scenario, values: list[dict[Any, Any]], weeks: int) -> list[Record]:
    """One record a set of values, each with a luck of its own, in one company."""
    company = organisation_of(scenario)
    everybody = np.arange(len(company))
    measuring = Measuring.of(company, CODES, formal=True)
    at_once = np.zeros(len(company), np.int32)
    pilot = Pilot(scenario, company, at_once, measuring, everybody)
    return [
        record_of(run(pilot, told, weeks, FIRST_LUCK + number))
        for number, told in enumerate(values)
    ]


def as_markdown(found: Recovery) -> str:
    """The page kept beside the code; without date, so that the same work gives the same page."""
    known = parameters()
    lines = [
        f"| `{name}` | {known[name].label['en']} | {percent(covered, 'en')} "
        f"{_interval_of_share(covered, len(found.truth))} | {correlation:.2f} "
        f"| {percent(informed, 'en')} | {percent(identified, 'en')} |"
        for name, covered, correlation, informed, identified in zip(
            found.names,
            found.covered,
            found.correlation,
            found.informed.mean(axis=0),
            (found.informed >= IDENTIFIED).mean(axis=0),
            strict=True,
        )
    ]
    low, high = WANTED
    inside = int(((found.covered >= low) & (found.covered <= high)).sum())
    return "\n".join(
        [
            "# Parameter recovery",
            "",
            f"{len(found.truth)} pilots of {found.people} people over {found.weeks} weeks, "
            f"simulated under parameters drawn from their priors and calibrated from their "
            f"records with {found.runs:,} simulations; model {code_version()}. "
            f"Printed by `make validate-long`.",
            "",
            f"**90% intervals hold the true value in {percent(found.coverage, 'en', 1)} of all "
            f"cases** (to reach: {percent(low, 'en')} to {percent(high, 'en')}); "
            f"{inside} of {len(found.names)} parameters lie in that range on their own. "
            f"{percent(float((found.p_values < 0.01).mean()), 'en', 1)} of these pilots, which "
            f"the model did make, are said to fit badly (expected: 1%).",
            "",
            "![Coverage of 90% intervals by parameter](recovery.svg)",
            "",
            "Dots: share of pilots whose 90% interval holds the true value, with the 95% interval "
            "of that share; band: to reach. Bars: what a pilot tells of the parameter, "
            "1 − (posterior sd / prior sd)², mean over pilots; "
            f"identified from {percent(IDENTIFIED, 'en')}.",
            "",
            "| parameter | meaning | coverage | correlation with truth | told | identified in |",
            "|---|---|---|---|---|---|",
            *lines,
            "",
        ]
    )


def as_svg(found: Recovery) -> str:
    """The picture of the page: coverage and what is told, one row a parameter."""
    row, left, width, pilots = 22, 190, 260, len(found.truth)
    right = left + width + 40
    height = row * len(found.names) + 50

    def x(share: float) -> float:
        return left + width * (share - 0.5) / 0.5

    parts = [
        f'<rect x="{x(WANTED[0]):.0f}" y="24" width="{x(WANTED[1]) - x(WANTED[0]):.0f}" '
        f'height="{height - 44}" fill="#EFECE5"/>',
        f'<line x1="{x(LEVEL):.0f}" x2="{x(LEVEL):.0f}" y1="24" y2="{height - 20}" '
        'stroke="#868B92" stroke-dasharray="3 3"/>',
        *(
            f'<text x="{x(tick):.0f}" y="{height - 4}" text-anchor="middle" fill="#4E5966">'
            f"{percent(tick, 'en')}</text>"
            for tick in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
        ),
        f'<text x="{left}" y="14" fill="#4E5966">coverage of 90% intervals</text>',
        f'<text x="{right}" y="14" fill="#4E5966">told by a pilot</text>',
    ]
    order = np.argsort(-found.informed.mean(axis=0))
    for place, k in enumerate(order):
        y = 24 + row * (place + 0.5)
        covered, told = float(found.covered[k]), float(found.informed[:, k].mean())
        low, high = _ends_of_share(covered, pilots)
        parts += [
            f'<text x="{left - 12}" y="{y + 4:.0f}" text-anchor="end" fill="#1A222C">'
            f"{escape(found.names[k])}</text>",
            f'<line x1="{x(max(0.5, low)):.1f}" x2="{x(high):.1f}" y1="{y}" y2="{y}" '
            'stroke="#2F6DC9" stroke-width="2"/>',
            f'<circle cx="{x(max(0.5, covered)):.1f}" cy="{y}" r="4.5" fill="#2F6DC9"/>',
            f'<rect x="{right}" y="{y - 6}" width="{120 * told:.1f}" height="12" fill="#9AA3AD"/>',
            f'<text x="{right + 120 * told + 6:.0f}" y="{y + 4:.0f}" fill="#4E5966">'
            f"{percent(told, 'en')}</text>",
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right + 180} {height}" '
        'font-family="Source Sans 3, sans-serif" font-size="12">' + "".join(parts) + "</svg>\n"
    )


def _ends_of_share(share: float, cases: int) -> tuple[float, float]:
    """95 % interval of a share, after Jeffreys."""
    hits = round(share * cases)
    low, high = beta.ppf([0.025, 0.975], hits + 0.5, cases - hits + 0.5)
    return float(low), float(high)


def _interval_of_share(share: float, cases: int) -> str:
    low, high = _ends_of_share(share, cases)
    return f"[{percent(low, 'en')}, {percent(high, 'en')}]"


def main() -> None:
    """Print the page and write it beside the code; fail when coverage is out of range."""
    parser = argparse.ArgumentParser(description="Calibrate pilots whose parameters are known.")
    parser.add_argument("--pilots", type=int, default=50)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--weeks", type=int, default=12)
    options = parser.parse_args()
    found = recovery(options.pilots, options.people, options.weeks)
    page = as_markdown(found)
    write_text(HOME / "RECOVERY.md", page)
    write_text(HOME / "recovery.svg", as_svg(found))
    print(page)
    if not WANTED[0] <= found.coverage <= WANTED[1]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
