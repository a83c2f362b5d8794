"""What stands in the side bar, in four groups. An entry whose page does not exist, or that the person may not
open, is left out; so is a group with nothing in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

Words = Any
"""A text, translated when it is shown."""


@dataclass(frozen=True)
class Entry:
    """A line of the side bar. ``key`` is the letter after "g"; ``permission`` a name of ``rules``;
    ``count`` says how many things wait there, for a person."""

    label: Words
    page: str
    icon: str
    key: str = ""
    permission: str = ""
    under: str = ""
    count: Callable[[HttpRequest], int] | None = None


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


GROUPS: tuple[Group, ...] = (
    Group(
        _("工作"),
        (
            Entry(_("工作台"), "web:home", "home", "h"),
            Entry(_("待办审核"), "web:todo", "clipboard-check", "t"),
        ),
    ),
    Group(
        _("台账"),
        (
            Entry(_("线索台账"), "leads:list", "target-arrow", "l", under="/leads/"),
            Entry(_("项目台账"), "projects:list", "building-factory-2", "p", under="/projects/"),
            Entry(_("表格导入"), "exchange:list", "file-spreadsheet", "i", under="/exchange/"),
        ),
    ),
    Group(_("考核"), ()),
    Group(
        _("管理"),
        (
            Entry(_("单位与任职"), "organisation:list", "sitemap", "o", under="/organisation/"),
            Entry(_("用户"), "accounts:list", "users", "u", under="/accounts/"),
            Entry(_("操作日志"), "audit:list", "shield-check", "a", under="/audit/"),
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
    if entry.permission and not request.user.has_perm(entry.permission):
        return None
    counter = entry.count or _counters.get(entry.page)
    here = request.path
    is_current = here == address or bool(entry.under and here.startswith(entry.under))
    return Link(entry.label, address, entry.icon, entry.key, is_current, counter(request) if counter else 0)
