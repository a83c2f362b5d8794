"""An office's own sheet, read by a mapping it saved once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhaoshang.ledger import ledger_from_rows, mapping_of, read_ledger, read_mapping
from zhaoshang.problems import ProblemsFound

MAPPING = """
sheets:
  签约项目表:
    - table: projects
      columns: {编号: project, 项目: name, 引进单位: unit, 投资额（亿元）: amount, 资金性质: capital}
      values: {资金性质: {市外内资: 内资, 港资: 外资}}
    - table: 进展
      columns: {编号: project, 签约时间: 日期}
      fixed: {stage: 签约}
    - table: milestones
      columns: {编号: project, 开工时间: date}
      fixed: {阶段: 开工}
      where: 开工时间
"""
OFFICE_SHEET: list[list[Any]] = [
    ["2023年签约项目表"],
    ["编号", "项目", "引进单位", "投资额（亿元）", "资金性质", "签约时间", "开工时间", "备注"],
    ["K-1", "精细化工", "栗园镇", 0.3, "市外内资", date(2023, 2, 20), None, "重点"],
    ["K-2", "冷链物流园", "洼里镇", 2.5, "港资", date(2023, 3, 1), date(2023, 6, 1), None],
]


@pytest.fixture
def mapping_file(tmp_path: Path) -> Path:
    path = tmp_path / "映射.yaml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def test_one_office_sheet_fills_several_tables(workbook, mapping_file: Path) -> None:
    ledger = read_ledger(workbook({"签约项目表": OFFICE_SHEET}), mapping=read_mapping(mapping_file))
    assert ledger.digest == ledger_from_rows({
        "projects": [
            {"project": "K-1", "name": "精细化工", "unit": "栗园镇", "amount": "3000", "capital": "内资"},
            {"project": "K-2", "name": "冷链物流园", "unit": "洼里镇", "amount": "25000", "capital": "外资"},
        ],
        "milestones": [
            {"project": "K-1", "stage": "signed", "date": "2023-02-20"},
            {"project": "K-2", "stage": "signed", "date": "2023-03-01"},
            {"project": "K-2", "stage": "started", "date": "2023-06-01"},
        ],
    }).digest  # fmt: skip
    assert [(w.code, w.where.field) for w in ledger.warnings] == [
        ("rows_above_header", None),
        ("unknown_column", "备注"),
    ]


def test_errors_speak_of_the_offices_own_headers(workbook, mapping_file: Path, problems) -> None:
    rows = [list(row) for row in OFFICE_SHEET]
    rows[2][3] = "三千万"
    found = [
        p
        for p in problems(workbook({"签约项目表": rows}), mapping=read_mapping(mapping_file))
        if p.severity == "error"
    ]
    assert [(p.where.sheet, p.where.row, p.where.field) for p in found] == [
        ("签约项目表", 3, "投资额（亿元）")
    ]


def test_a_column_the_mapping_names_and_the_sheet_lacks_is_an_error(
    workbook, mapping_file: Path, problems
) -> None:
    rows = [row[:6] for row in OFFICE_SHEET]
    codes = {
        (p.code, p.where.field)
        for p in problems(workbook({"签约项目表": rows}), mapping=read_mapping(mapping_file))
    }
    assert ("mapped_column_missing", "开工时间") in codes


def test_sheets_that_are_not_mapped_are_read_as_usual(workbook, sheets, mapping_file: Path) -> None:
    path = workbook(sheets)
    assert read_ledger(path, mapping=read_mapping(mapping_file)) == read_ledger(path)


def test_a_mapping_may_be_json(tmp_path: Path, workbook) -> None:
    path = tmp_path / "映射.json"
    path.write_text('{"sheets": {"信息": {"table": "leads", "columns": {"号": "lead"}}}}', encoding="utf-8")
    rows = [["号", "单位", "日期"], ["X1", "栗园镇", "2023-01-01"]]
    ledger = read_ledger(workbook({"信息": rows}), mapping=read_mapping(path))
    assert [row["lead"] for row in ledger.tables["leads"]] == ["X1"]


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ({}, "sheets"),
        ([], "sheets"),
        ({"sheets": {"甲": "projects"}}, "sheets.甲"),
        ({"sheets": {"甲": {"table": "计划"}}}, "sheets.甲.table"),
        ({"sheets": {"甲": {"table": "projects", "columns": {"投资": "钱"}}}}, "sheets.甲.投资"),
        ({"sheets": {"甲": {"table": "projects", "column": {}}}}, "sheets.甲.column"),
        ({"sheets": {"甲": {"table": "projects", "fixed": ["x"]}}}, "sheets.甲.fixed"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_with_its_place(written: object, field: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        mapping_of(written)
    assert [problem.where.field for problem in found.value.problems] == [field]


def test_a_mapping_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "映射.yaml"
    path.write_text("sheets:\n  甲: {table: [}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_mapping(path)
    assert found.value.problems[0].where.line == 2
    with pytest.raises(ProblemsFound):
        read_mapping(tmp_path / "没有.yaml")
