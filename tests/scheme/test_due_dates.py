"""When a scheme's deadlines fall, and to which working day they move."""

from __future__ import annotations

from datetime import date

import pytest

from zhaoshang.scheme import load_scheme
from zhaoshang.scheme.due_dates import DueDate, due_dates


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.fixture(scope="module")
def of_2023() -> dict[str, list[DueDate]]:
    scheme = load_scheme("kaiping-2023")
    found: dict[str, list[DueDate]] = {}
    for due in due_dates(scheme, day("2023-01-01"), day("2023-12-31")):
        found.setdefault(due.deadline.id, []).append(due)
    return found


def test_a_monthly_report_is_due_on_the_last_day_and_moves_back_off_a_weekend(of_2023):
    by_month = {due.nominal: due.day for due in of_2023["monthly_projects"]}
    assert len(by_month) == 12
    assert by_month[day("2023-02-28")] == day("2023-02-28")  # a Tuesday
    assert by_month[day("2023-12-31")] == day("2023-12-29")  # a Sunday, so the Friday before


def test_a_ranking_some_days_after_the_month_moves_on_to_a_working_day(of_2023):
    march = next(d for d in of_2023["monthly_ranking"] if d.period.last == day("2023-03-31"))
    assert march.nominal == march.day - 1 == day("2023-04-05")  # 清明节
    assert march.moved


def test_a_report_in_a_holiday_week_moves_before_the_holiday(of_2023):
    national = next(d for d in of_2023["weekly_tips"] if d.nominal == day("2023-10-06"))
    assert national.day == day("2023-09-28")


def test_every_week_of_the_year_has_its_report_once(of_2023):
    assert len({due.period for due in of_2023["weekly_tips"]}) == len(of_2023["weekly_tips"]) == 52


def test_nothing_of_the_year_before_the_window_is_due():
    scheme = load_scheme("kaiping-2023")
    assert due_dates(scheme, day("2022-01-01"), day("2022-12-30")) == ()


def test_a_year_whose_holidays_are_not_known_says_so():
    scheme = load_scheme("kaiping-2023")
    found = due_dates(scheme, day("2090-01-01"), day("2090-03-31"))
    assert {w.code for due in found for w in due.warnings} == {"holidays_unknown"}


def test_the_monthly_summary_of_shuangyashan_moves_before_a_sunday():
    scheme = load_scheme("shuangyashan-2023-winter")
    every = due_dates(scheme, day("2023-12-01"), day("2024-03-31"))
    days = {due.day for due in every if due.nominal == day("2024-02-25")}
    assert days == {day("2024-02-23")}
