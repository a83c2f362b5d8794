"""A project passes from the unit that found it to the one that looks after it; the finder keeps its credit."""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects.models import HandOver, Project
from zhaoshang.office.projects.permissions import answer_refusal, manage_refusal, offer_refusal
from zhaoshang.office.projects.queries import keeper
from zhaoshang.office.projects.services.writing import locked_archive
from zhaoshang.office.records.flow import Refused


def offer(
    by: User, project: Project, to: Unit, date: datetime.date, note: str = "", *, today: datetime.date
) -> HandOver:
    """Offer a signed project to another unit, from a day on. Nothing changes before that unit accepts."""
    with attempt("hand_over.offer", by, project):
        root = locked_archive(project)
        now = keeper(root)
        insist(offer_refusal(by, root, today, now))
        if to.jurisdiction_id != root.jurisdiction_id:
            raise Refused(_("只能移交给同一辖区的单位"))
        if to.pk == now.pk:
            raise Refused(_("项目已在%(unit)s") % {"unit": to.name})
        hand_over = HandOver.objects.create(
            project=root, from_unit=now, to_unit=to, date=date, note=note.strip(), offered_by=by
        )
        log.record(
            "hand_over.offer", by, root, after={"from": now.name, "to": to.name, "date": date}, reason=note
        )
    return hand_over


def answer_offer(
    by: User, hand_over: HandOver, accepted: bool, words: str = "", *, today: datetime.date
) -> HandOver:
    """Accept a project, or decline it with a reason. What was reported before stays whose it was."""
    name = "hand_over.accept" if accepted else "hand_over.decline"
    with attempt(name, by, hand_over.project):
        locked_archive(hand_over.project)
        fresh = _fresh(hand_over)
        insist(answer_refusal(by, fresh, today))
        if not accepted and not words.strip():
            raise Refused(_("请写明不接收的原因"))
        _answer(fresh, by, accepted, words)
        units = {"from": fresh.from_unit.name, "to": fresh.to_unit.name}
        log.record(name, by, fresh.project, after=units, reason=words)
    return fresh


def take_back(by: User, hand_over: HandOver, *, today: datetime.date) -> HandOver:
    """Take back an offer that was not answered."""
    with attempt("hand_over.take_back", by, hand_over.project):
        root = locked_archive(hand_over.project)
        fresh = _fresh(hand_over)
        insist(manage_refusal(by, root, today, fresh.from_unit))
        if fresh.accepted is not None:
            raise Refused(_("这次移交已经答复"))
        _answer(fresh, by, False, _("移出单位撤回"))
        log.record("hand_over.take_back", by, root, after={"to": fresh.to_unit.name})
    return fresh


def _fresh(hand_over: HandOver) -> HandOver:
    return HandOver.objects.select_for_update().get(pk=hand_over.pk)


def _answer(hand_over: HandOver, by: User, accepted: bool, words: str) -> None:
    hand_over.accepted, hand_over.answered_by = accepted, by
    hand_over.answered_at, hand_over.answer = timezone.now(), words.strip()
    hand_over.save()
