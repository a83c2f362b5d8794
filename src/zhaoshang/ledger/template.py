"""The empty workbook that offices fill in: a sheet for each table, lists to choose from, notes, instructions.

Knows nothing of any ledger; the units to choose from may be given.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zhaoshang.ledger.reading import CHOICES, INSTRUCTIONS
from zhaoshang.ledger.whole_files import whole_file
from zhaoshang.ledger.workbook_out import Look, new_workbook, width_of, write_header
from zhaoshang.ledger.writing import with_unit
from zhaoshang.problems import Words
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.quantities.money import CURRENCIES
from zhaoshang.tables import TABLES, Column, Kind, Table, UnitDirectory
from zhaoshang.tables.facts import EVERY_FACT

_ROWS_SET_UP = 5000
"""How far down the lists and checks go."""
_RULES = (
    "每张工作表是一类记录，一行一条。表名和表头请勿改动；列的先后可以调整，不用的列、不用的表可以留空或删去。",
    "深色表头为必填，浅色为选填。鼠标停在表头上可看填写说明，带下拉箭头的单元格可直接选。",
    "金额默认以万为单位，币种见“币种”列，不填为人民币；也可改表头，如“总投资（亿元）”“金额（万美元）”。",
    "日期填 2023-03-05、2023/3/5 或 2023年3月5日，不要只填月份。",
    "单位填规范名称或别名。标签、佐证等一格多项的，用；隔开。",
    "事实类的表（进展、线索、到位资金等）只增不改：写错了另起一行，在“更正”列填原行的序号，并写明事由。",
    "“状态”整列不要时视为已审核；留着这一列而单元格空着，视为待审核，暂不计分。",
    "项目的阶段不用填在项目表里：到了哪个阶段，就在“进展”表添一行。",
    "交表前可先检查：zhaoshang ledger check 文件名。有错会一次列全，改完才会收下。",
)
_RULES_IN_ENGLISH = (
    "One sheet for each kind of record, one row for each record; columns may be reordered or left out. "
    "Dark headers are required. Money is in 万 (ten thousands) of the row's currency unless the header says "
    "otherwise. Facts are never overwritten: a correction is a new row whose 更正 names the row it replaces. "
    "English column names are accepted too."
)
_EVERY_FACT_NOTE = Words(
    zh="进展、项目变更、线索、到位资金、活动、储备项目、指标值、认定加减分都有的列",
    en="columns of every table of facts",
)
_USUAL_WIDTHS = {
    Kind.DATE: 13,
    Kind.MONEY: 15,
    Kind.UNIT: 20,
    Kind.TEXT: 18,
    Kind.LIST: 20,
    Kind.COMPANY_CODE: 22,
    Kind.CODE: 14,
}
_FACT_TAB, _REGISTER_TAB, _GUIDE_TAB = "#1F4E79", "#9DB4CC", "#C55A11"


def write_template(path: str | Path, units: UnitDirectory | None = None) -> None:
    """Write an empty ledger to fill in; ``units`` fill the lists of units. Raises ProblemsFound."""
    with whole_file(Path(path)) as draft:
        book = new_workbook(draft)
        look = Look(book)
        guide = book.add_worksheet(INSTRUCTIONS)
        sheets = {table.key: book.add_worksheet(table.label) for table in TABLES.values()}
        lists = _Lists(book.add_worksheet(CHOICES))
        if units is not None:
            lists.add("unit", "单位", units.names)
        lists.add("currency", "币种", list(CURRENCIES))
        for table in TABLES.values():
            _set_up(sheets[table.key], look, table, lists)
        _write_guide(guide, look)
        guide.activate()
        book.close()


class _Lists:
    """The hidden sheet that holds the longer lists to choose from."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._next = 0
        self.source: dict[str, str] = {}
        sheet.hide()

    def add(self, key: str, title: str, words: Sequence[str]) -> None:
        """Write a list down a column of its own."""
        if not words:
            return
        self._sheet.write_string(0, self._next, title)
        for row, word in enumerate(words, 1):
            self._sheet.write_string(row, self._next, word)
        letter = chr(ord("A") + self._next)
        self.source[key] = f"={CHOICES}!${letter}$2:${letter}${len(words) + 1}"
        self._next += 1


def _set_up(sheet: Any, look: Look, table: Table, lists: _Lists) -> None:
    write_header(sheet, look, table, table.columns)
    sheet.set_tab_color(_FACT_TAB if table.is_fact else _REGISTER_TAB)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, _usual_width(column), look.of_column(column))
        rule = _rule_of(column, lists)
        if rule:
            sheet.data_validation(1, index, _ROWS_SET_UP, index, {**rule, "ignore_blank": True})


def _usual_width(column: Column) -> int:
    header = width_of(with_unit(column.label, column)) + 4
    usual = _USUAL_WIDTHS.get(column.kind, 10)
    return max(header, 28 if column.longest > 500 else usual)


def _rule_of(column: Column, lists: _Lists) -> dict[str, Any] | None:
    """The check on what is typed. Lists that are only usual words, and names with aliases, do not insist."""
    wrong = {"error_title": column.label, "error_message": column.note.zh[:250]}
    if column.kind is Kind.CHOICE:
        return {"validate": "list", "source": [choice.label for choice in column.choices], **wrong}
    if column.kind is Kind.YES_NO:
        return {"validate": "list", "source": ["是", "否"], **wrong}
    if column.kind is Kind.CURRENCY:
        return {"validate": "list", "source": lists.source["currency"], "show_error": False}
    if column.kind is Kind.UNIT and "unit" in lists.source and column.label != "单位":
        return {"validate": "list", "source": lists.source["unit"], "error_type": "warning", **wrong}
    if column.suggestions:
        return {"validate": "list", "source": list(column.suggestions), "show_error": False}
    if column.kind is Kind.DATE:
        from datetime import date

        earliest, latest = date.fromordinal(EARLIEST_DAY), date.fromordinal(LATEST_DAY)
        message = "请填日期，如 2023-03-05"
        return {"validate": "date", "criteria": "between", "minimum": earliest, "maximum": latest,
                "error_type": "warning", "error_title": column.label, "error_message": message}  # fmt: skip
    return None


def _write_guide(sheet: Any, look: Look) -> None:
    """The first sheet: how to fill in, then every column of every table."""
    sheet.set_tab_color(_GUIDE_TAB)
    sheet.hide_gridlines(2)
    for index, width in enumerate((14, 19, 6, 40, 34, 14, 44)):
        sheet.set_column(index, index, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, "招商引资台账填表说明", look.title)
    row = 1
    for number, rule in enumerate(_RULES, 1):
        sheet.merge_range(row, 0, row, 6, f"{number}. {rule}", look.long)
        sheet.set_row(row, 21)
        row += 1
    sheet.merge_range(row, 0, row, 6, _RULES_IN_ENGLISH, look.quiet)
    sheet.set_row(row, 34)
    row += 2
    for index, title in enumerate(("工作表", "列", "必填", "填什么", "可选的值", "English", "What it is")):
        sheet.write_string(row, index, title, look.required)
    sheet.set_row(row, 24)
    sheet.repeat_rows(row)
    for table in TABLES.values():
        own = [column for column in table.columns if column not in EVERY_FACT]
        row = _write_band(sheet, look, row + 1, table.note, table.key, table.label)
        row = _write_columns(sheet, look, own, row)
        if table.is_fact:
            sheet.write_string(row + 1, 1, "……", look.quiet)
            sheet.write_string(row + 1, 3, "另有各事实表共有的列，见表末", look.quiet)
            sheet.write_string(row + 1, 6, "and the columns every table of facts has, at the end", look.quiet)
            row += 1
    row = _write_band(sheet, look, row + 1, _EVERY_FACT_NOTE, "", "事实表共有")
    _write_columns(sheet, look, EVERY_FACT, row)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_band(sheet: Any, look: Look, row: int, note: Words, key: str, label: str) -> int:
    """The line that begins a table: its name, a way to its sheet, what it is."""
    if key:
        sheet.write_url(row, 0, f"internal:'{label}'!A1", look.link, label)
    else:
        sheet.write_string(row, 0, label, look.band)
    sheet.merge_range(row, 1, row, 4, note.zh, look.band)
    sheet.write_string(row, 5, key, look.band)
    sheet.write_string(row, 6, note.en, look.band)
    sheet.set_row(row, 22 if len(note.en) <= 46 else 36)
    return row


def _write_columns(sheet: Any, look: Look, columns: Sequence[Column], row: int) -> int:
    for column in columns:
        row += 1
        choices = "、".join(choice.label for choice in column.choices) or "、".join(column.suggestions)
        sheet.write_string(row, 1, with_unit(column.label, column), look.long)
        sheet.write_string(row, 2, "是" if column.required else "", look.centre)
        sheet.write_string(row, 3, column.note.zh, look.long)
        sheet.write_string(row, 4, choices, look.long)
        sheet.write_string(row, 5, column.key, look.quiet)
        sheet.write_string(row, 6, column.note.en, look.quiet)
        lines = max(
            -(-width_of(column.note.zh) // 40), -(-width_of(choices) // 34), -(-len(column.note.en) // 48), 1
        )
        sheet.set_row(row, 4 + 15 * lines)
    return row
