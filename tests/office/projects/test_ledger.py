"""The office hands the library its projects as rows, and the library scores them: approved facts only."""

import pytest
from projects_help import YI, approve, day

import zhaoshang
from zhaoshang.ledger import ledger_from_rows
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.projects import services
from zhaoshang.office.projects.ledger import ledger_rows
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import State
from zhaoshang.tables import TABLES, UnitDirectory

SCHEME = """
title: 虚构的签约考核
window: {from: 2026-01-01, to: 2026-12-31}
views:
  signed 签约项目: {of: 进展, where: 阶段 = 签约}
rules:
  signed 签约: {clause: T-1, each: 签约项目, points: 金额 × 1分/亿元 × 份额}
"""


@pytest.fixture
def scheme(tmp_path):
    (tmp_path / "scheme.yaml").write_text(SCHEME, encoding="utf-8")
    (tmp_path / "units.csv").write_text("unit\n青禾区\n白鹭县\n", encoding="utf-8")
    (tmp_path / "targets.csv").write_text("unit\n", encoding="utf-8")
    (tmp_path / "clauses.csv").write_text(
        "clause,place,summary,carrier\nT-1,一,每亿元一分,rule:signed\n", encoding="utf-8"
    )
    return zhaoshang.load_scheme(tmp_path)


def milestone(city, project, stage, date, today, **more):
    values = {"stage": stage, "date": day(date), **more}
    return services.add_milestone(city.reporter, project, values, today=today)


def points(result):
    return {u.unit: [(line.facts, line.points) for line in u.lines] for u in result.units}


def test_approved_facts_are_scored_exactly_and_pending_ones_are_not(yunchuan, today, a_project, scheme):
    project = approve(a_project("P-1", amount=3 * YI + 5_000), yunchuan, today)
    for unit, share in ((yunchuan.qinghe, 75), (yunchuan.bailu, 25)):
        values = {"role": "lead", "share": share * 10**6, "filed_on": today}
        approve(services.add_credit(yunchuan.reporter, project, unit, values, today=today), yunchuan, today)
    approve(milestone(yunchuan, project, "signed", "2026-03-01", today), yunchuan, today)
    waiting = approve(a_project("P-2", amount=9 * YI), yunchuan, today)
    milestone(yunchuan, waiting, "signed", "2026-03-02", today)
    a_project("P-3", amount=9 * YI)  # not approved itself
    ledger = ledger_from_rows(ledger_rows(Project.objects.all()), UnitDirectory.of(scheme.units))
    assert [row["project"] for row in ledger.tables["projects"]] == ["P-1", "P-2"]
    assert ledger.tables["projects"][0]["amount"] == 3 * YI + 5_000
    result = zhaoshang.scoring.score(scheme, ledger, "2026")
    assert points(result) == {
        "青禾区": [(("milestones/P-1/signed",), 2_250_000)],
        "白鹭县": [(("milestones/P-1/signed",), 750_000)],
    }


def test_a_correction_counts_instead_of_what_it_corrects(yunchuan, today, a_project, scheme):
    project = approve(a_project("P-1", amount=3 * YI), yunchuan, today)
    signed = approve(
        milestone(yunchuan, project, "signed", "2026-03-01", today, amount=2 * YI), yunchuan, today
    )
    right = services.correct_fact(yunchuan.reporter, signed, {"amount": 4 * YI}, "合同为四亿", today=today)
    approve(right, yunchuan, today)
    approve(
        services.correct_project(yunchuan.reporter, project, {"name": "虚构正名"}, "错字", today=today),
        yunchuan,
        today,
    )
    ledger = ledger_from_rows(ledger_rows(Project.objects.all()), UnitDirectory.of(scheme.units))
    (kept,) = ledger.counted("milestones")
    assert (kept["amount"], kept["reason"]) == (4 * YI, "合同为四亿")
    assert [row["name"] for row in ledger.tables["projects"]] == ["虚构正名"]
    assert points(zhaoshang.scoring.score(scheme, ledger, "2026"))["青禾区"] == [((kept["fact"],), 4_000_000)]


def test_every_cell_is_of_a_column_and_reads_back_as_it_was(yunchuan, today, a_project):
    more = {
        "investor": "虚构甲公司", "investor_code": "91350100M000100Y43", "capital": "foreign", "origin": "overseas",
        "industry": "C2614", "chain": "新能源", "currency": "USD", "fixed_assets": False, "land": 123_4567,
        "tags": "化工、省台账",
    }  # fmt: skip
    project = approve(a_project("P-1", amount=123_456_789_01, **more), yunchuan, today)
    other = approve(a_project("P-2", amount=YI), yunchuan, today)
    approve(
        milestone(yunchuan, project, "signed", "2026-03-01", today, amount=100, currency="USD"),
        yunchuan,
        today,
    )
    change = {"kind": "merge", "date": day("2026-04-01"), "into_project": other, "to_unit": yunchuan.bailu}
    approve(services.add_change(yunchuan.reporter, project, change, today=today), yunchuan, today)
    Evidence.objects.create(
        jurisdiction=yunchuan.city, unit=yunchuan.qinghe, record=project.milestones.get(), kind="签约合同",
        name="合同.pdf", size=1, media_type="application/pdf", digest="0" * 64, added_by=yunchuan.reporter,
    )  # fmt: skip
    rows = ledger_rows(Project.objects.all())
    for table, found in rows.items():
        for row in found:
            assert set(row) <= set(TABLES[table].by_key), table
    ledger = ledger_from_rows(rows)
    row = ledger.tables["projects"][0]
    assert {key: row[key] for key in more if key != "tags"} == {k: v for k, v in more.items() if k != "tags"}
    assert (row["amount"], row["tags"]) == (123_456_789_01, ("化工", "省台账"))
    (signed,) = ledger.tables["milestones"]
    assert (signed["amount"], signed["currency"], signed["evidence"]) == (100, "USD", ("签约合同",))
    assert ledger.tables["changes"][0]["into_project"] == "P-2"


def test_as_many_queries_for_fifty_projects_as_for_five(
    yunchuan, today, a_project, a_milestone, django_assert_max_num_queries
):
    for i in range(50):
        a_milestone(a_project(f"P-{i}", state=State.APPROVED), state=State.APPROVED)
    ledger_rows(Project.objects.all())
    with django_assert_max_num_queries(8):
        assert len(ledger_rows(Project.objects.all())["milestones"]) == 50
