"""What waits for a person: records of every kind that they may sign or verify now, and their own sent back.

The question who may do so is answered by ``records.permissions``; here the database only leaves out most of
what they surely may not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.apps import apps
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import VERIFIERS, Role
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import held_by, kept_with, today
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.models import Record
from zhaoshang.office.records.permissions import may
from zhaoshang.office.web.addresses import page_of
from zhaoshang.office.web.questions import questions_for

ASKED_BY_RULES = frozenset({"jurisdiction", "unit", "state", "created_by", "filed_by", "signed_by", "stage"})
"""The fields of a record by which ``records.permissions`` says whose turn it is."""


@dataclass(frozen=True)
class Waiting:
    """One record that waits, and for what; of the record only what the rules ask, unless it came out of ``whole``."""

    kind: str | Promise
    record: Record
    action: Action
    since: datetime.date

    @property
    def address(self) -> str:
        """Where it is read."""
        return page_of(self.record)


def _place(one: Waiting) -> tuple[datetime.date, str, int]:
    """The longest waiting first; of one day, kind by kind."""
    return one.since, one.record._meta.label, one.record.pk


def record_models() -> tuple[type[Record], ...]:
    """Every kind of record there is."""
    return tuple(model for model in apps.get_models() if issubclass(model, Record))


def waiting_for(user: User, day: datetime.date) -> list[Waiting]:
    """What a person may sign or verify on a day, the longest waiting first."""
    kept: dict[datetime.date, list[Waiting]] = kept_with(user, "_waiting")
    if day not in kept:  # the page and the side bar ask in one request
        kept[day] = sorted(_found(user, day), key=_place)
    return kept[day]


def count_for(request: HttpRequest) -> int:
    """How much waits for the person of a request today; the page it leads to asks the same."""
    if not request.user.is_authenticated:
        return 0
    user, day = request.user, today()
    listed: dict[datetime.date, list[Waiting]] = kept_with(user, "_waiting")
    waiting = len(listed[day]) if day in listed else counted(user, day)
    return waiting + len(questions_for(user, day))


def sent_back_to(user: User, day: datetime.date) -> list[Waiting]:
    """Records of the person's units that were returned and wait to be put right, the longest waiting first."""
    units = {h.unit.pk for h in held_by(user, day) if h.role in (Role.REPORTER, Role.UNIT_LEAD)}
    if not units:
        return []
    found = [
        Waiting(record._meta.verbose_name, record, Action.FILE, record.recorded_on)
        for record in _records(Q(state=State.RETURNED, unit__in=units))
    ]
    return sorted(found, key=_place)


def _wanted(user: User, day: datetime.date) -> Q:
    """The condition on records that may wait for somebody; what they surely may not sign or verify is left out."""
    held = held_by(user, day)
    signs = {h.unit.pk for h in held if h.role == Role.UNIT_LEAD}
    verifies = {h.unit.jurisdiction_id for h in held if h.role in VERIFIERS}
    wanted = Q()
    if signs:
        wanted |= Q(state=State.FILED, unit__in=signs)
    if verifies:
        own = {h.unit.pk for h in held}
        wanted |= Q(state=State.SUBMITTED, jurisdiction__in=verifies) & ~Q(unit__in=own)
    return wanted


def _turn(record: Record) -> Action:
    return Action.SIGN if record.state == State.FILED else Action.APPROVE


def _found(user: User, day: datetime.date) -> Iterator[Waiting]:
    wanted = _wanted(user, day)
    for record in _records(wanted) if wanted else ():
        if may(user, _turn(record), record, day):
            since = timezone.localdate(record.submitted_at) if record.submitted_at else record.recorded_on
            yield Waiting(record._meta.verbose_name, record, _turn(record), since)


def counted(user: User, day: datetime.date) -> int:
    """As many as ``waiting_for`` finds, without reading them: records of which the rules read the same are asked
    about once. Every page tells it in its side bar."""
    wanted = _wanted(user, day)
    if not wanted:
        return 0
    alike: list[tuple[Record, int]] = []
    for model in record_models():
        read = [field.attname for field in model._meta.concrete_fields if field.name in ASKED_BY_RULES]
        rows = model._default_manager.filter(wanted).order_by().values(*read)
        for row in rows.annotate(_number=Count("pk")):
            number = row.pop("_number")
            alike.append((model(**row), number))
    _with_units(record for record, _number in alike)
    return sum(number for record, number in alike if may(user, _turn(record), record, day))


def _records(wanted: Q) -> Iterable[Record]:
    """The records that hold a condition, each with its unit, as far as the rules and a list's order read them."""
    found: list[Record] = []
    for model in record_models():
        read = [field.name for field in model._meta.concrete_fields if field.name in ASKED_BY_RULES]
        found += model._default_manager.filter(wanted).only("recorded_on", "submitted_at", *read)
    _with_units(found)
    return found


def _with_units(records: Iterable[Record]) -> None:
    rows = list(records)
    units = Unit.objects.select_related("jurisdiction").in_bulk({record.unit_id for record in rows})
    for record in rows:
        record.unit = units[record.unit_id]
        if record.jurisdiction_id == record.unit.jurisdiction_id:
            record.jurisdiction = record.unit.jurisdiction


def whole(shown: Iterable[Waiting]) -> list[Waiting]:
    """Some of what waits with all that names each record, for a page. A query a kind."""
    rows = list(shown)
    keys: dict[type[Record], list[int]] = {}
    for one in rows:
        keys.setdefault(type(one.record), []).append(one.record.pk)
    found: dict[tuple[type[Record], int], Record] = {}
    for model, wanted in keys.items():
        related = ["project"] if any(field.name == "project" for field in model._meta.fields) else []
        for record in model._default_manager.filter(pk__in=wanted).select_related("unit", *related):
            found[model, record.pk] = record
    return [replace(one, record=found[type(one.record), one.record.pk]) for one in rows]
