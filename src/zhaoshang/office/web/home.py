"""The workbench: how the records that a person may see stand. Every number is counted by the very filter of the
list that it leads to. Reads only; what waits is in ``waiting``, what was lately done in ``recent``."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.filters import LeadFilter
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.queries import units_seen
from zhaoshang.office.leads.queries import visible as visible_leads
from zhaoshang.office.projects import stages
from zhaoshang.office.projects.filters import ProjectFilter
from zhaoshang.office.projects.models import Difficulty, HandOver, Project
from zhaoshang.office.projects.queries import visible as visible_projects
from zhaoshang.office.projects.queries import with_stage
from zhaoshang.office.projects.stalling import STALLED_DAYS
from zhaoshang.office.projects.views.asking import units_read
from zhaoshang.office.records.choices import State

UNITS_SHOWN, DUE_SHOWN, DUE_DAYS = 10, 6, 14
APPROVED = {"state": State.APPROVED.value}
IN_YUAN = Q(currency="CNY")


@dataclass(frozen=True)
class Figure:
    """A number and the address of the list that it counts."""

    number: int
    address: str


@dataclass(frozen=True)
class UnitFigures:
    """What one unit has in the ledger. ``investment`` in fen; ``share`` is a percentage of the largest unit's."""

    name: str
    projects: int
    investment: int
    share: int
    address: str


def projects_asked(user: User, day: datetime.date, **asked: object) -> QuerySet[Project]:
    """The projects of the list under a filter."""
    found: QuerySet[Project] = ProjectFilter(
        asked, visible_projects(user, day), units=units_read(user, day)
    ).qs
    return found


def leads_asked(user: User, day: datetime.date, **asked: object) -> QuerySet[Lead]:
    """The leads of the list under a filter."""
    found: QuerySet[Lead] = LeadFilter(
        asked, queryset=visible_leads(user, day), units=units_seen(user, day)
    ).qs
    return found


def _projects_at(**asked: object) -> str:
    return f"{reverse('projects:list')}?{urlencode(asked)}"


def figures(user: User, day: datetime.date) -> dict[str, Any]:
    """The numbers of the cards with their lists, and the investment of the projects in yuan, in fen."""
    month = {**APPROVED, "since": day.replace(day=1).isoformat()}
    still = {**APPROVED, "still": STALLED_DAYS}
    told = projects_asked(user, day, **APPROVED).aggregate(
        number=Count("pk"), investment=Sum("amount", filter=IN_YUAN)
    )
    leads = f"{reverse('leads:list')}?"
    return {
        "projects": Figure(told["number"], _projects_at(**APPROVED)),
        "new_projects": Figure(projects_asked(user, day, **month).count(), _projects_at(**month)),
        "stalled": Figure(projects_asked(user, day, **still).count(), _projects_at(**still)),
        "leads": Figure(leads_asked(user, day, **APPROVED).count(), leads + urlencode(APPROVED)),
        "new_leads": Figure(leads_asked(user, day, **month).count(), leads + urlencode(month)),
        "investment": told["investment"] or 0,
        "stalled_days": STALLED_DAYS,
    }


def by_unit(user: User, day: datetime.date) -> list[UnitFigures]:
    """Units by their projects' investment in yuan, the largest first; as in the list, a project that was handed
    over counts for both units."""
    projects = projects_asked(user, day, **APPROVED)
    sums: dict[int, list[Any]] = {}
    rows = projects.values("unit", "unit__name").annotate(
        projects=Count("pk"), investment=Sum("amount", filter=IN_YUAN)
    )
    for row in rows.order_by("unit"):
        sums[row["unit"]] = [row["unit__name"], row["projects"], row["investment"] or 0]
    taken = HandOver.objects.filter(project=OuterRef("key"), accepted=True)
    moved = {
        key: (unit, amount if currency == "CNY" else 0)
        for key, unit, amount, currency in projects.filter(Exists(taken)).values_list(
            "key", "unit", "amount", "currency"
        )
    }
    others = HandOver.objects.filter(project__in=moved, accepted=True).values_list(
        "project", "to_unit", "to_unit__name"
    )
    for key, unit, name in {row for row in others if moved[row[0]][0] != row[1]}:
        there = sums.setdefault(unit, [name, 0, 0])
        there[1], there[2] = there[1] + 1, there[2] + moved[key][1]
    ordered = sorted(sums.items(), key=lambda item: (-item[1][2], item[1][0]))[:UNITS_SHOWN]
    largest = max((told[2] for _unit, told in ordered), default=0)
    return [
        UnitFigures(
            name,
            number,
            amount,
            amount * 100 // largest if largest else 0,
            _projects_at(**APPROVED, unit=unit),
        )
        for unit, (name, number, amount) in ordered
    ]


@dataclass(frozen=True)
class StageBar:
    """A stage as a bar of the drawing, in the drawing's own units; ``investment`` in fen."""

    label: str
    number: int
    investment: int
    address: str
    y: int
    text_y: int
    width: int


@dataclass(frozen=True)
class StageChart:
    """The bars, one below the other, and how high the drawing is."""

    bars: tuple[StageBar, ...]
    height: int


ROW, LONGEST = 25, 270
"""The drawing: the height of a row, and the length of the longest bar."""


def by_stage(user: User, day: datetime.date) -> StageChart:
    """Projects by the stage that they have reached, as bars; none where there is no project."""
    rows = (
        with_stage(projects_asked(user, day, **APPROVED))
        .values("stage")
        .annotate(number=Count("pk"), investment=Sum("amount", filter=IN_YUAN))
        .order_by()
    )
    told = {row["stage"]: (row["number"], row["investment"] or 0) for row in rows}
    shown = [stage for stage in (None, *stages.RANKS) if stage in told or stage in stages.MAIN_LINE[2:]]
    most = max((number for number, _sum in told.values()), default=0)
    if not most:
        return StageChart((), 0)
    bars = []
    for place, stage in enumerate(sorted(shown, key=lambda one: stages.RANKS.get(one or "", 0))):
        number, investment = told.get(stage, (0, 0))
        width = max(LONGEST * number // most, 2 if number else 0)
        label = _(stages.LABELS[stage]) if stage else _("未到阶段")
        address = _projects_at(**APPROVED, stage=stage or "none")
        bars.append(StageBar(label, number, investment, address, place * ROW + 5, place * ROW + 17, width))
    return StageChart(tuple(bars), len(bars) * ROW + 2)


def due(user: User, day: datetime.date) -> list[Difficulty]:
    """Difficulties of projects that one may see which are overdue or due within two weeks, the oldest first."""
    seen = visible_projects(user, day).values("key")
    soon = day + datetime.timedelta(days=DUE_DAYS)
    found = Difficulty.objects.filter(project__in=seen, resolved_on=None, due_on__lte=soon)
    return list(found.select_related("project", "owner").order_by("due_on", "id")[:DUE_SHOWN])
