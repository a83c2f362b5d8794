"""The types of the rule language: dimensions that never mix, pure numbers, and a few others.

元 美元 分 天 亩 are dimensions. 个 (and 家 次 条 项 人 名 位 期), % and plain numbers are pure: they vanish in
a product, add to and compare with plain numbers, and not with each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Pure = Literal["count", "percent"]
Dimensions = tuple[tuple[str, int], ...]

DIMENSION_NAMES = {
    "yuan": ("元", "yuan"),
    "usd": ("美元", "US dollars"),
    "points": ("分", "points"),
    "days": ("天", "days"),
    "mu": ("亩", "mu"),
}


@dataclass(frozen=True)
class Number:
    """A number with its dimensions (unit, power), or a pure one that counts things or is a percentage."""

    dimensions: Dimensions = ()
    pure: Pure | None = None


@dataclass(frozen=True)
class Truth:
    """A condition: true, false or unknown."""


@dataclass(frozen=True)
class Text:
    """Free text. It can be compared for equality and counted, nothing else."""


@dataclass(frozen=True)
class Day:
    """A calendar day."""


@dataclass(frozen=True)
class Duration:
    """A number of calendar months, to be added to a day."""


@dataclass(frozen=True)
class Span:
    """A period: some days on end."""


@dataclass(frozen=True)
class Choice:
    """One of a known list. ``values`` maps every way to write a value (id and label) to its id."""

    values: Mapping[str, str] = field(hash=False)
    name: str = ""


@dataclass(frozen=True)
class Tags:
    """A set of the document's tags. ``values`` as in Choice; None accepts any text."""

    values: Mapping[str, str] | None = field(default=None, hash=False)


@dataclass(frozen=True)
class Unknown:
    """The type of something already reported as wrong: it agrees with everything."""


Type = Number | Truth | Text | Day | Duration | Span | Choice | Tags | Unknown

YUAN, USD, POINTS, DAYS, MU = (Number(((d, 1),)) for d in DIMENSION_NAMES)
COUNT, PERCENT, PLAIN = Number(pure="count"), Number(pure="percent"), Number()
TRUTH, TEXT, DAY, DURATION, SPAN, UNKNOWN = Truth(), Text(), Day(), Duration(), Span(), Unknown()

COUNTERS = "个家次条项人名位期"
UNITS: dict[str, tuple[Number, Fraction]] = {
    "元": (YUAN, Fraction(1)),
    "万元": (YUAN, Fraction(10**4)),
    "亿元": (YUAN, Fraction(10**8)),
    "美元": (USD, Fraction(1)),
    "万美元": (USD, Fraction(10**4)),
    "亿美元": (USD, Fraction(10**8)),
    "分": (POINTS, Fraction(1)),
    "天": (DAYS, Fraction(1)),
    "亩": (MU, Fraction(1)),
    "倍": (PLAIN, Fraction(1)),
    "%": (PERCENT, Fraction(1, 100)),
    "‰": (PERCENT, Fraction(1, 1000)),
    "个百分点": (PERCENT, Fraction(1, 100)),
    **{counter: (COUNT, Fraction(1)) for counter in COUNTERS},
}
"""Every unit that may follow a number: its type and how many natural units it is."""


def multiply(a: Number, b: Number, power: int = 1) -> Number:
    """The type of a product (power 1) or quotient (power −1)."""
    powers = dict(a.dimensions)
    for unit, p in b.dimensions:
        powers[unit] = powers.get(unit, 0) + p * power
    dimensions = tuple(sorted((u, p) for u, p in powers.items() if p))
    if dimensions:
        return Number(dimensions)
    if power < 0:
        return PERCENT
    if a.dimensions or b.dimensions:
        return PLAIN
    pures = {a.pure, b.pure}
    if "percent" in pures and "count" not in pures:
        return PERCENT
    return COUNT if pures == {"count", None} else PLAIN


def agree(a: Type, b: Type) -> bool:
    """Whether two values may be added, compared or stand in for each other."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return True
    if isinstance(a, Number) and isinstance(b, Number):
        return a.dimensions == b.dimensions and (a.pure == b.pure or None in (a.pure, b.pure))
    if isinstance(a, Choice | Text) and isinstance(b, Choice | Text):
        return True
    return type(a) is type(b)


def join(a: Type, b: Type) -> Type:
    """The type of either of two values that agree."""
    if isinstance(a, Unknown):
        return b
    if isinstance(a, Number) and isinstance(b, Number) and a.pure is None:
        return b
    return a


def describe(t: Type) -> tuple[str, str]:
    """A type in words, Chinese and English."""
    if isinstance(t, Number):
        if not t.dimensions:
            return {
                "count": ("个数", "a count"),
                "percent": ("百分比", "a percentage"),
                None: ("数", "a number"),
            }[t.pure]
        zh, en = "", []
        for unit, power in t.dimensions:
            name = DIMENSION_NAMES[unit]
            zh += ("·" if zh else "") + name[0] + ("" if power == 1 else f"^{power}")
            en.append(name[1] + ("" if power == 1 else f"^{power}"))
        return zh, "·".join(en)
    return {
        Truth: ("条件", "a condition"),
        Text: ("文字", "text"),
        Day: ("日期", "a date"),
        Duration: ("期限", "a number of months"),
        Span: ("期间", "a period"),
        Choice: ("选项", "one of a list"),
        Tags: ("标签", "tags"),
        Unknown: ("未知", "unknown"),
    }[type(t)]
