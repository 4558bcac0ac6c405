"""Tables of entities: `person = employee[i]`, then `person.trust`, in rules and outside alike.

A table of rows keeps what belongs to one entity side by side in memory: for what is met here and
there. A table of columns keeps each attribute by itself: for what everybody is asked in a row.
The compiler is told that no attribute shares memory with another, so that it works on several
people at once, and that no place counts from the end.
"""

from __future__ import annotations

import hashlib
import operator
import pickle
from copy import deepcopy
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_getattr,
    infer_global,
    signature,
)
from numba.extending import (
    NativeValue,
    lower_builtin,
    lower_getattr_generic,
    lower_setattr_generic,
    typeof_impl,
    unbox,
)
from numba.np.numpy_support import from_dtype
from numpy.typing import NDArray

CACHE_LINE: Final = 64
"""Bytes that a processor fetches at once."""


class Column(NamedTuple):
    """One attribute of an entity: its field, its NumPy format, what it means."""

    name: str
    format: str
    meaning: str


class TableType(types.Type):
    """A table, as compiled rules know it.

    Args:
        columns: the attributes of an entity.
        places: entities in each row.
        apart: whether each attribute is kept by itself.
    """

    def __init__(self, columns: tuple[Column, ...], places: int, apart: bool) -> None:
        self.row = _row_apart(columns) if apart else row_together(columns)
        self.places, self.apart = places, apart
        fields: Any = self.row.fields
        self.columns = {name: (from_dtype(fields[name][0]), fields[name][1]) for name in fields}
        told = hashlib.sha256(f"{fields} {places} {apart}".encode()).hexdigest()[:16]
        super().__init__(f"Table{told}")


def _row_apart(columns: tuple[Column, ...]) -> np.dtype:
    return np.dtype([(column.name, column.format) for column in columns])


def row_together(columns: tuple[Column, ...]) -> np.dtype:
    """The record type that holds these columns side by side, longer rows in whole lines."""
    row = np.dtype([(column.name, column.format) for column in columns], align=True)
    names = list(row.names or ())
    fields: Any = row.fields
    lines = -(-row.itemsize // CACHE_LINE) * CACHE_LINE
    whole = np.dtype(
        {
            "names": names,
            "formats": [fields[name][0] for name in names],
            "offsets": [fields[name][1] for name in names],
            "itemsize": row.itemsize if row.itemsize <= CACHE_LINE else lines,
            "aligned": True,
        }
    )
    return np.dtype((np.record, whole))


_type_of = cache(TableType)


class Columns:
    """A table of zeros, each attribute kept by itself; attributes and items by name are arrays.

    Args:
        columns: what the table holds.
        size: entities.
    """

    dtype: np.dtype
    size: int

    def __init__(self, columns: tuple[Column, ...], size: int) -> None:
        kind = _type_of(columns, 1, True)
        room = -(-size // CACHE_LINE) * CACHE_LINE  # so that each column begins a line
        memory, start = _zeros(room * kind.row.itemsize)
        fields: Any = kind.row.fields
        self.__dict__.update(
            {
                name: np.ndarray(size, each, memory, start + room * before)
                for name, (each, before) in fields.items()
            },
            dtype=kind.row,
            size=size,
            _room=room,
            _address=memory.ctypes.data + start,
            _kind=kind,
            _made_of=(columns, size),
        )

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"no column {name}: {', '.join(self.dtype.names or ())}")

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def __setitem__(self, name: str, values: Any) -> None:
        self.__dict__[name][:] = values

    __setattr__ = __setitem__

    def __reduce__(self) -> Any:
        """A copy has memory of its own: no compiled rule may find its way to this one."""
        return _restored, (Columns, self._made_of, [self[name] for name in self.dtype.names or ()])


class Rows(np.recarray):
    """A table of zeros, each entity kept by itself: a record array.

    Args:
        columns: what the table holds.
        size: rows; shape (size,).
        places: entities in each row, if several; shape (size, places).
    """

    __numba_array_subtype_dispatch__ = True

    def __new__(cls, columns: tuple[Column, ...], size: int, places: int = 1) -> Rows:  # noqa: D102
        kind = _type_of(columns, places, False)
        memory, start = _zeros(size * places * kind.row.itemsize)
        shape = size if places == 1 else (size, places)
        rows = np.ndarray.__new__(cls, shape, kind.row, memory, start)
        rows.__dict__.update(
            _room=size,
            _address=memory.ctypes.data + start,
            _kind=kind,
            _made_of=(columns, size, places),
        )
        return rows

    def __reduce_ex__(self, protocol: Any) -> Any:
        """As for columns; what is but a part of a table is copied as any array."""
        if "_made_of" not in self.__dict__:
            return super().__reduce_ex__(protocol)
        return _restored, (Rows, self._made_of, [self[name] for name in self.dtype.names or ()])

    def __deepcopy__(self, memo: Any) -> Any:
        if "_made_of" not in self.__dict__:
            return super().__deepcopy__(memo)
        restore, parts = self.__reduce_ex__(pickle.DEFAULT_PROTOCOL)
        return restore(*parts)

    def __copy__(self) -> Any:
        return deepcopy(self)


def _restored(kind: type, made_of: Any, columns: list[NDArray]) -> Any:
    """A table with these columns, in memory of its own."""
    table = kind(*made_of)
    for name, column in zip(table.dtype.names, columns, strict=True):
        table[name] = column
    return table


def _zeros(size: int) -> tuple[Any, int]:
    """Bytes, and the place of the first that begins a cache line."""
    memory = np.zeros(size + CACHE_LINE, np.uint8)
    return memory, -memory.ctypes.data % CACHE_LINE


class EntityType(types.Type):
    """One entity of a table, as compiled rules know it."""

    def __init__(self, table: TableType) -> None:
        self.table = table
        super().__init__(f"EntityOf{table.name}")


class AttributeType(types.Type):
    """One attribute of all entities of a table that keeps each apart, as compiled rules know it."""

    def __init__(self, table: TableType, name: str) -> None:
        self.itemsize = table.row[name].itemsize
        super().__init__(f"AttributeOf{table.name}{name}")


register_default(AttributeType)(models.OpaqueModel)


@register_default(TableType)
class _TableModel(models.StructModel):
    def __init__(self, manager: Any, kind: TableType) -> None:
        members = [("address", types.voidptr), ("room", types.intp), ("size", types.intp)]
        super().__init__(manager, kind, members)


@register_default(EntityType)
class _EntityModel(models.StructModel):
    def __init__(self, manager: Any, kind: EntityType) -> None:
        members = [("address", types.voidptr), ("room", types.intp), ("place", types.intp)]
        super().__init__(manager, kind, members)


@typeof_impl.register(Columns)
@typeof_impl.register(Rows)
def _kind_of(table: Any, _: Any) -> TableType:
    return table._kind


def of_one_type(state: type) -> type:
    """Say that all named tuples of a class are of one type, that of the first to come.

    They hold tables: to look through them all would take a millisecond at each call.
    """
    known: list[types.Type] = []

    @typeof_impl.register(state)
    def type_of(values: Any, context: Any) -> types.Type:
        if not known:
            known.append(types.NamedTuple([typeof_impl(each, context) for each in values], state))
        return known[0]

    return state


@unbox(TableType)
def _unbox(kind: TableType, table: Any, c: Any) -> NativeValue:
    native = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    numbers = {}
    for name in ("_address", "_room", "size"):
        held = c.pyapi.object_getattr_string(table, name)
        numbers[name] = c.pyapi.long_as_longlong(held)
        c.pyapi.decref(held)
    native.address = c.builder.inttoptr(numbers["_address"], cgutils.voidptr_t)
    native.room, native.size = numbers["_room"], numbers["size"]
    return NativeValue(native._getvalue())


@infer_global(operator.getitem)
class _EntityAt(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        table = args[0]
        if not isinstance(table, TableType):
            return None
        wanted = types.intp if table.places == 1 else types.UniTuple(types.intp, 2)
        return signature(EntityType(table), table, wanted)


@infer_getattr
class _TableAttribute(AttributeTemplate):
    key = TableType

    def generic_resolve(self, table: Any, name: str) -> Any:  # type: ignore[override]
        if name == "size":
            return types.intp
        return AttributeType(table, name) if table.apart and name in table.columns else None


@infer_getattr
class _EntityAttribute(AttributeTemplate):
    key = EntityType

    def generic_resolve(self, entity: Any, name: str) -> Any:  # type: ignore[override]
        return entity.table.columns[name][0] if name in entity.table.columns else None


@lower_builtin(operator.getitem, TableType, types.Any)
def _entity_at(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """The entity at a place of a table, or at a place within one of its rows."""
    kind, place = sig.args[0], args[1]
    table = cgutils.create_struct_proxy(kind)(context, builder, args[0])
    if kind.places > 1:
        row, within = cgutils.unpack_tuple(builder, place, 2)
        place = builder.add(builder.mul(row, ir.Constant(row.type, kind.places)), within)
    entity = cgutils.create_struct_proxy(EntityType(kind))(context, builder)
    entity.address, entity.room, entity.place = table.address, table.room, place
    return entity._getvalue()


@lower_getattr_generic(TableType)
def _size_or_start(context: Any, builder: Any, kind: TableType, table: Any, name: str) -> Any:
    own = cgutils.create_struct_proxy(kind)(context, builder, table)
    if name == "size":
        return own.size
    before = ir.Constant(own.room.type, kind.columns[name][1])
    return builder.gep(own.address, [builder.mul(own.room, before)])


@lower_getattr_generic(EntityType)
def _read(context: Any, builder: Any, kind: EntityType, entity: Any, name: str) -> Any:
    value = builder.load(_where(context, builder, kind, entity, name))
    value.set_metadata("tbaa", _apart(builder.module, kind.table, name))
    return context.data_model_manager[kind.table.columns[name][0]].from_data(builder, value)


@lower_setattr_generic(EntityType)
def _write(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    kind, (entity, value) = sig.args[0], args
    data = context.data_model_manager[kind.table.columns[name][0]].as_data(builder, value)
    written = builder.store(data, _where(context, builder, kind, entity, name))
    written.set_metadata("tbaa", _apart(builder.module, kind.table, name))


def _where(context: Any, builder: Any, kind: EntityType, entity: Any, name: str) -> Any:
    """Where an attribute of an entity stands."""
    own = cgutils.create_struct_proxy(kind)(context, builder, entity)
    column, before = kind.table.columns[name]
    data = context.get_data_type(column).as_pointer()
    if kind.table.apart:  # its column begins after those before it, each with room for all
        start = builder.mul(own.room, ir.Constant(own.room.type, before))
        first = builder.bitcast(builder.gep(own.address, [start]), data)
        return builder.gep(first, [own.place])
    start = builder.mul(own.place, ir.Constant(own.place.type, kind.table.row.itemsize))
    within = builder.add(start, ir.Constant(start.type, before))
    return builder.bitcast(builder.gep(own.address, [within]), data)


def _apart(module: Any, kind: TableType, name: str) -> Any:
    """What tells the compiler that this attribute shares no memory with any other."""
    start = ir.Constant(ir.IntType(64), 0)
    attributes = module.add_metadata(["attributes"])
    one = module.add_metadata([f"{kind.name}.{name}", attributes, start])
    return module.add_metadata([one, one, start])
