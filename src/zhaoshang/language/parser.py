"""Tokens into a tree. Knows the grammar and nothing of what the names mean.

Grammar, loosest first::

    sentence  := choice [ 其中 choice ]        (其中 only after a view or a view's field)
    choice    := both { 或 both }
    both      := inverse { 且 inverse }
    inverse   := 非 inverse | comparison
    comparison:= sum [ (= ≠ < ≤ > ≥ 在 含) sum | 属于 ( sum {， sum} ) ]
    sum       := product { (+ −) product }
    product   := sign { (× ÷) sign }
    sign      := − sign | primary
    primary   := literal | name | name . name | name ( [sentence {， sentence}] ) | ( choice )
"""

from __future__ import annotations

from functools import lru_cache
from typing import NoReturn

from zhaoshang.language.functions import CANONICAL
from zhaoshang.language.lexer import Token, tokens
from zhaoshang.language.tree import Span, Tree
from zhaoshang.problems import Problem, ProblemsFound, Words

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


@lru_cache(maxsize=4096)
def parse(source: str) -> Tree:
    """A sentence as an untyped tree. Raises ProblemsFound with the position and what was expected."""
    try:
        return _Parser(source).sentence_to_end()
    except RecursionError:
        raise ProblemsFound([_too_deep(source)]) from None


def _too_deep(source: str) -> Problem:
    what = Words("句子套得太深", "the sentence is nested too deeply")
    advice = Words("分成几个有名称的量", "split it into named measures")
    return Problem("language.too_deep", what, text=source[:40], advice=advice)


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.tokens, self.at = source, tokens(source), 0

    # -- reading
    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def sees(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.value in signs

    def expect(self, sign: str, shown: str) -> Token:
        if not self.sees(sign):
            self.fail(Words(f"“{shown}”", f"“{shown}”"))
        return self.take()

    def fail(self, expected: Words) -> NoReturn:
        token = self.token
        text = self.source[token.span.start : token.span.end]
        what = (
            Words("句子没有写完", "the sentence stops short")
            if token.kind == "end"
            else Words(f"此处不该是“{text}”", f"“{text}” cannot stand here")
        )
        advice = None
        if token.kind == "name" and self.at and self.tokens[self.at - 1].kind == "name":
            advice = Words(
                "两个名称之间少了运算符；名称里不能有空格", "an operator is missing between two names"
            )
        raise ProblemsFound(
            [
                Problem("language.syntax", what, text=self.source, expected=expected, advice=advice).at(
                    position=token.span.start + 1
                )
            ]
        )

    # -- the grammar, one method a line
    def sentence_to_end(self) -> Tree:
        tree = self.sentence()
        if self.token.kind != "end":
            self.fail(Words("运算符或句子的结尾", "an operator or the end of the sentence"))
        return tree

    def sentence(self) -> Tree:
        tree = self.choice()
        if not self.sees("where"):
            return tree
        if tree.op not in ("name", "attribute"):
            self.fail(Words("“其中”前面是视图名或“视图.字段”", "a view or a view's field before “where”"))
        self.take()
        condition = self.choice()
        return Tree("where", Span(tree.span.start, condition.span.end), (tree, condition))

    def choice(self) -> Tree:
        left = self.both()
        while self.sees("or"):
            self.take()
            left = self.pair("or", left, self.both())
        return left

    def both(self) -> Tree:
        left = self.inverse()
        while self.sees("and"):
            self.take()
            left = self.pair("and", left, self.inverse())
        return left

    def inverse(self) -> Tree:
        if self.sees("not"):
            start = self.take().span.start
            part = self.inverse()
            return Tree("not", Span(start, part.span.end), (part,))
        return self.comparison()

    def comparison(self) -> Tree:
        left = self.sum()
        if self.sees(*COMPARISONS):
            sign = self.take().value
            return self.pair("compare", left, self.sum(), sign)
        if self.sees("in", "has"):
            return self.pair(self.take().value, left, self.sum())
        if self.sees("among"):
            self.take()
            self.expect("(", "（")
            parts = [left, self.sum()]
            while self.sees(","):
                self.take()
                parts.append(self.sum())
            end = self.expect(")", "）").span.end
            return Tree("among", Span(left.span.start, end), tuple(parts))
        return left

    def sum(self) -> Tree:
        left = self.product()
        while self.sees("+", "-"):
            op = "add" if self.take().value == "+" else "subtract"
            left = self.pair(op, left, self.product())
        return left

    def product(self) -> Tree:
        left = self.sign()
        while self.sees("*", "/"):
            op = "multiply" if self.take().value == "*" else "divide"
            left = self.pair(op, left, self.sign())
        return left

    def sign(self) -> Tree:
        if self.sees("-"):
            start = self.take().span.start
            part = self.sign()
            return Tree("negate", Span(start, part.span.end), (part,))
        return self.primary()

    def primary(self) -> Tree:
        token = self.token
        if token.kind == "number":
            self.take()
            return Tree("number", token.span, value=token.value, type=token.type)
        if token.kind in ("day", "period", "months", "text"):
            self.take()
            return Tree(token.kind, token.span, value=token.value)
        if self.sees("true", "false"):
            self.take()
            return Tree("truth", token.span, value=token.value == "true")
        if self.sees("("):
            self.take()
            inner = self.choice()
            end = self.expect(")", "）").span.end
            return Tree(inner.op, Span(token.span.start, end), inner.parts, inner.value, inner.type)
        if token.kind != "name":
            self.fail(Words("数、名称、函数或括号", "a number, a name, a function or a bracket"))
        self.take()
        if self.sees("("):
            return self.call(token)
        if self.sees("."):
            self.take()
            if self.token.kind != "name":
                self.fail(Words("字段名或列名", "the name of a field or column"))
            last = self.take()
            return Tree("attribute", Span(token.span.start, last.span.end), value=(token.value, last.value))
        return Tree("name", token.span, value=token.value)

    def call(self, name: Token) -> Tree:
        self.take()
        parts: list[Tree] = []
        while not self.sees(")"):
            parts.append(self.sentence())
            if self.sees(","):
                self.take()
            elif not self.sees(")"):
                self.fail(Words("“，”或“）”", "“,” or “)”"))
        end = self.take().span.end
        value = CANONICAL.get(name.value, name.value)
        return Tree("call", Span(name.span.start, end), tuple(parts), value)

    @staticmethod
    def pair(op: str, left: Tree, right: Tree, value: str | None = None) -> Tree:
        return Tree(op, Span(left.span.start, right.span.end), (left, right), value)
