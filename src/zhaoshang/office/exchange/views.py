"""Pages of exchange: what was handed in, handing in, looking before taking in, matching headers."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django_tables2
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhaoshang.ledger import write_rejected
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.exchange import services
from zhaoshang.office.exchange.blanks import write_template
from zhaoshang.office.exchange.columns import SHAPES
from zhaoshang.office.exchange.forms import HeadersForm, UploadForm, shape_named
from zhaoshang.office.exchange.models import Mapping, Upload
from zhaoshang.office.exchange.planning import CHANGED, NEW, SAME
from zhaoshang.office.exchange.reading import headers_in, on_disk
from zhaoshang.office.exchange.tables import UploadTable
from zhaoshang.office.leads.permissions import units_filed_for
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.records.flow import Refused
from zhaoshang.problems import Problem, ProblemsFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = 20
PROBLEMS_SHOWN = 200


def uploader(request: HttpRequest) -> User:
    """Whoever is signed in, if they file for a unit."""
    user: User = request.user  # type: ignore[assignment]
    if not units_filed_for(user, today()):
        raise PermissionDenied
    return user


def own_upload(request: HttpRequest, pk: int) -> Upload:
    """An upload of the person's own."""
    uploads = Upload.objects.select_related("jurisdiction", "mapping")
    return get_object_or_404(uploads, pk=pk, uploaded_by=uploader(request))


def mappings_for(user: User) -> QuerySet[Mapping]:
    """The saved headers of the units that somebody files for."""
    units = [unit.pk for unit in units_filed_for(user, today())]
    return Mapping.objects.filter(unit__in=units).order_by("name", "pk")


def attachment(path: Path, name: str) -> FileResponse:
    """A file made for this answer alone, sent in parts; its place is gone as soon as it is open."""
    opened = path.open("rb")
    path.unlink()
    response = FileResponse(opened, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def new_file() -> Path:
    """A place for a file that is sent and forgotten."""
    with tempfile.NamedTemporaryFile(prefix="exchange-", suffix=".xlsx", delete=False) as made:
        return Path(made.name)


@login_required
@require_safe
def upload_list(request: HttpRequest) -> HttpResponse:
    """What the person handed in, and where to begin."""
    user = uploader(request)
    table = UploadTable(Upload.objects.filter(uploaded_by=user))
    django_tables2.RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    return render(request, "exchange/list.html", {"table": table})


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Hand a file in."""
    user = uploader(request)
    jurisdictions = Jurisdiction.objects.filter(pk__in=services.may_upload_for(user, today()))
    form = UploadForm(
        request.POST or None, request.FILES or None, request=request,
        jurisdictions=jurisdictions, mappings=mappings_for(user),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            kept = services.keep(
                user,
                said["jurisdiction"],
                said["file"],
                today=today(),
                table=said["table"],
                mapping=said["mapping"],
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("exchange:preview", pk=kept.pk)
    return render(request, "exchange/upload.html", {"form": form}, status=422 if form.errors else 200)


def told(problem: Problem) -> dict[str, Any]:
    """A problem as a row of the page."""
    language = "en" if (translation.get_language() or "").startswith("en") else "zh"
    advice = " ".join(
        words.in_language(language)  # type: ignore[arg-type]
        for words in (problem.expected, problem.advice) if words is not None
    )  # fmt: skip
    return {
        "where": problem.where, "what": problem.what.in_language(language),  # type: ignore[arg-type]
        "text": problem.text or "", "advice": advice,
    }  # fmt: skip


@login_required
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would do, and everything that is wrong with it; nothing is written."""
    kept = own_upload(request, pk)
    plan = services.look(uploader(request), kept, today())
    order = {NEW: 0, CHANGED: 1, SAME: 2}
    rows = sorted(plan.planned, key=lambda planned: order[planned.outcome])
    page = {
        "upload": kept, "plan": plan, "errors": [told(p) for p in plan.errors[:PROBLEMS_SHOWN]],
        "warnings": [told(p) for p in plan.warnings[:PROBLEMS_SHOWN]],
        "more_errors": max(len(plan.errors) - PROBLEMS_SHOWN, 0),
        "new": plan.count(NEW), "changed": plan.count(CHANGED), "same": plan.count(SAME),
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
    }  # fmt: skip
    return render(request, "exchange/preview.html", page)


@login_required
@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file in, all of it or nothing."""
    kept = own_upload(request, pk)
    try:
        plan = services.take_in(uploader(request), kept, today=today(), digest=request.POST.get("plan", ""))
    except ProblemsFound:
        messages.error(request, _("文件还有问题，没有入库；请按下面所列改好后重新上传"))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        counts = {"new": plan.count(NEW), "changed": plan.count(CHANGED), "same": plan.count(SAME)}
        if counts["new"] or counts["changed"]:
            messages.success(request, _("已入库为草稿：新增%(new)d，修改%(changed)d，不变%(same)d") % counts)
        else:
            messages.info(request, _("与现有记录完全一致，没有任何改动"))
    return redirect("exchange:preview", pk=kept.pk)


@login_required
@require_safe
def rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that are wrong, with the reason beside each, to mend and hand in again."""
    kept = own_upload(request, pk)
    plan = services.look(uploader(request), kept, today())
    if not plan.errors:
        raise Http404
    path = new_file()
    try:
        with kept.file.open("rb") as stored, on_disk(stored, kept.name) as source:
            write_rejected(source, plan.errors, path)
    except (ProblemsFound, FileNotFoundError):  # there is nothing to copy rows from; the page says why
        path.unlink(missing_ok=True)
        messages.error(request, _("文件有问题"))
        return redirect("exchange:preview", pk=kept.pk)
    return attachment(path, f"{Path(kept.name).stem}-{_('待改')}.xlsx")


@login_required
@require_safe
def template(request: HttpRequest, table: str) -> HttpResponseBase:
    """An empty workbook to fill in."""
    user, shape = uploader(request), shape_named(table)
    if shape is None:
        raise Http404
    units = [unit.name for unit in units_filed_for(user, today())]
    path = new_file()
    write_template(path, shape, units)
    log.record("exchange.template", user, name=shape.table.label)
    return attachment(path, f"{shape.table.label}-{_('模板')}.xlsx")


@login_required
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match the headers of one sheet with ours, and remember it."""
    kept, user = own_upload(request, pk), uploader(request)
    try:
        with kept.file.open("rb") as stored, on_disk(stored, kept.name) as path:
            sheets = headers_in(path)
    except (ProblemsFound, FileNotFoundError):
        sheets = []
    if not sheets:
        messages.error(request, _("文件里没有可以对应的表头"))
        return redirect("exchange:preview", pk=kept.pk)
    at = request.GET.get("sheet", "")
    sheet, headers = sheets[int(at)] if at.isdecimal() and int(at) < len(sheets) else sheets[0]
    shape = shape_named(request.GET.get("table") or kept.table) or SHAPES["leads"]
    form = HeadersForm(
        request.POST or None, shape=shape, sheet=sheet, headers=headers,
        initial={"name": kept.mapping.name if kept.mapping else Path(kept.name).stem[:60]},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            services.save_mapping(user, kept, form.cleaned_data["name"], form.written(), today=today())
        except (ProblemsFound, Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("表头对应已保存，下次上传可以选用"))
            return redirect("exchange:preview", pk=kept.pk)
    page = {
        "upload": kept, "form": form, "sheet": sheet, "number": sheets.index((sheet, headers)),
        "sheets": [name for name, _headers in sheets], "table": shape.table.key,
    }  # fmt: skip
    return render(request, "exchange/match.html", page, status=422 if form.errors else 200)
