"""Moving records along, handing a project over, and what stands in its way."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhaoshang.office.organisation.queries import today
from zhaoshang.office.projects import permissions, services
from zhaoshang.office.projects.forms import AnswerForm, DifficultyForm, HandOverForm, ReasonForm
from zhaoshang.office.projects.models import Difficulty, HandOver
from zhaoshang.office.projects.queries import keeper
from zhaoshang.office.projects.views.asking import (
    missed,
    project_or_404,
    record_or_404,
    units_of,
    user_of,
    version_of,
)
from zhaoshang.office.projects.views.editing import TAB_OF
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, Stale
from zhaoshang.office.records.permissions import refusal

NEEDS_REASON = (Action.RETURN, Action.VOID)
UNDONE_BY = {
    (State.DRAFT, Action.FILE): Action.RECALL,
    (State.RETURNED, Action.FILE): Action.RECALL,
    (State.FILED, Action.SIGN): Action.RECALL,
    (State.FILED, Action.RECALL): Action.FILE,
}
"""What takes back an action taken in a state; the message offers it. Whatever is not here asks first."""


@login_required
def act(request: HttpRequest, kind: str, pk: int, action: str) -> HttpResponse:
    """Take an action on a record. Returning and voiding ask for the reason on a page of their own."""
    user, day = user_of(request), today()
    record = record_or_404(user, kind, pk, day)
    if action not in Action.values:
        raise Http404(_("没有这个操作"))
    done, before = Action(action), State(record.state)
    back = redirect(
        "projects:tab", pk=record.archive if kind == "project" else record.project_id, tab=TAB_OF[kind]
    )
    form = ReasonForm(request.POST or None) if done in NEEDS_REASON else None
    why_not = refusal(user, done, record, day)
    if request.method != "POST" or (form is not None and not form.is_valid()):
        if form is None or why_not is not None:
            if why_not is not None:
                messages.error(request, why_not)
            return back
        return render(
            request,
            "projects/act.html",
            {"form": form, "record": record, "action": done, "back": back.url, "version": record.version},
        )
    reason = form.cleaned_data["reason"] if form is not None else ""
    try:
        services.act(record, done, user, today=day, reason=reason, version=version_of(request))
    except Stale as refused:
        changed = "；".join(
            f"{m['label']}：{m['before']} → {m['after']}" for m in missed(record, version_of(request))
        )
        messages.error(request, f"{refused} {changed}".strip())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        undone = UNDONE_BY.get((before, done))
        undo = "" if undone is None else reverse("projects:act", args=[kind, record.pk, undone.value])
        said = _("%(record)s：%(action)s") % {"record": record, "action": done.label}
        messages.success(request, said, extra_tags=undo)
    return back


@login_required
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a project to another unit."""
    user, day = user_of(request), today()
    project = project_or_404(user, pk, day)
    now = keeper(project)
    why_not = permissions.offer_refusal(user, project, day, now)
    if why_not is not None:
        raise PermissionDenied(why_not)
    others = units_of(project.jurisdiction, day).exclude(pk=now.pk)
    form = HandOverForm(request.POST or None, units=others, initial={"date": day})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            offered = services.offer(user, project, given["to"], given["date"], given["note"], today=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            undo = reverse("projects:hand-over-take-back", args=[offered.pk])
            said = _("已提出移交，等%(unit)s答复") % {"unit": given["to"].name}
            messages.success(request, said, extra_tags=undo)
            return redirect("projects:tab", pk=project.archive, tab="hand-over")
    context = {"form": form, "project": project, "title": _("移交项目"), "tab": "hand-over"}
    return render(request, "projects/hand_over_form.html", context)


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a project, or decline it."""
    user, day = user_of(request), today()
    hand_over = get_object_or_404(HandOver.objects.select_related("project", "to_unit"), pk=pk)
    project = project_or_404(user, hand_over.project_id, day)
    why_not = permissions.answer_refusal(user, hand_over, day)
    if why_not is not None:
        raise PermissionDenied(why_not)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        accepted = form.cleaned_data["accepted"] == "yes"
        try:
            services.answer_offer(user, hand_over, accepted, form.cleaned_data["answer"], today=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已接收") if accepted else _("已答复不接收"))
            if accepted:
                return redirect("projects:tab", pk=project.archive, tab="hand-over")
            return redirect("projects:list")
    context = {
        "form": form,
        "project": project,
        "hand_over": hand_over,
        "title": _("答复移交"),
        "tab": "hand-over",
    }
    return render(request, "projects/hand_over_form.html", context)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an offer."""
    user, day = user_of(request), today()
    hand_over = get_object_or_404(HandOver, pk=pk)
    project_or_404(user, hand_over.project_id, day)
    try:
        services.take_back(user, hand_over, today=day)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("已撤回移交"))
    return redirect("projects:tab", pk=hand_over.project_id, tab="hand-over")


@login_required
def difficulty(request: HttpRequest, pk: int, difficulty: int | None = None) -> HttpResponse:
    """Write down what stands in a project's way, or how it ended."""
    user, day = user_of(request), today()
    project = project_or_404(user, pk, day)
    now = keeper(project)
    there = (
        None if difficulty is None else get_object_or_404(Difficulty, pk=difficulty, project=project.archive)
    )
    if there is None:
        why_not = permissions.raise_refusal(user, project, day, now)
        initial: dict[str, Any] = {"raised_on": day, "owner": now.pk}
    else:
        why_not = permissions.settle_refusal(user, there, project, day, now)
        initial = {name: getattr(there, name) for name in DifficultyForm.field_order}
    if why_not is not None:
        raise PermissionDenied(why_not)
    form = DifficultyForm(request.POST or None, units=units_of(project.jurisdiction, day), initial=initial)
    stale: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            if there is None:
                services.raise_difficulty(user, project, form.cleaned_data, today=day)
            else:
                given = form.cleaned_data
                services.change_difficulty(user, there, given, today=day, version=version_of(request))
        except Refused as refused:
            stale = missed(there, version_of(request)) if isinstance(refused, Stale) else []
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已保存"))
            return redirect("projects:tab", pk=project.archive, tab="difficulties")
    context = {
        "form": form, "project": project, "title": _("登记问题") if there is None else _("问题办理"),
        "tab": "difficulties", "stale": stale, "version": "" if there is None else there.version,
    }  # fmt: skip
    return render(request, "projects/fact_form.html", context)
