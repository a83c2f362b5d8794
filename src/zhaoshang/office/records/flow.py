"""The one function that moves a record along. Nothing else writes ``state``."""

from __future__ import annotations

import datetime
from typing import TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.models import Record
from zhaoshang.office.records.permissions import refusal

R = TypeVar("R", bound=Record)


class Refused(Exception):
    """An action that may not be taken; the message says why, for the person who tried."""


class Stale(Refused):
    """Somebody else changed the record since it was opened."""


TO = {
    Action.FILE: State.FILED,
    Action.SIGN: State.SUBMITTED,
    Action.RECALL: State.DRAFT,
    Action.APPROVE: State.APPROVED,
    Action.RETURN: State.RETURNED,
    Action.VOID: State.VOID,
}


def move(
    record: R,
    action: Action,
    by: User,
    *,
    today: datetime.date,
    reason: str = "",
    version: int | None = None,
) -> R:
    """Take an action on a record, and write it down. Raises Refused, or Stale where ``version`` is not the
    record's any more. Approving a correction supersedes what it corrects, in the same transaction."""
    try:
        with transaction.atomic():
            return _moved(record, action, by, today, reason, version)
    except Refused as refused:  # written down outside of what was rolled back
        log.record(f"record.{action}", by, record, reason=str(refused), succeeded=False)
        raise


def _moved(record: R, action: Action, by: User, today: datetime.date, reason: str, version: int | None) -> R:
    fresh = type(record)._default_manager.select_for_update().get(pk=record.pk)
    check_version(fresh, version)
    why_not = refusal(by, action, fresh, today)
    if why_not is not None:
        raise Refused(why_not)
    if action in (Action.RETURN, Action.VOID) and not reason.strip():
        raise Refused(_("请写明原因"))
    before = State(fresh.state)
    fresh.state = TO[action]
    _remember(fresh, action, by, reason)
    if action is Action.APPROVE and fresh.supersedes is not None:
        _supersede(fresh.supersedes, fresh, by)
    fresh.version += 1
    _save(fresh, by, reason)
    states = ({"state": before.value}, {"state": State(fresh.state).value})
    log.record(f"record.{action}", by, fresh, before=states[0], after=states[1], reason=reason)
    return fresh


def check_version(record: Record, version: int | None) -> None:
    """Refuse to go on from a page that shows what is no longer so. Raises Stale."""
    if version is not None and version != record.version:
        raise Stale(_("这条记录在您打开之后已被他人改动；您填写的内容还在，请核对后再提交"))


def _remember(record: Record, action: Action, by: User, reason: str) -> None:
    now = timezone.now()
    if action is Action.FILE:
        record.filed_by, record.returned_because = by, ""
    elif action is Action.SIGN:
        record.signed_by, record.submitted_at = by, now
    elif action is Action.RECALL:
        record.filed_by = record.signed_by = record.submitted_at = None
    elif action is Action.APPROVE:
        record.verified_by, record.verified_at = by, now
    elif action is Action.RETURN:
        record.returned_because = reason.strip()


def _supersede(old: Record, by_record: Record, by: User) -> None:
    locked = type(old)._default_manager.select_for_update().get(pk=old.pk)
    if locked.state != State.APPROVED:
        raise Refused(_("被更正的记录已不是审核通过状态"))
    locked.state = State.SUPERSEDED
    locked.version += 1
    _save(locked, by, by_record.reason)
    log.record("record.superseded", by, locked, after={"by": by_record.pk}, reason=by_record.reason)


def _save(record: Record, by: User, reason: str) -> None:
    """Save with a version in its history that says by whom, also where no request tells (commands, jobs)."""
    record._history_user = by  # type: ignore[attr-defined]
    record._change_reason = reason.strip()[:100] or None  # type: ignore[attr-defined]
    record.save()
