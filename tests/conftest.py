"""What all tests share."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets that may lie beside the project."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the real data sets do not lie beside this clone")
    return SHARED
