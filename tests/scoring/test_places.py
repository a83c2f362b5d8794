"""Limits, places on boards, and what follows from them."""

from __future__ import annotations

from fractions import Fraction

import pytest

TIPS = "rules:\n  tips 信息: {clause: a, each: 线索, points: 1分}\n"
BOARD = "rankings:\n  board 总榜: {clause: a, groups: 类别}\n"


def leads(*units_and_days: tuple[str, str], **more):
    rows = [{"lead": f"L{i}", "unit": u, "date": d} for i, (u, d) in enumerate(units_and_days)]
    return {"leads": rows, **more}


# -- places
def test_equal_scores_share_the_better_place_from_either_end(scored):
    scheme = TIPS + BOARD.replace("类别", "全体")
    scheme += "outcomes:\n  last 末位: {clause: a, after: month, when: 倒数名次 ≤ 1}\n"
    facts = leads(("甲镇", "2023-01-01"), ("乙镇", "2023-01-01"))
    result = scored(scheme, facts, "2023-01")
    assert result.places() == {"甲镇": 1, "乙镇": 1, "丙局": 3, "丁局": 3}
    assert result.outcomes() == {"丙局": ["末位"], "丁局": ["末位"]}


def test_a_wholly_tied_group_is_first_and_last_with_a_warning(scored):
    result = scored(TIPS + BOARD, leads(("甲镇", "2023-01-01")), "2023-01")
    assert result.places() == {"甲镇": 1, "乙镇": 2, "丙局": 1, "丁局": 1}
    assert "二类" in result.warnings() and "一类" not in result.warnings()


def test_units_alone_in_their_group_are_no_tie(scored):
    scheme = "unit_fields: {sort 性质: 文本}\n" + TIPS + BOARD.replace("类别", "性质")
    result = scored(scheme, {}, "2023", units="unit,group,sort\n甲镇,一类,镇\n丙局,一类,局\n")
    assert result.places() == {"甲镇": 1, "丙局": 1}
    assert "并列" not in result.warnings()


def test_a_tie_is_broken_by_the_rules_that_are_named(scored):
    scheme = "items: [加]\n" + TIPS + "  a1 认定: {clause: a, each: 认定, points: 分值}\n"
    award = {"unit": "乙镇", "date": "2023-01-05", "item": "加", "points": 1, "decision": "纪要"}
    facts = leads(("甲镇", "2023-01-01"), awards=[award])
    assert scored(scheme + BOARD, facts, "2023").places()["甲镇"] == 1
    by = scored(scheme + BOARD.replace("类别}", "类别, tiebreak: [a1]}"), facts, "2023")
    assert (by.places()["乙镇"], by.places()["甲镇"]) == (1, 2)


def test_places_among_those_concerned_are_counted_again(scored):
    scheme = (
        TIPS
        + BOARD.replace("类别", "全体")
        + "outcomes:\n  best 先进: {clause: a, after: year, units: 类别 = 二类, when: 名次 ≤ 1}\n"
    )
    facts = leads(
        ("甲镇", "2023-01-01"), ("乙镇", "2023-01-01"), ("丙局", "2023-01-01"), ("乙镇", "2023-01-02")
    )
    result = scored(scheme, facts, "2023")
    assert result.places() == {"乙镇": 1, "甲镇": 2, "丙局": 2, "丁局": 4}
    assert result.outcomes() == {"丙局": ["先进"]}


def test_a_second_board_has_places_of_its_own_and_outcomes_may_ask_it(scored):
    scheme = TIPS + BOARD + "  single 单项: {clause: a, groups: 全体, by: 0 − 计数(线索)}\n"
    scheme += (
        "outcomes:\n  s 单项第一: {clause: a, after: year, ranking: single, when: 名次 = 1 且 类别 = 一类}\n"
    )
    result = scored(
        scheme, leads(("甲镇", "2023-01-01"), ("丙局", "2023-01-01"), ("丁局", "2023-01-01")), "2023"
    )
    assert result.places("single") == {"甲镇": 2, "乙镇": 1, "丙局": 2, "丁局": 2}
    assert result.places()["甲镇"] == 1
    assert result.outcomes() == {"乙镇": ["单项第一"]}


def test_points_that_were_never_published_leave_no_score_but_a_board_by_a_figure_works(scored):
    scheme = TIPS + "  secret 未公布项: {clause: a, each: 活动, points: 未公布}\n"
    scheme += BOARD + "  by_count 线索榜: {clause: a, groups: 全体, by: 计数(线索)}\n"
    result = scored(scheme, leads(("甲镇", "2023-01-01")), "2023")
    assert [u.score for u in result.result.units] == [None] * 4
    assert result.places() == dict.fromkeys(("甲镇", "乙镇", "丙局", "丁局"))
    assert result.places("by_count")["甲镇"] == 1
    assert result.result.provisional
    assert "未公布" in result.warnings()
    assert result.result.as_json()["units"][0]["score"] is None


def test_a_figure_not_yet_published_leaves_the_score_provisional(scored):
    scheme = "indicators:\n  growth 增速: {in: '%', take: latest}\n"
    scheme += "rules:\n  g 增速分: {clause: a, per: year, points: 1分 × 增速}\n"
    rows = [
        {"unit": u, "indicator": "增速", "date": "2023-12-31", "value": "50"}
        for u in ("甲镇", "乙镇", "丙局")
    ]
    result = scored(scheme, {"indicators": rows}, "2023")
    assert result.points["甲镇"] == Fraction(1, 2)
    assert result.result.provisional
    assert "丁局" in result.warnings() and "未公布" in result.warnings()
    whole = scored(scheme, {"indicators": [*rows, {**rows[0], "unit": "丁局"}]}, "2023")
    assert not whole.result.provisional


# -- ladders
LADDER = (
    TIPS
    + BOARD
    + """\
outcomes:
  none 零线索:
    clause: a
    after: month
    when: 计数(线索) = 0
    ladder: {1: 提醒, 2: 约谈, 3: 通报}
"""
)


@pytest.mark.parametrize(
    ("period", "follows"),
    [("2023-01", "提醒"), ("2023-02", "约谈"), ("2023-03", "通报"), ("2023-04", "通报")],
)
def test_a_ladder_counts_periods_on_end_from_the_first(scored, period, follows):
    assert scored(LADDER, {}, period).outcomes()["甲镇"] == [follows]


def test_a_good_month_sends_the_ladder_back_to_its_foot(scored):
    facts = leads(("甲镇", "2023-02-10"))
    assert "甲镇" not in scored(LADDER, facts, "2023-02").outcomes()
    assert scored(LADDER, facts, "2023-03").outcomes()["甲镇"] == ["提醒"]


def test_every_rung_reached_may_be_listed(scored):
    every = LADDER.replace("    ladder:", "    rungs: all\n    ladder:")
    assert scored(every, {}, "2023-02").outcomes()["甲镇"] == ["提醒", "约谈"]


def test_a_ladder_crosses_the_year_unless_it_starts_afresh(scored):
    assert scored(LADDER, {}, "2024-01").outcomes()["甲镇"] == ["通报"]
    assert scored(LADDER.replace("    ladder:", "    resets: year\n    ladder:"), {}, "2024-01").outcomes()[
        "甲镇"
    ] == ["提醒"]


LAST = TIPS + BOARD + """\
outcomes:
  last 靠后: {clause: a, after: month, when: 倒数名次 ≤ 1, ladder: {1: 表态, 2: 说明}}
"""  # fmt: skip


def test_places_that_were_published_come_before_those_worked_out(scored):
    facts = leads(("甲镇", "2023-01-05"), ("甲镇", "2023-02-05"))
    assert scored(LAST, facts, "2023-02").outcomes()["乙镇"] == ["说明"]
    published = [{"unit": u, "period": "2023-01", "rank": r} for u, r in (("乙镇", 1), ("甲镇", 2))]
    result = scored(LAST, {**facts, "results": published}, "2023-02")
    assert result.outcomes()["乙镇"] == ["表态"]
    assert "甲镇" not in result.outcomes()


# -- persons
def test_a_pool_is_shared_to_the_last_decimal(scored):
    scheme = "decimals: 2\n" + TIPS + "persons: {clause: a, pool: 总分 × 在岗人数, divide: 贡献}\n"
    units = "unit,group,headcount\n甲镇,一类,1\n乙镇,一类,2\n"
    people = [{"person": p, "unit": "甲镇", "year": 2023, "contribution": 1} for p in ("丙", "乙", "甲")]
    people += [{"person": "离", "unit": "甲镇", "year": 2023, "contribution": 9, "on_post": "否"}]
    result = scored(scheme, leads(("甲镇", "2023-01-01"), people=people), "2023", units=units).result
    parts = {p.person: Fraction(p.points, 10**6) for p in result.persons}
    assert sum(parts.values()) == 1
    assert sorted(parts.values()) == [Fraction("0.33"), Fraction("0.33"), Fraction("0.34")]
    assert "离" not in parts


# -- limits
def awards(*points_and_days: tuple[str, str], project: str = ""):
    rows = [
        {
            "unit": "甲镇",
            "date": d,
            "item": f"事项{i}",
            "points": p,
            "decision": "纪要",
            **({"project": project} if project else {}),
        }
        for i, (p, d) in enumerate(points_and_days)
    ]
    return {"awards": rows}


def test_a_deduction_under_a_full_cap_costs_nothing_until_it_reaches_the_cap(scored):
    scheme = "rules:\n  a1 认定: {clause: a, each: 认定, points: 分值, cap: 5分}\n"
    facts = awards(("8", "2023-01-05"), ("-2", "2023-02-05"), ("-2", "2023-03-05"))
    result = scored(scheme, facts, "2023")
    assert result.points == {"甲镇": 4}
    assert [(r, p) for r, _, _, p in result.lines("甲镇")] == [
        ("a1", 8), ("a1#cap", -3), ("a1", -2), ("a1#cap", 2), ("a1", -2), ("a1#cap", 1),
    ]  # fmt: skip


def test_a_line_of_a_cap_and_one_of_a_floor_say_which_they_are(scored):
    scheme = "rules:\n  a1 认定: {clause: a, each: 认定, points: 分值, cap: 5分, floor: -5分}\n"
    facts = awards(("8", "2023-01-05"), ("-2", "2023-02-05"), ("-20", "2023-03-05"))
    assert [(r, p) for r, _, _, p in scored(scheme, facts, "2023").lines("甲镇") if "#" in r] == [
        ("a1#cap", -3), ("a1#cap", 2), ("a1#floor", 10),
    ]  # fmt: skip


def test_shorter_limits_come_before_longer_ones(scored):
    scheme = "rules:\n  a1 认定: {clause: a, each: 认定, points: 分值, cap: {month: 2分, quarter: 3分, term: 4分}}\n"
    days = [
        ("2", "2023-01-05"),
        ("2", "2023-01-06"),
        ("2", "2023-02-05"),
        ("2", "2023-05-05"),
        ("2", "2023-08-05"),
    ]
    assert scored(scheme, awards(*days), "2023-Q1").points == {"甲镇": 3}
    assert scored(scheme, awards(*days), "2023-Q2").points == {"甲镇": 1}
    assert scored(scheme, awards(*days), "2023-Q3").points == {}


def test_of_one_projects_lines_only_the_highest_counts(scored):
    scheme = "rules:\n  a1 认定: {clause: a, best: project, each: 认定, points: 分值}\n"
    facts = awards(("1", "2023-01-05"), ("3", "2023-02-05"), ("2", "2023-03-05"), project="P")
    facts |= {"projects": [{"project": "P", "unit": "甲镇", "amount": 1}]}
    result = scored(scheme, facts, "2023")
    assert result.points == {"甲镇": 3}
    assert scored(scheme, facts, "2023-03").points == {}


def test_a_limit_on_each_project_may_be_measured(scored):
    rule = "rules:\n  tips 信息: {clause: a, each: 线索, points: 1分, cap: {project: 0.25分 × 计数(线索)}}\n"
    facts = {
        "projects": [{"project": p, "unit": "甲镇", "amount": 1} for p in "PQ"],
        "leads": [
            {"lead": f"L{i}", "unit": "甲镇", "date": "2023-02-01", "project": p}
            for i, p in enumerate("PPQQ")
        ],
    }
    assert scored(rule, facts, "2023").points == {"甲镇": 2}


def test_points_are_rounded_half_up_away_from_nought(scored):
    scheme = "decimals: 0\nrules:\n  a1 认定: {clause: a, each: 认定, points: 分值}\n"
    points = [
        ("0.5", "2023-01-01"),
        ("-0.5", "2023-01-02"),
        ("1.499999", "2023-01-03"),
        ("-2.5", "2023-01-04"),
    ]
    assert [p for *_, p in scored(scheme, awards(*points), "2023").lines("甲镇")] == [1, -1, 1, -3]


def test_a_target_that_is_worked_out_as_nought_demands_nothing(scored):
    scheme = """\
targets:
  t1 不低于上年: {clause: a, done: 计数(线索), value: 上年同期(计数(线索))}
rules:
  r 完成率分: {clause: a, per: year, points: 1分 × 若缺(完成率(t1)，0)}
"""
    facts = leads(
        ("甲镇", "2023-01-01"), ("乙镇", "2022-01-01"), ("乙镇", "2023-01-01"), ("乙镇", "2023-01-02")
    )
    assert scored(scheme, facts, "2023").points == {"乙镇": 2}
