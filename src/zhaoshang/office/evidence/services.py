"""All that is written about evidence."""

from __future__ import annotations

import datetime
import hashlib
from typing import TypeVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist, need_reason
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.evidence import content, permissions, scanning
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.evidence.queries import may_see, of
from zhaoshang.office.evidence.uploading import most_bytes
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.records.models import Record

R = TypeVar("R", bound=Record)


def add(record: Record, kind: str, upload: UploadedFile, by: User, *, today: datetime.date) -> Evidence:
    """Keep a file with a record, once it is known what it is and that nothing is in it. Raises Refused."""
    try:  # outside of a transaction, for reading and scanning a large file takes its time
        insist(permissions.add_refusal(by, record, today))
        if not kind.strip():
            raise Refused(_("请说明是哪一种材料"))
        form = _accepted(upload)
        digest, scanned = _digest(upload), _scanned(upload)
    except Refused as refused:
        log.record("evidence.add", by, record, reason=str(refused), succeeded=False)
        raise
    stored: Evidence | None = None
    try:
        with attempt("evidence.add", by, record):
            fresh = _locked(record)
            insist(permissions.add_refusal(by, fresh, today))
            if of(fresh).filter(digest=digest, kind=kind.strip(), withdrawn_at__isnull=True).exists():
                raise Refused(_("这份文件已经在这里了，不必再传"))
            stored = Evidence(
                jurisdiction=fresh.jurisdiction, unit=fresh.unit,
                record_type=ContentType.objects.get_for_model(fresh), record_id=fresh.pk, kind=kind.strip()[:60],
                name=content.proper_name(upload.name or "", form), size=upload.size, media_type=form.media_type,
                digest=digest, scanned=scanned, added_by=by,
            )  # fmt: skip
            stored.file.save("", upload, save=False)
            stored.save(force_insert=True)
            log.record("evidence.add", by, fresh, after=_told(stored))
    except BaseException:
        if stored is not None and stored.file:
            stored.file.storage.delete(stored.file.name)
        raise
    return stored


def see_original(evidence: Evidence, by: User, *, today: datetime.date) -> Evidence:
    """Say that one has had the original in hand and that the file agrees with it. Raises Refused."""
    record: Record = evidence.record  # type: ignore[assignment]
    with attempt("evidence.original_seen", by, record, name=evidence.name):
        insist(permissions.original_refusal(by, _locked(record), today))
        fresh = Evidence.objects.select_for_update().get(pk=evidence.pk)
        insist(permissions.file_refusal(fresh))
        if fresh.original_seen_at is not None:
            raise Refused(_("这份佐证的原件已核验过"))
        fresh.original_seen_by, fresh.original_seen_at = by, timezone.now()
        fresh.save(update_fields=["original_seen_by", "original_seen_at"])
        log.record("evidence.original_seen", by, record, after=_told(fresh))
    return fresh


def withdraw(evidence: Evidence, by: User, *, reason: str, today: datetime.date) -> Evidence:
    """Let a file count no more. It is kept, and stays to be seen with the reason. Raises Refused."""
    record: Record = evidence.record  # type: ignore[assignment]
    with attempt("evidence.withdraw", by, record, name=evidence.name):
        insist(permissions.withdraw_refusal(by, _locked(record), today))
        need_reason(reason)
        fresh = Evidence.objects.select_for_update().get(pk=evidence.pk)
        insist(permissions.file_refusal(fresh))
        fresh.withdrawn_by, fresh.withdrawn_at, fresh.withdrawn_because = by, timezone.now(), reason.strip()
        fresh.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
        log.record("evidence.withdraw", by, record, before=_told(fresh), reason=reason.strip())
    return fresh


def open_for(evidence: Evidence, by: User, *, saved: bool, today: datetime.date) -> bool:
    """Whether somebody may look at a file (or save it); written down either way."""
    record: Record | None = evidence.record  # type: ignore[assignment]
    allowed = record is not None and may_see(by, record, today)
    action = "evidence.download" if saved else "evidence.view"
    log.record(action, by, record, after=_told(evidence), succeeded=allowed)
    return allowed


def _locked(record: R) -> R:
    return type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)


def _told(evidence: Evidence) -> dict[str, object]:
    return {"evidence": evidence.pk, "kind": evidence.kind, "file": evidence.name, "sha256": evidence.digest}


def _accepted(upload: UploadedFile) -> content.Format:
    if not upload.size:
        raise Refused(_("文件是空的"))
    if upload.size > most_bytes():
        raise Refused(too_large())
    form = content.format_of(upload)  # type: ignore[arg-type]
    if form is None:
        raise Refused(
            _(
                "文件内容不是可接受的格式（%(formats)s，不含宏）；旧版 doc、xls 请另存为新格式，压缩包请解开后逐个上传"
            )
            % {"formats": accepted_words()}
        )
    return form


def accepted_words() -> str:
    """The formats that are accepted, as a page names them."""
    return "、".join(form.extension for form in content.FORMATS)


def too_large() -> str:
    """What is said of a file that is too large."""
    return _("文件超过 %(most)d MB；请压缩扫描件或分成几份") % {"most": most_bytes() // 1024 // 1024}


def _digest(upload: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()


def _scanned(upload: UploadedFile) -> str:
    at = getattr(settings, "OFFICE_CLAMD", "")
    if not at:
        return ""
    try:
        found = scanning.scan(upload, at)  # type: ignore[arg-type]
    except scanning.NotScanned as error:
        raise Refused(
            _("病毒扫描服务没有完成扫描（%(why)s），文件没有存下；请稍后再传，或告诉系统管理员")
            % {"why": error}
        ) from error
    if found is not None:
        raise Refused(_("文件里查出病毒（%(name)s），没有存下") % {"name": found})
    return "clean"
