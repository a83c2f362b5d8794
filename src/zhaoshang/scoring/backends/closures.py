"""Relations as Python: each scalar becomes a closure over a row, each relation a list of tuples.

The oracle of every test, and the quick path for small ledgers, where planning SQL takes longer than the
arithmetic. Python's integers have no bound, so nothing here can overflow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import add, eq, floordiv, ge, gt, itemgetter, le, lt, mul, ne, sub
from typing import Any

from zhaoshang.scoring.algebra import (
    Aggregate,
    Arithmetic,
    Case,
    Column,
    Compare,
    Group,
    IsNull,
    Join,
    Literal,
    Logic,
    Not,
    Null,
    Relation,
    Scalar,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
    WindowColumn,
)
from zhaoshang.scoring.backends.backend import Data, Row

Closure = Callable[[Row], Any]
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": add, "-": sub, "*": mul, "//": floordiv,
    "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


class Closures:
    """The Python back end."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._done: dict[int, tuple[Relation, list[Row]]] = {}

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation. Each relation object is evaluated once."""
        known = self._done.get(id(relation))
        if known is None:
            known = (relation, self._evaluate(relation))
            self._done[id(relation)] = known
        return known[1]

    def _evaluate(self, relation: Relation) -> list[Row]:
        if isinstance(relation, Table):
            return list(self._data[relation.label][1])
        if isinstance(relation, Values):
            return list(relation.rows)
        if isinstance(relation, Stored):
            return self.rows(relation.source)
        if isinstance(relation, Select):
            return self._select(relation)
        if isinstance(relation, Join):
            return self._join(relation)
        if isinstance(relation, Union):
            return self._union(relation)
        if isinstance(relation, Group):
            return self._group(relation)
        if isinstance(relation, Window):
            return self._window(relation)
        raise TypeError(type(relation).__name__)

    def _select(self, relation: Select) -> list[Row]:
        source = self.rows(relation.source)
        at = positions(relation.source)
        if relation.where is not None:
            holds = closure(relation.where, at)
            source = [row for row in source if holds(row) is True]
        outputs = list(relation.outputs.values())
        taken = [at[s.name] for s in outputs if isinstance(s, Column)]
        made = [closure(s, at) for s in outputs if not isinstance(s, Column)]
        if not made:
            return _picked(source, taken)
        rows = _widened(source, taken, made)
        # Columns come first in these rows; put everything where the outputs have it.
        columns, others = iter(range(len(taken))), iter(range(len(taken), len(outputs)))
        order = [next(columns if isinstance(s, Column) else others) for s in outputs]
        return rows if order == sorted(order) else _picked(rows, order)

    def _join(self, relation: Join) -> list[Row]:
        left_at, right_at = positions(relation.left), positions(relation.right)
        partners: dict[Any, list[Row]] = {}
        right_rows = self.rows(relation.right)
        taken = _picked(right_rows, [right_at[old] for old in relation.take.values()])
        right_key = _key([right_at[r] for _, r in relation.on])
        for row, kept in zip(right_rows, taken, strict=True):
            partners.setdefault(right_key(row), []).append(kept)
        left_key = _key([left_at[name] for name, _ in relation.on])
        one = len(relation.on) == 1
        condition = None
        if relation.condition is not None:
            condition = closure(relation.condition, positions(relation))
        nothing = (None,) * len(relation.take)
        out: list[Row] = []
        for row in self.rows(relation.left):
            key = left_key(row)
            unknown = key is None if one else None in key
            found = () if unknown else partners.get(key, ())
            if condition is None:
                joined = [row + other for other in found]
            else:
                joined = [whole for other in found if condition(whole := row + other) is True]
            if joined:
                out += joined
            elif relation.outer:
                out.append(row + nothing)
        return out

    def _union(self, relation: Union) -> list[Row]:
        names = list(relation.columns)
        out: list[Row] = []
        for part in relation.parts:
            at = positions(part)
            out += _picked(self.rows(part), [at[n] for n in names])
        return out

    def _group(self, relation: Group) -> list[Row]:
        at = positions(relation.source)
        key = _key([at[k] for k in relation.keys])
        groups: dict[Any, list[Row]] = {}
        for row in self.rows(relation.source):
            groups.setdefault(key(row), []).append(row)
        if not relation.keys and not groups:
            groups[()] = []
        reducers = [(_REDUCE[a.function], closure(a.of, at)) for a in relation.aggregates.values()]
        one = len(relation.keys) == 1
        return [
            ((k,) if one else tuple(k)) + tuple(reduce(map(of, rows)) for reduce, of in reducers)
            for k, rows in groups.items()
        ]

    def _window(self, relation: Window) -> list[Row]:
        rows, at = self.rows(relation.source), positions(relation.source)
        added = [_running(rows, w, at) for w in relation.added.values()]
        return [row + extra for row, extra in zip(rows, zip(*added, strict=True), strict=True)]


def positions(relation: Relation) -> dict[str, int]:
    """Where each column of a relation stands in its rows."""
    return {name: i for i, name in enumerate(relation.columns)}


def _picked(rows: Iterable[Row], indexes: list[int]) -> list[Row]:
    if not indexes:
        return [() for _ in rows]
    if len(indexes) == 1:
        i = indexes[0]
        return [(row[i],) for row in rows]
    return list(map(itemgetter(*indexes), rows))


def _widened(rows: list[Row], taken: list[int], made: list[Closure]) -> list[Row]:
    """Some columns of each row, and computed values after them."""
    if len(made) == 1:
        only = made[0]
        return [(*kept, only(row)) for row, kept in zip(rows, _picked(rows, taken), strict=True)]
    return [
        kept + tuple([f(row) for f in made]) for row, kept in zip(rows, _picked(rows, taken), strict=True)
    ]


def _key(indexes: list[int]) -> Callable[[Row], Any]:
    return itemgetter(*indexes) if indexes else lambda row: ()


def _sum(values: Iterable[Any]) -> Any:
    known = [v for v in values if v is not None]
    return sum(known) if known else None


def _min(values: Iterable[Any]) -> Any:
    return min((v for v in values if v is not None), default=None)


def _max(values: Iterable[Any]) -> Any:
    return max((v for v in values if v is not None), default=None)


_REDUCE = {"sum": _sum, "min": _min, "max": _max}
_STEP: dict[str, Callable[[Any, Any], Any]] = {"sum": add, "min": min, "max": max}


def _running(rows: list[Row], window: WindowColumn, at: Mapping[str, int]) -> list[Any]:
    aggregate: Aggregate = window.aggregate
    of = closure(aggregate.of, at)
    key = _key([at[p] for p in window.partition])
    groups: dict[Any, list[int]] = {}
    for i, row in enumerate(rows):
        groups.setdefault(key(row), []).append(i)
    out: list[Any] = [None] * len(rows)
    if window.frame == "all":
        reduce = _REDUCE[aggregate.function]
        for members in groups.values():
            whole = reduce(of(rows[i]) for i in members)
            for i in members:
                out[i] = whole
        return out
    step = _STEP[aggregate.function]
    order = [(at[o.column], -1 if o.descending else 1) for o in window.order]

    def place(i: int) -> tuple[Any, ...]:
        row = rows[i]
        return tuple(row[c] * sign if sign < 0 else row[c] for c, sign in order)  # type: ignore[operator]

    for members in groups.values():
        members.sort(key=place)
        total: Any = None
        for i in members:
            value = of(rows[i])
            if value is not None:
                total = value if total is None else step(total, value)
            out[i] = total
        if window.frame == "peers":
            for n in range(len(members) - 2, -1, -1):
                if place(members[n]) == place(members[n + 1]):
                    out[members[n]] = out[members[n + 1]]
    return out


def closure(scalar: Scalar, at: Mapping[str, int]) -> Closure:
    """A scalar as a function of a row; unknown comes out as None."""
    if isinstance(scalar, Column):
        return itemgetter(at[scalar.name])
    if isinstance(scalar, Literal):
        value = scalar.value
        return lambda row: value
    if isinstance(scalar, Null):
        return lambda row: None
    if isinstance(scalar, Arithmetic | Compare):
        return _binary(scalar, at)
    if isinstance(scalar, Logic):
        return _logic(scalar, at)
    if isinstance(scalar, Not):
        part = closure(scalar.part, at)

        def inverse(row: Row) -> Any:
            value = part(row)
            return None if value is None else not value

        return inverse
    if isinstance(scalar, IsNull):
        tested = closure(scalar.part, at)
        return lambda row: tested(row) is None
    if isinstance(scalar, Case):
        return _case(scalar, at)
    raise TypeError(type(scalar).__name__)


def _binary(scalar: Arithmetic | Compare, at: Mapping[str, int]) -> Closure:
    do = _OPERATORS[scalar.op]
    right_value = scalar.right.value if isinstance(scalar.right, Literal) else None
    left = closure(scalar.left, at)
    if right_value is not None:
        if not scalar.left.nullable:
            return lambda row: do(left(row), right_value)

        def against_constant(row: Row) -> Any:
            value = left(row)
            return None if value is None else do(value, right_value)

        return against_constant
    right = closure(scalar.right, at)
    if not scalar.nullable:
        return lambda row: do(left(row), right(row))

    def binary(row: Row) -> Any:
        a = left(row)
        if a is None:
            return None
        b = right(row)
        return None if b is None else do(a, b)

    return binary


def _logic(scalar: Logic, at: Mapping[str, int]) -> Closure:
    left, right = closure(scalar.left, at), closure(scalar.right, at)
    decides = scalar.op == "or"

    def logic(row: Row) -> Any:
        a = left(row)
        if a is decides:
            return decides
        b = right(row)
        if b is decides:
            return decides
        return None if a is None or b is None else not decides

    return logic


def _case(scalar: Case, at: Mapping[str, int]) -> Closure:
    branches = [(closure(c, at), closure(v, at)) for c, v in scalar.branches]
    otherwise = closure(scalar.otherwise, at)
    if len(branches) == 1:
        condition, value = branches[0]
        return lambda row: value(row) if condition(row) is True else otherwise(row)

    def choose(row: Row) -> Any:
        for condition, value in branches:
            if condition(row) is True:
                return value(row)
        return otherwise(row)

    return choose
