"""What all parts of a scenario share: frozen values that name what they refuse."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from simulation import axes

Share = Annotated[float, Field(ge=0, le=1)]
Week = Annotated[int, Field(ge=1, le=520)]
SHARES_SUM = 1e-6
"""How far from 1 shares that someone typed may sum."""


def refused(kind: str, place: str, met: Any, **expected: Any) -> PydanticCustomError:
    """A value that contradicts another: which one, what it is and what was expected."""
    context = {"place": place, "met": met, **expected}
    return PydanticCustomError(kind, "{place} contradicts another value", context)


class Frozen(BaseModel):
    """A part that never changes, and knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Frozen):
    """What a file may call by a name of its axis, or start from one (`like`)."""

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, told: Any) -> Any:
        return axes.spelt_out(cls.__name__.lower(), told)


class Dated(Frozen):
    """What runs from a week to another, included, or to the end."""

    first_week: Week = 1
    last_week: Week | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.last_week is not None and self.last_week < self.first_week:
            raise refused("ends_before", "last_week", self.last_week, first=self.first_week)
        return self
