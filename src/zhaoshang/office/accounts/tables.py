"""The list of accounts, on a page and as a workbook."""

from __future__ import annotations

import io
from typing import Any

import django_tables2 as tables
import xlsxwriter
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.web.tables import MomentColumn, tag


def held_in_words(user: User) -> list[str]:
    """What somebody is appointed to today, from what was fetched with them."""
    day = today()
    words = []
    for a in user.appointments.all():
        if a.first_day <= day and (a.last_day is None or a.last_day >= day):
            stands_in = _("（代理）") if a.stands_in_for_id else ""
            words.append(f"{a.unit.name} {a.get_role_display()}{stands_in}")
    return words


def state_of(user: User) -> tuple[str, str]:
    """An account's state, and the tone of its badge."""
    if not user.is_active:
        return _("已停用"), "grey"
    if user.must_change_password:
        return _("未改初始口令"), "amber"
    return _("启用"), "green"


class AccountTable(tables.Table):  # type: ignore[misc]
    """Accounts."""

    username = tables.Column(gettext_lazy("用户名"), linkify=("accounts:detail", {"pk": tables.A("pk")}))
    display_name = tables.Column(gettext_lazy("姓名"))
    held = tables.Column(gettext_lazy("任职"), empty_values=(), orderable=False)
    last_login = MomentColumn(verbose_name=gettext_lazy("上次登录"))
    has_second_factor = tables.BooleanColumn(verbose_name=gettext_lazy("动态口令"), yesno=("✓", "—"))
    state = tables.Column(
        gettext_lazy("状态"), empty_values=(), order_by=("is_active", "must_change_password")
    )

    class Meta:
        order_by = "username"

    def render_held(self, record: User) -> str:
        """Units and roles."""
        return "、".join(held_in_words(record)) or "—"

    def render_has_second_factor(self, value: Any) -> SafeString:
        """In words, for those who hear the page."""
        return format_html("{}", _("已启用") if value else "—")

    def render_state(self, record: User) -> SafeString:
        """As a badge."""
        return tag(*state_of(record))


def export(accounts: QuerySet[User], by: User) -> HttpResponse:
    """The list as a workbook; that it was taken away is in the log."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("账号"))
    for i, head in enumerate((_("用户名"), _("姓名"), _("任职"), _("上次登录"), _("动态口令"), _("状态"))):
        sheet.write_string(0, i, head)
    count = 0
    for count, user in enumerate(accounts, 1):
        at = "" if user.last_login is None else localtime(user.last_login).strftime("%Y-%m-%d %H:%M")
        factor = _("已启用") if getattr(user, "has_second_factor", False) else ""
        cells = (
            user.username,
            user.display_name,
            "、".join(held_in_words(user)),
            at,
            factor,
            state_of(user)[0],
        )
        for i, cell in enumerate(cells):
            sheet.write_string(count, i, str(cell))
    book.close()
    log.record("exported", by, name=_("账号"), after={"rows": count})
    response = HttpResponse(
        out.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = 'attachment; filename="accounts.xlsx"'
    return response
