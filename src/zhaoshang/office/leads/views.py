"""Pages of leads: the list, one lead, filling one in, moving it along. First reports are in ``views_deciding``."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.leads import queries, services
from zhaoshang.office.leads.editing import changed_since
from zhaoshang.office.leads.filters import LeadFilter
from zhaoshang.office.leads.forms import CorrectionForm, LeadForm, ProjectForm, ReasonForm, initial_of
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.pages import detail_page
from zhaoshang.office.leads.permissions import units_filed_for
from zhaoshang.office.leads.tables import SHOWN, LeadTable
from zhaoshang.office.organisation.choices import VERIFIERS, Role
from zhaoshang.office.organisation.queries import holds, today
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, Stale
from zhaoshang.office.records.permissions import edit_refusal, may
from zhaoshang.office.web.saved import with_saved_views

ROWS = 20
NEEDS_REASON = (Action.RETURN, Action.VOID)
UNDONE_BY = {
    (State.DRAFT, Action.FILE): Action.RECALL,
    (State.RETURNED, Action.FILE): Action.RECALL,
    (State.FILED, Action.SIGN): Action.RECALL,
    (State.FILED, Action.RECALL): Action.FILE,
}
"""What takes back an action taken in a state. Whatever is not here asks first: a lead taken back after it was sent
up loses its place in the order of first reports, and what is verified, returned or void stays so."""


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in."""
    user: User = request.user  # type: ignore[assignment]
    return user


def lead_seen(request: HttpRequest, pk: int) -> Lead:
    """A lead that the person may read; else there is no such page."""
    leads = queries.visible(person_of(request), today())
    related = ("created_by", "filed_by", "signed_by", "verified_by", "supersedes", "original")
    return get_object_or_404(leads.select_related("unit", "jurisdiction", "project", *related), pk=pk)


def version_shown(request: HttpRequest) -> int | None:
    """The version of the lead that the page showed when it was sent."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() else None


@login_required
@with_saved_views("leads:list")
def lead_list(request: HttpRequest) -> HttpResponse:
    """Every lead that the person may read, narrowed down by the address."""
    user, day = person_of(request), today()
    found = LeadFilter(
        request.GET or None, queryset=queries.visible(user, day), units=queries.units_seen(user, day)
    )
    leads = (
        found.qs
        if found.is_bound and found.form.is_valid()
        else found.queryset.exclude(state=State.SUPERSEDED)
    )
    table = LeadTable(leads.select_related(None).select_related("unit").only(*SHOWN))
    django_tables2.RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
    log.listed(user, Lead, table.paginator.count, request.GET.dict())
    page = {
        "table": table, "filter": found, "may_file": bool(units_filed_for(user, day)),
        "is_narrowed": any(value for key, value in request.GET.items() if key not in ("page", "sort", "view")),
    }  # fmt: skip
    return render(request, "leads/list.html", page)


@login_required
def todo(request: HttpRequest) -> HttpResponse:
    """What waits for the person, kind by kind."""
    user, day = person_of(request), today()
    found = queries.todo(user, day)
    files = holds(user, (Role.REPORTER, Role.UNIT_LEAD), day)
    parts = [
        (
            holds(user, (Role.UNIT_LEAD,), day),
            _("待我签发"),
            found.to_sign,
            _("本单位填报员提交后会出现在这里。"),
        ),
        (holds(user, VERIFIERS, day), _("待我审核"), found.to_verify, _("各单位签发上报后会出现在这里。")),
        (files, _("退回给我的"), found.returned, _("被退回的线索按原因改好后，可以再次提交签发。")),
        (files, _("我的草稿"), found.drafts, _("存下而未提交的线索。")),
    ]
    cards = []
    for number, (concerns, title, leads, hint) in enumerate(parts):
        if not concerns:
            continue
        table = LeadTable(leads, prefix=f"t{number}-", exclude=("capital",))
        django_tables2.RequestConfig(request, paginate={"per_page": ROWS}).configure(table)
        cards.append((title, table, hint))
    return render(request, "leads/todo.html", {"cards": cards, "appeals": found.appeals})


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead with all that happened to it."""
    lead = lead_seen(request, pk)
    log.seen(person_of(request), lead)
    return render(request, "leads/detail.html", detail_page(lead, person_of(request), today()))


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new lead."""
    user, day = person_of(request), today()
    units = units_filed_for(user, day)
    if not units:
        raise PermissionDenied
    form = LeadForm(
        request.POST or None, units=units, recorded_on=day, today=day,
        initial={"date": day, "money_unit": "万元", "unit": units[0].pk},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            lead = services.create(user, form.cleaned_data["unit"], form.values(), today=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, lead)
    return render(request, "leads/form.html", {"form": form, "rules": form.rules, "title": _("填报线索")})


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft or a returned lead. A second editor gets his words back beside what has changed since."""
    user, day = person_of(request), today()
    lead = lead_seen(request, pk)
    why_not = edit_refusal(user, lead, day)
    if why_not is not None:
        messages.error(request, why_not)
        return redirect("leads:detail", pk=lead.pk)
    is_correction = lead.supersedes_id is not None
    kind: type[LeadForm] = CorrectionForm if is_correction else LeadForm
    title = _("修改更正稿") if is_correction else _("修改线索")
    page: dict[str, Any] = {"title": title, "lead": lead, "version": lead.version}
    more = {"units": (lead.unit,), "recorded_on": lead.recorded_on, "today": day, "initial": initial_of(lead)}
    if request.method != "POST" and "missing" in request.GET:
        form = kind(initial_of(lead), **more)
        form.is_valid()
        _point_out(form, services.incomplete(lead))
    else:
        form = kind(request.POST or None, **more)
    if request.method == "POST" and form.is_valid():
        try:
            lead = services.change(user, lead, form.values(), today=day, version=version_shown(request))
        except Stale:
            page["changes"] = changed_since(lead, version_shown(request), form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, lead)
    return render(request, "leads/form.html", {**page, "form": form, "rules": form.rules})


@login_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a correction of an approved lead."""
    user, day = person_of(request), today()
    lead = lead_seen(request, pk)
    form = CorrectionForm(
        request.POST or None,
        units=(lead.unit,),
        recorded_on=lead.recorded_on,
        today=day,
        initial=initial_of(lead),
    )
    if request.method == "POST" and form.is_valid():
        try:
            new = services.correct(
                user,
                lead,
                form.values(),
                reason=form.cleaned_data["reason"],
                today=day,
                version=version_shown(request),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, new)
    page = {"form": form, "rules": form.rules, "title": _("更正线索"), "lead": lead, "version": lead.version}
    return render(request, "leads/form.html", page)


def _saved(request: HttpRequest, lead: Lead) -> HttpResponse:
    """Go on from a saved form: file it where that was asked for, else show it."""
    if "file" not in request.POST:
        messages.success(request, _("已保存 %(number)s，还没有提交签发") % {"number": lead.number})
        return redirect("leads:detail", pk=lead.pk)
    try:
        services.act(person_of(request), lead, Action.FILE, today=today())
    except services.Incomplete:
        messages.warning(request, _("已保存为草稿；补齐标出的内容后再提交签发"))
        return redirect(reverse("leads:edit", args=[lead.pk]) + "?missing")
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _tell(request, lead, Action.FILE, State.DRAFT)
    return redirect("leads:detail", pk=lead.pk)


def _point_out(form: LeadForm, missing: dict[str, str]) -> None:
    for field, words in missing.items():
        if field not in form.fields:
            form.add_error(None, words)
        elif field not in form.errors:
            form.add_error(field, words)


def _tell(request: HttpRequest, lead: Lead, action: Action, before: State) -> None:
    said = {
        Action.FILE: _("已提交签发，等待本单位签发人签发"), Action.SIGN: _("已签发上报，等待审核"),
        Action.RECALL: _("已撤回为草稿"), Action.APPROVE: _("已审核通过"), Action.RETURN: _("已退回填报单位"),
        Action.VOID: _("已作废"),
    }  # fmt: skip
    back = UNDONE_BY.get((before, action))
    undo = "" if back is None else reverse("leads:act", args=[lead.pk, back.value])
    messages.success(request, f"{lead.number} {said[action]}", extra_tags=undo)


@login_required
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Move a lead along; where that needs a reason, ask for it on a page of its own."""
    if action not in Action.values:
        raise Http404
    user, day, wanted = person_of(request), today(), Action(action)
    lead = lead_seen(request, pk)
    before = State(lead.state)
    form = ReasonForm(request.POST or None)
    if wanted in NEEDS_REASON:
        if request.method != "POST" or not form.is_valid():
            if not may(user, wanted, lead, day):
                raise PermissionDenied
            return render(request, "leads/reason.html", {"lead": lead, "form": form, "action": wanted})
    elif request.method != "POST":
        return redirect("leads:detail", pk=lead.pk)
    reason = form.cleaned_data.get("reason", "") if form.is_bound and form.is_valid() else ""
    try:
        services.act(user, lead, wanted, today=day, reason=reason, version=version_shown(request))
    except services.Incomplete as refused:
        messages.warning(request, str(refused))
        if edit_refusal(user, lead, day) is None:
            return redirect(reverse("leads:edit", args=[lead.pk]) + "?missing")
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        _tell(request, lead, wanted, before)
        if not queries.visible(user, day).filter(pk=lead.pk).exists():
            return redirect("leads:todo")
    return redirect("leads:detail", pk=lead.pk)


@login_required
def to_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn an approved lead into a draft project."""
    user, day = person_of(request), today()
    lead = lead_seen(request, pk)
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            project = services.to_project(
                user, lead, form.cleaned_data["name"], today=day, version=version_shown(request)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已转为项目 %(number)s，请补充后提交") % {"number": project.number})
            return redirect("leads:detail", pk=lead.pk)
    return render(request, "leads/project.html", {"lead": lead, "form": form, "version": lead.version})
