"""A replay as one file: it opens from disk and asks nobody for anything.

The file holds the same drawing as the page, both typefaces and what passed the gate. Real
people are never in it one by one, whatever the settings of the team's own replay say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from dashboards.components.replay_script import replay_script, script_of_file
from dashboards.theme import asset, document_css
from dashboards.view_models.replay import scenes
from simulation.access import opened
from simulation.figures.theme import font_faces_css
from simulation.indicators import Thresholds, published_replay
from simulation.indicators.marks import marks_beside
from simulation.tables import title_of
from simulation.words import say
from simulation.workspace import write_text

Told = tuple[str, Mapping[str, Any]]


def replay_record(
    folders: Sequence[Path],
    path: Path,
    marks: Path | None = None,
    thresholds: Sequence[str] = (),
    min_group: int = 10,
    lang: str = "fr",
) -> dict[str, Any]:
    """Write the replay of a record, or of two in step, as one file.

    Args:
        folders: of one record, or two.
        path: of the page.
        marks: file of marks of the first record, instead of the one beside it.
        thresholds: changed ones, as `name=value`.
        min_group: smallest number of people shown, at least 5.
        lang: "fr" or "en".

    Returns:
        `page`, the path written; `records`, for each its `title`, `weeks`, `units` and
        `communities` told, and `marks`.

    Raises:
        InputError: a record, the marks or a threshold cannot be used, or nothing can be
            written there.
    """
    limits = Thresholds.from_text(list(thresholds))
    told: list[Told] = []
    for place, folder in enumerate(folders):
        record = opened(folder, "rsne replay")
        file = marks if marks and place == 0 else marks_beside(folder)
        replay = published_replay(record, limits, min_group, lang, file)
        told.append((title_of(record.manifest, lang), replay))
    write_replay(told, path, lang)
    return {"page": str(path), "records": [_summary(title, replay) for title, replay in told]}


def _summary(title: str, replay: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name: len(replay[name]) for name in ("weeks", "units", "communities", "marks")}
    return {"title": title, "simulated": replay["simulated"], **counts}


def write_replay(records: Sequence[Told], path: Path, lang: str) -> Path:
    """Write the page beside its place, then rename it there.

    Args:
        records: title and `published_replay` of one record, or of two to be shown in step.
        path: of the page.
        lang: "fr" or "en".

    Raises:
        InputError: nothing can be written there.
    """
    return write_text(Path(path), replay_page(records, lang))


def replay_page(records: Sequence[Told], lang: str) -> str:
    """The whole page as text."""
    title = say("replay.file.title", lang, record=" / ".join(name for name, _ in records))
    told = [
        (say(f"dashboard.tag.{kind}", lang), kind, name, _protection(replay, lang))
        for name, replay in records
        for kind in ("simulated" if replay["simulated"] else "real",)
    ]
    names = "".join(
        f'<span class="tag {kind}">{escape(tag)}</span><b>{escape(name)}</b>'
        for tag, kind, name, _ in told
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in dict.fromkeys(t[3] for t in told))
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{escape(title)}</title>
<style>{document_css(font_faces_css())}{_STYLE}</style>
</head>
<body>
<header>{names}</header>
<main id="replay"></main>
<footer>{notes}</footer>
<script type="application/json" id="scenes">{_json(scenes(records, lang))}</script>
<script type="application/json" id="style">{_json(asset("replay.css"))}</script>
<script type="module">
{replay_script()}
{script_of_file()}
</script>
</body>
</html>
"""


def _protection(replay: Mapping[str, Any], lang: str) -> str:
    kind = "simulated" if replay["simulated"] else "real"
    return say(f"replay.file.protection.{kind}", lang, least=replay["min_group"])


def _json(tree: Any) -> str:
    """JSON that ends no script and opens none, whatever a name holds."""
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    escaped = {
        "<": "\\u003c",
        ">": "\\u003e",
        "&": "\\u0026",
        "\u2028": "\\u2028",
        "\u2029": "\\u2029",
    }
    for sign, code in escaped.items():
        text = text.replace(sign, code)
    return text


_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; font-src data:"
)

_STYLE = """
body { margin: 0; padding: 14px 28px 20px; }
header { display: flex; gap: 10px; align-items: center; padding-bottom: 10px; }
header .tag { padding: 2px 7px; border-radius: 3px; font-size: 11.5px; font-weight: 700; }
header .tag.real { background: var(--rsne-ink); color: var(--rsne-surface); }
header .tag.simulated { border: 1px dashed var(--rsne-slate); color: var(--rsne-slate); }
footer p { color: var(--rsne-slate); font-size: 12px; margin: 10px 0 0; }
"""
