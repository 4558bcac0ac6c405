"""Whether what a comparison concludes hangs on the theory of influence one believes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import Any

import pandas as pd

from simulation.report.exhibits import Aside, Section, Theories
from simulation.report.receipts import Receipt, receipt
from simulation.words import say
from simulation.words.forms import number, week_label

MOST_ASIDES = 3
"""Conclusions told in words beside the figure, on the indicator drawn."""


@dataclass(frozen=True)
class TheoriesTold:
    """A comparison under each theory, as `rsne compare --theories --out` writes it.

    Attributes:
        letters: scenario -> its letter.
        titles: letter -> title by language.
        keys: letter -> hash of the scenario.
        seeds: letter -> seed.
        baseline: letter of the reference.
        week: compared.
        replicates: draws of each scenario under each theory.
        tried: the theories.
        conclusions: rows of scenario, baseline, indicator, conclusion, holds, theories, in_words.
        differences: columns theory, scenario and baseline (letters), indicator, unit, mean, low,
            high, conclusion.
    """

    letters: Mapping[str, str]
    titles: Mapping[str, Mapping[str, str]]
    keys: Mapping[str, str]
    seeds: Mapping[str, int]
    baseline: str
    week: int
    replicates: int
    tried: Sequence[str]
    conclusions: Sequence[Mapping[str, Any]]
    differences: pd.DataFrame

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> TheoriesTold:
        """Read back what was written.

        Raises:
            KeyError, TypeError, IndexError: something that such a comparison tells is missing.
        """
        scenarios, theories = told["scenarios"], told["theories"]
        letters = {entry["scenario"]: entry["letter"] for entry in scenarios}
        names = ("scenario", "baseline", "indicator", "conclusion", "holds", "theories", "in_words")
        return cls(
            letters=letters,
            titles={entry["letter"]: entry["title"] for entry in scenarios},
            keys={entry["letter"]: entry["key"] for entry in scenarios},
            seeds={entry["letter"]: entry["seed"] for entry in scenarios},
            baseline=letters[told["baseline"]],
            week=told["week"],
            replicates=told["replicates"],
            tried=theories["tried"],
            conclusions=[{name: row[name] for name in names} for row in theories["conclusions"]],
            differences=pd.DataFrame(
                {
                    "theory": row["theory"],
                    "scenario": letters[row["scenario"]],
                    "baseline": letters[row["baseline"]],
                    "indicator": row["indicator"],
                    "unit": row["unit"],
                    "mean": row["difference"],
                    "low": row["interval"][0],
                    "high": row["interval"][1],
                    "conclusion": row["conclusion"],
                }
                for row in theories["differences"]
            ),
        )

    def lettered_as(self, letters: Mapping[str, str]) -> TheoriesTold:
        """The same under the letters of another comparison told beside it.

        Args:
            letters: scenario -> its letter there; scenarios it has not get letters it leaves free.
        """
        others = iter(each for each in ascii_uppercase if each not in letters.values())
        ours = {name: letters.get(name) or next(others) for name in self.letters}
        new = {self.letters[name]: letter for name, letter in ours.items()}

        def renamed[Told](of_letter: Mapping[str, Told]) -> dict[str, Told]:
            return {new[letter]: told for letter, told in of_letter.items()}

        return replace(
            self,
            letters=ours,
            titles=dict(sorted(renamed(self.titles).items())),
            keys=renamed(self.keys),
            seeds=renamed(self.seeds),
            baseline=new[self.baseline],
            differences=self.differences.replace({"scenario": new, "baseline": new}),
        )


def theories_section(told: TheoriesTold, lang: str, command: str | None) -> tuple[Section, Receipt]:
    """One finding: how many conclusions hold under every theory tried, and which do not."""
    indicator = told.conclusions[0]["indicator"]
    drawn = told.differences[told.differences["indicator"] == indicator]
    proof = receipt(
        scenarios=dict(told.keys),
        seeds=dict(told.seeds),
        replicates=told.replicates,
        theories=list(told.tried),
        week=told.week,
        command=command,
    )
    section = Section(
        key="theories",
        title=_title(told.conclusions, lang),
        context=", ".join(f"{letter} {title[lang]}" for letter, title in told.titles.items()),
        origin="simulated",
        source=say("report.theories.source", lang, draws=number(told.replicates, lang)),
        note=say("report.theories.note", lang),
        receipt=proof.short,
        exhibits=(
            Theories(
                heading=say(
                    "report.theories.heading",
                    lang,
                    indicator=say(f"indicator.{indicator}", lang),
                    baseline=told.baseline,
                    week=week_label(told.week, lang),
                ),
                table=drawn,
                unit=str(drawn["unit"].iloc[0]),
            ),
        ),
        asides=tuple(
            Aside(_conclusion(row, told.letters, lang), row["in_words"][lang])
            for row in told.conclusions
            if row["indicator"] == indicator
        )[:MOST_ASIDES],
    )
    return section, proof


def _title(conclusions: Sequence[Mapping[str, Any]], lang: str) -> str:
    """How many of the conclusions hold under all theories."""
    held = sum(row["holds"] == row["theories"] for row in conclusions)
    theories = number(conclusions[0]["theories"], lang)
    if held == len(conclusions):
        return say("report.theories.all", lang, theories=theories)
    counted = {"held": number(held, lang), "conclusions": number(len(conclusions), lang)}
    return say("report.theories.some", lang, theories=theories, **counted)


def _conclusion(row: Mapping[str, Any], letters: Mapping[str, str], lang: str) -> str:
    """`B − A: gains`, of one pair under the scenarios' own theory; `B − A` of one left open.

    The sentence that follows tells itself what is not established.
    """
    letters_of = {"scenario": letters[row["scenario"]], "baseline": letters[row["baseline"]]}
    pair = say("figure.minus", lang, **letters_of)
    if row["conclusion"] == "not_established":
        return pair
    said = say(f"experiments.conclusion.{row['conclusion']}", lang)
    return say("report.theories.pair", lang, pair=pair, said=said)
