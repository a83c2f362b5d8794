"""A tree back into text, in Chinese or English: the canonical form, with only the brackets that are needed."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from zhaoshang.language.functions import FUNCTIONS
from zhaoshang.language.tree import Tree
from zhaoshang.language.types import DAYS, DIMENSION_NAMES, MU, PERCENT, POINTS, USD, YUAN, Number
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.periods import name_of

_STRENGTH = {
    "where": 0, "or": 1, "and": 2, "not": 3, "compare": 4, "in": 4, "has": 4, "among": 4,
    "add": 5, "subtract": 5, "multiply": 6, "divide": 6, "negate": 7,
}  # fmt: skip
_SIGNS = {
    "zh": {
        "or": "或", "and": "且", "not": "非 ", "in": "在", "has": "含", "among": "属于", "where": "其中",
        "add": "+", "subtract": "−", "multiply": "×", "divide": "÷", "!=": "≠", "<=": "≤", ">=": ">=",
    },
    "en": {
        "or": "or", "and": "and", "not": "not ", "in": "in", "has": "has", "among": "among", "where": "where",
        "add": "+", "subtract": "-", "multiply": "*", "divide": "/",
    },
}  # fmt: skip
_SIGNS["zh"][">="] = "≥"


def write(tree: Tree, language: Literal["zh", "en"]) -> str:
    """An untyped tree (as ``parse`` gives it) as text that parses to the same tree."""
    return _write(tree, language, 0)


def _write(tree: Tree, language: Literal["zh", "en"], outer: int) -> str:
    own = _STRENGTH.get(tree.op, 9)
    text = _inner(tree, language, own)
    return f"({text})" if own < outer else text


def _inner(tree: Tree, language: Literal["zh", "en"], own: int) -> str:
    signs = _SIGNS[language]
    parts = tree.parts
    if tree.op == "number":
        return number(tree.value, tree.type if isinstance(tree.type, Number) else Number())
    if tree.op == "day":
        return to_iso(tree.value)
    if tree.op == "period":
        return name_of(tree.value)
    if tree.op == "months":
        years, months = divmod(tree.value, 12)
        return f"{years}年" if not months else f"{tree.value}个月"
    if tree.op == "text":
        return f'"{tree.value}"'
    if tree.op == "truth":
        return {"zh": ("否", "是"), "en": ("false", "true")}[language][tree.value]
    if tree.op == "name":
        return str(tree.value)
    if tree.op == "attribute":
        return ".".join(tree.value)
    if tree.op == "call":
        name = FUNCTIONS[tree.value].chinese if language == "zh" and tree.value in FUNCTIONS else tree.value
        comma = "，" if language == "zh" else ", "
        return f"{name}({comma.join(_write(p, language, 0) for p in parts)})"
    if tree.op in ("not", "negate"):
        sign = signs["not"] if tree.op == "not" else "−" if language == "zh" else "-"
        return sign + _write(parts[0], language, own)
    if tree.op == "among":
        comma = "，" if language == "zh" else ", "
        inside = comma.join(_write(p, language, 5) for p in parts[1:])
        return f"{_write(parts[0], language, 5)} {signs['among']} ({inside})"
    sign = signs.get(tree.value if tree.op == "compare" else tree.op, tree.value)
    left, right = _write(parts[0], language, own), _write(parts[1], language, own + 1)
    if tree.op in ("compare", "in", "has"):  # comparisons do not chain
        left = _write(parts[0], language, own + 1)
    return f"{left} {sign} {right}"


def number(value: Fraction, type_: Number) -> str:
    """A number as people write it, with the largest unit that keeps it short and exact."""
    if type_ in (YUAN, USD):
        name = "元" if type_ == YUAN else "美元"
        for size, prefix in ((10**8, "亿"), (10**4, "万")):
            scaled = value / size
            if abs(scaled) >= 1 and (10**4 * scaled).denominator == 1:
                return f"{decimal(scaled)}{prefix}{name}"
        return f"{decimal(value)}{name}"
    if type_ == PERCENT:
        return f"{decimal(value * 100)}%"
    suffix = {POINTS: "分", DAYS: "天", MU: "亩"}.get(type_, "")
    if type_.pure == "count":
        suffix = "个"
    if type_.dimensions and not suffix:
        top = "".join(DIMENSION_NAMES[unit][0] for unit, power in type_.dimensions if power > 0)
        under = "".join(DIMENSION_NAMES[unit][0] for unit, power in type_.dimensions if power < 0)
        return f"{decimal(value)}{top}/{under}"
    return f"{decimal(value)}{suffix}"


def decimal(value: Fraction) -> str:
    """An exact fraction as a decimal without trailing zeros; an endless one is rounded half up at 6 places."""
    sign, value = ("-" if value < 0 else ""), abs(value)
    scaled = value * 10**6
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    head, tail = divmod(whole, 10**6)
    text = f"{head}.{tail:06}".rstrip("0").rstrip(".")
    return sign + text if text != "0" else "0"
