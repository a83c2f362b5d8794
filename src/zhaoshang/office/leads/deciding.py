"""Who was first, as the verifying office decides it; appeals against that; and their answers.

Nothing decided is changed or removed: a new decision replaces the one before it, which stays to be read.
"""

from __future__ import annotations

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist, need_reason
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.leads.permissions import (
    answer_refusal,
    appeal_refusal,
    current_decision,
    decide_refusal,
)
from zhaoshang.office.records.flow import Refused, Stale


def decide(
    by: User, first: Lead, over: Lead, *, reason: str, today: datetime.date, standing: int | None = None
) -> FirstReport:
    """Decide that ``first`` was before ``over``. ``standing`` is the decision that the page showed, if any.
    Raises Refused, or Stale where another decision was made since."""
    with attempt("lead.first_report", by, first):
        first, over = _lock(first, over)
        insist(decide_refusal(by, first, over, today))
        need_reason(reason)
        before = current_decision(first, over)
        if before is not None and before.pk != standing:
            raise Stale(
                _("%(who)s已于%(day)s认定%(unit)s首报，请看过再定")
                % {"who": before.decided_by, "day": before.decided_on, "unit": before.lead.unit.name}
            )
        return _decided(by, first.root, over.root, reason, today, before, is_final=False)


def _decided(
    by: User, first: Lead, over: Lead, reason: str, today: datetime.date, before: FirstReport | None, *,
    is_final: bool,
) -> FirstReport:  # fmt: skip
    decision = FirstReport.objects.create(
        lead=first, over=over, reason=reason.strip(), decided_by=by, decided_on=today, is_final=is_final
    )
    was = {}
    if before is not None:
        before.replaced_by = decision
        before.save()
        was = {"first": str(before.lead)}
    for lead in (first, over):  # both read it in their history
        log.record(
            "lead.first_report",
            by,
            lead,
            before=was,
            after={"first": str(first), "over": str(over)},
            reason=reason,
        )
    return decision


def appeal(by: User, decision: FirstReport, grounds: str, *, today: datetime.date) -> Appeal:
    """Appeal against a decision, for the unit that lost. Raises Refused."""
    with attempt("lead.appeal", by, decision.over):
        _lock(decision.lead, decision.over)
        fresh = FirstReport.objects.select_related("lead__jurisdiction", "over__unit").get(pk=decision.pk)
        insist(appeal_refusal(by, fresh, today))
        if not grounds.strip():
            raise Refused(_("请写明申诉理由"))
        made = Appeal.objects.create(decision=fresh, grounds=grounds.strip(), made_by=by)
        for lead in (fresh.over, fresh.lead):
            log.record("lead.appeal", by, lead, reason=grounds)
    return made


def answer(by: User, appealed: Appeal, upheld: bool, words: str, *, today: datetime.date) -> Appeal:
    """Answer an appeal, with somebody other than who decided. Upheld, the other unit is first from now on, and
    that decision is final. Raises Refused."""
    with attempt("lead.appeal_answer", by, appealed.decision.over):
        decision = appealed.decision
        _lock(decision.lead, decision.over)
        fresh = Appeal.objects.select_for_update().get(pk=appealed.pk)
        insist(answer_refusal(by, fresh, today))
        if not words.strip():
            raise Refused(_("请写明答复"))
        fresh.upheld, fresh.answer, fresh.answered_by = upheld, words.strip(), by
        fresh.answered_at = timezone.now()
        fresh.save()
        for lead in (decision.over, decision.lead):
            log.record("lead.appeal_answer", by, lead, after={"upheld": upheld}, reason=words)
        if upheld:
            _decided(by, decision.over, decision.lead, words, today, fresh.decision, is_final=True)
    return fresh


def _lock(one: Lead, other: Lead) -> tuple[Lead, Lead]:
    """Take both leads' rows, always in one order, so that two who decide at once wait for each other; and read
    both afresh."""
    keys = sorted({one.root_id, other.root_id})
    list(Lead.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    fresh = Lead.objects.select_related("unit", "jurisdiction", "original")
    return fresh.get(pk=one.pk), fresh.get(pk=other.pk)
