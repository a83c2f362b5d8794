"""Who may add evidence, say that the original was seen, and withdraw a file, and why not."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.queries import acting_for, roles_in, roles_in_jurisdiction
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.models import Record

CLOSED = (State.VOID, State.SUPERSEDED)


def add_refusal(user: User, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not add a file; None where they may. A fact already approved may be better proved, so
    files may be added to it; which came later is plain from their dates."""
    if record.state in CLOSED:
        return _("记录现在是“%(state)s”，不能再添加佐证") % {"state": State(record.state).label}
    if not roles_in(user, record.unit, today) & {Role.REPORTER, Role.UNIT_LEAD}:
        return _("只有本单位的填报员或签发人可以上传佐证")
    return None


def original_refusal(user: User, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not say that an original was seen; None where they may: the office that verifies the
    record, and in it nobody who had a hand in the record."""
    if record.state not in (State.SUBMITTED, State.APPROVED):
        return _("记录上报之后才能核验原件")
    role = record.verifying_role
    if role not in roles_in_jurisdiction(user, record.jurisdiction, today):
        return _("这条记录的原件由%(role)s核验") % {"role": role.label}
    if roles_in(user, record.unit, today):
        return _("本单位的记录须由其他单位核验")
    hands = acting_for(user, role, record.jurisdiction, today)
    if hands & {record.created_by_id, record.filed_by_id, record.signed_by_id}:
        return _("不能核验自己经手的记录")
    return None


def withdraw_refusal(user: User, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not withdraw a file; None where they may: its own unit as long as the record may be
    edited, after that only who verifies it."""
    if record.may_be_edited:
        if not roles_in(user, record.unit, today) & {Role.REPORTER, Role.UNIT_LEAD}:
            return _("只有本单位的填报员或签发人可以撤下佐证")
        return None
    if original_refusal(user, record, today) is not None:
        return _("记录已上报，佐证只能由审核人员撤下")
    return None


def file_refusal(evidence: Evidence) -> str | None:
    """Why nothing more may be done with one file; None where it may."""
    return _("这份佐证已撤下") if evidence.is_withdrawn else None
