"""Shares, stages and events of identity: drafted, changed, corrected; moved along by the one function that may."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects import laws
from zhaoshang.office.projects.models import Change, Credit, Milestone, Project
from zhaoshang.office.projects.permissions import change_refusal, correct_refusal, manage_refusal
from zhaoshang.office.projects.queries import keeper
from zhaoshang.office.projects.services.projects import make_room
from zhaoshang.office.projects.services.writing import locked_archive, save, set_values
from zhaoshang.office.records.choices import Action
from zhaoshang.office.records.flow import Refused, check_version, move
from zhaoshang.office.records.models import Record

Fact = TypeVar("Fact", Credit, Milestone, Change)
AnyRecord = TypeVar("AnyRecord", bound=Record)

FIELDS: dict[type[Record], tuple[str, ...]] = {
    Credit: ("role", "share", "filed_on", "person", "first_day", "last_day"),
    Milestone: ("stage", "date", "amount", "currency", "accepted_on", "decision"),
    Change: ("kind", "date", "amount", "currency", "to_unit", "into_project", "note"),
}
"""What a form says of each kind of fact."""


def add_milestone(
    by: User, project: Project, values: Mapping[str, Any], *, today: datetime.date
) -> Milestone:
    """A draft of a stage reached, reported by the unit that looks after the project. Raises Refused."""
    return _add(Milestone, by, project, None, values, today)


def add_credit(
    by: User, project: Project, unit: Unit, values: Mapping[str, Any], *, today: datetime.date
) -> Credit:
    """A draft of a unit's share. The unit that looks after the project writes it; the one that is to have it files
    and signs it, and so agrees. Raises Refused."""
    return _add(Credit, by, project, unit, values, today)


def add_change(by: User, project: Project, values: Mapping[str, Any], *, today: datetime.date) -> Change:
    """A draft of an event of identity. Raises Refused."""
    return _add(Change, by, project, None, values, today)


def _add(
    kind: type[Fact],
    by: User,
    project: Project,
    unit: Unit | None,
    values: Mapping[str, Any],
    today: datetime.date,
) -> Fact:
    noun = kind._meta.model_name
    with attempt(f"{noun}.create", by, project):
        root = locked_archive(project)
        now = keeper(root)
        insist(manage_refusal(by, root, today, now))
        if unit is not None and unit.jurisdiction_id != root.jurisdiction_id:
            raise Refused(_("只能是同一辖区的单位"))
        fact = kind(
            jurisdiction=root.jurisdiction, unit=unit or now, project=root, created_by=by, recorded_on=today
        )
        _before, after = set_values(fact, FIELDS[kind], values)
        insist(laws.refusal(fact, today))
        save(fact, by)
        log.record(f"{noun}.create", by, fact, after={**after, "unit": fact.unit.name})
    return fact


def change_fact(
    by: User, fact: Fact, values: Mapping[str, Any], *, today: datetime.date, version: int | None = None
) -> Fact:
    """Change a draft or a returned fact. Raises Refused, or Stale."""
    kind = type(fact)
    with attempt(f"{kind._meta.model_name}.change", by, fact):
        locked_archive(fact.project)
        fresh = kind._default_manager.select_for_update().get(pk=fact.pk)
        check_version(fresh, version)
        insist(change_refusal(by, fresh, today))
        before, after = set_values(fresh, (*FIELDS[kind], "reason"), values)
        insist(laws.refusal(fresh, today))
        if after:
            fresh.version += 1
            save(fresh, by)
            log.record(f"{kind._meta.model_name}.change", by, fresh, before=before, after=after)
    return fresh


def correct_fact(
    by: User,
    fact: Fact,
    values: Mapping[str, Any],
    reason: str,
    *,
    today: datetime.date,
    version: int | None = None,
) -> Fact:
    """A draft that takes an approved fact's place once it is approved itself. Raises Refused, or Stale."""
    kind = type(fact)
    noun = kind._meta.model_name
    with attempt(f"{noun}.correct", by, fact):
        root = locked_archive(fact.project)
        fresh = kind._default_manager.select_for_update().get(pk=fact.pk)
        check_version(fresh, version)
        insist(correct_refusal(by, fresh, today))
        if not reason.strip():
            raise Refused(_("请写明更正事由"))
        make_room(fresh, by)
        correction = kind(
            jurisdiction=fresh.jurisdiction, unit=fresh.unit, project=root, created_by=by, recorded_on=today,
            supersedes=fresh, reason=reason.strip(),
        )  # fmt: skip
        for field in FIELDS[kind]:
            setattr(correction, field, getattr(fresh, field))
        before, after = set_values(correction, FIELDS[kind], values)
        if not after:
            raise Refused(_("没有要更正的内容"))
        insist(laws.refusal(correction, today))
        save(correction, by, reason)
        log.record(f"{noun}.correct", by, fresh, before=before, after=after, reason=reason)
    return correction


def act(
    record: AnyRecord,
    action: Action,
    by: User,
    *,
    today: datetime.date,
    reason: str = "",
    version: int | None = None,
) -> AnyRecord:
    """Move a project or one of its facts along, where it can stand beside the others. Raises Refused, or Stale."""
    why_not: Refused
    with transaction.atomic():
        locked_archive(record if isinstance(record, Project) else record.project)  # type: ignore[attr-defined]
        fresh = type(record)._default_manager.get(pk=record.pk)
        against = None
        if action in (Action.FILE, Action.SIGN, Action.APPROVE):
            against = laws.refusal(fresh, today, action)
        if against is None:
            try:
                return move(record, action, by, today=today, reason=reason, version=version)
            except Refused as refused:  # written down already; that must stay
                why_not = refused
        else:
            log.record(f"record.{action}", by, record, reason=against, succeeded=False)
            why_not = Refused(against)
    raise why_not
