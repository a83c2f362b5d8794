"""What a password must be, and how long it lasts (GB/T 22239-2019 8.1.4.1 a)."""

from __future__ import annotations

import datetime
import secrets
import string

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User

KEPT = 5
"""How many former passwords may not come back."""
_EASY_TO_READ = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lIo")
_SIGNS = "-+=?@#%"


def classes_of(password: str) -> int:
    """How many of four classes of characters there are: capitals, small letters, digits, anything else."""
    return sum(
        (
            any(c.isascii() and c.isupper() for c in password),
            any(c.isascii() and c.islower() for c in password),
            any(c.isdigit() for c in password),
            any(not (c.isascii() and c.isalnum()) for c in password),
        )
    )


class LengthAndClasses:
    """At least ten characters, of at least three of the four classes."""

    def __init__(self, length: int = 10, classes: int = 3) -> None:
        self.length, self.classes = length, classes

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError with everything that is wrong."""
        wrong = []
        if len(password) < self.length:
            wrong.append(ValidationError(_("口令至少%(n)d个字符") % {"n": self.length}, code="too_short"))
        if classes_of(password) < self.classes:
            wrong.append(
                ValidationError(
                    _("口令须含大写字母、小写字母、数字、符号中的至少%(n)d类") % {"n": self.classes},
                    code="too_few_classes",
                )
            )
        if wrong:
            raise ValidationError(wrong)

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("至少%(n)d个字符，含大写字母、小写字母、数字、符号中的至少%(k)d类") % {
            "n": self.length,
            "k": self.classes,
        }


class NotTheName:
    """The password does not hold the user name, forwards or backwards, nor the person's name."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where it does."""
        if user is None:
            return
        said = password.casefold()
        for name in (user.username.casefold(), user.display_name.casefold()):
            if len(name) > 1 and (name in said or name[::-1] in said):
                raise ValidationError(_("口令不能包含用户名或姓名"), code="holds_the_name")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("不包含用户名或姓名")


class NotUsedBefore:
    """The password is none of the last five."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError where it was used."""
        if user is None or user.pk is None:
            return
        former = [f.encoded for f in user.former_passwords.all()[:KEPT]]
        if user.password not in former:
            former.insert(0, user.password)
        if any(check_password(password, encoded) for encoded in former[:KEPT]):
            raise ValidationError(_("不能使用最近%(n)d次用过的口令") % {"n": KEPT}, code="used_before")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("不与最近%(n)d次用过的口令相同") % {"n": KEPT}


def first_password() -> str:
    """A random password to be read out and typed once: twelve characters of all four classes, none of which is
    mistaken for another."""
    while True:
        made = [secrets.choice(_EASY_TO_READ) for _place in range(11)]
        made.insert(3 + secrets.randbelow(6), secrets.choice(_SIGNS))
        password = "".join(made)
        if classes_of(password) == 4:
            return password


def days_left(user: User, now: datetime.datetime | None = None) -> int | None:
    """In how many days a password must be changed; 0 or less where it must be now; None where there is no
    password (single sign-on), or the site sets no term."""
    term: int = settings.OFFICE_PASSWORD_DAYS
    if not term or not user.has_usable_password():
        return None
    since = user.password_changed_at or user.date_joined
    return term - ((now or timezone.now()) - since).days
