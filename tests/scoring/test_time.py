"""Which day a point counts on, and which days a sentence looks at."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_iso

OVERDUE = """\
views:
  overdue 逾期: {of: 进展, where: 阶段 = 签约, within: 1年, without: 落地日期}
rules:
  late 逾期扣分: {clause: a, each: 逾期, points: -1分}
"""


def signed(*days: str, **later: str):
    """Projects P0, P1 … of 甲镇 signed on some days; the first one's later stages by name."""
    projects = [{"project": f"P{i}", "unit": "甲镇", "amount": 100} for i in range(len(days))]
    stages = [{"project": f"P{i}", "stage": "signed", "date": day} for i, day in enumerate(days)]
    stages += [{"project": "P0", "stage": stage, "date": day} for stage, day in later.items()]
    return {"projects": projects, "milestones": stages}


# -- lapses
@pytest.mark.parametrize(
    ("signed_on", "landed", "lapses_on"),
    [
        ("2023-03-01", None, "2024-03-02"),
        ("2023-03-01", "2024-03-01", None),  # the last day is in time
        ("2023-03-01", "2024-03-02", "2024-03-02"),  # a day late lapses, and stays lapsed
        ("2023-03-01", "2023-01-15", None),  # landed before it was signed
        ("2024-02-29", None, "2025-03-01"),  # a leap day's year ends on 28 February
        ("2023-02-28", None, "2024-02-29"),  # but a 28th stays a 28th
    ],
)
def test_a_lapse_counts_on_the_day_after_its_last_day(scored, signed_on, landed, lapses_on):
    facts = signed(signed_on, **({"landed": landed} if landed else {}))
    days = [day for year in ("2023", "2024", "2025") for day in scored(OVERDUE, facts, year).days("甲镇")]
    assert days == ([lapses_on] if lapses_on else [])


def test_withdrawing_does_not_prevent_a_lapse(scored):
    assert scored(OVERDUE, signed("2023-03-01", withdrawn="2023-06-01"), "2024").days("甲镇") == [
        "2024-03-02"
    ]


def test_a_period_of_days_is_counted_in_days(scored):
    thirty = OVERDUE.replace("1年", "30天")
    assert scored(thirty, signed("2023-02-01", "2023-12-02"), "2023").days("甲镇") == ["2023-03-04"]
    assert scored(thirty, signed("2023-12-02"), "2024").days("甲镇") == ["2024-01-02"]


def test_a_last_day_in_the_national_holiday_moves_to_the_first_working_day(scored):
    rolling = OVERDUE.replace("落地日期}", "落地日期, roll: workday}")
    # 2023-10-01 lies in the holiday, which ends on the 6th; the 7th and 8th are worked.
    facts = signed("2022-10-01", landed="2023-10-07")
    assert scored(rolling, facts, "2023").points == {}
    assert scored(rolling, signed("2022-10-01"), "2023").days("甲镇") == ["2023-10-08"]
    assert scored(OVERDUE, facts, "2023").days("甲镇") == ["2023-10-02"]


def test_a_last_day_on_a_holiday_before_the_window_moves_into_it(scored):
    campaign = "window: {from: 2023-01-01, to: 2023-12-31}\nterm: window\n"
    rolling = campaign + OVERDUE.replace("落地日期}", "落地日期, roll: workday}")
    # 2022-12-31 is a Saturday; New Year's rest ends on 2 January.
    assert scored(rolling, signed("2021-12-31"), "2023").days("甲镇") == ["2023-01-04"]


def test_a_lapse_from_the_last_of_a_month_moves_off_rest_days_too(scored):
    window = "window: {from: 2022-01-01, to: 2024-02-29}\nterm: window\n"
    rolling = window + OVERDUE.replace("1年", "6个月").replace("落地日期}", "落地日期, roll: workday}")
    # There is no 31 September: six months on is the 30th, when the national holiday has begun.
    assert scored(rolling, signed("2023-03-31"), "2023").days("甲镇") == ["2023-10-08"]


def test_what_lapses_after_the_window_is_carried_past_its_end(scored):
    closed = "window: {from: 2023-01-01, to: 2023-12-31}\n" + OVERDUE
    facts = signed("2023-06-01", "2024-01-01")
    assert scored(closed, facts, "2023").points == {}
    assert scored(closed, facts, "2024").days("甲镇") == ["2024-06-02"]
    assert scored(closed, facts, "2025").points == {}, "what began after the window is not its business"


def test_a_yearly_penalty_falls_on_the_first_day_after_the_window(scored):
    missed = """\
window: {from: 2023-01-01, to: 2023-12-31}
rules:
  missed 未完成: {clause: a, per: year, dated: 次期首日, when: 计数(线索) = 0, points: -10分}
"""
    facts = {"leads": [{"lead": "L1", "unit": "甲镇", "date": "2023-05-01"}]}
    assert scored(missed, facts, "2023").points == {}
    assert scored(missed, facts, "2024").lines("乙镇") == [("missed", "2024-01-01", None, Fraction(-10))]
    assert "甲镇" not in scored(missed, facts, "2024").points


# -- parameters by date
def test_a_sections_base_is_what_was_in_force_on_its_own_day(scored):
    raised = """\
parameters:
  start 起评分: [{from: 2023-01-01, value: 10分}, {from: 2023-07-01, value: 12分}]
rules:
  whole 全部: {clause: a, base: 起评分, rules: {tips 信息: {clause: a, each: 线索, points: 1分}}}
"""
    january, year = scored(raised, {}, "2023-01"), scored(raised, {}, "2023")
    assert january.lines("甲镇") == year.lines("甲镇") == [("whole#base", "2023-01-01", None, Fraction(10))]


def test_a_cap_that_rises_in_the_year_makes_room_from_that_day_on(scored):
    rising = """\
parameters:
  limit 上限: [{from: 2023-01-01, value: 1分}, {from: 2023-07-01, value: 2分}]
rules:
  tips 信息: {clause: a, each: 线索, points: 1分, cap: 上限}
"""
    days = ("2023-05-01", "2023-05-02", "2023-08-01", "2023-08-02")
    facts = {"leads": [{"lead": f"L{i}", "unit": "甲镇", "date": day} for i, day in enumerate(days)]}
    assert scored(rising, facts, "2023").points == {"甲镇": 2}
    assert scored(rising, facts, "2023-05").points == {"甲镇": 1}
    assert scored(rising, facts, "2023-08").points == {"甲镇": 1}


# -- 序 and terms
def test_a_facts_place_is_counted_inside_its_own_term_only(scored):
    third = "rules:\n  more 第三条起: {clause: a, each: 线索, when: 序 > 2, points: 1分}\n"
    days = ("2023-12-30", "2023-12-31", "2024-01-01", "2024-01-02", "2024-01-03")
    facts = {"leads": [{"lead": f"L{i}", "unit": "甲镇", "date": day} for i, day in enumerate(days)]}
    assert scored(third, facts, "2023").points == {}
    assert scored(third, facts, "2024").facts("甲镇") == ["leads/L4"]


def test_facts_from_before_the_window_take_no_place_in_it(scored):
    first = "window: {from: 2023-10-08}\nrules:\n  one 第一条: {clause: a, each: 线索, when: 序 = 1, points: 1分}\n"
    facts = {
        "leads": [
            {"lead": "early", "unit": "甲镇", "date": "2023-10-07"},
            {"lead": "first", "unit": "甲镇", "date": "2023-10-08"},
        ]
    }
    assert scored(first, facts, "2023").facts("甲镇") == ["leads/first"]


# -- views on another day
ACCEPTED = """\
views:
  accepted 认定项目: {of: 进展, where: 阶段 = 落地, dated: 上级认定日期, first: 投资方}
rules:
  landed 落地: {clause: a, each: 认定项目, points: 1分}
"""


def test_the_first_of_a_key_is_the_first_by_the_day_on_which_it_counts(scored):
    facts = {
        "projects": [
            {"project": p, "unit": "甲镇", "amount": 1, "investor": "同一家"} for p in ("late", "early")
        ],
        "milestones": [
            {"project": "late", "stage": "landed", "date": "2023-01-05", "accepted_on": "2023-03-05"},
            {"project": "early", "stage": "landed", "date": "2023-02-05", "accepted_on": "2023-02-10"},
        ],
    }
    assert scored(ACCEPTED, facts, "2023-02").facts("甲镇") == ["milestones/early/landed"]
    assert scored(ACCEPTED, facts, "2023").facts("甲镇") == ["milestones/early/landed"]
    assert scored(ACCEPTED, facts, "2023-03").points == {}


def test_a_row_may_count_on_a_day_long_before_every_fact(scored):
    filed = """\
views:
  filed 备案: {of: 进展, dated: 备案日期}
rules:
  now 备案分: {clause: a, each: 备案, dated: 2023-01-01, points: 如果(日期 在 考核期，1分，2分)}
"""
    facts = {
        **signed("2023-05-05"),
        "credits": [{"project": "P0", "unit": "甲镇", "filed_on": "2015-01-01"}],
    }
    assert scored(filed, facts, "2023").points == {"甲镇": 1}


# -- periods of a sentence
def test_months_may_be_counted_from_the_beginning(scored):
    ever = "rules:\n  busy 有信息的月: {clause: a, per: year, points: 1分 × 历来(月数(计数(线索) ≥ 1))}\n"
    facts = {
        "leads": [
            {"lead": "L1", "unit": "甲镇", "date": "2021-03-01"},
            {"lead": "L2", "unit": "甲镇", "date": "2023-04-01"},
        ]
    }
    assert scored(ever, facts, "2023").points == {"甲镇": 2}


def test_the_period_before_all_time_holds_nothing(scored):
    before = "rules:\n  b 以前: {clause: a, per: year, points: 1分 × 历来(上期(计数(线索)))}\n"
    facts = {"leads": [{"lead": "L1", "unit": "甲镇", "date": "2021-03-01"}]}
    assert scored(before, facts, "2023").points == {}


def test_the_same_month_of_a_leap_year_is_the_whole_month(scored):
    growth = "rules:\n  g 同期: {clause: a, per: month, points: 1分 × 上年同期(计数(线索))}\n"
    facts = {"leads": [{"lead": "L1", "unit": "甲镇", "date": "2024-02-29"}]}
    assert scored(growth, facts, "2025-02").points == {"甲镇": 1}
    assert scored(growth, facts, "2025-03").points == {}


def test_a_month_of_last_year_that_was_only_begun_by_this_day_is_not_complete(scored):
    begun = """\
reckoning: to_date
rules:
  m 同期达标月: {clause: a, per: year, points: 1分 × 上年同期(月数(计数(线索) ≥ 1))}
"""
    facts = {"leads": [{"lead": "L1", "unit": "甲镇", "date": "2022-03-20"}]}
    assert scored(begun, facts, "2023", "2023-03-15").points == {}
    assert scored(begun, facts, "2023", "2023-03-31").points == {"甲镇": 1}


# -- which periods there are
def test_a_period_that_the_document_does_not_score_is_refused_with_those_it_does(district):
    quarters = "periods: [quarter, year]\nrules:\n  t 信息: {clause: a, each: 线索, points: 1分}\n"
    with pytest.raises(ProblemsFound) as found:
        district(quarters).scored({}, "2023-03")
    (problem,) = found.value.problems
    assert problem.code == "period.refused"
    assert problem.text == "2023-03"
    assert "按季、按年" in problem.in_language("zh")


def test_a_period_that_cannot_be_read_is_told_how_to_write_it(district):
    with pytest.raises(ProblemsFound) as found:
        district("rules:\n  t 信息: {clause: a, each: 线索, points: 1分}\n").scored({}, "2023年")
    assert "2023-Q1" in found.value.problems[0].in_language("zh")


def test_a_campaign_is_scored_over_its_whole_window(scored):
    campaign = """\
window: {from: 2023-10-08, to: 2024-02-29}
term: window
periods: [campaign]
rules:
  tips 信息: {clause: a, each: 线索, points: 1分, cap: 2分}
"""
    days = ("2023-10-07", "2023-10-08", "2023-12-31", "2024-02-29", "2024-03-01")
    facts = {"leads": [{"lead": f"L{i}", "unit": "甲镇", "date": day} for i, day in enumerate(days)]}
    result = scored(campaign, facts, "campaign")
    assert result.points == {"甲镇": 2}
    assert to_iso(result.result.as_of) == "2024-02-29"


@pytest.mark.parametrize(
    ("snapshot", "period", "as_of"),
    [
        ("25", "2023-03", "2023-03-24"),  # the 25th is a Saturday: the working day before
        ("25", "2023-04", "2023-04-25"),
        ("25", "2023-Q1", "2023-03-24"),  # a quarter is scored as of its last month's day
        ("{day: 25, roll: next}", "2023-03", "2023-03-27"),
        ("{day: 25, roll: none}", "2023-03", "2023-03-25"),
        ("30", "2023-02", "2023-02-28"),  # February has no 30th
    ],
)
def test_a_snapshot_day_on_a_rest_day_moves_as_the_document_says(scored, snapshot, period, as_of):
    scheme = f"snapshot: {snapshot}\nrules:\n  t 信息: {{clause: a, each: 线索, points: 1分}}\n"
    assert to_iso(scored(scheme, {}, period).result.as_of) == as_of


def test_a_day_that_was_asked_for_comes_before_the_documents_own(scored):
    scheme = "snapshot: 25\nrules:\n  t 信息: {clause: a, each: 线索, points: 1分}\n"
    assert to_iso(scored(scheme, {}, "2023-04", "2023-04-10").result.as_of) == "2023-04-10"


# -- own and to date
def test_to_date_a_month_is_the_year_so_far_and_own_it_is_the_month(scored):
    rule = "rules:\n  t 信息: {clause: a, each: 线索, points: 1分}\n"
    facts = {"leads": [{"lead": f"L{m}", "unit": "甲镇", "date": f"2023-0{m}-01"} for m in (1, 2, 3)]}
    assert scored("reckoning: to_date\n" + rule, facts, "2023-03").points == {"甲镇": 3}
    assert scored("reckoning: own\n" + rule, facts, "2023-03").points == {"甲镇": 1}


def test_an_open_quarter_gives_nothing_in_an_own_month_and_a_value_so_far_to_date(scored):
    rule = "rules:\n  z 零信息: {clause: a, per: quarter, when: 计数(线索) = 0, points: -3分}\n"
    assert scored("reckoning: own\n" + rule, {}, "2023-02").points == {}
    assert scored("reckoning: to_date\n" + rule, {}, "2023-02").points["甲镇"] == -3
    assert scored("reckoning: own\n" + rule, {}, "2023-03").days("甲镇") == ["2023-03-31"]


def test_a_target_held_only_later_is_no_task_before_any_period_has_begun(scored):
    rule = "window: {from: 2024-01-01}\nrules:\n  t 任务: {clause: a, per: year, when: 有任务, points: 1分}\n"
    rule = "targets:\n  t1 目标一: {clause: a, done: 计数(线索)}\n" + rule
    assert scored(rule, {}, "2023", targets="unit,year,t1\n甲镇,2024,3\n").points == {}


def test_a_target_left_blank_for_everybody_gives_no_points_and_no_error(scored):
    rule = (
        "targets:\n  leads 线索任务: {clause: a, done: 计数(线索), per: quarter}\n"
        "rules:\n  r 完成: {clause: a, per: year, points: 3分 × 完成率(线索任务)}\n"
    )
    blank = "unit,year,leads\n甲镇,2023,\n乙镇,2023,\n丙局,2023,\n"
    facts = {"leads": [{"lead": "L", "unit": "甲镇", "date": "2023-03-01"}]}
    assert scored(rule, facts, "2023", targets=blank).points == {}
