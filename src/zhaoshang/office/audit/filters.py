"""How the log is narrowed down; everything is in the address."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.audit.models import Event
from zhaoshang.office.audit.words import action_choices, kind_choices
from zhaoshang.office.finding import any_holds, holds


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By person, unit, object, action, day and success."""

    who = django_filters.CharFilter(label=_("用户名或姓名"), method="by_person")
    unit = django_filters.CharFilter(label=_("单位"), lookup_expr="icontains")
    what = django_filters.CharFilter(label=_("对象名称或编号"), method="about")
    kind = django_filters.ChoiceFilter(label=_("对象类别"), choices=kind_choices, empty_label=_("全部"))
    action = django_filters.ChoiceFilter(label=_("操作"), choices=action_choices, empty_label=_("全部"))
    since = django_filters.DateFilter(label=_("起始日期"), method="from_day", widget=forms.DateInput)
    until = django_filters.DateFilter(label=_("截止日期"), method="to_day", widget=forms.DateInput)
    succeeded = django_filters.ChoiceFilter(
        label=_("结果"), choices=(("True", _("成功")), ("False", _("未成"))), empty_label=_("全部")
    )

    class Meta:
        model = Event
        fields = ("who", "unit", "what", "kind", "action", "since", "until", "succeeded")

    def by_person(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Those of whom user name or name holds the words."""
        return events.filter(any_holds(("user", "person"), value.strip()))

    def about(self, events: QuerySet[Event], name: str, value: str) -> QuerySet[Event]:
        """Those whose object's name holds the words, or whose key is they."""
        return events.filter(holds("name", value.strip()) | Q(key=value.strip()))

    def from_day(self, events: QuerySet[Event], name: str, value: datetime.date) -> QuerySet[Event]:
        """Those of a day and later. By the hour at which it begins: the index is of hours, not of days."""
        return events.filter(at__gte=_midnight(value))

    def to_day(self, events: QuerySet[Event], name: str, value: datetime.date) -> QuerySet[Event]:
        """Those up to the end of a day."""
        if value == datetime.date.max:
            return events
        return events.filter(at__lt=_midnight(value + datetime.timedelta(days=1)))

    @property
    def chosen(self) -> dict[str, Any]:
        """What was asked for, as the log writes it down."""
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}


def _midnight(day: datetime.date) -> datetime.datetime:
    """When a day begins on the office's wall."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
