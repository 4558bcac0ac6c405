"""A conclusion is told with the theories it holds under."""

import json
from dataclasses import dataclass

import numpy as np
import pytest
from known_company import KnownRun, with_coaching

from simulation.experiments import compare, compare_theories, theory_label, verdict_in_words
from simulation.scenario import THEORIES, Scenario
from simulation.words import LANGUAGES

GAIN = {
    "composite": 0.10,
    "managers_down": 0.0,
    "peers_up": 0.10,
    "critical_mass": -0.10,
    "threshold": 0.10,
    "bass": 0.10,
}
"""What the theory makes of a fully coaching company, as a share of staff."""


@dataclass
class BelievesInTheories:
    """A company in closed form: coaching gains what the theory says, plus shared luck."""

    noise: float = 0.001

    def __call__(self, scenario: Scenario, replicate: int) -> KnownRun:
        luck = np.random.default_rng(replicate).normal(0, 0.05)
        seed = [replicate, round(1000 * scenario.managers.coaching)]
        own = np.random.default_rng(seed).normal(0, self.noise)
        share = 0.3 + GAIN[scenario.theory] * scenario.managers.coaching + luck + own
        flat = np.ones(scenario.horizon_weeks)
        return KnownRun(replicate, {"staff": flat * 1000, "weekly_active": flat * 1000 * share})


@pytest.fixture(scope="module")
def tried():
    scenarios = {"A": with_coaching(0.0), "B": with_coaching(1.0)}
    return compare_theories(
        scenarios, 20, indicators=("weekly_active",), simulate=BelievesInTheories()
    )


def test_each_theory_gives_its_known_difference(tried):
    found = tried.table.set_index("theory")["mean"]
    assert list(found.index) == list(THEORIES)
    for theory, gain in GAIN.items():
        assert found[theory] == pytest.approx(gain, abs=0.002)


def test_a_conclusion_holds_under_those_theories_that_say_the_same(tried):
    row = tried.verdicts.iloc[0]
    assert (row["conclusion"], row["holds"], row["theories"]) == ("gains", 4, 6)
    assert row["others"] == {"managers_down": "too_small", "critical_mass": "loses"}


def test_the_scenarios_own_theory_is_the_one_concluded_from():
    scenarios = {
        letter: with_coaching(share).changed({"theory": "critical_mass"})
        for letter, share in (("A", 0.0), ("B", 1.0))
    }
    how = {"indicators": ("weekly_active",), "simulate": BelievesInTheories()}
    tried = compare_theories(scenarios, 6, **how)
    assert next(iter(tried.comparisons)) == "critical_mass"
    assert tried.verdicts.iloc[0]["conclusion"] == "loses"
    alone = compare(scenarios, 6, **how)
    assert tried.comparison.differences.equals(alone.differences)


def told(lang, conclusion="gains", **others):
    row = {"conclusion": conclusion, "holds": 6 - len(others), "theories": 6, "others": others}
    return verdict_in_words(row, lang)


def test_one_sentence_says_under_how_many_theories_it_holds():
    assert told("en") == "holds under all 6 theories of influence"
    assert told("en", managers_down="not_established") == (
        "holds under 5 of 6 theories of influence; under “managers down” it is not established"
    )
    assert "tient sous 5 théories de l’influence sur 6" in told("fr", bass="loses")
    assert "« Bass », il y a perte" in told("fr", bass="loses").replace("\u00a0", " ")


def test_theories_that_say_the_same_are_named_together():
    sentence = told("en", bass="too_small", threshold="too_small", peers_up="loses")
    assert "under “Bass”, “thresholds” the difference is too small to matter" in sentence
    assert sentence.count(";") == 2


def test_what_the_own_theory_leaves_open_is_told_as_open():
    everywhere = told("en", "not_established")
    assert everywhere.startswith("is established under none of the 6")
    somewhere = told("en", "not_established", bass="gains")
    assert somewhere.startswith("is not established under 5 of 6")
    assert "under “Bass” there is a gain" in somewhere


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_theory_has_a_name(lang):
    assert len({theory_label(theory, lang) for theory in THEORIES}) == len(THEORIES)


def test_progress_runs_once_over_all_theories():
    seen = []
    scenarios = {"A": with_coaching(0.0), "B": with_coaching(1.0)}
    compare_theories(
        scenarios,
        3,
        indicators=("weekly_active",),
        simulate=BelievesInTheories(),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == list(range(1, 6 * 6 + 1))
    assert {total for _, total in seen} == {36}


def test_json_keeps_the_comparison_and_adds_the_theories(tried):
    plain = json.loads(json.dumps(tried.to_dict(), allow_nan=False))
    assert {"levels", "pairs", "baseline"} <= set(plain)
    block = plain["theories"]
    assert block["tried"] == list(THEORIES)
    assert len(block["differences"]) == 6
    assert block["conclusions"][0]["holds"] == 4
    assert set(block["conclusions"][0]["in_words"]) == set(LANGUAGES)


def test_the_real_model_is_compared_under_two_theories():
    small = Scenario().resized(400).changed({"horizon_weeks": 40})
    helped = small.changed({"sponsor.strength": 0.9, "sponsor.communication": 0.9})
    tried = compare_theories(
        {"A": small, "B": helped}, 3, theories=("bass",), indicators=("registered",), workers=2
    )
    assert list(tried.comparisons) == ["composite", "bass"]
    means = tried.table["mean"]
    assert (means > 0).all() and means.nunique() == 2
