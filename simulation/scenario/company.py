"""The company that a network is rolled out in: people, culture, managers (S4, S7, S8, S32)."""

from __future__ import annotations

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulation.scenario.parts import SHARES_SUM, Frozen, Named, Share


class Company(Frozen):
    """The company: drawn, or the people of a record that holds an HR extract.

    `young_share`: of people under about 35 (S32); a third is assumed, the order of their
    share among people at work.
    """

    employees: int = Field(2400, ge=100, le=1_000_000)
    record: str | None = None
    sites: int = Field(3, ge=1, le=50)
    unit_size: int = Field(60, ge=10, le=1000)
    span_least: int = Field(4, ge=2, le=30)
    span_most: int = Field(10, ge=2, le=40)
    job_families: int = Field(12, ge=1, le=40)
    remote_share: Share = 0.26
    young_share: Share = 0.33

    @model_validator(mode="after")
    def _span_is_ordered(self) -> Company:
        if self.span_least > self.span_most:
            raise PydanticCustomError("span_order", "span_least must not exceed span_most")
        return self


class Culture(Named):
    """The culture the roll-out starts in (S4, S8), 0 to 1 each; it changes slowly."""

    cooperation: Share = 0.5
    hierarchy: Share = 0.5
    transparency: Share = 0.5
    right_to_error: Share = 0.5
    autonomy: Share = 0.5


class Managers(Named):
    """Managers when the roll-out starts (S7): shares of postures, which sum to 1.

    Besides, the example top management sets, and the share whom training can move.
    """

    controlling: Share = 0.3
    distant: Share = 0.3
    coaching: Share = 0.4
    example: Share = 0.2
    trainable: Share = 0.8

    @model_validator(mode="after")
    def _postures_sum_to_one(self) -> Managers:
        if abs(self.controlling + self.distant + self.coaching - 1) > SHARES_SUM:
            raise PydanticCustomError("posture_sum", "controlling + distant + coaching must be 1")
        return self
