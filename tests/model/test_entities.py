"""Tables of entities: what compiled rules read and write is what stands in the arrays outside."""

import pickle
from copy import copy, deepcopy
from itertools import pairwise

import numpy as np
import pytest

from simulation.compiling import compiled
from simulation.model.entities import CACHE_LINE, Column, Columns, Rows
from simulation.model.memory import reach_for

KINDS = (
    Column("flag", "?", "true or not"),
    Column("tiny", "i1", "from -128 to 127"),
    Column("byte", "u1", "from 0 to 255"),
    Column("short", "i2", "a week"),
    Column("number", "i4", "a place"),
    Column("part", "f4", "a share"),
    Column("long", "i8", "an identity"),
    Column("precise", "f8", "a sum"),
)


@compiled
def raise_all(table, steps):
    for i in range(table.size):
        entity = table[i]
        entity.flag = not entity.flag
        entity.tiny -= steps
        entity.byte += steps
        entity.short += steps
        entity.number += steps
        entity.part += 0.1
        entity.long += steps * i
        entity.precise += 0.1


@compiled
def mark(table, value):
    for i in range(table.size // 3):
        for place in range(3):
            table[i, place].number = value + 10 * i + place


@compiled
def fetch_and_copy(table, source, target):
    for i in range(source.size):
        reach_for(table.number, i)
        reach_for(source, i)
        target[i] = table[i].number + source[i]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
@pytest.mark.parametrize("kind", [Columns, Rows])
def test_rules_write_what_is_read_outside_and_read_what_is_written_there(kind, size):
    table = kind(KINDS, size)
    table["tiny"] = np.arange(size) % 100
    table["byte"] = 200
    table["long"] = 1 << 40
    table["part"] = np.linspace(0, 1, size)
    raise_all(table, 3)
    raise_all(table, 4)
    assert not table.flag.any()
    np.testing.assert_array_equal(table.tiny, np.arange(size) % 100 - 7)
    np.testing.assert_array_equal(table.byte, 207)
    np.testing.assert_array_equal(table.short, 7)
    np.testing.assert_array_equal(table.number, 7)
    np.testing.assert_array_equal(table.long, (1 << 40) + 7 * np.arange(size))
    part = np.linspace(0, 1, size, dtype="f4")
    for _ in range(2):  # each time worked out in full and kept in short
        part = (part.astype("f8") + 0.1).astype("f4")
    np.testing.assert_array_equal(table.part, part)
    np.testing.assert_array_equal(table.precise, 0.2)


@pytest.mark.parametrize("kind", [Columns, Rows])
def test_small_numbers_go_round_as_they_do_in_arrays(kind):
    table = kind(KINDS, 1)
    table["byte"] = 255
    raise_all(table, 1)
    assert table.byte[0] == 0


def test_rows_with_several_places_are_found_by_row_and_place():
    table = Rows(KINDS, 5, 3)
    mark(table, 100)
    expected = 100 + 10 * np.arange(5)[:, None] + np.arange(3)
    np.testing.assert_array_equal(table.number, expected)
    assert not table.long.any()


@pytest.mark.parametrize("size", [1, 63, 65, 1000])
def test_columns_begin_cache_lines_and_do_not_overlap(size):
    table = Columns(KINDS, size)
    spans = []
    for column in KINDS:
        values = table[column.name]
        start = values.ctypes.data
        assert start % CACHE_LINE == 0
        assert values.dtype == column.format
        assert values.shape == (size,)
        spans.append((start, start + values.nbytes))
    spans.sort()
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize("kind", [Columns, Rows])
def test_a_table_begins_with_zeros_and_knows_its_columns(kind):
    table = kind(KINDS, 9)
    assert table.size == 9
    assert table.dtype.names == tuple(column.name for column in KINDS)
    assert not any(table[name].any() for name in table.dtype.names)


def test_an_attribute_that_does_not_exist_is_refused_with_those_that_do():
    table = Columns(KINDS, 3)
    with pytest.raises(AttributeError, match=r"no column hope: flag, tiny"):
        _ = table.hope
    with pytest.raises(KeyError):
        table["hope"] = 1.0


def test_assigning_a_column_fills_it_and_keeps_its_place():
    table = Columns(KINDS, 4)
    before = table.part
    table.part = [0.0, 0.25, 0.5, 1.0]
    assert table.part is before
    np.testing.assert_array_equal(before, [0.0, 0.25, 0.5, 1.0])


def test_fetching_ahead_changes_nothing():
    table = Columns(KINDS, 300)
    table["number"] = np.arange(300)
    target = np.zeros(300, np.int64)
    fetch_and_copy(table, np.arange(300), target)
    np.testing.assert_array_equal(target, 2 * np.arange(300))
    np.testing.assert_array_equal(table.number, np.arange(300))


def copies(table):
    return copy(table), deepcopy(table), pickle.loads(pickle.dumps(table))


@pytest.mark.parametrize("kind", [Columns, Rows])
def test_a_copy_has_the_same_entities_and_memory_of_its_own(kind):
    table = kind(KINDS, 20)
    table["number"] = np.arange(20)
    for other in copies(table):
        raise_all(other, 5)
        np.testing.assert_array_equal(other.number, np.arange(20) + 5)
        np.testing.assert_array_equal(table.number, np.arange(20))


def test_a_copy_of_rows_with_several_places_keeps_them():
    table = Rows(KINDS, 5, 3)
    for other in copies(table):
        mark(other, 7)
        assert other.shape == (5, 3)
        assert other.number[4, 2] == 49
        assert not table.number.any()


def test_a_part_of_a_table_is_copied_as_an_array():
    table = Rows(KINDS, 6)
    table["short"] = np.arange(6)
    part = deepcopy(table[2:4])
    part["short"] += 1
    np.testing.assert_array_equal(part["short"], [3, 4])
    np.testing.assert_array_equal(table.short, np.arange(6))
