"""Form fields that read what people write the way the ledger does: money with its unit, shares, land, codes.

The readers are the library's, so that a form, a file and a score agree; their refusals are shown as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhaoshang.ledger.cells import looks_like_industry_code, reader_of
from zhaoshang.quantities.money import CURRENCIES, TEN_THOUSANDS, format_money, parse_money
from zhaoshang.quantities.numbers import (
    format_decimal,
    format_percent,
    half_width,
    parse_decimal,
    parse_share,
)
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import TABLES

DIVISIONS = {
    "A": (1, 5), "B": (6, 12), "C": (13, 43), "D": (44, 46), "E": (47, 50), "F": (51, 52), "G": (53, 60),
    "H": (61, 62), "I": (63, 65), "J": (66, 69), "K": (70, 70), "L": (71, 72), "M": (73, 75), "N": (76, 79),
    "O": (80, 82), "P": (83, 83), "Q": (84, 85), "R": (86, 90), "S": (91, 96), "T": (97, 97),
}  # fmt: skip
"""GB/T 4754-2017: the sections by letter, and the divisions (two digits) of each."""
CURRENCY_CHOICES = [(code, f"{names[0]} {code}") for code, names in CURRENCIES.items()]


def _read(reader: Callable[[], Any]) -> Any:
    try:
        return reader()
    except Unreadable as wrong:
        parts = [wrong.what, wrong.expected, wrong.advice]
        language = "en" if (get_language() or "").startswith("en") else "zh"
        said = [getattr(part, language) for part in parts if part is not None]
        raise forms.ValidationError("；".join(said) if language == "zh" else "; ".join(said)) from None


class ReadField(forms.CharField):
    """A text field whose value is read by ``read`` and written back by ``written``."""

    empty: Any = None

    def __init__(self, **extra: Any) -> None:
        extra.setdefault("max_length", 60)
        super().__init__(**extra)
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        """The value in the model's own units."""
        text = super().clean(value)
        return self.empty if not text else _read(lambda: self.read(text))

    def read(self, text: str) -> Any:
        """Text as a value. Raises Unreadable."""
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        """A value as text to be changed."""
        return self.written(value) if isinstance(value, int) else value

    def written(self, value: int) -> str:
        """A value as people write it."""
        raise NotImplementedError


class MoneyField(ReadField):
    """Money: 3000 is 3000万 of the currency chosen beside it; 1.5亿元 or 200万美元 say their own. Cleans to
    ``(hundredths, currency or None)``."""

    def read(self, text: str) -> tuple[int, str | None]:
        """Hundredths, and the currency that was named."""
        return parse_money(text, TEN_THOUSANDS)

    def written(self, value: int) -> str:
        """In 万 or 亿, whichever is shorter, without a currency."""
        return (
            format_money(value, "CNY").removesuffix("元") if abs(value) >= 10**6 else format_decimal(value, 6)
        )


class LandField(ReadField):
    """Land in mu, kept in ten-thousandths."""

    def read(self, text: str) -> int:
        """Ten-thousandths of a mu."""
        value = parse_decimal(text.removesuffix("亩"), 4)
        if not 0 <= value <= 10**12:
            raise forms.ValidationError(_("用地应在0到1亿亩之间"))
        return value

    def written(self, value: int) -> str:
        """In mu."""
        return format_decimal(value, 4)


class ShareField(ReadField):
    """A share in percent: 50 and 50% are the same here, unlike in a file."""

    def read(self, text: str) -> int:
        """Hundred-millionths."""
        plain = half_width(text)
        return parse_share(plain if plain[-1:] in "%‰" else plain + "%", 8)

    def written(self, value: int) -> str:
        """With its sign of percent."""
        return format_percent(value, 8)


class CompanyCodeField(ReadField):
    """A unified social credit code, its check digit verified (GB 32100)."""

    empty = ""

    def read(self, text: str) -> Any:
        """The code, in capitals."""
        return reader_of(TABLES["projects"].by_key["investor_code"])(text)


class IndustryField(ReadField):
    """A code of GB/T 4754: a letter with two to four digits that belong under it."""

    empty = ""

    def read(self, text: str) -> str:
        """The code with its letter; digits alone get the letter they belong under."""
        code = half_width(text).upper().replace(" ", "")
        if not looks_like_industry_code(code):
            raise forms.ValidationError(_("行业代码是一个字母加二到四位数字，如 C26、C2614（GB/T 4754）"))
        letter, digits = (code[0], code[1:]) if code[0].isalpha() else ("", code)
        if not digits:
            return code
        division = int(digits[:2])
        proper = next((s for s, (first, last) in DIVISIONS.items() if first <= division <= last), None)
        if proper is None or (letter and letter != proper):
            raise forms.ValidationError(
                _("%(digits)s不在%(letter)s门类里") % {"digits": digits[:2], "letter": letter or "A–T"}
            )
        return proper + digits
