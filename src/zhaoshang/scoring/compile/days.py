"""Months of days in whole-number arithmetic, so that no engine's calendar functions are needed.

Days are ordinals (1 is 0001-01-01), months are year × 12 + month − 1, as in ``quantities.dates``; these
formulas agree with that module for every day it allows (a test compares them).
"""

from __future__ import annotations

from collections.abc import Callable

from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY, month_of
from zhaoshang.scoring.algebra import Scalar, add, divide, integer, multiply, smaller, subtract
from zhaoshang.scoring.algebra.scalars import bounded

Let = Callable[[Scalar, str], Scalar]
_EARLIEST_MONTH, _LATEST_MONTH = month_of(EARLIEST_DAY) - 1200, month_of(LATEST_DAY) + 1200


def _n(value: int) -> Scalar:
    return integer(value)


def month(day: Scalar, let: Let) -> Scalar:
    """The month number that holds a day. ``let`` gives a part a column of its own, since parts stand twice.

    Counts from March, so that the leap day ends a year: centuries, then years, then months of 30.6 days.
    """
    day = bounded(day, EARLIEST_DAY - 36525, LATEST_DAY + 36525)
    days = let(add(multiply(add(day, _n(305)), _n(4)), _n(3)), "days")  # 4 × the days since 0000-03-01
    century = let(divide(days, _n(146097)), "century")
    in_century = divide(bounded(subtract(days, multiply(century, _n(146097))), 0, 146096), _n(4))
    days = let(add(multiply(in_century, _n(4)), _n(3)), "days")
    year = let(divide(days, _n(1461)), "year")
    in_year = divide(bounded(subtract(days, multiply(year, _n(1461))), 0, 1460), _n(4))
    from_march = divide(add(multiply(in_year, _n(5)), _n(461)), _n(153))
    years = add(multiply(century, _n(1200)), multiply(year, _n(12)))
    whole = bounded(subtract(add(years, from_march), _n(1)), _EARLIEST_MONTH, _LATEST_MONTH)
    return let(whole, "month")


def first_day(month_number: Scalar) -> Scalar:
    """The first day of a month number."""
    since_march = subtract(month_number, _n(2))
    year = divide(since_march, _n(12))
    into = bounded(subtract(since_march, multiply(_n(12), year)), 0, 11)
    leaps = add(subtract(divide(year, _n(4)), divide(year, _n(100))), divide(year, _n(400)))
    months = divide(add(multiply(_n(153), into), _n(2)), _n(5))
    day = subtract(add(add(multiply(_n(365), year), leaps), months), _n(305))
    return bounded(day, EARLIEST_DAY - 40000, LATEST_DAY + 40000)


def add_months(day: Scalar, month_of_day: Scalar, months: int) -> Scalar:
    """The same calendar day some months on, clamped to the month's end (民法典 art. 202).

    ``month_of_day`` is ``month(day)``, best as a column: it stands here several times.
    """
    target = add(month_of_day, _n(months))
    into = subtract(day, first_day(month_of_day))
    last = subtract(first_day(add(target, _n(1))), _n(1))
    moved = smaller(add(first_day(target), bounded(into, 0, 30)), last)
    return bounded(moved, EARLIEST_DAY - 36525, LATEST_DAY + 36525)
