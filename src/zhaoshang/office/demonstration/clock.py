"""Invented time: stories that run side by side, day after day, so that the log is written in the order of its days."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.utils import timezone

Story = Generator[int, None, Any]
"""What happens to one thing: yields for how many days nothing does."""
_MORNING, _SECONDS = datetime.time(9), 11
DAY = datetime.timedelta(days=1)


class Clock:
    """The invented day and hour; every look at it is a few seconds after the one before."""

    def __init__(self, first: datetime.date) -> None:
        self.today = first
        self._now = self._morning()

    def go_to(self, day: datetime.date) -> None:
        """Go on to the morning of a later day; time never runs backwards."""
        if day > self.today:
            self.today = day
            self._now = self._morning()

    def now(self) -> datetime.datetime:
        """What ``django.utils.timezone.now`` says meanwhile."""
        self._now += datetime.timedelta(seconds=_SECONDS)
        return self._now

    def before(self, days: int) -> datetime.date:
        """Some days ago."""
        return self.today - days * DAY

    def after(self, days: int) -> datetime.date:
        """In some days."""
        return self.today + days * DAY

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let everything that is written take its time from here."""
        with patch("django.utils.timezone.now", self.now):
            yield

    def _morning(self) -> datetime.datetime:
        return timezone.make_aware(datetime.datetime.combine(self.today, _MORNING))


def tell(clock: Clock, stories: Iterable[Story], last: datetime.date) -> None:
    """Let the stories happen until a last day; what would come later has not happened yet. Nobody works on
    Saturdays and Sundays."""
    coming = [(clock.today, number, story) for number, story in enumerate(stories)]
    heapq.heapify(coming)
    while coming:
        day, number, story = heapq.heappop(coming)
        if day > last:
            continue
        clock.go_to(day)
        for days in story:
            heapq.heappush(coming, (_working_day(day + days * DAY), number, story))
            break


def _working_day(day: datetime.date) -> datetime.date:
    return day + max(0, 7 - day.weekday()) * DAY if day.weekday() >= 5 else day
