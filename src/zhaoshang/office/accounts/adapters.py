"""How the office signs people in: where django-allauth asks, this answers."""

from __future__ import annotations

import base64
import math
import secrets
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.accounts import services, throttle
from zhaoshang.office.accounts.addresses import client_address
from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.origins import origin_of
from zhaoshang.office.accounts.queries import has_second_factor, needs_second_factor
from zhaoshang.office.audit import log
from zhaoshang.office.audit.context import set_current

DEVICE_COOKIE = "office_device"
DEVICE_AGE = 400 * 24 * 3600
SIGNED_IN = "office_signed_in"
REAUTHENTICATION_SECONDS = 300


def place_of(request: HttpRequest) -> throttle.Place:
    """Where a request comes from, as the throttle counts it."""
    return throttle.Place.of(client_address(request), request.COOKIES.get(DEVICE_COOKIE, ""))


def written_name(typed: str, user: User | None) -> str:
    """A user name as the log has it: in full only if there is one, for people type their password there too."""
    typed = typed.strip()
    return user.username if user is not None else f"{typed[:2]}…（{len(typed)}）"


def begin_attempt(request: HttpRequest, kind: str, username: str) -> throttle.Attempt:
    """Begin an attempt at a password or code. Raises ValidationError where one has to wait, without looking at
    what was typed."""
    attempt = throttle.begin(kind, username, place_of(request))
    user = User.objects.filter(username__iexact=username.strip()).first()
    shown = written_name(username, user)
    if attempt.is_refused:
        log.record(
            "sign_in.wait",
            None,
            user,
            name=written_name(username, user),
            reason=str(attempt.wait),
            succeeded=False,
        )
        minutes = max(1, math.ceil(attempt.wait.total_seconds() / 60))
        raise ValidationError(_("尝试次数过多，请%(n)d分钟后再试") % {"n": minutes}, code="wait")
    if attempt.alarm:
        log.record("sign_in.under_attack", None, user, name=shown, succeeded=False)
    return attempt


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """User name and password, throttled, written down; no sign-up and no e-mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("用户名或口令不对"),
        "incorrect_password": gettext_lazy("口令不对"),
        "enter_current_password": gettext_lazy("现口令不对"),
        "same_as_current": gettext_lazy("新口令与现口令相同"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made by the security administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address, as the log has it too."""
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is looked at: may it be tried at all?"""
        self._attempt = begin_attempt(request, "password", credentials.get("username", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The user whose password it is; in that case what went wrong before here is forgiven."""
        self._login_failed_rl_usage = None
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            throttle.forgive(self._attempt)
        return user

    def _rollback_login_failed_rl_usage(self) -> None:
        """Nothing to roll back: ``authenticate`` forgives."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or no such user."""
        name = credentials.get("username", "")
        user = User.objects.filter(username__iexact=name).first()
        shown = written_name(name, user)
        log.record("sign_in", None, user, name=shown, reason=_("口令错误或无此用户"), succeeded=False)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The password was right. A first password that has run out is none, and a closed account opens to nobody."""
        if not user.is_active:
            log.record("sign_in", user, user, reason=_("账号已停用"), succeeded=False)
        elif (
            user.must_change_password
            and user.first_password_until is not None
            and user.first_password_until < timezone.now()
        ):
            log.record("sign_in", user, user, reason=_("初始口令已过期"), succeeded=False)
            messages.error(request, _("初始口令已过期，请联系安全管理员重新设置"))
            return HttpResponseRedirect(reverse("account_login"))
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Signed in: write it down, and know the device from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        request.session[SIGNED_IN] = int(time.time())
        token = request.COOKIES.get(DEVICE_COOKIE) or secrets.token_urlsafe(32)
        throttle.remember(user, throttle.Place.of(client_address(request), token))
        response.set_cookie(
            DEVICE_COOKIE, token, max_age=DEVICE_AGE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
        set_current(origin_of(request, user, timezone.localdate()))  # until now it was nobody's request
        log.record("sign_in", user, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Signed out."""
        if request.user.is_authenticated:
            log.record("sign_out", request.user, request.user)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        """A password that its owner chose."""
        services.choose_password(user, password)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Signing in and out show for themselves."""
        template = args[0] if args else kwargs.get("message_template", "")
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(request, level, *args, **kwargs)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no e-mail; the log has it."""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not of somebody who has signed in just now: the password was asked for a moment ago."""
        session = context.request.session
        if time.time() - session.get(SIGNED_IN, 0) < REAUTHENTICATION_SECONDS:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To where one was going."""
        return reverse("accounts:profile")


def _box() -> MultiFernet:
    keys = []
    for secret in (str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)):
        derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"office second factor").derive(secret.encode())
        keys.append(Fernet(base64.urlsafe_b64encode(derived)))
    return MultiFernet(keys)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator secrets are kept encrypted, and who must have one does not put it away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("动态口令不对"),
        "cannot_delete_authenticator": gettext_lazy("您的角色须启用动态口令，不能解除"),
    }

    def encrypt(self, text: str) -> str:
        """For the database (GB/T 22239-2019 8.1.4.8 b)."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """From the database."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        """What the authenticator shows."""
        return str(user.username)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not where the role demands it; a lost one is reset by the security administrator."""
        return not needs_second_factor(authenticator.user, timezone.localdate())

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """There is no e-mail; the log has it."""


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The site's own identity provider (OIDC) says who somebody is; the office says whether they have an account."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts are made by the security administrator."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join an identity to the account of the same user name, the first time it comes."""
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data or {}
        claims = {**claims, **claims.get("userinfo", {}), **claims.get("id_token", {})}
        name = str(claims.get(settings.OFFICE_OIDC_USERNAME, "")).strip()
        user = User.objects.filter(username__iexact=name, is_active=True).first() if name else None
        if user is None:
            log.record(
                "sign_in", None, name=name, reason=_("统一身份认证的用户在本系统没有账号"), succeeded=False
            )
            messages.error(request, _("您在本系统还没有账号，请联系安全管理员"))
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        sociallogin.connect(request, user)
        log.record("account.single_sign_on", user, user, after={"provider": sociallogin.account.provider})


def must_enrol(user: User) -> bool:
    """Whether somebody has yet to enrol the second factor that their role demands."""
    return needs_second_factor(user, timezone.localdate()) and not has_second_factor(user)
