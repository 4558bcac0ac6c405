"""Compiled code kept on disk is that of the sources as they stand."""

import ast
import shutil

from simulation import compiling
from simulation.compiling import SIMULATION, hash_of, sources


def imported(path):
    """Files of this project that a source takes functions or constants from."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("simulation."):
            yield SIMULATION.parent / f"{node.module.replace('.', '/')}.py"


def test_rules_take_functions_and_constants_from_hashed_sources_only():
    """What else they import makes their arguments, whose types are part of compiled code."""
    hashed = set(sources())
    makers_of_arguments = {"scenario", "catalogue", "once", "tables", "errors"}
    for path in sources():
        others = {found for found in imported(path) if found.is_file()} - hashed
        assert {found.stem for found in others} <= makers_of_arguments, path


def test_a_constant_changed_in_a_file_without_rules_means_another_folder(tmp_path, monkeypatch):
    copy = tmp_path / "simulation"
    for path in sources():
        place = copy / path.relative_to(SIMULATION)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    monkeypatch.setattr(compiling, "SIMULATION", copy)
    before = hash_of(sources())
    state = copy / "model" / "state.py"
    text = state.read_text("utf-8")
    assert "\nBLOCK: Final = " in text
    state.write_text(text.replace("\nBLOCK: Final = ", "\nBLOCK: Final = 1 + "), "utf-8")
    assert hash_of(sources()) != before
