"""Calendar days as whole numbers, and the arithmetic of months that Chinese law prescribes.

A day is its proleptic Gregorian ordinal (``date.toordinal``: 1 is 0001-01-01), a month is
``year * 12 + month - 1``. No time of day and no time zone exists here.
"""

from __future__ import annotations

from datetime import date

EARLIEST_DAY = date(1900, 1, 1).toordinal()
LATEST_DAY = date(2199, 12, 31).toordinal()


def month_of(day: int) -> int:
    """The month number that holds a day."""
    d = date.fromordinal(day)
    return d.year * 12 + d.month - 1


def first_day_of_month(month: int) -> int:
    """The first day of a month number."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


def last_day_of_month(month: int) -> int:
    """The last day of a month number."""
    return first_day_of_month(month + 1) - 1


def add_months(day: int, months: int) -> int:
    """The same calendar day some months on, or the month's last day where it has no such day.

    民法典 art. 202: 2024-02-29 and one year give 2025-02-28.
    """
    month = month_of(day)
    into = day - first_day_of_month(month)
    return min(first_day_of_month(month + months) + into, last_day_of_month(month + months))


def to_day(text: str) -> int:
    """The day of an ISO date (``2023-03-05``). Raises ValueError."""
    return date.fromisoformat(text).toordinal()


def to_iso(day: int) -> str:
    """A day as ``2023-03-05``."""
    return date.fromordinal(day).isoformat()


def in_chinese(day: int) -> str:
    """A day as ``2023年3月5日``."""
    d = date.fromordinal(day)
    return f"{d.year}年{d.month}月{d.day}日"
