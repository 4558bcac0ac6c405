"""The pages: each arranges what its view-model knows; none computes."""

from __future__ import annotations

from dashboards.pages import (
    audit,
    compare,
    forecast,
    home,
    pilot,
    reports,
    scenarios,
    sizing,
    sponsor,
)
from dashboards.session import Page, Session

PAGES: dict[str, Page] = {
    "home": home.view,
    "audit": audit.view,
    "pilot": pilot.view,
    "scenarios": scenarios.view,
    "compare": compare.view,
    "forecast": forecast.view,
    "size": sizing.view,
    "sponsor": sponsor.view,
    "reports": reports.view,
}
"""The tabs, by the word that stands in the address, in the order of the loop."""

WITH_FIGURES = ("pilot", "scenarios", "compare", "size", "sponsor")
"""Pages that show a figure at first sight."""

TO_READ = ("sponsor", "reports")
"""Pages of a reader who does not work on the workspace."""


def pages_for(session: Session) -> dict[str, Page]:
    """The pages that a session's reader may reach, in order."""
    if session.may("work"):
        return PAGES
    return {name: page for name, page in PAGES.items() if name in TO_READ}
