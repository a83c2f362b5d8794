"""Taking lists away as workbooks: exactly the rows that the person sees under the same filter, and written down."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.exchange.views import attachment, new_file
from zhaoshang.office.exchange.workbooks import write_archive, write_leads, write_projects
from zhaoshang.office.leads import queries as lead_queries
from zhaoshang.office.leads.filters import LeadFilter
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.choices import ADMINISTRATORS
from zhaoshang.office.organisation.queries import held_by, today
from zhaoshang.office.projects import queries as project_queries
from zhaoshang.office.projects.filters import ProjectFilter
from zhaoshang.office.projects.models import Project
from zhaoshang.office.projects.views.asking import project_or_404, units_read
from zhaoshang.office.records.choices import State
from zhaoshang.problems import ProblemsFound


def _reader(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if all(held.role in ADMINISTRATORS for held in held_by(user, today())):
        raise PermissionDenied
    return user


def leads_asked(request: HttpRequest, user: User) -> QuerySet[Lead]:
    """The leads of the list page under the same address."""
    day = today()
    found = LeadFilter(
        request.GET or None,
        queryset=lead_queries.visible(user, day),
        units=lead_queries.units_seen(user, day),
    )
    if found.is_bound and found.form.is_valid():
        leads: QuerySet[Lead] = found.qs
        return leads
    everything: QuerySet[Lead] = found.queryset
    return everything.exclude(state=State.SUPERSEDED)


def projects_asked(request: HttpRequest, user: User) -> QuerySet[Project]:
    """The projects of the list page under the same address."""
    day = today()
    asked = request.GET if set(request.GET) & set(ProjectFilter.base_filters) else None
    found: QuerySet[Project] = ProjectFilter(
        asked, project_queries.visible(user, day), units=units_read(user, day)
    ).qs
    return found


@login_required
@require_safe
def export(request: HttpRequest, table: str) -> HttpResponseBase:
    """The list of leads or of projects, under its filter."""
    user, path = _reader(request), new_file()
    kind: type[Lead] | type[Project]
    try:
        if table == "leads":
            kind, count = (
                Lead,
                write_leads(path, leads_asked(request, user).order_by("-date", "-number", "-id")),
            )
        elif table == "projects":
            kind, count = (
                Project,
                write_projects(path, projects_asked(request, user).order_by("number", "id")),
            )
        else:
            raise Http404
    except BaseException as error:
        path.unlink(missing_ok=True)
        if not isinstance(error, ProblemsFound):
            raise
        messages.error(request, _("行数超过一张工作表的上限，请缩小筛选范围再导出"))
        return redirect(f"{table}:list")
    log.exported(user, kind, count, request.GET.dict(), _digest(path))
    return attachment(path, f"{kind._meta.verbose_name}-{today().isoformat()}.xlsx")


@login_required
@require_safe
def export_archive(request: HttpRequest, table: str, pk: int) -> HttpResponseBase:
    """Everything of one project."""
    if table != "projects":
        raise Http404
    user, path = _reader(request), new_file()
    try:
        project = project_or_404(user, pk, today())
        count = write_archive(path, project)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    log.exported(user, Project, count, {"number": project.number}, _digest(path))
    return attachment(path, f"{project.number}-{today().isoformat()}.xlsx")


def _digest(path: Path) -> str:
    with path.open("rb") as written:
        return hashlib.file_digest(written, "sha256").hexdigest()
