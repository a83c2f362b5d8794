"""What waits for a person: records of every kind that they may sign or verify now, and their own sent back.

The question who may do so is answered by ``records.permissions``; here the database only leaves out most of
what they surely may not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Q, TextField
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

MOST = 500
"""Of one kind no more than this many are looked at: nobody works off more on a day."""


@dataclass(frozen=True)
class Waiting:
    """One record that waits, and for what."""

    kind: str | Promise
    record: Record
    action: Action
    since: datetime.date

    @property
    def address(self) -> str:
        """Where it is read."""
        return page_of(self.record)


def record_models() -> tuple[type[Record], ...]:
    """Every kind of record there is."""
    return tuple(model for model in apps.get_models() if issubclass(model, Record))


def waiting_for(user: User, day: datetime.date) -> list[Waiting]:
    """What a person may sign or verify on a day, the longest waiting first."""
    kept: dict[datetime.date, list[Waiting]] = kept_with(user, "_waiting")
    if day not in kept:  # the page and the side bar ask in one request
        kept[day] = sorted(_found(user, day), key=lambda one: (one.since, one.record.pk))
    return kept[day]


def count_for(request: HttpRequest) -> int:
    """How much waits for the person of a request today; the page it leads to asks the same."""
    if not request.user.is_authenticated:
        return 0
    return len(waiting_for(request.user, today())) + len(questions_for(request.user, today()))


def sent_back_to(user: User, day: datetime.date) -> list[Waiting]:
    """Records of the person's units that were returned and wait to be put right, the longest waiting first."""
    units = {h.unit.pk for h in held_by(user, day) if h.role in (Role.REPORTER, Role.UNIT_LEAD)}
    if not units:
        return []
    found = [
        Waiting(record._meta.verbose_name, record, Action.FILE, record.recorded_on)
        for record in _records(Q(state=State.RETURNED, unit__in=units))
    ]
    return sorted(found, key=lambda one: (one.since, one.record.pk))


def _found(user: User, day: datetime.date) -> Iterator[Waiting]:
    held = held_by(user, day)
    signs = {h.unit.pk for h in held if h.role == Role.UNIT_LEAD}
    verifies = {h.unit.jurisdiction_id for h in held if h.role in VERIFIERS}
    wanted = Q()
    if signs:
        wanted |= Q(state=State.FILED, unit__in=signs)
    if verifies:
        own = {h.unit.pk for h in held}
        wanted |= Q(state=State.SUBMITTED, jurisdiction__in=verifies) & ~Q(unit__in=own)
    if not wanted:
        return
    for record in _records(wanted):
        action = Action.SIGN if record.state == State.FILED else Action.APPROVE
        if may(user, action, record, day):
            since = timezone.localdate(record.submitted_at) if record.submitted_at else record.recorded_on
            yield Waiting(record._meta.verbose_name, record, action, since)


def _records(wanted: Q) -> Iterator[Record]:
    """The records that hold a condition, each with its unit and what names it, without long texts. A query a kind,
    and one for their units: every page counts them in its side bar."""
    found: list[Record] = []
    for model in record_models():
        fields = model._meta.concrete_fields
        read = [field.name for field in fields if not isinstance(field, TextField)]
        of_project = any(field.name == "project" and not field.null for field in fields)
        rows = model._default_manager.filter(wanted)
        if of_project:
            rows = rows.select_related("project").only(*read, "project__number", "project__name")
        else:
            rows = rows.only(*read)
        found += rows[:MOST]
    units = Unit.objects.select_related("jurisdiction").in_bulk({record.unit_id for record in found})
    for record in found:
        record.unit = units[record.unit_id]
        if record.jurisdiction_id == record.unit.jurisdiction_id:
            record.jurisdiction = record.unit.jurisdiction
        yield record
