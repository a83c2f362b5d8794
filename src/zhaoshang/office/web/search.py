"""Search across projects, companies, leads and units, in what a person may see; two characters are enough."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.finding import any_holds
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.queries import visible as visible_leads
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.organisation.queries import readable_jurisdictions
from zhaoshang.office.projects.models import Party, Project
from zhaoshang.office.projects.queries import visible as visible_projects
from zhaoshang.office.records.choices import State
from zhaoshang.office.web.addresses import list_address, page_of

FEWEST_CHARACTERS = 2
SHOWN = 10
"""Of each kind, how many are shown; the list itself has the rest."""
GONE = (State.VOID, State.SUPERSEDED)


@dataclass(frozen=True)
class Found:
    """One thing found."""

    title: str
    note: str
    address: str


@dataclass(frozen=True)
class Kind:
    """All that was found of one kind."""

    label: str | Promise
    icon: str
    found: tuple[Found, ...]
    has_more: bool
    all_address: str


def search(user: User, words: str, day: datetime.date) -> list[Kind]:
    """What matches every one of the words, kind by kind; empty where they are too short."""
    parts = words.split()
    if not parts or max(map(len, parts)) < FEWEST_CHARACTERS:
        return []
    kinds = (_projects(user, parts, day), _leads(user, parts, day), _units(user, parts, day))
    return [kind for kind in kinds if kind.found]


def matching(words: list[str], *fields: str) -> Q:
    """The condition that every word stands in one of the fields."""
    wanted = Q()
    for word in words:
        wanted &= any_holds(fields, word)
    return wanted


def _projects(user: User, words: list[str], day: datetime.date) -> Kind:
    wanted = Q()
    for word in words:
        parties = Party.objects.filter(any_holds(("name", "company_code"), word))
        own = any_holds(("name", "number", "investor", "investor_code", "unit__name"), word)
        wanted &= own | Q(key__in=parties.values("project"))
    rows = visible_projects(user, day).filter(wanted).exclude(state__in=GONE).select_related("unit")
    return _kind(_("项目与企业"), "building-factory-2", "projects:list", words, rows, _project)


def _project(project: Project) -> Found:
    note = " · ".join(filter(None, (project.number, project.unit.name, project.investor)))
    return Found(project.name, note, page_of(project))


def _leads(user: User, words: list[str], day: datetime.date) -> Kind:
    fields = ("company", "company_code", "number", "content", "unit__name")
    rows = visible_leads(user, day).filter(matching(words, *fields))
    rows = rows.exclude(state__in=GONE).select_related("unit")
    return _kind(_("线索"), "target-arrow", "leads:list", words, rows, _lead)


def _lead(lead: Lead) -> Found:
    return Found(lead.company, " · ".join((lead.number, lead.unit.name, str(lead.date))), page_of(lead))


def _units(user: User, words: list[str], day: datetime.date) -> Kind:
    rows = Unit.objects.filter(matching(words, "name"), jurisdiction__in=readable_jurisdictions(user, day))
    rows = rows.select_related("jurisdiction")
    return _kind(_("单位"), "sitemap", "organisation:list", words, rows, _unit)


def _unit(unit: Unit) -> Found:
    return Found(unit.name, str(unit.jurisdiction), page_of(unit))


def _kind(
    label: str | Promise, icon: str, page: str, words: list[str], rows: QuerySet[Any], told: Any
) -> Kind:
    found = [told(row) for row in rows[: SHOWN + 1]]
    return Kind(label, icon, tuple(found[:SHOWN]), len(found) > SHOWN, list_address(page))
