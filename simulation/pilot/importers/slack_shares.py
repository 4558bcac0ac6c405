"""All the channels of a Slack workspace, in two shares where there is much to read.

A channel is read whole and tells nothing of another, so that channels can be read apart and
what they tell be joined in their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import pandas as pd

from simulation.pilot.apart import apart, cores
from simulation.pilot.archive import Archive, opened
from simulation.pilot.importers.slack_messages import Tally, day_files, read_channel
from simulation.pilot.source import EventColumns

MUCH = 64 * 2**20
"""Bytes from which two processes are quicker than one: a second one must start first."""
_FILE = 1_500
"""Bytes of messages that are read in the time that it takes to open a file."""
_START = 40 * 2**20
"""Bytes of messages that are read while a second process starts and opens the export."""

Channels = Sequence[tuple[str, str]]
"""Folder and channel, in the order in which they are read."""


def read_channels(
    archive: Archive, channels: Channels, people: Mapping[str, bool]
) -> tuple[pd.DataFrame, Tally]:
    """The events of the channels and what is counted over them.

    Args:
        archive: the export.
        channels: folder and channel of each.
        people: accounts listed, and whether each is a robot.

    Raises:
        InputError: a file is no JSON list of messages, or a message has no readable `ts`.
    """
    here, there = _shares(archive, channels) if cores() > 1 else (channels, ())
    if not there:
        return _read(archive, channels, people)
    with apart(read_share, archive.sources, there, people) as result:
        first, tally = _read(archive, here, people)
        second, counted = result()
    _add(tally, counted)
    return pd.concat([first, second], ignore_index=True), tally


def read_share(
    sources: Sequence[Path], channels: Channels, people: Mapping[str, bool]
) -> tuple[pd.DataFrame, Tally]:
    """The same of some channels, by a process that opens the sources itself."""
    with opened(sources) as archive:
        return _read(archive, channels, people)


def _read(
    archive: Archive, channels: Channels, people: Mapping[str, bool]
) -> tuple[pd.DataFrame, Tally]:
    events, tally, files = EventColumns(), Tally(), day_files(archive)
    for folder, channel in channels:
        read_channel(folder, channel, files.get(folder, ()), people, events, tally)
    return events.table(), tally


def _shares(archive: Archive, channels: Channels) -> tuple[Channels, Channels]:
    """The channels to read here and those to read apart, so that both take as long."""
    files = day_files(archive)
    weights = [
        sum(member.size + _FILE for member in files.get(folder, ())) for folder, _ in channels
    ]
    total, done = sum(weights), 0
    if total < MUCH:
        return channels, ()
    for number, weight in enumerate(weights):
        if done >= (total + _START) / 2:
            return channels[:number], channels[number:]
        done += weight
    return channels, ()


def _add(tally: Tally, other: Tally) -> None:
    """Count what another process counted too."""
    for counted in fields(Tally):
        mine, its = getattr(tally, counted.name), getattr(other, counted.name)
        if isinstance(mine, Counter | set | dict):
            mine.update(its)
        else:
            setattr(tally, counted.name, mine or its if isinstance(mine, bool) else mine + its)
