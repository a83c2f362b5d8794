"""The ledger of a jurisdiction: what the office has approved, as the library reads, checks and scores it.

Money, days and names go through the library's own checks on the way (``ledger_from_rows``), so that what is written
here is what ``zhaoshang ledger check`` accepts.
"""

from __future__ import annotations

from pathlib import Path

from zhaoshang.ledger import Ledger, ledger_from_rows, write_csv_folder, write_workbook
from zhaoshang.office.audit import log
from zhaoshang.office.exchange.planning import directory_of
from zhaoshang.office.leads.ledger import ledger_rows as lead_rows
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.models import Jurisdiction
from zhaoshang.office.projects.ledger import ledger_rows as project_rows
from zhaoshang.office.projects.models import Project


def ledger_of(jurisdiction: Jurisdiction) -> Ledger:
    """All approved projects with their facts, and the leads of the units that are assessed; each fact with its
    state, so that only approved ones count. Raises the library's ProblemsFound where something would not count."""
    rows = project_rows(Project.objects.filter(jurisdiction=jurisdiction))
    numbers = {row["project"] for row in rows["projects"]}
    assessed = Lead.objects.filter(jurisdiction=jurisdiction, unit__assessed=True)
    return ledger_from_rows({**rows, **lead_rows(assessed, numbers)}, directory_of(jurisdiction))


def write_ledger(jurisdiction: Jurisdiction, to: Path) -> Ledger:
    """Write the ledger of a jurisdiction as a workbook (``.xlsx``) or a folder of CSV, and write that down."""
    ledger = ledger_of(jurisdiction)
    (write_workbook if to.suffix.lower() == ".xlsx" else write_csv_folder)(ledger, to)
    told = {"file": to.name, "digest": ledger.digest, "rows": sum(map(len, ledger.tables.values()))}
    log.record("office.ledger", None, jurisdiction, after=told)
    return ledger
