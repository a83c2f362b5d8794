"""The periodic jobs that are the office's own."""

from __future__ import annotations

import datetime

from zhaoshang.office import ticking

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
TOLD_AGAIN_AFTER = datetime.timedelta(days=30)


def register() -> None:
    """Have them done."""
    ticking.register("sessions", datetime.timedelta(minutes=10), end_sessions)
    ticking.register("appointments", HOUR, tell_expired_appointments)
    ticking.register("unused accounts", DAY, tell_unused_accounts)
    ticking.register("witness", HOUR, witness)
    ticking.register("verify", DAY, verify)
    ticking.register("retention", DAY, remove_old)
    ticking.register("uploads", DAY, delete_uploads)


def end_sessions(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """Forget sessions that have run out, so that neither they nor their list are left lying about."""
    from allauth.usersessions.models import UserSession
    from django.contrib.sessions.models import Session

    Session.objects.filter(expire_date__lt=now).delete()
    gone, _by_model = UserSession.objects.exclude(session_key__in=Session.objects.values("pk")).delete()
    return f"{gone} sessions" if gone else None


def tell_expired_appointments(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """An event for every appointment and stand-in that ended since the last time. They end by their dates alone;
    this only writes it down."""
    from django.utils import timezone

    from zhaoshang.office.audit import log
    from zhaoshang.office.organisation.models import Appointment

    today = timezone.localdate(now)
    first = today - DAY if since is None else timezone.localdate(since)
    ended = Appointment.objects.filter(last_day__gte=first, last_day__lt=today).select_related("user", "unit")
    for appointment in ended:
        told = {"last_day": appointment.last_day, "stand_in": appointment.stands_in_for_id is not None}
        log.record("appointment.expired", None, appointment, after=told)
    return f"{len(ended)} appointments" if ended else None


def tell_unused_accounts(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """An event for every open account that nobody has used for long, once a month, until somebody closes it."""
    from zhaoshang.office.accounts.models import User
    from zhaoshang.office.accounts.queries import unused
    from zhaoshang.office.audit import log
    from zhaoshang.office.audit.models import Event

    recent = Event.objects.filter(action="account.unused", at__gt=now - TOLD_AGAIN_AFTER)
    known = set(recent.values_list("key", flat=True))
    found = [user for user in unused(User.objects.all(), now) if str(user.pk) not in known]
    for user in found:
        log.record("account.unused", None, user, after={"last_login": user.last_login})
    return f"{len(found)} accounts" if found else None


def witness(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """Write the end of the log down outside of the database."""
    from zhaoshang.office.audit import chain

    number = chain.witness()
    return None if number is None else f"event {number}"


def verify(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """Walk the log; a broken one is told of in the log itself and makes the job fail."""
    from zhaoshang.office.audit import services

    walked = services.verify(None)
    return f"{walked.count} events hold" if walked.holds else f"BROKEN: {walked.broken}"


def remove_old(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """Archive and remove events older than is kept."""
    from zhaoshang.office.audit import retention

    removed = retention.remove_old(now)
    return None if removed is None else f"{removed.count} events to {removed.file.name}"


def delete_uploads(now: datetime.datetime, since: datetime.datetime | None) -> str | None:
    """Delete spreadsheets that were handed in longer ago than they are kept; what was taken in of them stays."""
    from zhaoshang.office.exchange.services import delete_old_uploads

    gone = delete_old_uploads(now)
    return f"{gone} uploads" if gone else None
