"""Which times a platform can have told: whatever lies outside is a fault of its file."""

from __future__ import annotations

from typing import Final

LATEST_SECOND: Final = 4_102_444_800
"""Unix seconds of the year 2100; the earliest are those of 1970."""
