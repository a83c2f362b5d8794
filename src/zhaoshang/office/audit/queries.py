"""Reading the log: what happened to an object, and what an administrator of the log or an auditor may see."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.log import READING
from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.organisation.queries import administered, held_by

READERS = (Role.AUDIT_ADMINISTRATOR, Role.AUDITOR)


@dataclass(frozen=True)
class Difference:
    """One value before and after."""

    field: str
    before: str
    after: str


def of(about: Model) -> QuerySet[Event]:
    """What was done to an object, the newest first. Who merely looked at it is not part of its history."""
    return of_many([about])


def of_many(objects: list[Model]) -> QuerySet[Event]:
    """What was done to any of some objects (a project and its milestones), in one query."""
    keys: dict[str, list[str]] = {}
    for about in objects:
        keys.setdefault(about._meta.label_lower, []).append(str(about.pk))
    if not keys:
        return Event.objects.none()
    which = Q()
    for kind, some in keys.items():
        which |= Q(kind=kind, key__in=some)
    return Event.objects.filter(which, succeeded=True).exclude(action__in=READING)


def readers_of(about: Model) -> QuerySet[Event]:
    """Who looked at an object or took it away."""
    return Event.objects.filter(kind=about._meta.label_lower, key=str(about.pk), action__in=READING)


def codes_read(user: User, day: datetime.date) -> frozenset[str] | None:
    """The codes of the jurisdictions whose log somebody may read; None where they may read none.

    Events of no jurisdiction (the office's own) carry the empty code, and are for who looks after a jurisdiction
    that has none above it."""
    keys = administered(user, Role.AUDIT_ADMINISTRATOR, day)
    auditing = {h.unit.jurisdiction_id for h in held_by(user, day) if h.role == Role.AUDITOR}
    if not keys and not auditing:
        return None
    below = Q(above__in=auditing, read_from_above=True)
    found = list(Jurisdiction.objects.filter(Q(pk__in={*keys, *auditing}) | below))
    codes = {j.code for j in found}
    if any(j.above_id is None for j in found):
        codes.add("")
    return frozenset(codes)


def visible(user: User, day: datetime.date) -> QuerySet[Event]:
    """The events that somebody may read."""
    codes = codes_read(user, day)
    return Event.objects.none() if codes is None else Event.objects.filter(jurisdiction__in=codes)


def differences(event: Event) -> list[Difference]:
    """What an event says was otherwise before, a value a line."""
    before, after = _values(event.before), _values(event.after)
    return [
        Difference(key, _text(before.get(key)), _text(after.get(key)))
        for key in dict.fromkeys((*before, *after))
    ]


def _values(written: str) -> dict[str, object]:
    if not written:
        return {}
    found = json.loads(written)
    return found if isinstance(found, dict) else {"": found}


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
