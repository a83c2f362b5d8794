"""Who may do what about leads, beyond moving them along (``records.permissions``), and why not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.leads.rules import rules_of
from zhaoshang.office.organisation.choices import VERIFIERS, Role, UnitKind
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.organisation.queries import acting_for, held_by, roles_in, roles_in_jurisdiction
from zhaoshang.office.records.choices import State

OWN = frozenset({Role.REPORTER, Role.UNIT_LEAD})
"""Who files for a unit."""
_OFFICES = (
    (Role.COMMERCE_VERIFIER, UnitKind.COMMERCE),
    (Role.REFORM_VERIFIER, UnitKind.REFORM),
    (Role.STATISTICS_VERIFIER, UnitKind.STATISTICS),
)
"""Who decides between two units: the first whose own bureau is neither of them."""
COMPARED = (State.SUBMITTED, State.APPROVED, State.RETURNED)
"""States of leads that can be first: they have left their unit."""


def units_filed_for(user: User, day: datetime.date) -> tuple[Unit, ...]:
    """The units for which somebody may file leads."""
    return tuple({held.unit.pk: held.unit for held in held_by(user, day) if held.role in OWN}.values())


def file_refusal(user: User, unit: Unit, day: datetime.date) -> str | None:
    """Why somebody may not file a lead for a unit; None where they may."""
    if not roles_in(user, unit, day) & OWN:
        return _("只有%(unit)s的填报员或签发人可以填报它的线索") % {"unit": unit.name}
    if unit.merged_into_id is not None or (unit.valid_to is not None and unit.valid_to < day):
        return _("%(unit)s已停用，请以现在的单位填报") % {"unit": unit.name}
    return None


def correct_refusal(user: User, lead: Lead, day: datetime.date) -> str | None:
    """Why somebody may not begin a correction of an approved lead."""
    if lead.state != State.APPROVED:
        return _("只有审核通过的线索才需要更正；现在是“%(state)s”") % {"state": State(lead.state).label}
    if not roles_in(user, lead.unit, day) & OWN:
        return _("只有本单位的填报员或签发人可以更正")
    pending = Lead.objects.filter(supersedes=lead).exclude(state=State.VOID).first()
    if pending is not None:
        return _("已有一份更正（%(state)s），请先办完") % {"state": State(pending.state).label}
    return None


def deciding_role(lead: Lead, over: Lead) -> Role:
    """Which office decides between two leads: commerce, unless it is a party itself."""
    parties = {lead.unit.kind, over.unit.kind}
    return next(role for role, kind in _OFFICES if kind not in parties)


def _party_refusal(
    user: User, roles: Iterable[Role], lead: Lead, over: Lead, day: datetime.date
) -> str | None:
    if roles_in(user, lead.unit, day) or roles_in(user, over.unit, day):
        return _("涉及本单位的首报认定须由其他单位作出")
    handled = {lead.created_by_id, lead.filed_by_id, lead.signed_by_id}
    handled |= {over.created_by_id, over.filed_by_id, over.signed_by_id}
    if handled & _hands(user, roles, lead.jurisdiction, day):
        return _("不能认定自己经手的线索")
    return None


def _hands(user: User, roles: Iterable[Role], jurisdiction: Jurisdiction, day: datetime.date) -> set[int]:
    """Whose hand a person's is: their own, and that of whoever they stand in for."""
    return {user.pk, *(pk for role in roles for pk in acting_for(user, role, jurisdiction, day))}


def decide_refusal(user: User, lead: Lead, over: Lead, day: datetime.date) -> str | None:
    """Why somebody may not decide which of two leads was first."""
    if lead.root_id == over.root_id:
        return _("这是同一条线索")
    if lead.jurisdiction_id != over.jurisdiction_id:
        return _("两条线索不在同一辖区")
    if lead.unit_id == over.unit_id:
        return _("两条线索属于同一单位，无须认定首报")
    if lead.state not in COMPARED or over.state not in COMPARED:
        return _("只能在已上报的线索之间认定首报")
    role = deciding_role(lead, over)
    if role not in roles_in_jurisdiction(user, lead.jurisdiction, day):
        return _("首报由%(role)s认定") % {"role": role.label}
    why_not = _party_refusal(user, (role,), lead, over, day)
    if why_not is not None:
        return why_not
    standing = current_decision(lead, over)
    if standing is not None and standing.is_final:
        return _("申诉后作出的认定是最终认定，不能再改")
    if standing is not None and Appeal.objects.filter(decision=standing, upheld__isnull=True).exists():
        return _("现有认定正在申诉，须先答复申诉")
    return None


def current_decision(lead: Lead, over: Lead) -> FirstReport | None:
    """The decision in force between two leads, whichever won."""
    pair = (lead.root_id, over.root_id)
    found = FirstReport.objects.filter(replaced_by__isnull=True, lead__in=pair, over__in=pair)
    return found.select_related("lead__unit", "over__unit", "decided_by").first()


def appeal_refusal(user: User, decision: FirstReport, day: datetime.date) -> str | None:
    """Why somebody may not appeal against a decision."""
    if Role.UNIT_LEAD not in roles_in(user, decision.over.unit, day):
        return _("只有后报单位（%(unit)s）的签发人可以申诉") % {"unit": decision.over.unit.name}
    if decision.replaced_by_id is not None:
        return _("这项认定已被新的认定取代")
    if decision.is_final:
        return _("申诉后作出的认定是最终认定，不能再申诉")
    if Appeal.objects.filter(decision=decision).exists():
        return _("对这项认定已经申诉过")
    last = decision.decided_on + datetime.timedelta(days=rules_of(decision.lead.jurisdiction).appeal_days)
    if day > last:
        return _("申诉期已于%(day)s届满") % {"day": last.isoformat()}
    return None


def answer_refusal(user: User, appeal: Appeal, day: datetime.date) -> str | None:
    """Why somebody may not answer an appeal: whoever decided may not, nor anybody of either unit."""
    if appeal.upheld is not None:
        return _("这项申诉已经答复")
    decision = appeal.decision
    jurisdiction = decision.lead.jurisdiction
    roles = roles_in_jurisdiction(user, jurisdiction, day).intersection(VERIFIERS)
    if not roles:
        return _("申诉由审核员答复")
    if decision.decided_by_id in _hands(user, roles, jurisdiction, day):
        return _("作出认定的人不能答复对它的申诉，须由另一名审核员答复")
    return _party_refusal(user, roles, decision.lead, decision.over, day)


def project_refusal(user: User, lead: Lead, day: datetime.date) -> str | None:
    """Why somebody may not turn a lead into a project."""
    if lead.project is not None and lead.project.state != State.VOID:
        return _("这条线索已转为项目")
    if lead.state != State.APPROVED:
        return _("审核通过的线索才能转为项目")
    if not roles_in(user, lead.unit, day) & OWN:
        return _("只有本单位的填报员或签发人可以把线索转为项目")
    if lead.amount is None:
        return _("线索没有拟投资额，请先更正补上")
    lost = FirstReport.objects.filter(over=lead.root_id, replaced_by__isnull=True)
    lost_to = lost.select_related("lead__unit").first()
    if lost_to is not None:
        return _("首报已认定为%(unit)s，这条线索不能转为项目") % {"unit": lost_to.lead.unit.name}
    return None
