"""What people fill in to sign in, and what the security administrator fills in about accounts."""

from __future__ import annotations

import datetime
import hashlib
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts import throttle
from zhaoshang.office.accounts.adapters import begin_attempt
from zhaoshang.office.accounts.models import UsedCode, User
from zhaoshang.office.organisation.queries import today


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("用户名")
        self.fields["login"].widget.attrs.update(
            {"placeholder": "", "autofocus": True, "autocapitalize": "none", "spellcheck": "false"}
        )
        self.fields["password"].label = _("口令")
        self.fields["password"].widget.attrs["placeholder"] = ""
        self.fields["password"].help_text = ""


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The password one has and the one one wants, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, label in (
            ("oldpassword", _("现口令")),
            ("password1", _("新口令")),
            ("password2", _("再输一次新口令")),
        ):
            self.fields[field].label = label
            self.fields[field].widget.attrs["placeholder"] = ""
            self.fields[field].help_text = ""
        self.fields["password1"].help_text = "；".join(str(t) for t in password_validators_help_texts())

    def clean_oldpassword(self) -> str:
        """The password one has; wrong ones are counted as anywhere else."""
        attempt = begin_attempt(context.request, "password", self.user.username)
        typed: str = super().clean_oldpassword()
        throttle.forgive(attempt)
        return typed


class _OnceAndNotTooOften:
    """A code is looked at only when its turn has come, and works once."""

    user: User
    fields: dict[str, forms.Field]

    def _label(self) -> None:
        self.fields["code"].label = _("动态口令")
        self.fields["code"].widget.attrs.update(
            {"placeholder": "", "inputmode": "numeric", "autofocus": True, "autocomplete": "one-time-code"}
        )

    def clean_code(self) -> str:
        """The code, if it is right and new."""
        attempt = begin_attempt(context.request, "code", self.user.username)
        code: str = super().clean_code()  # type: ignore[misc]
        use_once(self.user, code)
        throttle.forgive(attempt)
        return code


def use_once(user: User, code: str) -> None:
    """Take a code as used. Raises ValidationError where it was. Two servers agree, for the database decides."""
    now = timezone.now()
    UsedCode.objects.filter(user=user, at__lt=now - datetime.timedelta(minutes=5)).delete()
    digest = hashlib.sha256("".join(code.split()).encode()).hexdigest()
    try:
        with transaction.atomic():
            UsedCode.objects.create(user=user, digest=digest, at=now)
    except IntegrityError as used:
        raise ValidationError(gettext("这个动态口令已经用过，请等下一个"), code="used") from used


class CodeForm(_OnceAndNotTooOften, AuthenticateForm):  # type: ignore[misc]
    """The second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._label()


class CodeAgainForm(_OnceAndNotTooOften, ReauthenticateForm):  # type: ignore[misc]
    """The second factor before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._label()


class EnrolForm(_OnceAndNotTooOften, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._label()


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label=_("用户名"), max_length=150, help_text=_("一人一个，不能共用；建好后不能改")
    )
    display_name = forms.CharField(label=_("姓名"), max_length=40)


class NameForm(forms.Form):
    """A person's name, corrected."""

    display_name = forms.CharField(label=_("姓名"), max_length=40)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why something is done that its owner did not do."""

    reason = forms.CharField(
        label=_("原因"), max_length=200, widget=forms.TextInput, help_text=_("写入操作日志")
    )


class LeavingForm(ReasonForm):
    """Somebody's last day, and why."""

    last_day = forms.DateField(label=_("在岗的最后一天"), widget=forms.DateInput, initial=today)
    field_order = ("last_day", "reason")
