"""Empty workbooks to fill in: how to, the sheets, lists to choose from. The library's readers read them back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zhaoshang.ledger.reading import CHOICES, INSTRUCTIONS
from zhaoshang.ledger.workbook_out import Look, new_workbook, note_of, width_of, write_header
from zhaoshang.ledger.writing import with_unit
from zhaoshang.office.exchange.columns import LEADS, NOTES, PROJECTS, STAGE_DATES, STAGES, Shape
from zhaoshang.office.exchange.workbooks import set_up_print, width_for
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.quantities.money import CURRENCIES
from zhaoshang.tables import Column, Kind

ROWS_SET_UP = 1000
_EXCEL_DAY_ZERO = 693_594
_RULES = (
    "一行一条，表头和工作表的名称不要改动；列的先后可以调整，不用的列可以删去。",
    "深色表头必填，浅色选填。鼠标停在表头上看说明；单元格有下拉箭头的，从列表里选。",
    "编号由本单位自己编，不重复、不改动：再次上传时凭编号认出是同一条，不会重复入库。",
    "金额以万为单位，币种见“币种”列，空着是人民币；单元格里可以写 1.2亿、3000万元，也可以把表头改成（亿元）。",
    "日期写 2026-03-05、2026/3/5 或 2026年3月5日，不要只写月份。",
    "信用代码等长的编号，先把列设为文本再填，否则表格软件会丢掉15位以后的数字。",
    "上传后先看预览：有错会一次列全，改好再传；确认后全部入库为草稿，仍要提交签发。",
)
_RULES_OF_LEADS = ("企业也是必填；投资内容、拟投资额、资金类型、拟建地点可以先空着，提交签发前要补齐。",)
_RULES_OF_PROJECTS = (
    "项目到了哪个阶段，在“项目”表的日期列填日期，或者在“进展”表一个阶段填一行；两处都填的，日期要一致。",
    "“进展”表里的项目编号，是系统里已有的项目，或者同一文件“项目”表里的项目。",
)
_EXAMPLES = {
    "lead": "青禾-2026-001", "project": "青禾-2026-P01", "unit": "青禾区", "date": "2026-03-05",
    "company": "虚构晶锐新材料有限公司", "company_code": "91350100M000100Y43",
    "content": "储能电池生产线，一期用地120亩", "amount": "12000 或 1.2亿",
    "currency": "CNY", "capital": "内资", "tags": "省台账；化工", "拟建地点": "青禾区高新产业园",
    "补报事由": "（不补报的空着）",
    "name": "虚构晶锐储能电池项目", "investor": "虚构晶锐新材料有限公司", "investor_code": "91350100M000100Y43",
    "origin": "省外", "industry": "C38", "chain": "新能源", "fixed_assets": "是", "land": "120",
    "建设内容": "新建两条储能电池生产线", "建设地点": "青禾区高新产业园", "备案项目代码": "2603-990100-04-01-000001",
    "stage": "签约", "accepted_on": "（上级未认定的空着）", "decision": "（没有的空着）",
    **dict.fromkeys(STAGE_DATES, "2026-03-05"),
}  # fmt: skip
"""What the instructions show as an example; the sheets themselves stay empty."""


def write_template(path: Path, shape: Shape, units: Sequence[str]) -> None:
    """An empty workbook for leads, or for projects and their stages, with the units to choose from."""
    book = new_workbook(path)
    look = Look(book)
    shapes = (PROJECTS, STAGES) if shape is PROJECTS else (shape,)
    guide = book.add_worksheet(INSTRUCTIONS)
    sheets = [book.add_worksheet(each.table.label) for each in shapes]
    lists = book.add_worksheet(CHOICES)
    lists.hide()
    for index, words in enumerate((units, list(CURRENCIES))):
        for row, word in enumerate(words):
            lists.write_string(row, index, word)
    for sheet, each in zip(sheets, shapes, strict=True):
        _set_up(sheet, look, each, len(units))
    _write_guide(guide, look, shapes)
    sheets[0].activate()
    book.close()


def own_titles(shape: Shape) -> list[str]:
    """The office's own columns of a template."""
    return [*shape.more.values(), *(STAGE_DATES if shape is PROJECTS else ())]


def _set_up(sheet: Any, look: Look, shape: Shape, units: int) -> None:
    titles = own_titles(shape)
    write_header(sheet, look, shape.table, shape.columns, titles)
    for index, column in enumerate(shape.columns):
        sheet.set_column(index, index, width_for(column) + 2, look.of_column(column))
        if shape is LEADS and column.key == "company":
            sheet.write_string(0, index, column.label, look.required)
        if choices := _choices(column, units):
            rule = {"validate": "list", "source": choices, "show_error": column.kind is Kind.CHOICE}
            sheet.data_validation(1, index, ROWS_SET_UP, index, rule)
        elif column.kind is Kind.DATE:
            sheet.data_validation(1, index, ROWS_SET_UP, index, _A_DAY)
    for index, title in enumerate(titles, len(shape.columns)):
        is_day = title in STAGE_DATES
        sheet.set_column(index, index, 13 if is_day else 22, look.date if is_day else look.text)
        sheet.write_comment(0, index, NOTES[title], {"x_scale": 1.9, "y_scale": 0.8, "font_size": 9})
        if is_day:
            sheet.data_validation(1, index, ROWS_SET_UP, index, _A_DAY)
    set_up_print(sheet, wide=len(shape.columns) + len(titles) > 16)


_A_DAY = {
    "validate": "date", "criteria": "between", "error_type": "warning",
    "minimum": EARLIEST_DAY - _EXCEL_DAY_ZERO, "maximum": LATEST_DAY - _EXCEL_DAY_ZERO,
    "error_title": "不是日期", "error_message": "请写成 2026-03-05 这样的日期。",
}  # fmt: skip
"""A typed day that the spreadsheet does not know as one is asked about, and may stay: the readers know more."""


def _choices(column: Column, units: int) -> list[str] | str:
    if column.kind is Kind.CHOICE:
        return [choice.label for choice in column.choices]
    if column.kind is Kind.YES_NO:
        return ["是", "否"]
    if column.kind is Kind.CURRENCY:
        return f"={CHOICES}!$B$1:$B${len(CURRENCIES)}"
    return f"={CHOICES}!$A$1:$A${units}" if column.kind is Kind.UNIT and units else ""


def _write_guide(sheet: Any, look: Look, shapes: Sequence[Shape]) -> None:
    for index, width in enumerate((12, 22, 7, 52, 30)):
        sheet.set_column(index, index, width, look.plain)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "、".join(each.table.label for each in shapes) + "填表说明", look.title)
    row = 1
    for number, rule in enumerate(
        (*_RULES, *(_RULES_OF_LEADS if LEADS in shapes else _RULES_OF_PROJECTS)), 1
    ):
        sheet.merge_range(row, 0, row, 4, f"{number}. {rule}", look.long)
        sheet.set_row(row, 4 + 15 * -(-width_of(rule) // 118))
        row += 1
    row += 1
    for index, title in enumerate(("工作表", "列", "必填", "填什么", "样例（不要照填）")):
        sheet.write_string(row, index, title, look.required)
    sheet.set_row(row, 24)
    sheet.repeat_rows(row)
    for shape in shapes:
        for column in shape.columns:
            must = column.required or (shape is LEADS and column.key == "company")
            note = note_of(column).rpartition("\n")[0].removeprefix("必填。")  # its last line is English
            row = _write_line(
                sheet, look, row + 1, shape, with_unit(column.label, column), must, note, column.key
            )
        for title in own_titles(shape):
            row = _write_line(sheet, look, row + 1, shape, title, False, NOTES[title], title)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    set_up_print(sheet, wide=False)


def _write_line(
    sheet: Any, look: Look, row: int, shape: Shape, label: str, must: bool, note: str, key: str
) -> int:
    sheet.write_string(row, 0, shape.table.label, look.long)
    sheet.write_string(row, 1, label, look.long)
    sheet.write_string(row, 2, "是" if must else "", look.centre)
    sheet.write_string(row, 3, note, look.long)
    sheet.write_string(row, 4, _EXAMPLES.get(key, ""), look.quiet)
    lines = sum(max(-(-width_of(line) // 50), 1) for line in note.split("\n"))
    sheet.set_row(row, 4 + 15 * max(lines, -(-width_of(_EXAMPLES.get(key, "")) // 28)))
    return row
