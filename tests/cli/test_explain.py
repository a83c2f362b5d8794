import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from zhaoshang.documents.typesetting import width_of

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""

Q1 = ("--period", "2023-Q1")


def test_a_sheet_shows_place_lines_facts_and_targets(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "洼里镇")
    assert ran.status == 0
    assert ran.out.splitlines()[0] == "洼里镇 2023年第一季度得分说明"
    assert "得分 6.00分，第一类别第1名（共11个单位）" in ran.out
    assert "虚构乙丑风车物流园（P2） 签约" in ran.out
    assert "附件2·三(一)：签约1、2、3、5、8、10分" in ran.out
    assert "2023-03-20    +4.00" in ran.out
    assert "亿元以上项目" in ran.out and "未完成" in ran.out
    assert "典型发言（单位主要负责同志向区委常委会）" in ran.out


def test_rules_that_wrote_nothing_are_not_shown(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    out = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "洼里镇").out
    assert "投产项目加分" not in out and "季度零签约" not in out


def test_nothing_that_counted_is_left_out(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    sheet = json.loads(
        zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "-u", "区科协", "-f", "json").out
    )
    lines = [line for rule in sheet["rules"] for line in rule["lines"]]
    assert len(lines) == 9  # seven leads, and two that the month's cap takes back
    assert sum(Fraction(line["points"]) for line in lines) == Fraction(sheet["score"]) == 1
    assert sum(Fraction(rule["points"]) for rule in sheet["rules"]) == Fraction(sheet["score"])
    assert {line["rule"] for line in lines} == {"info", "info#cap"}
    assert lines[0]["facts"] == [{"fact": "leads/X1", "name": "虚构丙寅泥人有限公司 6000万元"}]


def test_a_unit_goes_by_any_of_its_names(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    by_name = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "区科协")
    assert by_name.status == 0
    assert by_name == zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "区科学技术协会")


def test_units_that_tie_are_counted(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    out = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "越河镇").out
    assert "第一类别第3名（共11个单位，与另8个单位并列）" in out


def test_a_unit_without_a_task_is_not_ranked(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    out = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "支重中心").out
    assert "得分 -3.00分，不参加排名" in out


def test_one_rule_or_section_can_be_asked_for(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    asked = ("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "栗园镇", "--rule")
    one = zhaoshang(*asked, "signed").out
    assert "+0.60" in one and "季度零签约" not in one
    assert one == zhaoshang(*asked, "签约项目加分").out
    assert "+0.60" in zhaoshang(*asked, "stages").out
    assert "这条规则本期没有加分、扣分" in zhaoshang(*asked, "production").out


def test_mistyped_units_and_rules_are_answered_with_near_ones(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "栗圆镇", "--rule", "sined")
    assert (ran.status, ran.out) == (2, "")
    assert "有2个问题" in ran.err
    assert "是否指 栗园镇" in ran.err and "signed" in ran.err


@pytest.mark.parametrize(("language", "columns"), [("zh", "80"), ("en", "80"), ("zh", "60"), ("en", "72")])
def test_a_sheet_fits_the_terminal(
    zhaoshang: Zhaoshang, csv_ledger: Path, language: str, columns: str
) -> None:
    ran = zhaoshang(
        "explain",
        "kaiping-2023",
        csv_ledger,
        *Q1,
        "--unit",
        "栗园镇",
        "--language",
        language,
        COLUMNS=columns,
    )
    assert max(width_of(line) for line in ran.out.splitlines()) <= int(columns)


def test_a_sheet_in_english_says_so_throughout(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    out = zhaoshang("explain", "kaiping-2023", csv_ledger, *Q1, "-u", "栗园镇", ZHAOSHANG_LANGUAGE="en").out
    assert "Score -9.40 points; place 2 of 11 in 第一类别" in out
    assert "signed 签约项目加分 (1 line)" in out
    assert "not met" in out
    assert "得分说明" not in out


def test_a_sheet_can_be_written_to_a_file(zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path) -> None:
    asked = ("explain", "kaiping-2023", csv_ledger, *Q1, "--unit", "栗园镇")
    file = tmp_path / "栗园镇.txt"
    assert zhaoshang(*asked, "--out", file).out == ""
    assert file.read_text(encoding="utf-8") == zhaoshang(*asked).out
