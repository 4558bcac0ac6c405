"""The public archive of Zulip, as `zulip-archive` writes it: authors are known by name only."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import numpy as np

from simulation.errors import InputError
from simulation.pilot.archive import Archive, Member
from simulation.pilot.csv_reading import LARGEST_COUNT
from simulation.pilot.importers.zulip_messages import (
    HTML_MENTION,
    NUMBERS,
    Messages,
    Once,
    numbers_of,
    thread_findings,
)
from simulation.pilot.json_reading import (
    json_object,
    json_objects,
    parsed,
    required_microseconds,
    required_text,
    text,
    whole,
)
from simulation.pilot.source import Finding, SourceActivity, rows, table

_TOPIC_FILE = re.compile(r"(?:^|/)(?P<stream>\d+)-[^/]*/(?P<topic>[^/]+)\.json$")
_ROBOT_NAME = re.compile(r"(?:.* )?Bot|Email Gateway")


def activity_of(archive: Archive, importer: str, zone_told: bool) -> SourceActivity:
    """All that an archive tells.

    Raises:
        InputError: it has no messages, a file is no JSON or of another shape, or a message has no
            number, author or time.
    """
    listed = _listed_streams(archive)
    found = ((_TOPIC_FILE.search(member.path), member) for member in archive.members)
    files = [(match["stream"], match["topic"], member) for match, member in found if match]
    if not files:
        file = "<id>-<stream>/<topic>.json"
        raise InputError("zulip_without_messages", place=archive.label, file=file)
    met = _messages(files)
    once = Once.of(met, np.ones(len(met.numbers), bool))
    robots = {name for name in once.authors if _ROBOT_NAME.fullmatch(name)}
    authors = once.authors - robots
    by_people = once.by(authors)
    streams = met.streams.of(once.stream) | set(listed)
    topics = {(stream, _decoded(topic)) for stream, topic, _ in files}
    announced = sum(size for _, size in listed.values())
    written = np.unique(by_people.sender, return_counts=True)[1]
    findings = [
        *thread_findings(by_people.answered, topics),
        Finding("zulip_known_by_name", len(authors), "note"),
        Finding("zulip_robots_by_name", len(robots), "note"),
        Finding("zulip_sizes_with_markup", len(by_people.rows), "note"),
        Finding("zulip_messages_missing", max(announced - len(once.rows), 0)),
        Finding("channels_unlisted_unnamed", len(streams - set(listed))),
        Finding(
            "timezone_assumed", 0 if zone_told else len(by_people.rows), "note", {"timezone": "UTC"}
        ),
    ]
    return SourceActivity(
        importer=importer,
        accounts=rows(
            "accounts",
            [{"account": name, "is_bot": False} for name in sorted(authors)]
            + [{"account": name, "is_bot": True} for name in sorted(robots)],
        ),
        communities=rows(
            "communities",
            [
                {
                    "community": stream,
                    "name": listed[stream][0] if stream in listed else None,
                    "kind": "unknown",
                    "visibility": "open" if stream in listed else "unknown",
                }
                for stream in sorted(streams, key=lambda number: (len(number), number))
            ],
        ),
        memberships=table("memberships", {}),
        events=by_people.events(authors),
        records=frozenset({"post", "answer", "mention"}),
        source_counts={
            "people": len(authors),
            "posters": len(authors),
            "posters_of_one_message": int((written == 1).sum()),
            "streams": len(streams),
            "topics": len(topics),
            "messages": len(once.rows),
            "messages_by_robots": len(once.rows) - len(by_people.rows),
            "messages_with_mention": once.with_mention,
        },
        dropped={"robot_messages": len(once.rows) - len(by_people.rows)},
        findings=tuple(finding for finding in findings if finding.count),
    )


def _listed_streams(archive: Archive) -> dict[str, tuple[str | None, int]]:
    """Stream id -> its name and its number of messages, as the index tells them."""
    listed: dict[str, tuple[str | None, int]] = {}
    for member in archive.named("stream_index.json"):
        index = json_object(parsed(member.read(), member.place), member.place, "stream_index")
        streams = json_object(index.get("streams"), member.place, "streams")
        for name, value in streams.items():
            stream = json_object(value, member.place, "streams")
            topics = json_object(stream.get("topic_data") or {}, member.place, "topic_data")
            sizes = [
                whole(json_object(topic, member.place, "topic_data").get("size"), LARGEST_COUNT)
                for topic in topics.values()
            ]
            key = required_text(stream, ("id",), member.place)
            listed[key] = text(name), sum(size or 0 for size in sizes)
    return listed


def _messages(files: list[tuple[str, str, Member]]) -> Messages:
    """The messages of files, each of one topic of a stream."""
    met = Messages()
    told: list[tuple[int, ...]] = []
    for stream, name, member in files:
        place = member.place
        held = json_objects(parsed(member.read(), place), place, "messages")
        stream_number, topic = met.streams[stream], met.topics[_decoded(name)]
        for number, row in zip(numbers_of(held, [place] * len(held)), held, strict=True):
            content = text(row.get("content")) or ""
            length = whole(row.get("content_length"), LARGEST_COUNT)
            if named := [html.unescape(m["name"]) for m in HTML_MENTION.finditer(content)]:
                met.mentions[len(told)] = tuple(dict.fromkeys(named))
            time = required_microseconds(row, ("timestamp",), 1, place)
            sender = met.people[required_text(row, ("sender_full_name",), place)]
            size = len(content) if length is None else length
            told.append((number, time, sender, stream_number, topic, size))
    met.numbers = np.array(told, "int64").reshape(-1, len(NUMBERS))
    return met


def _decoded(name: str) -> str:
    """The topic a file is named after: `.20` stands for a space, `.2E` for a dot."""
    return unquote(name.replace(".", "%"), errors="replace")
