"""Which rows a unit earns, once each, and what a ledger is refused for."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhaoshang.problems import ProblemsFound

SIGNED = "rules:\n  signed 签约: {clause: a, each: 进展, when: 阶段 = 签约, points: 10分 × 份额}\n"
TIPS = "rules:\n  tips 信息: {clause: a, each: 线索, points: 1分}\n"


def project(name: str = "P", unit: str = "甲镇", **own):
    return {"project": name, "unit": unit, "amount": 100, **own}


def stage(name: str, date: str, of: str = "P", **own):
    return {"project": of, "stage": name, "date": date, **own}


# -- credits
def test_a_share_for_some_years_earns_in_those_years(scored):
    facts = {
        "projects": [project("P"), project("Q")],
        "milestones": [stage("signed", "2023-05-01"), stage("signed", "2024-05-01", of="Q")],
        "credits": [
            {"project": p, "unit": unit, "share": share, "from": first, "to": last}
            for p in ("P", "Q")
            for unit, share, first, last in (
                ("甲镇", "60%", "", ""),
                ("乙镇", "40%", "2023-01-01", "2023-12-31"),
                ("丙局", "40%", "2024-01-01", ""),
            )
        ],
    }
    assert scored(SIGNED, facts, "2023").points == {"甲镇": 6, "乙镇": 4}
    assert scored(SIGNED, facts, "2024").points == {"甲镇": 6, "丙局": 4}


def test_a_units_new_share_takes_the_place_of_its_old_one(scored):
    facts = {
        "projects": [project()],
        "milestones": [stage("signed", "2024-05-01")],
        "credits": [
            {"project": "P", "unit": "甲镇", "share": "60%", "from": "2023-01-01"},
            {"project": "P", "unit": "甲镇", "share": "30%", "from": "2024-01-01"},
        ],
    }
    assert scored(SIGNED, facts, "2024").points == {"甲镇": 3}


def test_a_unit_in_two_roles_earns_a_fact_once(scored):
    facts = {
        "projects": [project()],
        "milestones": [stage("signed", "2023-05-01")],
        "credits": [{"project": "P", "unit": "甲镇", "role": role} for role in ("主办", "引荐")],
    }
    assert scored(SIGNED, facts, "2023").points == {"甲镇": 10}


def test_credit_rows_take_the_place_of_the_unit_responsible(scored):
    facts = {
        "projects": [project(unit="丁局")],
        "milestones": [stage("signed", "2023-05-01")],
        "credits": [{"project": "P", "unit": "甲镇", "share": "50%"}],
    }
    result = scored(SIGNED, facts, "2023")
    assert result.points == {"甲镇": 5}
    assert "责任单位" in result.warnings()


# -- joint units
JOINT = "unit,group,joint\n甲镇,一类,\n乙镇,一类,同\n丙局,二类,同\n"


def test_joint_units_earn_each_others_facts_once_and_share_one_cap(scored):
    facts = {
        "projects": [project()],
        "milestones": [stage("signed", "2023-05-01")],
        "credits": [{"project": "P", "unit": unit} for unit in ("乙镇", "丙局")],
        "leads": [{"lead": f"L{i}", "unit": u, "date": "2023-02-01"} for i, u in enumerate(("乙镇", "丙局"))],
    }
    assert scored(SIGNED, facts, "2023", units=JOINT).points == {"乙镇": 10, "丙局": 10}
    capped = TIPS.replace("1分}", "1分, cap: 1.5分}")
    assert scored(capped, facts, "2023", units=JOINT).points == {
        "乙镇": Fraction(3, 2),
        "丙局": Fraction(3, 2),
    }


def test_own_facts_only_where_the_view_says_so(scored):
    own = "views:\n  mine 本局: {of: 线索, joint: no}\n" + TIPS.replace("线索", "本局")
    facts = {"leads": [{"lead": "L1", "unit": "乙镇", "date": "2023-02-01"}]}
    assert scored(own, facts, "2023", units=JOINT).points == {"乙镇": 1}


def test_joint_units_hold_one_target_and_the_district_counts_a_fact_once(scored):
    scheme = "targets:\n  t1 线索数: {clause: a, done: 计数(线索), headline: 5条}\n" + TIPS
    facts = {
        "leads": [{"lead": f"L{i}", "unit": u, "date": "2023-02-01"} for i, u in enumerate(("乙镇", "丙局"))]
    }
    result = scored(scheme, facts, "2023", units=JOINT, targets="unit,t1\n甲镇,1\n乙镇,3\n丙局,3\n").result
    assert {u.unit: [t.done for t in u.targets] for u in result.units} == {
        "甲镇": [0],
        "乙镇": [2],
        "丙局": [2],
    }
    (headline,) = result.headlines
    assert (headline.done, headline.value, headline.assigned) == (2, 5, 4)


# -- what counts
def test_only_approved_rows_that_nothing_corrects_count(scored):
    facts = {
        "leads": [
            {"lead": "a", "unit": "甲镇", "date": "2023-01-01", "status": "approved", "id": "1"},
            {"lead": "b", "unit": "甲镇", "date": "2023-01-01", "status": "pending"},
            {"lead": "c", "unit": "甲镇", "date": "2023-01-01", "status": "approved", "supersedes": "1"},
        ]
    }
    assert scored(TIPS, facts, "2023").facts("甲镇") == ["leads/c"]


def test_a_stage_counts_on_its_first_approved_row_and_an_increase_every_time(scored):
    each = "rules:\n  s 进展: {clause: a, each: 进展, points: 1分}\n"
    facts = {
        "projects": [project()],
        "milestones": [
            stage("signed", "2023-01-01", status="pending"),
            stage("signed", "2023-02-01", status="approved"),
            stage("signed", "2023-03-01", status="approved"),
            stage("increased", "2023-04-01", status="approved"),
            stage("increased", "2023-05-01", status="approved"),
        ],
    }
    assert scored(each, facts, "2023").days("甲镇") == ["2023-02-01", "2023-04-01", "2023-05-01"]


def test_the_first_of_a_company_on_one_day_is_the_one_recorded_first(scored):
    scheme = "views:\n  one 首条: {of: 线索, first: 企业}\n" + TIPS.replace("线索", "首条")
    lead = {"unit": "甲镇", "date": "2023-02-01", "company": "某公司"}
    facts = {
        "leads": [
            {**lead, "lead": "a", "recorded_on": "2023-02-09"},
            {**lead, "lead": "b", "recorded_on": "2023-02-08", "unit": "乙镇"},
            {**lead, "lead": "c", "recorded_on": "2023-02-01", "company": ""},
            {**lead, "lead": "d", "recorded_on": "2023-02-01", "company": ""},
        ]
    }
    result = scored(scheme, facts, "2023")
    assert (result.facts("甲镇"), result.facts("乙镇")) == (["leads/c", "leads/d"], ["leads/b"])


def test_an_unknown_amount_writes_no_line_and_says_so(scored):
    scheme = "rules:\n  tips 信息: {clause: a, each: 线索, points: 1分 × 拟投资额 ÷ 100万元}\n"
    facts = {"leads": [{"lead": "L1", "unit": "甲镇", "date": "2023-02-01", "amount": ""}]}
    result = scored(scheme, facts, "2023")
    assert result.points == {}
    assert "leads/L1" in result.warnings()


# -- assigned items
ASSIGN = """\
views:
  filled 归项:
    of: 进展
    where: 阶段 = 签约
    assign:
      items:
        big 大项目: {where: 金额 ≥ 1亿元, take: 1个}
        any 其他: {where: 金额 > 0元, take: 1个}
rules:
  big 大项目分: {clause: a, each: 归项, when: 归入 = 大项目, points: 5分}
  any 其他分: {clause: a, each: 归项, when: 归入 = 其他, points: 1分}
"""


def three_projects(**more):
    names = ("P", "Q", "R")
    return {
        "projects": [project(n, amount=20000) for n in names],
        "milestones": [stage("signed", f"2023-0{i}-01", of=n) for i, n in enumerate(names, 1)],
        **more,
    }


def test_items_fill_in_order_and_what_overflows_earns_nothing(scored):
    result = scored(ASSIGN, three_projects(), "2023")
    assert result.facts("甲镇", "big") == ["milestones/P/signed"]
    assert result.facts("甲镇", "any") == ["milestones/Q/signed"]
    assert result.points == {"甲镇": 6}


def test_a_decision_in_the_ledger_comes_before_the_order(scored):
    decided = three_projects(assignments=[{"project": "R", "stage": "signed", "item": "大项目"}])
    result = scored(ASSIGN, decided, "2023")
    assert result.facts("甲镇", "big") == ["milestones/R/signed"]
    assert result.facts("甲镇", "any") == ["milestones/P/signed"]


def test_a_decision_about_one_view_leaves_another_alone(scored):
    other = """\
  second 另归项:
    of: 进展
    where: 阶段 = 签约
    assign: {items: {own 专项: {where: 金额 ≥ 50亿元, take: 3个}}}
"""
    scheme = ASSIGN.replace(
        "rules:\n", other + "rules:\n  own 专项分: {clause: a, each: 另归项, points: 100分}\n"
    )
    decided = three_projects(assignments=[{"project": "R", "stage": "signed", "item": "大项目"}])
    assert scored(scheme, decided, "2023").facts("甲镇", "own") == []


# -- subjects
def test_people_may_be_the_ones_who_earn(scored):
    scheme = "subject: person\n" + SIGNED
    facts = {
        "projects": [project()],
        "milestones": [stage("signed", "2023-05-01")],
        "credits": [
            {"project": "P", "unit": "甲镇", "person": "张", "share": "70%"},
            {"project": "P", "unit": "乙镇", "person": "李", "share": "30%"},
        ],
    }
    assert scored(scheme, facts, "2023").points == {"张": 7, "李": 3}


def test_projects_may_be_the_ones_that_earn(scored):
    scheme = "subject: project\nrules:\n  s 进度: {clause: a, each: 进展, points: 1分}\n"
    scheme += "  f 到位: {clause: a, per: year, points: 1分 × 每满(合计(资金.金额)，100万元)}\n"
    facts = {
        "projects": [project("P"), project("Q", unit="乙镇")],
        "milestones": [
            stage("signed", "2023-05-01"),
            stage("landed", "2023-06-01"),
            stage("signed", "2023-05-01", of="Q"),
        ],
        "funds": [{"fund": "F", "unit": "甲镇", "project": "Q", "date": "2023-07-01", "amount": 250}],
    }
    assert scored(scheme, facts, "2023").points == {"P": 2, "Q": 3}
    shared = {**facts, "credits": [{"project": "P", "unit": "乙镇", "share": "50%"}]}
    assert scored(scheme, shared, "2023").points == {"P": 2, "Q": 3}, "whose project it is changes nothing"


def test_a_reward_may_be_counted_in_yuan(scored):
    scheme = "score_in: 元\ndecimals: 2\nrules:\n  r 奖励: {clause: a, each: 资金, points: 金额 × 3‰, cap: 5万元}\n"
    funds = [
        {"fund": "F1", "unit": "甲镇", "date": "2023-07-01", "amount": "1234.56"},
        {"fund": "F2", "unit": "乙镇", "date": "2023-07-01", "amount": "100000"},
    ]
    result = scored(scheme, {"funds": funds}, "2023")
    assert result.points == {"甲镇": Fraction("37036.8"), "乙镇": 50000}
    assert result.result.score_unit == "元"


# -- what a ledger is refused for
def test_every_fact_that_a_view_refuses_is_named_at_once(district):
    scheme = "views:\n  fair 认定事项: {of: 认定, expect: 分值 ≤ 5分}\n"
    scheme += "rules:\n  a1 认定: {clause: a, each: 认定事项, points: 分值}\n"
    awards = [
        {"unit": "甲镇", "date": f"2023-01-0{i}", "item": f"事项{i}", "points": points, "decision": "纪要"}
        for i, points in enumerate((5, 6, 7), 1)
    ]
    with pytest.raises(ProblemsFound) as found:
        district(scheme).scored({"awards": awards}, "2023")
    assert [p.code for p in found.value.problems] == ["fact.unexpected"] * 2
    said = "\n".join(p.in_language("zh") for p in found.value.problems)
    assert "事项2" in said and "事项3" in said and "事项1" not in said


def test_every_missing_rate_is_named_at_once(district):
    scheme = "rules:\n  f 到位: {clause: a, per: year, points: 1分 × 每满(合计(资金.金额)，100万元)}\n"
    funds = [
        {"fund": f"F{c}", "unit": "甲镇", "date": "2023-03-01", "amount": 1, "currency": c}
        for c in ("USD", "EUR", "CNY", "JPY")
    ]
    rates = [
        {"currency": "JPY", "date": "2023-03-01", "rate": "0.05"},
        {"currency": "EUR", "date": "2023-03-02", "rate": "7.5"},
    ]
    with pytest.raises(ProblemsFound) as found:
        district(scheme).scored({"funds": funds, "rates": rates}, "2023")
    said = "\n".join(p.in_language("zh") for p in found.value.problems)
    assert {p.code for p in found.value.problems} == {"ledger.rate_missing"}
    assert "USD" in said and "EUR" in said and "JPY" not in said and "2023-03-01" in said


def test_money_is_converted_at_the_days_rate_and_rounded_to_a_fen(scored):
    scheme = "rules:\n  f 到位: {clause: a, each: 资金, points: 1分 × 金额 ÷ 1元}\n"
    scheme += "  u 美元: {clause: a, each: 资金, points: 1分 × 美元金额 ÷ 1美元}\n"
    funds = [
        {"fund": "before", "unit": "甲镇", "date": "2023-02-28", "amount": "0.0001", "currency": "USD"},
        {"fund": "after", "unit": "乙镇", "date": "2023-03-01", "amount": "0.0001", "currency": "USD"},
        {"fund": "home", "unit": "丙局", "date": "2023-03-01", "amount": "0.001", "currency": "CNY"},
    ]
    rates = [
        {"currency": "USD", "date": "2023-01-01", "rate": "6.9"},
        {"currency": "USD", "date": "2023-03-01", "rate": "7.125"},
    ]
    result = scored(scheme, {"funds": funds, "rates": rates}, "2023")
    assert result.lines("甲镇") == [
        ("f", "2023-02-28", "funds/before", Fraction("6.9")),
        ("u", "2023-02-28", "funds/before", Fraction(1)),
    ]
    assert [p for *_, p in result.lines("乙镇")] == [Fraction("7.13"), Fraction(1)]
    assert [p for *_, p in result.lines("丙局")] == [Fraction(10), Fraction("1.40")]


# -- what lines of a period cite
def test_a_line_of_a_period_cites_the_facts_that_it_counted_and_no_other(scored):
    scheme = """\
views:
  funded 到资项目: {of: 进展, where: 阶段 = 签约 且 同项目(合计(资金.金额)) ≥ 100万元}
rules:
  n 到资项目数: {clause: a, per: year, points: 1分 × 计数(到资项目)}
"""
    facts = {
        "projects": [project("P"), project("Q")],
        "milestones": [stage("signed", "2023-01-01"), stage("signed", "2023-01-02", of="Q")],
        "funds": [
            {"fund": f"F{p}", "unit": "甲镇", "project": p, "date": "2023-02-01", "amount": amount}
            for p, amount in (("P", 99), ("Q", 100))
        ],
    }
    result = scored(scheme, facts, "2023")
    assert result.facts("甲镇") == ["milestones/Q/signed"]


def test_a_line_names_the_row_of_the_table_that_gave_its_points(scored):
    scheme = """\
tables:
  parts 累进: {by: 金额, marginal: yes, rows: [{row: all 全部, from: 0元, 得: 1分 ÷ 1亿元}]}
  size 档次: {by: 金额, rows: [{row: small 小, from: 0元, 得: 1分}, {row: large 大, from: 1亿元, 得: 2分}]}
rules:
  s 签约: {clause: a, each: 进展, points: 累进.得 + 档次.得}
"""
    facts = {"projects": [project(amount=10000)], "milestones": [stage("signed", "2023-05-01")]}
    (line,) = scored(scheme, facts, "2023").result.unit("甲镇").lines
    assert (line.row, line.points) == ("large", 3_000_000)
