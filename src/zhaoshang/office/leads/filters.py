"""How the list of leads is narrowed down; every choice stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.leads.models import Capital, Lead
from zhaoshang.office.leads.queries import matching
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.records.choices import State
from zhaoshang.quantities.money import MoneyUnit, parse_money
from zhaoshang.quantities.unreadable import Unreadable

WAN = MoneyUnit(4)


class LeadFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By words, unit, state, day, amount and kind of capital."""

    q = django_filters.CharFilter(label=_("关键词"), method="by_words")
    unit = django_filters.ModelChoiceFilter(
        label=_("单位"), queryset=Unit.objects.none(), empty_label=_("全部")
    )
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=State.choices, empty_label=_("全部"), method="by_state"
    )
    since = django_filters.DateFilter(
        label=_("日期起"),
        field_name="date",
        lookup_expr="gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label=_("日期止"),
        field_name="date",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    least = django_filters.CharFilter(label=_("拟投资额不少于（万）"), method="by_least")
    capital = django_filters.ChoiceFilter(label=_("资金类型"), choices=Capital.choices, empty_label=_("全部"))

    class Meta:
        model = Lead
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["unit"].queryset = units
        self.filters["q"].extra["widget"] = forms.TextInput(
            attrs={"placeholder": _("企业、代码、内容、地点")}
        )

    def filter_queryset(self, queryset: QuerySet[Lead]) -> QuerySet[Lead]:
        """What was corrected is left out, unless it is asked for."""
        found: QuerySet[Lead] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.exclude(state=State.SUPERSEDED)

    def by_words(self, queryset: QuerySet[Lead], name: str, value: str) -> QuerySet[Lead]:
        """Every word somewhere in it."""
        return queryset.filter(matching(value))

    def by_state(self, queryset: QuerySet[Lead], name: str, value: str) -> QuerySet[Lead]:
        """In one state."""
        return queryset.filter(state=value)

    def by_least(self, queryset: QuerySet[Lead], name: str, value: str) -> QuerySet[Lead]:
        """Of at least so many 万 of its own currency; a text that is no amount narrows nothing."""
        try:
            amount, _currency = parse_money(value, WAN)
        except Unreadable:
            return queryset
        return queryset.filter(amount__gte=amount)
