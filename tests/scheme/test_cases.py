"""Cases as data: exact sums, the ledger's rows as text, and what is wrong with a case."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day
from zhaoshang.scheme import load_cases
from zhaoshang.scheme.cases import exact

CASES = """\
- case: 三千万元签约按比例
  period: 2023-Q1
  as_of: 2023-02-28
  overlays: x1-b
  facts:
    projects: [{project: P, unit: 甲镇, amount: 3000}]
    milestones:
      - {project: P, stage: signed, date: 2023-01-05, accepted_on: ""}
  score: {甲镇: 0.6 + 1.8 + 5, 乙镇: -10, 丁局: none}
  lines: {甲镇: {P/signed: 0.6}}
  count: {info: 0}
  rules: {penalties: {乙镇: -10}}
  rank: {甲镇: 1, 丁局: null}
  outcomes: {甲镇: [], 乙镇: [作出检查]}
  targets: {全体: {projects: 2}, 丙局: {investment: 3000万元}}
  persons: {张: 2.333333}
- {case: 两种读法不能同用, overlays: [x1-b, x1-c], refused: 是}
"""


def test_a_case_is_read_exactly(make_pack) -> None:
    case, refused = load_cases(make_pack(cases=CASES))
    assert (case.name, case.period, case.as_of) == ("三千万元签约按比例", "2023-Q1", to_day("2023-02-28"))
    assert case.overlays == ("x1-b",)
    assert case.facts["milestones"][0]["accepted_on"] == ""
    assert case.score == {"甲镇": Fraction("7.4"), "乙镇": -10, "丁局": None}
    assert case.lines == {"甲镇": {"P/signed": Fraction("0.6")}}
    assert case.rank == {"甲镇": 1, "丁局": None}
    assert case.outcomes == {"甲镇": (), "乙镇": ("作出检查",)}
    assert case.targets == {"全体": {"projects": 2}, "丙局": {"investment": 30_000_000}}
    assert (case.where.file, case.where.line) == ("cases/all.yaml", 1)
    assert (refused.refused, refused.period) == ("是", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.6 + 1.8 + 5", Fraction("7.4")),
        ("50 - 5 - 10 - 10", Fraction(25)),
        ("2 × (3 − 0.5)", Fraction(5)),
        ("1 ÷ 3", Fraction(1, 3)),
        ("-2", Fraction(-2)),
        ("０．１＋０．２", Fraction("0.3")),
        ("0.1 + 0.2", Fraction("0.3")),
        ("1 ÷ 0", None),
        ("一", None),
        ("1 = 1", None),
    ],
)
def test_expected_numbers_are_exact_sums(text, value) -> None:
    assert exact(text) == value


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("period: 2023-Q1", "period: 2023-Q5", 2, "不是期间"),
        ("  period: 2023-Q1\n", "", 1, "算哪一期"),
        ("-10, 丁局", "十分, 丁局", 8, "不是数"),
        ("rank: {甲镇: 1", "rank: {甲镇: 第一", 12, "不是整数"),
        ("  score:", "  scores:", 9, "是否指 score"),
        ("as_of: 2023-02-28", "as_of: 二月底", 3, "不是日期"),
    ],
)
def test_a_mistake_in_a_case_names_its_line(make_pack, old, new, line, told) -> None:
    assert old in CASES
    with pytest.raises(ProblemsFound) as found:
        load_cases(make_pack(cases=CASES.replace(old, new, 1)))
    (problem,) = found.value.problems
    assert told in problem.in_language("zh")
    assert problem.where.file == "cases/all.yaml"
    assert abs((problem.where.line or 0) - line) <= 1


def test_a_pack_without_cases_has_none(make_pack) -> None:
    assert load_cases(make_pack()) == ()
