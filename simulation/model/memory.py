"""Asking for what a rule will need in a moment, so that it is at hand when its turn comes.

In a large company, fetching the row of an employee takes longer than working on it. A rule that
goes through a list knows who comes next: the processor can fetch while the rule works.
No result depends on this.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from simulation.model.entities import CACHE_LINE, AttributeType, TableType

AHEAD: Final = 6
"""Places in a list between whom a rule works on and whom it asks for."""
FAR_AHEAD: Final = 24
"""The same for a rule that is done with one soon."""


TO_READ, KEEP, DATA = (ir.Constant(ir.IntType(32), each) for each in (0, 3, 1))
"""How the processor is asked: for reading, into all levels of its cache, data."""


def _fetching(lines: int) -> Any:
    """What fetches a row of a table, or an item of a column or an array, up to so many lines.

    There is no row to fetch of a table that keeps its columns apart.
    """

    def fetching(typing: Any, table: Any, place: Any) -> Any:
        if isinstance(table, TableType) and table.apart:
            return None

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            kind = signature.args[0]
            if isinstance(kind, types.Array):
                address = context.make_array(kind)(context, builder, arguments[0]).data
                length = context.get_abi_sizeof(context.get_data_type(kind.dtype))
            elif isinstance(kind, AttributeType):
                address, length = arguments[0], kind.itemsize
            else:
                address = cgutils.create_struct_proxy(kind)(context, builder, arguments[0]).address
                length = kind.row.itemsize * kind.places
            byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
            takes = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
            fetch = cgutils.get_or_insert_function(builder.module, takes, "llvm.prefetch.p0")
            start = builder.mul(arguments[1], ir.Constant(arguments[1].type, length))
            for line in range(0, min(length, lines * CACHE_LINE), CACHE_LINE):
                there = builder.add(start, ir.Constant(start.type, line))
                place = builder.gep(builder.bitcast(address, byte), [there])
                builder.call(fetch, [place, TO_READ, KEEP, DATA])
            return context.get_dummy_value()

        return types.void(table, types.intp), generate

    return fetching


reach_for: Any = intrinsic(_fetching(3))
"""`reach_for(table, place)`, within a rule: all of a row."""
reach_for_start: Any = intrinsic(_fetching(1))
"""The same for the first line of a row, where what most rules ask for stands."""
