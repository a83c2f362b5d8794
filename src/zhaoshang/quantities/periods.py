"""Periods of the calendar: months, quarters, halves, years and spans of them.

Knows nothing of a scheme's window; clipping to it is the scoring room's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from zhaoshang.quantities.dates import first_day_of_month, last_day_of_month, month_of

Grain = Literal["month", "quarter", "half", "year"]
MONTHS_IN: dict[Grain, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
GRAINS: tuple[Grain, ...] = ("month", "quarter", "half", "year")


@dataclass(frozen=True, order=True)
class Period:
    """The days from ``first`` to ``last``, both included, as day numbers."""

    first: int
    last: int

    def __contains__(self, day: int) -> bool:
        return self.first <= day <= self.last


def number_of(day: int, grain: Grain) -> int:
    """The running number of the calendar period of this grain that holds a day."""
    return month_of(day) // MONTHS_IN[grain]


def period_number(number: int, grain: Grain) -> Period:
    """The calendar period with this running number."""
    n = MONTHS_IN[grain]
    return Period(first_day_of_month(number * n), last_day_of_month(number * n + n - 1))


def period_holding(day: int, grain: Grain) -> Period:
    """The calendar period of this grain that holds a day."""
    return period_number(number_of(day, grain), grain)


def grain_of(period: Period) -> Grain | None:
    """The grain of a whole calendar period; None for any other span of days."""
    for grain in GRAINS:
        if period_holding(period.first, grain) == period:
            return grain
    return None


_PERIOD = re.compile(r"(\d{4})(?:-(?:(Q)([1-4])|(H)([12])|(0[1-9]|1[0-2])))?")


def parse_period(text: str) -> Period:
    """Read ``2023``, ``2023-H1``, ``2023-Q1``, ``2023-03`` or a range ``2022-01..2022-09``.

    Raises ValueError for anything else, and for a range that ends before it begins.
    """
    first, dots, last = text.partition("..")
    if dots:
        span = Period(parse_period(first).first, parse_period(last).last)
        if span.last < span.first:
            raise ValueError(text)
        return span
    found = _PERIOD.fullmatch(text)
    if not found:
        raise ValueError(text)
    year = int(found[1]) * 12
    if found[2]:
        return period_number(year // 3 + int(found[3]) - 1, "quarter")
    if found[4]:
        return period_number(year // 6 + int(found[5]) - 1, "half")
    if found[6]:
        return period_number(year + int(found[6]) - 1, "month")
    return period_number(year // 12, "year")


def name_of(period: Period) -> str:
    """A period as people type it: the shortest form that ``parse_period`` reads back."""
    grain = grain_of(period)
    month = month_of(period.first)
    year = month // 12
    if grain == "month":
        return f"{year}-{month % 12 + 1:02}"
    if grain == "quarter":
        return f"{year}-Q{month % 12 // 3 + 1}"
    if grain == "half":
        return f"{year}-H{month % 12 // 6 + 1}"
    if grain == "year":
        return f"{year}"
    end = month_of(period.last)
    return f"{year}-{month % 12 + 1:02}..{end // 12}-{end % 12 + 1:02}"
