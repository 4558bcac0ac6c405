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

from simulation.model.state import CACHE_LINE

AHEAD: Final = 6
"""Places in a list between whom a rule works on and whom it asks for."""


def _reach_for(typing: Any, rows: Any, place: Any) -> Any:
    """Fetch a row of a table into the processor's cache, without waiting: up to three lines."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table = context.make_array(signature.args[0])(context, builder, arguments[0])
        row = builder.extract_value(table.strides, 0)
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        first = builder.gep(builder.bitcast(table.data, byte), [builder.mul(arguments[1], row)])
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        to_read, keep, data = number(0), number(3), number(1)
        several_places = signature.args[0].ndim > 1
        lines = 3 if several_places else -(-signature.args[0].dtype.size // CACHE_LINE)
        for line in range(lines):
            within = ir.Constant(row.type, line * CACHE_LINE)
            if several_places and line > 0:
                end = builder.sub(row, ir.Constant(row.type, 1))
                within = builder.select(builder.icmp_signed("<", within, end), within, end)
            builder.call(fetch, [builder.gep(first, [within]), to_read, keep, data])
        return context.get_dummy_value()

    return types.void(rows, types.intp), generate


reach_for: Any = intrinsic(_reach_for)
"""`reach_for(rows, place)`, within a rule; see above."""
