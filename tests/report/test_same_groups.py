"""Every table of a record shows people under the same groups: two tables cannot be subtracted."""

from __future__ import annotations

import pytest

from simulation.effects import representativeness
from simulation.indicators import published, published_composition


@pytest.mark.parametrize("by", ["unit", "site", "level"])
def test_the_make_up_of_the_pilot_names_only_groups_that_the_indicators_show(record, by):
    shown = set(published(record, ["registered"], by=by)["group"].dropna())
    composition = published_composition(record, by, "untouched")
    assert composition is not None
    assert set(composition["group"]) <= shown | {"untouched"}


def test_representativeness_names_only_groups_that_the_indicators_show(record):
    told = representativeness(record)
    for attribute in told.attributes:
        if attribute.name in ("unit", "site", "level"):
            shown = set(published(record, ["registered"], by=attribute.name)["group"])
            rows = attribute.groups
            in_pilot = set(rows.loc[rows["pilot"] > 0, "group"])
            assert in_pilot <= shown
