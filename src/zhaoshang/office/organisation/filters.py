"""How the list of appointments is narrowed down."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment
from zhaoshang.office.organisation.queries import in_force, today

WHEN = (("now", _("在任")), ("stand_in", _("代理")), ("all", _("全部")))


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
