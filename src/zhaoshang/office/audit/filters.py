"""How the log is narrowed down; everything is in the address."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.audit.models import Event
from zhaoshang.office.audit.words import action_choices, kind_choices


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By person, unit, object, action, day and success."""

    who = django_filters.CharFilter(label=_("用户名或姓名"), method="by_person")
    unit = django_filters.CharFilter(label=_("单位"), lookup_expr="icontains")
    what = django_filters.CharFilter(label=_("对象名称或编号"), method="about")
    kind = django_filters.ChoiceFilter(label=_("对象类别"), choices=kind_choices, empty_label=_("全部"))
    action = django_filters.ChoiceFilter(label=_("操作"), choices=action_choices, empty_label=_("全部"))
    since = django_filters.DateFilter(
        label=_("起始日期"), field_name="at", lookup_expr="date__gte", widget=forms.DateInput
    )
    until = django_filters.DateFilter(
        label=_("截止日期"), field_name="at", lookup_expr="date__lte", widget=forms.DateInput
    )
    succeeded = django_filters.ChoiceFilter(
        label=_("结果"), choices=(("True", _("成功")), ("False", _("未成"))), empty_label=_("全部")
    )

    class Meta:
        model = Event
        fields = ("who", "unit", "what", "kind", "action", "since", "until", "succeeded")

    def by_person(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Those of whom user name or name holds the words."""
        return events.filter(Q(user__icontains=value.strip()) | Q(person__icontains=value.strip()))

    def about(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Those whose object's name holds the words, or whose key is they."""
        return events.filter(Q(name__icontains=value.strip()) | Q(key=value.strip()))

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for, as the log writes it down."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}
