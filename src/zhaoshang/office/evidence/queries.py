"""Reading evidence: what a record has and lacks, which files are the same, who may see what."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence.choices import Needed
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.queries import visible_records
from zhaoshang.office.records.models import Record

Seen = Callable[[User, datetime.date], "QuerySet[Record]"]
_seen: dict[type[Record], Seen] = {}


def show_with(model: type[Record], seen: Seen) -> None:
    """Let an app say, from its ``ready()``, which records of a kind somebody sees; their evidence is seen by the
    same people. Where nothing is said, it is by the record's own unit."""
    _seen[model] = seen


def may_see(user: User, record: Record, day: datetime.date) -> bool:
    """Whether somebody may see a record, and so its evidence."""
    return _seen_by(type(record), user, day).filter(pk=record.pk).exists()


def _seen_by(model: type[Record], user: User, day: datetime.date) -> QuerySet[Record]:
    seen = _seen.get(model)
    return model._default_manager.filter(visible_records(user, day)) if seen is None else seen(user, day)


def of(record: Record) -> QuerySet[Evidence]:
    """A record's evidence, what was withdrawn included."""
    return of_many([record])


def of_many(records: Sequence[Record]) -> QuerySet[Evidence]:
    """The evidence of records of one kind, in one query."""
    people = ("added_by", "original_seen_by", "withdrawn_by")
    if not records:
        return Evidence.objects.none()
    kind = ContentType.objects.get_for_model(records[0])
    found = Evidence.objects.filter(record_type=kind, record_id__in=[r.pk for r in records])
    return found.select_related(*people)


@dataclass(frozen=True)
class Kind:
    """A kind of document with the files there are of it."""

    needed: Needed
    files: tuple[Evidence, ...]
    is_extra: bool

    @property
    def is_missing(self) -> bool:
        """Whether the record needs it and has none that counts."""
        return self.needed.required and not any(not f.is_withdrawn for f in self.files)

    @property
    def original_seen(self) -> bool:
        """Whether the originals of all that counts were seen."""
        counting = [f for f in self.files if not f.is_withdrawn]
        return bool(counting) and all(f.original_seen_at is not None for f in counting)


def by_kind(files: Iterable[Evidence], needed: Sequence[Needed]) -> list[Kind]:
    """Files under the kinds that are needed, in their order, then what there is besides."""
    files = list(files)
    known = {n.kind for n in needed}
    extra = [Needed(k, required=False) for k in dict.fromkeys(f.kind for f in files) if k not in known]
    return [
        Kind(n, tuple(f for f in files if f.kind == n.kind), is_extra=n.kind not in known)
        for n in (*needed, *extra)
    ]


def missing(record: Record, needed: Sequence[Needed]) -> list[str]:
    """The kinds that a record needs and has not; what a service asks before it lets the record go on."""
    return [k.needed.kind for k in by_kind(of(record), needed) if k.is_missing]


def same_files(user: User, files: Sequence[Evidence], day: datetime.date) -> dict[str, list[Evidence]]:
    """Digest -> the same file with other records that somebody may see, in one query and one per kind of record."""
    counting = [f for f in files if not f.is_withdrawn]
    if not counting:
        return {}
    own = {(f.record_type_id, f.record_id) for f in counting}
    found = Evidence.objects.filter(digest__in={f.digest for f in counting}, withdrawn_at__isnull=True)
    others = [f for f in found if (f.record_type_id, f.record_id) not in own]
    records: dict[tuple[int, int], Record] = {}
    for kind in {f.record_type_id for f in others}:
        model = ContentType.objects.get_for_id(kind).model_class()
        assert model is not None
        keys = [f.record_id for f in others if f.record_type_id == kind]
        for record in _seen_by(model, user, day).filter(pk__in=keys):
            records[kind, record.pk] = record
    same: dict[str, list[Evidence]] = {}
    for other in others:
        if (record := records.get((other.record_type_id, other.record_id))) is not None:
            other.record = record
            same.setdefault(other.digest, []).append(other)
    return same
