"""All that is written about who is appointed to what, who is away, and who stands in."""

from __future__ import annotations

import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from zhaoshang.office.accounts import services as accounts
from zhaoshang.office.accounts.attempts import attempt, check_version, insist, need_reason
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Leave, Unit
from zhaoshang.office.organisation.permissions import conflict, misplaced, refusal
from zhaoshang.office.organisation.queries import manageable_accounts
from zhaoshang.office.records.flow import Refused

Day = datetime.date


def appoint(
    by: User, user: User, unit: Unit, role: Role, first_day: Day, last_day: Day | None = None, *, today: Day
) -> Appointment:
    """Appoint somebody to a role in a unit. Raises Refused."""
    with attempt("appointment.create", by, user):
        _by_the_security_administrator(by, user, unit, today)
        made = Appointment(user=user, unit=unit, role=role, first_day=first_day, last_day=last_day)
        insist(misplaced(role, unit))
        _sensible(made)
        made.save()
        log.record("appointment.create", by, made, after=_words(made))
    return made


def end_appointment(
    by: User, appointment: Appointment, last_day: Day, *, reason: str, today: Day, version: int | None = None
) -> Appointment:
    """Say on which day an appointment ends, or ended; whoever stands in for it ends with it. Raises Refused."""
    with attempt("appointment.end", by, appointment):
        fresh = Appointment.objects.select_for_update().get(pk=appointment.pk)
        _by_the_security_administrator(by, fresh.user, fresh.unit, today)
        check_version(version, fresh.version)
        need_reason(reason)
        if fresh.last_day is not None and fresh.last_day < last_day:
            raise Refused(_("任职已于%(day)s结束，不能延长；请另行任命") % {"day": fresh.last_day})
        if last_day < fresh.first_day - datetime.timedelta(days=1):
            raise Refused(_("结束日期早于开始日期"))
        before = {"last_day": fresh.last_day}
        _end(Appointment.objects.filter(Q(pk=fresh.pk) | Q(stands_in_for=fresh)), last_day)
        fresh.refresh_from_db()
        log.record("appointment.end", by, fresh, before=before, after=_words(fresh), reason=reason)
    return fresh


def take_leave(by: User, user: User, first_day: Day, last_day: Day, *, today: Day, note: str = "") -> Leave:
    """Write down that somebody is away. It gives nobody anything; standing in is a step of its own."""
    with attempt("leave.create", by, user):
        _of_an_own_account(by, user, today)
        if last_day < first_day:
            raise Refused(_("结束日期早于开始日期"))
        if user.leaves.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
            raise Refused(_("与已登记的请假重叠"))
        leave = Leave.objects.create(user=user, first_day=first_day, last_day=last_day, note=note)
        log.record("leave.create", by, leave, after={"first_day": first_day, "last_day": last_day})
    return leave


def end_leave(by: User, leave: Leave, last_day: Day, *, today: Day) -> Leave:
    """Shorten a leave: somebody is back early. Whoever stands in stops with it."""
    with attempt("leave.end", by, leave):
        fresh = Leave.objects.select_for_update().get(pk=leave.pk)
        _of_an_own_account(by, fresh.user, today)
        if last_day > fresh.last_day:
            raise Refused(_("请假只能缩短；延长请另行登记"))
        before = {"last_day": fresh.last_day}
        fresh.last_day = max(last_day, fresh.first_day - datetime.timedelta(days=1))
        fresh.save()
        _end(Appointment.objects.filter(leave=fresh), fresh.last_day)
        log.record("leave.end", by, fresh, before=before, after={"last_day": fresh.last_day})
    return fresh


def stand_in(
    by: User,
    user: User,
    appointment: Appointment,
    leave: Leave,
    first_day: Day,
    last_day: Day,
    *,
    today: Day,
) -> Appointment:
    """Let somebody hold another's role in the same unit while that one is on leave: for days of the leave only,
    and never more than the one stood in for holds. Raises Refused."""
    with attempt("appointment.stand_in", by, user):
        _by_the_security_administrator(by, user, appointment.unit, today)
        if leave.user_id != appointment.user_id:
            raise Refused(_("这次请假不是%(user)s的") % {"user": appointment.user})
        if user.pk == appointment.user_id:
            raise Refused(_("自己不能代理自己"))
        if appointment.stands_in_for_id is not None:
            raise Refused(_("代理不能再由他人代理"))
        if first_day < leave.first_day or last_day > leave.last_day:
            raise Refused(
                _("代理只能在请假期间（%(from)s至%(to)s）") % _days(leave.first_day, leave.last_day)
            )
        if first_day < appointment.first_day or (appointment.last_day and last_day > appointment.last_day):
            raise Refused(_("代理不能超出被代理人的任期"))
        if Appointment.objects.filter(
            user=user, role=appointment.role, unit=appointment.unit, stands_in_for__isnull=True
        ).filter(_overlap(first_day, last_day)).exists():  # fmt: skip
            raise Refused(_("%(user)s本来就任此职，无须代理") % {"user": user})
        made = Appointment(
            user=user, unit=appointment.unit, role=appointment.role, first_day=first_day, last_day=last_day,
            stands_in_for=appointment, leave=leave,
        )  # fmt: skip
        _sensible(made)
        made.save()
        log.record("appointment.stand_in", by, made, after=_words(made))
    return made


def leave_office(by: User, user: User, last_day: Day, *, reason: str, today: Day) -> User:
    """Somebody has left: every appointment ends, nobody stands in for them, and the account is closed."""
    with attempt("account.leave", by, user):
        _of_an_own_account(by, user, today)
        need_reason(reason)
        ended = _end(Appointment.objects.filter(Q(user=user) | Q(stands_in_for__user=user)), last_day)
        closed = accounts.deactivate(by, user, reason=reason, today=today)
        log.record("account.leave", by, closed, after={"appointments_ended": ended}, reason=reason)
    return closed


def _by_the_security_administrator(by: User, user: User, unit: Unit, today: Day) -> None:
    insist(refusal(by, Role.SECURITY_ADMINISTRATOR, unit.jurisdiction, today))
    if user.pk == by.pk:
        raise Refused(_("不能办理自己的任职"))
    if not user.is_active:
        raise Refused(_("%(user)s的账号已停用") % {"user": user})


def _of_an_own_account(by: User, user: User, today: Day) -> None:
    if not manageable_accounts(by, today).filter(pk=user.pk).exists():
        raise Refused(_("只有所在辖区的%(role)s可以办理") % {"role": Role.SECURITY_ADMINISTRATOR.label})
    if user.pk == by.pk:
        raise Refused(_("不能办理自己的任职"))


def _overlap(first_day: Day, last_day: Day | None) -> Q:
    begun = Q() if last_day is None else Q(first_day__lte=last_day)
    return begun & (Q(last_day__isnull=True) | Q(last_day__gte=first_day))


def _sensible(made: Appointment) -> None:
    """Days in order, inside the unit's, not twice, and with no role that excludes it at the same time."""
    if made.last_day is not None and made.last_day < made.first_day:
        raise Refused(_("结束日期早于开始日期"))
    unit = made.unit
    if unit.valid_to is not None and (made.last_day is None or made.last_day > unit.valid_to):
        raise Refused(_("%(unit)s已于%(day)s停用") % {"unit": unit.name, "day": unit.valid_to})
    User.objects.select_for_update().get(pk=made.user_id)  # two appointments at once would not see each other
    beside = list(
        Appointment.objects.filter(_overlap(made.first_day, made.last_day), user=made.user).exclude(
            pk=made.pk
        )
    )
    insist(conflict({Role(made.role), *(Role(a.role) for a in beside)}))
    if any(
        (a.role, a.unit_id, a.stands_in_for_id) == (made.role, unit.pk, made.stands_in_for_id) for a in beside
    ):
        raise Refused(_("%(user)s在这段时间已任此职") % {"user": made.user})


def _end(running: QuerySet[Appointment], last_day: Day) -> int:
    """End those that would run on past a day; one that would only begin later then never begins."""
    late = running.filter(Q(last_day__isnull=True) | Q(last_day__gt=last_day))
    ended: int = late.update(last_day=last_day, version=F("version") + 1)
    return ended


def _days(first_day: Day, last_day: Day) -> dict[str, Day]:
    return {"from": first_day, "to": last_day}


def _words(appointment: Appointment) -> dict[str, object]:
    words: dict[str, object] = {
        "user": appointment.user.username, "unit": appointment.unit.name, "role": appointment.role,
        "first_day": appointment.first_day, "last_day": appointment.last_day,
    }  # fmt: skip
    if appointment.stands_in_for is not None:
        words["stands_in_for"] = appointment.stands_in_for.user.username
    return words
