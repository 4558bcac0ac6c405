"""The quality report told on a terminal, topic by topic."""

from __future__ import annotations

from simulation.quality import telling
from simulation.quality.report import QualityReport

_SIGNS = {"warning": "▲", "note": "·"}


def print_quality(report: QualityReport, lang: str) -> None:
    """Print each topic with its findings: what, where, what was done, what to decide."""
    print(f"{telling.title(report, lang)}\n{telling.context(report, lang)}")
    for topic in report.topics:
        print(f"\n{telling.heading(topic, lang)}")
        if sentence := telling.verdict(topic, lang):
            print(f"  {sentence}")
        for item in topic.items:
            place = telling.where(item, lang)
            print(f"  {_SIGNS[item.severity]} {telling.what(item, report, lang)}")
            for line in (
                place,
                telling.did(item, report, lang),
                telling.decide(item, report, lang),
            ):
                if line:
                    print(f"      {line}")
