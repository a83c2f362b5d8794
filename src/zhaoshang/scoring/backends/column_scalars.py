"""One scalar as a step: columns in, a column out, or the pairs of rows that it holds for.

Short work is done by nested closures. An expression that has run over many rows is compiled from its source,
which pays from some hundreds of rows on, whether of one ledger or of many.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any, Literal

from zhaoshang.scoring.algebra import Column, Scalar
from zhaoshang.scoring.backends.columns import Cells, Index, Matched, match_pairs
from zhaoshang.scoring.backends.scalar_closures import Closure, closure
from zhaoshang.scoring.backends.scalar_source import Source, TooDeep, of_columns, of_pairs

Form = Literal["value", "true"]
Number = Callable[[str], tuple[int, bool]]
"""The step that gives a column, and whether that column is one of a join's right."""

ENOUGH_ROWS = 400
"""Compiling takes about as long as the closures take for so many rows."""


class Reading:
    """The columns that an expression reads, in the order it first does; constants are written into it."""

    def __init__(self, constants: Mapping[int, Any]) -> None:
        self._constants = constants
        self.lefts: list[int] = []
        self.rights: list[int] = []
        self.names: dict[str, tuple[int, bool]] = {}
        self.values: dict[str, Any] = {}

    def column(self, column: Column, number: Number, source: Source) -> tuple[str, bool]:
        """How a column is read, and whether it may be unknown."""
        step, of_right = number(column.name)
        if step in self._constants:
            value = self.values[column.name] = self._constants[step]
            return source.constant(value), value is None
        columns = self.rights if of_right else self.lefts
        if step not in columns:
            columns.append(step)
        at = columns.index(step)
        self.names[column.name] = at, of_right
        return f"b{at}[j]" if of_right else f"c{at}", column.nullable

    def closure(self, scalar: Scalar) -> tuple[Closure, list[Any]]:
        """A function of a row: the left's columns read, the right's, and the constants that follow."""
        at = {name: i + (len(self.lefts) if of_right else 0) for name, (i, of_right) in self.names.items()}
        at |= {name: i for i, name in enumerate(self.values, len(self.lefts) + len(self.rights))}
        return closure(scalar, at), list(self.values.values())


class ColumnScalar:
    """A scalar as a function of columns; in the form ``true`` what comes out is true just where it is."""

    def __init__(self, scalar: Scalar, number: Number, read: Reading, form: Form) -> None:
        source = Source(lambda column: read.column(column, number, source))
        self._text = source.true(scalar) if form == "true" else source.value(scalar)
        self._scalar, self._read, self._texts = scalar, read, tuple(source.texts)
        self._rows = 0
        self._compiled: Callable[..., Cells] | None = None
        self._made: tuple[Closure, list[Any]] | None = None
        self.key = ("scalar", form, self._text, self._texts)

    def __call__(self, *cells: Cells) -> Cells:
        """A column of as many cells as the columns read have."""
        if self._compiled is not None:
            return self._compiled(*cells)
        self._rows += len(cells[0])
        if self._rows >= ENOUGH_ROWS:
            try:
                self._compiled = of_columns(self._text, self._texts, len(cells))
                return self._compiled(*cells)
            except TooDeep:
                self._compiled = self._by_closure
        return self._by_closure(*cells)

    def _by_closure(self, *cells: Cells) -> Cells:
        if self._made is None:
            self._made = self._read.closure(self._scalar)
        by_row, constants = self._made
        return list(map(by_row, zip(*cells, *map(repeat, constants), strict=False)))

    def of_constants(self) -> Any:
        """The value, where no column is read."""
        make, constants = self._read.closure(self._scalar)
        return make(constants)


class PairedScalar:
    """A join's condition as a function of keys, partners and columns of both sides."""

    def __init__(self, scalar: Scalar, number: Number, read: Reading, outer: bool) -> None:
        source = Source(lambda column: read.column(column, number, source))
        self._text = source.true(scalar)
        self._scalar, self._read, self._texts, self._outer = scalar, read, tuple(source.texts), outer
        self._pairs: Callable[..., Sequence[tuple[int, int]]] | None = None
        self.always = self._text == "True"
        self.key = ("match if", outer, len(read.lefts), self._text, self._texts)

    def __call__(self, keys: Cells, index: Index, *cells: Cells) -> Matched:
        """The pairs of rows with equal keys that the condition holds for."""
        if self._pairs is None:
            lefts, rights = len(self._read.lefts), len(self._read.rights)
            try:
                self._pairs = of_pairs(self._text, self._texts, lefts, rights)
            except TooDeep:
                self._pairs = self._by_closure
        return match_pairs(self._pairs(index.all.get, keys, *cells), len(keys), self._outer)

    def _by_closure(
        self, partners: Callable[[Any, Sequence[int]], Sequence[int]], keys: Cells, *cells: Cells
    ) -> Sequence[tuple[int, int]]:
        holds, constants = self._read.closure(self._scalar)
        lefts, rights = cells[: len(self._read.lefts)], cells[len(self._read.lefts) :]
        return [
            (i, j)
            for i, key in enumerate(keys)
            for j in partners(key, ())
            if holds((*(c[i] for c in lefts), *(c[j] for c in rights), *constants)) is True
        ]
