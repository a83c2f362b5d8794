"""What is true of records of every kind. Nothing here writes."""

from __future__ import annotations

from django.db.models import Q

from zhaoshang.office.records.choices import State


def left_the_unit() -> Q:
    """The condition on records that have been sent up: only these are anybody else's business."""
    return Q(submitted_at__isnull=False) | Q(state__in=(State.SUBMITTED, State.APPROVED, State.SUPERSEDED))
