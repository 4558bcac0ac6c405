"""A calibration told on a terminal."""

from __future__ import annotations

from simulation.calibration import telling
from simulation.calibration.posterior import Posterior
from simulation.terminal import print_rows


def print_posterior(posterior: Posterior, lang: str) -> None:
    """Print the finding, what it rests on and leaves open, then one line a parameter."""
    print(f"{telling.title(posterior, lang)}\n{telling.context(posterior, lang)}")
    for sentence in telling.sentences(posterior, lang):
        print(f"  ○ {sentence}")
    print()
    print_rows(telling.rows(posterior, lang), lang, telling.heads(lang))
