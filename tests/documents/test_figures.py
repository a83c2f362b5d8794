from fractions import Fraction

import pytest

from zhaoshang.documents.figures import amount, percent, period_name, two_decimals
from zhaoshang.language.types import COUNT, USD, YUAN


@pytest.mark.parametrize(
    ("millionths", "shown"),
    [(600_000, "0.60"), (0, "0.00"), (5_000, "0.01"), (4_999, "0.00"), (-4_999, "0.00"), (-5_000, "-0.01"),
     (1_234_567_890, "1,234.57"), (-10_000_000, "-10.00"), (None, "—")],
)  # fmt: skip
def test_points_are_rounded_half_up_to_two_decimals(millionths: int | None, shown: str) -> None:
    assert two_decimals(millionths) == shown


def test_gains_can_carry_their_sign() -> None:
    assert [two_decimals(n, signed=True) for n in (600_000, 0, -600_000)] == ["+0.60", "0.00", "-0.60"]


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(1, 3, "33.3%"), (2, 3, "66.7%"), (8, 8, "100.0%"),
     (0, 8, "0.0%"), (-1, 8, "-12.5%"), (5, 0, None), (None, 8, None)],
)  # fmt: skip
def test_a_rate_needs_something_to_divide_by(part: int | None, whole: int, shown: str | None) -> None:
    assert percent(None if part is None else Fraction(part), Fraction(whole)) == shown


def test_money_is_said_in_the_largest_unit() -> None:
    assert amount(Fraction(8_000_000_000), YUAN, "zh") == "80亿元"
    assert amount(Fraction(30_000_000), YUAN, "zh") == "3000万元"
    assert amount(Fraction("12484912.345"), USD, "zh") == "1248.49万美元"
    assert amount(Fraction(800), YUAN, "zh") == "800元"
    assert amount(Fraction(8_000_000_000), YUAN, "en") == "8000 m CNY"
    assert amount(Fraction(500), USD, "en") == "500 USD"
    assert amount(Fraction(8), COUNT, "zh") == "8个"
    assert amount(None, YUAN, "zh") == "—"


@pytest.mark.parametrize(
    ("period", "name"),
    [("2023", "2023年"), ("2023-H1", "2023年上半年"), ("2023-Q4", "2023年第四季度"), ("2023-03", "2023年3月"),
     ("2022-01..2022-09", "2022年1月至2022年9月"), ("campaign", "整个活动期")],
)  # fmt: skip
def test_periods_have_names(period: str, name: str) -> None:
    assert period_name(period, "zh") == name
    assert period_name(period, "en") == period
