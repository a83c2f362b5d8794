"""The workbench of the three administrators: what each looks after, counted by the filters of the lists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.filters import AccountFilter
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.filters import EventFilter
from zhaoshang.office.audit.queries import visible as visible_events
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.filters import AppointmentFilter, UnitFilter
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.organisation.queries import administered, holds, manageable_accounts

LATELY = 7
"""Days that "lately" means for the log."""


@dataclass(frozen=True)
class Card:
    """A number, what it counts, and the list behind it."""

    label: str | Promise
    number: int
    unit: str | Promise
    icon: str
    tone: str
    address: str
    note: str | Promise


def cards(user: User, day: datetime.date) -> list[Card]:
    """The cards of whichever administrator somebody is; none for who is appointed to nothing."""
    found: list[Card] = []
    if holds(user, (Role.SYSTEM_ADMINISTRATOR,), day):
        found += _of_units(administered(user, Role.SYSTEM_ADMINISTRATOR, day))
    if holds(user, (Role.SECURITY_ADMINISTRATOR,), day):
        found += _of_accounts(user, day)
    if holds(user, (Role.AUDIT_ADMINISTRATOR,), day):
        found += _of_events(user, day)
    return found


def _of_units(keys: frozenset[int]) -> list[Card]:
    first = Jurisdiction.objects.filter(pk__in=keys).order_by("code").first()  # the list shows one at a time
    units = Unit.objects.filter(jurisdiction=first)

    def card(label: Any, icon: str, tone: str, note: Any, **asked: str) -> Card:
        number = UnitFilter(asked, queryset=units).qs.count()
        return Card(label, number, _("个单位"), icon, tone, _at("organisation:list", asked), note)

    return [
        card(_("使用中的单位"), "sitemap", "blue", _("按礼宾次序排列"), state="open"),
        card(_("参加考核"), "checklist", "green", _("其中参加考核的单位"), state="assessed"),
        card(_("没有填报员"), "alert-triangle", "red", _("请安全管理员任命"), state="unstaffed"),
        Card(
            _("辖区"), len(keys), _("个辖区"), "building", "amber", reverse("organisation:jurisdictions"),
            _("由您管理"),
        ),
    ]  # fmt: skip


def _of_accounts(user: User, day: datetime.date) -> list[Card]:
    accounts = manageable_accounts(user, day)
    held = Appointment.objects.filter(
        unit__jurisdiction__in=administered(user, Role.SECURITY_ADMINISTRATOR, day)
    )

    def card(label: Any, icon: str, tone: str, note: Any, state: str) -> Card:
        number = AccountFilter({"state": state}, queryset=accounts).qs.count()
        return Card(label, number, _("个账号"), icon, tone, _at("accounts:list", {"state": state}), note)

    def appointed(label: Any, icon: str, tone: str, note: Any, when: str) -> Card:
        number = AppointmentFilter({"when": when}, queryset=held).qs.count()
        return Card(
            label, number, _("项任职"), icon, tone, _at("organisation:appointments", {"when": when}), note
        )

    return [
        card(_("启用的账号"), "users", "blue", _("一人一个，不得共用"), "open"),
        card(_("90天未用"), "clock", "red", _("请核对是否仍需保留"), "unused"),
        card(_("未改初始口令"), "key", "amber", _("本人还没有登录改过"), "first"),
        appointed(_("在任"), "sitemap", "green", _("今天有效的任职"), "now"),
        appointed(_("代理"), "switch-horizontal", "violet", _("请假期间由他人代理"), "stand_in"),
    ]


def _of_events(user: User, day: datetime.date) -> list[Card]:
    events = visible_events(user, day)
    lately = (day - datetime.timedelta(days=LATELY - 1)).isoformat()

    def card(label: Any, icon: str, tone: str, note: Any, **asked: str) -> Card:
        number = EventFilter(asked, queryset=events).qs.count()
        return Card(label, number, _("条记录"), icon, tone, _at("audit:list", asked), note)

    return [
        card(_("今天的事件"), "list", "blue", _("查看也记录在内"), since=day.isoformat()),
        card(_("未成的操作"), "alert-triangle", "red", _("近七天"), since=lately, succeeded="False"),
        card(_("导出"), "download", "amber", _("近七天"), since=lately, action="exported"),
        card(_("登录"), "key", "green", _("近七天"), since=lately, action="sign_in"),
    ]


def _at(page: str, asked: dict[str, str]) -> str:
    return f"{reverse(page)}?{urlencode(asked)}"
