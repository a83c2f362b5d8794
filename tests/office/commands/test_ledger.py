"""What a jurisdiction has approved goes to the library as a ledger: its own, of the units that are assessed."""

import json

import pytest
from leads_help import approved

from zhaoshang.ledger import read_ledger
from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.operating.ledger import write_ledger
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import State


@pytest.fixture
def elsewhere(yunchuan, today):
    """月湖市 with an approved lead and project of the same numbers."""
    there = Jurisdiction.objects.create(code="990200", name="月湖市")
    unit = Unit.objects.create(jurisdiction=there, name="月湖局")
    common = {"jurisdiction": there, "unit": unit, "created_by": yunchuan.reporter, "recorded_on": today,
              "state": State.APPROVED, "amount": 10**9}  # fmt: skip
    Lead.objects.create(number="X2026-001", company="月湖公司", date=today, **common)
    Project.objects.create(number="P2026-001", name="月湖项目", **common)
    return there


@pytest.mark.parametrize("name", ["台账.xlsx", "台账"])
def test_it_reads_back_as_it_was_written_and_holds_one_jurisdictions_own(
    yunchuan, elsewhere, a_project, today, tmp_path, name
):
    approved(yunchuan, today)
    a_project(state=State.APPROVED)
    written = write_ledger(yunchuan.city, tmp_path / name)
    ledger = read_ledger(tmp_path / name)
    assert ledger.digest == written.digest
    assert [row["company"] for row in ledger.counted("leads")] == ["虚构晶锐新能源科技有限公司"]
    assert [row["name"] for row in ledger.tables["projects"]] == ["虚构电池项目"]
    told = json.loads(Event.objects.get(action="office.ledger").after)
    assert told == {"file": name, "digest": written.digest, "rows": 2}


def test_the_leads_of_a_unit_that_is_not_assessed_are_left_out(yunchuan, today, tmp_path):
    approved(yunchuan, today)
    Unit.objects.filter(pk=yunchuan.qinghe.pk).update(assessed=False)
    assert not write_ledger(yunchuan.city, tmp_path / "台账").tables["leads"]


def test_a_code_that_is_nobodys_is_said_so(office):
    office.run("migrate")
    assert "990999" in office.run("ledger", "990999", "out.xlsx", fails=2)
