"""A table is found sound by its whole columns exactly where the schema finds it sound."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulation.errors import InputError
from simulation.pilot import read_pilot
from simulation.table_schema import TableSchema
from simulation.tables import SCHEMAS, check, empty

ODD = (
    None,
    -1,
    0,
    3,
    7.5,
    2**40,
    "post",
    "",
    "x",
    True,
    np.nan,
    pd.Timestamp("2024-01-01", tz="UTC"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    file = tmp_path_factory.mktemp("sound") / "e.csv"
    file.write_text(
        "user,time,type,group_id,length\na,2024-01-08T10:00:00Z,post,g,3\nb,2024-01-09T10:00:00Z,like,g,\n"
    )
    record = read_pilot(file, key=bytes(32))
    return {name: getattr(record, name) for name in SCHEMAS}


def outcome(table, name):
    """The table as checked, or how it is refused."""
    try:
        return check(table, name)
    except InputError as refusal:
        return refusal.key, refusal.values["column"]


def by_schema(table, name):
    """The same by the schema alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TableSchema, "quickly_checked", lambda *_: None)
        return outcome(table, name)


def alike(one, other):
    """Whether both are the same refusal, or the same table."""
    if isinstance(one, tuple) or isinstance(other, tuple):
        return isinstance(one, tuple) and one == other
    pd.testing.assert_frame_equal(one, other)
    return True


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_sound_table_is_the_same_either_way(sound, name):
    assert alike(check(sound[name], name), by_schema(sound[name], name))
    assert alike(check(empty(name), name), by_schema(empty(name), name))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_odd_cell_is_accepted_or_refused_either_way(sound, data):
    name = data.draw(st.sampled_from(("people", "communities", "events")))
    column = data.draw(st.sampled_from(list(SCHEMAS[name].columns)))
    odd = data.draw(st.sampled_from(ODD))
    cells = list(sound[name][column])
    cells[data.draw(st.integers(0, len(cells) - 1))] = odd
    table = sound[name].assign(**{column: pd.Series(cells, dtype=object)})
    assert alike(outcome(table, name), by_schema(table, name))


def test_events_of_one_number_are_refused_with_their_column(sound):
    doubled = pd.concat([sound["events"], sound["events"]])
    assert outcome(doubled, "events") == ("table_value", "event")


def test_a_cell_of_another_kind_is_refused_with_its_column(sound):
    table = sound["people"].assign(person=pd.Series([0, None], dtype=object))
    assert outcome(table, "people") == ("table_value", "person")
