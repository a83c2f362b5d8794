"""Lists of units and appointments."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.organisation.models import Appointment, Jurisdiction
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.web.tables import DayColumn, tag


class AppointmentTable(tables.Table):  # type: ignore[misc]
    """Who is appointed to what, from when to when."""

    user = tables.Column(gettext_lazy("人员"), linkify=("accounts:detail", {"pk": tables.A("user_id")}))
    unit = tables.Column(gettext_lazy("单位"), order_by=("unit__order", "unit__name"))
    role = tables.Column(gettext_lazy("角色"))
    first_day = DayColumn(verbose_name=gettext_lazy("起"))
    last_day = DayColumn(verbose_name=gettext_lazy("止"))
    state = tables.Column(gettext_lazy("状态"), empty_values=(), orderable=False)

    def render_state(self, record: Appointment) -> SafeString:
        """Whether it is in force."""
        if record.stands_in_for is not None:
            return tag(_("代理 %(name)s") % {"name": record.stands_in_for.user}, "violet")
        if record.last_day is not None and record.last_day < today():
            return tag(_("已结束"), "grey")
        if record.first_day > today():
            return tag(_("未开始"), "amber")
        return tag(_("在任"), "green")


class JurisdictionTable(tables.Table):  # type: ignore[misc]
    """Jurisdictions."""

    code = tables.Column(gettext_lazy("代码"), linkify=("organisation:jurisdiction", {"pk": tables.A("pk")}))
    name = tables.Column(gettext_lazy("名称"))
    above = tables.Column(gettext_lazy("上级"))
    read_from_above = tables.BooleanColumn(verbose_name=gettext_lazy("上级可阅"))
    scheme = tables.Column(gettext_lazy("考核方案"))

    def render_read_from_above(self, record: Jurisdiction) -> str:
        """In words."""
        return _("可以") if record.read_from_above else "—"
