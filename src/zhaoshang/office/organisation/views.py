"""Pages of the system administrator about units and jurisdictions, and of the security administrator about
appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_tables2
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation import appointing, services
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.exporting import export_units
from zhaoshang.office.organisation.filters import AppointmentFilter, UnitFilter
from zhaoshang.office.organisation.forms import (
    AppointForm,
    CloseForm,
    EndForm,
    EndLeaveForm,
    JurisdictionForm,
    LeaveForm,
    MergeForm,
    RenameForm,
    StandInForm,
    UnitForm,
)
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Leave, Unit
from zhaoshang.office.organisation.past import as_of
from zhaoshang.office.organisation.queries import administered, holds, manageable_accounts, today
from zhaoshang.office.organisation.tables import AppointmentTable, JurisdictionTable
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.web.saved import with_saved_views
from zhaoshang.problems import Language, ProblemsFound

UNITS_PER_PAGE = 50
SYSTEM, SECURITY = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR


def _language() -> Language:
    return "en" if get_language() == "en" else "zh"


def _as(request: HttpRequest, *roles: Role) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not holds(user, roles, today()):
        raise PermissionDenied
    return user


def _jurisdictions(by: User, *roles: Role) -> QuerySet[Jurisdiction]:
    keys = set().union(*(administered(by, role, today()) for role in roles))
    return Jurisdiction.objects.filter(pk__in=keys)


def _ask(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[dict[str, Any]], object],
    to: str,
    page: dict[str, Any],
) -> HttpResponse:
    """Show a form; do what it says; stay on it, with everything typed, where that is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            do(form.cleaned_data)
            messages.success(request, _("已保存"))
            return redirect(to)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "organisation/ask.html", {"form": form, "back": to, **page})


@login_required
@with_saved_views("organisation:list")
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units of a jurisdiction in their protocol order, narrowed down by the address."""
    by = _as(request, SYSTEM, SECURITY)
    all_of_them = _jurisdictions(by, SYSTEM, SECURITY)
    asked = request.GET.get("jurisdiction", "")
    found = all_of_them.filter(pk=asked) if asked.isdigit() else all_of_them
    jurisdiction = found.order_by("code").first()
    units = Unit.objects.filter(jurisdiction=jurisdiction).select_related("merged_into")
    asked_for = request.GET if set(request.GET) & set(UnitFilter.base_filters) else None
    narrowed = UnitFilter(asked_for, queryset=units.prefetch_related("names"))
    day = narrowed.day
    if request.GET.get("_export"):
        asked_units = narrowed.qs if day is None else as_of(narrowed.qs, day)
        return export_units(asked_units, by, request.GET.dict())
    page = Paginator(narrowed.qs, UNITS_PER_PAGE).get_page(request.GET.get("page"))
    if day is not None:
        page.object_list = as_of(page.object_list, day)
    context = {
        "jurisdictions": all_of_them, "jurisdiction": jurisdiction, "filter": narrowed, "today": day or today(),
        "page": page,
        "is_narrow": any(request.GET.get(name) for name in UnitFilter.base_filters),
        "may_manage": holds(by, (SYSTEM,), today()), "may_appoint": holds(by, (SECURITY,), today()),
    }  # fmt: skip
    return render(request, "organisation/list.html", context)


def _unit(by: User, pk: int) -> Unit:
    units = Unit.objects.filter(jurisdiction__in=_jurisdictions(by, SYSTEM)).select_related("jurisdiction")
    return get_object_or_404(units, pk=pk)


def _units_of(jurisdiction: Jurisdiction) -> str:
    return f"{reverse('organisation:list')}?jurisdiction={jurisdiction.pk}"


@login_required
def create_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A new unit of a jurisdiction."""
    by = _as(request, SYSTEM)
    jurisdiction = get_object_or_404(_jurisdictions(by, SYSTEM), pk=pk)
    form = UnitForm(request.POST or None, initial={"assessed": True})

    def do(said: dict[str, Any]) -> None:
        unit = services.create_unit(by, jurisdiction, said["name"], form.values(), today=today())
        services.set_aliases(by, unit, form.alias_list(), today=today())

    page = {"title": _("新增单位"), "subtitle": jurisdiction.name}
    return _ask(request, form, do, _units_of(jurisdiction), page)


@login_required
def change_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit is; and the names it has had."""
    by = _as(request, SYSTEM)
    unit = _unit(by, pk)
    form = UnitForm(request.POST or None, unit=unit)

    def do(said: dict[str, Any]) -> None:
        changed = services.change_unit(by, unit, form.values(), today=today(), version=said["version"])
        services.set_aliases(by, changed, form.alias_list(), today=today())

    page = {"title": unit.name, "subtitle": unit.jurisdiction.name, "unit": unit, "today": today()}
    return _ask(request, form, do, _units_of(unit.jurisdiction), page)


@login_required
def rename_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on."""
    by = _as(request, SYSTEM)
    unit = _unit(by, pk)
    form = RenameForm(request.POST or None, initial={"version": unit.version})

    def do(said: dict[str, Any]) -> None:
        services.rename_unit(by, unit, said["name"], said["day"], today=today(), version=said["version"])

    words = _("原名称保留：此前日期的记录和通报仍用原名称，导入表格时两个名称都认得。")
    page = {"title": _("单位更名"), "subtitle": unit.name, "words": words}
    return _ask(request, form, do, _units_of(unit.jurisdiction), page)


@login_required
def merge_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit goes into another."""
    by = _as(request, SYSTEM)
    unit = _unit(by, pk)
    form = MergeForm(unit, request.POST or None, initial={"version": unit.version})

    def do(said: dict[str, Any]) -> None:
        services.merge_unit(by, unit, said["into"], said["day"], today=today(), version=said["version"])

    words = _("原单位的记录留在原名下，由并入后的单位阅读和继续办理；原单位的任职同日结束。此操作不能撤销。")
    page = {"title": _("单位合并"), "subtitle": unit.name, "words": words, "danger": True}
    return _ask(request, form, do, _units_of(unit.jurisdiction), page)


@login_required
def close_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit is no more."""
    by = _as(request, SYSTEM)
    unit = _unit(by, pk)
    form = CloseForm(request.POST or None, initial={"version": unit.version})

    def do(said: dict[str, Any]) -> None:
        services.close_unit(by, unit, said["day"], today=today(), version=said["version"])

    words = _("单位不再使用，任职同日结束；已有记录保留。有承接单位的请用“合并”。此操作不能撤销。")
    page = {"title": _("停用单位"), "subtitle": unit.name, "words": words, "danger": True}
    return _ask(request, form, do, _units_of(unit.jurisdiction), page)


@login_required
@require_POST
def move_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Up or down by one in the protocol order."""
    by = _as(request, SYSTEM)
    unit = _unit(by, pk)
    try:
        services.move_unit(by, unit, -1 if request.POST.get("to") == "up" else 1, today=today())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{_units_of(unit.jurisdiction)}#unit-{unit.pk}")


@login_required
@require_POST
def order_units(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole order at once, as rows were dragged."""
    by = _as(request, SYSTEM)
    jurisdiction = get_object_or_404(_jurisdictions(by, SYSTEM), pk=pk)
    keys = [int(key) for key in request.POST.getlist("unit") if key.isdigit()]
    try:
        services.put_in_order(by, jurisdiction, keys, today=today())
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_units_of(jurisdiction))


@login_required
@require_POST
def import_units(request: HttpRequest, pk: int) -> HttpResponse:
    """The units of the jurisdiction's scheme."""
    by = _as(request, SYSTEM)
    jurisdiction = get_object_or_404(_jurisdictions(by, SYSTEM), pk=pk)
    try:
        done = services.import_units(by, jurisdiction, today=today())
        said = {"new": len(done.created), "changed": len(done.changed), "same": len(done.unchanged)}
        messages.success(request, _("新增%(new)d个，更新%(changed)d个，%(same)d个无变化") % said)
    except Refused as refused:
        messages.error(request, str(refused))
    except ProblemsFound as found:
        messages.error(request, "；".join(p.in_language(_language()) for p in found.problems[:5]))
    return redirect(_units_of(jurisdiction))


@login_required
def jurisdiction_list(request: HttpRequest) -> HttpResponse:
    """The jurisdictions that one administers."""
    by = _as(request, SYSTEM)
    table = JurisdictionTable(_jurisdictions(by, SYSTEM).select_related("above"))
    django_tables2.RequestConfig(request, paginate={"per_page": 20}).configure(table)
    return render(request, "organisation/jurisdictions.html", {"table": table})


@login_required
def save_jurisdiction(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A jurisdiction, new or changed."""
    by = _as(request, SYSTEM)
    there = None if pk is None else get_object_or_404(_jurisdictions(by, SYSTEM), pk=pk)
    form = JurisdictionForm(by, request.POST or None, instance=there)

    def do(said: dict[str, Any]) -> None:
        services.save_jurisdiction(by, there, said, today=today(), version=said.get("version"))

    title = _("新增辖区") if there is None else there.name
    return _ask(request, form, do, reverse("organisation:jurisdictions"), {"title": title})


@login_required
@with_saved_views("organisation:appointments")
def appointment_list(request: HttpRequest) -> HttpResponse:
    """Who is appointed to what."""
    by = _as(request, SECURITY)
    of_mine = Appointment.objects.filter(unit__jurisdiction__in=administered(by, SECURITY, today()))
    asked = request.GET.copy()
    asked.setdefault("when", "now")
    found = AppointmentFilter(asked, queryset=of_mine.select_related("user", "unit", "stands_in_for__user"))
    table = AppointmentTable(found.qs)
    django_tables2.RequestConfig(request, paginate={"per_page": 20}).configure(table)
    return render(request, "organisation/appointments.html", {"table": table, "filter": found})


@login_required
def appoint(request: HttpRequest) -> HttpResponse:
    """Appoint somebody."""
    by = _as(request, SECURITY)
    form = AppointForm(by, request.POST or None, initial={"user": request.GET.get("user")})

    def do(said: dict[str, Any]) -> None:
        appointing.appoint(
            by,
            said["user"],
            said["unit"],
            Role(said["role"]),
            said["first_day"],
            said["last_day"],
            today=today(),
        )

    return _ask(request, form, do, reverse("organisation:appointments"), {"title": _("办理任职")})


@login_required
def end_appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment."""
    by = _as(request, SECURITY)
    of_mine = Appointment.objects.filter(unit__jurisdiction__in=administered(by, SECURITY, today()))
    held = get_object_or_404(of_mine.select_related("user", "unit"), pk=pk)
    form = EndForm(request.POST or None, initial={"version": held.version})

    def do(said: dict[str, Any]) -> None:
        appointing.end_appointment(
            by, held, said["last_day"], reason=said["reason"], today=today(), version=said["version"]
        )

    page = {"title": _("结束任职"), "subtitle": str(held)}
    return _ask(request, form, do, reverse("accounts:detail", args=[held.user_id]), page)


@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that somebody is away."""
    by = _as(request, SECURITY)
    person = get_object_or_404(manageable_accounts(by, today()), pk=pk)
    form = LeaveForm(request.POST or None)

    def do(said: dict[str, Any]) -> None:
        appointing.take_leave(
            by, person, said["first_day"], said["last_day"], today=today(), note=said["note"]
        )

    words = _("登记请假本身不转移任何权限；需要时再安排代理。")
    page = {"title": _("登记请假"), "subtitle": str(person), "words": words}
    return _ask(request, form, do, reverse("accounts:detail", args=[pk]), page)


def _leave(by: User, pk: int) -> Leave:
    return get_object_or_404(Leave.objects.filter(user__in=manageable_accounts(by, today())), pk=pk)


@login_required
def end_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back early."""
    by = _as(request, SECURITY)
    away = _leave(by, pk)
    form = EndLeaveForm(request.POST or None)

    def do(said: dict[str, Any]) -> None:
        appointing.end_leave(by, away, said["last_day"], today=today())

    page = {"title": _("提前返岗"), "subtitle": str(away), "words": _("代理同日结束。")}
    return _ask(request, form, do, reverse("accounts:detail", args=[away.user_id]), page)


@login_required
def stand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stands in for somebody on leave."""
    by = _as(request, SECURITY)
    away = _leave(by, pk)
    form = StandInForm(by, away, request.POST or None)

    def do(said: dict[str, Any]) -> None:
        appointing.stand_in(
            by, said["user"], said["appointment"], away, said["first_day"], said["last_day"], today=today()
        )

    words = _("代理只在请假期间有效，权限不超过被代理人；代理人不能审核被代理人经手的记录。")
    page = {"title": _("安排代理"), "subtitle": str(away), "words": words}
    return _ask(request, form, do, reverse("accounts:detail", args=[away.user_id]), page)
