"""A pack as typed data: names by either half, what passes down, values of units and targets."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from zhaoshang.language.types import COUNT, PERCENT, USD, YUAN
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme import Scheme, load_scheme


def test_the_head_of_a_document_is_read(small: Scheme) -> None:
    assert (small.title, small.number, small.issued) == (
        "某区考核细则",
        "某办〔2023〕2号",
        to_day("2023-02-13"),
    )
    assert (small.window.first, small.window.last) == (to_day("2023-01-01"), None)
    assert (small.term, small.reckoning, small.decimals) == ("year", "own", 6)  # what silence means


def test_a_thing_named_by_its_label_is_found_by_its_id(small: Scheme) -> None:
    assert small.views["signed"].of == "progress"
    assert small.views["signed"].table == "milestones"
    assert small.rules[0].each == "signed"


def test_rules_inherit_clause_and_units_from_their_section(small: Scheme) -> None:
    late = next(n for n in small.nodes() if n.id == "late")
    assert late.clauses == ("A5",)
    assert len(late.units) == 1
    assert late.path == ("penalties",)


def test_a_condition_of_a_section_is_read_in_each_rules_own_rows(make_pack) -> None:
    text = "    clause: A5\n    when: 有(签约日期)\n    units: 类别 = 第一类别\n"
    folder = make_pack("    clause: A5\n    units: 类别 = 第一类别\n", text)
    with pytest.raises(ProblemsFound) as found:  # the period rule beside it has no row with a 签约日期
        load_scheme(folder)
    assert {p.text for p in found.value.problems} == {"签约日期"}


def test_a_bare_limit_is_for_the_term_and_others_for_their_scope(make_pack) -> None:
    folder = make_pack("cap: {month: 1分}", "cap: {month: 1分, project: 2分}, floor: -12分")
    info = load_scheme(folder).rules[1]
    assert [(x.scope, x.cap is not None, x.floor is not None) for x in info.limits] == [
        ("project", True, False),
        ("month", True, False),
        ("term", False, True),
    ]


def test_points_that_were_never_published_are_no_points(make_pack) -> None:
    rule = load_scheme(make_pack("points: 0.2分", "points: 未公布")).rules[1]
    assert (rule.points, rule.published) == (None, False)


def test_units_have_aliases_and_the_schemes_own_columns(small: Scheme) -> None:
    first = small.units[0]
    assert (first.name, first.aliases, first.order) == ("甲镇", ("甲",), 1)
    assert first.fields == {"foreign_min": Fraction(2_000_000), "sort": "镇"}
    assert small.unit_fields["foreign_min"].type == USD


def test_the_unit_in_a_header_counts_and_a_blank_is_no_target(small: Scheme) -> None:
    values = {(v.unit, v.target): v.value for v in small.target_values}
    assert values == {
        ("甲镇", "projects"): 3,
        ("乙镇", "projects"): 2,
        ("丙局", "investment"): 30_000_000,
    }
    assert {v.year for v in small.target_values} == {2023}  # the year in which the window starts
    assert (small.targets["projects"].type, small.targets["investment"].type) == (COUNT, YUAN)


def test_a_money_column_without_a_unit_is_in_ten_thousands(make_pack) -> None:
    scheme = load_scheme(make_pack(targets="unit,investment\n甲镇,3000\n"))
    assert scheme.target_values[0].value == 30_000_000


def test_targets_may_be_for_a_year_or_up_to_a_day(make_pack) -> None:
    rows = "unit,year,until,projects\n甲镇,2024,,4\n甲镇,,2023-06-30,1\n"
    values = load_scheme(make_pack(targets=rows)).target_values
    assert [(v.year, v.until, v.value) for v in values] == [(2024, None, 4), (2023, to_day("2023-06-30"), 1)]


def test_an_indicator_is_known_by_all_its_names(small: Scheme) -> None:
    growth = small.indicators["growth"]
    assert growth.names == ("growth", "到位资金增速", "资金同比")
    assert (growth.type, growth.size) == (PERCENT, Fraction(1, 100))


def test_a_parameter_differs_by_group_or_from_a_day_on(make_pack) -> None:
    folder = make_pack(
        "  places 名额: {第一类别: 1名, 第二类别: 2名}",
        "  places 名额: {by: 单位, 甲: 3名, else: 1名}\n"
        "  worth 分值数: [{from: 2023-01-01, value: 1分}, {from: 2023-07-01, value: 2分}]",
    )
    scheme = load_scheme(folder)
    places, worth = scheme.parameters["places"], scheme.parameters["worth"]
    assert (places.by, [c.key for c in places.cases]) == ("unit", ["甲镇", None])
    assert [c.first for c in worth.cases] == [to_day("2023-01-01"), to_day("2023-07-01")]


def test_a_ladder_goes_by_consecutive_periods(small: Scheme) -> None:
    rungs = small.outcomes["last"].rungs
    assert [(r.count, r.outcome, r.to) for r in rungs] == [(1, "作出检查", "区委"), (2, "不予评优", None)]
    assert small.outcomes["last"].ranking == "total"


def test_rows_of_a_table_are_named_or_numbered(small: Scheme) -> None:
    points = small.rules[0].points
    assert points is not None
    assert points.value.rows == ("row_1", "middle")


def test_an_assigning_view_tells_which_item_a_project_fills(make_pack, scheme_text: str) -> None:
    target = (
        "targets:\n  filled_big 大项目数: {clause: A1, done: 计数(任务项目 其中 归入 = 大项目), value: 1个}\n"
    )
    folder = make_pack(
        "measures:\n",
        """\
  filled 任务项目:
    of: 进展
    assign:
      prefer: 标签 含 化工
      items:
        big 大项目: {where: 金额 ≥ 10亿元, take: 目标(filled_big)}
        any 其他项目: {where: 金额 > 0元, take: 2个}
measures:
""",
        scheme=scheme_text.replace("targets:\n", target),
    )
    view = load_scheme(folder).views["filled"]
    assert view.assign is not None
    assert [item.id for item in view.assign.items] == ["big", "any"]


def test_what_the_office_runs_is_typed_too(make_pack) -> None:
    folder = make_pack(
        "rankings:\n",
        """\
calendar:
  weekly 每周报送: {clause: A4, kind: report, every: week, weekday: 5, roll: previous, who: 各单位, to: 商务局}
  campaign 集中攻坚: {clause: A4, kind: phase, from: 2023-04-01, to: 2023-06-30}
  summary 月度汇总: {clause: A4, kind: publication, every: month, day: last, after: 5天}
evidence:
  contract 签约合同: {clause: A2, stage: 签约, when: 类别 = 第一类别, verified_by: 商务局}
reviews:
  panel 评审: {clause: A2, seats: [发改局, 商务局], dimensions: [产业政策], results: [通过]}
duties:
  lead 统筹: {clause: A7, who: 商务局, does: 管全盘}
snapshot: 25
rankings:
""",
    )
    scheme = load_scheme(folder)
    weekly, campaign, summary = scheme.calendar.values()
    assert (weekly.every, weekly.weekday, weekly.roll, weekly.to) == ("week", 5, "previous", "商务局")
    assert campaign.span is not None and campaign.span.last == to_day("2023-06-30") and campaign.to is None
    assert (summary.day, summary.after) == (0, 5)
    assert (scheme.evidence["contract"].stage, scheme.evidence["contract"].required) == ("signed", True)
    assert scheme.reviews["panel"].seats == ("发改局", "商务局")
    assert scheme.duties["lead"].does == "管全盘"
    assert (scheme.snapshot_day, scheme.snapshot_roll) == (25, "previous")


def test_a_pack_that_is_not_there_is_suggested_for() -> None:
    with pytest.raises(ProblemsFound) as found:
        load_scheme("kaipin-2023")
    (problem,) = found.value.problems
    assert "kaiping-2023" in problem.in_language("zh")


def test_a_folder_without_a_scheme_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match=r"no scheme\.yaml"):
        load_scheme(tmp_path)
