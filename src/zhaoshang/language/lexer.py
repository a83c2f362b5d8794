"""Characters into tokens. Full-width signs are accepted; every token remembers where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from zhaoshang.language.tree import Span
from zhaoshang.language.types import PLAIN, UNITS, Number, multiply
from zhaoshang.problems import Problem, ProblemsFound, Words
from zhaoshang.quantities.periods import parse_period


@dataclass(frozen=True)
class Token:
    """A word, literal or sign. ``kind`` is number, day, period, months, text, name, sign or end."""

    kind: str
    value: Any
    span: Span
    type: Number = PLAIN


KEYWORDS = {
    "且": "and",
    "或": "or",
    "非": "not",
    "在": "in",
    "含": "has",
    "属于": "among",
    "其中": "where",
    "真": "true",
    "是": "true",
    "假": "false",
    "否": "false",
}
"""Every Chinese keyword and its English twin; either may be written anywhere."""

SIGNS = {
    "×": "*",
    "÷": "/",
    "−": "-",
    "－": "-",
    "＋": "+",
    "＊": "*",
    "／": "/",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "（": "(",
    "）": ")",
    "，": ",",
    "．": ".",
}

_FULL_WIDTH = {ord("０") + i: ord("0") + i for i in range(10)} | {ord("％"): ord("%"), ord("．"): ord(".")}
_UNIT = "|".join(sorted(UNITS, key=len, reverse=True))
_PER = "万美元|亿美元|美元|万元|亿元|元|亩|天"
_TOKEN = re.compile(
    rf"""
      (?P<day>\d{{4}}-\d\d-\d\d)
    | (?P<period>\d{{4}}-(?:Q[1-4]|H[12]|\d\d)(?!\d))
    | (?P<months>\d+\s*(?:年|个月|个季度|months?\b|years?\b))
    | (?P<number>\d+(?:\.\d+)?)\s*(?P<unit>{_UNIT})?(?P<per>[/／](?:{_PER}))?
    | (?P<text>"[^"]*"|“[^”]*”)
    | (?P<name>[^\W\d]\w*)
    | (?P<sign>>=|<=|!=|==|[=<>+\-*/(),.×÷−－＋＊／≥≤≠＝＜＞（），．])
    """,
    re.VERBOSE,
)


def tokens(source: str) -> list[Token]:
    """All tokens of a sentence and an ``end``. Raises ProblemsFound at the first unreadable character."""
    text = source.translate(_FULL_WIDTH)
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise ProblemsFound([_unreadable(source, at)])
        found.append(_token(match, source))
        at = match.end()
    return [*found, Token("end", "", Span(len(source), len(source)))]


def _token(match: re.Match[str], source: str) -> Token:
    kind = match.lastgroup or ""
    if match.group("number") is not None:
        kind = "number"
    text, span = match.group(kind), Span(match.start(), match.end())
    if kind == "number":
        value, type_ = Fraction(text), PLAIN
        if match.group("unit"):
            type_, size = UNITS[match.group("unit")]
            value *= size
        if match.group("per"):
            per, size = UNITS[match.group("per")[1:]]
            value, type_ = value / size, multiply(type_, per, -1)
        return Token("number", value, span, type_)
    if kind == "day":
        try:
            return Token("day", date.fromisoformat(text).toordinal(), span)
        except ValueError:
            raise ProblemsFound([_no_such_day(text, span)]) from None
    if kind == "period":
        try:
            return Token("period", parse_period(text), span)
        except ValueError:
            raise ProblemsFound([_no_such_day(text, span)]) from None
    if kind == "months":
        many = int(re.match(r"\d+", text)[0])  # type: ignore[index]
        unit = 12 if "年" in text or "year" in text else 3 if "季" in text else 1
        return Token("months", many * unit, span)
    if kind == "text":
        return Token("text", text[1:-1], span)
    if kind == "name":
        keyword = KEYWORDS.get(text, text)
        if keyword in KEYWORDS.values():
            return Token("sign", keyword, span)
        return Token("name", source[span.start : span.end], span)
    return Token("sign", "=" if text == "==" else SIGNS.get(text, text), span)


def _unreadable(source: str, at: int) -> Problem:
    quote = source[at] in "\"“”'‘’"
    return Problem(
        "language.unreadable",
        Words(f"第{at + 1}个字起看不懂", f"cannot read from character {at + 1} on"),
        text=source[at : at + 12],
        advice=Words("引号要成对", "close the quotation mark") if quote else None,
    ).at(position=at + 1)


def _no_such_day(text: str, span: Span) -> Problem:
    return Problem(
        "language.no_such_day",
        Words("没有这一天", "there is no such day"),
        text=text,
        expected=Words("像 2023-03-05 这样的日期", "a date such as 2023-03-05"),
    ).at(position=span.start + 1)
