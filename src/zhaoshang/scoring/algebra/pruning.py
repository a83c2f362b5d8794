"""A plan without what nobody reads: the same rows, fewer columns and joins.

A plan is written for whoever may ask, explanations among them. A run over millions of facts asks only for
lines, scores and places; pruned for these, its text is close to what one would write by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from zhaoshang.scoring.algebra.relations import (
    Group,
    Join,
    Relation,
    Select,
    Stored,
    Table,
    Union,
    Values,
    Window,
)
from zhaoshang.scoring.algebra.scalars import TRUE, columns_of


def pruned(*roots: Relation) -> tuple[Relation, ...]:
    """The same relations with every column that none of them reads left out.

    A stored relation that only picks, filters and computes is taken in where it is read: to keep it would
    cost more than to work it out again.
    """
    return _Pruning(roots).roots()


def is_simple(relation: Relation) -> bool:
    """Whether a relation only picks, filters and computes over one table."""
    while isinstance(relation, Select):
        relation = relation.source
    return isinstance(relation, Table | Stored)


class _Pruning:
    def __init__(self, roots: Sequence[Relation]) -> None:
        self._roots = roots
        self._needed: dict[int, dict[str, None]] = {}
        self._made: dict[int, Relation] = {}
        order: list[Relation] = []
        seen: set[int] = set()
        for root in roots:
            _in_order(root, seen, order)
        for root in roots:
            self.need(root, root.columns)
        for relation in reversed(order):  # those who read before those who are read
            self.pass_on(relation)
        for relation in order:
            self._made[id(relation)] = self.made(relation)

    def roots(self) -> tuple[Relation, ...]:
        return tuple(self._made[id(root)] for root in self._roots)

    def need(self, relation: Relation, names: Iterable[str]) -> None:
        self._needed.setdefault(id(relation), {}).update(dict.fromkeys(names))

    def needed(self, relation: Relation) -> list[str]:
        """The columns read, in the relation's own order; one at least, since rows without columns are none."""
        wanted = self._needed.get(id(relation), {})
        return [n for n in relation.columns if n in wanted] or list(relation.columns)[:1]

    # -- what each relation needs of its sources
    def pass_on(self, relation: Relation) -> None:
        names = self.needed(relation)
        if isinstance(relation, Select):
            self.need(relation.source, (c for n in names for c in columns_of(relation.outputs[n])))
            if relation.where is not None:
                self.need(relation.source, columns_of(relation.where))
        elif isinstance(relation, Join):
            read = {*names, *(columns_of(relation.condition) if relation.condition is not None else ())}
            self.need(relation.left, (n for n in read if n not in relation.take))
            if not self.idle(relation):
                self.need(relation.left, (own for own, _ in relation.on))
                self.need(relation.right, (other for _, other in relation.on))
                self.need(relation.right, (relation.take[n] for n in read if n in relation.take))
        elif isinstance(relation, Union):
            for part in relation.parts:
                self.need(part, names)
        elif isinstance(relation, Group):
            self.need(relation.source, relation.keys)
            for name, aggregate in relation.aggregates.items():
                if name in names:
                    self.need(relation.source, columns_of(aggregate.of))
        elif isinstance(relation, Window):
            self.need(relation.source, (n for n in names if n not in relation.added))
            for name, window in relation.added.items():
                if name in names:
                    self.need(relation.source, columns_of(window.aggregate.of))
                    self.need(relation.source, window.partition)
                    self.need(relation.source, (order.column for order in window.order))
        elif isinstance(relation, Stored):
            self.need(relation.source, names)

    def idle(self, join: Join) -> bool:
        """Whether a join neither adds a column that is read nor changes which rows there are."""
        return join.keeps_rows and not any(name in join.take for name in self.needed(join))

    # -- each relation again, over its pruned sources
    def made(self, relation: Relation) -> Relation:
        names = self.needed(relation)
        if isinstance(relation, Select):
            outputs = {n: relation.outputs[n] for n in names}
            where = None if relation.where == TRUE else relation.where
            return replace(relation, source=self._made[id(relation.source)], outputs=outputs, where=where)
        if isinstance(relation, Join):
            left = self._made[id(relation.left)]
            if self.idle(relation):
                return left
            read = {*names, *(columns_of(relation.condition) if relation.condition is not None else ())}
            take = {new: old for new, old in relation.take.items() if new in read}
            return replace(relation, left=left, right=self._made[id(relation.right)], take=take)
        if isinstance(relation, Union):
            return replace(relation, parts=tuple(self.exactly(part, names) for part in relation.parts))
        if isinstance(relation, Group):
            aggregates = {n: a for n, a in relation.aggregates.items() if n in names}
            return replace(relation, source=self._made[id(relation.source)], aggregates=aggregates)
        if isinstance(relation, Window):
            source = self._made[id(relation.source)]
            added = {n: w for n, w in relation.added.items() if n in names}
            return replace(relation, source=source, added=added) if added else source
        if isinstance(relation, Stored):
            source = self._made[id(relation.source)]
            return source if is_simple(source) else replace(relation, source=source)
        assert isinstance(relation, Table | Values)
        return relation

    def exactly(self, relation: Relation, names: Sequence[str]) -> Relation:
        """A part of a union with the columns that all parts have, and no others."""
        made = self._made[id(relation)]
        if list(made.columns) == list(names):
            return made
        return Select(relation.label, made, {n: made[n] for n in names})


def _in_order(relation: Relation, seen: set[int], order: list[Relation]) -> None:
    """Every relation below one, sources before those that read them."""
    if id(relation) in seen:
        return
    seen.add(id(relation))
    for source in sources(relation):
        _in_order(source, seen, order)
    order.append(relation)


def sources(relation: Relation) -> tuple[Relation, ...]:
    """The relations that a relation reads."""
    if isinstance(relation, Select | Group | Window | Stored):
        return (relation.source,)
    if isinstance(relation, Join):
        return (relation.left, relation.right)
    return relation.parts if isinstance(relation, Union) else ()
