"""The office's projects as rows of the library's tables, so that a ledger can be made of them and scored.

Cells are text as people write them, exact: money in 万 of the row's currency, land in mu, shares in percent.
Only approved projects are in it, each with the words in force; their facts carry their state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.projects.models import Change, Credit, Milestone, Project
from zhaoshang.office.projects.packs import scheme_of
from zhaoshang.office.projects.queries import in_force, words
from zhaoshang.office.records.choices import LEDGER_STATUS, State
from zhaoshang.office.records.models import Record
from zhaoshang.quantities.numbers import format_decimal, format_percent

Row = dict[str, str]
Proofs = dict[tuple[type[Record], int], list[str]]
_FEN_IN_WAN, _LAND, _SHARE = 6, 4, 8


def ledger_rows(projects: QuerySet[Project]) -> dict[str, list[Row]]:
    """The tables ``projects``, ``credits``, ``milestones`` and ``changes`` of some projects, ready for
    ``ledger_from_rows``. Six queries, however many projects."""
    approved = in_force(projects).filter(state=State.APPROVED)
    taken = list(approved.select_related("unit").order_by("number", "id"))
    numbers = {project.archive: project.number for project in taken}
    keys = approved.order_by().values("key")
    credits = Credit.objects.filter(project__in=keys, state=State.APPROVED).select_related("unit")
    milestones = Milestone.objects.filter(project__in=keys).order_by("id")
    changes = Change.objects.filter(project__in=keys).select_related("to_unit").order_by("id")
    schemes = map(scheme_of, Jurisdiction.objects.filter(pk__in=approved.order_by().values("jurisdiction")))
    codes = {e.label: e.id for scheme in schemes if scheme is not None for e in scheme.evidence.values()}
    proofs = _evidence_of(milestones, codes) | _evidence_of(changes, codes)
    return {
        "projects": [_project(project) for project in taken],
        "credits": [_credit(credit, numbers) for credit in credits.order_by("id")],
        "milestones": _told([{**_fact(m, proofs), **_milestone(m, numbers)} for m in milestones]),
        "changes": [{**_fact(c, proofs), **_change(c, numbers)} for c in changes],
    }


def _told(rows: list[Row]) -> list[Row]:
    """Without the day of acceptance where nobody writes one: a column left blank says that nothing was accepted,
    one that is not there that everything was, on its day."""
    if not any(row["accepted_on"] for row in rows):
        for row in rows:
            del row["accepted_on"]
    return rows


def _evidence_of(records: QuerySet[Milestone] | QuerySet[Change], codes: Mapping[str, str]) -> Proofs:
    """The codes of the documents of some records, by the kind of record and its key. A document that the scheme
    does not name keeps its own words."""
    kind = ContentType.objects.get_for_model(records.model)
    documents = Evidence.objects.filter(
        record_type=kind, record_id__in=records.order_by().values("pk"), withdrawn_at__isnull=True
    )
    found: Proofs = {}
    for key, kind_of_document in documents.order_by("kind").values_list("record_id", "kind").distinct():
        found.setdefault((records.model, key), []).append(codes.get(kind_of_document, kind_of_document))
    return found


def money(amount: int | None) -> str:
    """Fen or cents in 万, exact; nothing where there is none."""
    return "" if amount is None else format_decimal(amount, _FEN_IN_WAN)


def _project(project: Project) -> Row:
    return {
        "project": project.number, "name": project.name, "unit": project.unit.name, "investor": project.investor,
        "investor_code": project.investor_code, "capital": project.capital, "origin": project.origin,
        "industry": project.industry, "chain": project.chain, "amount": money(project.amount),
        "currency": project.currency, "fixed_assets": "是" if project.fixed_assets else "否",
        "land": "" if project.land is None else format_decimal(project.land, _LAND),
        "tags": "；".join(words(project.tags)),
    }  # fmt: skip


def _credit(credit: Credit, numbers: dict[int, str]) -> Row:
    return {
        "project": numbers[credit.project_id], "unit": credit.unit.name, "role": credit.role,
        "share": format_percent(credit.share, _SHARE), "filed_on": _day(credit.filed_on), "person": credit.person,
        "from": _day(credit.first_day), "to": _day(credit.last_day),
    }  # fmt: skip


def _fact(record: Record, proofs: Proofs) -> Row:
    return {
        "status": LEDGER_STATUS[State(record.state)], "id": str(record.pk), "recorded_on": _day(record.recorded_on),
        "supersedes": str(record.supersedes_id or ""), "evidence": "；".join(proofs.get((type(record), record.pk), ())),
        "reason": record.reason or record.returned_because,
    }  # fmt: skip


def _milestone(milestone: Milestone, numbers: dict[int, str]) -> Row:
    return {
        "project": numbers[milestone.project_id], "stage": milestone.stage, "date": _day(milestone.date),
        "amount": money(milestone.amount), "currency": milestone.currency if milestone.amount is not None else "",
        "accepted_on": _day(milestone.accepted_on), "decision": milestone.decision,
    }  # fmt: skip


def _change(change: Change, numbers: dict[int, str]) -> Row:
    return {
        "project": numbers[change.project_id], "kind": change.kind, "date": _day(change.date),
        "amount": money(change.amount), "currency": change.currency if change.amount is not None else "",
        "to_unit": "" if change.to_unit is None else change.to_unit.name,
        "into_project": numbers.get(change.into_project_id or 0, ""),
    }  # fmt: skip


def _day(day: object) -> str:
    return "" if day is None else str(day)


def rows_of(projects: Iterable[Project]) -> list[Row]:
    """Rows of the table ``projects`` alone, for an export of a list."""
    return [_project(project) for project in projects]
