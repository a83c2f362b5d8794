"""Who may do what to a record, and why not. Every rule is said once, here; pages and services ask."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.queries import acting_for, acting_for_in, roles_in, roles_in_jurisdiction
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.models import Record

FROM: dict[Action, tuple[State, ...]] = {
    Action.FILE: (State.DRAFT, State.RETURNED),
    Action.SIGN: (State.FILED,),
    Action.RECALL: (State.FILED, State.SUBMITTED),
    Action.APPROVE: (State.SUBMITTED,),
    Action.RETURN: (State.FILED, State.SUBMITTED),
    Action.VOID: (State.DRAFT, State.RETURNED),
}
"""The states in which each action can be taken."""


def refusal(user: User, action: Action, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not take an action; None where they may."""
    state = State(record.state)
    if state not in FROM[action]:
        return _("记录现在是“%(state)s”，不能%(action)s") % {"state": state.label, "action": action.label}
    own = roles_in(user, record.unit, today)
    if action in (Action.FILE, Action.RECALL, Action.VOID):
        if not own & {Role.REPORTER, Role.UNIT_LEAD}:
            return _("只有本单位的填报员或签发人可以%(action)s") % {"action": action.label}
        return None
    if action is Action.SIGN or state is State.FILED:
        if Role.UNIT_LEAD not in own:
            return _("只有本单位的签发人可以%(action)s") % {"action": action.label}
        hands = acting_for_in(user, Role.UNIT_LEAD, record.unit, today)
        if action is Action.SIGN and hands & {record.created_by_id, record.filed_by_id}:
            return _("自己或所代理的人填报的记录须由他人签发")
        return None
    role = record.verifying_role
    if role not in roles_in_jurisdiction(user, record.jurisdiction, today):
        return _("这条记录由%(role)s审核") % {"role": role.label}
    if own:
        return _("本单位的记录须由其他单位审核")
    hands = acting_for(user, role, record.jurisdiction, today)
    if hands & {record.created_by_id, record.filed_by_id, record.signed_by_id}:
        return _("不能审核自己或所代理的人经手的记录")
    return None


def may(user: User, action: Action, record: Record, today: datetime.date) -> bool:
    """Whether somebody may take an action."""
    return refusal(user, action, record, today) is None


def actions(user: User, record: Record, today: datetime.date) -> tuple[Action, ...]:
    """Everything that somebody may do to a record now, in the order of the buttons."""
    return tuple(action for action in Action if may(user, action, record, today))


def edit_refusal(user: User, record: Record, today: datetime.date) -> str | None:
    """Why somebody may not change the words of a record; None where they may."""
    if not record.may_be_edited:
        return _("记录现在是“%(state)s”，不能修改；已审核的记录请用更正") % {
            "state": State(record.state).label
        }
    if not roles_in(user, record.unit, today) & {Role.REPORTER, Role.UNIT_LEAD}:
        return _("只有本单位的填报员或签发人可以修改")
    return None
