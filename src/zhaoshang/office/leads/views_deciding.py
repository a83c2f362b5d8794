"""Pages of first reports: the check while typing, decisions, appeals and their answers, and the rules."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhaoshang.office.leads import deciding, firsts, queries, services
from zhaoshang.office.leads.forms import AnswerForm, AppealForm, DecisionForm, RulesForm
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.leads.permissions import (
    answer_refusal,
    appeal_refusal,
    current_decision,
    decide_refusal,
    units_filed_for,
)
from zhaoshang.office.leads.rules import rules_of, rules_of_all
from zhaoshang.office.leads.views import lead_seen, person_of
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.organisation.queries import administered, readable_jurisdictions, today
from zhaoshang.office.records.flow import Refused
from zhaoshang.quantities.money import parse_money, parse_money_unit
from zhaoshang.quantities.unreadable import Unreadable


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Who was first, for a form being filled in: a piece of its page. Asked by POST, so that names of companies
    stand in no log of addresses."""
    user, day = person_of(request), today()
    units = {unit.pk: unit for unit in units_filed_for(user, day)}
    if not units:
        raise PermissionDenied
    said = request.POST
    unit = units.get(int(said["unit"]) if said.get("unit", "").isdecimal() else 0, next(iter(units.values())))
    root, filed_at = None, None
    if said.get("lead", "").isdecimal():
        lead = queries.visible(user, day).filter(pk=int(said["lead"])).first()
        if lead is not None:
            root, unit = lead.root_id, lead.unit
            filed_at = lead.root.submitted_at if lead.original_id is not None else None
    values: dict[str, object] = {key: said.get(key, "")[:100] for key in ("company", "company_code", "place")}
    try:
        in_units = parse_money_unit(said.get("money_unit") or "万元")
        amount, currency = parse_money(said.get("amount", ""), in_units)
        values |= {"amount": amount, "currency": currency or in_units.currency or "CNY"}
    except Unreadable:
        pass  # an amount half typed says nothing yet
    found = firsts.check(firsts.asked_from(values, unit, root, filed_at), user, day)
    return render(request, "leads/_check.html", {"check": found})


@login_required
def decide(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Decide which of two leads was first."""
    user, day = person_of(request), today()
    one, two = lead_seen(request, pk), lead_seen(request, other)
    standing = current_decision(one, two)
    initial = {"standing": None if standing is None else standing.pk}
    form = DecisionForm(request.POST or None, one=one, other=two, initial=initial)
    why_not = decide_refusal(user, one, two, day)
    if why_not is not None and request.method != "POST":
        messages.error(request, why_not)
        return redirect("leads:detail", pk=one.pk)
    if request.method == "POST" and form.is_valid():
        first, over = (one, two) if form.cleaned_data["first"] == one.pk else (two, one)
        try:
            deciding.decide(
                user, first, over, reason=form.cleaned_data["reason"], today=day,
                standing=form.cleaned_data["standing"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已认定%(unit)s首报") % {"unit": first.unit.name})
            return redirect("leads:detail", pk=one.pk)
    ordered = sorted((one, two), key=_filed)
    page = {
        "form": form,
        "one": one,
        "leads": ordered,
        "standing": standing,
        "rules": rules_of(one.jurisdiction),
    }
    return render(request, "leads/decide.html", page)


def _filed(lead: Lead) -> float:
    at = lead.root.submitted_at
    return float("inf") if at is None else at.timestamp()


def _decision_seen(request: HttpRequest, pk: int) -> tuple[FirstReport, Lead]:
    """A decision about a lead that the person may read, and that lead."""
    related = ("lead__unit", "lead__jurisdiction", "over__unit", "over__jurisdiction", "decided_by")
    decision = get_object_or_404(FirstReport.objects.select_related(*related), pk=pk)
    seen = queries.visible(person_of(request), today())
    lead = seen.filter(pk__in=(decision.over_id, decision.lead_id)).order_by("pk").first()
    if lead is None:
        raise PermissionDenied
    return decision, decision.over if seen.filter(pk=decision.over_id).exists() else lead


@login_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Appeal against a decision."""
    user, day = person_of(request), today()
    decision, lead = _decision_seen(request, pk)
    form = AppealForm(request.POST or None)
    why_not = appeal_refusal(user, decision, day)
    if why_not is not None and request.method != "POST":
        messages.error(request, why_not)
        return redirect("leads:detail", pk=lead.pk)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.appeal(user, decision, form.cleaned_data["grounds"], today=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已提出申诉，由另一名审核员答复"))
            return redirect("leads:detail", pk=lead.pk)
    page = {"form": form, "decision": decision, "lead": lead, "rules": rules_of(lead.jurisdiction)}
    return render(request, "leads/appeal.html", page)


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an appeal."""
    user, day = person_of(request), today()
    made = get_object_or_404(Appeal.objects.select_related("made_by"), pk=pk)
    decision, lead = _decision_seen(request, made.decision_id)
    made.decision = decision
    form = AnswerForm(request.POST or None)
    why_not = answer_refusal(user, made, day)
    if why_not is not None and request.method != "POST":
        messages.error(request, why_not)
        return redirect("leads:detail", pk=lead.pk)
    if request.method == "POST" and form.is_valid():
        try:
            deciding.answer(user, made, form.cleaned_data["upheld"], form.cleaned_data["answer"], today=day)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("已答复申诉"))
            return redirect("leads:detail", pk=lead.pk)
    page = {
        "form": form,
        "decision": decision,
        "appeal": made,
        "lead": lead,
        "rules": rules_of(lead.jurisdiction),
    }
    return render(request, "leads/appeal.html", page)


@login_required
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of the person's jurisdictions; who administers one may change them."""
    user, day = person_of(request), today()
    mine = administered(user, Role.SYSTEM_ADMINISTRATOR, day)
    seen = (readable_jurisdictions(user, day) | Jurisdiction.objects.filter(pk__in=mine)).distinct()
    parts = []
    for jurisdiction, now in rules_of_all(seen):
        may = jurisdiction.pk in mine
        is_this = request.method == "POST" and request.POST.get("jurisdiction") == str(jurisdiction.pk)
        form = RulesForm(
            request.POST if is_this else None, prefix=f"r{jurisdiction.pk}",
            initial={"late_days": now.late_days, "appeal_days": now.appeal_days},
        )  # fmt: skip
        if is_this and form.is_valid():
            try:
                services.set_rules(user, jurisdiction, **form.cleaned_data, today=day)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("已保存"))
                return redirect("leads:rules")
        parts.append((jurisdiction, now, form if may else None))
    return render(request, "leads/rules.html", {"parts": parts})
