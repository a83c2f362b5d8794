"""Whether a document is needed for one project: the scheme's own condition, as far as one project's facts tell.

Answers yes, no, or None where the facts at hand do not tell; then a person judges. It decides what is asked for,
never what is worth a point: that is the library's.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from zhaoshang.language.tree import Tree

Fact = str | bool | Fraction | frozenset[str] | None


def holds(tree: Tree | None, facts: Mapping[str, Fact]) -> bool | None:
    """Whether a condition holds for what is known; with no condition, always."""
    if tree is None:
        return True
    if tree.op == "not":
        inner = holds(tree.parts[0], facts)
        return None if inner is None else not inner
    if tree.op == "and":
        return _all([holds(part, facts) for part in tree.parts])
    if tree.op == "or":
        answer = _all([None if h is None else not h for h in (holds(p, facts) for p in tree.parts)])
        return None if answer is None else not answer
    if tree.op == "has":
        held, wanted = _value(tree.parts[0], facts), tree.parts[1].value
        return str(wanted) in held if isinstance(held, frozenset) else None
    if tree.op == "among":
        left, *rest = (_value(part, facts) for part in tree.parts)
        return None if left is None or None in rest else left in rest
    if tree.op == "compare":
        return _compared(tree.value, *(_value(part, facts) for part in tree.parts))
    value = _value(tree, facts)
    return value if isinstance(value, bool) else None


def _all(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _value(tree: Tree, facts: Mapping[str, Fact]) -> Fact:
    if tree.op in ("field", "unit_field"):
        return facts.get(str(tree.value))
    if tree.op in ("choice", "text", "truth", "number"):
        value: Fact = tree.value
        return value
    return None


def _compared(sign: str, left: Fact, right: Fact) -> bool | None:
    if left is None or right is None:
        return None
    if sign in ("=", "!="):
        return (left == right) == (sign == "=")
    if not isinstance(left, Fraction) or not isinstance(right, Fraction):
        return None
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[sign]
