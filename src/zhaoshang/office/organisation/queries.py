"""Who is what on a day, and what each may see. Nothing here writes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import ADMINISTRATORS, VERIFIERS, Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit, UnitName


@dataclass(frozen=True)
class Held:
    """A role held in a unit on a day; ``instead_of`` names the user on leave who is stood in for."""

    role: Role
    unit: Unit
    instead_of: int | None = None

    @property
    def stands_in(self) -> bool:
        """Whether it is held only for somebody on leave."""
        return self.instead_of is not None


READS_ALL = frozenset(
    {*VERIFIERS, Role.LEADER, Role.ORGANISATION_DEPARTMENT, Role.AUDITOR, Role.PANEL_REVIEWER}
)
"""Roles that read every unit's records of their jurisdiction."""


def appointments_on(day: datetime.date, path: str = "") -> Q:
    """The condition on appointments whose own days hold a day; ``path`` leads to the appointment."""
    last = f"{path}last_day"
    return Q(**{f"{path}first_day__lte": day}) & (Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": day}))


def in_force(day: datetime.date) -> Q:
    """The condition on appointments that count on a day. A stand-in's counts only while the leave lasts and the
    one stood in for holds the role, whatever days were written into it."""
    own_right = Q(stands_in_for__isnull=True)
    on_leave = Q(leave__first_day__lte=day, leave__last_day__gte=day, stands_in_for__user__is_active=True)
    return appointments_on(day) & (own_right | (on_leave & appointments_on(day, "stands_in_for__")))


def kept_with(user: User, name: str) -> dict[Any, Any]:
    """What is kept with a person for as long as a request lasts. Through ``setattr``: ``request.user`` is a lazy
    stand-in with a ``__dict__`` of its own, and what was kept there was asked again of the person it stands for."""
    kept: dict[Any, Any] | None = getattr(user, name, None)
    if kept is None:
        kept = {}
        setattr(user, name, kept)
    return kept


def held_by(user: User, day: datetime.date) -> tuple[Held, ...]:
    """Every role that somebody holds on a day. Kept with the user object, for one request asks often."""
    if not user.is_authenticated or not user.is_active:
        return ()
    kept: dict[datetime.date, tuple[Held, ...]] = kept_with(user, "_held")
    if day not in kept:
        found = (
            Appointment.objects.filter(in_force(day), user=user)
            .select_related("unit__jurisdiction")
            .annotate(instead_of=F("stands_in_for__user"))
            .order_by("id")
        )
        kept[day] = tuple(Held(Role(a.role), a.unit, a.instead_of) for a in found)  # type: ignore[attr-defined]
    return kept[day]


def holds(user: User, roles: Iterable[Role], day: datetime.date) -> bool:
    """Whether somebody holds any of some roles, anywhere."""
    wanted = frozenset(roles)
    return any(h.role in wanted for h in held_by(user, day))


def successor(unit: Unit) -> Unit:
    """The unit that a unit has become, through every merger; itself where there was none."""
    seen = {unit.pk}
    while unit.merged_into is not None and unit.merged_into_id not in seen:
        unit = unit.merged_into
        seen.add(unit.pk)
    return unit


def with_predecessors(units: Iterable[int]) -> frozenset[int]:
    """Units and all that were merged into them, whose records they read."""
    found = set(units)
    new = found
    while new:
        new = set(Unit.objects.filter(merged_into__in=new).values_list("pk", flat=True)) - found
        found |= new
    return frozenset(found)


def with_predecessors_for(user: User, units: Iterable[int]) -> frozenset[int]:
    """The same, kept with the user object as what is held is: one page asks it for list after list."""
    kept: dict[frozenset[int], frozenset[int]] = kept_with(user, "_predecessors")
    asked = frozenset(units)
    if asked not in kept:
        kept[asked] = with_predecessors(asked)
    return kept[asked]


def _held_in(user: User, unit: Unit, day: datetime.date) -> tuple[Held, ...]:
    kept: dict[Any, tuple[Held, ...]] = kept_with(user, "_held_in")
    asked = (unit.pk, unit.merged_into_id, day)
    if asked not in kept:  # a list asks it of record after record of one unit
        keys = {unit.pk}
        if unit.merged_into_id is not None:
            keys.add(successor(unit).pk)
        kept[asked] = tuple(h for h in held_by(user, day) if h.unit.pk in keys)
    return kept[asked]


def roles_in(user: User, unit: Unit, day: datetime.date) -> frozenset[Role]:
    """The roles that somebody holds in a unit, or in the one it was merged into."""
    return frozenset(h.role for h in _held_in(user, unit, day))


def roles_in_jurisdiction(user: User, jurisdiction: Jurisdiction, day: datetime.date) -> frozenset[Role]:
    """The roles that somebody holds in any unit of a jurisdiction."""
    return frozenset(h.role for h in held_by(user, day) if h.unit.jurisdiction_id == jurisdiction.pk)


def acting_for_in(user: User, role: Role, unit: Unit, day: datetime.date) -> frozenset[int]:
    """Whose hand a person's is when acting in a role in a unit: their own, and, where they hold the role only
    as a stand-in, that of whoever is on leave. What one of them did, another may not check."""
    return _hands(user, (h for h in _held_in(user, unit, day) if h.role == role))


def acting_for(user: User, role: Role, jurisdiction: Jurisdiction, day: datetime.date) -> frozenset[int]:
    """The same for a role in any unit of a jurisdiction."""
    held = (h for h in held_by(user, day) if h.role == role and h.unit.jurisdiction_id == jurisdiction.pk)
    return _hands(user, held)


def _hands(user: User, held: Iterable[Held]) -> frozenset[int]:
    stood_for = [h.instead_of for h in held]
    if None in stood_for:  # held in one's own right as well
        return frozenset({user.pk})
    return frozenset({user.pk, *(pk for pk in stood_for if pk is not None)})


def readable_jurisdictions(user: User, day: datetime.date) -> QuerySet[Jurisdiction]:
    """Jurisdictions in whose records somebody may read anything: their own, and those below that allow it."""
    held = held_by(user, day)
    own = {h.unit.jurisdiction_id for h in held if h.role not in ADMINISTRATORS}
    reading = {h.unit.jurisdiction_id for h in held if h.role in READS_ALL}
    below = Q(above__in=reading, read_from_above=True)
    return Jurisdiction.objects.filter(Q(pk__in=own) | below)


def visible_records(user: User, day: datetime.date, unit: str = "unit") -> Q:
    """The condition under which records are seen: their own unit's and its predecessors', or all of a
    jurisdiction that one reads.

    ``unit`` is the path from the record to its unit.
    """
    held = held_by(user, day)
    units = {h.unit.pk for h in held if h.role not in ADMINISTRATORS}
    whole = {h.unit.jurisdiction_id for h in held if h.role in READS_ALL}
    if units and not all(h.unit.jurisdiction_id in whole for h in held):
        units = set(with_predecessors_for(user, units))
    if not whole:
        return Q(**{f"{unit}__in": units})
    # A list of the units, not joins: units are few, and the records then keep the order of their indexes.
    below = Q(jurisdiction__above__in=whole, jurisdiction__read_from_above=True)
    seen = Unit.objects.filter(Q(pk__in=units) | Q(jurisdiction__in=whole) | below)
    return Q(**{f"{unit}__in": seen.order_by().values("pk")})


def administered(user: User, role: Role, day: datetime.date) -> frozenset[int]:
    """The jurisdictions that somebody administers in a role: those they are appointed in, and all below."""
    found = {h.unit.jurisdiction_id for h in held_by(user, day) if h.role == role}
    new = found
    while new:
        new = set(Jurisdiction.objects.filter(above__in=new).values_list("pk", flat=True)) - found
        found |= new
    return frozenset(found)


def open_on(day: datetime.date) -> Q:
    """The condition on units that exist on a day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def name_on(unit: Unit, day: datetime.date) -> str:
    """The name that a unit bore on a day."""
    former = unit.names.filter(until__gte=day).order_by("until").first()
    return unit.name if former is None else former.name


def unit_named(jurisdiction: Jurisdiction, name: str) -> Unit | None:
    """The unit that has, or had, a name or alias; the one it was merged into where it is no more."""
    found = Unit.objects.filter(jurisdiction=jurisdiction, name=name).first()
    if found is None:
        known = UnitName.objects.filter(unit__jurisdiction=jurisdiction, name=name).select_related("unit")
        first = known.order_by("-until", "id").first()
        found = None if first is None else first.unit
    return None if found is None else successor(found)


def manageable_accounts(user: User, day: datetime.date) -> QuerySet[User]:
    """The accounts that a security administrator looks after: those appointed, at any time, in what they
    administer, and those not yet appointed anywhere."""
    keys = administered(user, Role.SECURITY_ADMINISTRATOR, day)
    if not keys:
        return User.objects.none()
    here = Appointment.objects.filter(unit__jurisdiction__in=keys).values("user")
    anywhere = Appointment.objects.values("user")
    return User.objects.filter(Q(pk__in=here) | ~Q(pk__in=anywhere))


def today() -> datetime.date:
    """The day on the office's wall; views ask it once and hand it on."""
    return timezone.localdate()
