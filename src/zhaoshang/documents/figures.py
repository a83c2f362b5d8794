"""Figures as people read them: points to two decimals, rates in percent, periods by name.

Rounding is half up and only for the eye; files carry the exact figures.
"""

from __future__ import annotations

import re
from fractions import Fraction

from zhaoshang.language.types import COUNT, USD, YUAN, Number, Type
from zhaoshang.problems import Language
from zhaoshang.scoring.words import number_in

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d\d)))?")
_QUARTERS = "一二三四"


def two_decimals(millionths: int | None, *, signed: bool = False) -> str:
    """Points, given in millionths, with two decimals: 600000 is ``0.60``. Unpublished points are ``—``."""
    if millionths is None:
        return "—"
    hundredths = (abs(millionths) + 5_000) // 10_000
    sign = "-" if millionths < 0 and hundredths else "+" if signed and millionths > 0 else ""
    return f"{sign}{hundredths // 100:,}.{hundredths % 100:02}"


def percent(part: Fraction | None, whole: Fraction | None) -> str | None:
    """A rate in percent with one decimal; None where there is nothing to divide by."""
    if part is None or not whole:
        return None
    rate = part / whole * 1000
    tenths = (2 * abs(rate.numerator) + rate.denominator) // (2 * rate.denominator)
    return f"{'-' if rate < 0 and tenths else ''}{tenths // 10}.{tenths % 10}%"


def amount(value: Fraction | None, type_: Type, language: Language) -> str:
    """A figure of a target with its unit, such as ``8个`` or ``3000万元``; a blank is ``—``.

    Money is rounded to hundredths of the largest unit that fits: 亿 or 万, in English millions.
    """
    if value is None:
        return "—"
    assert isinstance(type_, Number)
    if type_ not in (YUAN, USD):
        return number_in(value, type_, language)
    sizes = (10**8, 10**4) if language == "zh" else (10**6,)
    size = next((size for size in sizes if abs(value) >= size), 1)
    rounded = _hundredths(value / size)
    if language == "zh":
        return number_in(rounded * size, type_, language)
    million = "m " if size > 1 else ""
    return f"{number_in(rounded, COUNT, language)} {million}{'CNY' if type_ == YUAN else 'USD'}"


def _hundredths(value: Fraction) -> Fraction:
    """A figure rounded half up to two decimals."""
    scaled = abs(value) * 100
    rounded = Fraction((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 100)
    return -rounded if value < 0 else rounded


def period_name(period: str, language: Language) -> str:
    """A period by its name in Chinese (``2023年第一季度``); in English as it is typed."""
    if language == "en":
        return period
    if period == "campaign":
        return "整个活动期"
    first, dots, last = period.partition("..")
    if dots:
        return f"{period_name(first, language)}至{period_name(last, language)}"
    found = _PERIOD.fullmatch(period)
    if found is None:
        return period
    year, quarter, half, month = found.groups()
    if quarter:
        return f"{year}年第{_QUARTERS[int(quarter) - 1]}季度"
    if half:
        return f"{year}年{'上' if half == '1' else '下'}半年"
    return f"{year}年{int(month)}月" if month else f"{year}年"
