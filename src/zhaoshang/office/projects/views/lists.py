"""The projects somebody sees: as a table, as a board by stage, and on a line of time. One set of filters."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhaoshang.office.audit import log
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.filters import ProjectFilter
from zhaoshang.office.projects.gantt import COLOURS, draw
from zhaoshang.office.projects.models import Project
from zhaoshang.office.projects.queries import SHOWN, attach, by_stage, merged, visible
from zhaoshang.office.projects.tables import ProjectTable
from zhaoshang.office.projects.views.asking import address_if_any, own_open_units, units_read, user_of
from zhaoshang.office.records.choices import State
from zhaoshang.office.web.saved import with_saved_views

PER_PAGE, PER_COLUMN, PER_CHART = 20, 12, 25
COLUMNS = ("", *stages.MAIN_LINE[:6], "occupied", *stages.MAIN_LINE[6:], stages.ENDS)


def _asked(request: HttpRequest) -> tuple[ProjectFilter, dict[str, Any]]:
    """The filter with the projects somebody sees, and what the three pages have in common."""
    user, day = user_of(request), today()
    narrowed = ProjectFilter(
        request.GET if set(request.GET) & set(ProjectFilter.base_filters) else None,
        visible(user, day),
        units=units_read(user, day),
    )
    query = request.GET.copy()
    for name in ("page", "sort"):
        query.pop(name, None)
    said = narrowed.form.cleaned_data if narrowed.form.is_bound and narrowed.form.is_valid() else {}
    common = {
        "filter": narrowed, "query": query.urlencode(), "own_units": list(own_open_units(user, day)),
        "import_address": address_if_any("exchange:list"),
        "export_address": address_if_any("exchange:export", table="projects"), "is_narrow": bool(said),
    }  # fmt: skip
    return narrowed, common


@login_required
@require_safe
@with_saved_views("projects:list")
def table(request: HttpRequest) -> HttpResponse:
    """The table."""
    narrowed, common = _asked(request)
    rows = narrowed.qs.select_related("unit").only(*SHOWN)
    shown = ProjectTable(rows)
    django_tables2.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(shown)
    attach([row.record for row in shown.page.object_list])
    count = shown.page.paginator.count
    log.listed(user_of(request), Project, count, request.GET.dict())
    return render(request, "projects/list.html", {**common, "view": "table", "table": shown})


@login_required
@require_safe
@with_saved_views("projects:list")
def board(request: HttpRequest) -> HttpResponse:
    """A column for each stage, with its count and its sum; a card leads to the form of the stage that comes next."""
    narrowed, common = _asked(request)
    standing = narrowed.qs.exclude(Exists(merged()))
    sums, largest = by_stage(standing, PER_COLUMN)
    rows = Project.objects.filter(pk__in=largest).select_related("unit").only(*SHOWN)
    cards = attach(rows.order_by("-amount", "pk"))
    own = {unit.pk for unit in common["own_units"]}
    members_of: dict[str, list[Any]] = {}
    for project in cards:
        coming = stages.following(project.stage)  # type: ignore[attr-defined]
        project.coming = coming  # type: ignore[attr-defined]
        project.coming_label = _(stages.LABELS[coming]) if coming else ""  # type: ignore[attr-defined]
        project.may_move = project.keeper_id in own and project.state != State.VOID  # type: ignore[attr-defined]
        members_of.setdefault(project.stage or "", []).append(project)  # type: ignore[attr-defined]
    columns = []
    for stage in COLUMNS if sums else ():  # of nothing at all the page says what to do instead
        count, foreign, total = sums.get(stage, (0, 0, 0))
        if count or stage in stages.MAIN_LINE[3:]:
            members = members_of.get(stage, [])
            columns.append(
                {"stage": stage, "label": _(stages.LABELS[stage]) if stage else _("未到阶段"), "count": count,
                 "foreign": foreign, "total": total, "projects": members, "rest": count - len(members)}
            )  # fmt: skip
    log.listed(user_of(request), Project, sum(each[0] for each in sums.values()), request.GET.dict())
    return render(request, "projects/board.html", {**common, "view": "board", "columns": columns})


@login_required
@require_safe
@with_saved_views("projects:list")
def timeline(request: HttpRequest) -> HttpResponse:
    """Projects on a line of time, page by page."""
    narrowed, common = _asked(request)
    ordered = narrowed.qs.select_related("unit").only(*SHOWN).order_by("-id")
    page = Paginator(ordered, PER_CHART).get_page(request.GET.get("page"))
    projects = attach(page.object_list)
    legend = [(stage, _(stages.LABELS[stage]), colour) for stage, colour in COLOURS.items()]
    log.listed(user_of(request), Project, page.paginator.count, request.GET.dict())
    chart = draw(projects, today())
    return render(
        request,
        "projects/timeline.html",
        {**common, "view": "timeline", "chart": chart, "page": page, "legend": legend},
    )
