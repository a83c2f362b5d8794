"""The one way to write an event: appended to the chain, in the transaction of what it tells of."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
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
SEEN, LISTED, EXPORTED = "seen", "listed", "exported"
READING = (SEEN, LISTED, EXPORTED, "evidence.view", "evidence.download")
"""Actions that change nothing: what somebody looked at or took away."""
_LOCK = 7_240_615
_AT_ONCE = 500


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
    return _append(
        action, by,
        jurisdiction=_jurisdiction(about),
        kind="" if about is None else about._meta.label_lower,
        key="" if about is None else str(about.pk),
        name=name or ("" if about is None else str(about)),
        before=written(before), after=written(after), reason=reason, succeeded=succeeded,
    )  # fmt: skip


def record_many(action: str, by: User, told: Iterable[tuple[Model, Mapping[str, Any]]]) -> list[Event]:
    """Append the same action on many objects, each with what it has now: an event each, in a few statements."""
    return _append_all(action, by, [
        {
            "jurisdiction": _jurisdiction(about), "kind": about._meta.label_lower, "key": str(about.pk),
            "name": str(about), "after": written(after),
        }
        for about, after in told
    ])  # fmt: skip


def seen(by: User, about: Model) -> Event:
    """Append that somebody opened the page of one object."""
    return record(SEEN, by, about)


def listed(by: User, model: type[Model], count: int, filters: Mapping[str, Any] | None = None) -> Event:
    """Append that somebody saw a list: one event for all of it, with its filter and the number of rows."""
    return _of_many(LISTED, by, model, count, filters)


def exported(
    by: User, model: type[Model], count: int, filters: Mapping[str, Any] | None = None, digest: str = ""
) -> Event:
    """Append that somebody took a list away as a file; ``digest`` is the file's SHA-256 where it is known."""
    return _of_many(EXPORTED, by, model, count, filters, digest)


def _of_many(
    action: str,
    by: User,
    model: type[Model],
    count: int,
    filters: Mapping[str, Any] | None,
    digest: str = "",
) -> Event:
    told: dict[str, Any] = {"count": count}
    if chosen := plain_filters(filters):
        told["filters"] = chosen
    if digest:
        told["sha256"] = digest
    return _append(
        action, by, jurisdiction=current().jurisdiction, kind=model._meta.label_lower,
        name=str(model._meta.verbose_name), after=written(told),
    )  # fmt: skip


def plain_filters(filters: Mapping[str, Any] | None) -> dict[str, str]:
    """A filter as it is written down: what was left empty, and the page's number, say nothing."""
    chosen: dict[str, str] = {}
    for key, value in (filters or {}).items():
        if key in ("page", "per_page", "csrfmiddlewaretoken") or value in (None, "", [], ()):
            continue
        many = isinstance(value, Iterable) and not isinstance(value, str)
        chosen[str(key)] = "、".join(str(v) for v in value) if many else str(value)
    return chosen


def _append(action: str, by: User | None, **content: Any) -> Event:
    (event,) = _append_all(action, by, [content])
    return event


def _append_all(action: str, by: User | None, contents: Sequence[Mapping[str, Any]]) -> list[Event]:
    events = []
    with transaction.atomic():
        _one_at_a_time()
        last = Event.objects.order_by("-number").only("number", "digest").first()
        for content in contents:
            event = Event(
                number=1 if last is None else last.number + 1,
                at=timezone.now(),
                user="" if by is None else by.get_username(),
                person="" if by is None else str(by),
                unit=current().unit,
                action=action,
                address=current().address,
                previous="" if last is None else last.digest,
                **content,
            )
            _make_storable(event)
            event.digest = digest_of(event)
            events.append(event)
            last = event
        Event.objects.bulk_create(events, batch_size=_AT_ONCE)
    return events


def _make_storable(event: Event) -> None:
    """What strangers type goes into the log as well: nothing in it may make the database refuse an event."""
    for field in Event._meta.concrete_fields:
        value = getattr(event, field.attname)
        if isinstance(value, str):
            text = value.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
            setattr(event, field.attname, text[: getattr(field, "max_length", None)])


def written(values: Mapping[str, Any] | None) -> str:
    """Values as canonical text."""
    return "" if not values else json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def digest_of(event: Event) -> str:
    """The digest of an event's own content and of the one before it."""
    return digest_of_cells(tuple(getattr(event, key) for key in COVERED))


def digest_of_cells(cells: tuple[Any, ...]) -> str:
    """The digest of what ``COVERED`` names, in its order."""
    number, at, *rest = cells
    texts = [str(number), at.astimezone(datetime.UTC).isoformat(), *map(str, rest)]
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def _one_at_a_time() -> None:
    """Two events must not take one number: SQLite has one writer anyway, PostgreSQL is asked for a lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _jurisdiction(about: Model | None) -> str:
    held = getattr(about, "jurisdiction", None)
    return current().jurisdiction if held is None else str(held.code)
