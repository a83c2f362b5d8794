"""What happened to a lead, as its page tells it: every change with who, when, before, after and why.

Words come from two books that are kept apart: the versions of its fields, and the log of events.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads.forms import amount_words
from zhaoshang.office.leads.models import Capital, Lead
from zhaoshang.office.leads.services import FIELDS, WITH_REASON
from zhaoshang.office.records.choices import Action

TITLES: dict[str, Any] = {
    "lead.create": gettext_lazy("起草"),
    "lead.correct": gettext_lazy("起草更正"),
    "lead.to_project": gettext_lazy("转为项目"),
    "lead.first_report": gettext_lazy("认定首报"),
    "lead.appeal": gettext_lazy("申诉"),
    "lead.appeal_answer": gettext_lazy("答复申诉"),
    "record.superseded": gettext_lazy("被更正"),
    **{f"record.{action.value}": action.label for action in Action},
}
TONES = {
    "record.approve": ("green", "check"), "record.return": ("red", "arrow-back-up"), "record.void": ("grey", "x"),
    "record.sign": ("blue", "check"), "record.file": ("violet", "clock"), "lead.first_report": ("amber", "info-circle"),
    "lead.appeal": ("amber", "alert-triangle"), "lead.appeal_answer": ("amber", "info-circle"),
    "lead.to_project": ("green", "building-factory-2"),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One thing that happened."""

    at: datetime.datetime
    title: str
    who: str
    why: str = ""
    tone: str = "grey"
    icon: str = "edit"
    differences: tuple[Difference, ...] = field(default=())


def steps_of(lead: Lead) -> list[Step]:
    """All that happened to a lead, newest first; of a correction, what it changed stands at its beginning. Two
    queries."""
    versions = list(lead.history.select_related("history_user").order_by("history_id"))
    told = [_changed(before, after) for before, after in pairwise(versions)]
    steps = [step for step in told if step is not None]
    events = Event.objects.filter(kind=Lead._meta.label_lower, key=str(lead.pk), succeeded=True)
    steps += [_told(event, lead) for event in events.filter(action__in=TITLES)]
    return sorted(steps, key=lambda step: step.at, reverse=True)


def _changed(before: Any, after: Any) -> Step | None:
    found = differences(before, after, WITH_REASON)
    if not found:
        return None
    who = "" if after.history_user is None else str(after.history_user)
    return Step(after.history_date, _("修改"), who, after.history_change_reason or "", differences=found)


def _told(event: Event, lead: Lead) -> Step:
    tone, icon = TONES.get(event.action, ("grey", "edit"))
    found: tuple[Difference, ...] = ()
    if event.action == "lead.correct" and lead.supersedes is not None:
        first = lead.history.order_by("history_id").first()
        found = differences(lead.supersedes, first)
    if event.action == "lead.to_project" and lead.project is not None:
        found = (Difference(_("项目"), "—", str(lead.project)),)
    unit = f"{event.unit} · " if event.unit else ""
    title = str(TITLES.get(event.action, event.action))
    return Step(event.at, title, unit + (event.person or event.user), event.reason, tone, icon, found)


def differences(before: Any, after: Any, fields: Iterable[str] = FIELDS) -> tuple[Difference, ...]:
    """What differs between two versions, amount and currency as one."""
    found = []
    for name in fields:
        if name == "currency":
            continue
        old, new = words_of(before, name), words_of(after, name)
        if old != new:
            found.append(Difference(label_of(name), old or "—", new or "—"))
    return tuple(found)


def label_of(name: str) -> str:
    """A field's label."""
    return str(Lead._meta.get_field(name).verbose_name)


def words_of(version: Any, name: str) -> str:
    """A field of a version as people read it."""
    value = getattr(version, name)
    if name == "amount":
        return amount_words(value, version.currency)
    if name == "capital":
        return str(Capital(value).label) if value else ""
    return "" if value is None else str(value)
