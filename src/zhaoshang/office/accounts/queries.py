"""What is read about accounts. Nothing here writes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import ADMINISTRATORS, VERIFIERS, Role
from zhaoshang.office.organisation.queries import holds, manageable_accounts

UNUSED_DAYS = 90
SECOND_FACTOR_ROLES: tuple[Role, ...] = (*VERIFIERS, *ADMINISTRATORS)
"""Who must have a second factor where the site asks for one (GB/T 22239-2019 8.1.4.1 d)."""


def listed(user: User, day: datetime.date) -> QuerySet[User]:
    """The accounts that a security administrator looks after, with whether they have a second factor."""
    totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        manageable_accounts(user, day)
        .annotate(has_second_factor=Exists(totp))
        .prefetch_related("appointments__unit", "appointments__stands_in_for")
    )


def unused(accounts: QuerySet[User], now: datetime.datetime | None = None) -> QuerySet[User]:
    """Open accounts that nobody has used for 90 days, those never used included."""
    before = (now or timezone.now()) - datetime.timedelta(days=UNUSED_DAYS)
    never = Q(last_login__isnull=True, date_joined__lt=before)
    return accounts.filter(Q(last_login__lt=before) | never, is_active=True)


def sessions_of(user: User) -> list[UserSession]:
    """What an account has open, the latest first; what has run out is forgotten. A session that was begun under
    another password is as good as run out. The sign-in library's own list asks three times for each session."""
    listed = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    stored = Session.objects.filter(
        session_key__in=[session.session_key for session in listed], expire_date__gt=timezone.now()
    )
    open_ones = {session.session_key for session in stored if _belongs_to(user, session.get_decoded())}
    gone = [session.pk for session in listed if session.session_key not in open_ones]
    if gone:
        UserSession.objects.filter(pk__in=gone).delete()
    return [session for session in listed if session.session_key in open_ones]


def _belongs_to(user: User, said: Mapping[str, object]) -> bool:
    """Whether a session's content is of somebody who signed in with the password of now."""
    if said.get(SESSION_KEY) != str(user.pk):
        return False
    theirs = str(said.get(HASH_SESSION_KEY, ""))
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return any(constant_time_compare(theirs, each) for each in hashes)


def needs_second_factor(user: User, day: datetime.date) -> bool:
    """Whether somebody must have a second factor, by what they are appointed to."""
    return bool(settings.OFFICE_SECOND_FACTOR) and holds(user, SECOND_FACTOR_ROLES, day)


def has_second_factor(user: User) -> bool:
    """Whether somebody has enrolled an authenticator."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())
