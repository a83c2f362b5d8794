"""The empty workbook that offices fill in."""

from pathlib import Path

import openpyxl
import pytest

from zhaoshang.ledger import ledger_from_rows, read_ledger, write_template
from zhaoshang.tables import TABLES, UnitDirectory, UnitEntry

UNITS = UnitDirectory([UnitEntry("栗园镇", ("栗园",)), UnitEntry("洼里镇")])


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "模板.xlsx"
    write_template(path, UNITS)
    return path


def test_an_empty_template_is_an_empty_ledger_without_warnings(template: Path) -> None:
    assert read_ledger(template, UNITS) == ledger_from_rows({})


def test_a_filled_template_reads_as_what_was_typed(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    headers = [cell.value for cell in book["线索"][1]]
    typed = {
        "线索编号": "L1",
        "责任单位": "栗园",
        "日期": "2023-02-20",
        "拟投资额（万）": 3000,
        "状态": "已审核",
    }
    for header, value in typed.items():
        book["线索"].cell(2, headers.index(header) + 1, value)
    book.save(template)
    expected = {"lead": "L1", "unit": "栗园镇", "date": "2023-02-20", "amount": "3000"}
    assert read_ledger(template, UNITS).tables == ledger_from_rows({"leads": [expected]}).tables


def test_there_is_a_sheet_for_each_table_and_instructions_first(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == ["填表说明", *(table.label for table in TABLES.values()), "选项"]
    assert book["选项"].sheet_state == "hidden"


def test_headers_are_bold_frozen_and_explained(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for table in TABLES.values():
        sheet = book[table.label]
        assert sheet.freeze_panes == ("B2" if table.columns[0].required else "A2")
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert cell.font.bold
            assert cell.comment is not None
            assert column.note.zh in cell.comment.text
            assert column.note.en in cell.comment.text


def test_choices_and_units_can_be_picked_from_lists(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    formulas = {
        str(rule.sqref).split(":")[0]: rule.formula1 for rule in book["进展"].data_validations.dataValidation
    }
    assert "签约" in formulas["B2"]
    units = {
        str(rule.sqref).split(":")[0]: rule.formula1 for rule in book["线索"].data_validations.dataValidation
    }
    assert units["B2"] == "选项!$A$2:$A$3"
    listed = [row[0].value for row in book["选项"].iter_rows(max_col=1)]
    assert [word for word in listed if word] == ["单位", "栗园镇", "洼里镇"]


def test_the_instructions_name_every_column(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    words = {cell.value for row in book["填表说明"].iter_rows() for cell in row}
    for table in TABLES.values():
        assert table.label in words
        assert {column.key for column in table.columns} <= words


def test_no_message_of_the_template_is_longer_than_excel_shows(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.error or "") <= 255
            assert len(rule.errorTitle or "") <= 32
            assert len(rule.formula1 or "") <= 257
