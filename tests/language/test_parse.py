"""Sentences into trees: what people write in either language, in full-width or half-width signs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhaoshang.language import Tree, parse
from zhaoshang.language.types import COUNT, DAYS, MU, PERCENT, PLAIN, POINTS, USD, YUAN, Number
from zhaoshang.problems import ProblemsFound
from zhaoshang.quantities.dates import to_day


def shape(tree: Tree) -> object:
    """A tree without its places."""
    return (tree.op, tree.value, tree.type, tuple(shape(p) for p in tree.parts))


@pytest.mark.parametrize(
    ("text", "value", "type_"),
    [
        ("5000万元", 50_000_000, YUAN),
        ("1.5亿元", 150_000_000, YUAN),
        ("0.01元", Fraction(1, 100), YUAN),
        ("200万美元", 2_000_000, USD),
        ("0.2分", Fraction(1, 5), POINTS),
        ("3个", 3, COUNT),
        ("30家", 30, COUNT),
        ("80%", Fraction(4, 5), PERCENT),
        ("８０％", Fraction(4, 5), PERCENT),
        ("5‰", Fraction(1, 200), PERCENT),
        ("0.5个百分点", Fraction(1, 200), PERCENT),
        ("30天", 30, DAYS),
        ("2亩", 2, MU),
        ("1.2倍", Fraction(6, 5), PLAIN),
        ("10元/美元", 10, Number((("usd", -1), ("yuan", 1)))),
        ("5万元／亩", 50_000, Number((("mu", -1), ("yuan", 1)))),
        ("0.1", Fraction(1, 10), PLAIN),
    ],
)
def test_a_number_carries_its_unit_exactly(text, value, type_) -> None:
    tree = parse(text)
    assert (tree.op, tree.value, tree.type) == ("number", value, type_)


@pytest.mark.parametrize(("text", "months"), [("1年", 12), ("6个月", 6), ("2个季度", 6), ("18个月", 18)])
def test_a_length_of_time_is_in_months(text, months) -> None:
    assert (parse(text).op, parse(text).value) == ("months", months)


def test_days_and_periods_are_literals() -> None:
    assert parse("2023-10-01").value == to_day("2023-10-01")
    assert parse("日期 在 2024-Q1").parts[1].value.first == to_day("2024-01-01")


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("阶段 = 签约 且 金额 ≥ 5000万元", "阶段 = 签约 and 金额 >= 5000万元"),
        ("非 (a 或 b)", "not (a or b)"),
        ("标签 含 化工", "标签 has 化工"),
        ("日期 在 2024-Q1", "日期 in 2024-Q1"),
        ("方式 属于 (上门，不见面)", "方式 among (上门, 不见面)"),
        ("计数(进展 其中 a ≠ b)", "count(进展 where a != b)"),
        ("如果(a，取小(1，2)，若缺(b，3))", "if(a, min(1, 2), default(b, 3))"),
        ("比(合计(资金.金额)，目标(t)，0%)", "ratio(sum(资金.金额), target(t), 0%)"),
        ("a × b ÷ c − d", "a * b / c - d"),
        ("是 或 假", "true or false"),
    ],
)
def test_both_languages_are_the_same_tree(chinese, english) -> None:
    assert shape(parse(chinese)) == shape(parse(english))


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("取大（a，１２．５％）", "取大(a, 12.5%)"),
        ("a＋b－c＊d／e", "a + b - c * d / e"),
        ("a＝b", "a = b"),
        ("a＜b 或 a＞b", "a < b 或 a > b"),
        ("“化工”", '"化工"'),
        ("a == b", "a = b"),
    ],
)
def test_full_width_signs_mean_what_half_width_ones_do(wide, narrow) -> None:
    assert shape(parse(wide)) == shape(parse(narrow))


@pytest.mark.parametrize(
    ("text", "bracketed"),
    [
        ("a 且 b 或 c", "(a 且 b) 或 c"),
        ("非 a 且 b", "(非 a) 且 b"),
        ("a + b × c", "a + (b × c)"),
        ("a − b − c", "(a − b) − c"),
        ("a ÷ b × c", "(a ÷ b) × c"),
        ("−a × b", "(−a) × b"),
        ("a + b ≥ c", "(a + b) ≥ c"),
    ],
)
def test_what_binds_tighter_goes_first(text, bracketed) -> None:
    assert shape(parse(text)) == shape(parse(bracketed))


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("金额 ≥", 5, "没有写完"),
        ("金额 ≥ ≥ 1元", 6, "不该是“≥”"),
        ("计数(进展 其中 阶段 = 签约", 17, "没有写完"),
        ("金额 总投资", 4, "少了运算符"),
        ("(金额 + 1元", 9, "“）”"),
        ("1元 + 2元 其中 a", 9, "视图"),
        ("规模分档.", 6, "没有写完"),
        ("金额 # 1", 4, "看不懂"),
        ("“化工", 1, "引号要成对"),
        ("2023-02-30", 1, "没有这一天"),
        ("取小(1；2)", 5, "看不懂"),
        ("", 1, "没有写完"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_character(text, position, told) -> None:
    with pytest.raises(ProblemsFound) as found:
        parse(text)
    (problem,) = found.value.problems
    assert problem.where.position == position
    assert told in problem.in_language("zh")
    assert problem.what.en


def test_a_part_remembers_where_it_stands() -> None:
    text = "金额 ≥ 5000万元 且 非 已备案"
    tree = parse(text)
    right = tree.parts[1]
    assert text[right.span.start : right.span.end] == "非 已备案"
    assert text[tree.parts[0].parts[1].span.start : tree.parts[0].parts[1].span.end] == "5000万元"
