import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.documents.text_lines import ColumnHead, table
from zhaoshang.documents.typesetting import pad, pad_left, width_of, wrap


@pytest.mark.parametrize(
    ("text", "width"), [("abc", 3), ("开平", 4), ("3000万元", 8), ("（是）", 6), ("é", 1), ("e\u0301", 1)]
)
def test_chinese_characters_take_two_columns(text: str, width: int) -> None:
    assert width_of(text) == width


def test_padding_goes_by_columns_and_not_by_characters() -> None:
    assert pad("开平", 6) + "|" == "开平  |"
    assert pad_left("开平", 6) + "|" == "  开平|"


def test_a_line_never_begins_with_a_closing_mark_nor_ends_with_an_opening_one() -> None:
    assert wrap("一二三四，五六", 8) == ["一二三", "四，五六"]
    assert wrap("一二三（四）", 8) == ["一二三", "（四）"]


def test_words_and_numbers_with_their_units_stay_whole() -> None:
    assert wrap("签约额3000万元", 10) == ["签约额", "3000万元"]
    assert wrap("see the ledger", 8) == ["see the", "ledger"]


def test_what_is_wider_than_a_line_is_cut() -> None:
    assert wrap("abcdefghijkl", 8) == ["abcdefgh", "ijkl"]


def test_later_lines_stand_under_the_first() -> None:
    assert wrap("一二三四五六七八", 12, "1. ") == ["1. 一二三四", "   五六七八"]


@given(st.text(alphabet="甲乙丙，。（）《》 ab1万元%-", max_size=60), st.integers(12, 40))
def test_wrapping_loses_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(alphabet="甲乙丙ab12 ", max_size=60), st.integers(12, 40))
def test_no_line_is_too_wide(text: str, width: int) -> None:
    assert all(width_of(line) <= width for line in wrap(text, width))


def test_a_table_lines_up_whatever_the_width_of_its_characters() -> None:
    heads = [ColumnHead("单位", right=False), ColumnHead("分"), ColumnHead("", right=False)]
    rows = [
        [("plain", "栗园镇"), ("plain", "1.00"), ("plain", "x")],
        [("plain", "a"), ("plain", "-10.00"), ("plain", "")],
    ]
    assert [line.text for line in table(heads, rows)] == [
        "单位        分",
        "─────────────────",
        "栗园镇    1.00  x",
        "a       -10.00",
    ]  # fmt: skip


def test_a_table_without_rows_is_its_head() -> None:
    assert [line.text for line in table([ColumnHead("分")], [])] == ["分", "──"]
