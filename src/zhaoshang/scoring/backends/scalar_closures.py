"""Scalars as nested Python functions of a row: nothing is written, so nothing has to be compiled.

For expressions that run over few rows, and for those too deeply nested to be written as source. The same
values as ``scalar_source`` gives, by other means; a test holds one against the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import add, eq, floordiv, ge, gt, itemgetter, le, lt, mul, ne, sub
from typing import Any

from zhaoshang.scoring.algebra import (
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
)

Closure = Callable[[Any], Any]
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": add, "-": sub, "*": mul, "//": floordiv,
    "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip


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

        def inverse(row: Any) -> Any:
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

        def against_constant(row: Any) -> Any:
            value = left(row)
            return None if value is None else do(value, right_value)

        return against_constant
    right = closure(scalar.right, at)
    if not scalar.nullable:
        return lambda row: do(left(row), right(row))

    def binary(row: Any) -> Any:
        a = left(row)
        if a is None:
            return None
        b = right(row)
        return None if b is None else do(a, b)

    return binary


def _logic(scalar: Logic, at: Mapping[str, int]) -> Closure:
    left, right = closure(scalar.left, at), closure(scalar.right, at)
    decides = scalar.op == "or"

    def logic(row: Any) -> Any:
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

    def choose(row: Any) -> Any:
        for condition, value in branches:
            if condition(row) is True:
                return value(row)
        return otherwise(row)

    return choose
