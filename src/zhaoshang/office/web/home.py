"""The workbench: how the records that a person may see stand. Every number is counted by the very filter of the
list that it leads to. Reads only; what waits is in ``waiting``, what was lately done in ``recent``."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.filters import LeadFilter
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.queries import units_seen
from zhaoshang.office.leads.queries import visible as visible_leads
from zhaoshang.office.organisation.models import Unit
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
class Tally:
    """The projects of one unit at one stage: how many, their total in fen, and how many were new this month."""

    unit: int
    stage: str | None
    number: int
    investment: int
    new: int


@dataclass(frozen=True)
class UnitFigures:
    """What one unit has in the ledger. ``investment`` in fen; ``share`` is a percentage of the largest unit's."""

    name: str
    projects: int
    investment: int
    share: int
    address: str


class Asked:
    """The approved projects and leads that somebody may see, asked for by the filters of their lists; and counted
    once by unit and stage for all that the workbench tells of projects."""

    def __init__(self, user: User, day: datetime.date) -> None:
        self.day = day
        self.project_filter = ProjectFilter(
            APPROVED, visible_projects(user, day), units=units_read(user, day)
        )
        self.projects: QuerySet[Project] = self.project_filter.qs
        self.lead_filter = LeadFilter(
            APPROVED, queryset=visible_leads(user, day), units=units_seen(user, day)
        )
        self.leads: QuerySet[Lead] = self.lead_filter.qs

    @property
    def month(self) -> datetime.date:
        """The first of this month."""
        return self.day.replace(day=1)

    def stalled(self) -> int:
        """How many projects stand still, by the filter of the list."""
        found: QuerySet[Project] = self.project_filter.filters["still"].filter(self.projects, STALLED_DAYS)
        return found.count()

    @cached_property
    def sums(self) -> list[Tally]:
        """Projects by unit and stage. Units by their keys: PostgreSQL would sort all projects by their units' names."""
        rows = (
            with_stage(self.projects)
            .values("unit", "stage")
            .annotate(
                number=Count("pk"), investment=Sum("amount", filter=IN_YUAN),
                new=Count("pk", filter=_since(self.project_filter, self.month)),
            )
            .order_by()
        )  # fmt: skip
        return [
            Tally(row["unit"], row["stage"], row["number"], row["investment"] or 0, row["new"])
            for row in rows
        ]


def _since(filters: Any, day: datetime.date) -> Q:
    """What the list asks for under "since a day", as a condition."""
    since = filters.filters["since"]
    return Q(**{f"{since.field_name}__{since.lookup_expr}": day})


def _projects_at(**asked: object) -> str:
    return f"{reverse('projects:list')}?{urlencode(asked)}"


def figures(asked: Asked) -> dict[str, Any]:
    """The numbers of the cards with their lists, and the investment of the projects in yuan, in fen."""
    month = {**APPROVED, "since": asked.month.isoformat()}
    still = {**APPROVED, "still": STALLED_DAYS}
    leads = f"{reverse('leads:list')}?"
    of_leads = asked.leads.order_by().aggregate(
        number=Count("pk"), new=Count("pk", filter=_since(asked.lead_filter, asked.month))
    )
    return {
        "projects": Figure(sum(tally.number for tally in asked.sums), _projects_at(**APPROVED)),
        "new_projects": Figure(sum(tally.new for tally in asked.sums), _projects_at(**month)),
        "stalled": Figure(asked.stalled(), _projects_at(**still)),
        "leads": Figure(of_leads["number"], leads + urlencode(APPROVED)),
        "new_leads": Figure(of_leads["new"], leads + urlencode(month)),
        "investment": sum(tally.investment for tally in asked.sums),
        "stalled_days": STALLED_DAYS,
    }


def by_unit(asked: Asked) -> list[UnitFigures]:
    """Units by their projects' investment in yuan, the largest first; as in the list, a project that was handed
    over counts for both units."""
    sums: dict[int, list[int]] = {}
    for tally in asked.sums:
        there = sums.setdefault(tally.unit, [0, 0])
        there[0], there[1] = there[0] + tally.number, there[1] + tally.investment
    taken = HandOver.objects.filter(project=OuterRef("key"), accepted=True)
    moved = {
        key: (unit, amount if currency == "CNY" else 0)
        for key, unit, amount, currency in asked.projects.filter(Exists(taken))
        .order_by()
        .values_list("key", "unit", "amount", "currency")
    }
    others = (
        HandOver.objects.filter(project__in=moved, accepted=True).order_by().values_list("project", "to_unit")
    )
    for key, unit in {row for row in others if moved[row[0]][0] != row[1]}:
        there = sums.setdefault(unit, [0, 0])
        there[0], there[1] = there[0] + 1, there[1] + moved[key][1]
    names = dict(Unit.objects.filter(pk__in=sums).order_by().values_list("pk", "name"))
    ordered = sorted(sums.items(), key=lambda item: (-item[1][1], names[item[0]]))[:UNITS_SHOWN]
    largest = max((amount for _unit, (_number, amount) in ordered), default=0)
    return [
        UnitFigures(
            names[unit], number, amount, amount * 100 // largest if largest else 0,
            _projects_at(**APPROVED, unit=unit),
        )
        for unit, (number, amount) in ordered
    ]  # fmt: skip


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


def by_stage(asked: Asked) -> StageChart:
    """Projects by the stage that they have reached, as bars; none where there is no project."""
    told: dict[str | None, tuple[int, int]] = {}
    for tally in asked.sums:
        number, investment = told.get(tally.stage, (0, 0))
        told[tally.stage] = (number + tally.number, investment + tally.investment)
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
