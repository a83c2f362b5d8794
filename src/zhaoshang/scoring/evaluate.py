"""A typed tree worked out by hand, from the values of its leaves: what an explanation shows, step by step.

Independent of the plan and its back ends: it knows fractions and three-valued logic, nothing of SQL. A leaf
is whatever had to be looked up in the ledger; everything else is arithmetic that a reader can repeat.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from zhaoshang.language import Tree
from zhaoshang.language.functions import FUNCTIONS
from zhaoshang.quantities.dates import add_months, month_of

Leaf = Callable[[Tree], Any]

LEAVES = {
    "field", "unit_field", "parameter", "measure", "indicator", "has_target", "aggregate", "day_of_rule",
    "subtotal", "score", "place", "place_from_end", "full_marks", "has", "in",
}  # fmt: skip


def is_leaf(tree: Tree) -> bool:
    """Whether a node's value comes from the ledger and not from its parts."""
    if tree.op == "function":
        return FUNCTIONS[tree.value].family != "value"
    return tree.op in LEAVES


def leaves(tree: Tree) -> list[Tree]:
    """The leaves below a node, in the order written."""
    if is_leaf(tree):
        return [tree]
    return [leaf for part in tree.parts for leaf in leaves(part)]


def evaluate(tree: Tree, leaf: Leaf) -> Any:
    """The value: a Fraction, bool, day number, text or None for unknown."""
    if is_leaf(tree):
        return leaf(tree)
    if tree.op in ("number", "truth", "day", "text", "choice", "months"):
        return tree.value
    if tree.op == "table":
        return _table(tree, leaf)
    if tree.op == "function":
        return _function(tree, leaf)
    values = [evaluate(p, leaf) for p in tree.parts]
    if tree.op == "and":
        return False if False in values else None if None in values else True
    if tree.op == "or":
        return True if True in values else None if None in values else False
    if tree.op == "among":
        found = [None if None in (values[0], v) else values[0] == v for v in values[1:]]
        return True if True in found else None if None in found else False
    if None in values:
        return None
    return _ARITHMETIC[tree.op](tree, *values)


def table_row(tree: Tree, leaf: Leaf) -> int | None:
    """Which row of a table applies, counted from 0."""
    value = evaluate(tree.parts[0], leaf)
    if value is None:
        return None
    found = None
    for i, strict in enumerate(tree.value.strict):
        bound = evaluate(tree.parts[1 + 2 * i], leaf)
        if value > bound if strict else value >= bound:
            found = i
    return found


def _table(tree: Tree, leaf: Leaf) -> Any:
    if not tree.value.marginal:
        row = table_row(tree, leaf)
        return None if row is None else evaluate(tree.parts[2 + 2 * row], leaf)
    value = evaluate(tree.parts[0], leaf)
    if value is None:
        return None
    bounds = [evaluate(p, leaf) for p in tree.parts[1::2]]
    rates = [evaluate(p, leaf) for p in tree.parts[2::2]]
    ends = [*bounds[1:], value]
    return sum(
        (
            max(Fraction(0), min(value, end) - low) * rate
            for low, end, rate in zip(bounds, ends, rates, strict=True)
        ),
        Fraction(0),
    )


def _compare(tree: Tree, a: Any, b: Any) -> Any:
    return _COMPARE[tree.value](a, b)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _moved(tree: Tree, a: Any, b: Any, sign: int) -> Any:
    if tree.parts[1].op == "months":
        return add_months(a, sign * b)
    moved = a + sign * b
    from zhaoshang.language.types import Day

    if isinstance(tree.type, Day):
        return int(moved)
    return Fraction(moved)


_ARITHMETIC: dict[str, Callable[..., Any]] = {
    "not": lambda tree, a: not a,
    "negate": lambda tree, a: -a,
    "multiply": lambda tree, a, b: a * b,
    "divide": lambda tree, a, b: Fraction(a) / b,
    "add": lambda tree, a, b: _moved(tree, a, b, 1),
    "subtract": lambda tree, a, b: _moved(tree, a, b, -1),
    "compare": _compare,
}


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    size = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return size if value >= 0 else -size


def _function(tree: Tree, leaf: Leaf) -> Any:
    name, parts = tree.value, tree.parts
    if name == "if":
        return evaluate(parts[1] if evaluate(parts[0], leaf) is True else parts[2], leaf)
    if name == "default":
        value = evaluate(parts[0], leaf)
        return evaluate(parts[1], leaf) if value is None else value
    values = [evaluate(p, leaf) for p in parts]
    if name in ("known", "unknown"):
        return (values[0] is None) == (name == "unknown")
    if name == "holding":
        return Fraction(sum(v is True for v in values))
    if name == "ratio":
        if None in values[:2]:
            return None
        return values[2] if values[1] == 0 else Fraction(values[0]) / values[1]
    if None in values:
        return None
    return _VALUES[name](*values)


_VALUES: dict[str, Callable[..., Any]] = {
    "min": min,
    "max": max,
    "clamp": lambda x, least, most: min(max(x, least), most),
    "round": lambda x, step: half_up(Fraction(x) / step) * step,
    "steps": lambda x, step: Fraction(max(0, x // step)),
    "started_steps": lambda x, step: Fraction(max(0, -(-x // step))),
    "rest": lambda x, step: Fraction(0) if x < 0 else x - step * (x // step),
    "month": lambda day: Fraction(month_of(day) % 12 + 1),
    "year": lambda day: Fraction(month_of(day) // 12),
}
