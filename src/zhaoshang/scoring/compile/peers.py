"""A unit beside its peers: the units to which the same rule applies, in its group or all of them.

A ratio is rounded half up to 9 decimals before peers are compared, so that every back end orders alike.
Units whose value is unknown are left out.
"""

from __future__ import annotations

from zhaoshang.language import Tree
from zhaoshang.scoring.algebra import (
    ONE,
    ZERO,
    Aggregate,
    Column,
    Order,
    Scalar,
    WindowColumn,
    add,
    both,
    case,
    compare,
    divide,
    integer,
    inverse,
    is_null,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import bounded, null
from zhaoshang.scoring.compile import values
from zhaoshang.scoring.compile.frames import Value
from zhaoshang.scoring.compile.lower import Lower
from zhaoshang.scoring.compile.values import Exact

NINE = 10**9


def comparable(value: Exact) -> Exact:
    """A value over an integer, rounded to 9 decimals unless it is exact there anyway."""
    if isinstance(value.denominator, int) and NINE % value.denominator == 0:
        return value
    rounded = values.round_half_up(value, NINE)
    return Exact(case([(value.unknown(), null("integer"))], rounded) if value.nullable else rounded, NINE)


def peer(lower: Lower, tree: Tree) -> Value:
    """同组最大 … 全体名次, 归一."""
    frame = lower.frame
    value = comparable(lower.number(tree.parts[0]))
    below = value.denominator
    column = frame.as_column(value.numerator, "peer")
    partition: tuple[str, ...] = (lower.periods.number,)
    if not tree.value.startswith("all_"):
        partition = (*partition, "unit_group")
    name = "spread" if tree.value == "spread" else tree.value.split("_")[1]
    whole = _Whole(lower, column, partition)
    if name in ("max", "min"):
        return Exact(whole.reduced(name), below)
    if name == "mean":
        return values.over(Exact(whole.reduced("sum"), below), Exact(whole.known()))
    if name == "rank":
        return Exact(whole.rank())
    if name == "median":
        return _median(lower, whole, below)
    low, high = whole.reduced("min"), whole.reduced("max")
    level = lower.number(tree.parts[1])
    spread = values.ratio(Exact(subtract(column, low)), Exact(bounded(subtract(high, low), 0, 10**38)), level)
    return spread


class _Whole:
    """One column over the peers of each row."""

    def __init__(self, lower: Lower, column: Column, partition: tuple[str, ...]) -> None:
        self.lower, self.frame, self.column, self.partition = lower, lower.frame, column, partition
        self.flag = case([(is_null(column), ZERO)], ONE)

    def reduced(self, function: str) -> Column:
        units = self.lower.compiler.most_units
        aggregate = Aggregate(function, self.column, units)  # type: ignore[arg-type]
        return self.frame.window(WindowColumn(aggregate, self.partition), "peers")

    def known(self) -> Column:
        return self.frame.window(
            WindowColumn(Aggregate("sum", self.flag, self.lower.compiler.most_units), self.partition), "peers"
        )

    def ordering(self) -> str:
        """The value with unknowns put below all others, since an order must not meet a null."""
        filled = self.column if not self.column.nullable else self.filled()
        return filled.name

    def filled(self) -> Column:
        least = integer(self.column.low - 1)
        return self.frame.as_column(case([(is_null(self.column), least)], self.column), "order")

    def rank(self) -> Scalar:
        """1 + how many peers are larger."""
        order = (Order(self.ordering()),)
        up_to = self.frame.window(
            WindowColumn(
                Aggregate("sum", self.flag, self.lower.compiler.most_units), self.partition, order, "peers"
            ),
            "upto",
        )
        place = bounded(add(ONE, subtract(self.known(), up_to)), 1, 10**7)
        return case([(is_null(self.column), null("integer"))], place) if self.column.nullable else place


def _median(lower: Lower, whole: _Whole, below: int | Scalar) -> Value:
    frame = lower.frame
    order = (Order(whole.ordering()), Order("unit_no"))
    running = frame.window(
        WindowColumn(Aggregate("sum", whole.flag, lower.compiler.most_units), whole.partition, order, "rows"),
        "place",
    )
    known = whole.known()
    middle = [divide(bounded(add(known, integer(n)), 1, 10**8), integer(2)) for n in (1, 2)]
    at = [
        frame.window(
            WindowColumn(
                Aggregate(
                    "max",
                    case(
                        [(both(inverse(is_null(whole.column)), compare("=", running, m)), whole.column)],
                        null("integer"),
                    ),
                ),
                whole.partition,
            ),
            "middle",
        )
        for m in middle
    ]
    return values.over(values.plus(Exact(at[0], below), Exact(at[1], below)), values.constant(2))
