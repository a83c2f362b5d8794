"""What a lead becomes: a draft project with its fields."""

from __future__ import annotations

import datetime
import re

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.projects.models import Project

_NUMBER = re.compile(r"P\d{4}-(\d+)")


def project_values(lead: Lead, name: str) -> dict[str, object]:
    """The fields of a project that a lead fills."""
    return {
        "name": name or lead.company,
        "content": lead.content,
        "place": lead.place,
        "investor": lead.company,
        "investor_code": lead.company_code,
        "capital": lead.capital,
        "amount": lead.amount,
        "currency": lead.currency,
        "tags": lead.tags,
    }


def make_project(by: User, lead: Lead, name: str, *, today: datetime.date) -> Project:
    """A draft project of the lead's unit. Must be called in a transaction."""
    jurisdiction = Jurisdiction.objects.select_for_update().get(
        pk=lead.jurisdiction_id
    )  # one number at a time
    project = Project(
        jurisdiction=jurisdiction,
        unit=lead.unit,
        created_by=by,
        recorded_on=today,
        number=_number(jurisdiction, today.year),
        **project_values(lead, name),
    )
    project._history_user = by
    project.save()
    return project


def _number(jurisdiction: Jurisdiction, year: int) -> str:
    taken = Project.objects.filter(jurisdiction=jurisdiction, number__startswith=f"P{year}-")
    numbers = [
        int(found[1]) for n in taken.values_list("number", flat=True) if (found := _NUMBER.fullmatch(n))
    ]
    return f"P{year}-{max(numbers, default=0) + 1:03d}"
