"""The cells of a score book: exact numbers, live formulas, safe texts, and how they look on paper.

Knows nothing of scores. No number passes through binary floating point: a cell is given the decimal itself,
and the file stores its digits. A spreadsheet keeps 15 significant digits; what is longer is text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from zhaoshang.documents.typesetting import wrap
from zhaoshang.ledger.cells import safe_text
from zhaoshang.ledger.workbook_out import FONT, width_of
from zhaoshang.quantities.dates import to_iso

EXACT_DIGITS = 15
"""Significant digits that every spreadsheet keeps and shows."""
LONGEST_TEXT = 32_000
"""Characters, a little under the 32,767 that a cell holds."""
_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_SURE_DAY = date(1900, 3, 1).toordinal()
"""Before it Excel counts a day that never was, so that earlier days are written as text."""
_TALLEST = 400
"""Points; Excel's rows end at 409."""

POINTS = "#,##0.00_ ;[Red]-#,##0.00_ "
"""``_`` and a blank keep figures a little away from the border."""
POINTS_OR_DASH = '#,##0.00_ ;[Red]-#,##0.00_ ;"–"_ '
COUNT = "#,##0_ ;[Red]-#,##0_ "
PERCENT = "0.0%_ ;[Red]-0.0%_ "

Role = Literal["text", "centre", "number"]


@dataclass(frozen=True)
class Day:
    """A day by its number."""

    day: int


@dataclass(frozen=True)
class Figure:
    """A number as exact decimal text, and the pattern that shows it."""

    text: str
    pattern: str


@dataclass(frozen=True)
class Formula:
    """A live formula, and what it comes to here and now: a number as exact decimal text, or words."""

    formula: str
    value: str
    pattern: str | None = None


Content = str | Day | Figure | Formula | None


def stored(text: str) -> Decimal | None:
    """A decimal as a cell can keep it; None past 15 significant digits.

    Any decimal of up to 15 digits is the only such decimal near its double, so it comes back as it went in.
    """
    digits = text.lstrip("-").replace(".", "").strip("0")
    return Decimal(text) if len(digits) <= EXACT_DIGITS else None


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its head, and how narrow and wide it may be in digits. Long texts wrap."""

    head: str
    least: int
    most: int
    role: Role = "text"
    wraps: bool = True


class Paper:
    """One workbook's formats, each made once, and the writing of cells with them."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self.format(bold=True, font_size=15, font_color="#1F4E79")
        self.quiet = self.format(font_color="#5B6B7B")
        self.notice = self.format(bold=True, font_color="#B45309")
        self.head = self.format(
            bold=True, align="center", text_wrap=True, bg_color="#1F4E79", font_color="#FFFFFF",
            border=1, border_color="#C9D2DC",
        )  # fmt: skip

    def format(self, **looks: Any) -> Any:
        """A format in the book's font with these looks."""
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
            self._formats[key] = self._book.add_format({**base, **looks})
        return self._formats[key]

    def cell(
        self, role: Role, pattern: str | None = None, *, strong: bool = False, wraps: bool = True
    ) -> Any:
        """The format of a cell in a table; a strong one is a subtotal or a band."""
        looks: dict[str, Any] = {"border": 1, "border_color": "#D8DFE6"}
        looks["align"] = {"text": "left", "centre": "center", "number": "right"}[role]
        if role == "text":
            looks["indent"] = 1
        if role == "text" and wraps:
            looks["text_wrap"] = True
        if pattern is not None:
            looks["num_format"] = pattern
        if strong:
            looks |= {"bold": True, "bg_color": "#EEF3F8"}
        return self.format(**looks)

    def put(
        self,
        sheet: Any,
        row: int,
        column: int,
        content: Content,
        role: Role = "text",
        *,
        strong: bool = False,
        wraps: bool = True,
    ) -> None:
        """Write one cell of a table."""
        if isinstance(content, Formula):
            value = content.value if content.pattern is None else Decimal(content.value)
            look = self.cell(role, content.pattern, strong=strong)
            sheet.write_formula(row, column, content.formula, look, value)
        elif isinstance(content, Figure):
            number = stored(content.text)
            if number is None:
                sheet.write_string(row, column, content.text, self.cell(role, "@", strong=strong))
            else:
                sheet.write_number(row, column, number, self.cell(role, content.pattern, strong=strong))
        elif isinstance(content, Day) and content.day >= _FIRST_SURE_DAY:
            look = self.cell(role, "yyyy-mm-dd", strong=strong)
            sheet.write_number(row, column, content.day - _DAY_ZERO, look)
        elif content is None or content == "":
            sheet.write_blank(row, column, None, self.cell(role, strong=strong))
        else:
            text = words_of(content)
            sheet.write_string(row, column, text, self.cell(role, strong=strong, wraps=wraps))

    def put_list(
        self,
        sheet: Any,
        top: int,
        columns: Sequence[ListColumn],
        rows: Sequence[Sequence[Content]],
        strong: frozenset[int] = frozenset(),
    ) -> None:
        """A table with its frozen head in row ``top``; columns as wide as they need, rows as tall.

        ``strong``: the rows, from 0, that stand out.
        """
        widths = [
            min(max([column.least, width_of(column.head) + 2, *(shown_width(row[i]) + 2 for row in rows)]),
                column.most)
            for i, column in enumerate(columns)
        ]  # fmt: skip
        for i, (column, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.set_column(i, i, width)
            sheet.write_string(top, i, column.head, self.head)
        sheet.set_row(top, 26)
        for number, row in enumerate(rows):
            at = top + 1 + number
            sheet.set_row(at, height(row, columns, widths))
            for i, (column, content) in enumerate(zip(columns, row, strict=True)):
                self.put(sheet, at, i, content, column.role, strong=number in strong, wraps=column.wraps)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        sheet.autofilter(top, 0, top + max(len(rows), 1), len(columns) - 1)


def words_of(content: str | Day) -> str:
    """A text as it stands in a cell: never a formula, never past what a cell holds."""
    if isinstance(content, Day):
        return to_iso(content.day)
    text = safe_text(content.strip())
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def shown_width(content: Content) -> int:
    """How wide a cell's content stands in digits."""
    if content is None:
        return 0
    if isinstance(content, Day):
        return 10
    if isinstance(content, str):
        return width_of(content)
    text = content.text if isinstance(content, Figure) else content.value
    whole = len(text.partition(".")[0])
    return width_of(text) if not text.lstrip("-")[:1].isdigit() else whole + whole // 3 + 3


def height(row: Sequence[Content], columns: Sequence[ListColumn], widths: Sequence[int]) -> float:
    """How tall a row must be, in points, for all of its wrapped texts to be read."""
    most = 1
    for content, column, width in zip(row, columns, widths, strict=True):
        if isinstance(content, str) and column.wraps and column.role == "text":
            most = max(most, lines_of(content, width))
    return tall(most)


def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column."""
    if "\n" not in text and width_of(text) <= width - 2:
        return 1
    return sum(len(wrap(part, max(width - 2, 4))) for part in text.split("\n"))


def tall(lines: int) -> float:
    """The height in points of a row with so many lines."""
    return min(6 + 14.5 * lines, _TALLEST)
