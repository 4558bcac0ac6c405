"""Representativeness and effects told on a terminal."""

from __future__ import annotations

from simulation.effects import telling
from simulation.effects.reading import Reading
from simulation.effects.representativeness import Representativeness
from simulation.terminal import print_rows
from simulation.words import say


def print_representativeness(found: Representativeness, lang: str) -> None:
    """Print the finding, then each characteristic with its groups and what it may bias."""
    print(telling.who_title(found, lang))
    if found.reason:
        return
    print(telling.who_context(found, lang))
    heads = [say(f"effects.head.{name}", lang) for name in telling.GROUP_HEADS]
    for attribute in found.attributes:
        print(f"\n{telling.attribute_name(attribute, lang)}")
        for sentence in telling.attribute_sentences(attribute, lang):
            print(f"  {sentence}")
        print_rows(telling.group_cells(attribute, lang), lang, heads)
    print("\n" + say("effects.who.limit", lang))


def print_effect(reading: Reading, lang: str) -> None:
    """Print the finding, how it was read, and what it hangs on."""
    print(telling.title(reading, lang))
    print(telling.context(reading, lang))
    for sentence in telling.assumptions(reading, lang):
        print(f"  ○ {sentence}")
