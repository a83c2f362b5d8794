from datetime import date

from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.workdays import WorkingCalendar, china, is_workday, next_workday, previous_workday


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_a_weekend_worked_in_place_of_a_holiday_is_a_working_day() -> None:
    assert is_workday(day("2023-10-07"))  # a Saturday worked for National Day
    assert not is_workday(day("2023-10-06"))  # a Friday of the holiday
    assert is_workday(day("2023-10-09"))
    assert not is_workday(day("2023-10-14"))


def test_a_deadline_on_a_holiday_moves_either_way() -> None:
    assert to_iso(next_workday(day("2023-10-01")).day) == "2023-10-07"
    assert to_iso(previous_workday(day("2023-10-01")).day) == "2023-09-28"


def test_a_working_day_stays_where_it_is() -> None:
    assert next_workday(day("2023-03-06")).day == previous_workday(day("2023-03-06")).day == day("2023-03-06")


def test_a_year_not_announced_falls_back_to_weekdays_and_says_so() -> None:
    answer = next_workday(day("2040-10-06"))  # a Saturday
    assert to_iso(answer.day) == "2040-10-08"
    assert [warning.code for warning in answer.warnings] == ["holidays_unknown"]
    assert "2040年" in answer.warnings[0].what.zh
    assert answer.warnings[0].severity == "warning"


def test_a_known_year_carries_no_warning() -> None:
    assert next_workday(day("2023-10-01")).warnings == ()


def test_five_working_days_pass_over_the_weekend() -> None:
    assert to_iso(china().add_workdays(day("2023-03-03"), 5).day) == "2023-03-10"


def test_an_office_can_keep_its_own_calendar() -> None:
    local = WorkingCalendar(
        rest=frozenset({day("2040-10-01")}), worked=frozenset({day("2040-10-06")}), years=frozenset({2040})
    )
    assert to_iso(local.next_workday(day("2040-10-01")).day) == "2040-10-02"
    assert local.works_on(day("2040-10-06"))
    assert local.next_workday(day("2040-10-06")).warnings == ()
