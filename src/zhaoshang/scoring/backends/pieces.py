"""Cuts a relation into pieces small enough for an engine whose planning grows faster than its statements.

A piece is a ``Stored`` relation: worked out once and read by its label. What is read more than once becomes a
piece, and so does whatever has grown too large. Every piece is printed like any other relation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from zhaoshang.scoring.algebra import (
    Arithmetic,
    Case,
    Column,
    Compare,
    Group,
    IsNull,
    Join,
    Logic,
    Not,
    Relation,
    Scalar,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
)

LARGEST_PIECE = 300
"""Terms and steps in one piece, about: past this, planning takes longer than keeping what was worked out."""


class Pieces:
    """The pieces of some relations that are asked for one after another; what they share is cut out once."""

    def __init__(self, largest: int = LARGEST_PIECE) -> None:
        self._largest = largest
        self._cut: dict[int, tuple[Relation, Relation]] = {}
        self._sizes: dict[int, int] = {}
        self._labels: Counter[str] = Counter()

    def cut(self, relation: Relation) -> Relation:
        """The same relation, read from pieces."""
        uses: Counter[int] = Counter()
        _count(relation, uses)
        return self._whole(relation, uses)

    def _whole(self, relation: Relation, uses: Counter[int]) -> Relation:
        known = self._cut.get(id(relation))
        if known is not None:
            return known[1]
        made = self._made(relation, uses)
        size = sum(self._sizes.get(id(s), 1) for s in _sources(made)) + _terms(made)
        if not isinstance(made, Table | Stored | Values) and (uses[id(relation)] > 1 or size > self._largest):
            self._labels[made.label] += 1
            made = Stored(f"{made.label}_piece_{self._labels[made.label]}", made)
        self._sizes[id(made)] = 1 if isinstance(made, Table | Stored) else size
        self._cut[id(relation)] = (relation, made)  # with the relation itself, so that its id stays its own
        return made

    def _made(self, relation: Relation, uses: Counter[int]) -> Relation:
        if isinstance(relation, Select | Group | Window | Stored):
            return replace(relation, source=self._whole(relation.source, uses))
        if isinstance(relation, Join):
            left, right = self._whole(relation.left, uses), self._whole(relation.right, uses)
            return replace(relation, left=left, right=right)
        if isinstance(relation, Union):
            return replace(relation, parts=tuple(self._whole(part, uses) for part in relation.parts))
        return relation


def _sources(relation: Relation) -> tuple[Relation, ...]:
    """What is read in the same statement."""
    if isinstance(relation, Select | Group | Window):
        return (relation.source,)
    if isinstance(relation, Join):
        return (relation.left, relation.right)
    return relation.parts if isinstance(relation, Union) else ()


def _count(relation: Relation, uses: Counter[int]) -> None:
    """How often each relation below one is read."""
    uses[id(relation)] += 1
    if uses[id(relation)] == 1:
        for source in (relation.source,) if isinstance(relation, Stored) else _sources(relation):
            _count(source, uses)


def _terms(relation: Relation) -> int:
    """How much a relation itself says, apart from what it reads."""
    if isinstance(relation, Select):
        told = [s for s in relation.outputs.values() if not isinstance(s, Column)]
        return 1 + sum(map(_size, told)) + (0 if relation.where is None else _size(relation.where))
    if isinstance(relation, Group):
        return 1 + sum(_size(a.of) for a in relation.aggregates.values())
    if isinstance(relation, Window):
        return 1 + sum(_size(w.aggregate.of) for w in relation.added.values())
    if isinstance(relation, Join):
        return 1 + (0 if relation.condition is None else _size(relation.condition))
    return 1


def _size(scalar: Scalar) -> int:
    if isinstance(scalar, Arithmetic | Compare | Logic):
        return 1 + _size(scalar.left) + _size(scalar.right)
    if isinstance(scalar, Not | IsNull):
        return 1 + _size(scalar.part)
    if isinstance(scalar, Case):
        return 1 + _size(scalar.otherwise) + sum(_size(c) + _size(v) for c, v in scalar.branches)
    return 1
