"""Running a pack's cases: what holds is silent, what does not is said with what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhaoshang.scheme.starter import write_starter
from zhaoshang.scoring.cases import run_cases

FACTS = """\
  facts:
    projects: [{project: P1, name: 示例, unit: 甲镇, amount: 20000}]
    milestones: [{project: P1, stage: 开工, date: 2026-03-05}]
"""
RIGHT = f"""\
- case: 两亿元项目开工
  period: 2026-03
{FACTS}
  score: {{甲镇: 3, 乙镇: 0}}
  lines: {{甲镇: {{P1/started: 3}}, 乙镇: {{}}}}
  count: {{started: 1, funds: 0}}
  rules: {{projects: {{甲镇: 3}}, started: {{甲镇: 1 + 2}}, 项目开工: {{甲镇: 3}}, total: {{甲镇: 3}}}}
  rank: {{甲镇: 1, 乙镇: 2, 丙局: 1}}
  outcomes: {{甲镇: []}}
  targets: {{甲镇: {{funds: 0元, 到位资金任务: 0}}, 全体: {{funds: 0}}}}
"""


def pack_with(tmp_path: Path, cases: str) -> Path:
    folder = tmp_path / "pack"
    write_starter(folder)
    (folder / "cases" / "first.yaml").write_text(cases, encoding="utf-8")
    return folder


def test_a_case_that_comes_out_as_expected_has_no_problems(tmp_path: Path) -> None:
    (report,) = run_cases(pack_with(tmp_path, RIGHT))
    assert report.problems == ()
    assert report.holds


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("score: {甲镇: 3,", "score: {甲镇: 4,", "甲镇的得分是3；应为4"),
        ("score: {甲镇: 3,", "score: {甲镇: none,", "甲镇的得分是3；应为空（无）"),
        ("score: {甲镇: 3,", "score: {甲乡: 3,", "没有名为“甲乡”的单位"),
        ("{P1/started: 3}", "{P1/started: 2}", "甲镇 P1/started 的分是3；应为2"),
        ("{P1/started: 3}", "{}", "多出一行 milestones/P1/started"),
        ("{P1/started: 3}", "{P1/started: 3, P2/started: 1}", "甲镇 P2/started 的分是空（无）；应为1"),
        ("count: {started: 1", "count: {started: 2", "started的行数是1；应为2"),
        ("started: {甲镇: 1 + 2}", "started: {甲镇: 1}", "甲镇在“started”的分是3；应为1"),
        ("started: {甲镇: 1 + 2}", "startd: {甲镇: 3}", "是否指 started"),
        ("rank: {甲镇: 1", "rank: {甲镇: 2", "甲镇的名次是1；应为2"),
        ("rank: {甲镇: 1", "rank: {甲镇: none", "甲镇的名次是1；应为不排名"),
        ("outcomes: {甲镇: []}", "outcomes: {甲镇: [先进单位]}", "甲镇的结果是无；应为先进单位"),
        ("funds: 0元", "funds: 1亿元", "甲镇 funds 的完成数是0；应为100000000"),
        ("funds: 0元", "found: 0元", "是否指 funds"),
        ("unit: 甲镇, amount", "unit: 戊镇, amount", "戊镇"),
        ("period: 2026-03", "period: 2026-03\n  refused: 是", "本应被拒绝"),
    ],
)
def test_each_difference_is_said_with_the_cases_place(tmp_path: Path, right, wrong, told) -> None:
    assert right in RIGHT
    (report,) = run_cases(pack_with(tmp_path, RIGHT.replace(right, wrong, 1)))
    assert not report.holds
    assert any(told in p.in_language("zh") for p in report.problems)
    assert all(p.where.file == "cases/first.yaml" for p in report.problems)


def test_overlays_that_must_be_refused_are(tmp_path: Path) -> None:
    cases = """\
- {case: 没有这种读法, overlays: [q9-b], refused: 是}
- {case: 有这种读法, overlays: [q1-b], refused: 是}
"""
    first, second = run_cases(pack_with(tmp_path, cases))
    assert first.holds
    assert "本应被拒绝" in second.problems[0].in_language("zh")


def test_the_starting_pack_passes_its_own_cases(tmp_path: Path) -> None:
    write_starter(tmp_path / "pack")
    assert [report.holds for report in run_cases(tmp_path / "pack")] == [True, True]
