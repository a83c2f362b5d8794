"""All that is written about accounts: by the security administrator, and by people about their own."""

from __future__ import annotations

import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts import throttle
from zhaoshang.office.accounts.attempts import attempt, check_version, insist, need_reason
from zhaoshang.office.accounts.models import FormerPassword, User
from zhaoshang.office.accounts.passwords import KEPT, first_password
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.permissions import refusal_anywhere
from zhaoshang.office.organisation.queries import manageable_accounts
from zhaoshang.office.records.flow import Refused


def create_account(by: User, username: str, display_name: str, *, today: datetime.date) -> tuple[User, str]:
    """A new account and its first password, which works for a few days and only to choose another. The account
    may do nothing before it is appointed to something. Raises Refused."""
    with attempt("account.create", by, name=username):
        insist(refusal_anywhere(by, Role.SECURITY_ADMINISTRATOR, today))
        user = new_user(username, display_name)
        password = _give_first_password(user)
        log.record("account.create", by, user, after={"username": username, "name": display_name})
    return user, password


def new_user(username: str, display_name: str) -> User:
    """An account without a password, checked but not saved. Raises Refused."""
    user = User(username=username.strip(), display_name=display_name.strip())
    if not user.username or not user.display_name:
        raise Refused(_("请填写用户名和姓名"))
    try:
        UnicodeUsernameValidator()(user.username)
    except ValidationError as wrong:
        raise Refused("；".join(wrong.messages)) from wrong
    if User.objects.filter(username__iexact=user.username).exists():
        raise Refused(_("用户名%(name)s已被使用") % {"name": user.username})
    return user


def give_first_password(user: User) -> str:
    """For the first accounts of all, which nobody is there yet to create: the command that starts an office."""
    return _give_first_password(user)


def _give_first_password(user: User) -> str:
    password = first_password()
    user.set_password(password)
    user.must_change_password = True
    user.password_changed_at = timezone.now()
    user.first_password_until = timezone.now() + datetime.timedelta(days=settings.OFFICE_FIRST_PASSWORD_DAYS)
    user.version += 1
    user.save()
    return password


def _theirs(by: User, user: User, today: datetime.date) -> User:
    """The account, locked, if it is for the security administrator to see to and not their own."""
    insist(refusal_anywhere(by, Role.SECURITY_ADMINISTRATOR, today))
    if user.pk == by.pk:
        raise Refused(_("不能办理自己的账号，请由另一位安全管理员办理"))
    if not manageable_accounts(by, today).filter(pk=user.pk).exists():
        raise Refused(_("%(user)s不在您管理的辖区") % {"user": user})
    return User.objects.select_for_update().get(pk=user.pk)


def rename(
    by: User, user: User, display_name: str, *, today: datetime.date, version: int | None = None
) -> User:
    """Correct a person's name. The user name never changes: the log knows people by it."""
    with attempt("account.rename", by, user):
        fresh = _theirs(by, user, today)
        check_version(version, fresh.version)
        if not display_name.strip():
            raise Refused(_("请填写用户名和姓名"))
        before = fresh.display_name
        if before != display_name.strip():
            fresh.display_name = display_name.strip()
            fresh.version += 1
            fresh.save()
            log.record(
                "account.rename", by, fresh, before={"name": before}, after={"name": fresh.display_name}
            )
    return fresh


def reset_password(by: User, user: User, *, reason: str, today: datetime.date) -> str:
    """A new first password to hand over in person; every session of the account ends. Raises Refused."""
    with attempt("account.reset_password", by, user):
        fresh = _theirs(by, user, today)
        need_reason(reason)
        if not fresh.is_active:
            raise Refused(_("%(user)s的账号已停用") % {"user": user})
        password = _give_first_password(fresh)
        throttle.lift(fresh)
        ended = end_every_session(fresh)
        log.record("account.reset_password", by, fresh, after={"sessions_ended": ended}, reason=reason)
    return password


def reset_second_factor(by: User, user: User, *, reason: str, today: datetime.date) -> None:
    """Take away a lost authenticator and its recovery codes; its owner enrols anew. Raises Refused."""
    with attempt("account.reset_second_factor", by, user):
        fresh = _theirs(by, user, today)
        need_reason(reason)
        if not Authenticator.objects.filter(user=fresh).delete()[0]:
            raise Refused(_("%(user)s没有启用动态口令") % {"user": user})
        ended = end_every_session(fresh)
        log.record("account.reset_second_factor", by, fresh, after={"sessions_ended": ended}, reason=reason)


def lift_waiting(by: User, user: User, *, today: datetime.date) -> None:
    """Let somebody who mistyped try again at once. Raises Refused."""
    with attempt("account.lift_waiting", by, user):
        fresh = _theirs(by, user, today)
        log.record("account.lift_waiting", by, fresh, before={"failures": throttle.lift(fresh)})


def deactivate(by: User, user: User, *, reason: str, today: datetime.date) -> User:
    """Close an account. It stays, for what it did stays; nobody signs in with it. Raises Refused."""
    with attempt("account.deactivate", by, user):
        fresh = _theirs(by, user, today)
        need_reason(reason)
        if not fresh.is_active:
            raise Refused(_("%(user)s的账号已停用") % {"user": user})
        fresh.is_active = False
        fresh.deactivated_on, fresh.deactivated_because = today, reason.strip()[:200]
        fresh.version += 1
        fresh.save()
        ended = end_every_session(fresh)
        log.record("account.deactivate", by, fresh, after={"sessions_ended": ended}, reason=reason)
    return fresh


def reactivate(by: User, user: User, *, reason: str, today: datetime.date) -> str:
    """Open a closed account again, with a new first password and without its old appointments."""
    with attempt("account.reactivate", by, user):
        fresh = _theirs(by, user, today)
        need_reason(reason)
        if fresh.is_active:
            raise Refused(_("%(user)s的账号未停用") % {"user": user})
        fresh.is_active, fresh.deactivated_on, fresh.deactivated_because = True, None, ""
        password = _give_first_password(fresh)
        log.record("account.reactivate", by, fresh, reason=reason)
    return password


def choose_password(user: User, password: str) -> None:
    """Somebody's own new password; checked by the form, and again here. Raises ValidationError."""
    validate_password(password, user)
    if not user.former_passwords.filter(encoded=user.password).exists() and user.password:
        FormerPassword.objects.create(user=user, encoded=user.password)
    user.set_password(password)
    user.must_change_password = False
    user.first_password_until = None
    user.password_changed_at = timezone.now()
    user.version += 1
    user.save()
    FormerPassword.objects.create(user=user, encoded=user.password)
    kept = user.former_passwords.values_list("pk", flat=True)[:KEPT]
    user.former_passwords.exclude(pk__in=list(kept)).delete()
    log.record("password.change", user, user)


def end_session(by: User, session: UserSession, *, today: datetime.date) -> None:
    """End a session: one's own, or, for the security administrator, another's. Raises Refused."""
    with attempt("session.end", by, session.user):
        if session.user_id != by.pk:
            _theirs(by, session.user, today)
        log.record("session.end", by, session.user, before={"address": session.ip})
        session.end()


def end_other_sessions(user: User, current: str) -> int:
    """End every session of one's own but the one at hand; how many."""
    others = UserSession.objects.filter(user=user).exclude(session_key=current)
    count = 0
    for session in others:
        session.end()
        count += 1
    log.record("session.end_others", user, user, after={"sessions_ended": count})
    return count


def end_every_session(user: User) -> int:
    """End whatever an account has open; how many."""
    count = 0
    for session in UserSession.objects.filter(user=user):
        session.end()
        count += 1
    return count
