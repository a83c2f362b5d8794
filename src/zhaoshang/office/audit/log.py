"""The one way to write an event: appended to the chain, in the transaction of what it tells of."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from zhaoshang.office.audit.context import current
from zhaoshang.office.audit.models import Event

if TYPE_CHECKING:
    from django.db.models import Model

    from zhaoshang.office.accounts.models import User

COVERED = (
    "number", "at", "user", "person", "unit", "jurisdiction", "action", "succeeded", "kind", "key", "name",
    "before", "after", "reason", "address", "previous",
)  # fmt: skip
"""What an event's digest is over, in this order."""
_LOCK = 7_240_615


def record(
    action: str,
    by: User | None,
    about: Model | None = None,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    name: str = "",
    succeeded: bool = True,
) -> Event:
    """Append what somebody did. ``before`` and ``after`` hold only what differs."""
    with transaction.atomic():
        _one_at_a_time()
        last = Event.objects.order_by("-number").first()
        event = Event(
            number=1 if last is None else last.number + 1,
            at=timezone.now(),
            user="" if by is None else by.get_username(),
            person="" if by is None else str(by),
            unit=current().unit,
            jurisdiction=_jurisdiction(about),
            action=action,
            succeeded=succeeded,
            kind="" if about is None else about._meta.label_lower,
            key="" if about is None else str(about.pk),
            name=(name or ("" if about is None else str(about)))[:200],
            before=written(before),
            after=written(after),
            reason=reason,
            address=current().address,
            previous="" if last is None else last.digest,
        )
        event.digest = digest_of(event)
        event.save(force_insert=True)
    return event


def written(values: Mapping[str, Any] | None) -> str:
    """Values as canonical text."""
    return "" if not values else json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def digest_of(event: Event) -> str:
    """The digest of an event's own content and of the one before it."""
    cells = []
    for key in COVERED:
        value = getattr(event, key)
        cells.append(value.astimezone(datetime.UTC).isoformat() if key == "at" else str(value))
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()


def _one_at_a_time() -> None:
    """Two events must not take one number: SQLite has one writer anyway, PostgreSQL is asked for a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _jurisdiction(about: Model | None) -> str:
    held = getattr(about, "jurisdiction", None)
    return "" if held is None else str(held.code)
