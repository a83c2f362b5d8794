"""Pages about one's own account, and the security administrator's about everybody's."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import django_tables2
from allauth.account import views as account
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from zhaoshang.office.accounts import services
from zhaoshang.office.accounts.filters import AccountFilter
from zhaoshang.office.accounts.forms import AccountForm, LeavingForm, NameForm, ReasonForm
from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.passwords import days_left
from zhaoshang.office.accounts.queries import (
    has_second_factor,
    listed,
    needs_second_factor,
    sessions_of,
    unused,
)
from zhaoshang.office.accounts.tables import AccountTable, export
from zhaoshang.office.organisation import appointing
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.queries import held_by, holds, manageable_accounts, today
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.web.middleware import POLICY, policy_text
from zhaoshang.office.web.saved import with_saved_views


def sign_in(request: HttpRequest) -> HttpResponse:
    """The page on which to sign in. Its form may lead on to the site's identity provider, which the browser only
    follows where the page's policy names it."""
    response: HttpResponse = account.login(request)
    origins = settings.OFFICE_OIDC_ORIGINS
    if origins and settings.SOCIALACCOUNT_PROVIDERS:
        policy = getattr(settings, "SECURE_CSP", POLICY)
        response["Content-Security-Policy"] = policy_text(
            {**policy, "form-action": [*policy["form-action"], *origins]}
        )
    return response


def forgotten(request: HttpRequest) -> HttpResponse:
    """There is no e-mail to send a link to: whom to ask."""
    return render(request, "accounts/forgotten.html")


def no_sign_up(request: HttpRequest) -> HttpResponse:
    """Accounts are made by the security administrator."""
    return render(request, "accounts/no_sign_up.html", status=403)


@login_required
def no_password(request: HttpRequest) -> HttpResponse:
    """Who signs in through the site's own identity provider has no password here to change."""
    messages.info(request, _("您通过统一身份认证登录，口令请在那里更换"))
    return redirect("accounts:profile")


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, what one is appointed to, and how safe one's account is."""
    user: User = request.user  # type: ignore[assignment]
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return render(
        request,
        "accounts/profile.html",
        {
            "held": held_by(user, today()),
            "days_left": days_left(user),
            "warning_days": settings.OFFICE_PASSWORD_WARNING_DAYS,
            "has_second_factor": has_second_factor(user),
            "needs_second_factor": needs_second_factor(user, today()),
            "codes_left": 0 if codes is None else len(codes.wrap().get_unused_codes()),
            "sessions": sessions_of(user),
            "current": request.session.session_key,
        },
    )


@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """What one has open; a part of the profile."""
    return redirect(reverse("accounts:profile") + "#sessions")


@login_required
@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session."""
    session = get_object_or_404(UserSession, pk=pk)
    by: User = request.user  # type: ignore[assignment]
    own = session.user_id == by.pk
    if not own and not manageable_accounts(by, today()).filter(pk=session.user_id).exists():
        raise Http404
    try:
        services.end_session(by, session, today=today())
        messages.success(request, _("会话已结束"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("accounts:profile") if own else redirect("accounts:detail", session.user_id)


@login_required
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this."""
    count = services.end_other_sessions(request.user, request.session.session_key or "")  # type: ignore[arg-type]
    messages.success(request, _("已结束其他%(n)d个会话") % {"n": count})
    return redirect("accounts:profile")


def _administrator(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    if not holds(user, (Role.SECURITY_ADMINISTRATOR,), today()):
        raise PermissionDenied
    return user


@login_required
@with_saved_views("accounts:list")
def account_list(request: HttpRequest) -> HttpResponse:
    """Everybody's accounts: found by name, by whether they are used, by role."""
    by = _administrator(request)
    accounts = listed(by, today())
    found = AccountFilter(request.GET or None, queryset=accounts)
    if request.GET.get("_export"):
        return export(found.qs, by)
    table = AccountTable(found.qs)
    django_tables2.RequestConfig(request, paginate={"per_page": 20}).configure(table)
    count = unused(manageable_accounts(by, today())).count()
    return render(request, "accounts/list.html", {"table": table, "filter": found, "unused": count, "by": by})


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""
    by = _administrator(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user, password = services.create_account(
                by, form.cleaned_data["username"], form.cleaned_data["display_name"], today=today()
            )
            return _hand_over(request, user, password)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "accounts/create.html", {"form": form})


def _hand_over(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """A first password, shown this once: it is kept nowhere but as its hash."""
    response = render(
        request,
        "accounts/first_password.html",
        {"person": user, "password": password, "days": settings.OFFICE_FIRST_PASSWORD_DAYS},
    )
    response["Cache-Control"] = "no-store"
    return response


@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: whose it is, what it is appointed to, what it has open."""
    by = _administrator(request)
    person = get_object_or_404(listed(by, today()), pk=pk)
    form = NameForm(
        request.POST or None, initial={"display_name": person.display_name, "version": person.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.rename(
                by, person, form.cleaned_data["display_name"], today=today(),
                version=form.cleaned_data["version"],
            )  # fmt: skip
            messages.success(request, _("已保存"))
            return redirect("accounts:detail", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {
        "person": person,
        "form": form,
        "appointments": person.appointments.select_related("unit", "stands_in_for__user").order_by(
            "-first_day"
        ),
        "leaves": person.leaves.all(),
        "sessions": sessions_of(person),
        "is_self": person.pk == by.pk,
        "today": today(),
    }
    return render(request, "accounts/detail.html", context)


Service = Callable[[User, User, dict[str, Any], datetime.date], str | None]


@dataclass(frozen=True)
class Act:
    """Something done to an account, and asked about first; the service may return a password to hand over."""

    title: Any
    words: Any
    button: Any
    service: Service
    form: type[forms.Form] = ReasonForm


def _deactivate(by: User, user: User, said: dict[str, Any], day: datetime.date) -> None:
    services.deactivate(by, user, reason=said["reason"], today=day)


def _leave(by: User, user: User, said: dict[str, Any], day: datetime.date) -> None:
    appointing.leave_office(by, user, said["last_day"], reason=said["reason"], today=day)


ACTS: dict[str, Act] = {
    "reset-password": Act(
        gettext_lazy("重置口令"),
        gettext_lazy("现口令作废，所有会话结束；新的初始口令只显示一次，请当面交给本人。"),
        gettext_lazy("重置"),
        lambda by, user, said, day: services.reset_password(by, user, reason=said["reason"], today=day),
    ),
    "reset-second-factor": Act(
        gettext_lazy("解除动态口令"),
        gettext_lazy("手机丢失或更换时用。所有会话结束，本人下次登录时重新绑定。请先核实身份。"),
        gettext_lazy("解除"),
        lambda by, user, said, day: services.reset_second_factor(by, user, reason=said["reason"], today=day),
    ),
    "deactivate": Act(
        gettext_lazy("停用账号"),
        gettext_lazy("立即不能登录；经手的记录和日志都保留，任职不变。人员调离请用“离岗”。"),
        gettext_lazy("停用"),
        _deactivate,
    ),
    "leave": Act(
        gettext_lazy("离岗"),
        gettext_lazy("结束全部任职和由他人代理的任职，并停用账号。经手的记录和日志都保留。"),
        gettext_lazy("办理离岗"),
        _leave,
        LeavingForm,
    ),
    "reactivate": Act(
        gettext_lazy("恢复账号"),
        gettext_lazy("重新可以登录，发一个新的初始口令；已结束的任职不恢复。"),
        gettext_lazy("恢复"),
        lambda by, user, said, day: services.reactivate(by, user, reason=said["reason"], today=day),
    ),
}


@login_required
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Ask for the reason, then do it."""
    by = _administrator(request)
    person = get_object_or_404(manageable_accounts(by, today()), pk=pk)
    if action not in ACTS:
        raise Http404
    chosen = ACTS[action]
    form = chosen.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            password = chosen.service(by, person, form.cleaned_data, today())
            if password is not None:
                return _hand_over(request, person, password)
            messages.success(request, _("已办理：%(what)s") % {"what": chosen.title})
            return redirect("accounts:detail", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "accounts/act.html", {"person": person, "act": chosen, "form": form})


@login_required
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Let somebody who mistyped try again at once."""
    by = _administrator(request)
    person = get_object_or_404(manageable_accounts(by, today()), pk=pk)
    try:
        services.lift_waiting(by, person, today=today())
        messages.success(request, _("已清除等待，可以立即重试"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("accounts:detail", pk)
