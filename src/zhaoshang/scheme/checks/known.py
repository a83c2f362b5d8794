"""What can be told of a condition before any fact is known: true, false, or not yet."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from zhaoshang.language import Tree
from zhaoshang.scheme.model import Node, Scheme, Unit


def of_unit(tree: Tree, unit: Unit) -> bool | None:
    """A condition on a unit where only the register of units decides it; None where facts would."""
    if tree.op == "truth":
        return bool(tree.value)
    if tree.op == "not":
        inner = of_unit(tree.parts[0], unit)
        return None if inner is None else not inner
    if tree.op in ("and", "or"):
        sides = [of_unit(p, unit) for p in tree.parts]
        decisive = tree.op == "or"
        if decisive in sides:
            return decisive
        return None if None in sides else not decisive
    if tree.op == "among":
        values = [_value(p, unit) for p in tree.parts]
        return None if None in values else values[0] in values[1:]
    if tree.op == "compare" and tree.value in ("=", "!="):
        left, right = (_value(p, unit) for p in tree.parts)
        if left is None or right is None:
            return None
        return bool(left == right) is (tree.value == "=")
    return None


def _value(tree: Tree, unit: Unit) -> str | Fraction | None:
    if tree.op in ("choice", "text"):
        return str(tree.value)
    if tree.op == "number":
        return Fraction(tree.value)
    if tree.op not in ("unit_field", "field"):
        return None
    if tree.value == "unit":
        return unit.name
    if tree.value in ("group", "team"):
        value: str | None = getattr(unit, tree.value)
        return value
    if tree.value == "headcount":
        return None if unit.headcount is None else Fraction(unit.headcount)
    return unit.fields.get(tree.value)


def may_apply(trees: Iterable[Tree], scheme: Scheme) -> tuple[Unit, ...]:
    """The units for which none of the conditions is known to be false."""
    conditions = tuple(trees)
    return tuple(u for u in scheme.units if not any(of_unit(c, u) is False for c in conditions))


class Narrowed:
    """What a chain of conditions, all of which must hold, leaves of each field's values."""

    def __init__(self) -> None:
        self.equal: dict[str, str] = {}
        self.low: dict[str, tuple[Fraction, bool]] = {}
        self.high: dict[str, tuple[Fraction, bool]] = {}
        self.contradiction: str | None = None

    def take(self, tree: Tree | None) -> None:
        """Add a condition."""
        if tree is None:
            return
        if tree.op == "and":
            for part in tree.parts:
                self.take(part)
        elif tree.op == "truth" and not tree.value:
            self.contradiction = "否"
        elif tree.op == "compare" and tree.parts[0].op == "field":
            self._compare(tree.parts[0].value, tree.value, tree.parts[1])

    def _compare(self, field: str, sign: str, other: Tree) -> None:
        if other.op == "choice" and sign == "=":
            known = self.equal.setdefault(field, other.value)
            if known != other.value:
                self.contradiction = field
        elif other.op in ("number", "day"):
            value = Fraction(other.value)
            if sign in (">", ">=", "="):
                self.low[field] = max(self.low.get(field, (value, False)), (value, sign == ">"))
            if sign in ("<", "<=", "="):
                old = self.high.get(field, (value, True))
                self.high[field] = min(old, (value, sign != "<"))
            if field in self.low and field in self.high:
                (low, strictly), (high, included) = self.low[field], self.high[field]
                if low > high or (low == high and (strictly or not included)):
                    self.contradiction = field


def narrowed_by_view(scheme: Scheme, view: str | None) -> Narrowed:
    """What a view and those it draws from leave; a lapse changes only the day."""
    found = Narrowed()
    while view is not None and view in scheme.views:
        found.take(scheme.views[view].where)
        view = scheme.views[view].of
    return found


def rules_of(scheme: Scheme) -> tuple[Node, ...]:
    """The leaves of the tree."""
    return tuple(n for n in scheme.nodes() if not n.rules and n.base is None)
