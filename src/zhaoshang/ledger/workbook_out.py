"""Workbooks out: a ledger as a workbook that people read and programs read back to the same digest.

How sheets look is here too, for the template and the rejected rows to share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhaoshang.ledger.model import Ledger, Row, Value
from zhaoshang.ledger.reading import NOTICE
from zhaoshang.ledger.sheets import refuse
from zhaoshang.ledger.whole_files import whole_file
from zhaoshang.ledger.writing import (
    MONEY_IN_TEN_THOUSANDS,
    columns_of,
    filled_tables,
    text_of_value,
    with_unit,
)
from zhaoshang.problems import Words
from zhaoshang.quantities.dates import to_iso
from zhaoshang.tables import Column, Kind, Table

LONGEST_SHEET = 1_048_576
"""Rows of a sheet in Excel, the header included."""
_MANY_ROWS = 100_000
_EXACT_DIGITS = 15
"""Decimal digits a spreadsheet's number keeps; a longer one is written as text."""
_EXCEL_DAY_ZERO = 693_594
"""The ordinal of 1899-12-30, from which Excel counts days (exact from 1900-03-01 on)."""
FONT = "微软雅黑"


class Look:
    """The cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        self._base = base
        head = {
            **base,
            "bold": True,
            "align": "center",
            "text_wrap": True,
            "border": 1,
            "border_color": "#C9D2DC",
        }
        self.required = book.add_format({**head, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
        self.optional = book.add_format({**head, "bg_color": "#DCE6F1", "font_color": "#1F3247"})
        self.plain = book.add_format(base)
        self.text = book.add_format({**base, "num_format": "@", "indent": 1})
        self.long = book.add_format({**base, "text_wrap": True})
        self.date = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"})
        self.centre = book.add_format({**base, "align": "center"})
        self.title = book.add_format({**base, "bold": True, "font_size": 16, "font_color": "#1F4E79"})
        self.quiet = book.add_format({**base, "font_color": "#5B6B7B", "text_wrap": True})
        self.band = book.add_format({**base, "bold": True, "bg_color": "#EEF3F8", "text_wrap": True})
        self.link = book.add_format(
            {**base, "font_color": "#1F4E79", "underline": 1, "bold": True, "bg_color": "#EEF3F8"}
        )
        self.wrong = book.add_format(
            {**base, "bg_color": "#FBE3E0", "text_wrap": True, "font_color": "#9C1C10"}
        )
        self._numbers: dict[str, Any] = {}

    def number(self, decimals: int, percent: bool) -> Any:
        """The format of a number with so many decimals."""
        pattern = ("0" if percent else "#,##0") + ("." + "0" * decimals if decimals else "") + "%" * percent
        if pattern not in self._numbers:
            self._numbers[pattern] = self._book.add_format({**self._base, "num_format": pattern})
        return self._numbers[pattern]

    def of_column(self, column: Column) -> Any:
        """How an empty cell of a column is set up: dates as dates, codes as text so that 0012 stays."""
        if column.kind is Kind.DATE:
            return self.date
        if column.kind in (Kind.MONEY, Kind.NUMBER, Kind.SHARE):
            return self.plain
        if column.kind in (Kind.CHOICE, Kind.YES_NO, Kind.CURRENCY):
            return self.centre
        return self.text


def new_workbook(path: Path, *, many_rows: bool = False) -> Any:
    """An XlsxWriter workbook whose bytes depend on its content alone."""
    import xlsxwriter

    as_typed = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    book = xlsxwriter.Workbook(str(path), {"constant_memory": many_rows, **as_typed})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  the same bytes for the same content
    book.set_size(2400, 1500)
    return book


def width_of(text: str) -> int:
    """How wide a text stands, in the widths of a digit: a Chinese character takes two."""
    return max((sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")), default=0)


def write_header(
    sheet: Any, look: Look, table: Table, columns: Sequence[Column], extra: Sequence[str] = ()
) -> None:
    """The frozen header row: Chinese names with units, required columns dark, a note on each."""
    sheet.set_default_row(19)
    sheet.set_row(0, 32)
    for index, column in enumerate(columns):
        sheet.write_string(
            0, index, with_unit(column.label, column), look.required if column.required else look.optional
        )
        sheet.write_comment(0, index, note_of(column), {"x_scale": 1.9, "y_scale": 1.2, "font_size": 9})
    for index, title in enumerate(extra, len(columns)):
        sheet.write_string(0, index, title, look.optional)
    # the columns that say which row this is stay in view
    sheet.freeze_panes(1, 1 if columns[0].required else 0)
    sheet.autofilter(0, 0, 0, max(len(columns) + len(extra) - 1, 0))
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&C{table.label}")


def note_of(column: Column) -> str:
    """What a column's note says: must it be filled, with what, and the English of it."""
    must = "必填。" if column.required else ""
    choices = "、".join(choice.label for choice in column.choices)
    listed = f"\n可填：{choices}" if choices else ""
    if column.kind is Kind.MONEY:
        listed += "\n以万为单位，随本行币种（万元、万美元）；用别的单位请改表头，如（亿元）"
    must_en = "Required. " if column.required else ""
    return f"{must}{column.note.zh}{listed}\n{column.key}: {must_en}{column.note.en}"


def write_workbook(ledger: Ledger, path: str | Path, notice: str | None = None) -> None:
    """Write a ledger as a workbook, a sheet for each table with rows. Reading it back gives the same digest.

    A ``notice`` stands on a sheet of its own before the others, which readers pass over.

    Raises ProblemsFound for a table past Excel's rows, before anything is written, and for a path that
    cannot be written to.
    """
    path = Path(path)
    tables = filled_tables(ledger)
    for table in tables:
        refuse_too_long(path, table.label, len(ledger.tables[table.key]))
    many = sum(len(rows) for rows in ledger.tables.values()) > _MANY_ROWS
    with whole_file(path) as draft:
        book = new_workbook(draft, many_rows=many)
        look = Look(book)
        if notice is not None:
            sheet = book.add_worksheet(NOTICE)
            sheet.set_column(0, 0, 100)
            sheet.write_string(0, 0, notice, look.title)
        for table in tables:
            _write_table(book.add_worksheet(table.label), look, table, ledger)
        book.close()


def refuse_too_long(path: Path, sheet: str, rows: int) -> None:
    """Raise ProblemsFound for more rows than a sheet holds."""
    if rows > LONGEST_SHEET - 1:
        refuse(
            path,
            "sheet_too_long",
            Words(
                zh=f"“{sheet}”有{rows}行，超过工作表的上限{LONGEST_SHEET - 1}行",
                en=f"“{sheet}” has {rows} rows; a sheet holds {LONGEST_SHEET - 1}",
            ),
            advice=Words(zh="请改用 CSV（文件夹或 .zip）", en="use CSV instead, a folder or .zip"),
        )


def _write_table(sheet: Any, look: Look, table: Table, ledger: Ledger) -> None:
    rows = in_readers_order(table, ledger.tables[table.key])
    columns, extra = columns_of(table, rows)
    write_header(sheet, look, table, columns, extra)
    widths = [width_of(with_unit(column.label, column)) + 2 for column in columns]
    widths += [width_of(title) + 2 for title in extra]
    decimals = [_most_decimals(column, rows) for column in columns]
    for number, row in enumerate(rows, 1):
        for index, column in enumerate(columns):
            value = row[column.key]
            if value is not None:
                shown = write_value(sheet, number, index, value, column, look, decimals[index])
                widths[index] = max(widths[index], min(shown + 2, 42))
        for index, title in enumerate(extra, len(columns)):
            if row.get(title) is not None:
                sheet.write_string(number, index, str(row[title]), look.text)
    for index, width in enumerate(widths):
        sheet.set_column(index, index, max(width, 8))
    sheet.autofilter(0, 0, max(len(rows), 1), len(widths) - 1)


def in_readers_order(table: Table, rows: Sequence[Row]) -> list[Row]:
    """Facts by day, as they are; other rows by identity with numbers by size, so that P2 stands before P10."""
    if table.is_fact:
        return list(rows)

    def place(row: Row) -> list[tuple[bool, list[tuple[int, str]]]]:
        return [(row[key] is not None, _by_size(str(row[key]))) for key in table.identity]

    return sorted(rows, key=place)


def _by_size(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d{1,18})", text)]


def _most_decimals(column: Column, rows: Sequence[Row]) -> int:
    """How many decimals the numbers of a column have at most, so that all of it lines up."""
    if column.kind not in (Kind.MONEY, Kind.NUMBER, Kind.SHARE):
        return 0
    values = {row[column.key] for row in rows}
    texts = (text_of_value(value, column).rstrip("%") for value in values if value is not None)
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def write_value(
    sheet: Any, row: int, index: int, value: Value, column: Column, look: Look, decimals: int
) -> int:
    """Write one value as the cell a person expects, exact. Gives the width it takes."""
    text = text_of_value(value, column)
    if column.kind is Kind.DATE and isinstance(value, int):
        if value < 693_656:  # 1900-03-01: before it Excel counts a day that never was
            sheet.write_string(row, index, text, look.text)
        else:
            sheet.write_number(row, index, value - _EXCEL_DAY_ZERO, look.date)
        return len(to_iso(value))
    if column.kind in (Kind.MONEY, Kind.NUMBER, Kind.SHARE) and isinstance(value, int):
        return _write_number(sheet, row, index, value, column, look, decimals)
    sheet.write_string(row, index, text, look.of_column(column))
    return width_of(text)


def _write_number(
    sheet: Any, row: int, index: int, value: int, column: Column, look: Look, decimals: int
) -> int:
    """A number as a number where a spreadsheet keeps all its digits, else as text."""
    text = text_of_value(value, column)
    if len(str(abs(value)).rstrip("0")) > _EXACT_DIGITS:
        sheet.write_string(row, index, text, look.text)
        return len(text)
    scale = MONEY_IN_TEN_THOUSANDS if column.kind is Kind.MONEY else column.scale
    pattern = look.number(decimals, column.kind is Kind.SHARE)
    sheet.write_number(row, index, Decimal(value).scaleb(-scale), pattern)
    whole = len(text.partition(".")[0])
    return whole + whole // 3 + decimals + 1
