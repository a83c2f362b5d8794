import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoshang.quantities.numbers import (
    decimal_text_of_float,
    format_decimal,
    format_percent,
    format_points,
    parse_decimal,
    parse_share,
)
from zhaoshang.quantities.unreadable import Unreadable


@pytest.mark.parametrize(
    ("text", "scale", "value"),
    [
        ("3000", 2, 300000),
        ("1,234.5", 2, 123450),
        ("１，２３４．５", 2, 123450),
        (" -0.5 ", 6, -500000),
        ("－3", 0, -3),
        ("−3", 0, -3),
        (".5", 1, 5),
        ("5.", 0, 5),
        ("2.50", 1, 25),
        ("3.000", 0, 3),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, scale: int, value: int) -> None:
    assert parse_decimal(text, scale) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "约3000",
        "3000万",
        "1e5",
        "1,23",
        "1,2345",
        "12,34,567",
        "--1",
        "(5)",
        "1.2.3",
        "٣",
        "0x10",
        "nan",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_decimal(text, 2)
    assert refused.value.code == "not_a_number"


def test_more_decimals_than_the_column_holds_are_refused_not_rounded() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_decimal("0.1234567", 6)
    assert refused.value.code == "too_many_decimals"
    assert refused.value.expected is not None
    assert refused.value.expected.zh == "至多6位小数"


def test_a_count_says_that_it_wants_a_whole_number() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_decimal("2.5", 0)
    assert refused.value.expected is not None
    assert refused.value.expected.zh == "整数"


def test_an_endless_number_is_refused_at_once() -> None:
    with pytest.raises(Unreadable) as refused:
        parse_decimal("9" * 100_000, 2)
    assert refused.value.code == "number_too_long"


@pytest.mark.parametrize(
    ("text", "share"),
    [("50%", 50_000_000), ("５０％", 50_000_000), ("5‰", 500_000), ("0.5", 50_000_000), ("1", 10**8)],
)
def test_a_share_is_a_percentage_or_a_fraction_of_one(text: str, share: int) -> None:
    assert parse_share(text, 8) == share


@pytest.mark.parametrize(
    ("millionths", "text"),
    [(600_000, "0.6"), (1_000_000, "1"), (-2_000_000, "-2"), (1, "0.000001"), (0, "0")],
)
def test_points_are_written_without_trailing_zeros(millionths: int, text: str) -> None:
    assert format_points(millionths) == text


def test_a_share_is_written_as_a_percentage() -> None:
    assert format_percent(33_333_333, 8) == "33.333333%"
    assert format_percent(10**8, 8) == "100%"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (0.1 + 0.2, "0.3"),
        (3000.0, "3000"),
        (29.9, "29.9"),
        (1e-5, "0.00001"),
        (-1.5, "-1.5"),
        (1e20, "100000000000000000000"),
        (-0.0, "0"),
        (999999999999999.0, "999999999999999"),
    ],
)
def test_a_stored_number_is_the_decimal_its_user_sees(stored: float, shown: str) -> None:
    assert decimal_text_of_float(stored) == shown


@pytest.mark.parametrize("stored", [float("inf"), float("-inf"), float("nan")])
def test_infinity_is_not_a_number_anyone_typed(stored: float) -> None:
    with pytest.raises(Unreadable):
        decimal_text_of_float(stored)


@given(st.integers(-(10**18), 10**18), st.integers(0, 9))
def test_what_is_written_is_read_back(value: int, scale: int) -> None:
    assert parse_decimal(format_decimal(value, scale), scale) == value


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 9))
def test_a_decimal_of_fifteen_digits_survives_a_spreadsheet(value: int, scale: int) -> None:
    text = format_decimal(value, scale)
    assert decimal_text_of_float(float(text)) == text
