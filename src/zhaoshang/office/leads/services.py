"""All that is written about leads: filing, changing, moving along, correcting, turning into a project.

First reports and appeals are in ``deciding``. Each function writes its event in the same transaction.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist, need_reason
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.leads import firsts
from zhaoshang.office.leads.becoming import make_project
from zhaoshang.office.leads.models import Lead, LeadCounter, LeadRules
from zhaoshang.office.leads.permissions import correct_refusal, file_refusal, project_refusal
from zhaoshang.office.leads.rules import is_late, rules_of
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.organisation.permissions import refusal as administrator_refusal
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records import flow
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.records.permissions import edit_refusal

FIELDS = (
    "date", "company", "company_code", "content", "place", "amount", "currency", "capital", "tags",
    "filed_late_because",
)  # fmt: skip
"""What people write in a lead."""
WITH_REASON = (*FIELDS, "reason")
"""And in a correction."""
NEEDED = ("company", "content", "place", "amount", "capital")
"""What a complete filing has; a draft may lack all but company and date."""


class Incomplete(Refused):
    """A lead that cannot be filed yet; ``fields`` says what is missing, each with its words."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(_("填报不完整：%(what)s") % {"what": "；".join(self.fields.values())})


def create(
    by: User, unit: Unit, values: Mapping[str, Any], *, today: datetime.date, number: str = ""
) -> Lead:
    """Begin a lead of a unit, as a draft. A number is given, unless it brings its own. Raises Refused."""
    with attempt("lead.create", by, name=str(values.get("company", ""))):
        insist(file_refusal(by, unit, today))
        lead = Lead(jurisdiction=unit.jurisdiction, unit=unit, created_by=by, recorded_on=today)
        take_in(lead, values)
        check_date(lead, today)
        lead.number = _free_number(unit.jurisdiction, number, today)
        _save(lead, by)
        log.record("lead.create", by, lead, after=plain({f: getattr(lead, f) for f in FIELDS}))
    return lead


def next_number(jurisdiction: Jurisdiction, year: int) -> str:
    """The next number of a jurisdiction in a year: X2026-001. Must be called in a transaction; whoever else
    wants one waits until it ends, so that none is given twice and none is lost."""
    counter, _made = LeadCounter.objects.get_or_create(jurisdiction=jurisdiction, year=year)
    while True:
        LeadCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)  # takes the row's lock
        counter.refresh_from_db()
        number = f"X{year}-{counter.last:03d}"
        if not Lead.objects.filter(jurisdiction=jurisdiction, number=number).exists():
            return number


def _free_number(jurisdiction: Jurisdiction, number: str, today: datetime.date) -> str:
    if not number:
        return next_number(jurisdiction, today.year)
    if Lead.objects.filter(jurisdiction=jurisdiction, number=number).exists():
        raise Refused(_("线索编号%(number)s已被使用") % {"number": number})
    return number


def change(
    by: User,
    lead: Lead,
    values: Mapping[str, Any],
    *,
    today: datetime.date,
    version: int | None,
    why: str = "",
) -> Lead:
    """Change the words of a draft or of a returned lead. Raises Refused, or Stale."""
    with attempt("lead.change", by, lead):
        fresh = _locked(lead, version)
        insist(edit_refusal(by, fresh, today))
        fields = FIELDS if fresh.supersedes_id is None else WITH_REASON
        before = {field: getattr(fresh, field) for field in fields}
        take_in(fresh, values, fields)
        check_date(fresh, today)
        after = {field: getattr(fresh, field) for field in fields}
        changed = [field for field in fields if before[field] != after[field]]
        if changed:
            fresh.version += 1
            _save(fresh, by, why)
            log.record(
                "lead.change", by, fresh, reason=why,
                before=plain({f: before[f] for f in changed}), after=plain({f: after[f] for f in changed}),
            )  # fmt: skip
    return fresh


def act(
    by: User,
    lead: Lead,
    action: Action,
    *,
    today: datetime.date,
    reason: str = "",
    version: int | None = None,
) -> Lead:
    """Move a lead along. Filing and signing need it complete, and approving needs it settled who was first.
    Raises Refused (also as Incomplete), or Stale."""
    with attempt(f"record.{action}", by, lead):
        fresh = Lead.objects.select_for_update().get(pk=lead.pk)
        if action in (Action.FILE, Action.SIGN):
            missing = incomplete(fresh)
            if missing:
                raise Incomplete(missing)
        if action is Action.APPROVE:
            _settled(by, fresh, today)
        return flow.move(fresh, action, by, today=today, reason=reason, version=version)


def incomplete(lead: Lead) -> dict[str, str]:
    """What a lead lacks before it can be filed, by field."""
    missing = {}
    for field in NEEDED:
        if getattr(lead, field) in ("", None):
            label = Lead._meta.get_field(field).verbose_name
            missing[field] = _("请填写%(field)s") % {"field": label}
    rules = rules_of(lead.jurisdiction)
    if is_late(lead.date, lead.recorded_on, rules) and not lead.filed_late_because.strip():
        missing["filed_late_because"] = _("日期早于登记日期超过%(days)d天，属于补报，请写明补报事由") % {
            "days": rules.late_days
        }
    if lead.supersedes_id is not None and not lead.reason.strip():
        missing["reason"] = _("请写明更正事由")
    return missing


def _settled(by: User, lead: Lead, today: datetime.date) -> None:
    first = firsts.about(lead, by, today).first
    if first is not None and first.decision is None:
        raise Refused(
            _("%(unit)s已先报送同一家企业。请先认定首报，再审核这条线索") % {"unit": first.unit.name}
        )


def correct(
    by: User, lead: Lead, values: Mapping[str, Any], *, reason: str, today: datetime.date, version: int | None
) -> Lead:
    """Begin a correction of an approved lead: a new record under its number that says why. The old one stays as
    it is until the correction is approved, and readable for ever. Raises Refused, or Stale."""
    with attempt("lead.correct", by, lead):
        old = _locked(lead, version)
        insist(correct_refusal(by, old, today))
        need_reason(reason)
        for given_up in Lead.objects.filter(supersedes=old, state=State.VOID):  # its place is free again
            given_up.supersedes = None
            _save(given_up, by, reason)
        new = Lead(
            jurisdiction=old.jurisdiction, unit=old.unit, number=old.number, created_by=by,
            recorded_on=old.recorded_on, supersedes=old, original=old.root, reason=reason.strip(),
            project=old.project,
        )  # fmt: skip
        take_in(new, {**{field: getattr(old, field) for field in FIELDS}, **values})
        check_date(new, today)
        changed = [field for field in FIELDS if getattr(new, field) != getattr(old, field)]
        if not changed:
            raise Refused(_("没有改动，无须更正"))
        _save(new, by, reason)
        log.record(
            "lead.correct", by, new, reason=reason,
            before=plain({f: getattr(old, f) for f in changed}),
            after=plain({f: getattr(new, f) for f in changed}),
        )  # fmt: skip
    return new


def to_project(
    by: User, lead: Lead, name: str, *, today: datetime.date, version: int | None = None
) -> Project:
    """Make a draft project of an approved lead, and keep the link. Raises Refused, or Stale."""
    with attempt("lead.to_project", by, lead):
        fresh = _locked(lead, version)
        insist(project_refusal(by, fresh, today))
        project = make_project(by, fresh, name.strip(), today=today)
        fresh.project = project
        fresh.version += 1
        _save(fresh, by)
        log.record("lead.to_project", by, fresh, after={"project": project.number})
    return project


def set_rules(
    by: User, jurisdiction: Jurisdiction, late_days: int, appeal_days: int, *, today: datetime.date
) -> LeadRules:
    """Set a jurisdiction's rules for late filing and appeals; its system administrator may. Raises Refused."""
    with attempt("lead.rules", by, jurisdiction):
        insist(administrator_refusal(by, Role.SYSTEM_ADMINISTRATOR, jurisdiction, today))
        rules, _made = LeadRules.objects.select_for_update().get_or_create(jurisdiction=jurisdiction)
        before = {"late_days": rules.late_days, "appeal_days": rules.appeal_days}
        rules.late_days, rules.appeal_days = late_days, appeal_days
        rules.version += 1
        rules.save()
        after = {"late_days": late_days, "appeal_days": appeal_days}
        log.record("lead.rules", by, jurisdiction, before=before, after=after)
    return rules


def _locked(lead: Lead, version: int | None) -> Lead:
    fresh = Lead.objects.select_for_update().get(pk=lead.pk)
    flow.check_version(fresh, version)
    return fresh


def take_in(lead: Lead, values: Mapping[str, Any], fields: Sequence[str] = FIELDS) -> None:
    """Set what is said of a lead, without space around it."""
    for field in fields:
        if field in values:
            value = values[field]
            setattr(lead, field, value.strip() if isinstance(value, str) else value)
    lead.company_code = lead.company_code.upper()


def check_date(lead: Lead, today: datetime.date) -> None:
    """Nothing is reported before it happens. Raises Refused."""
    if lead.date > today:
        raise Refused(_("日期不能晚于今天"))


def _save(lead: Lead, by: User, why: str = "") -> None:
    lead._history_user = by
    lead._change_reason = why[:100]
    lead.save()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the log writes them."""
    return {key: str(value) if isinstance(value, datetime.date) else value for key, value in values.items()}
