"""Saved views: a list's filter and order under a name. A person's own; another's are neither seen nor changed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.accounts.models import User
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.web.models import SavedView

LISTS: dict[str, str | Promise] = {
    "leads:list": gettext_lazy("线索台账"),
    "projects:list": gettext_lazy("项目台账"),
    "organisation:list": gettext_lazy("单位"),
    "organisation:appointments": gettext_lazy("任职"),
    "accounts:list": gettext_lazy("用户"),
    "audit:list": gettext_lazy("操作日志"),
}
"""The lists whose filters can be kept, by their names among addresses."""
ALSO = {"projects:board": "projects:list", "projects:timeline": "projects:list"}
"""Other pages of the same list under the same filters."""
EVERYTHING = "view=all"
"""What the address of a list says to show all of it where a view would open first."""
LEFT_OUT = ("page", "view", "_export", "csrfmiddlewaretoken")
MOST, LONGEST_NAME, LONGEST_QUERY = 20, 30, 1000

Page = Callable[..., HttpResponseBase]


def plain(query: str) -> str:
    """What narrows down and sorts, of what stands in an address; in one order, so that two can be compared."""
    said = QueryDict(query.lstrip("?"))
    pairs = [(key, value) for key in sorted(said) for value in said.getlist(key)]
    return urlencode([(key, value) for key, value in pairs if value and key not in LEFT_OUT])


def views_of(user: User, page: str) -> list[SavedView]:
    """A person's views of a list, in the order in which they were saved."""
    return list(SavedView.objects.filter(user=user, page=page, removed_at=None))


def own(user: User, pk: int, removed: bool = False) -> SavedView:
    """A view of one's own; else there is none."""
    return get_object_or_404(SavedView, user=user, pk=pk, removed_at__isnull=not removed)


@transaction.atomic
def save(user: User, page: str, name: str, query: str, is_default: bool) -> SavedView:
    """Keep a filter and an order. Raises Refused where the name is empty, taken or too long, or there are many."""
    kept, there = plain(query), _locked(user, page)
    name = _fit(name, there)
    if len(kept) > LONGEST_QUERY:
        raise Refused(_("筛选条件太长，存不下，请减少条件"))
    if len(there) >= MOST:
        raise Refused(_("每个列表最多存 %(most)d 个视图，请先删去不用的") % {"most": MOST})
    if is_default:
        _no_default(user, page)
    return SavedView.objects.create(user=user, page=page, name=name, query=kept, is_default=is_default)


@transaction.atomic
def change(user: User, view: SavedView, name: str, is_default: bool) -> SavedView:
    """Another name; and whether the list opens with it. Raises Refused as ``save`` does."""
    there = _locked(user, view.page)
    view.name = _fit(name, [other for other in there if other.pk != view.pk])
    if is_default:
        _no_default(user, view.page)
    view.is_default = is_default
    view.save(update_fields=["name", "is_default"])
    return view


@transaction.atomic
def remove(user: User, view: SavedView) -> None:
    """Take a view away. Those taken away before are gone for good now; this one can come back."""
    SavedView.objects.filter(user=user, removed_at__isnull=False).delete()
    view.removed_at = timezone.now()
    view.save(update_fields=["removed_at"])


@transaction.atomic
def restore(user: User, view: SavedView) -> SavedView:
    """Bring back what was taken away. Raises Refused where its name was given to another since."""
    there = _locked(user, view.page)
    _fit(view.name, there)
    view.removed_at = None
    view.is_default = view.is_default and not any(other.is_default for other in there)
    view.save(update_fields=["removed_at", "is_default"])
    return view


def of_request(request: HttpRequest, page: str) -> list[SavedView]:
    """The views of whoever asks, read once a request."""
    kept: dict[str, list[SavedView]] = request.__dict__.setdefault("_saved_views", {})
    if page not in kept:
        kept[page] = views_of(request.user, page) if request.user.is_authenticated else []
    return kept[page]


def with_saved_views(page: str) -> Callable[[Page], Page]:
    """Let a list open with the view that its reader prefers, where its address asks for nothing."""

    def wrap(shown: Page) -> Page:
        @functools.wraps(shown)
        def opened(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if request.method == "GET" and not request.GET:
                first = next((view for view in of_request(request, page) if view.is_default), None)
                if first is not None and first.query:
                    return redirect(f"{request.path}?{first.query}")
            return shown(request, *args, **named)

        return opened

    return wrap


def page_after(page: str, back: str) -> str:
    """Where to go on after a change: the page of the list that one came from, else the list itself."""
    also = [name for name, of in ALSO.items() if of == page]
    return next((path for path in map(reverse, (page, *also)) if path == back), reverse(page))


def _locked(user: User, page: str) -> list[SavedView]:
    User.objects.select_for_update().get(pk=user.pk)  # two pages of one person take turns
    return views_of(user, page)


def _no_default(user: User, page: str) -> None:
    SavedView.objects.filter(user=user, page=page, is_default=True, removed_at=None).update(is_default=False)


def _fit(name: str, there: list[SavedView]) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("请给视图起个名称"))
    if len(name) > LONGEST_NAME:
        raise Refused(_("视图名称最多 %(most)d 个字") % {"most": LONGEST_NAME})
    if any(other.name == name for other in there):
        raise Refused(_("已有名为“%(name)s”的视图，请换一个名称") % {"name": name})
    return name
