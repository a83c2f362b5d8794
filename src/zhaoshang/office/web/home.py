"""The workbench: what waits for a person, and how the records they may see stand. Reads only."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.queries import visible_records
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import State
from zhaoshang.office.web.addresses import list_address

UNITS_SHOWN = 10


@dataclass(frozen=True)
class UnitFigures:
    """What one unit has in the ledger. ``investment`` in fen; ``share`` is a percentage of the largest unit's."""

    name: str
    projects: int
    investment: int
    share: int


def approved_projects(user: User, day: datetime.date) -> QuerySet[Project]:
    """The projects in the ledger that a person may see: the query behind the figures and the list alike."""
    return Project._default_manager.filter(visible_records(user, day), state=State.APPROVED)


def approved_leads(user: User, day: datetime.date) -> QuerySet[Lead]:
    """The leads in the ledger that a person may see."""
    return Lead._default_manager.filter(visible_records(user, day), state=State.APPROVED)


def figures(user: User, day: datetime.date) -> dict[str, Any]:
    """Counts and sums for the cards, and where their lists are. Sums are of yuan alone."""
    projects, leads = approved_projects(user, day), approved_leads(user, day)
    start = day.replace(day=1)
    approved = f"?state={State.APPROVED.value}"
    told = projects.filter(currency="CNY").aggregate(investment=Sum("amount"))
    listed = {"projects": list_address("projects:list"), "leads": list_address("leads:list")}
    return {
        "projects": projects.count(),
        "new_projects": projects.filter(recorded_on__gte=start).count(),
        "leads": leads.count(),
        "new_leads": leads.filter(date__gte=start).count(),
        "investment": told["investment"] or 0,
        **{f"{name}_address": address and address + approved for name, address in listed.items()},
    }


def by_unit(user: User, day: datetime.date) -> list[UnitFigures]:
    """Units by their projects' investment in yuan, the largest first."""
    rows = (
        approved_projects(user, day)
        .filter(currency="CNY")
        .values("unit__name")
        .annotate(projects=Count("pk"), investment=Sum("amount"))
        .order_by("-investment", "unit__name")[:UNITS_SHOWN]
    )
    largest = max((row["investment"] for row in rows), default=0)
    return [
        UnitFigures(
            row["unit__name"],
            row["projects"],
            row["investment"],
            row["investment"] * 100 // largest if largest else 0,
        )
        for row in rows
    ]
