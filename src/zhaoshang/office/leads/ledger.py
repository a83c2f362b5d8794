"""The office's leads as rows of the library's table ``leads``, so that a ledger can be made of them and scored.

Cells are text as people write them, exact: money in 万 of the row's currency. Every lead is in it with its
status, so that the library counts the approved ones and leaves out what was corrected.
"""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads.models import FirstReport, Lead
from zhaoshang.office.leads.queries import with_filing
from zhaoshang.office.records.choices import LEDGER_STATUS, State
from zhaoshang.quantities.numbers import format_decimal

Row = dict[str, str]
FIRST, LATER = "首报", "后报"
"""Tags of leads between which it was decided who was first, for a scheme that counts only those."""
_FEN_IN_WAN = 6


def ledger_rows(leads: QuerySet[Lead], projects: Collection[str] = ()) -> dict[str, list[Row]]:
    """The table ``leads``, ready for ``ledger_from_rows``. ``projects`` are the numbers of the projects that are
    in the same ledger: a lead names its project only where that is one of them. Five queries, however many leads."""
    ordered = with_filing(leads.select_related("unit", "project")).order_by("date", "filed_at", "id")
    taken = list(ordered)
    won = FirstReport.objects.filter(replaced_by__isnull=True)
    firsts = set(won.values_list("lead_id", flat=True))
    laters = set(won.values_list("over_id", flat=True))
    proofs = _evidence_of(leads)
    days: dict[object, int] = {}
    rows = []
    for lead in taken:
        marks = [FIRST] if lead.root_id in firsts else []
        marks += [LATER] if lead.root_id in laters else []
        row = _row(lead, marks, projects) | {"evidence": "；".join(proofs.get(lead.pk, ()))}
        if lead.state == State.APPROVED:
            days[lead.date] = days.get(lead.date, 0) + 1
            row["sequence"] = str(days[lead.date])
        rows.append(row)
    return {"leads": rows}


def _evidence_of(leads: QuerySet[Lead]) -> dict[int, list[str]]:
    """The kinds of documents of some leads, by the lead's key."""
    documents = Evidence.objects.filter(
        record_type=ContentType.objects.get_for_model(Lead), record_id__in=leads.order_by().values("pk"),
        withdrawn_at__isnull=True,
    )  # fmt: skip
    found: dict[int, list[str]] = {}
    for key, kind in documents.order_by("kind").values_list("record_id", "kind").distinct():
        found.setdefault(key, []).append(kind)
    return found


def _row(lead: Lead, marks: list[str], projects: Collection[str]) -> Row:
    tags = [tag for tag in lead.tags.replace(";", "；").split("；") if tag.strip()]
    project = "" if lead.project is None else lead.project.number
    return {
        "lead": lead.number, "unit": lead.unit.name, "date": str(lead.date), "company": lead.company,
        "company_code": lead.company_code, "content": lead.content,
        "amount": "" if lead.amount is None else format_decimal(lead.amount, _FEN_IN_WAN),
        "currency": lead.currency, "capital": lead.capital, "project": project if project in projects else "",
        "sequence": "", "tags": "；".join([*tags, *marks]), "status": LEDGER_STATUS[State(lead.state)],
        "id": str(lead.pk), "recorded_on": str(lead.recorded_on), "supersedes": str(lead.supersedes_id or ""),
        "reason": lead.reason or lead.returned_because,
    }  # fmt: skip
