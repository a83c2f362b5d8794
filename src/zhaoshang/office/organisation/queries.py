"""Who is what on a day, and what each may see. Nothing here writes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import ADMINISTRATORS, VERIFIERS, Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit


@dataclass(frozen=True)
class Held:
    """A role held in a unit on a day; ``stands_in`` for somebody on leave."""

    role: Role
    unit: Unit
    stands_in: bool = False


READS_ALL = frozenset(
    {*VERIFIERS, Role.LEADER, Role.ORGANISATION_DEPARTMENT, Role.AUDITOR, Role.PANEL_REVIEWER}
)
"""Roles that read every unit's records of their jurisdiction."""


def appointments_on(day: datetime.date) -> Q:
    """The condition on appointments in force on a day."""
    return Q(first_day__lte=day) & (Q(last_day__isnull=True) | Q(last_day__gte=day))


def held_by(user: User, day: datetime.date) -> tuple[Held, ...]:
    """Every role that somebody holds on a day. Kept with the user object, for one request asks often."""
    if not user.is_authenticated or not user.is_active:
        return ()
    kept: dict[datetime.date, tuple[Held, ...]] = user.__dict__.setdefault("_held", {})
    if day not in kept:
        found = (
            Appointment.objects.filter(appointments_on(day), user=user)
            .select_related("unit", "unit__jurisdiction")
            .order_by("id")
        )
        kept[day] = tuple(Held(Role(a.role), a.unit, a.stands_in_for_id is not None) for a in found)
    return kept[day]


def roles_in(user: User, unit: Unit, day: datetime.date) -> frozenset[Role]:
    """The roles that somebody holds in one unit."""
    return frozenset(h.role for h in held_by(user, day) if h.unit.pk == unit.pk)


def roles_in_jurisdiction(user: User, jurisdiction: Jurisdiction, day: datetime.date) -> frozenset[Role]:
    """The roles that somebody holds in any unit of a jurisdiction."""
    return frozenset(h.role for h in held_by(user, day) if h.unit.jurisdiction_id == jurisdiction.pk)


def readable_jurisdictions(user: User, day: datetime.date) -> QuerySet[Jurisdiction]:
    """Jurisdictions in whose records somebody may read anything: their own, and those below that allow it."""
    held = held_by(user, day)
    own = {h.unit.jurisdiction_id for h in held if h.role not in ADMINISTRATORS}
    reading = {h.unit.jurisdiction_id for h in held if h.role in READS_ALL}
    below = Q(above__in=reading, read_from_above=True)
    return Jurisdiction.objects.filter(Q(pk__in=own) | below)


def visible_records(user: User, day: datetime.date, unit: str = "unit") -> Q:
    """The condition under which records are seen: their own unit's, or all of a jurisdiction that one reads.

    ``unit`` is the path from the record to its unit.
    """
    held = held_by(user, day)
    units = {h.unit.pk for h in held if h.role not in ADMINISTRATORS}
    whole = {h.unit.jurisdiction_id for h in held if h.role in READS_ALL}
    seen = Q(**{f"{unit}__in": units}) | Q(**{f"{unit}__jurisdiction__in": whole})
    return seen | Q(
        **{f"{unit}__jurisdiction__above__in": whole, f"{unit}__jurisdiction__read_from_above": True}
    )
