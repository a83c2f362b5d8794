"""What people fill in about leads. Money is typed in 万元, 亿元 or 万美元 and kept exact."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from zhaoshang.ledger.cells import reader_of
from zhaoshang.office.leads.models import Capital, Lead
from zhaoshang.office.leads.rules import is_late, rules_of
from zhaoshang.office.organisation.models import Unit
from zhaoshang.problems import Words
from zhaoshang.quantities.money import CURRENCIES, format_money, parse_money, parse_money_unit
from zhaoshang.quantities.numbers import format_decimal
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import TABLES

MONEY_UNITS = [("万元", _("万元")), ("亿元", _("亿元")), ("万美元", _("万美元"))]
_LONG = forms.Textarea(attrs={"rows": 3})
_read_company_code = reader_of(TABLES["leads"].by_key["company_code"])


def spoken(words: Words) -> str:
    """Words of the library in the language of the page."""
    return words.en if (get_language() or "").startswith("en") else words.zh


def unreadable_words(refused: Unreadable) -> str:
    """Why a text is refused, what was expected and what to do, in one line."""
    parts = [refused.what, refused.expected, refused.advice]
    return "；".join(spoken(words) for words in parts if words is not None)


def amount_words(amount: int | None, currency: str) -> str:
    """An amount with its unit; nothing where there is none."""
    return "" if amount is None else format_money(amount, currency)


def money_as_typed(amount: int | None, currency: str) -> tuple[str, str]:
    """An amount as it is put in the form: the number, and the unit it is in."""
    if currency == "CNY":
        in_yi = amount is not None and amount % 10**8 == 0 and abs(amount) >= 10**10
        power, unit = (10, "亿元") if in_yi else (6, "万元")
    else:
        power, unit = 6, f"万{CURRENCIES.get(currency, (currency,))[0]}"
    return ("" if amount is None else format_decimal(amount, power)), unit


class CompanyCodeField(forms.CharField):
    """统一社会信用代码, with its check digit verified (GB 32100)."""

    def clean(self, value: Any) -> Any:
        """The code in capitals."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            return _read_company_code(text)
        except Unreadable as refused:
            raise forms.ValidationError(unreadable_words(refused)) from None


class LeadForm(forms.Form):
    """A lead. A draft needs a company and a day; what else a filing needs, the service says."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("填报单位"), empty_label=None)
    date = forms.DateField(
        label=_("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("取得线索的日期，不能晚于今天。"),
    )  # fmt: skip
    company = forms.CharField(
        label=_("企业"), max_length=100, help_text=_("营业执照上的全称；未注册的填投资方名称。")
    )
    company_code = CompanyCodeField(
        label=_("统一社会信用代码"),
        required=False,
        max_length=30,
        help_text=_("18 位，自动核对校验码；认定首报以它为准。"),
    )
    amount = forms.CharField(label=_("拟投资额"), required=False, max_length=40)
    money_unit = forms.ChoiceField(label=_("金额单位"), choices=MONEY_UNITS)
    capital = forms.ChoiceField(
        label=_("资金类型"), required=False, choices=[("", _("请选择")), *Capital.choices],
        help_text=_("港澳台资按外资。"),
    )  # fmt: skip
    place = forms.CharField(label=_("拟建地点"), required=False, max_length=100)
    content = forms.CharField(label=_("投资内容"), required=False, max_length=2000, widget=_LONG)
    tags = forms.CharField(
        label=_("标签"), required=False, max_length=200, help_text=_("多个标签用；隔开，如 化工；省台账。")
    )
    filed_late_because = forms.CharField(
        label=_("补报事由"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        *args: Any,
        units: tuple[Unit, ...],
        recorded_on: datetime.date,
        today: datetime.date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.recorded_on, self.today = recorded_on, today
        self.rules = rules_of(units[0].jurisdiction) if units else None
        field = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        if len(units) == 1:
            field.widget, field.required = forms.HiddenInput(), False
        self.units = units
        asked = str(self.initial.get("money_unit") or "")
        if asked and asked not in dict(MONEY_UNITS):
            self.fields["money_unit"].choices = [*MONEY_UNITS, (asked, asked)]
        if self.rules is not None:
            self.fields["filed_late_because"].help_text = _(
                "日期早于登记日期超过 %(days)d 天的属于补报，须写明事由。"
            ) % {"days": self.rules.late_days}

    def clean_unit(self) -> Unit:
        """The unit, or the only one there is."""
        return self.cleaned_data.get("unit") or self.units[0]

    def clean_date(self) -> datetime.date:
        """A day that has come."""
        date: datetime.date = self.cleaned_data["date"]
        if date > self.today:
            raise forms.ValidationError(_("日期不能晚于今天"))
        return date

    def clean(self) -> dict[str, Any]:
        """Also the amount as whole hundredths, with its currency; and the reason of a late filing."""
        data: dict[str, Any] = super().clean() or {}
        self._read_amount(data)
        date, because = data.get("date"), str(data.get("filed_late_because") or "")
        late = bool(date and self.rules is not None and is_late(date, self.recorded_on, self.rules))
        if late and not because.strip():
            self.add_error("filed_late_because", _("这是补报，请写明事由"))
        return data

    def _read_amount(self, data: dict[str, Any]) -> None:
        text = str(data.get("amount") or "").strip()
        data["amount"], data["currency"] = None, "CNY"
        try:
            unit = parse_money_unit(data.get("money_unit") or "万元")
            data["currency"] = unit.currency or "CNY"
            if text:
                amount, currency = parse_money(text, unit)
                data["amount"], data["currency"] = amount, currency or data["currency"]
        except Unreadable as refused:
            self.add_error("amount", unreadable_words(refused))
            return
        if data["amount"] is not None and data["amount"] <= 0:
            self.add_error("amount", _("拟投资额须大于零"))

    def values(self) -> dict[str, Any]:
        """What the services take."""
        said = self.cleaned_data.items()
        return {key: value for key, value in said if key not in ("unit", "money_unit")}


class CorrectionForm(LeadForm):
    """A correction of an approved lead says why."""

    reason = forms.CharField(label=_("更正事由"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


def initial_of(lead: Lead) -> dict[str, Any]:
    """A lead as its form shows it."""
    number, unit = money_as_typed(lead.amount, lead.currency)
    kept = [
        "unit",
        "date",
        "company",
        "company_code",
        "capital",
        "place",
        "content",
        "tags",
        "filed_late_because",
    ]
    if lead.supersedes_id is not None:
        kept.append("reason")
    return {**{name: getattr(lead, name) for name in kept}, "amount": number, "money_unit": unit}


class ReasonForm(forms.Form):
    """Why a lead is returned or made void."""

    reason = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class DecisionForm(forms.Form):
    """Which of two leads was first, and why."""

    first = forms.TypedChoiceField(label=_("认定首报"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        widget=_LONG,
        help_text=_("写明依据：上报时间、洽谈记录、佐证材料。双方都会看到。"),
    )
    standing = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, one: Lead, other: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].choices = [
            (lead.pk, f"{lead.unit.name} · {lead.number} · {lead.company}") for lead in (one, other)
        ]


class AppealForm(forms.Form):
    """Why a decision is thought wrong."""

    grounds = forms.CharField(label=_("申诉理由"), max_length=1000, widget=_LONG)


class AnswerForm(forms.Form):
    """An appeal's answer."""

    upheld = forms.TypedChoiceField(
        label=_("结论"), choices=[("yes", _("支持申诉，改认定申诉单位首报")), ("no", _("维持原认定"))],
        coerce=lambda said: said == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    answer = forms.CharField(label=_("答复"), max_length=1000, widget=_LONG, help_text=_("双方都会看到。"))


class ProjectForm(forms.Form):
    """The name under which a lead becomes a project."""

    name = forms.CharField(
        label=_("项目名称"),
        max_length=120,
        help_text=_("与协议上的名称一致；其余内容由线索带入，可在项目中补充。"),
    )


class RulesForm(forms.Form):
    """A jurisdiction's rules."""

    late_days = forms.IntegerField(label=_("补报期限（天）"), min_value=0, max_value=365)
    appeal_days = forms.IntegerField(label=_("申诉期限（天）"), min_value=1, max_value=365)
