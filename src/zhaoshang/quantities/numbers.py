"""Exact decimal numbers: text to a whole number of 10^-scale and back.

Full-width digits and signs, and thousands separators, are read as people type them. Knows nothing of
money. Nothing here passes through binary floating point except ``decimal_text_of_float``, whose job is
to leave it.
"""

from __future__ import annotations

import re

from zhaoshang.problems import Words
from zhaoshang.quantities.unreadable import Unreadable

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(other): ord(plain) for other, plain in zip("−﹣\u3000\u00a0", "--  ", strict=True)
}
"""Unicode's full-width forms of ASCII lie at one distance from it; a minus and two spaces besides."""
_NUMBER = re.compile(r"([+-]?)(\d+|\d{1,3}(?:,\d{3})+)?(?:\.(\d*))?", re.ASCII)
_LONGEST = 40
"""Digits. Far past every bound of the ledger, and short enough to read in no time."""


def half_width(text: str) -> str:
    """The text with full-width digits, letters, signs and spaces made half-width, and trimmed."""
    return (text if text.isascii() else text.translate(_HALF_WIDTH)).strip()


def parse_decimal(text: str, scale: int) -> int:
    """Read ``1,234.5`` as a whole number of 10^-scale: with scale 2, 123450.

    Raises Unreadable for anything but a plain decimal number and for more decimals than the scale holds.
    """
    found = _NUMBER.fullmatch(half_width(text))
    if not found or not (found[2] or found[3]):
        raise Unreadable(
            "not_a_number",
            Words(zh="不是数字", en="not a number"),
            expected=Words(zh="数字，如 1234.5 或 1,234.5", en="a number such as 1234.5 or 1,234.5"),
        )
    whole = (found[2] or "0").replace(",", "")
    decimals = (found[3] or "").rstrip("0")
    if len(whole) + len(decimals) > _LONGEST:
        raise Unreadable("number_too_long", Words(zh="数字过长", en="the number is too long"))
    if len(decimals) > max(scale, 0):
        raise Unreadable(
            "too_many_decimals",
            Words(zh=f"小数有{len(decimals)}位", en=f"the number has {len(decimals)} decimals"),
            expected=(
                Words(zh=f"至多{scale}位小数", en=f"at most {scale} decimals")
                if scale > 0
                else Words(zh="整数", en="a whole number")
            ),
            advice=Words(zh="请先四舍五入再填", en="round it first"),
        )
    value = int(whole + decimals.ljust(scale, "0"))
    return -value if found[1] == "-" else value


def parse_share(text: str, scale: int) -> int:
    """Read a share of one, ``50%``, ``5‰`` or ``0.5``, as a whole number of 10^-scale.

    Without a sign of percent the number is a fraction of one, as Excel stores percentages.
    Raises Unreadable.
    """
    number = half_width(text)
    for sign, places in (("%", 2), ("‰", 3)):
        if number.endswith(sign):
            return parse_decimal(number.removesuffix(sign), scale - places)
    return parse_decimal(number, scale)


def format_decimal(value: int, scale: int) -> str:
    """A whole number of 10^-scale as decimal text without trailing zeros: (123450, 2) is ``1234.5``."""
    sign = "-" if value < 0 else ""
    digits = str(abs(value)).rjust(scale + 1, "0")
    cut = len(digits) - scale
    decimals = digits[cut:].rstrip("0")
    return sign + digits[:cut] + ("." + decimals if decimals else "")


def format_points(millionths: int) -> str:
    """Points, kept in millionths, as people write them: 600000 is ``0.6``."""
    return format_decimal(millionths, 6)


def format_percent(value: int, scale: int) -> str:
    """A share of one in 10^-scale (scale at least 2) as a percentage: (5 * 10**7, 8) is ``50%``."""
    return format_decimal(value, scale - 2) + "%"


def decimal_text_of_float(number: float) -> str:
    """The decimal a spreadsheet shows for a stored number: 15 significant digits, never an exponent.

    Excel computes and shows 15 digits, so 0.30000000000000004 is the 0.3 its user sees. The rounding is
    that of printing, exact; the caller goes on with the text. Raises Unreadable for what is not a number.
    """
    if number - number != 0:  # infinities and not-a-number
        raise Unreadable("not_a_number", Words(zh="不是有限的数字", en="not a finite number"))
    digits, _, exponent = f"{number:.14e}".partition("e")
    sign = "-" if digits.startswith("-") else ""
    digits = digits.lstrip("-").replace(".", "")
    point = 1 + int(exponent)
    if point <= 0:
        digits, point = "0" * (1 - point) + digits, 1
    whole, decimals = digits[:point].ljust(point, "0"), digits[point:].rstrip("0")
    text = whole + ("." + decimals if decimals else "")
    return text if text == "0" else sign + text
