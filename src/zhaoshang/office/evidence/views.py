"""Pages of evidence, and the one way to a file: through here, where it is asked who may see it."""

from __future__ import annotations

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence import permissions, services
from zhaoshang.office.evidence.content import BY_MEDIA_TYPE, PDF
from zhaoshang.office.evidence.forms import UploadForm, WithdrawForm
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.evidence.queries import may_see
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.records.models import Record
from zhaoshang.office.web.addresses import page_of

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"
"""What a browser may do with a file: show it, and nothing else."""
PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
"""The same for PDF without ``sandbox``, in which Chromium does not start its viewer."""


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _record(request: HttpRequest, kind: str, key: int) -> Record:
    """A record by its address, for who may see it. Raises Http404 otherwise, as if there were none."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, Record):
        raise Http404
    record = get_object_or_404(model._default_manager.select_related("unit", "jurisdiction"), pk=key)
    if not may_see(_user(request), record, today()):
        raise Http404
    return record


def _evidence(request: HttpRequest, pk: int) -> Evidence:
    found = get_object_or_404(Evidence, pk=pk)
    _record(request, f"{found.record_type.app_label}.{found.record_type.model}", found.record_id)
    return found


def _back(request: HttpRequest, record: Record) -> str:
    """The page somebody came from, if it is one of ours; else the record's own page of evidence."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure()):
        return asked
    return reverse("evidence:record", args=[record._meta.label_lower, record.pk])


@login_required
def record_page(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """A record's evidence on a page of its own."""
    record = _record(request, kind, key)
    return render(request, "evidence/record.html", {"record": record, "page": page_of(record)})


@login_required
def add(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Add a file to a record."""
    record, by = _record(request, kind, key), _user(request)
    back = _back(request, record)
    why_not = permissions.add_refusal(by, record, today())
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        request=request,
        initial={"kind": request.GET.get("kind", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add(
                record, form.cleaned_data["kind"], form.cleaned_data["file"], by, today=today()
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            messages.success(request, _("已上传 %(name)s") % {"name": made.name})
            return redirect(back)
    told = {"record": record, "form": form, "back": back, "why_not": why_not}
    return render(request, "evidence/add.html", told, status=422 if form.errors else 200)


@login_required
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file itself: shown where that is safe, saved otherwise or where asked for."""
    evidence = get_object_or_404(Evidence, pk=pk)
    form = BY_MEDIA_TYPE.get(evidence.media_type)
    saved = "save" in request.GET or form is None or not form.inline
    if not services.open_for(evidence, _user(request), saved=saved, today=today()):
        raise Http404
    try:
        opened = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("文件不在存放处，请告诉系统管理员核查备份")) from None
    response = FileResponse(opened, as_attachment=saved, filename=evidence.name)
    response["Content-Type"] = "application/octet-stream" if form is None else form.media_type
    response["Content-Security-Policy"] = PDF_POLICY if form is PDF and not saved else SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@login_required
@require_POST
def see_original(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark that the original was seen."""
    evidence = _evidence(request, pk)
    try:
        services.see_original(evidence, _user(request), today=today())
        messages.success(request, _("已记下：%(name)s 的原件由您核验") % {"name": evidence.name})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_back(request, evidence.record))  # type: ignore[arg-type]


@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a file, with a reason."""
    evidence = _evidence(request, pk)
    form = WithdrawForm(request.POST or None)
    back = _back(request, evidence.record)  # type: ignore[arg-type]
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw(evidence, _user(request), reason=form.cleaned_data["reason"], today=today())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已撤下 %(name)s；文件仍保留备查") % {"name": evidence.name})
            return redirect(back)
    told = {"evidence": evidence, "form": form, "back": back}
    return render(request, "evidence/withdraw.html", told, status=422 if form.errors else 200)
