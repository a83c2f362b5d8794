"""Chance that can be repeated: whole numbers only, each use with its own stream, nothing shared.

A stream depends on the seed and on what it is for, so that more leads of one unit change no other's projects.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Chance:
    """A stream of chance for one purpose."""

    def __init__(self, seed: int, *purpose: str) -> None:
        self._random = random.Random("/".join([str(seed), *purpose]))

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._random.randrange(least, most + 1)

    def happens(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self._random.randrange(100) < percent

    def one_of(self, items: Sequence[Item]) -> Item:
        """Any of them."""
        return items[self._random.randrange(len(items))]

    def weighted(self, items: Sequence[tuple[Item, int]]) -> Item:
        """One of them, each as often as its weight says."""
        at = self._random.randrange(sum(weight for _, weight in items))
        for item, weight in items:
            at -= weight
            if at < 0:
                return item
        raise AssertionError("weights are positive")

    def share(self, number: int, percent: int) -> int:
        """So many percent of a number; what is left over of a whole one is left to chance."""
        whole, rest = divmod(number * percent, 100)
        return whole + (self._random.randrange(100) < rest)

    def day_in(self, first: int, last: int) -> int:
        """A working day of the span, Saturdays and Sundays moved back to Friday, or on to Monday at its start."""
        return working_day(self._random.randrange(first, last + 1), first, last)


def working_day(day: int, first: int, last: int) -> int:
    """A day of the span that is no Saturday or Sunday, the nearest earlier one where there is one."""
    weekday = (day - 1) % 7  # 0 is a Monday, since day 1 was one
    if weekday >= 5:
        earlier, later = day - (weekday - 4), day + (7 - weekday)
        day = earlier if earlier >= first else min(later, last)
    return day
