"""What every page asks: who it is, what day it is, which project is meant, and what a stale form missed."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.organisation.queries import held_by, open_on, readable_jurisdictions
from zhaoshang.office.projects.models import Change, Credit, Milestone, Project
from zhaoshang.office.projects.permissions import REPORTS
from zhaoshang.office.projects.queries import visible

KINDS: dict[str, type[Any]] = {"project": Project, "milestone": Milestone, "credit": Credit, "change": Change}
"""The kinds of records by their word in addresses."""


def user_of(request: HttpRequest) -> User:
    """The person who asks."""
    assert isinstance(request.user, User)
    return request.user


def project_or_404(user: User, pk: int, today: datetime.date) -> Project:
    """The words in force of a project that somebody may see."""
    seen = visible(user, today).select_related("unit__jurisdiction", "jurisdiction", "root")
    root = Project.objects.filter(pk=pk).values_list("root_id", flat=True).first()
    key = root or pk  # not by the annotation of this name, which has no index
    found = seen.filter(models.Q(pk=key) | models.Q(root=key)).first()
    if found is None:
        raise Http404(_("没有这个项目，或者您不能查看"))
    return found


def record_or_404(user: User, kind: str, pk: int, today: datetime.date) -> Any:
    """A record of a project that somebody may see."""
    model = KINDS.get(kind)
    record = None if model is None else model._default_manager.filter(pk=pk).first()
    if record is None:
        raise Http404(_("没有这条记录"))
    project_or_404(user, record.pk if kind == "project" else record.project_id, today)
    return record


def own_open_units(user: User, day: datetime.date) -> models.QuerySet[Unit]:
    """The units for which somebody reports."""
    keys = {h.unit.pk for h in held_by(user, day) if h.role in REPORTS}
    return Unit.objects.filter(open_on(day), pk__in=keys).order_by("order", "id")


def units_of(jurisdiction: Jurisdiction, day: datetime.date) -> models.QuerySet[Unit]:
    """The units of a jurisdiction that are open on a day."""
    return Unit.objects.filter(open_on(day), jurisdiction=jurisdiction).order_by("order", "id")


def units_read(user: User, day: datetime.date) -> models.QuerySet[Unit]:
    """The units whose records somebody may come across."""
    return Unit.objects.filter(jurisdiction__in=readable_jurisdictions(user, day)).order_by(
        "jurisdiction", "order", "id"
    )


def version_of(request: HttpRequest) -> int | None:
    """The version of the record that a form was opened on."""
    written = request.POST.get("version", "")
    return int(written) if written.isascii() and written.isdigit() else None


def missed(record: Any, version: int | None) -> list[dict[str, Any]]:
    """What others changed since a version: field, before, after, by whom and when."""
    history = list(record.history.select_related("history_user").order_by("-history_id")[:20])
    if not history or version is None:
        return []
    then = next((h for h in history if h.version <= version), history[-1])
    last = history[0]
    found = []
    for field in record._meta.concrete_fields:
        if field.name in ("version", "state", "history") or field.is_relation:
            continue
        before, after = getattr(then, field.attname), getattr(last, field.attname)
        if before != after:
            words = (shown(record, field, before), shown(record, field, after))
            found.append(
                {"label": field.verbose_name, "before": words[0], "after": words[1], "who": last.history_user,
                 "at": last.history_date}
            )  # fmt: skip
    return found


def shown(record: Any, field: Any, value: Any) -> str:
    """A value of a field as people read it."""
    from zhaoshang.office.projects.telling import value_in_words

    return value_in_words(field, value, getattr(record, "currency", "CNY") or "CNY")


def address_if_any(name: str, *args: Any, **named: Any) -> str:
    """The address of another app's page; nothing where it has none yet."""
    try:
        return reverse(name, args=args or None, kwargs=named or None)
    except NoReverseMatch:
        return ""
