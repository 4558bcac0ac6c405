"""The register of evidence answers for every row that a number, an indicator or a rule cites."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation import axes
from simulation.catalogue import Parameter, parameters
from simulation.commands.scenarios import parameters as print_catalogue
from simulation.evidence import QUALITIES, cited, evidence
from simulation.experiments.benefits import Rate, rates
from simulation.indicators.registry import REGISTRY
from simulation.plausibility import expectations
from simulation.sizing.rules import Rule, UnitCost, rules, unit_costs
from simulation.validation import PATTERNS
from simulation.words import LANGUAGES

SIMULATION = Path(__file__).resolve().parents[1] / "simulation"
COSTS = SIMULATION / "sizing" / "costs.yaml"

ROW = r"[1-7]\.\d{1,2}|S(?:3[0-4]|[12]?\d)|P(?:1[0-8]|\d)|[FT]\d"
CITATION = re.compile(rf"(?<![\w.])({ROW})(?:(?:–| to )({ROW}))?(?!\d|\.\d)")
"""A row, or a range of rows, in running text; P80 is a quantile, S78 a week."""

CITING = (
    "model",
    "indicators",
    "organisation",
    "sizing",
    "validation",
    "scenario",
    "protection",
)
"""What cites rows in its docstrings; figures elsewhere may look like rows."""


def numbers() -> list[Parameter | UnitCost | Rule | Rate]:
    return [*parameters().values(), *unit_costs().values(), *rules().values(), *rates().values()]


def sources() -> dict[str, str]:
    """The `source` of every parameter, cost, rule, indicator, range, lever and pattern by name."""
    return (
        {entry.name: entry.source for entry in numbers()}
        | {indicator.label: ", ".join(indicator.sources) for indicator in REGISTRY}
        | {f"range of {name}": expected.source for name, expected in expectations().items()}
        | {
            f"{axis} {name}": entry.source
            for axis in axes.AXES
            for name, entry in axes.entries(axis).items()
        }
        | {pattern.key: pattern.sources for pattern in PATTERNS.values()}
    )


def rows_of(text: str) -> set[str]:
    """The rows that running text cites, those inside a range included."""
    found = set()
    for first, last in CITATION.findall(text):
        stem, start = re.fullmatch(r"(\D|\d\.)(\d+)", first).groups()
        end = int(last.removeprefix(stem)) if last else int(start)
        found |= {f"{stem}{number}" for number in range(int(start), end + 1)}
    return found


def docstrings(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def prose() -> Iterator[str]:
    """Docstrings of the rules, the ODD document, comments and notes of the costs."""
    for place in CITING:
        path = SIMULATION / place
        for file in path.rglob("*.py") if path.is_dir() else [path]:
            yield from docstrings(file)
    yield without_parameters((SIMULATION / "model" / "ODD.md").read_text("utf-8"))
    yield from re.findall(r"(?:#|note:)(.*)", COSTS.read_text("utf-8"))


def without_parameters(document: str) -> str:
    """The ODD document but for the tables of parameters, whose values may look like rows."""
    return re.sub(r"<!-- generated: parameters -->.*?<!-- end -->", "", document, flags=re.DOTALL)


def cited_in_prose() -> set[str]:
    return set().union(*map(rows_of, prose()))


@pytest.mark.parametrize(("name", "source"), sources().items(), ids=list(sources()))
def test_every_source_names_rows_of_the_register(name, source):
    assert cited(source)


def test_every_row_cited_in_docstrings_and_documents_is_in_the_register():
    assert cited_in_prose() - set(evidence()) == set()


def test_every_row_is_cited_somewhere():
    """Patterns apart: all are told, since the model is judged on the whole list."""
    known = {row.row for source in sources().values() for row in cited(source)} | cited_in_prose()
    assert [row for row in evidence() if row not in known and not row.startswith("P")] == []


@pytest.mark.parametrize("row", evidence().values(), ids=list(evidence()))
def test_a_row_tells_its_finding_in_both_languages_and_how_far_to_trust_it(row):
    assert set(row.finding) == set(LANGUAGES)
    assert set(row.note) in (set(), set(LANGUAGES))
    assert all(sentence.endswith(".") for sentence in (*row.finding.values(), *row.note.values()))
    assert {row.quality, row.figure_quality} <= set(QUALITIES)
    assert row.figure_quality >= row.quality


@pytest.mark.parametrize("row", evidence().values(), ids=list(evidence()))
def test_a_row_has_an_author_and_a_year_unless_nobody_found_a_source(row):
    if row.reference:
        assert re.match(r"[^()]+ \((c\. |n\.d\.|\d{4})", row.short_reference)
        assert row.reference.endswith(".")
    else:
        assert row.quality == "D"


def test_what_is_measured_or_borrowed_rests_on_a_source():
    assert [
        entry.name
        for entry in numbers()
        if entry.status in ("measured", "borrowed")
        and all(row.quality == "D" for row in cited(entry.source))
    ] == []


def test_a_source_may_end_with_a_remark():
    assert [row.row for row in cited("3.20, S10; half of posting, roughly")] == ["3.20", "S10"]


def test_a_row_that_nobody_wrote_is_refused():
    with pytest.raises(KeyError, match=r"9\.99"):
        cited("3.20, 9.99")


def test_the_command_line_tells_what_is_behind_a_parameter(capsys):
    print_catalogue(as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert [row["row"] for row in told["silence_risk"]["evidence"]] == ["P8", "2.13"]


def test_the_command_line_prints_authors_and_a_dash_where_there_is_no_source(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    print_catalogue(lang="en")
    lines = {line.split()[0]: line.rstrip() for line in capsys.readouterr().out.splitlines()}
    assert lines["visit_habit"].endswith("Lally et al. (2010)")
    assert lines["loss_weight"].endswith("—")
