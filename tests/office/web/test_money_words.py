"""Amounts are written as the reader's language writes them, exactly."""

import pytest
from django.utils import translation

from zhaoshang.office.web.templatetags.office import money


@pytest.mark.parametrize(
    ("minor", "currency", "chinese", "english"),
    [
        (150_000_000_00, "CNY", "1.5亿元", "CNY 150,000,000"),
        (123_45, "CNY", "123.45元", "CNY 123.45"),
        (2_000_000_00, "USD", "200万美元", "USD 2,000,000"),
        (-5, "CNY", "-0.05元", "CNY -0.05"),
        (None, "CNY", "—", "—"),
    ],
)
def test_an_amount_in_both_languages(minor, currency, chinese, english):
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(money(minor, currency))
    assert said == [chinese, english]
