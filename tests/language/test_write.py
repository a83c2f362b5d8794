"""A tree back into text, in either language, reads as the same tree again."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.language import Span, Tree, parse, write
from zhaoshang.language.functions import FUNCTIONS
from zhaoshang.language.lexer import KEYWORDS
from zhaoshang.language.types import COUNT, DAYS, MU, PERCENT, PLAIN, POINTS, USD, YUAN
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY
from zhaoshang.quantities.periods import parse_period

NOWHERE = Span(0, 0)
WORDS = {*KEYWORDS, *KEYWORDS.values()}


def shape(tree: Tree) -> object:
    return (
        tree.op,
        tree.value,
        tree.type if tree.op == "number" else None,
        tuple(shape(p) for p in tree.parts),
    )


def made(op: str, *parts: Tree, value: object = None) -> Tree:
    return Tree(op, NOWHERE, parts, value)


numbers = st.builds(
    lambda units, type_: Tree("number", NOWHERE, (), Fraction(units, 10**4), type_),
    st.integers(0, 10**14),
    st.sampled_from([YUAN, USD, POINTS, DAYS, MU, COUNT, PERCENT, PLAIN]),
)
names = st.sampled_from(["金额", "阶段", "amount", "任务_1", "折算金额", "t80"])
atoms = st.one_of(
    numbers,
    names.map(lambda n: made("name", value=n)),
    st.tuples(names, names).map(lambda pair: made("attribute", value=pair)),
    st.integers(EARLIEST_DAY, LATEST_DAY).map(lambda d: made("day", value=d)),
    st.sampled_from(["2023-H1", "2024-Q1", "2023-08"]).map(lambda p: made("period", value=parse_period(p))),
    st.integers(1, 600).map(lambda n: made("months", value=n)),
    st.text("化工500强 且或", min_size=1, max_size=5).map(lambda t: made("text", value=t)),
    st.booleans().map(lambda b: made("truth", value=b)),
)  # fmt: skip


def larger(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    pair = st.tuples(inner, inner)
    selected = st.builds(
        lambda name, condition: made("where", made("name", value=name), condition), names, inner
    )
    return st.one_of(
        *(pair.map(lambda p, op=op: made(op, *p)) for op in
          ("or", "and", "in", "has", "add", "subtract", "multiply", "divide")),
        st.tuples(pair, st.sampled_from(["=", "!=", "<", "<=", ">", ">="])).map(
            lambda x: made("compare", *x[0], value=x[1])),
        inner.map(lambda p: made("not", p)),
        inner.map(lambda p: made("negate", p)),
        st.lists(inner, min_size=2, max_size=4).map(lambda ps: made("among", *ps)),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.one_of(inner, selected), max_size=3)).map(
            lambda x: made("call", *x[1], value=x[0])),
    )  # fmt: skip


trees = st.recursive(atoms, larger, max_leaves=12)


@given(trees, st.sampled_from(["zh", "en"]))
def test_what_is_written_reads_back_as_the_same_tree(tree, language) -> None:
    assert shape(parse(write(tree, language))) == shape(tree)


@given(trees)
def test_writing_what_was_read_changes_nothing_more(tree) -> None:
    text = write(tree, "zh")
    assert write(parse(text), "zh") == text


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "stage=签约 and amount>=0.5亿元",
            "stage = 签约 且 amount ≥ 5000万元",
            "stage = 签约 and amount >= 5000万元",
        ),
        ("((a+b))*c", "(a + b) × c", "(a + b) * c"),
        ("a-(b-c)", "a − (b − c)", "a - (b - c)"),
        ("not(a and b)", "非 (a 且 b)", "not (a and b)"),
        ("sum(资金.金额 where a)", "合计(资金.金额 其中 a)", "sum(资金.金额 where a)"),
        ("12个月", "1年", "1年"),
        ("0.5个百分点", "0.5%", "0.5%"),
    ],
)
def test_the_canonical_form(text, zh, en) -> None:
    assert (write(parse(text), "zh"), write(parse(text), "en")) == (zh, en)
