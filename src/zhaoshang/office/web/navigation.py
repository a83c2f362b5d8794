"""What stands in the side bar, in four groups. An entry whose page does not exist, or that the person may not
open, is left out; so is a group with nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import rules
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import ADMINISTRATORS, Role
from zhaoshang.office.organisation.queries import held_by, today

Words = Any
"""A text, translated when it is shown."""


@dataclass(frozen=True)
class Entry:
    """A line of the side bar. ``key`` is the letter after "g"; ``permission`` a name of ``rules``, or a question
    about the person."""

    label: Words
    page: str
    icon: str
    key: str = ""
    permission: str | Callable[[User], bool] = ""
    under: str = ""


@dataclass(frozen=True)
class Group:
    """A heading of the side bar and what is under it."""

    label: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: Words
    address: str
    icon: str
    key: str
    is_current: bool
    count: int


def works_on_records(user: User) -> bool:
    """Whether somebody has a role in which records are read: the three administrators have none."""
    return any(held.role not in ADMINISTRATORS for held in held_by(user, today()))


def reports(user: User) -> bool:
    """Whether somebody files records for a unit."""
    return any(held.role in (Role.REPORTER, Role.UNIT_LEAD) for held in held_by(user, today()))


GROUPS: tuple[Group, ...] = (
    Group(
        _("工作"),
        (
            Entry(_("工作台"), "web:home", "home", "h"),
            Entry(_("待办审核"), "web:todo", "clipboard-check", "t", works_on_records),
        ),
    ),
    Group(
        _("台账"),
        (
            Entry(_("线索台账"), "leads:list", "target-arrow", "l", works_on_records, "/leads/"),
            Entry(_("项目台账"), "projects:list", "building-factory-2", "p", works_on_records, "/projects/"),
            Entry(_("表格导入"), "exchange:list", "file-spreadsheet", "i", reports, "/exchange/"),
        ),
    ),
    Group(_("考核"), ()),
    Group(
        _("管理"),
        (
            Entry(_("单位与任职"), "organisation:list", "sitemap", "o", "organisation.see", "/organisation/"),
            Entry(_("用户"), "accounts:list", "users", "u", "accounts.manage", "/accounts/"),
            Entry(_("操作日志"), "audit:list", "shield-check", "a", "audit.read", "/audit/"),
        ),
    ),
)
_counters: dict[str, Callable[[HttpRequest], int]] = {}


def show_count(page: str, counter: Callable[[HttpRequest], int]) -> None:
    """Let an app say, from its ``ready()``, how many things wait at a page; asked once per page shown."""
    _counters[page] = counter


def links_for(request: HttpRequest) -> list[tuple[Words, list[Link]]]:
    """The groups and links that the person of a request may use."""
    shown = []
    for group in GROUPS:
        links = [link for entry in group.entries if (link := _link(entry, request)) is not None]
        if links:
            shown.append((group.label, links))
    return shown


def _link(entry: Entry, request: HttpRequest) -> Link | None:
    try:
        address = reverse(entry.page)
    except NoReverseMatch:
        return None
    if entry.permission and not _allows(entry.permission, request):
        return None
    counter = _counters.get(entry.page)
    here = request.path
    is_current = here == address or bool(entry.under and here.startswith(entry.under))
    return Link(entry.label, address, entry.icon, entry.key, is_current, counter(request) if counter else 0)


def _allows(permission: str | Callable[[User], bool], request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    if isinstance(permission, str):
        # Not through the user, who would also ask Django's own tables.
        return request.user.is_superuser or rules.has_perm(permission, request.user)
    return permission(request.user)
