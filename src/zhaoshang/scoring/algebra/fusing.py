"""A plan with fewer steps: what is picked from what was picked becomes one step, and constants fold on the way.

Each part of a union is then as narrow as its own rule allows: what is constant in it, or never unknown, is
worked out when the plan is made instead of once a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from zhaoshang.scoring.algebra.pruning import is_simple, sources
from zhaoshang.scoring.algebra.relations import Group, Join, Relation, Select, Stored, Union, Window
from zhaoshang.scoring.algebra.scalars import (
    TRUE,
    Arithmetic,
    Case,
    Column,
    Compare,
    IsNull,
    Literal,
    Logic,
    Not,
    Null,
    Scalar,
    add,
    both,
    bounded,
    case,
    columns_of,
    compare,
    divide,
    either,
    inverse,
    is_null,
    multiply,
    subtract,
)


def fused(root: Relation) -> Relation:
    """The same rows in fewer steps."""
    readers: Counter[int] = Counter()
    _count(root, readers, set())
    return _fused(root, readers, {})


def _count(relation: Relation, readers: Counter[int], seen: set[int]) -> None:
    for source in sources(relation):
        readers[id(source)] += 1
        if id(source) not in seen:
            seen.add(id(source))
            _count(source, readers, seen)


def _fused(relation: Relation, readers: Counter[int], done: dict[int, tuple[Relation, Relation]]) -> Relation:
    if id(relation) not in done:
        made = _once(relation, readers, done)
        done[id(relation)] = (relation, made)  # the old one is kept, so that its identity stays its own
    return done[id(relation)][1]


def _once(relation: Relation, readers: Counter[int], done: dict[int, tuple[Relation, Relation]]) -> Relation:
    if isinstance(relation, Select):
        alone = readers[id(relation.source)] <= 1
        source = _fused(relation.source, readers, done)
        return _select(replace(relation, source=source), alone)
    if isinstance(relation, Group | Window | Stored):
        return replace(relation, source=_fused(relation.source, readers, done))
    if isinstance(relation, Join):
        left, right = (_fused(side, readers, done) for side in (relation.left, relation.right))
        return replace(relation, left=left, right=right)
    if isinstance(relation, Union):
        return replace(relation, parts=tuple(_fused(part, readers, done) for part in relation.parts))
    return relation


def _select(select: Select, alone: bool) -> Relation:
    source = select.source
    select = _substituted(select, source.columns, source)
    if isinstance(source, Union) and alone:
        return Union(select.label, tuple(_over(select, part) for part in source.parts))
    if isinstance(source, Select) and (alone or is_simple(source)):
        together = _together(select, source)
        if together is not None:
            return together
    return _over(select, source)


def _over(select: Select, source: Relation) -> Select:
    """A selection over this source, with what its columns are known to be; itself taken in where that can be."""
    made = _substituted(select, source.columns, source)
    if isinstance(source, Select):
        return _together(made, source) or made
    return made


def _together(outer: Select, inner: Select) -> Select | None:
    """Both in one, unless something costly would be worked out twice."""
    uses: Counter[str] = Counter()
    for scalar in (*outer.outputs.values(), *([] if outer.where is None else [outer.where])):
        uses.update(columns_of(scalar))
    costly = [
        n for n, s in inner.outputs.items() if not isinstance(s, Column | Literal | Null) and uses[n] > 1
    ]
    if costly:
        return None
    made = _substituted(outer, inner.outputs, inner.source)
    if inner.where is None:
        return made
    return replace(made, where=inner.where if made.where is None else both(inner.where, made.where))


def _substituted(select: Select, known: Mapping[str, Scalar], source: Relation) -> Select:
    outputs = {name: again(scalar, known) for name, scalar in select.outputs.items()}
    where = None if select.where is None else again(select.where, known)
    return Select(select.label, source, outputs, None if where == TRUE else where)


def again(scalar: Scalar, known: Mapping[str, Scalar]) -> Scalar:
    """An expression with its columns replaced by what they are, folded and bounded anew."""
    made = _again(scalar, known)
    return (
        bounded(made, scalar.low, scalar.high) if made.kind == "integer" and _narrower(scalar, made) else made
    )


def _narrower(old: Scalar, new: Scalar) -> bool:
    """Whether an old proof says more than the new one, which may not see why."""
    if isinstance(new, Literal | Null):
        return False
    return max(new.low, old.low) <= min(new.high, old.high)


def _again(scalar: Scalar, known: Mapping[str, Scalar]) -> Scalar:
    if isinstance(scalar, Column):
        return known[scalar.name]
    if isinstance(scalar, Arithmetic):
        left, right = again(scalar.left, known), again(scalar.right, known)
        if scalar.op == "//":
            return divide(left, right) if right.low > 0 else replace(scalar, left=left, right=right)
        return {"+": add, "-": subtract, "*": multiply}[scalar.op](left, right)
    if isinstance(scalar, Compare):
        return compare(scalar.op, again(scalar.left, known), again(scalar.right, known))
    if isinstance(scalar, Logic):
        left, right = again(scalar.left, known), again(scalar.right, known)
        if left == right:
            return left
        return both(left, right) if scalar.op == "and" else either(left, right)
    if isinstance(scalar, Not):
        return inverse(again(scalar.part, known))
    if isinstance(scalar, IsNull):
        return is_null(again(scalar.part, known))
    if isinstance(scalar, Case):
        branches = [(again(c, known), again(v, known)) for c, v in scalar.branches]
        return case(branches, again(scalar.otherwise, known))
    return scalar
