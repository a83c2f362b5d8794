"""Exact ratios over integer scalars: the numbers of the rule language inside the algebra.

A number is a numerator over a positive denominator, in natural units (yuan, points, days). The denominator
is a plain integer wherever it is known when the scheme is compiled, and then fractions are reduced at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from zhaoshang.scoring.algebra import (
    ONE,
    ZERO,
    Arithmetic,
    Literal,
    Scalar,
    add,
    case,
    compare,
    divide,
    either,
    integer,
    is_null,
    larger,
    multiply,
    negate,
    subtract,
)
from zhaoshang.scoring.algebra.scalars import absolute, bounded, null


@dataclass(frozen=True)
class Exact:
    """numerator ÷ denominator; the denominator is positive wherever it is known."""

    numerator: Scalar
    denominator: int | Scalar = 1

    @property
    def below(self) -> Scalar:
        """The denominator as a scalar."""
        return integer(self.denominator) if isinstance(self.denominator, int) else self.denominator

    @property
    def nullable(self) -> bool:
        """Whether the number may be unknown."""
        return self.numerator.nullable or self.below.nullable

    def unknown(self) -> Scalar:
        """Whether the number is unknown."""
        return either(is_null(self.numerator), is_null(self.below))


def constant(value: Fraction | int) -> Exact:
    """A number known when the scheme is compiled."""
    value = Fraction(value)
    return Exact(integer(value.numerator), value.denominator)


UNKNOWN_NUMBER = Exact(null("integer"))


def _factor(scalar: Scalar) -> int:
    """A whole number that divides every value of a scalar, as far as can be seen."""
    if isinstance(scalar, Literal) and isinstance(scalar.value, int):
        return abs(scalar.value) or 0
    if isinstance(scalar, Arithmetic) and scalar.op == "*":
        return _factor(scalar.left) * _factor(scalar.right)
    return 1


def _scaled(scalar: Scalar, by: Fraction) -> tuple[Scalar, int]:
    """scalar × by as a scalar over an integer, with constants gathered and reduced."""
    while isinstance(scalar, Arithmetic) and scalar.op == "*":
        if isinstance(scalar.left, Literal):
            by, scalar = by * int(scalar.left.value), scalar.right
        elif isinstance(scalar.right, Literal):
            by, scalar = by * int(scalar.right.value), scalar.left
        else:
            break
    if isinstance(scalar, Literal):
        by, scalar = by * int(scalar.value), ONE
    return multiply(integer(by.numerator), scalar), by.denominator


def times(a: Exact, b: Exact) -> Exact:
    """The product."""
    if isinstance(a.denominator, int) and isinstance(b.denominator, int):
        below = a.denominator * b.denominator
        factor = gcd(below, _factor(a.numerator) * _factor(b.numerator)) or below
        if factor > 1:
            left, rest = _scaled(a.numerator, Fraction(1, below))
            top, rest = _scaled(multiply(left, b.numerator), Fraction(1, rest))
            return Exact(top, rest)
        return Exact(multiply(a.numerator, b.numerator), below)
    return Exact(multiply(a.numerator, b.numerator), multiply(a.below, b.below))


def over(a: Exact, b: Exact) -> Exact:
    """The quotient by a positive number."""
    top, under = b.numerator, b.below
    value = Fraction(top.low) if isinstance(top, Literal) and top.low > 0 else None
    if value is not None and isinstance(b.denominator, int):
        return times(a, constant(Fraction(b.denominator) / value))
    top = bounded(top, 1, max(top.high, 1))
    return Exact(multiply(a.numerator, under), multiply(a.below, top))


def ratio(a: Exact, b: Exact, at_zero: Exact) -> Exact:
    """a ÷ b, or the third value where b is zero; b may be negative."""
    zero = compare("=", b.numerator, ZERO)
    sign_free = absolute(b.numerator)
    below = larger(sign_free, ONE) if sign_free.low < 1 else sign_free
    top = multiply(a.numerator, b.below)
    if b.numerator.low < 0:
        top = case([(compare("<", b.numerator, ZERO), negate(top))], top)
    under = multiply(a.below, below)
    if a.nullable or b.nullable:
        missing = either(a.unknown(), b.unknown())
        return Exact(
            case([(missing, null("integer")), (zero, at_zero.numerator)], top),
            case([(missing, ONE), (zero, at_zero.below)], under),
        )
    return Exact(case([(zero, at_zero.numerator)], top), case([(zero, at_zero.below)], under))


def _common(values: Sequence[Exact]) -> tuple[list[Scalar], int] | None:
    """Numerators over one integer denominator, where all denominators are integers."""
    below = 1
    for value in values:
        if not isinstance(value.denominator, int):
            return None
        below = lcm(below, value.denominator)
    return [
        multiply(integer(below // v.denominator), v.numerator)
        for v in values
        if isinstance(v.denominator, int)
    ], below


def plus(a: Exact, b: Exact) -> Exact:
    """The sum."""
    common = _common([a, b])
    if common:
        return Exact(add(*common[0]), common[1])
    return Exact(
        add(multiply(a.numerator, b.below), multiply(b.numerator, a.below)), multiply(a.below, b.below)
    )


def minus(a: Exact, b: Exact) -> Exact:
    """The difference."""
    common = _common([a, b])
    if common:
        return Exact(subtract(*common[0]), common[1])
    return Exact(
        subtract(multiply(a.numerator, b.below), multiply(b.numerator, a.below)), multiply(a.below, b.below)
    )


def minus_sign(a: Exact) -> Exact:
    """The number with its sign turned."""
    return Exact(negate(a.numerator), a.denominator)


def compared(op: str, a: Exact, b: Exact) -> Scalar:
    """A comparison of two numbers."""
    common = _common([a, b])
    if common:
        left, right = common[0]
        if isinstance(a.denominator, int) and isinstance(b.denominator, int):
            shared = gcd(_factor(left), _factor(right))
            if shared > 1:
                left, _ = _scaled(left, Fraction(1, shared))
                right, _ = _scaled(right, Fraction(1, shared))
        return compare(op, left, right)
    return compare(op, multiply(a.numerator, b.below), multiply(b.numerator, a.below))


def choose(branches: Sequence[tuple[Scalar, Exact]], otherwise: Exact) -> Exact:
    """The number beside the first condition that is true, else the last."""
    values = [v for _, v in branches] + [otherwise]
    conditions = [c for c, _ in branches]
    common = _common(values)
    if common:
        tops, below = common
        return Exact(case(list(zip(conditions, tops[:-1], strict=True)), tops[-1]), below)
    return Exact(
        case([(c, v.numerator) for c, v in branches], otherwise.numerator),
        case([(c, v.below) for c, v in branches], otherwise.below),
    )


def smallest(values: Sequence[Exact]) -> Exact:
    """The smallest; unknown if any is."""
    return _extreme(values, "<")


def largest(values: Sequence[Exact]) -> Exact:
    """The largest; unknown if any is."""
    return _extreme(values, ">")


def _extreme(values: Sequence[Exact], op: str) -> Exact:
    out = values[0]
    for value in values[1:]:
        better = compared(op, value, out)
        missing = either(out.unknown(), value.unknown())
        chosen = choose([(missing, UNKNOWN_NUMBER), (better, value)], out)
        common = _common([out, value])
        if common:
            pick = min if op == "<" else max
            low = pick(common[0][0].low, common[0][1].low)
            high = pick(common[0][0].high, common[0][1].high)
            chosen = Exact(bounded(chosen.numerator, low, high), chosen.denominator)
        elif op == "<":
            chosen = _at_most(chosen, out, value)
        out = chosen
    return out


def _at_most(chosen: Exact, a: Exact, b: Exact) -> Exact:
    """The smaller of a ratio and a constant, with its numerator bounded by what the constant allows."""
    for one, other in ((a, b), (b, a)):
        top = one.numerator
        if isinstance(one.denominator, int) and top.low == top.high >= 0:
            most = max(top.high, top.high * other.below.high // one.denominator + 1)
            return Exact(bounded(chosen.numerator, chosen.numerator.low, most), chosen.denominator)
    return chosen


def known_or(value: Exact, otherwise: Exact) -> Exact:
    """The second where the first is unknown."""
    if not value.nullable:
        return value
    out = choose([(value.unknown(), otherwise)], value)
    if otherwise.nullable:
        return out
    known = {**vars(out.numerator), "nullable": False}
    below = out.denominator
    if not isinstance(below, int):
        below = type(below)(**{**vars(below), "nullable": False})
    return Exact(type(out.numerator)(**known), below)


def floor(value: Exact) -> Scalar:
    """The largest whole number not above it; the number must not be negative."""
    top = bounded(value.numerator, 0, max(value.numerator.high, 0))
    return divide(top, _positive(value.below))


def whole_steps(value: Exact, step: Exact) -> Scalar:
    """How many whole steps fit; 0 below zero."""
    parts = over(value, step)
    return case([(compare("<", parts.numerator, ZERO), ZERO)], floor(parts))


def started_steps(value: Exact, step: Exact) -> Scalar:
    """How many steps are begun; 0 below zero."""
    parts = over(value, step)
    top = bounded(parts.numerator, 0, max(parts.numerator.high, 0))
    begun = divide(add(top, subtract(parts.below, ONE)), _positive(parts.below))
    return case([(compare("<=", parts.numerator, ZERO), ZERO)], begun)


def round_half_up(value: Exact, scale: int = 1) -> Scalar:
    """The number in units of 1/scale, rounded half away from zero: ``(2 p y + b) // 2 b`` with signs guarded."""
    scaled = times(value, constant(scale))
    if scaled.denominator == 1:
        return scaled.numerator
    below = _positive(scaled.below)
    twice = multiply(integer(2), below)

    def upward(top: Scalar) -> Scalar:
        return divide(add(multiply(integer(2), top), below), twice)

    top = scaled.numerator
    if top.low >= 0:
        return upward(top)
    back = upward(bounded(negate(top), 0, max(-top.low, 0)))
    if top.high <= 0:
        return negate(back)
    forth = upward(bounded(top, 0, top.high))
    return bounded(case([(compare("<", top, ZERO), negate(back))], forth), -back.high, forth.high)


def _positive(scalar: Scalar) -> Scalar:
    """A denominator, positive wherever it is known (that is what makes it a denominator)."""
    return scalar if scalar.low > 0 else bounded(scalar, 1, max(scalar.high, 1))
