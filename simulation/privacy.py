"""The two papers a pilot needs: the record of processing activities and the works council's notice.

Both are written from the running configuration: the settings of the workspace and what the
manifests of its pilots say was read. The first follows article 30 of the GDPR; the second is
what the staff representatives are informed of and consulted on before a pilot starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from typing import Any

from simulation.errors import InputError
from simulation.settings import Settings, read_settings
from simulation.tables import read_manifest
from simulation.words import say
from simulation.words.forms import long_date, number
from simulation.workspace import Workspace, write_text

PAPERS = ("processing_record", "works_council_notice")
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "processing_record": (
        "controller", "purposes", "people", "data", "recipients", "transfers", "retention",
        "measures", "pilots",
    ),
    "works_council_notice": (
        "controller", "purposes", "never", "data", "groups", "individuals", "retention",
        "measures", "rights", "pilots",
    ),
}  # fmt: skip
"""Chapters of each paper, in order."""


@dataclass(frozen=True)
class Chapter:
    """A heading, its sentences, and a table (head first) where there is one."""

    heading: str
    sentences: Sequence[str]
    table: Sequence[Sequence[str]] = ()


def write_privacy_files(
    workspace: Path,
    folder: Path,
    kinds: Sequence[str] = ("md", "html"),
    langs: Iterable[str] = ("fr",),
) -> list[Path]:
    """Write both papers in each language and kind.

    Args:
        workspace: whose settings and pilots they describe.
        folder: where they are written, `processing_record-fr.md` and so on.
        kinds: "md", "html".
        langs: "fr", "en".

    Raises:
        InputError: a kind is unknown, the settings or a manifest cannot be used, or nothing can be
            written there.
    """
    for kind in kinds:
        if kind not in WRITERS:
            raise InputError("option_value", option="--to", value=kind, expected=", ".join(WRITERS))
    settings, pilots = read_settings(workspace), pilots_of(workspace)
    paths = []
    for lang in langs:
        for paper in PAPERS:
            title = say(f"privacy.{paper}.title", lang)
            chapters = chapters_of(paper, settings, pilots, lang)
            for kind in kinds:
                text = WRITERS[kind](title, chapters, lang)
                paths.append(write_text(Path(folder) / f"{paper}-{lang}.{kind}", text))
    return paths


def pilots_of(workspace: Path) -> list[Mapping[str, Any]]:
    """Manifests of the pilots of a workspace, by name of their folders.

    Raises:
        InputError: one of them cannot be read.
    """
    files = sorted(Workspace(Path(workspace)).pilots.glob("*/manifest.json"))
    return [read_manifest(file.parent) for file in files]


def chapters_of(
    paper: str, settings: Settings, pilots: Sequence[Mapping[str, Any]], lang: str
) -> list[Chapter]:
    """The chapters of a paper in a language.

    Args:
        paper: one of `PAPERS`.
        settings: of the workspace.
        pilots: manifests.
        lang: "fr" or "en".
    """
    chapters = []
    for name in CHAPTERS[paper]:
        heading = say(f"privacy.{name}", lang)
        if name == "pilots":
            chapters.append(_pilots_told(heading, pilots, lang))
        else:
            sentences = [say(key, lang, **_values(settings, lang)) for key in _keys(name, settings)]
            chapters.append(Chapter(heading, sentences))
    return chapters


def _keys(chapter: str, settings: Settings) -> list[str]:
    """Keys of a chapter's sentences, those that the settings ask for."""
    keys = [f"privacy.{chapter}.{place}" for place in range(1, SENTENCES[chapter] + 1)]
    if chapter == "individuals":
        return [f"privacy.individuals.{'shown' if settings.show_individuals else 'hidden'}"]
    if chapter == "purposes" and settings.purpose:
        keys.append("privacy.purposes.own")
    return keys


SENTENCES: Mapping[str, int] = {
    "controller": 2, "purposes": 3, "people": 1, "data": 3, "recipients": 2, "transfers": 1,
    "retention": 3, "measures": 6, "never": 3, "groups": 3, "individuals": 1, "rights": 3,
}  # fmt: skip
"""How many sentences each chapter has in the word catalogue."""


def _values(settings: Settings, lang: str) -> dict[str, str]:
    """What the sentences name; what was not told is to be filled in."""
    blank = say("privacy.to_fill_in", lang)
    return {
        "organisation": settings.organisation or blank,
        "contact": settings.contact or blank,
        "officer": settings.data_protection_officer or blank,
        "purpose": settings.purpose,
        "min_group": number(settings.min_group, lang),
        "retention": number(settings.retention_months, lang),
        "log": number(settings.access_log_months, lang),
        "date": long_date(datetime.now(UTC).date(), lang),
    }


def _pilots_told(heading: str, pilots: Sequence[Mapping[str, Any]], lang: str) -> Chapter:
    if not pilots:
        return Chapter(heading, [say("privacy.pilots.none", lang)])
    columns = ("pilot", "period", "employees", "source", "actions", "kept_until", "key")
    head = [say(f"privacy.column.{name}", lang) for name in columns]
    rows = [head, *(_pilot_told(manifest, lang) for manifest in pilots)]
    return Chapter(heading, [say("privacy.pilots.1", lang)], rows)


def _pilot_told(manifest: Mapping[str, Any], lang: str) -> list[str]:
    first, last = (_day(manifest.get(name), lang) for name in ("first", "last"))
    people = manifest.get("counts", {}).get("people")
    with_hr = say("privacy.with_hr", lang) if manifest.get("has_hr") else ""
    destroyed = manifest.get("key_destroyed_at")
    key = "destroyed" if destroyed else "kept"
    return [
        str(manifest.get("title", "")),
        f"{first} – {last}",
        "" if people is None else number(people, lang),
        str(manifest.get("importer", "")) + with_hr,
        ", ".join(say(f"report.action.{action}", lang) for action in manifest["records"]),
        _day(manifest.get("keep_until"), lang),
        say(f"privacy.key.{key}", lang, date=_day(destroyed, lang)),
    ]


def _day(value: Any, lang: str) -> str:
    try:
        return long_date(date.fromisoformat(str(value)[:10]), lang)
    except ValueError:
        return "—"


def _markdown(title: str, chapters: Sequence[Chapter], lang: str) -> str:
    lines = [f"# {title}"]
    for chapter in chapters:
        lines.append(f"## {chapter.heading}")
        lines.append("\n".join(f"- {_plain(sentence)}" for sentence in chapter.sentences))
        if chapter.table:
            head, *rows = ([_plain(cell) for cell in row] for row in chapter.table)
            cells = [head, ["---"] * len(head), *rows]
            lines.append("\n".join(f"| {' | '.join(row)} |" for row in cells))
    return "\n\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that Markdown takes as it is, on one line."""
    return "".join(
        f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in " ".join(text.split())
    )


def _html(title: str, chapters: Sequence[Chapter], lang: str) -> str:
    body = "\n".join(_chapter_html(chapter) for chapter in chapters)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _chapter_html(chapter: Chapter) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in chapter.sentences)
    table = ""
    if chapter.table:
        head, *rows = chapter.table
        titles = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        lines = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        table = f"<table><thead><tr>{titles}</tr></thead><tbody>{lines}</tbody></table>"
    return f"<section><h2>{escape(chapter.heading)}</h2><ul>{items}</ul>{table}</section>"


_STYLE = """
body{font:15px/1.5 sans-serif;margin:0;color:#1d2229;background:#fff}
main{max-width:52em;margin:0 auto;padding:28px}
h1{font-size:26px;line-height:1.25}h2{font-size:18px;margin:28px 0 6px}
ul{margin:0;padding-left:1.2em}li{margin:4px 0}
table{border-collapse:collapse;margin-top:12px;width:100%;font-size:13px}
th,td{text-align:left;vertical-align:top;border-bottom:1px solid #c9ced6;padding:6px 10px 6px 0}
@media print{main{max-width:none;padding:0}section{break-inside:avoid}}
"""

WRITERS = {"md": _markdown, "html": _html}
"""Kind -> how a paper is written."""
