"""Letting go of old events, never before half a year: written to a file first, and the chain goes on from there.

网络安全法 asks network logs to be kept for no less than six months; nothing shorter can be set.
"""

from __future__ import annotations

import datetime
import gzip
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from zhaoshang.office.audit import chain, log
from zhaoshang.office.audit.models import Anchor, Event

LEAST_DAYS = 184
"""Six months, however long their months are."""


class NotRemoved(Exception):
    """Old events that stay because the chain does not hold, or their file could not be read back."""


@dataclass(frozen=True)
class Removed:
    """What was written to a file and taken out of the database."""

    count: int
    through: int
    file: Path


def days_kept() -> int | None:
    """For how many days events are kept, by ``OFFICE_LOG_DAYS``; None (0) keeps everything."""
    asked = int(getattr(settings, "OFFICE_LOG_DAYS", 0))
    return None if asked <= 0 else max(asked, LEAST_DAYS)


def archive_folder() -> Path:
    """Where the files of removed events are kept."""
    return Path(settings.DATA) / "audit-archive"


def remove_old(now: datetime.datetime) -> Removed | None:
    """Write all events older than is kept to a file, sign it, and remove them; None where there are none. The
    newest event always stays. Raises NotRemoved."""
    days = days_kept()
    if days is None:
        return None
    walked = chain.verify()
    if walked.broken is not None:
        raise NotRemoved(walked.broken.words)
    with transaction.atomic():
        log._one_at_a_time()
        return _remove_before(now - datetime.timedelta(days=days))


def _remove_before(moment: datetime.datetime) -> Removed | None:
    newest = Event.objects.order_by("-number").first()
    kept = Event.objects.filter(at__gte=moment).order_by("number").first() or newest
    last = None if kept is None else Event.objects.filter(number__lt=kept.number).order_by("-number").first()
    if last is None:
        return None
    old = Event.objects.filter(number__lte=last.number).order_by("number")
    first = old.first()
    assert first is not None
    file = archive_folder() / f"events-{first.number}-{last.number}.jsonl.gz"
    count, digest = _write(file, old.values_list(*log.COVERED, "digest").iterator(chunk_size=2000))
    Anchor.objects.create(
        number=last.number, at=last.at, digest=last.digest, count=count, file=file.name, file_digest=digest,
        made_at=timezone.now(),
    )  # fmt: skip
    old._raw_delete(old.db)
    told = {"count": count, "through": last.number, "file": file.name, "sha256": digest}
    log.record("audit.archive", None, after=told)
    return Removed(count, last.number, file)


def _write(file: Path, rows: Iterator[tuple[object, ...]]) -> tuple[int, str]:
    """Write events a line each, and beside it a file with its digest and signature; gives count and digest."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished, count = file.with_suffix(".part"), 0
    names = (*log.COVERED, "digest")
    with gzip.open(unfinished, "wt", encoding="utf-8") as out:
        for row in rows:
            told = dict(zip(names, row, strict=True))
            out.write(json.dumps(told, ensure_ascii=False, default=_as_text) + "\n")
            count += 1
    with gzip.open(unfinished, "rt", encoding="utf-8") as back:
        read_back = sum(1 for _line in back)
    if read_back != count:
        unfinished.unlink()
        raise NotRemoved(f"{file.name}: {read_back} / {count}")
    digest = file_digest(unfinished)
    unfinished.replace(file)
    seal = {"file": file.name, "sha256": digest, "count": count, "signature": signature(digest)}
    file.with_name(file.name + ".seal").write_text(json.dumps(seal, indent=1) + "\n", encoding="utf-8")
    return count, digest


def _as_text(value: object) -> str:
    return value.astimezone(datetime.UTC).isoformat() if isinstance(value, datetime.datetime) else str(value)


def signature(digest: str) -> str:
    """The office's own mark on a digest: HMAC-SHA-256 under its secret key."""
    return hmac.new(settings.SECRET_KEY.encode(), f"audit {digest}".encode(), hashlib.sha256).hexdigest()


def file_digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def archives_wrong() -> list[str]:
    """The names of archive files that are gone or no longer what they were when they were written."""
    wrong = []
    for anchor in Anchor.objects.order_by("number"):
        file = archive_folder() / anchor.file
        if not file.is_file() or file_digest(file) != anchor.file_digest:
            wrong.append(anchor.file)
    return wrong
