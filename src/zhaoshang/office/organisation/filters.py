"""How the lists of units and of appointments are narrowed down."""

from __future__ import annotations

import datetime

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.organisation.choices import Role, UnitKind
from zhaoshang.office.organisation.models import Appointment, Unit
from zhaoshang.office.organisation.queries import in_force, open_on, today

WHEN = (("now", _("在任")), ("stand_in", _("代理")), ("all", _("全部")))

UNIT_STATES = (
    ("open", _("使用中")),
    ("assessed", _("参加考核")),
    ("unstaffed", _("没有填报员")),
    ("closed", _("已停用或并入")),
)


class UnitFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name past or present, nature, group and state; those that are no more come last."""

    q = django_filters.CharFilter(label=_("单位名称或别名"), method="named")
    kind = django_filters.ChoiceFilter(label=_("性质"), choices=UnitKind.choices, empty_label=_("全部"))
    group = django_filters.CharFilter(label=_("类别"), lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=UNIT_STATES, method="in_state", empty_label=_("全部")
    )

    on = django_filters.DateFilter(
        label=_("某日的名单"), method="there_on", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Unit
        fields = ("q", "kind", "group", "state", "on")

    @property
    def qs(self) -> QuerySet[Unit]:
        """The units asked for, in their protocol order."""
        found: QuerySet[Unit] = super().qs
        return found.order_by(F("valid_to").asc(nulls_first=True), "order", "id")

    @property
    def day(self) -> datetime.date | None:
        """The earlier day that the list is asked for, if any."""
        said = self.form.cleaned_data.get("on") if self.form.is_bound and self.form.is_valid() else None
        return said if isinstance(said, datetime.date) else None

    def there_on(self, units: QuerySet[Unit], name: str, value: datetime.date) -> QuerySet[Unit]:
        """Those that there were on a day."""
        return units.filter(open_on(value))

    def named(self, units: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        """Those that bear, or bore, a name with these words."""
        words = value.strip()
        return units.filter(Q(name__icontains=words) | Q(names__name__icontains=words)).distinct()

    def in_state(self, units: QuerySet[Unit], name: str, value: str) -> QuerySet[Unit]:
        """Those open today; of them those assessed, and those assessed that nobody reports for; or those no more."""
        if value == "closed":
            return units.filter(valid_to__lt=today())
        found = units.filter(open_on(today()))
        if value == "unstaffed":
            reporting = Appointment.objects.filter(in_force(today()), role=Role.REPORTER)
            return found.filter(assessed=True).exclude(pk__in=reporting.values("unit"))
        return found.filter(assessed=True) if value == "assessed" else found


class AppointmentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name, role, and whether in force; in force where nothing is said."""

    q = django_filters.CharFilter(label=_("人员或单位"), method="named")
    role = django_filters.ChoiceFilter(label=_("角色"), choices=Role.choices, empty_label=_("全部角色"))
    when = django_filters.ChoiceFilter(label=_("状态"), choices=WHEN, method="at", empty_label=None)

    class Meta:
        model = Appointment
        fields = ("q", "role", "when")

    def named(self, found: QuerySet[Appointment], name: str, value: str) -> QuerySet[Appointment]:
        """Those whose person or unit holds the words."""
        words = value.strip()
        return found.filter(
            Q(user__display_name__icontains=words)
            | Q(user__username__icontains=words)
            | Q(unit__name__icontains=words)
        )

    def at(self, found: QuerySet[Appointment], name: str, value: str) -> QuerySet[Appointment]:
        """Those in force, those of stand-ins, or all."""
        if value == "all":
            return found
        found = found.filter(in_force(today()))
        return found.filter(stands_in_for__isnull=False) if value == "stand_in" else found
