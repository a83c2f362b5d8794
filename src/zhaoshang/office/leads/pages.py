"""What the page of one lead shows, and what its buttons are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads import firsts, queries
from zhaoshang.office.leads.history import steps_of
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.leads.permissions import (
    COMPARED,
    answer_refusal,
    appeal_refusal,
    correct_refusal,
    decide_refusal,
    project_refusal,
)
from zhaoshang.office.leads.rules import days_late, is_late, rules_of
from zhaoshang.office.organisation.queries import roles_in
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.permissions import actions, edit_refusal
from zhaoshang.office.web.addresses import page_of


@dataclass(frozen=True)
class Decided:
    """A first-report decision as one person sees it."""

    decision: FirstReport
    appeal: Appeal | None
    won: bool
    may_appeal: bool
    may_answer: bool
    last_day: datetime.date


def detail_page(lead: Lead, user: User, day: datetime.date) -> dict[str, Any]:
    """The variables of the page."""
    rules = rules_of(lead.jurisdiction)
    allowed = actions(user, lead, day)
    look = firsts.about(lead, user, day) if lead.state not in (State.VOID, State.SUPERSEDED) else None
    corrections = list(
        Lead.objects.filter(original=lead.root_id)
        .exclude(pk=lead.pk)
        .select_related("created_by")
        .order_by("id")
    )
    may_correct = correct_refusal(user, lead, day) is None
    return {
        "lead": lead,
        "rules": rules,
        "is_late": is_late(lead.date, lead.recorded_on, rules),
        "days_late": days_late(lead.date, lead.recorded_on),
        "is_own": bool(roles_in(user, lead.unit, day)),
        "may_edit": edit_refusal(user, lead, day) is None,
        "may_correct": may_correct,
        "may_become_project": project_refusal(user, lead, day) is None,
        "may_file": Action.FILE in allowed,
        "may_sign": Action.SIGN in allowed,
        "may_recall": Action.RECALL in allowed,
        "may_approve": Action.APPROVE in allowed,
        "may_return": Action.RETURN in allowed,
        "may_void": Action.VOID in allowed,
        "check": look,
        "matches": [] if look is None else [(match, _may_decide(user, lead, match, day)) for match in look.matches],
        "decisions": [
            _decided(user, lead, one, rules.appeal_days, day) for one in queries.decisions_about(lead)
        ],
        "corrections": [c for c in corrections if c.submitted_at is not None or roles_in(user, lead.unit, day)],
        "steps": steps_of(lead),
        "project_address": "" if lead.project is None else page_of(lead.project),
    }  # fmt: skip


def _may_decide(user: User, lead: Lead, match: firsts.Match, day: datetime.date) -> bool:
    if match.lead is None or match.is_own or lead.state not in COMPARED:
        return False
    match.lead.jurisdiction = lead.jurisdiction
    return decide_refusal(user, lead, match.lead, day) is None


def _decided(user: User, lead: Lead, decision: FirstReport, days: int, day: datetime.date) -> Decided:
    made = next(iter(decision.appeals.all()), None)
    return Decided(
        decision,
        made,
        won=decision.lead_id == lead.root_id,
        may_appeal=made is None and appeal_refusal(user, decision, day) is None,
        may_answer=made is not None and made.upheld is None and answer_refusal(user, made, day) is None,
        last_day=decision.decided_on + datetime.timedelta(days=days),
    )
