"""China's working days: weekends, statutory holidays and the days worked in their place.

What the State Council has announced comes from the chinesecalendar package; for a year it does not know
yet, weekends are the only rest days and every answer carries a warning that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from zhaoshang.problems import Problem, Words


@dataclass(frozen=True)
class WorkdayAnswer:
    """A day found, with a warning for every year whose holidays were not known."""

    day: int
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked. ``rest`` and ``worked`` are the exceptions to weekends, for ``years`` only."""

    rest: frozenset[int]
    worked: frozenset[int]
    years: frozenset[int] = field(default_factory=frozenset)

    def works_on(self, day: int) -> bool:
        """Whether a day is worked; by weekday alone where the year is unknown."""
        if date.fromordinal(day).year in self.years:
            if day in self.worked:
                return True
            if day in self.rest:
                return False
        return date.fromordinal(day).isoweekday() <= 5

    def warnings_for(self, first: int, last: int) -> tuple[Problem, ...]:
        """One warning for each year between two days whose holidays are not known."""
        years = range(date.fromordinal(first).year, date.fromordinal(last).year + 1)
        return tuple(
            Problem(
                code="holidays_unknown",
                what=Words(
                    zh=f"{year}年的节假日安排尚不掌握，只按周一至周五计为工作日",
                    en=f"the holidays of {year} are not known, so Monday to Friday are taken as working days",
                ),
                severity="warning",
            )
            for year in years
            if year not in self.years
        )

    def next_workday(self, day: int) -> WorkdayAnswer:
        """The first working day on or after a day: the day itself if it is worked."""
        return self._walk(day, 1)

    def previous_workday(self, day: int) -> WorkdayAnswer:
        """The last working day on or before a day: the day itself if it is worked."""
        return self._walk(day, -1)

    def add_workdays(self, day: int, count: int) -> WorkdayAnswer:
        """The working day that is ``count`` working days after a day, which itself does not count.

        ``count`` is at least 1: one working day after a Friday is, in an ordinary week, Monday.
        """
        found = day
        for _ in range(count):
            found = self._walk(found + 1, 1).day
        return WorkdayAnswer(found, self.warnings_for(day, found))

    def _walk(self, day: int, step: int) -> WorkdayAnswer:
        found = day
        while not self.works_on(found):
            found += step
        return WorkdayAnswer(found, self.warnings_for(min(day, found), max(day, found)))


@cache
def china() -> WorkingCalendar:
    """The calendar announced by the State Council, for the years the installed package knows."""
    from chinese_calendar import constants

    return WorkingCalendar(
        rest=frozenset(day.toordinal() for day in constants.holidays),
        worked=frozenset(day.toordinal() for day in constants.workdays),
        years=frozenset(day.year for day in constants.holidays),
    )


def is_workday(day: int) -> bool:
    """Whether China works on a day. Ask ``china().warnings_for(day, day)`` whether the year is known."""
    return china().works_on(day)


def next_workday(day: int) -> WorkdayAnswer:
    """The first working day on or after a day, in China's calendar."""
    return china().next_workday(day)


def previous_workday(day: int) -> WorkdayAnswer:
    """The last working day on or before a day, in China's calendar."""
    return china().previous_workday(day)
