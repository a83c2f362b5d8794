"""The document's calendar as days: what is due when, moved off rest days as each entry says.

A month's entry without a day is due on the month's last day, a week's without a weekday on its Sunday; an
entry with ``after`` so many days past the period's end. Entries begin and end with the scheme's window.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhaoshang.problems import Problem
from zhaoshang.quantities.dates import first_day_of_month, last_day_of_month, month_of
from zhaoshang.quantities.periods import Period, period_holding
from zhaoshang.quantities.workdays import WorkdayAnswer, next_workday, previous_workday
from zhaoshang.scheme.model import Deadline, Scheme


@dataclass(frozen=True)
class DueDate:
    """One occurrence. ``nominal`` is the day the document names, ``day`` the one it moves to.

    A phase has its last day in ``until``; ``period`` is what a recurring entry is about.
    """

    deadline: Deadline
    period: Period | None
    nominal: int
    day: int
    until: int | None = None
    warnings: tuple[Problem, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether a rest day moved it."""
        return self.day != self.nominal


def due_dates(scheme: Scheme, first: int, last: int) -> tuple[DueDate, ...]:
    """Everything of a scheme's calendar that is due from one day to another, by day and then as written."""
    found = [due for entry in scheme.calendar.values() for due in _of(entry, scheme, first, last)]
    return tuple(sorted(found, key=lambda due: due.day))


def _of(entry: Deadline, scheme: Scheme, first: int, last: int) -> Iterator[DueDate]:
    if entry.span is not None:
        begins, ends = entry.span.first, entry.span.last
        if begins <= last and (ends is None or ends >= first):
            yield DueDate(entry, None, begins, begins, ends)
    elif entry.on is not None:
        yield from _within(_due(entry, None, entry.on), first, last)
    else:
        for period in _periods(entry, scheme, first, last):
            if _nominal(entry, period) < scheme.window.first:
                continue  # of a week that the window cuts in two
            yield from _within(_due(entry, period, _nominal(entry, period)), first, last)


def _within(due: DueDate, first: int, last: int) -> Iterator[DueDate]:
    if first <= due.day <= last:
        yield due


_LONGEST_DELAY = 400
"""No entry is due later than so many days past its period, nor moved further."""


def _periods(entry: Deadline, scheme: Scheme, first: int, last: int) -> Iterator[Period]:
    """The calendar periods in the scheme's window that may have something due between two days."""
    day = max(first - _LONGEST_DELAY, scheme.window.first)
    ends = last + 7 if scheme.window.last is None else min(last + 7, scheme.window.last)
    while day <= ends:
        if entry.every == "week":
            monday = day - (date.fromordinal(day).isoweekday() - 1)
            period = Period(monday, monday + 6)
        else:
            assert entry.every is not None
            period = period_holding(day, entry.every)
        yield period
        day = period.last + 1


def _nominal(entry: Deadline, period: Period) -> int:
    if entry.after is not None:
        return period.last + entry.after
    if entry.every == "week":
        return period.first + entry.weekday - 1 if entry.weekday else period.last
    month = month_of(period.last)
    if not entry.day:
        return last_day_of_month(month)
    return min(first_day_of_month(month) + entry.day - 1, last_day_of_month(month))


def _due(entry: Deadline, period: Period | None, nominal: int) -> DueDate:
    answer = WorkdayAnswer(nominal)
    if entry.roll == "previous":
        answer = previous_workday(nominal)
    elif entry.roll == "next":
        answer = next_workday(nominal)
    return DueDate(entry, period, nominal, answer.day, None, answer.warnings)
