"""What every writer here does alike beside trying (``accounts.attempts``): one at a time, and who changed what."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from zhaoshang.office.accounts.models import User
from zhaoshang.office.projects.models import Project


def locked_archive(project: Project) -> Project:
    """The first row of a project's archive, held so that two writers cannot both pass the same check."""
    return Project.objects.select_for_update().select_related("unit", "jurisdiction").get(pk=project.archive)


def set_values(
    thing: models.Model, fields: Sequence[str], values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set fields, and return what differed, before and after, as the log writes it."""
    before, after = {}, {}
    for field in fields:
        had = getattr(thing, field, None)  # a link that was never set counts as none
        if field in values and had != values[field]:
            before[field] = plain(had)
            setattr(thing, field, values[field])
            after[field] = plain(values[field])
    return before, after


def plain(value: Any) -> Any:
    """A value as text or a number, for the log."""
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def save(thing: models.Model, by: User, reason: str = "") -> None:
    """Save with a version in its history that says by whom and why."""
    thing._history_user = by  # type: ignore[attr-defined]
    thing._change_reason = reason[:100] or None  # type: ignore[attr-defined]
    thing.save()
