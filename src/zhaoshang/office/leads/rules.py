"""A jurisdiction's rules for late filing and appeals, and what follows from them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from zhaoshang.office.leads.models import LeadRules
from zhaoshang.office.organisation.models import Jurisdiction


def rules_of(jurisdiction: Jurisdiction) -> LeadRules:
    """The rules in force; the defaults, unsaved, where none were set."""
    found = LeadRules.objects.filter(jurisdiction=jurisdiction).first()
    return found if found is not None else LeadRules(jurisdiction=jurisdiction)


def rules_of_all(jurisdictions: Iterable[Jurisdiction]) -> list[tuple[Jurisdiction, LeadRules]]:
    """Jurisdictions with the rules in force in each, asked for once."""
    all_of_them = list(jurisdictions)
    found = {rules.jurisdiction_id: rules for rules in LeadRules.objects.filter(jurisdiction__in=all_of_them)}
    return [(each, found.get(each.pk) or LeadRules(jurisdiction=each)) for each in all_of_them]


def days_late(date: datetime.date, recorded_on: datetime.date) -> int:
    """How many days after its date a lead was recorded; never below zero."""
    return max(0, (recorded_on - date).days)


def is_late(date: datetime.date, recorded_on: datetime.date, rules: LeadRules) -> bool:
    """Whether a lead counts as filed late (补报) and needs a reason."""
    return days_late(date, recorded_on) > rules.late_days
