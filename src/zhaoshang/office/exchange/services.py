"""Taking files in: kept as they came, looked at, and written all at once through the services of leads and projects."""

from __future__ import annotations

import datetime
import hashlib
import json
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.evidence.scanning import NotScanned, scan
from zhaoshang.office.exchange.models import Mapping as HeaderMapping
from zhaoshang.office.exchange.models import Upload
from zhaoshang.office.exchange.planning import CHANGED, NEW, SAME, Plan, Planned, directory_of, plan_of
from zhaoshang.office.exchange.reading import mapping_from, on_disk, read_file
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.many import NewLead, create_many
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.permissions import units_filed_for
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.projects import services as projects
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.records.flow import Refused
from zhaoshang.problems import Place, Problem, ProblemsFound, Words

SUFFIXES = (".xlsx", ".xls", ".et", ".csv")


class PlanChanged(Refused):
    """What was shown is no longer what would be done: somebody changed a record meanwhile."""


def may_upload_for(user: User, day: datetime.date) -> dict[int, Jurisdiction]:
    """The jurisdictions for whose units somebody may hand files in."""
    return {unit.jurisdiction_id: unit.jurisdiction for unit in units_filed_for(user, day)}


def keep(
    by: User, jurisdiction: Jurisdiction, file: UploadedFile, *, today: datetime.date,
    table: str = "", mapping: HeaderMapping | None = None,
) -> Upload:  # fmt: skip
    """Keep an uploaded file for its preview. Nothing of it is taken in yet. Raises Refused."""
    if jurisdiction.pk not in may_upload_for(by, today):
        raise Refused(_("只有填报员或签发人可以导入"))
    name = Path((file.name or "").replace("\\", "/")).name[:200]
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(_("只收 .xlsx、.xls、.et 和 .csv 文件"))
    if settings.OFFICE_CLAMD:
        try:
            found = scan(file.file, settings.OFFICE_CLAMD)  # type: ignore[arg-type]
        except NotScanned:
            raise Refused(_("查毒服务暂不可用，请稍后再传")) from None
        if found is not None:
            raise Refused(_("文件含有病毒：%(name)s") % {"name": found})
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    with transaction.atomic():
        upload = Upload(
            jurisdiction=jurisdiction, name=name, digest=digest.hexdigest(), table=table, mapping=mapping,
            uploaded_by=by,
        )  # fmt: skip
        upload.file.save(f"{uuid.uuid4().hex}{suffix}", file, save=True)
        log.record("exchange.upload", by, upload, after={"sha256": upload.digest})
    return upload


def look(by: User, upload: Upload, today: datetime.date) -> Plan:
    """What an upload would do now, and all that is wrong with it."""
    try:
        mapping, extras = mapping_from(upload.mapping.text if upload.mapping else "")
    except ProblemsFound as found:
        return Plan((), 0, found.problems)
    try:
        with upload.file.open("rb") as stored, on_disk(stored, upload.name) as path:
            found_rows = read_file(path, directory_of(upload.jurisdiction), mapping, extras, upload.table)
    except ProblemsFound as found:
        return Plan((), 0, found.problems)
    except FileNotFoundError:
        words = Words("文件不在存放处，请重新上传", "the file is no longer there; upload it again")
        return Plan((), 0, (Problem("no_such_file", words, Place(file=upload.name)),))
    return plan_of(by, upload.jurisdiction, found_rows, today)


def take_in(by: User, upload: Upload, *, today: datetime.date, digest: str | None = None) -> Plan:
    """Take in every row, as drafts, or none. ``digest`` is of the plan that was shown. Taken in again, nothing
    changes. Raises ProblemsFound where a row is wrong, PlanChanged, or Refused."""
    if upload.uploaded_by_id != by.pk:
        raise Refused(_("只有上传的人可以入库"))
    try:
        with transaction.atomic():
            fresh = (
                Upload.objects.select_for_update(of=("self",))
                .select_related("jurisdiction", "mapping")
                .get(pk=upload.pk)
            )
            plan = look(by, fresh, today)
            if plan.errors:
                raise ProblemsFound(plan.problems)
            if plan.writes and digest is not None and digest != plan.digest:
                raise PlanChanged(_("预览之后有记录被他人改动，请核对新的预览后再入库"))
            _begin(by, plan, today)
            for planned in plan.planned:
                if planned.outcome == CHANGED:
                    _change(by, planned, today)
                elif planned.outcome == NEW and planned.row.table == "milestones":
                    _reach(by, fresh.jurisdiction, planned, today)
            counts = {outcome: plan.count(outcome) for outcome in (NEW, CHANGED, SAME)}
            fresh.taken_at = fresh.taken_at or timezone.now()
            fresh.summary = fresh.summary or json.dumps(counts)
            fresh.save(update_fields=("taken_at", "summary"))
            log.record("exchange.take_in", by, fresh, after={**counts, "sha256": fresh.digest})
    except ProblemsFound:
        log.record("exchange.take_in", by, upload, reason=_("文件有问题"), succeeded=False)
        raise
    except Refused as refused:
        log.record("exchange.take_in", by, upload, reason=str(refused), succeeded=False)
        raise
    return plan


def _begin(by: User, plan: Plan, today: datetime.date) -> None:
    """Write what is new: all leads, then all projects. A refusal there is of the file, not of a row."""
    new = [planned for planned in plan.planned if planned.outcome == NEW]
    begun = [NewLead(p.unit, p.number, p.values) for p in new if p.row.table == "leads"]
    registered = [projects.NewProject(p.unit, p.number, p.values) for p in new if p.row.table == "projects"]
    if begun:
        create_many(by, begun, today=today)
    if registered:
        projects.create_projects(by, registered, today=today)


def _change(by: User, planned: Planned, today: datetime.date) -> None:
    record, values = planned.record, planned.values
    try:
        if isinstance(record, Lead):
            leads.change(by, record, values, today=today, version=record.version)
        elif isinstance(record, Milestone):
            projects.change_fact(by, record, values, today=today, version=record.version)
        elif record is not None:
            projects.change_project(by, record, values, today=today, version=record.version)
    except Refused as refused:
        raise _at(planned, refused) from None


def _reach(by: User, jurisdiction: Jurisdiction, planned: Planned, today: datetime.date) -> None:
    """Write a new stage, of a project that was there or that this file has just registered."""
    project = Project.objects.get(jurisdiction=jurisdiction, number=planned.number, root=None)
    try:
        projects.add_milestone(by, project, planned.values, today=today)
    except Refused as refused:
        raise _at(planned, refused) from None


def _at(planned: Planned, refused: Refused) -> ProblemsFound:
    words = str(refused)
    return ProblemsFound([Problem("refused", Words(words, words), planned.row.place())])


def delete_old_uploads(now: datetime.datetime) -> int:
    """Delete the files, with what is known of them, that were handed in more than ``OFFICE_UPLOAD_DAYS`` days ago;
    0 keeps them for ever. What was taken in of them stays, and so does the log. Gives how many."""
    days = int(getattr(settings, "OFFICE_UPLOAD_DAYS", 180))
    if not days:
        return 0
    gone = 0
    for upload in Upload.objects.filter(uploaded_at__lt=now - datetime.timedelta(days=days)).order_by("pk"):
        upload.file.storage.delete(upload.file.name)  # first: what is cut short here is done again next time
        with transaction.atomic():
            log.record("exchange.upload_deleted", None, upload, before={"sha256": upload.digest})
            upload.delete()
        gone += 1
    return gone


def save_mapping(
    by: User, upload: Upload, name: str, written: Mapping[str, Any], *, today: datetime.date
) -> HeaderMapping:
    """Remember an office's own headers under a name; one of that name is replaced. Raises ProblemsFound, Refused."""
    if upload.jurisdiction_id not in may_upload_for(by, today):
        raise Refused(_("只有填报员或签发人可以导入"))
    units = [unit for unit in units_filed_for(by, today) if unit.jurisdiction_id == upload.jurisdiction_id]
    with transaction.atomic():
        same = {"jurisdiction": upload.jurisdiction, "unit": units[0], "name": name.strip()}
        earlier = HeaderMapping.objects.filter(**same).first()
        text = json.dumps(_beside(written, earlier), ensure_ascii=False)
        mapping_from(text)
        mapping, _made = HeaderMapping.objects.update_or_create(
            **same, defaults={"text": text, "saved_by": by}
        )
        Upload.objects.filter(pk=upload.pk).update(mapping=mapping)
        log.record("exchange.save_mapping", by, mapping, after={"mapping": text})
    return mapping


def _beside(written: Mapping[str, Any], earlier: HeaderMapping | None) -> dict[str, Any]:
    """A match of one sheet, beside those of other tables that were saved under the same name."""
    if earlier is None:
        return dict(written)
    tables = {entry["table"] for entries in written["sheets"].values() for entry in entries}
    old = json.loads(earlier.text)
    kept = {
        name: entries for name, entries in old["sheets"].items()
        if name not in written["sheets"] and not tables & {entry["table"] for entry in entries}
    }  # fmt: skip
    more = {name: own for name, own in old.get("more", {}).items() if name in kept}
    return {"sheets": {**kept, **written["sheets"]}, "more": {**more, **written.get("more", {})}}
