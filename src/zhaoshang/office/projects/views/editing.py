"""The forms of projects and of their facts. A form that comes too late comes back with what was filled in, and
with what somebody else changed in the meantime."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.queries import today
from zhaoshang.office.projects import permissions, services, stages
from zhaoshang.office.projects.forms import (
    ChangeForm,
    CreditForm,
    MilestoneForm,
    PartyFormSet,
    ProjectForm,
    ReasonForm,
)
from zhaoshang.office.projects.likeness import facts_from, like
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.projects.packs import scheme_of
from zhaoshang.office.projects.queries import (
    GONE,
    current_of,
    facts_for_conditions,
    keeper,
    stage_of,
    visible,
)
from zhaoshang.office.projects.views.asking import (
    missed,
    own_open_units,
    project_or_404,
    record_or_404,
    units_of,
    user_of,
    version_of,
)
from zhaoshang.office.records.flow import Refused, Stale

FORMS: dict[str, type[forms.Form]] = {"milestone": MilestoneForm, "credit": CreditForm, "change": ChangeForm}
TAB_OF = {"milestone": "stages", "credit": "credits", "change": "changes", "project": "facts"}
TITLES = {
    "milestone": ("登记进展", "修改进展", "更正进展"),
    "credit": ("登记归属", "修改归属", "更正归属"),
    "change": ("登记变更", "修改变更", "更正变更"),
}
"""The headings: new, change, correct; msgids, translated where they are shown."""


def _allow(why_not: str | None) -> None:
    if why_not is not None:
        raise PermissionDenied(why_not)


def _parties(request: HttpRequest, initial: list[dict[str, str]] | None = None) -> Any:
    return PartyFormSet(request.POST or None, initial=initial or [], prefix="parties")


def _party_values(formset: Any) -> list[dict[str, str]]:
    return [
        {name: each.cleaned_data[name] for name in ("name", "company_code", "part")}
        for each in formset.forms
        if each.cleaned_data and not each.cleaned_data.get("DELETE")
    ]


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Register a project. Like ones are shown first; saving once more goes on all the same."""
    user, day = user_of(request), today()
    units = own_open_units(user, day)
    first = units.first()
    if first is None:
        raise PermissionDenied(_("只有单位的填报员或签发人可以登记项目"))
    form = ProjectForm(request.POST or None, units=units, initial={"unit": first.pk})
    parties = _parties(request)
    near: list[Any] = []
    if request.method == "POST" and form.is_valid() and parties.is_valid():
        values = dict(form.cleaned_data)
        unit = values.pop("unit")
        near = like(unit.jurisdiction_id, facts_from(values, day))
        if not near or "near_seen" in request.POST:
            try:
                made = services.create_project(user, unit, values, _party_values(parties), today=day)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("已登记为草稿，核对后请提交签发"))
                return redirect("projects:detail", pk=made.archive)
    context = {
        "form": form,
        "parties": parties,
        "near": near,
        "seen": _seen(user, day, near),
        "title": _("登记项目"),
    }
    return render(request, "projects/form.html", context)


def _seen(user: User, day: datetime.date, near: list[Any]) -> frozenset[int]:
    if not near:
        return frozenset()
    keys = [each.project.archive for each in near]
    return frozenset(visible(user, day).filter(key__in=keys).values_list("key", flat=True))


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft of a project, or of its correction."""
    user, day = user_of(request), today()
    project: Project = record_or_404(user, "project", pk, day)
    _allow(permissions.change_refusal(user, project, day))
    begun = [
        {"name": p.name, "company_code": p.company_code, "part": p.part}
        for p in project.parties.order_by("id")
    ]
    form = ProjectForm(request.POST or None, initial=ProjectForm.initial_of(project))
    parties = _parties(request, begun) if project.root_id is None else None
    stale: list[Any] = []
    if request.method == "POST" and form.is_valid() and (parties is None or parties.is_valid()):
        given = None if parties is None else _party_values(parties)
        try:
            services.change_project(
                user, project, form.cleaned_data, given, today=day, version=version_of(request)
            )
        except Stale as refused:
            stale = missed(project, version_of(request))
            form.add_error(None, str(refused))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已保存"))
            return redirect("projects:detail", pk=project.archive)
    context = {
        "form": form, "parties": parties, "project": project, "stale": stale, "version": project.version,
        "title": _("修改项目"),
    }  # fmt: skip
    return render(request, "projects/form.html", context)


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft a correction of an approved project."""
    user, day = user_of(request), today()
    project: Project = record_or_404(user, "project", pk, day)
    _allow(permissions.correct_refusal(user, project, day))
    form = ProjectForm(request.POST or None, initial=ProjectForm.initial_of(project))
    form.fields.pop("number")
    why = ReasonForm(request.POST or None)
    why.fields["reason"].label = _("更正事由")
    stale: list[Any] = []
    if request.method == "POST" and form.is_valid() & why.is_valid():
        reason = why.cleaned_data["reason"]
        try:
            services.correct_project(
                user, project, form.cleaned_data, reason, today=day, version=version_of(request)
            )
        except Refused as refused:
            stale = missed(project, version_of(request)) if isinstance(refused, Stale) else []
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("更正已存为草稿；审核通过后代替原来的内容"))
            return redirect("projects:detail", pk=project.archive)
    context = {
        "form": form, "why": why, "project": project, "stale": stale, "version": project.version,
        "title": _("更正项目"),
    }  # fmt: skip
    return render(request, "projects/form.html", context)


def _fact_form(
    request: HttpRequest, kind: str, project: Project, day: datetime.date, initial: dict[str, Any],
    *, correcting: bool, editing: Any = None,
) -> Any:  # fmt: skip
    extra: dict[str, Any] = {"initial": initial, "correcting": correcting}
    if kind == "credit":
        extra["units"] = None if editing is not None else units_of(project.jurisdiction, day)
    elif kind == "change":
        extra["units"] = units_of(project.jurisdiction, day)
        extra["projects"] = visible(user_of(request), day).filter(jurisdiction=project.jurisdiction)
    elif editing is None:
        standing = Milestone.objects.filter(project=project.archive).exclude(state__in=GONE)
        stage = stage_of(standing)
        extra["stages_open"] = stages.possible({m.stage for m in standing}, stage)
        initial.setdefault("stage", stages.following(stage))
    return FORMS[kind](request.POST or None, **extra)


@login_required
def new_fact(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Draft a share, a stage or an event."""
    user, day = user_of(request), today()
    project = project_or_404(user, pk, day)
    now = keeper(project)
    _allow(permissions.manage_refusal(user, project, day, now))
    initial: dict[str, Any] = {"date": day, "currency": ""}
    if kind == "credit":
        initial = {"unit": now.pk, "share": 10**8, "role": "lead"}
    if request.GET.get("stage") in stages.LABELS:
        initial["stage"] = request.GET["stage"]
    form = _fact_form(request, kind, project, day, initial, correcting=False)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            if kind == "credit":
                services.add_credit(user, project, values.pop("unit"), values, today=day)
            elif kind == "change":
                services.add_change(user, project, values, today=day)
            else:
                services.add_milestone(user, project, values, today=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已存为草稿，核对后请提交签发"))
            return redirect("projects:tab", pk=project.archive, tab=TAB_OF[kind])
    return _fact_page(request, kind, project, form, _(TITLES[kind][0]), {})


def _fact_page(
    request: HttpRequest, kind: str, project: Project, form: Any, title: str, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "form": form, "project": project, "kind": kind, "title": title, "tab": TAB_OF[kind],
        "needs": _needs(project, form) if kind == "milestone" else (), "stage_labels": stages.LABELS, **more,
    }  # fmt: skip
    return render(request, "projects/fact_form.html", context)


def _needs(project: Project, form: Any) -> list[tuple[str, Any]]:
    """The documents that each stage open on the form asks for."""
    scheme = scheme_of(project.jurisdiction)
    if scheme is None:
        return []
    facts = facts_for_conditions(project)
    documents = tuple(scheme.evidence.values())
    offered = [code for code, _label in form.fields["stage"].choices if code]
    asked = [(_(stages.LABELS[s]), stages.needs_of(s, documents, (), facts)) for s in offered]
    return [(label, needs) for label, needs in asked if needs]


@login_required
def edit_fact(request: HttpRequest, kind: str, pk: int, correcting: bool = False) -> HttpResponse:
    """Change a draft of a fact, or draft its correction."""
    user, day = user_of(request), today()
    fact = record_or_404(user, kind, pk, day)
    refuse = permissions.correct_refusal if correcting else permissions.change_refusal
    _allow(refuse(user, fact, day))
    initial = FORMS[kind].initial_of(fact)  # type: ignore[attr-defined]
    if correcting:
        initial["reason"] = ""
    says_why = correcting or fact.supersedes_id is not None
    form = _fact_form(
        request, kind, current_of(fact.project), day, initial, correcting=says_why, editing=fact
    )
    stale: list[Any] = []
    if request.method == "POST" and form.is_valid():
        values, version = dict(form.cleaned_data), version_of(request)
        try:
            if correcting:
                reason = values.pop("reason")
                services.correct_fact(user, fact, values, reason, today=day, version=version)
            else:
                services.change_fact(user, fact, values, today=day, version=version)
        except Refused as refused:
            stale = missed(fact, version) if isinstance(refused, Stale) else []
            form.add_error(None, str(refused))
        else:
            said = _("更正已存为草稿；审核通过后代替原来的一条") if correcting else _("已保存")
            messages.success(request, said)
            return redirect("projects:tab", pk=fact.project_id, tab=TAB_OF[kind])
    title = _(TITLES[kind][2 if says_why else 1])
    more = {"stale": stale, "version": fact.version, "fact": fact}
    return _fact_page(request, kind, current_of(fact.project), form, title, more)
