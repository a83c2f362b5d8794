"""Dates as people write them: ``2023-03-05``, ``2023/3/5``, ``2023.3.5``, ``2023年3月5日``, and Excel's own date cells.

Gives day numbers. A time of day beside a date is dropped: no hour or time zone reaches a ledger.
"""

from __future__ import annotations

import re
from datetime import date

from zhaoshang.problems import Words
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.quantities.numbers import half_width
from zhaoshang.quantities.unreadable import Unreadable

_CLOCK = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DATE = re.compile(
    rf"(?:(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}})|(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日){_CLOCK}", re.ASCII
)
EXPECTED_DATE = Words(
    zh="日期，如 2023-03-05、2023/3/5、2023年3月5日",
    en="a date such as 2023-03-05, 2023/3/5 or 2023年3月5日",
)


def parse_date(text: str) -> int:
    """The day number of a date as people write it. Raises Unreadable for any other form and for no such day."""
    found = _DATE.fullmatch(half_width(text))
    if not found:
        raise Unreadable("not_a_date", Words(zh="不是日期", en="not a date"), expected=EXPECTED_DATE)
    year, month, day = (int(found[a] or found[b]) for a, b in ((1, 5), (3, 6), (4, 7)))
    try:
        return day_of(date(year, month, day))
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(
            "no_such_day", Words(zh="没有这一天", en="there is no such day"), expected=EXPECTED_DATE
        ) from None


def day_of(cell: date) -> int:
    """The day number of a date cell (a time of day is dropped). Raises Unreadable outside 1900-2199."""
    day = cell.toordinal()
    if not EARLIEST_DAY <= day <= LATEST_DAY:
        raise Unreadable(
            "date_out_of_range",
            Words(zh="日期超出范围", en="the date is out of range"),
            expected=Words(zh="1900年至2199年之间的日期", en="a date from 1900 to 2199"),
        )
    return day
