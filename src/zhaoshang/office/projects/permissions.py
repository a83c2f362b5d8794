"""Who may do what with a project beside moving its records along, which ``records.permissions`` says."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import VERIFIERS, Role
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import roles_in, roles_in_jurisdiction
from zhaoshang.office.projects.models import Credit, Difficulty, HandOver, Milestone, Project
from zhaoshang.office.projects.queries import keeper
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.models import Record
from zhaoshang.office.records.permissions import edit_refusal

REPORTS = frozenset({Role.REPORTER, Role.UNIT_LEAD})
"""Those who report for a unit."""


def create_refusal(user: User, unit: Unit, today: datetime.date) -> str | None:
    """Why somebody may not register a project for a unit."""
    if roles_in(user, unit, today) & REPORTS:
        return None
    return _("只有%(unit)s的填报员或签发人可以登记") % {"unit": unit.name}


def manage_refusal(user: User, project: Project, today: datetime.date, now: Unit | None = None) -> str | None:
    """Why somebody may not report what becomes of a project: that is for the unit that looks after it now."""
    unit = now or keeper(project)
    if not roles_in(user, unit, today) & REPORTS:
        return _("只有%(unit)s的填报员或签发人可以办理") % {"unit": unit.name}
    if project.state == State.VOID:
        return _("项目已作废")
    return None


def change_refusal(user: User, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not change the words of a record. A draft of another unit's share is still its writer's."""
    why_not = edit_refusal(user, record, today)
    if why_not is not None and isinstance(record, Credit) and record.state == State.DRAFT:
        return manage_refusal(user, record.project, today)
    return why_not


def correct_refusal(user: User, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not write a correction of a record."""
    if record.state != State.APPROVED:
        return _("只有审核通过的记录需要更正；未审核的可以直接修改")
    if not roles_in(user, record.unit, today) & REPORTS:
        return _("只有%(unit)s的填报员或签发人可以更正") % {"unit": record.unit.name}
    return None


def offer_refusal(user: User, project: Project, today: datetime.date, now: Unit | None = None) -> str | None:
    """Why somebody may not offer a project to another unit: at signing, by whoever signs for the present one."""
    unit = now or keeper(project)
    if Role.UNIT_LEAD not in roles_in(user, unit, today):
        return _("只有%(unit)s的签发人可以移交") % {"unit": unit.name}
    reported = Milestone.objects.filter(project=project.archive, stage="signed")
    if not reported.filter(state__in=(State.FILED, State.SUBMITTED, State.APPROVED)).exists():
        return _("签约上报以后才能移交")
    if HandOver.objects.filter(project=project.archive, accepted__isnull=True).exists():
        return _("已有一次移交在等答复")
    return None


def answer_refusal(user: User, hand_over: HandOver, today: datetime.date) -> str | None:
    """Why somebody may not accept or decline a project."""
    if hand_over.accepted is not None:
        return _("这次移交已经答复")
    if Role.UNIT_LEAD not in roles_in(user, hand_over.to_unit, today):
        return _("只有%(unit)s的签发人可以答复") % {"unit": hand_over.to_unit.name}
    return None


def raise_refusal(user: User, project: Project, today: datetime.date, now: Unit | None = None) -> str | None:
    """Why somebody may not raise a difficulty: for the unit that looks after the project, and those who verify."""
    if roles_in_jurisdiction(user, project.jurisdiction, today) & frozenset(VERIFIERS):
        return None
    return manage_refusal(user, project, today, now)


def settle_refusal(
    user: User, difficulty: Difficulty, project: Project, today: datetime.date, now: Unit | None = None
) -> str | None:
    """Why somebody may not write on a difficulty: also for the unit that is to see to it."""
    if roles_in(user, difficulty.owner, today) & REPORTS:
        return None
    return raise_refusal(user, project, today, now)
