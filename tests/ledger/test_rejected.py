"""Rows that were not taken in, handed back with the reason beside each."""

from pathlib import Path

import openpyxl
import pytest

from zhaoshang.ledger import read_ledger, write_rejected
from zhaoshang.problems import ProblemsFound


def rejected(source: Path, out: Path) -> int:
    with pytest.raises(ProblemsFound) as found:
        read_ledger(source)
    return write_rejected(source, found.value.problems, out)


def test_only_rows_with_errors_come_back_each_with_its_reasons(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][2][3] = "约2亿"
    sheets["项目"][2][2] = None
    sheets["进展"].append(["P9", "落地", "2023-04-01"])
    out = tmp_path / "退回.xlsx"
    assert rejected(workbook(sheets), out) == 2
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["项目", "进展"]
    header, row = book["项目"].iter_rows(values_only=True)
    assert header == ("原行号", "问题", "项目编号", "项目名称", "责任单位", "总投资")
    assert (row[0], *row[2:]) == (3, "P2", "冷链物流园", None, "约2亿")
    assert "总投资" in row[1]
    assert "责任单位" in row[1]
    assert [cell[0] for cell in book["进展"].iter_rows(min_row=2, values_only=True)] == [4]


def test_the_wrong_cell_is_marked(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][2][3] = "约2亿"
    rejected(workbook(sheets), tmp_path / "退回.xlsx")
    row = openpyxl.load_workbook(tmp_path / "退回.xlsx")["项目"][2]
    assert row[5].fill.fgColor.rgb == row[1].fill.fgColor.rgb != row[2].fill.fgColor.rgb


def test_a_cell_wrong_only_beside_other_rows_is_marked_under_its_own_header(
    workbook, sheets, tmp_path: Path
) -> None:
    sheets["进展"][0][0] = "项目"  # accepted for 项目编号
    sheets["进展"][1][0] = "P9"
    rejected(workbook(sheets), tmp_path / "退回.xlsx")
    row = openpyxl.load_workbook(tmp_path / "退回.xlsx")["进展"][2]
    assert row[2].value == "P9"
    assert row[2].fill.fgColor.rgb == row[1].fill.fgColor.rgb


def test_a_mended_workbook_is_read_without_a_word_about_the_added_columns(
    workbook, sheets, tmp_path: Path
) -> None:
    for row in sheets["项目"][1:]:
        row[3] = "约2亿"
    out = tmp_path / "退回.xlsx"
    rejected(workbook(sheets), out)
    book = openpyxl.load_workbook(out)
    for number in (2, 3):
        book["项目"].cell(number, 6, 20000)
    book.save(out)
    ledger = read_ledger(out)
    assert [row["amount"] for row in ledger.tables["projects"]] == [20_000_000_000] * 2
    assert ledger.warnings == ()


def test_rows_of_csv_come_back_too(csv_folder, tmp_path: Path) -> None:
    folder = csv_folder(
        {"leads.csv": "lead,unit,date,company\nL1,栗园镇,昨天,=1+1\nL2,栗园镇,2023-01-01,\n"}, "gb18030"
    )
    assert rejected(folder, tmp_path / "退回.xlsx") == 1
    (_, row) = openpyxl.load_workbook(tmp_path / "退回.xlsx")["leads"].iter_rows(values_only=True)
    assert row[2:] == ("L1", "栗园镇", "昨天", "'=1+1")


def test_a_wrong_header_is_listed_apart_from_the_rows(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][0][3] = "总投资（万吨）"
    sheets["项目"][2][2] = None
    assert rejected(workbook(sheets), tmp_path / "退回.xlsx") == 1
    book = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    assert "万吨" in book["其他问题"]["A2"].value


def test_problems_of_a_whole_sheet_are_listed_apart(workbook, sheets, tmp_path: Path) -> None:
    sheets["项目"][0][3] = "投资"
    assert rejected(workbook(sheets), tmp_path / "退回.xlsx") == 0
    book = openpyxl.load_workbook(tmp_path / "退回.xlsx")
    assert "总投资" in book["其他问题"]["A2"].value
