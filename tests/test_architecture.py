"""Nothing imports backwards: the imports of the code are read and held to the road."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MAY_IMPORT = {
    "yaml_text": set(),
    "words": {"yaml_text"},
    "errors": {"words"},
    "terminal": {
        "access", "calibration", "catalogue", "effects", "evidence", "figures",
        "plausibility", "priors", "protection", "quality", "report", "robustness", "scenario",
        "sizing", "workspace", "errors", "words",
    },
    "once": set(),
    "cores": set(),
    "places": {"errors"},
    "workspace": {"places", "errors"},
    "table_schema": set(),
    "tables": {"places", "table_schema", "errors"},
    "axes": {"yaml_text", "words"},
    "scenario": {"yaml_text", "axes", "once", "errors", "words"},
    "priors": set(),
    "catalogue": {"yaml_text", "errors", "priors"},
    "evidence": {"yaml_text", "words"},
    "plausibility": {"yaml_text", "catalogue", "evidence", "scenario", "words"},
    "audit": {"yaml_text", "protection", "scenario", "errors", "words"},
    "compiling": set(),
    "randomness": {"compiling"},
    "organisation": {
        "catalogue", "compiling", "scenario", "randomness", "tables", "errors", "words",
    },
    "model": {
        "catalogue", "compiling", "scenario", "randomness", "organisation", "once", "tables",
        "errors", "words",
    },
    "odd": {"catalogue", "priors", "model"},
    "warm_up": {"compiling", "model", "organisation", "scenario"},
    "bench": {"experiments", "model", "scenario", "organisation", "randomness", "errors"},
    "settings": {"errors"},
    "users": {"places", "errors"},
    "access": {"tables", "workspace", "settings", "errors"},
    "retention": {
        "access", "indicators", "pilot", "settings", "tables", "workspace", "errors",
    },
    "privacy": {"settings", "tables", "workspace", "errors", "words"},
    "spreadsheet": {"places", "protection"},
    "quality": {"protection", "tables", "errors", "words"},
    "pilot": {
        "protection", "quality", "tables", "table_schema", "places", "errors", "words",
    },
    "protection": {"errors", "words"},
    "indicators": {
        "yaml_text", "evidence", "places", "protection", "quality", "tables", "errors", "words",
    },
    "experiments": {
        "yaml_text",
        "model", "organisation", "plausibility", "scenario", "catalogue", "evidence", "protection",
        "once", "places", "tables", "cores", "errors", "words",
    },
    "calibration": {
        "experiments", "model", "organisation", "randomness", "scenario", "catalogue", "priors",
        "protection", "places", "tables", "workspace", "cores", "errors", "words",
    },
    "sizing": {
        "yaml_text",
        "axes", "experiments", "model", "organisation", "places", "plausibility", "scenario",
        "catalogue", "errors", "words",
    },
    "robustness": {
        "sizing", "experiments", "model", "organisation", "randomness", "scenario", "catalogue",
        "priors", "errors", "words",
    },
    "validation": {
        "model", "scenario", "organisation", "catalogue", "evidence", "experiments",
        "randomness", "cores", "errors", "words",
    },
    "effects": {
        "indicators", "pilot", "protection", "quality", "tables", "errors", "words",
    },
    "forecasting": {
        "calibration", "catalogue", "experiments", "indicators", "model", "pilot", "places",
        "protection", "scenario", "tables", "workspace", "errors", "words",
    },
    "figures": {"protection", "words"},
    "report": {
        "access", "spreadsheet", "figures", "sizing", "experiments", "indicators", "quality",
        "effects", "protection", "catalogue", "plausibility", "scenario", "settings", "model",
        "calibration", "places", "tables", "workspace", "errors", "words", "forecasting",
    },
}  # fmt: skip
"""What each part of `simulation` may import; the commands and the demo may import all."""

AT_THE_TOP = {"cli", "commands", "demo", "__init__"}
SERVING = {f"simulation/commands/{name}.py" for name in ("demo", "measuring", "serving")}
"""Commands that serve the dashboards, or write a replay as a file."""
SAMPLE_MAKER = "simulation/pilot/sample"
"""The one place where the pilot side calls the model: it invents the sample pilot."""


def part_of(file: Path) -> str:
    return file.relative_to(ROOT / "simulation").with_suffix("").parts[0]


def imported_parts(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "simulation":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith(("simulation.", "dashboards")):
                found.add(node.module.removeprefix("simulation.").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {
                alias.name.removeprefix("simulation.").split(".")[0]
                for alias in node.names
                if alias.name.startswith(("simulation.", "dashboards"))
            }
    return found


FILES = sorted((ROOT / "simulation").rglob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_a_file_imports_only_what_lies_before_it_on_the_road(file):
    part = part_of(file)
    if part in AT_THE_TOP or SAMPLE_MAKER in str(file):
        return
    backwards = imported_parts(file) - MAY_IMPORT[part] - {part}
    assert not backwards, f"{part} must not import {sorted(backwards)}"


def test_the_road_itself_has_no_loop():
    seen: set[str] = set()

    def visit(part: str, path: tuple[str, ...]) -> None:
        assert part not in path, f"{' → '.join((*path, part))} is a loop"
        if part not in seen:
            seen.add(part)
            for other in MAY_IMPORT[part]:
                visit(other, (*path, part))

    for part in MAY_IMPORT:
        visit(part, ())


def test_the_library_never_imports_the_dashboards_but_to_serve_them():
    callers = [
        str(file.relative_to(ROOT)) for file in FILES if "dashboards" in imported_parts(file)
    ]
    assert set(callers) == SERVING
