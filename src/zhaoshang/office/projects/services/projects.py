"""Registering a project, changing what is not yet approved, and correcting what is."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.attempts import attempt, insist
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.projects.models import Party, Project
from zhaoshang.office.projects.permissions import change_refusal, correct_refusal, create_refusal
from zhaoshang.office.projects.services.writing import save, set_values
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.flow import Refused, check_version

PROJECT_FIELDS = (
    "number", "name", "content", "place", "investor", "investor_code", "filing_code", "capital", "origin", "industry",
    "chain", "amount", "currency", "fixed_assets", "land", "tags",
)  # fmt: skip
"""What a form says of a project. Amounts are fen or cents, land ten-thousandths of a mu."""
PARTY_FIELDS = ("name", "company_code", "part")


def create_project(
    by: User,
    unit: Unit,
    values: Mapping[str, Any],
    parties: Sequence[Mapping[str, str]] = (),
    *,
    today: datetime.date,
) -> Project:
    """A draft of a project of a unit. Without a number it gets the next of its year. Raises Refused."""
    with attempt("project.create", by, name=str(values.get("name", ""))):
        insist(create_refusal(by, unit, today))
        Jurisdiction.objects.select_for_update().get(
            pk=unit.jurisdiction_id
        )  # numbers are given one at a time
        project = Project(jurisdiction=unit.jurisdiction, unit=unit, created_by=by, recorded_on=today)
        _before, after = set_values(project, PROJECT_FIELDS, values)
        project.number = project.number.strip() or next_number(unit.jurisdiction, today)
        _free_number(project)
        save(project, by)
        _set_parties(project, by, parties)
        log.record(
            "project.create", by, project, after={**after, "number": project.number, "unit": unit.name}
        )
    return project


def next_number(jurisdiction: Jurisdiction, today: datetime.date) -> str:
    """The next number of a year: P2026-0001 and on."""
    start = f"P{today.year}-"
    taken = Project.objects.filter(jurisdiction=jurisdiction, number__startswith=start)
    tails = (number[len(start) :] for number in taken.values_list("number", flat=True))
    return f"{start}{max((int(t) for t in tails if t.isascii() and t.isdigit()), default=0) + 1:04}"


def _free_number(project: Project) -> None:
    same = Project.objects.filter(jurisdiction=project.jurisdiction, number=project.number, root=None)
    if same.exclude(pk=project.archive).exists():
        raise Refused(_("项目编号%(number)s已被使用") % {"number": project.number})


def change_project(
    by: User,
    project: Project,
    values: Mapping[str, Any],
    parties: Sequence[Mapping[str, str]] | None = None,
    *,
    today: datetime.date,
    version: int | None = None,
) -> Project:
    """Change a draft or a returned project, or a draft of a correction. Raises Refused, or Stale."""
    with attempt("project.change", by, project):
        fresh = Project.objects.select_for_update().get(pk=project.pk)
        check_version(fresh, version)
        insist(change_refusal(by, fresh, today))
        fields = PROJECT_FIELDS if fresh.root_id is None else [f for f in PROJECT_FIELDS if f != "number"]
        before, after = set_values(fresh, [*fields, "reason"], values)
        if not fresh.number.strip():
            raise Refused(_("请填写项目编号"))
        _free_number(fresh)
        if parties is not None and fresh.root_id is None:
            had, now = _set_parties(fresh, by, parties)
            if had != now:
                before["parties"], after["parties"] = had, now
        if after:
            fresh.version += 1
            save(fresh, by)
            log.record("project.change", by, fresh, before=before, after=after)
    return fresh


def correct_project(
    by: User,
    project: Project,
    values: Mapping[str, Any],
    reason: str,
    *,
    today: datetime.date,
    version: int | None = None,
) -> Project:
    """A draft of a correction of an approved project, which takes its place once it is approved itself."""
    with attempt("project.correct", by, project):
        fresh = Project.objects.select_for_update().get(pk=project.pk)
        check_version(fresh, version)
        insist(correct_refusal(by, fresh, today))
        if not reason.strip():
            raise Refused(_("请写明更正事由"))
        make_room(fresh, by)
        correction = Project(
            jurisdiction=fresh.jurisdiction, unit=fresh.unit, created_by=by, recorded_on=today,
            supersedes=fresh, root_id=fresh.archive, reason=reason.strip(),
        )  # fmt: skip
        for field in PROJECT_FIELDS:
            setattr(correction, field, getattr(fresh, field))
        before, after = set_values(correction, [f for f in PROJECT_FIELDS if f != "number"], values)
        if not after:
            raise Refused(_("没有要更正的内容"))
        save(correction, by, reason)
        log.record("project.correct", by, fresh, before=before, after=after, reason=reason)
    return correction


def make_room(record: Any, by: User) -> None:
    """Let a record be corrected again after a correction that was given up; one under way is refused."""
    earlier = type(record)._default_manager.filter(supersedes=record).first()
    if earlier is None:
        return
    if earlier.state != State.VOID:
        raise Refused(_("已有一份更正在办理，请在那一份上修改"))
    earlier.supersedes = None
    save(earlier, by)


def _set_parties(
    project: Project, by: User, parties: Sequence[Mapping[str, str]]
) -> tuple[list[str], list[str]]:
    """Replace a project's parties; what is there already is left alone. Returns them in words, before and after."""
    there = {(p.name, p.company_code, p.part): p for p in project.parties.all()}
    wanted = {tuple(str(party.get(f, "")).strip() for f in PARTY_FIELDS) for party in parties}
    for key, party in there.items():
        if key not in wanted:
            party._history_user = by
            party.delete()
    for key in sorted(wanted - set(there)):
        if key[0]:
            save(Party(project=project, **dict(zip(PARTY_FIELDS, key, strict=True))), by)
    after = sorted(" ".join(k).strip() for k in wanted if k[0])
    return sorted(" ".join(k).strip() for k in there), after
