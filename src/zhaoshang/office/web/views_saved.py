"""Pages of saved views: save, look after, take away, bring back."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhaoshang.office.accounts.models import User
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.web import saved


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required saw to it
    return request.user


def _known(page: str) -> str:
    if page not in saved.LISTS:
        raise Http404(_("没有这个列表"))
    return page


@login_required
@require_safe
def manage(request: HttpRequest, page: str) -> HttpResponse:
    """One's own views of one list."""
    views = saved.views_of(_person(request), _known(page))
    shown = {"views": views, "label": saved.LISTS[page], "list_address": reverse(page)}
    return render(request, "web/saved_views.html", shown)


@login_required
@require_POST
def save(request: HttpRequest, page: str) -> HttpResponse:
    """Keep what the list shows now."""
    person, query = _person(request), saved.plain(request.POST.get("query", ""))
    name, is_default = request.POST.get("name", ""), "is_default" in request.POST
    back = saved.page_after(_known(page), request.POST.get("back", ""))
    try:
        view = saved.save(person, page, name, query, is_default)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        undo = reverse("web:view-remove", args=[view.pk])
        messages.success(request, _("已存为视图“%(name)s”") % {"name": view.name}, extra_tags=undo)
    return redirect(f"{back}?{query or saved.EVERYTHING}")


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view, or let its list open with it."""
    person = _person(request)
    view = saved.own(person, pk)
    try:
        saved.change(person, view, request.POST.get("name", ""), "is_default" in request.POST)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已保存"))
    return redirect("web:views", view.page)


@login_required
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a view away; the message brings it back."""
    person = _person(request)
    view = saved.own(person, pk)
    saved.remove(person, view)
    undo = reverse("web:view-restore", args=[view.pk])
    messages.success(request, _("已删去视图“%(name)s”") % {"name": view.name}, extra_tags=undo)
    return redirect("web:views", view.page)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back the view that was taken away last."""
    person = _person(request)
    view = saved.own(person, pk, removed=True)
    try:
        saved.restore(person, view)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已恢复视图“%(name)s”") % {"name": view.name})
    return redirect("web:views", view.page)
