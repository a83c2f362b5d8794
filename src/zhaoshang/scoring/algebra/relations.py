"""Relations: the handful of operations that every back end does alike.

A relation's ``columns`` are its columns by name, with kind, nullability and bounds. Relations are
immutable and shared; a back end evaluates each object once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from zhaoshang.scoring.algebra.scalars import Column, Scalar, TooLarge

MOST_ROWS = 10**7
"""How many rows a sum may run over where its maker does not say; bounds of sums are proved for this many."""


@dataclass(frozen=True, eq=False)
class Relation:
    """Anything with rows. ``label`` names it in SQL text, for a reader."""

    label: str

    @property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]


@dataclass(frozen=True, eq=False)
class Table(Relation):
    """A table that the back end has been given under the name ``label``."""

    own: Mapping[str, Column]

    @property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        return self.own


@dataclass(frozen=True, eq=False)
class Values(Relation):
    """A few constant rows, written into the text itself."""

    own: Mapping[str, Column]
    rows: tuple[tuple[int | str | bool | None, ...], ...]

    @property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        return self.own


def _named(scalar: Scalar, name: str) -> Column:
    return Column(scalar.kind, scalar.nullable, scalar.low, scalar.high, name)


@dataclass(frozen=True, eq=False)
class Select(Relation):
    """Some columns of a source, computed and filtered (``where`` must be true)."""

    source: Relation
    outputs: Mapping[str, Scalar]
    where: Scalar | None = None

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        return {name: _named(scalar, name) for name, scalar in self.outputs.items()}


@dataclass(frozen=True, eq=False)
class Join(Relation):
    """Rows of ``left`` beside the rows of ``right`` with equal keys that satisfy ``condition``.

    ``take`` maps new names, none of which the left has, to columns of the right; the condition sees these
    and the left's. An outer join keeps left rows without a partner. ``keeps_rows`` says that its maker knows
    every left row to come out exactly once.
    """

    left: Relation
    right: Relation
    on: tuple[tuple[str, str], ...]
    take: Mapping[str, str]
    condition: Scalar | None = None
    outer: bool = False
    keeps_rows: bool = False

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        taken = {new: self.right[old].renamed(new) for new, old in self.take.items()}
        assert not taken.keys() & self.left.columns.keys(), taken.keys() & self.left.columns.keys()
        if self.outer:
            taken = {name: column.outer() for name, column in taken.items()}
        return {**self.left.columns, **taken}


@dataclass(frozen=True, eq=False)
class Union(Relation):
    """All rows of several relations with the same columns."""

    parts: tuple[Relation, ...]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name, with bounds that hold for every part."""
        first = self.parts[0].columns
        out = {}
        for name in first:
            each = [p[name] for p in self.parts]
            out[name] = Column(
                each[0].kind,
                any(c.nullable for c in each),
                min(c.low for c in each),
                max(c.high for c in each),
                name,
            )
        return out


@dataclass(frozen=True)
class Aggregate:
    """A reduction; null values are skipped and nothing at all gives null.

    ``rows`` is how many rows a sum may run over; ``size`` bounds its magnitude where its maker can prove more.
    """

    function: Literal["sum", "min", "max"]
    of: Scalar
    rows: int = MOST_ROWS
    size: int | None = None


def _reduced(aggregate: Aggregate, name: str, nullable: bool) -> Column:
    of = aggregate.of
    low, high = of.low, of.high
    if aggregate.function == "sum":
        low, high = min(low, 0) * aggregate.rows, max(high, 0) * aggregate.rows
        if aggregate.size is not None:
            low, high = max(low, -aggregate.size), min(high, aggregate.size)
        if max(-low, high) > 10**38 - 1:
            raise TooLarge(f"sum of {of.low}..{of.high}")
    return Column(of.kind, nullable, low, high, name)


@dataclass(frozen=True, eq=False)
class Group(Relation):
    """One row for each combination of the keys; without keys, one row in all."""

    source: Relation
    keys: tuple[str, ...]
    aggregates: Mapping[str, Aggregate]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        keys = {k: self.source[k] for k in self.keys}
        return keys | {n: _reduced(a, n, a.of.nullable or not self.keys) for n, a in self.aggregates.items()}


@dataclass(frozen=True)
class Order:
    """A column to order by, never null."""

    column: str
    descending: bool = False


@dataclass(frozen=True)
class WindowColumn:
    """A running or whole reduction within a partition.

    ``frame``: ``rows`` up to and with this row in the order, which must be total; ``peers`` likewise but
    with all rows that tie with it; ``all`` the whole partition, no order.
    """

    aggregate: Aggregate
    partition: tuple[str, ...]
    order: tuple[Order, ...] = ()
    frame: Literal["rows", "peers", "all"] = "all"


@dataclass(frozen=True, eq=False)
class Window(Relation):
    """The source with window columns added; every row stays."""

    source: Relation
    added: Mapping[str, WindowColumn]

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        own = self.source.columns
        return {
            **own,
            **{n: _reduced(w.aggregate, n, w.aggregate.of.nullable) for n, w in self.added.items()},
        }


@dataclass(frozen=True, eq=False)
class Stored(Relation):
    """A relation that the back end computes once and keeps under the name ``label``."""

    source: Relation

    @property
    def columns(self) -> Mapping[str, Column]:
        """Columns by name."""
        return self.source.columns


def column_list(names: Sequence[str], source: Relation) -> dict[str, Scalar]:
    """Some columns as they are, for a Select."""
    return {name: source[name] for name in names}
