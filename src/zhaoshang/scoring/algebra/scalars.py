"""Scalar expressions over the columns of one relation: integers with proved bounds, truths and texts.

Build them with the functions at the end, which fold constants and prove bounds; a bound past 38 decimal
digits raises TooLarge at compile time. Null means unknown; and/or/not are three-valued, as in SQL.
Division is of a non-negative number by a positive one: engines disagree about the rest, so ``divide``
guards signs itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal as OneOf

Kind = OneOf["integer", "truth", "text"]

NARROW = 2**63 - 1
"""The largest integer that 64 bits hold."""
WIDEST = 10**38 - 1
"""The largest integer that every back end holds exactly (DECIMAL(38,0); 128 bits hold a little more)."""


class TooLarge(Exception):
    """A value could need more than 38 digits, so no back end could promise it exactly."""


@dataclass(frozen=True)
class Scalar:
    """An expression's kind, whether it may be null, and for integers the bounds of its value."""

    kind: Kind
    nullable: bool
    low: int
    high: int

    @property
    def wide(self) -> bool:
        """Whether 64 bits may be too few."""
        return self.kind == "integer" and max(-self.low, self.high) > NARROW


@dataclass(frozen=True)
class Column(Scalar):
    """A column of the relation that the expression stands over."""

    name: str

    def renamed(self, name: str) -> Column:
        """The same column under another name."""
        return Column(self.kind, self.nullable, self.low, self.high, name)

    def outer(self) -> Column:
        """The same column seen through an outer join: it may be null."""
        return Column(self.kind, True, self.low, self.high, self.name)


@dataclass(frozen=True)
class Literal(Scalar):
    """A constant."""

    value: int | bool | str


@dataclass(frozen=True)
class Null(Scalar):
    """The unknown."""


@dataclass(frozen=True)
class Arithmetic(Scalar):
    """One of ``+ - *`` or ``//`` (of a non-negative by a positive number)."""

    op: OneOf["+", "-", "*", "//"]
    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Compare(Scalar):
    """One of ``= <> < <= > >=``."""

    op: str
    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Logic(Scalar):
    """Three-valued ``and`` or ``or``."""

    op: OneOf["and", "or"]
    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Not(Scalar):
    """Three-valued not."""

    part: Scalar


@dataclass(frozen=True)
class IsNull(Scalar):
    """Whether a value is unknown."""

    part: Scalar


@dataclass(frozen=True)
class Case(Scalar):
    """The value beside the first condition that is true, else the last."""

    branches: tuple[tuple[Scalar, Scalar], ...]
    otherwise: Scalar


def integer(value: int) -> Literal:
    """An integer constant."""
    if abs(value) > WIDEST:
        raise TooLarge(str(value))
    return Literal("integer", False, value, value, value)


def text(value: str) -> Literal:
    """A text constant."""
    return Literal("text", False, 0, 0, value)


TRUE = Literal("truth", False, 0, 0, True)
FALSE = Literal("truth", False, 0, 0, False)
ZERO, ONE = integer(0), integer(1)


def null(kind: Kind) -> Null:
    """The unknown of a kind."""
    return Null(kind, True, 0, 0)


def _value(scalar: Scalar) -> int | None:
    if isinstance(scalar, Literal) and scalar.kind == "integer":
        assert isinstance(scalar.value, int)
        return scalar.value
    return None


def _arithmetic(op: OneOf["+", "-", "*", "//"], left: Scalar, right: Scalar, low: int, high: int) -> Scalar:
    if max(-low, high) > WIDEST:
        raise TooLarge(f"{left.low}..{left.high} {op} {right.low}..{right.high}")
    if isinstance(left, Null) or isinstance(right, Null):
        return null("integer")
    return Arithmetic("integer", left.nullable or right.nullable, low, high, op, left, right)


def add(left: Scalar, right: Scalar) -> Scalar:
    """The sum."""
    a, b = _value(left), _value(right)
    if a is not None and b is not None:
        return integer(a + b)
    if a == 0:
        return right
    if b == 0:
        return left
    if a is not None:
        left, right = right, left
    return _arithmetic("+", left, right, left.low + right.low, left.high + right.high)


def subtract(left: Scalar, right: Scalar) -> Scalar:
    """The difference."""
    a, b = _value(left), _value(right)
    if a is not None and b is not None:
        return integer(a - b)
    if b == 0:
        return left
    return _arithmetic("-", left, right, left.low - right.high, left.high - right.low)


def negate(part: Scalar) -> Scalar:
    """The number with its sign turned."""
    return subtract(ZERO, part)


def multiply(left: Scalar, right: Scalar) -> Scalar:
    """The product."""
    a, b = _value(left), _value(right)
    if a is not None and b is not None:
        return integer(a * b)
    if a == 1:
        return right
    if b == 1:
        return left
    if a is not None:
        left, right = right, left
    corners = [x * y for x in (left.low, left.high) for y in (right.low, right.high)]
    return _arithmetic("*", left, right, min(corners), max(corners))


def divide(left: Scalar, right: Scalar) -> Scalar:
    """The quotient rounded toward zero. The divisor must be positive by its bounds."""
    if isinstance(left, Null) or isinstance(right, Null):
        return null("integer")
    if right.low <= 0:
        raise ValueError("the divisor must be proved positive")
    a, b = _value(left), _value(right)
    if b == 1:
        return left
    if a is not None and b is not None:
        return integer(a // b if a >= 0 else -(-a // b))
    if isinstance(left, Arithmetic) and left.op == "*" and b is not None:  # so many times a multiple of b
        for times, other in ((left.left, left.right), (left.right, left.left)):
            factor = _value(times)
            if factor is not None and factor % b == 0:
                return multiply(integer(factor // b), other)
    if left.low >= 0:
        low, high = left.low // right.high, left.high // right.low
        if low == high and not left.nullable and not right.nullable:
            return integer(low)
        return _arithmetic("//", left, right, low, high)
    backward = negate(left)
    if backward.low >= 0:
        return negate(divide(backward, right))
    size = max(-left.low, left.high)
    magnitude = bounded(absolute(left), 0, size)
    quotient = divide(magnitude, right)
    return bounded(
        case([(compare("<", left, ZERO), negate(quotient))], quotient), -quotient.high, quotient.high
    )


def absolute(part: Scalar) -> Scalar:
    """The number without its sign."""
    if part.low >= 0:
        return part
    return case([(compare("<", part, ZERO), negate(part))], part)


def bounded(scalar: Scalar, low: int, high: int) -> Scalar:
    """The same expression with tighter bounds, where the caller can prove more than the parts show."""
    if scalar.low >= low and scalar.high <= high:
        return scalar
    fields = {**vars(scalar), "low": max(low, scalar.low), "high": min(high, scalar.high)}
    return type(scalar)(**fields)


def compare(op: str, left: Scalar, right: Scalar) -> Scalar:
    """A comparison; unknown if either side is."""
    if isinstance(left, Null) or isinstance(right, Null):
        return null("truth")
    if isinstance(left, Literal) and isinstance(right, Literal) and left.kind == right.kind:
        a, b = left.value, right.value
        if op in ("=", "<>"):
            return TRUE if (a == b) == (op == "=") else FALSE
        if isinstance(a, int) and isinstance(b, int):
            return TRUE if {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op] else FALSE
    if left.kind == right.kind == "integer" and not left.nullable and not right.nullable:
        decided = _decided(op, left, right)
        if decided is not None:
            return TRUE if decided else FALSE
    return Compare("truth", left.nullable or right.nullable, 0, 0, op, left, right)


def _decided(op: str, left: Scalar, right: Scalar) -> bool | None:
    """What a comparison of two known integers comes to wherever their bounds leave no choice."""
    if op in (">", ">="):
        return _decided({">": "<", ">=": "<="}[op], right, left)
    if op == "<":
        return True if left.high < right.low else False if left.low >= right.high else None
    if op == "<=":
        return True if left.high <= right.low else False if left.low > right.high else None
    apart = left.high < right.low or right.high < left.low
    return (op == "<>") if apart else None


def both(*parts: Scalar) -> Scalar:
    """Three-valued and."""
    kept = [p for p in parts if p != TRUE]
    if FALSE in kept:
        return FALSE
    if not kept:
        return TRUE
    out = kept[0]
    for part in kept[1:]:
        out = Logic("truth", out.nullable or part.nullable, 0, 0, "and", out, part)
    return out


def either(*parts: Scalar) -> Scalar:
    """Three-valued or."""
    kept = [p for p in parts if p != FALSE]
    if TRUE in kept:
        return TRUE
    if not kept:
        return FALSE
    out = kept[0]
    for part in kept[1:]:
        out = Logic("truth", out.nullable or part.nullable, 0, 0, "or", out, part)
    return out


def inverse(part: Scalar) -> Scalar:
    """Three-valued not."""
    if isinstance(part, Literal):
        return FALSE if part.value else TRUE
    return Not("truth", part.nullable, 0, 0, part)


def is_null(part: Scalar) -> Scalar:
    """Whether a value is unknown; never unknown itself."""
    if isinstance(part, Null):
        return TRUE
    return IsNull("truth", False, 0, 0, part) if part.nullable else FALSE


def is_true(part: Scalar) -> Scalar:
    """A condition with unknown taken as false."""
    return case([(part, TRUE)], FALSE) if part.nullable else part


def case(branches: Sequence[tuple[Scalar, Scalar]], otherwise: Scalar) -> Scalar:
    """The value beside the first condition that is true; false and unknown conditions pass on."""
    kept: list[tuple[Scalar, Scalar]] = []
    for condition, value in branches:
        if condition == FALSE or isinstance(condition, Null):
            continue
        if condition == TRUE:
            otherwise = value
            break
        kept.append((condition, value))
    if not kept or all(value == otherwise for _, value in kept):
        return otherwise
    values = [value for _, value in kept] + [otherwise]
    known = [v for v in values if not isinstance(v, Null)]
    kind = (known or values)[0].kind
    return Case(
        kind,
        any(v.nullable for v in values),
        min((v.low for v in known), default=0),
        max((v.high for v in known), default=0),
        tuple(kept),
        otherwise,
    )


def coalesce(part: Scalar, otherwise: Scalar) -> Scalar:
    """The second where the first is unknown."""
    if isinstance(part, Null):
        return otherwise
    if not part.nullable:
        return part
    out = case([(is_null(part), otherwise)], part)
    fields = {**vars(out), "nullable": otherwise.nullable}
    return type(out)(**fields)


def smaller(left: Scalar, right: Scalar) -> Scalar:
    """The smaller of two integers that are both known."""
    out = case([(compare("<", right, left), right)], left)
    return bounded(out, min(left.low, right.low), min(left.high, right.high))


def larger(left: Scalar, right: Scalar) -> Scalar:
    """The larger of two integers that are both known."""
    out = case([(compare(">", right, left), right)], left)
    return bounded(out, max(left.low, right.low), max(left.high, right.high))


def columns_of(scalar: Scalar) -> Iterable[str]:
    """The names of every column an expression reads."""
    if isinstance(scalar, Column):
        yield scalar.name
    elif isinstance(scalar, Arithmetic | Compare | Logic):
        yield from columns_of(scalar.left)
        yield from columns_of(scalar.right)
    elif isinstance(scalar, Not | IsNull):
        yield from columns_of(scalar.part)
    elif isinstance(scalar, Case):
        for condition, value in scalar.branches:
            yield from columns_of(condition)
            yield from columns_of(value)
        yield from columns_of(scalar.otherwise)
