import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.quantities.money import (
    LARGEST_MONEY,
    TEN_THOUSANDS,
    MoneyUnit,
    currency_code,
    format_money,
    format_usd,
    format_yuan,
    parse_money,
    parse_money_unit,
    parse_yuan,
)
from zhaoshang.quantities.unreadable import Unreadable


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (3_000_000_000, "3000万元"),
        (15_000_000_000, "1.5亿元"),
        (12_345, "123.45元"),
        (0, "0元"),
        (1_000_000, "1万元"),
        (999_990_000, "999.99万元"),
        (1_234_567, "12345.67元"),
        (-5_000_000_000, "-5000万元"),
        (100_000_000_000, "10亿元"),
    ],
)
def test_yuan_are_written_in_the_shortest_exact_form(fen: int, text: str) -> None:
    assert format_yuan(fen) == text


def test_dollars_and_other_currencies_carry_their_name() -> None:
    assert format_usd(200_000_000) == "200万美元"
    assert format_money(12_345, "HKD") == "123.45港元"


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("3000", 3_000_000_000, None),
        ("1,500.5", 1_500_500_000, None),
        ("３０００", 3_000_000_000, None),
        ("0.000001", 1, None),
        ("1.5亿元", 15_000_000_000, "CNY"),
        ("200 万美元", 200_000_000, "USD"),
        ("300亿", 3_000_000_000_000, None),
        ("123.45元", 12_345, "CNY"),
        ("-29.9", -29_900_000, None),
    ],
)
def test_an_amount_is_in_ten_thousands_unless_it_says_otherwise(
    text: str, amount: int, currency: str | None
) -> None:
    assert parse_money(text, TEN_THOUSANDS) == (amount, currency)


@pytest.mark.parametrize("text", ["", "约3000万元", "3000左右", "三千万", "1.5亿元整", "USD", "万元"])
def test_an_amount_in_words_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_money(text, TEN_THOUSANDS)
    assert refused.value.code == "not_a_number"


def test_less_than_a_fen_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_money("0.0000001", TEN_THOUSANDS)
    assert refused.value.code == "too_many_decimals"


def test_an_amount_past_all_reason_is_refused_with_the_likely_cause() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_money("300000000", parse_money_unit("亿元"))
    assert refused.value.code == "amount_too_large"
    assert refused.value.advice is not None
    assert "单位" in refused.value.advice.zh


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("元", MoneyUnit(0, "CNY")),
        ("万元", MoneyUnit(4, "CNY")),
        ("亿元", MoneyUnit(8, "CNY")),
        ("万美元", MoneyUnit(4, "USD")),
        ("万元人民币", MoneyUnit(4, "CNY")),
        ("万", MoneyUnit(4)),
        ("百万美元", MoneyUnit(6, "USD")),
        ("亿港币", MoneyUnit(8, "HKD")),
    ],
)
def test_units_of_money_are_read_as_headers_write_them(text: str, unit: MoneyUnit) -> None:
    assert parse_money_unit(text) == unit


@pytest.mark.parametrize("text", ["", "吨", "万吨", "万万元"])
def test_other_units_are_not_money(text: str) -> None:
    with pytest.raises(Unreadable):
        parse_money_unit(text)


def test_currencies_go_by_code_or_name() -> None:
    assert [currency_code(text) for text in ("usd", "美元", "ＣＮＹ", "人民币")] == [
        "USD",
        "USD",
        "CNY",
        "CNY",
    ]
    with pytest.raises(Unreadable):
        currency_code("比特币")


def test_yuan_are_not_read_from_dollars() -> None:
    assert parse_yuan("3000万元") == 3_000_000_000
    with pytest.raises(Unreadable):
        parse_yuan("3000万美元")


@given(st.integers(-LARGEST_MONEY, LARGEST_MONEY))
def test_money_written_is_read_back(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen
