import csv
import io
import json
import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from zhaoshang.documents.typesetting import width_of

Zhaoshang = Callable[..., Any]
"""Runs a command line and gives its status, output and errors."""

Q1 = ("--period", "2023-Q1")


def test_json_has_the_fields_of_the_exchange_in_their_order(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--format", "json")
    assert (ran.status, ran.err) == (0, "")
    result = json.loads(ran.out)
    assert list(result)[:10] == [
        "scheme", "period", "as_of", "overlays", "engine_version", "scheme_digest", "ledger_digest",
        "provisional", "warnings", "units",
    ]  # fmt: skip
    assert (result["scheme"], result["period"], result["as_of"]) == ("kaiping-2023", "2023-Q1", "2023-03-31")
    assert result["scheme_digest"].startswith("sha256:") and result["ledger_digest"].startswith("sha256:")
    town = next(unit for unit in result["units"] if unit["unit"] == "栗园镇")
    assert list(town)[:6] == ["unit", "group", "score", "rank", "lines", "targets"]
    assert (town["group"], town["score"]) == ("第一类别", "-9.4")
    line = town["lines"][0]
    assert line.pop("why")
    assert line == {
        "rule": "signed", "row": "below_50m", "clause": "附件2·三(一)", "date": "2023-02-20",
        "facts": ["milestones/P1/signed"], "points": "0.6",
    }  # fmt: skip
    assert list(town["lines"][0]) == ["rule", "row", "clause", "date", "facts", "points"]
    assert town["targets"][0] == {
        "target": "projects_50m", "label": "五千万元以上项目", "value": "8", "done": "0", "met": False,
    }  # fmt: skip
    assert set(result["outcomes"][0]) >= {"unit", "outcome", "clause", "because"}


def test_the_lines_of_a_unit_add_up_to_its_score(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    result = json.loads(zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "-f", "json").out)
    for unit in result["units"]:
        assert sum(Fraction(line["points"]) for line in unit["lines"]) == Fraction(unit["score"])


def test_a_workbook_and_its_csv_give_the_same_bytes(
    zhaoshang: Zhaoshang, csv_ledger: Path, workbook: Path
) -> None:
    first = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--format", "json")
    assert first.out and first == zhaoshang("score", "kaiping-2023", workbook, *Q1, "--format", "json")


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_both_engines_give_the_same_bytes(zhaoshang: Zhaoshang, csv_ledger: Path, format_: str) -> None:
    asked = ("score", "kaiping-2023", csv_ledger, *Q1, "--format", format_, "--engine")
    python = zhaoshang(*asked, "python")
    assert python.status == 0 and python.out
    assert python == zhaoshang(*asked, "duckdb")


def test_a_run_records_its_overlays(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    asked = ("score", "kaiping-2023", csv_ledger, *Q1, "--overlay", "kp-x2-b", "-o", "kp-x7-b")
    assert json.loads(zhaoshang(*asked, "-f", "json").out)["overlays"] == ["kp-x2-b", "kp-x7-b"]
    assert "kp-x2-b、kp-x7-b" in zhaoshang(*asked).out


def test_an_earlier_as_of_date_leaves_out_what_came_later(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    asked = ("score", "kaiping-2023", csv_ledger, *Q1, "-f", "json", "--as-of")
    early = json.loads(zhaoshang(*asked, "2023年2月10日").out)
    assert early["as_of"] == "2023-02-10"
    assert all(unit["lines"] == [] for unit in early["units"] if unit["group"] == "第一类别")


def test_csv_opens_in_a_spreadsheet_one_row_a_line(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--format", "csv")
    assert ran.out.startswith("\ufeff单位,类别,名次,总分,日期,规则,规则名称,档次,条款,分值,说明,事实")
    rows = list(csv.DictReader(io.StringIO(ran.out.removeprefix("\ufeff"))))
    signed = next(row for row in rows if row["规则"] == "signed")
    assert (signed["单位"], signed["分值"], signed["事实"]) == ("栗园镇", "0.6", "milestones/P1/signed")
    tips = [row for row in rows if row["单位"] == "区科协"]
    assert {row["总分"] for row in tips} == {"1"}
    assert sum(Fraction(row["分值"]) for row in tips) == 1


def test_csv_heads_are_keys_in_english(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "-f", "csv", "--language", "en")
    heads = ran.out.splitlines()[0].removeprefix("\ufeff")
    assert heads == "unit,group,rank,score,date,rule,label,row,clause,points,why,facts"


def test_csv_says_its_warnings_beside_the_file(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--format", "csv")
    assert "请人工确认" in ran.err and "请人工确认" not in ran.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_table_fits_eighty_columns_and_has_no_colour_in_a_pipe(
    zhaoshang: Zhaoshang, csv_ledger: Path, language: str
) -> None:
    out = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--language", language).out
    assert max(width_of(line) for line in out.splitlines()) <= 80
    assert "\x1b" not in out
    assert not any(line != line.rstrip() for line in out.splitlines())


def test_the_table_ranks_each_group_and_names_what_follows(zhaoshang: Zhaoshang, csv_ledger: Path) -> None:
    lines = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1).out.splitlines()
    towns = lines[lines.index("第一类别  11个单位排名") :]
    assert towns[3].split() == ["1", "洼里镇", "6.00", "6.00", "2", "0/3"]
    assert towns[4].split() == ["2", "栗园镇", "-9.40", "0.60", "-10.00", "2", "0/3"]
    assert towns[5].split()[:2] == ["3", "税务庄街道办事处"]
    assert towns[13].split()[:2] == ["3", "马家沟街道办事处"]  # nine units tie
    text = "\n".join(lines)
    assert "区支重中心" in text and "另1个只计分" in text
    assert "总体目标" in text and "外资项目" in text
    assert re.search(r"典型发言：.*洼里镇", text, re.S) and "等46个" in text
    assert "方案 kaiping-2023 sha256:" in lines[-1] and "台账 sha256:" in lines[-1]


def test_out_writes_the_whole_file_and_nothing_else(
    zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path
) -> None:
    file = tmp_path / "结果.json"
    file.write_text("旧", encoding="utf-8")
    shown = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "-f", "json").out
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "-f", "json", "--out", file)
    assert (ran.status, ran.out) == (0, "")
    assert str(file) in ran.err
    assert file.read_text(encoding="utf-8") == shown
    assert list(tmp_path.iterdir()) == [file]


def test_out_leaves_the_old_file_alone_where_anything_is_wrong(zhaoshang: Zhaoshang, tmp_path: Path) -> None:
    file = tmp_path / "结果.txt"
    file.write_text("旧", encoding="utf-8")
    ran = zhaoshang("score", "kaiping-2023", tmp_path / "没有.xlsx", *Q1, "--out", file)
    assert ran.status == 2
    assert file.read_text(encoding="utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [file]


def test_a_disk_that_fills_up_leaves_no_half_of_a_file(
    zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        with self.open("wb") as stream:
            stream.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    file = tmp_path / "结果.csv"
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "-f", "csv", "--out", file)
    assert ran.status == 2
    assert "无法写入" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_everything_wrong_with_a_command_is_said_at_once(zhaoshang: Zhaoshang, tmp_path: Path) -> None:
    ran = zhaoshang(
        "score", "kaiping", tmp_path / "没有.xlsx", "--period", "2023", "--as-of", "开春", "--format", "pdf",
        "--engine", "pyhton", "--out", tmp_path,
    )  # fmt: skip
    assert (ran.status, ran.out) == (2, "")
    assert "有6个问题" in ran.err
    for said in ("pdf", "table、json、csv、xlsx", "是否指 python", "不是日期", "是否指 kaiping-2023", "没有这个文件",
                 "这是文件夹"):  # fmt: skip
        assert said in ran.err


def test_wrong_periods_and_overlays_are_said_with_what_would_be_right(
    zhaoshang: Zhaoshang, csv_ledger: Path
) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, "--period", "2023-Q5")
    assert ran.status == 2 and "2023-Q5" in ran.err and "2023-Q1" in ran.err
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--overlay", "kp-x2-z")
    assert ran.status == 2 and "kp-x2-b" in ran.err
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "-o", "kp-x2-b", "-o", "kp-x2-c")
    assert ran.status == 2 and "只取其中一个" in ran.err


def test_every_error_of_a_ledger_is_listed_with_its_place(zhaoshang: Zhaoshang, tmp_path: Path) -> None:
    (tmp_path / "进展.csv").write_text(
        "项目,阶段,日期\nP1,签月,2023-02-30\nP9,签约,2023-02-20\n", encoding="utf-8"
    )
    ran = zhaoshang("score", "kaiping-2023", tmp_path, *Q1)
    assert (ran.status, ran.out) == (2, "")
    assert "签月" in ran.err and "2023-02-30" in ran.err and "P9" in ran.err
    numbered = [line for line in ran.err.splitlines() if line.lstrip()[:1].isdigit()]
    assert f"有{len(numbered)}个问题" in ran.err


def test_json_does_not_depend_on_the_locale_but_may_be_asked_for_in_english(
    zhaoshang: Zhaoshang, csv_ledger: Path
) -> None:
    asked = ("score", "kaiping-2023", csv_ledger, *Q1, "--format", "json")
    chinese = zhaoshang(*asked)
    assert "签约项目加分" in chinese.out
    assert zhaoshang(*asked, LANG="en_US.UTF-8", ZHAOSHANG_LANGUAGE="en") == chinese
    english = json.loads(zhaoshang(*asked, "--language", "en").out)
    assert english["units"][0]["lines"][0]["why"].startswith("signed: ")


def test_a_score_book_is_written_where_it_is_asked_for(
    zhaoshang: Zhaoshang, csv_ledger: Path, tmp_path: Path
) -> None:
    file = tmp_path / "成绩册.xlsx"
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, "--format", "xlsx", "--out", file)
    assert (ran.status, ran.out) == (0, "") and str(file) in ran.err
    assert file.read_bytes().startswith(b"PK") and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "asked",
    [
        ("--format", "xlsx"),
        ("--format", "xlsx", "--out", "成绩册.xls"),
        ("--format", "json", "--out", "a.xlsx"),
    ],
)
def test_a_workbook_and_its_name_go_together(
    zhaoshang: Zhaoshang, csv_ledger: Path, asked: tuple[str, ...]
) -> None:
    ran = zhaoshang("score", "kaiping-2023", csv_ledger, *Q1, *asked)
    assert (ran.status, ran.out) == (2, "")
    assert "--out" in ran.err and "xlsx" in ran.err
