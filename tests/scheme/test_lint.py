"""What a scheme may have wrong though every sentence holds."""

from __future__ import annotations

import pytest

from zhaoshang.scheme import lint, load_scheme, shipped_packs


def told(folder) -> dict[str, str]:
    """Codes to messages in Chinese; policy notices aside."""
    found = lint(load_scheme(folder))
    return {p.code: p.in_language("zh") for p in found if not p.code.startswith("lint.policy")}


CLEAN = {"lint.unused"}
"""The small district lists a measure and names that nothing uses; that is all."""


def test_the_small_district_has_only_loose_ends(make_pack) -> None:
    found = lint(load_scheme(make_pack()))
    assert {p.code for p in found if not p.code.startswith("lint.policy")} == CLEAN
    assert all(p.severity == "warning" for p in found)
    assert all(p.where.file is not None for p in found)


@pytest.mark.parametrize(
    ("clauses", "code", "words"),
    [
        ("A7,附件2·五,分类排名,", "lint.no_carrier", "条款 A7 没有承载"),
        ("A7,附件2·五,分类排名,rule:nothing", "lint.carrier", "不存在"),
        ("A7,附件2·五,分类排名,rules:info", "lint.carrier", "不认识的承载"),
        ("A7,附件2·五,分类排名,ledger:projets", "lint.carrier", "projects"),
        ("A7,附件2·五,分类排名,persons", "lint.carrier", "没有分到个人"),
        ("A9,附件2·五,分类排名,ranking:total", "lint.unknown_clause", "A7"),
    ],
)
def test_clauses_and_carriers_hold_each_other(make_pack, clauses, code, words) -> None:
    from_fixture = make_pack().joinpath("clauses.csv").read_text(encoding="utf-8")
    text = from_fixture.replace("A7,附件2·五,分类排名,ranking:total；units", clauses)
    folder = make_pack(clauses=text)
    problems = [p for p in lint(load_scheme(folder)) if p.code == code]
    assert problems and problems[0].severity == "error"
    assert words in problems[0].in_language("zh")
    assert problems[0].where.file in ("clauses.csv", "scheme.yaml")


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("{from: 0元, 签约", "{from: 100元, 签约", "lint.table_gap", "从100元起才有档"),
        ("from: 1亿元,", "from: 0元,", "lint.table_order", "永远用不到"),
        ("from: 1亿元,", "from: -1元,", "lint.table_order", "第2档"),
        ("headline: 5个", "headline: 6个", "lint.headline", "各单位合计5个，总目标6个"),
        (
            "done: 合计(落地项目.金额)}",
            "done: 合计(落地项目.金额), headline: 1亿元}",
            "lint.headline",
            "3000万元",
        ),
        ("measures:\n", "measures:\n  idle 闲置量: 计数(线索)\n", "lint.unused", "量“闲置量”没有用到"),
        (
            "each: 签约项目, points",
            "each: 签约项目, when: 阶段 = 落地, points",
            "lint.never",
            "互相矛盾（阶段）",
        ),
        (
            "each: 签约项目, points",
            "each: 签约项目, when: 金额 ≥ 5亿元 且 金额 < 1亿元, points",
            "lint.never",
            "互相矛盾（金额）",
        ),
        ("landed 落地项目: {of: 计分进展", "landed 落地项目: {of: 签约项目", "lint.never", "永远没有行"),
        (
            "      no_signing 零签约:\n",
            "      no_signing 零签约:\n        units: 类别 = 第二类别\n",
            "lint.never",
            "不适用于任何单位",
        ),
        ("each: 信息线索, points", "each: 信息线索, to: 2022-12-31, points", "lint.never", "适用期之外"),
        ("points: 0.2分", "points: 0分", "lint.worthless", "总是零分"),
        ("when: 非 全部完成(), points: -10分", "points: 10分", "lint.constant", "写成节的 base"),
        ("points: 0.2分", "points: 未公布", "lint.unpublished", "没有公布"),
        ("cap: {month: 1分}", "cap: {month: 5分, year: 3分}", "lint.limits", "每月封顶高于每年封顶"),
        ("cap: {month: 1分}", "cap: 1分, floor: 2分", "lint.limits", "保底高于封顶"),
        ("units: 有任务", "units: 单位 = 甲镇 且 单位 = 乙镇", "lint.never", "一个也没有"),
        ("periods: [month, quarter, half, year]", "periods: [month]", "lint.period", "periods 里没有"),
        (
            "each: 签约项目, points: 规模分档.签约",
            "each: 签约项目, when: 有(落地日期), points: 规模分档.签约",
            "lint.later_facts",
            "落地日期",
        ),
        (
            "each: 签约项目, points: 规模分档.签约",
            "each: 签约项目, when: 大额线索数 > 0, points: 规模分档.签约",
            "lint.later_facts",
            "单位的量",
        ),
        ("periods:", "reckoning: to_date\nperiods:", "lint.early_deduction", "dated: 期末"),
        ("  big_tips 大额线索数:", "  big_tips 金额:", "lint.shadow", "也是行的字段"),
    ],
)
def test_what_deserves_a_look_is_said(make_pack, old, new, code, words) -> None:
    found = told(make_pack(old, new))
    assert code in found
    matching = [p.in_language("zh") for p in lint(load_scheme(make_pack(old, new))) if p.code == code]
    assert any(words in text for text in matching)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # an earlier stage's date is known on the day
        ("each: 签约项目, points", "each: 签约项目, when: 有(在谈日期), points"),
        # a later fact, but the line is dated when it came true
        ("each: 签约项目, points", "each: 签约项目, when: 有(落地日期), dated: 取大(日期，落地日期), points"),
        # the project's own earlier rows
        ("each: 签约项目, points", "each: 签约项目, when: 同项目(计数(进展 其中 阶段 = 在谈)) > 0, points"),
    ],
)
def test_what_was_known_on_the_day_is_no_later_fact(make_pack, old, new) -> None:
    assert "lint.later_facts" not in told(make_pack(old, new))


def test_nominal_marks_add_up(make_pack) -> None:
    new = "    clause: A5\n    full: 10分\n"
    text = make_pack("    clause: A5\n", new).joinpath("scheme.yaml").read_text(encoding="utf-8")
    text = text.replace("        points: -10分", "        full: 4分\n        points: -10分")
    text = text.replace("        points: -2 ×", "        full: 5分\n        points: -2 ×")
    assert "满分10，下级合计9" in told(make_pack(scheme=text))["lint.full"]


def test_a_year_of_the_window_without_any_target_is_said(make_pack) -> None:
    folder = make_pack("window: {from: 2023-01-01}", "window: {from: 2023-01-01, to: 2024-12-31}")
    assert "2024年一项任务也没有" in told(folder)["lint.year_without_targets"]


def test_a_headline_that_nobody_has_is_said(make_pack) -> None:
    found = told(make_pack(targets="unit,investment（万元）\n丙局,3000\n"))
    assert "没有分给任何单位" in found["lint.unassigned"]


def notices(folder) -> dict[str, str]:
    return {
        p.code: p.in_language("zh") for p in lint(load_scheme(folder)) if p.code.startswith("lint.policy")
    }


def test_risk_notices_name_their_basis_and_never_block(make_pack) -> None:
    found = notices(make_pack())
    assert {"lint.policy.frequent_ranking", "lint.policy.traces", "lint.policy.signed_amount"} <= set(found)
    for text in found.values():
        assert "风险提示" in text and "依据：" in text
    assert all(p.severity == "warning" for p in lint(load_scheme(make_pack())) if "policy" in p.code)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2: 不予评优", "2: 调整岗位", "veto"),
        ("info 信息加分", "info 税收返还", "tax_refund"),
        ("missed 任务未完成", "missed 集中签约未办", "ceremonies"),
        ("growth 到位资金增速", "growth 地方留存增速", "tax_condition"),
        ("projects 亿元项目", "projects 注册企业数", "registrations"),
        ("info 信息加分", "info 一企一策", "case_by_case"),
        ("issued: 2023-02-13", "issued: 2024-09-01", "review"),
        (
            "rankings:\n",
            "calendar:\n  weekly 每周报表: {clause: A4, kind: report, every: week}\nrankings:\n",
            "weekly_forms",
        ),
        ("rankings:\n", "persons: {clause: A7, pool: 总分, divide: 贡献}\nrankings:\n", "individuals"),
    ],
)
def test_what_policy_discourages_gets_a_notice(make_pack, old, new, code) -> None:
    assert f"lint.policy.{code}" in notices(make_pack(old, new))


def test_quotas_for_bodies_that_have_no_business_with_it_are_noticed(make_pack) -> None:
    units = "unit,group\n甲镇,第一类别\n区妇联,第二类别\n"
    found = notices(make_pack(units=units, targets="unit,projects\n甲镇,3\n区妇联,1\n"))
    assert "区妇联" in found["lint.policy.quotas"]


def test_a_half_yearly_result_gets_no_notice_of_frequent_ranking(make_pack) -> None:
    assert "lint.policy.frequent_ranking" not in notices(make_pack("after: quarter", "after: half"))


ASSIGNED = """\
  filled 任务项目:
    of: 进展
    assign:
      items:
        big 大项目: {where: 金额 ≥ 10亿元, take: 1个}
        small 小项目: {where: 金额 > 0元, take: 2个}
measures:
"""
PAID = """\
rules:
  big_points 大项目分: {clause: A2, points: 1分 × 计数(任务项目 其中 归入 = 大项目)}
  small_points 小项目分: {clause: A2, points: 2分 × 取小(3，计数(任务项目 其中 归入 = 小项目))}
"""


def test_items_that_pay_less_should_not_be_filled_first(make_pack, scheme_text) -> None:
    text = scheme_text.replace("measures:\n", ASSIGNED, 1).replace("rules:\n", PAID, 1)
    assert "分值高的一项写在前面" in told(make_pack(scheme=text))["lint.assign_order"]
    right = text.replace("points: 1分 × 计数", "points: 3分 × 计数")
    assert "lint.assign_order" not in told(make_pack(scheme=right))


def test_points_for_assigned_projects_belong_to_a_term(make_pack, scheme_text) -> None:
    text = scheme_text.replace("measures:\n", ASSIGNED, 1).replace("each: 签约项目", "each: 任务项目", 1)
    text = text.replace("points: 规模分档.签约", "points: 1分", 1)
    assert "lint.assigned" in told(make_pack(scheme=text))


def test_a_parameter_without_a_value_for_a_group_is_said(make_pack) -> None:
    found = told(make_pack("{第一类别: 1名, 第二类别: 2名}", "{第一类别: 1名}"))
    assert "第二类别" in found["lint.parameter"]
    assert "lint.parameter" not in told(
        make_pack("{第一类别: 1名, 第二类别: 2名}", "{第一类别: 1名, else: 2名}")
    )


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_shipped_pack_has_no_errors(pack) -> None:
    assert [p.in_language("en") for p in lint(load_scheme(pack)) if p.severity == "error"] == []
