"""What a lead becomes: a draft project with its fields, made by the projects' own service."""

from __future__ import annotations

import datetime
from typing import Any

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Project
from zhaoshang.office.projects.services import create_project


def project_values(lead: Lead, name: str) -> dict[str, Any]:
    """The fields of a project that a lead fills."""
    return {
        "name": name or lead.company, "content": lead.content, "place": lead.place, "investor": lead.company,
        "investor_code": lead.company_code, "capital": lead.capital, "amount": lead.amount,
        "currency": lead.currency, "tags": lead.tags,
    }  # fmt: skip


def make_project(by: User, lead: Lead, name: str, *, today: datetime.date) -> Project:
    """A draft project of the lead's unit. Raises Refused."""
    return create_project(by, lead.unit, project_values(lead, name), today=today)
