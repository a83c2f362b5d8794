"""Frames: a relation that grows columns while sentences are lowered over it.

A frame has one row for each thing that a sentence is about: a unit in a period, or a row of a view.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from zhaoshang.scoring.algebra import (
    Column,
    Join,
    Literal,
    Null,
    Relation,
    Scalar,
    Select,
    Values,
    Window,
    WindowColumn,
    case,
    compare,
    integer,
)
from zhaoshang.scoring.algebra.scalars import columns_of, null
from zhaoshang.scoring.compile.periods import Days, Numbered
from zhaoshang.scoring.compile.values import Exact

Value = Exact | Scalar


class Frame:
    """A growing relation. ``keys`` tell its rows apart."""

    def __init__(self, relation: Relation, keys: tuple[str, ...], fresh: Callable[[str], str]) -> None:
        self._relation, self.keys, self.fresh = relation, keys, fresh
        self._pending: dict[str, Scalar] = {}
        self._attached: dict[object, Mapping[str, Scalar]] = {}

    @property
    def relation(self) -> Relation:
        """The relation with every column added so far."""
        if self._pending:
            own: dict[str, Scalar] = dict(self._relation.columns)
            self._relation = Select(self._relation.label, self._relation, own | self._pending)
            self._pending = {}
        return self._relation

    def column(self, name: str) -> Column:
        """One of the relation's columns."""
        if name in self._pending:
            return self.relation[name]
        return self._relation[name]

    def add(self, scalar: Scalar, hint: str) -> Scalar:
        """Give an expression a column of its own, so that it is computed once."""
        if isinstance(scalar, Column | Literal | Null):
            return scalar
        if self._pending.keys() & set(columns_of(scalar)):
            _ = self.relation
        name = self.fresh(hint)
        self._pending[name] = scalar
        return Column(scalar.kind, scalar.nullable, scalar.low, scalar.high, name)

    def as_column(self, scalar: Scalar, hint: str) -> Column:
        """``add``, for what a join or a window is to read: a column even of a constant."""
        made = self.add(scalar, hint)
        if isinstance(made, Column):
            return made
        name = self.fresh(hint)
        own: dict[str, Scalar] = dict(self.relation.columns)
        self._relation = Select(self._relation.label, self._relation, own | {name: scalar})
        return self._relation[name]

    def kept(self, value: Value, hint: str) -> Value:
        """``add`` for a value of either sort."""
        if isinstance(value, Exact):
            below = value.denominator
            if not isinstance(below, int):
                below = self.add(below, hint)
            return Exact(self.add(value.numerator, hint), below)
        return self.add(value, hint)

    def attach(
        self, right: Relation, on: Sequence[tuple[str, str]], names: Sequence[str], hint: str
    ) -> dict[str, Column]:
        """Columns of another relation beside this one's rows, null where it has none. Keys must be unique."""
        take = {self.fresh(hint): old for old in names}
        left = self.relation
        self._relation = Join(left.label, left, right, tuple(on), take, outer=True, keeps_rows=True)
        return {old: self._relation[new] for new, old in take.items()}

    def window(self, column: WindowColumn, hint: str) -> Column:
        """A window over the frame as a column."""
        name = self.fresh(hint)
        source = self.relation
        self._relation = Window(source.label, source, {name: column})
        return self._relation[name]

    def windows(self, columns: Mapping[str, WindowColumn]) -> dict[str, Column]:
        """Several windows over the frame at once, which costs an engine less than one after the other."""
        names = {hint: self.fresh(hint) for hint in columns}
        source = self.relation
        self._relation = Window(source.label, source, {names[hint]: w for hint, w in columns.items()})
        return {hint: self._relation[name] for hint, name in names.items()}

    def keep_where(self, condition: Scalar) -> None:
        """Drop every row for which the condition is not true."""
        source = self.relation
        self._relation = Select(source.label, source, dict(source.columns), condition)

    def once(self, key: object, make: Callable[[], Mapping[str, Scalar]]) -> Mapping[str, Scalar]:
        """What ``make`` attached, made at most once a frame."""
        if key not in self._attached:
            self._attached[key] = make()
        return self._attached[key]


@dataclass(frozen=True)
class Periods:
    """The periods that a frame's rows stand for, by the number in one of its columns."""

    number: str
    days: Numbered
    key: tuple[object, ...] = ()

    def derived(self, key: object, change: Callable[[Days], Days]) -> Periods:
        """Other periods for the same rows, each made from the row's own."""
        return Periods(self.number, {n: change(d) for n, d in self.days.items()}, (*self.key, key))

    def day(self, frame: Frame, which: str) -> Scalar:
        """``first``, ``last``, ``full_last`` or ``next_first`` of each row's period."""
        every = {n: int(getattr(d, which)) for n, d in self.days.items()}
        return self.constant(frame, which, every)

    def constant(self, frame: Frame, hint: str, every: Mapping[int, int | None]) -> Scalar:
        """A whole number that depends on the period alone."""
        values = set(every.values())
        if len(values) == 1 and None not in values:
            return integer(values.pop() or 0)

        if 0 < len(every) <= FEW_PERIODS:
            return self._written_out(frame, hint, every)

        def make() -> Mapping[str, Scalar]:
            known = [v for v in every.values() if v is not None]
            low, high = min(known, default=0), max(known, default=0)
            lowest, highest = min(every, default=0), max(every, default=0)
            table = Values(
                "periods",
                {
                    "number": Column("integer", False, lowest, highest, "number"),
                    "value": Column("integer", None in values, low, high, "value"),
                },
                tuple((n, v) for n, v in every.items()),
            )
            column = frame.attach(table, [(self.number, "number")], ["value"], hint)["value"]
            if None not in values:
                column = Column("integer", False, low, high, column.name)
            return {"value": column}

        return frame.once((self.number, self.key, hint), make)["value"]

    def _written_out(self, frame: Frame, hint: str, every: Mapping[int, int | None]) -> Scalar:
        """The number as conditions on the period's, with no join."""

        def make() -> Mapping[str, Scalar]:
            number = frame.column(self.number)
            *first, last = every.items()
            worth = [(compare("=", number, integer(n)), _known(v)) for n, v in first]
            return {"value": frame.add(case(worth, _known(last[1])), hint)}

        return frame.once((self.number, self.key, hint), make)["value"]


def _known(value: int | None) -> Scalar:
    return null("integer") if value is None else integer(value)


FEW_PERIODS = 12
"""Up to so many periods what depends on them stands in the sentence itself."""


@dataclass(frozen=True)
class Rows:
    """A view: its relation, one row for each fact as one unit earns it, and what its fields are.

    Columns that every view has: unit_no, fact_no, project_no, on_day. ``tags`` holds a truth for each tag.
    """

    relation: Relation
    fields: Mapping[str, Value]
    tags: Mapping[str, Scalar]
    label: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def namer() -> Callable[[str], str]:
    """Names that no other column of the plan has."""
    numbers = count(1)
    return lambda hint: f"{hint}_{next(numbers)}"
