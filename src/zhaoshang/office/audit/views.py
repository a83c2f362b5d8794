"""The pages of the log, for its administrator and for auditors. Looking at the log is written down in the log."""

from __future__ import annotations

import django_tables2
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import chain, log, queries, retention, services
from zhaoshang.office.audit.filters import EventFilter
from zhaoshang.office.audit.models import Anchor, Event
from zhaoshang.office.audit.tables import EventTable, write_workbook
from zhaoshang.office.audit.words import action_words, kind_words
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.web.saved import with_saved_views


def _reader(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if queries.codes_read(user, today()) is None:
        raise PermissionDenied(_("操作日志由审计管理员和审计人员查看"))
    return user


@login_required
@with_saved_views("audit:list")
def event_list(request: HttpRequest) -> HttpResponseBase:
    """The log: found by who, of which unit, about what, by action, day and success."""
    by = _reader(request)
    found = EventFilter(request.GET or None, queryset=queries.visible(by, today()))
    events = found.qs.order_by("-number")
    chosen = found.chosen if found.form.is_valid() else {}
    if request.GET.get("_export"):
        file, count, digest = write_workbook(events)
        log.exported(by, Event, count, chosen, digest)
        return FileResponse(file, as_attachment=True, filename="operations.xlsx")
    table = EventTable(events)
    django_tables2.RequestConfig(request, paginate={"per_page": 50}).configure(table)
    log.listed(by, Event, table.page.paginator.count, chosen)
    days = retention.days_kept()
    told = {"table": table, "filter": found, "begun_on": chain.begun_on(), "days_kept": days}
    return render(request, "audit/list.html", {**told, "anchor": Anchor.objects.first()})


@login_required
def event(request: HttpRequest, number: int) -> HttpResponse:
    """One event, with everything that it says."""
    by = _reader(request)
    found = get_object_or_404(queries.visible(by, today()), number=number)
    told = {
        "event": found,
        "action": action_words(found.action),
        "kind": kind_words(found.kind),
        "differences": queries.differences(found),
    }
    return render(request, "audit/event.html", told)


@login_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the chain now, and say whether it holds."""
    by = _reader(request)
    walked = services.verify(by)
    if walked.broken is None:
        messages.success(request, _("日志链完整：%(count)d 条逐条相符，止于第 %(last)d 条") % vars(walked))
    else:
        messages.error(request, _("日志链有问题：%(words)s") % {"words": walked.broken.words})
    return redirect("audit:list")
