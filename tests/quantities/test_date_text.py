from datetime import date, datetime

import pytest

from zhaoshang.quantities.date_text import day_of, parse_date
from zhaoshang.quantities.unreadable import Unreadable

MARCH_FIFTH = date(2023, 3, 5).toordinal()


@pytest.mark.parametrize(
    "text",
    ["2023-03-05", "2023-3-5", "2023/3/5", "2023/03/05", "2023.3.5", "2023.03.05",
     "2023年3月5日", "２０２３年３月５日", " 2023-03-05 ",
     "2023/3/5 0:00", "2023-03-05 00:00:00", "2023-03-05T08:30:00"],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert parse_date(text) == MARCH_FIFTH


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023",
        "2023-03",
        "2023年3月",
        "3/5/2023",
        "20230305",
        "2023.3",
        "2023.3.5.",
        "2023-3/5",
        "上周五",
        "2023-03-05起",
    ],
)
def test_other_forms_are_refused_with_the_forms_that_would_do(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date(text)
    assert refused.value.code == "not_a_date"
    assert refused.value.expected is not None
    assert "2023年3月5日" in refused.value.expected.zh


@pytest.mark.parametrize("text", ["2023-02-29", "2023年13月1日", "2023/4/31", "2023-00-10"])
def test_a_day_the_calendar_lacks_is_said_to_be_missing(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date(text)
    assert refused.value.code == "no_such_day"


@pytest.mark.parametrize("text", ["1899-12-31", "2200-01-01", "0001-01-01"])
def test_a_day_outside_three_centuries_is_a_slip(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_date(text)
    assert refused.value.code == "date_out_of_range"


def test_a_spreadsheets_own_dates_lose_their_time_of_day() -> None:
    assert day_of(date(2023, 3, 5)) == MARCH_FIFTH
    assert day_of(datetime(2023, 3, 5, 23, 59)) == MARCH_FIFTH  # noqa: DTZ001  cells have no zone
