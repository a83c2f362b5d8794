"""Money as whole fen or cents, and the units people write it in: 元, 万元, 亿元, 万美元.

Knows no exchange rates. Every currency is kept to two decimals, whatever its own smallest coin is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from zhaoshang.problems import Words
from zhaoshang.quantities.numbers import format_decimal, half_width, parse_decimal
from zhaoshang.quantities.unreadable import Unreadable

MONEY_SCALE = 2
LARGEST_MONEY = 10**15
"""In fen or cents: ten trillion (10 万亿) of a currency."""

CURRENCIES: dict[str, tuple[str, ...]] = {
    "CNY": ("人民币", "元", "人民币元", "RMB"),
    "USD": ("美元", "美金"),
    "HKD": ("港元", "港币"),
    "EUR": ("欧元",),
    "JPY": ("日元",),
    "GBP": ("英镑",),
    "KRW": ("韩元",),
    "SGD": ("新加坡元", "新元"),
    "TWD": ("新台币", "新台币元"),
    "MOP": ("澳门元", "澳门币"),
    "AUD": ("澳大利亚元", "澳元"),
    "CAD": ("加拿大元", "加元"),
    "CHF": ("瑞士法郎",),
    "NZD": ("新西兰元",),
    "SEK": ("瑞典克朗",),
    "NOK": ("挪威克朗",),
    "DKK": ("丹麦克朗",),
    "RUB": ("俄罗斯卢布", "卢布"),
    "INR": ("印度卢比",),
    "THB": ("泰铢",),
    "MYR": ("马来西亚林吉特", "林吉特"),
    "IDR": ("印度尼西亚盾", "印尼盾"),
    "VND": ("越南盾",),
    "PHP": ("菲律宾比索",),
    "AED": ("阿联酋迪拉姆", "迪拉姆"),
    "SAR": ("沙特里亚尔",),
    "ILS": ("以色列新谢克尔",),
    "TRY": ("土耳其里拉",),
    "BRL": ("巴西雷亚尔",),
    "MXN": ("墨西哥比索",),
    "ZAR": ("南非兰特",),
    "PLN": ("波兰兹罗提",),
    "HUF": ("匈牙利福林",),
    "CZK": ("捷克克朗",),
    "KZT": ("哈萨克斯坦坚戈", "坚戈"),
}
"""ISO 4217 codes and the names people use; the first name is the one printed."""

_CODE_OF = {name.upper(): code for code, names in CURRENCIES.items() for name in (code, *names)}
_POWERS = {"": 0, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
_UNIT = re.compile(r"(万亿|十万|百万|千万|千|万|亿)?(.*)", re.DOTALL)
_AMOUNT = re.compile(r"([+-]?[\d,.]*)\s*(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class MoneyUnit:
    """A unit of money: ten to some power of a currency; currency None means whichever the row has."""

    power: int
    currency: str | None = None


TEN_THOUSANDS = MoneyUnit(4)
"""万 of the row's own currency: how an amount without a unit is read."""


def currency_code(text: str) -> str:
    """The ISO 4217 code of a code or a Chinese name (``usd``, ``美元``). Raises Unreadable."""
    code = _CODE_OF.get(half_width(text).upper())
    if code is None:
        raise Unreadable(
            "unknown_currency",
            Words(zh="不认识的币种", en="unknown currency"),
            expected=Words(
                zh="ISO 代码或中文名，如 CNY（人民币）、USD（美元）",
                en="an ISO code or Chinese name such as CNY (人民币) or USD (美元)",
            ),
        )
    return code


def parse_money_unit(text: str) -> MoneyUnit:
    """Read ``亿元``, ``万美元``, ``元``, ``万`` or ``万元人民币`` as a unit of money. Raises Unreadable."""
    unit = half_width(text).replace(" ", "")
    found = _UNIT.fullmatch(unit)
    assert found is not None  # the second group takes anything
    power, name = _POWERS[found[1] or ""], found[2].upper()
    if unit and (not name or name in _CODE_OF):
        return MoneyUnit(power, _CODE_OF.get(name))
    if name == "元人民币":
        return MoneyUnit(power, "CNY")
    raise Unreadable(
        "unknown_money_unit",
        Words(zh="不认识的金额单位", en="unknown unit of money"),
        expected=Words(zh="元、万元、亿元、万美元等", en="元, 万元, 亿元, 万美元 or the like"),
    )


def parse_money(text: str, unit: MoneyUnit) -> tuple[int, str | None]:
    """Read an amount as whole fen or cents, and the currency it names, if any.

    A plain number is in ``unit``; one that carries its own unit (``1.5亿元``, ``200万美元``) is read by that.
    Raises Unreadable, also for more decimals than a fen and for amounts past LARGEST_MONEY.
    """
    found = _AMOUNT.fullmatch(half_width(text))
    if not found or not found[1]:
        parse_decimal(text, 0)  # says what is wrong
        raise AssertionError(text)
    if found[2]:
        try:
            unit = parse_money_unit(found[2])
        except Unreadable:
            raise Unreadable(
                "not_a_number",
                Words(zh="不是金额", en="not an amount of money"),
                expected=Words(
                    zh="数字，可带单位，如 3000、3000万元、1.5亿元",
                    en="a number, if need be with its unit: 3000, 3000万元, 1.5亿元",
                ),
            ) from None
    amount = parse_decimal(found[1], unit.power + MONEY_SCALE)
    if abs(amount) > LARGEST_MONEY:
        raise Unreadable(
            "amount_too_large",
            Words(zh="金额过大", en="the amount is too large"),
            expected=Words(zh="绝对值不超过10万亿", en="at most ten trillion either way"),
            advice=Words(zh="请检查表头所写的单位", en="check the unit in the header"),
        )
    return amount, unit.currency


def parse_yuan(text: str) -> int:
    """Read ``3000万元``, ``1.5亿元`` or ``123.45`` (元) as fen. Raises Unreadable."""
    fen, currency = parse_money(text, MoneyUnit(0))
    if currency not in (None, "CNY"):
        raise Unreadable("wrong_currency", Words(zh="应为人民币", en="expected yuan"))
    return fen


def format_money(minor: int, currency: str) -> str:
    """Fen or cents in the shortest exact form: ``3000万元``, ``1.5亿元``, ``123.45元``, ``200万美元``.

    A unit is used from one of it upwards; where two forms are equally short, the one with fewer decimals.
    """
    name = "元" if currency == "CNY" else CURRENCIES.get(currency, (currency,))[0]
    forms = [
        (len(number), power, number + big + name)
        for big, power in (("", 0), ("万", 4), ("亿", 8))
        if power == 0 or abs(minor) >= 10 ** (power + MONEY_SCALE)
        for number in [format_decimal(minor, power + MONEY_SCALE)]
    ]
    return min(forms)[2]


def format_yuan(fen: int) -> str:
    """Fen as ``3000万元``, ``1.5亿元`` or ``123.45元``: the shortest exact form."""
    return format_money(fen, "CNY")


def format_usd(cents: int) -> str:
    """Cents as ``200万美元``: the shortest exact form."""
    return format_money(cents, "USD")
