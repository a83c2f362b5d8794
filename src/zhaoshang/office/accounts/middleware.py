"""What is asked of every request before a page answers: where from, still awake, and a password in order."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.adapters import must_enrol
from zhaoshang.office.accounts.addresses import client_address, is_within
from zhaoshang.office.accounts.origins import origin_of
from zhaoshang.office.accounts.passwords import days_left
from zhaoshang.office.audit import log
from zhaoshang.office.audit.context import current, set_current
from zhaoshang.office.organisation.choices import ADMINISTRATORS
from zhaoshang.office.organisation.queries import holds

Answer = Callable[[HttpRequest], HttpResponseBase]
SEEN, SINCE, ENROLLED = "office_seen", "office_since", "office_second_factor"
TOUCH_EVERY = 60
"""Seconds between two notes that somebody is there: a note a request would be a write a request."""
BACKGROUND = "X-Background"
"""The header of requests that a page makes by itself; they keep nobody signed in."""


class OriginMiddleware:
    """Tells the log where a request comes from, and for which unit its user acts."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the origin set and taken back."""
        before = current()
        set_current(origin_of(request, request.user, timezone.localdate()))  # type: ignore[arg-type]
        try:
            return self.get_response(request)
        finally:
            set_current(before)


class AdministrationMiddleware:
    """Lets administrators in only from the addresses that a site has for them, where it names any
    (``OFFICE_ADMINISTRATION_FROM``; GB/T 22239-2019 8.1.4.4: addresses from which a system is managed)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or end the session and say why."""
        networks = settings.OFFICE_ADMINISTRATION_FROM
        if not networks or not request.user.is_authenticated:
            return self.get_response(request)
        if not holds(request.user, ADMINISTRATORS, timezone.localdate()):
            return self.get_response(request)
        if is_within(client_address(request), networks):
            return self.get_response(request)
        log.record("sign_out.address", request.user, request.user, succeeded=False)
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        messages.error(request, _("管理员只能从本单位规定的地址登录"))
        return redirect(request, reverse("account_login"), come_back=False)


class SessionAgeMiddleware:
    """Ends a session that nobody used for a while, and any session after a working day."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or ask to sign in again."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now, session = int(time.time()), request.session
        since = session.setdefault(SINCE, now)
        seen = session.setdefault(SEEN, now)
        if now - seen > settings.OFFICE_IDLE_MINUTES * 60:
            return self._end(request, "sign_out.idle", _("您已离开较久，为安全起见已退出，请重新登录"))
        if now - since > settings.OFFICE_SESSION_HOURS * 3600:
            return self._end(request, "sign_out.age", _("本次登录已满时限，请重新登录"))
        if now - seen >= TOUCH_EVERY and BACKGROUND not in request.headers:
            session[SEEN] = now
            UserSession.objects.create_from_request(request)
        return self.get_response(request)

    def _end(self, request: HttpRequest, action: str, words: str) -> HttpResponse:
        log.record(action, request.user, request.user)  # type: ignore[arg-type]
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        messages.info(request, words)
        return redirect(request, reverse("account_login"))


class GateMiddleware:
    """Lets nobody on who has a first or an old password to change, or a second factor to enrol."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, or show the way to what must be done first."""
        user = request.user
        if not user.is_authenticated or self._is_always_open(request.path):
            return self.get_response(request)
        left = days_left(user)
        password = reverse("account_change_password")
        if user.must_change_password and user.has_usable_password():
            return self._first(request, password, _("请先把初始口令改成您自己的口令"))
        if left is not None and left <= 0:
            return self._first(request, password, _("口令已到更换期限，请先更换"))
        if not request.session.get(ENROLLED):
            if must_enrol(user):
                return self._first(
                    request, reverse("mfa_activate_totp"), _("您的角色须启用动态口令，请先绑定")
                )
            request.session[ENROLLED] = True
        return self.get_response(request)

    def _is_always_open(self, path: str) -> bool:
        names = ("account_logout", "account_reauthenticate", "mfa_reauthenticate", "account_login")
        roots = (*(reverse(name) for name in names), settings.STATIC_URL, "/i18n/", "/language/")
        return path.startswith(roots)

    def _first(self, request: HttpRequest, to: str, words: str) -> HttpResponseBase:
        if request.path == to:
            return self.get_response(request)
        if words not in [str(m) for m in messages.get_messages(request)]:
            messages.warning(request, words)
        return redirect(request, to, come_back=False)


def redirect(request: HttpRequest, to: str, *, come_back: bool = True) -> HttpResponse:
    """Send a browser elsewhere, also where only a part of the page was asked for; and back afterwards."""
    is_part = request.headers.get("HX-Request") == "true"
    if come_back and request.method == "GET" and not is_part:
        to += "?" + urlencode({"next": request.get_full_path()})
    if is_part:
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)
