"""How the list of accounts is narrowed down; everything is in the address."""

from __future__ import annotations

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.queries import unused
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment
from zhaoshang.office.organisation.queries import in_force, today

STATES = (
    ("open", _("启用")),
    ("unused", _("90天未用")),
    ("first", _("未改初始口令")),
    ("closed", _("已停用")),
)


class AccountFilter(django_filters.FilterSet):  # type: ignore[misc]
    """By name, state and role."""

    q = django_filters.CharFilter(label=_("用户名或姓名"), method="named")
    state = django_filters.ChoiceFilter(
        label=_("状态"), choices=STATES, method="in_state", empty_label=_("全部")
    )
    role = django_filters.ChoiceFilter(
        label=_("角色"), choices=Role.choices, method="in_role", empty_label=_("全部角色")
    )

    class Meta:
        model = User
        fields = ("q", "state", "role")

    def named(self, accounts: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Those whose user name, name or unit holds the words."""
        words = value.strip()
        return accounts.filter(
            Q(username__icontains=words)
            | Q(display_name__icontains=words)
            | Q(appointments__unit__name__icontains=words)
        ).distinct()

    def in_state(self, accounts: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Open, unused for 90 days, never past the first password, or closed."""
        if value == "unused":
            return unused(accounts)
        if value == "first":
            return accounts.filter(is_active=True, must_change_password=True)
        return accounts.filter(is_active=value == "open")

    def in_role(self, accounts: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Those appointed to a role today."""
        holding = Appointment.objects.filter(in_force(today()), role=value).values("user")
        return accounts.filter(pk__in=holding)
