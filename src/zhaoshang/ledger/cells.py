"""One cell to one value, by the kind of its column. Refusals say what would have been right.

Knows nothing of rows and of other cells: references and defaults are the business of ``assembly``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from sys import intern

from zhaoshang.ledger.model import Value
from zhaoshang.problems import Words
from zhaoshang.quantities.date_text import EXPECTED_DATE, day_of, parse_date
from zhaoshang.quantities.money import MoneyUnit, currency_code, parse_money
from zhaoshang.quantities.numbers import (
    decimal_text_of_float,
    format_decimal,
    half_width,
    parse_decimal,
    parse_share,
)
from zhaoshang.quantities.periods import name_of, parse_period
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import Column, Kind

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""A cell as a file gives it."""

Read = Callable[[Cell], Value]

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_EDGES = re.compile(rf"^[\s{_INVISIBLE}]+|[\s{_INVISIBLE}]+$")
_ESCAPED = re.compile(r"'+[=+\-@＝＋－＠]")
_SEPARATORS = re.compile(r"[;；]")
_INDUSTRY = re.compile(r"[A-T]|[A-T]?\d{2,4}", re.ASCII)
_YES_NO = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False}


def text_of(cell: Cell) -> str:
    """The text of a cell as its reader sees it, trimmed; a blank cell is the empty text.

    A number loses the noise of binary storage; a leading ``'`` that keeps a spreadsheet from running a
    text as a formula is taken off.
    """
    if isinstance(cell, str):
        text = cell if cell.isalnum() else trimmed(cell)  # letters and digits alone have nothing to trim
        if text[:1] == "'" and _ESCAPED.match(text):
            text = text[1:]
        return text.replace("\r\n", "\n") if "\r" in text else text
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return decimal_text_of_float(cell)
    return str(cell)


def trimmed(text: str) -> str:
    """The text without space and invisible marks at either end."""
    text = text.strip()
    if text and (text[0] in _INVISIBLE or text[-1] in _INVISIBLE):
        return _EDGES.sub("", text)
    return text


def safe_text(text: str) -> str:
    """The text as it can stand in a cell without being run as a formula; ``text_of`` takes it back."""
    bare = text.lstrip("'")
    return "'" + text if bare[:1] and bare[0] in "=+-@＝＋－＠" else text


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing but space."""
    return cell is None or (isinstance(cell, str) and not text_of(cell))


def reader_of(column: Column) -> Callable[[Cell], Value]:
    """The function that reads a column's cells, all but money, which needs a unit. It raises Unreadable."""
    if column.kind is Kind.TEXT or column.kind is Kind.UNIT:
        return lambda cell: _text(_exact_text(cell), column)
    if column.kind is Kind.CODE:
        return lambda cell: _code(_exact_text(cell), column)
    if column.kind is Kind.DATE:
        return _date
    if column.kind is Kind.NUMBER:
        return lambda cell: _bounded(parse_decimal(_number(cell, column), column.scale), column)
    if column.kind is Kind.SHARE:
        return lambda cell: _bounded(parse_share(_number(cell, column), column.scale), column)
    if column.kind is Kind.CHOICE:
        return lambda cell: _choice(text_of(cell), column)
    if column.kind is Kind.YES_NO:
        return _yes_no
    if column.kind is Kind.CURRENCY:
        return lambda cell: currency_code(text_of(cell))
    if column.kind is Kind.COMPANY_CODE:
        return lambda cell: _company_code(_exact_text(cell))
    if column.kind is Kind.PERIOD:
        return lambda cell: _period(cell, column)
    if column.kind is Kind.LIST:
        return lambda cell: _list(text_of(cell), column)
    return lambda cell: _text(half_width(text_of(cell)).upper(), column)


def percent_reader_of(column: Column) -> Callable[[Cell], Value]:
    """Like ``reader_of`` for a column whose header says that its plain numbers are percentages."""

    def read(cell: Cell) -> Value:
        number = half_width(_number(cell, column))
        return _bounded(parse_share(number if number[-1:] in "%‰" else number + "%", column.scale), column)

    return read


def money_reader_of(column: Column, unit: MoneyUnit) -> Callable[[Cell], tuple[int, str | None]]:
    """The function that reads a column of money: fen or cents, and the currency where one is named."""

    def read(cell: Cell) -> tuple[int, str | None]:
        amount, currency = parse_money(_number(cell, column), unit)
        _bounded(amount, column)
        return amount, currency

    return read


def looks_like_industry_code(text: str) -> bool:
    """Whether a text has the form of a code of GB/T 4754: a letter, or two to four digits, or both."""
    return _INDUSTRY.fullmatch(text) is not None


def _text(text: str, column: Column) -> str:
    if len(text) > column.longest:
        raise Unreadable(
            "text_too_long",
            Words(zh=f"文字过长，有{len(text)}字", en=f"the text is too long, {len(text)} characters"),
            expected=Words(zh=f"至多{column.longest}字", en=f"at most {column.longest} characters"),
        )
    if not text.isprintable() and _CONTROL.search(text):
        raise Unreadable(
            "control_character",
            Words(zh="含有看不见的控制字符", en="there is an invisible control character in it"),
            advice=Words(zh="请删去后重新输入", en="type the cell anew"),
        )
    return text


def _exact_text(cell: Cell) -> str:
    if isinstance(cell, float) and abs(cell) >= 10**15:
        raise Unreadable(
            "digits_lost",
            Words(
                zh="这么长的数字，表格软件只保留前15位，后面的已经丢失",
                en="a spreadsheet keeps 15 digits of so long a number; the rest is already lost",
            ),
            advice=Words(
                zh="请把该列设为文本格式后重新输入", en="format the column as text and type it again"
            ),
        )
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return text_of(cell)


def _period(cell: Cell, column: Column) -> str:
    """A period by its shortest name where it is one of the calendar; other periods, such as weeks, as they are.

    Spreadsheets turn a typed 2023-03 into the first of March; that is the month again here.
    """
    if isinstance(cell, date) and cell.day == 1:
        return f"{cell.year:04}-{cell.month:02}"
    text = _code(half_width(_exact_text(cell)).upper(), column)
    try:
        return name_of(parse_period(text))
    except ValueError:
        return text


def _code(text: str, column: Column) -> str:
    if "\n" in text:
        raise Unreadable("not_one_line", Words(zh="编号应只有一行", en="a number or code must be one line"))
    return intern(_text(text, column))


def _date(cell: Cell) -> int:
    if isinstance(cell, date):  # a datetime is one too
        return day_of(cell)
    text = text_of(cell)
    if isinstance(cell, float) or (isinstance(cell, str) and text.isdecimal() and len(text) == 5):
        raise Unreadable(
            "not_a_date",
            Words(zh="单元格里是数字，不是日期", en="the cell holds a number, not a date"),
            expected=EXPECTED_DATE,
            advice=Words(zh="请把单元格格式改为日期", en="format the cell as a date"),
        )
    return parse_date(text)


def _number(cell: Cell, column: Column) -> str:
    """The text of a number cell; dates and ticks are refused rather than counted as numbers."""
    if isinstance(cell, bool | date | time | timedelta):
        raise Unreadable(
            "not_a_number",
            Words(zh="单元格里不是数字", en="the cell does not hold a number"),
            expected=Words(zh="数字", en="a number"),
            advice=Words(zh="请把单元格格式改为常规或数值", en="format the cell as a plain number"),
        )
    text = text_of(cell)
    if column.unit is not None and text.endswith(column.unit) and column.unit not in "%‰":
        return text.removesuffix(column.unit)
    return text


def _bounded(value: int, column: Column) -> int:
    least, most = column.least, column.most
    if (least is None or least <= value) and (most is None or value <= most):
        return value
    low = None if least is None else format_decimal(least, column.scale)
    high = None if most is None else format_decimal(most, column.scale)
    if column.kind is Kind.MONEY:
        expected = Words(zh="不小于0", en="0 or more")
    elif column.kind is Kind.SHARE:
        expected = Words(zh="大于0、不超过100%，如 50% 或 0.5", en="above 0 and at most 100%, as 50% or 0.5")
    else:
        expected = Words(zh=f"{low}至{high}", en=f"{low} to {high}")
    raise Unreadable(
        "out_of_bounds", Words(zh="超出范围", en="the number is out of bounds"), expected=expected
    )


def _choice(text: str, column: Column) -> str:
    found = column.code_of.get(text) or column.code_of.get(half_width(text).lower())
    if found is None:
        labels = "、".join(choice.label for choice in column.choices)
        codes = ", ".join(choice.code for choice in column.choices)
        raise Unreadable(
            "not_a_choice",
            Words(zh=f"不是“{column.label}”的选项", en=f"not a value of {column.key}"),
            expected=Words(zh=f"其中之一：{labels}", en=f"one of {codes} (or {labels})"),
        )
    return found


def _yes_no(cell: Cell) -> bool:
    answer = _YES_NO.get(text_of(cell).lower())
    if answer is None:
        raise Unreadable(
            "not_yes_or_no", Words(zh="不是“是”或“否”", en="neither 是 nor 否"),
            expected=Words(zh="是 或 否", en="是 (yes) or 否 (no)"),
        )  # fmt: skip
    return answer


def _company_code(text: str) -> str:
    from stdnum.cn import uscc
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    code = half_width(text).upper()
    expected = Words(zh="18位统一社会信用代码（GB 32100）", en="an 18-character unified code (GB 32100)")
    try:
        return intern(str(uscc.validate(code)))
    except InvalidChecksum:
        raise Unreadable(
            "wrong_check_digit",
            Words(zh="统一社会信用代码的校验码不对", en="the check digit of the company code is wrong"),
            expected=expected,
            advice=Words(zh="多半是抄错了一位，请对照营业执照", en="compare it with the business licence"),
        ) from None
    except InvalidLength:
        what = Words(zh="统一社会信用代码不是18位", en="the company code does not have 18 characters")
        raise Unreadable("wrong_company_code", what, expected=expected) from None
    except ValidationError:
        what = Words(zh="不是统一社会信用代码", en="not a unified company code")
        raise Unreadable("wrong_company_code", what, expected=expected) from None


def _list(text: str, column: Column) -> tuple[str, ...] | None:
    words = (trimmed(word) for word in _SEPARATORS.split(_text(text, column)))
    return tuple(sorted({intern(word) for word in words if word})) or None  # a lone ； is a blank
