"""Read Zulip: the public archive of `zulip-archive`, or an organisation's own export.

The archive knows authors by name only; the organisation export also tells members, memberships,
reactions and visits. In both a thread is told by convention (`zulip_messages`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulation.pilot.archive import Archive
from simulation.pilot.importers import zulip_archive, zulip_organisation
from simulation.pilot.source import SourceActivity

NAME = "zulip"


def recognises(archive: Archive) -> bool:
    """Whether there is an index of streams, or an organisation with files of messages."""
    organisation = archive.named("realm.json") and zulip_organisation.message_files(archive)
    return bool(organisation or archive.named("stream_index.json"))


def read(archive: Archive, mapping: Mapping[str, Any]) -> SourceActivity:
    """Read a public archive or an organisation export; overlapping ones are merged.

    Args:
        archive: the export.
        mapping: `private_groups: true` also counts private channels, without their names;
            `timezone` of the weeks where no profile tells one.

    Raises:
        InputError: a file is no JSON or of another shape, a message has no number, author or
            time, or two organisations are mixed.
    """
    if archive.named("realm.json"):
        private_groups = bool(mapping.get("private_groups"))
        return zulip_organisation.activity_of(archive, NAME, private_groups)
    return zulip_archive.activity_of(archive, NAME, "timezone" in mapping)
