"""The settings of a workspace: who is responsible, and how people are protected.

They stand in `settings.yaml` of the workspace; whatever is left out keeps its default. The
record of processing and the notice to the works council are written from them.
"""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.errors import InputError

FILE = "settings.yaml"


class Settings(BaseModel):
    """What a team decides once for its workspace.

    Args:
        organisation: the controller in the sense of the GDPR.
        contact: whom people turn to about their data.
        data_protection_officer: of the organisation, where there is one.
        purpose: why the pilot is measured, in the team's own words, added to the standing ones.
        min_group: the smallest number of people shown, at least 5.
        retention_months: how long an imported pilot is kept, from its import on.
        access_log_months: how long the log of accesses is kept.
        show_individuals: whether the team's own replay may show single people, as pseudonyms.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    organisation: str = ""
    contact: str = ""
    data_protection_officer: str = ""
    purpose: str = ""
    min_group: int = Field(10, ge=5, le=1000)
    retention_months: int = Field(24, ge=1, le=120)
    access_log_months: int = Field(12, ge=1, le=120)
    show_individuals: bool = True


def read_settings(workspace: Path) -> Settings:
    """The settings of a workspace; the defaults where it has none.

    Raises:
        InputError: the file is not YAML, has an unknown name, or a value that will not do.
    """
    file = Path(workspace) / FILE
    if not file.exists():
        return Settings()
    try:
        tree = yaml.safe_load(file.read_text("utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as fault:
        raise InputError("settings_unreadable", place=str(file)) from fault
    if not isinstance(tree, dict):
        raise InputError("settings_unreadable", place=str(file))
    try:
        return Settings.model_validate(tree)
    except ValidationError as refused:
        first = refused.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            known = ", ".join(Settings.model_fields)
            raise InputError("settings_unknown", place=str(file), name=name, known=known) from None
        raise InputError(
            "settings_value", place=str(file), name=name, value=first["input"], expected=_told(name)
        ) from None


def _told(name: str) -> str:
    """What a setting may be, in a few signs."""
    field = Settings.model_fields[name]
    if field.annotation is int:
        least, most = (
            getattr(limit, end) for limit, end in zip(field.metadata, ("ge", "le"), strict=True)
        )
        return f"{least}–{most}"
    return "true, false" if field.annotation is bool else "…"
