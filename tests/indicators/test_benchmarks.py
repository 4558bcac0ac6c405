"""Published ranges and a record's own figures, told apart and never invented."""

import pytest
from stories import Story, random_story

from simulation.evidence import evidence
from simulation.indicators import published, published_benchmarks
from simulation.indicators.benchmarks import Benchmark, benchmarks, position
from simulation.words import say

RANGE = Benchmark("x", "1.14", "share", 0.2, 0.3, 0.4, {})


@pytest.mark.parametrize("entry", benchmarks(), ids=lambda entry: entry.key)
def test_every_benchmark_has_its_evidence_its_range_and_its_words(entry):
    assert entry.row in evidence()
    assert entry.low < entry.high
    assert entry.central is None or entry.low <= entry.central <= entry.high
    for lang in ("fr", "en"):
        assert entry.caution[lang].endswith(".")
        assert say(f"indicator.{entry.key}", lang)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ((0.1, 0.05, 0.15), "below"),
        ((0.1, 0.05, 0.25), "within"),
        ((0.5, 0.45, 0.6), "above"),
        ((0.5, None, None), "above"),
        ((None, None, None), "unknown"),
    ],
)
def test_a_level_is_outside_a_range_only_if_its_interval_is(level, expected):
    assert position(*level, RANGE) == expected


def test_a_figure_beside_a_benchmark_is_the_published_one(busy_record):
    told = published_benchmarks(busy_record).set_index("benchmark")
    own = published(busy_record, ["interactive"])["value"].iloc[-1]
    assert told.loc["interactive", "value"] == own
    assert 0 <= told.loc["observers", "value"] <= 1


def test_what_is_not_recorded_or_too_small_has_no_figure():
    silent = Story(["A"] * 30, weeks=4, records=[])
    few = random_story(1, people=8)
    for story in (silent, few):
        told = published_benchmarks(story.record()).set_index("benchmark")
        assert (
            told.loc[["interactive", "monthly_interactions", "reply_odds_ratio"], "value"]
            .isna()
            .all()
        )
        assert told.loc["interactive", "position"] == "unknown"
