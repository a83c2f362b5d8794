"""Periods as a plan sees them: known days, numbered, clipped to the scheme's window and to the horizon.

Periods are few and known when the plan is made, so everything about them is worked out here, in Python, and
stands in the plan as constants beside a period's number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from zhaoshang.quantities.dates import LATEST_DAY, add_months, last_day_of_month, month_of
from zhaoshang.quantities.periods import (
    MONTHS_IN,
    Period,
    grain_of,
    number_of,
    period_holding,
    period_number,
)
from zhaoshang.scheme.model import PeriodGrain, Scheme

EVER = 0
"""A day before every fact."""


@dataclass(frozen=True)
class Days:
    """One period: ``first`` to ``last`` are the days that count (up to the horizon), ``full_last`` its end."""

    first: int
    last: int
    full_last: int

    @property
    def next_first(self) -> int:
        """次期首日."""
        return min(self.full_last + 1, LATEST_DAY)


Numbered = Mapping[int, Days]


@dataclass(frozen=True)
class Clock:
    """A scheme's window and term beside one run's period, span and horizon (all as days).

    Horizon: the earlier of the period's last day and the as-of date. Span: the days whose lines count.
    """

    scheme: Scheme
    period: Period
    horizon: int

    @property
    def window_last(self) -> int:
        """The window's last day, or the end of time."""
        last = self.scheme.window.last
        return LATEST_DAY if last is None else last

    @property
    def span(self) -> Period:
        """Own: the period asked for. To date: the term that holds it."""
        if self.scheme.reckoning == "own":
            return self.period
        return self.grain(min(self.period.last, self.window_last), "term")

    def calendar_grain(self, grain: PeriodGrain) -> PeriodGrain:
        """``term`` as the year or the window."""
        return self.scheme.term if grain == "term" else grain

    def grain(self, day: int, grain: PeriodGrain) -> Period:
        """The period of a grain that holds a day, clipped to the window where the day is in it."""
        grain = self.calendar_grain(grain)
        window = Period(self.scheme.window.first, self.window_last)
        if grain == "window":
            return window
        assert grain != "term"
        whole = period_holding(day, grain)
        if day not in window:
            return whole
        return Period(max(whole.first, window.first), min(whole.last, window.last))

    def clipped(self, period: Period) -> Days:
        """A period with its days up to the horizon."""
        return Days(period.first, min(period.last, self.horizon), period.last)

    def periods(self, first: int, last: int, grain: PeriodGrain) -> list[Period]:
        """The periods of a grain from a day on, up to the one that holds the last day."""
        out: list[Period] = []
        day = first
        while day <= last:
            period = self.grain(day, grain)
            out.append(Period(max(period.first, first) if not out else period.first, period.last))
            day = period.last + 1
        return out

    def rule_periods(self, grain: PeriodGrain) -> Numbered:
        """Every period of a grain from the window's first day to the horizon, numbered from 0."""
        last = min(self.horizon, self.window_last)
        found = self.periods(self.scheme.window.first, last, grain)
        return {i: self.clipped(p) for i, p in enumerate(found)}

    def side(self, day: int) -> int:
        """0 before the window, 1 in it, 2 after."""
        return 0 if day < self.scheme.window.first else 1 if day <= self.window_last else 2

    def terms(self, first: int, last: int) -> Numbered:
        """The terms that hold the days from first to last, by the numbers that ``term_number`` gives."""
        if self.scheme.term == "window":
            window = self.clipped(self.grain(self.scheme.window.first, "window"))
            return {0: window, 1: window, 2: window}
        out: dict[int, Days] = {}
        for year in range(number_of(first, "year"), number_of(last, "year") + 1):
            whole = period_number(year, "year")
            for day in (whole.first, whole.last, self.scheme.window.first, self.window_last):
                if day in whole:
                    out[year * 3 + self.side(day)] = self.clipped(self.grain(day, "term"))
        return out


def to_date(clock: Clock) -> Callable[[Days], Days]:
    """累计: from the start of the term."""
    return lambda d: Days(clock.grain(d.last, "term").first, d.last, d.full_last)


def ever(clock: Clock) -> Callable[[Days], Days]:
    """历来: from the beginning."""
    return lambda d: Days(EVER, d.last, d.full_last)


def year_ago(clock: Clock) -> Callable[[Days], Days]:
    """上年同期: the same days a year before; a month's last day is its last day in the other year too."""

    def moved(d: Days) -> Days:
        last = add_months(d.last, -12)
        if month_of(d.last + 1) != month_of(d.last):
            last = last_day_of_month(month_of(last))
        first = EVER if d.first == EVER else add_months(d.first, -12)
        return Days(first, last, last)

    return moved


def previous(clock: Clock) -> Callable[[Days], Days]:
    """上期: the calendar period before; for a span of another length, as many days before."""

    def moved(d: Days) -> Days:
        if d.first == EVER:
            return Days(EVER, EVER, EVER)
        grain = None
        for candidate in MONTHS_IN:
            whole = period_holding(d.first, candidate)
            if whole.first <= d.first and d.full_last <= whole.last:
                grain = candidate
                break
        if grain is None:
            length = d.full_last - d.first
            return Days(d.first - 1 - length, d.first - 1, d.first - 1)
        before = period_number(number_of(d.first, grain) - 1, grain)
        return Days(before.first, before.last, before.last)

    return moved


def of_target(clock: Clock, grain: PeriodGrain) -> Callable[[Days], Days]:
    """A target's own period: the one of its grain that holds the end, up to the end."""

    def moved(d: Days) -> Days:
        full = clock.grain(d.last, grain)
        return Days(full.first, min(d.last, full.last), full.last)

    return moved


def term_of(clock: Clock) -> Callable[[Days], Days]:
    """考核期: the whole term that holds the end."""

    def moved(d: Days) -> Days:
        full = clock.grain(d.last, "term")
        return Days(full.first, full.last, full.last)

    return moved


def whole_months(first: int, last: int) -> int:
    """How many months a span touches."""
    return month_of(last) - month_of(first) + 1


def kinds_of(clock: Clock) -> set[PeriodGrain | None]:
    """What kinds of period a run is of: a month, quarter, half or year, and the window where it is all of it."""
    window = Period(clock.scheme.window.first, clock.window_last)
    kinds: set[PeriodGrain | None] = {grain_of(clock.period)}
    return kinds | {"window"} if clock.period == window else kinds


def numbers(days: Iterable[int]) -> tuple[int, int]:
    """The least and greatest of some numbers; 0 and 0 of none."""
    listed = list(days)
    return (min(listed), max(listed)) if listed else (0, 0)
