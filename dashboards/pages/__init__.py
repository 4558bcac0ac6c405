"""The pages: each arranges what its view-model knows; none computes."""

from __future__ import annotations

from dashboards.pages import audit, home, pilot, scenarios, sizing
from dashboards.session import Page

PAGES: dict[str, Page] = {
    "home": home.view,
    "audit": audit.view,
    "pilot": pilot.view,
    "scenarios": scenarios.view,
    "size": sizing.view,
}
"""The tabs, by the word that stands in the address, in the order of the loop."""
