"""Why a fact earned nothing: the nearest condition, with the fact's own values."""

from __future__ import annotations

from datetime import date

import pytest

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import NotCounted, why_not
from zhaoshang.tables import UnitDirectory

PROJECTS = [
    {"project": "A", "name": "甲项目", "unit": "栗园镇", "amount": "6000"},
    {"project": "B", "name": "乙项目", "unit": "栗园镇", "amount": "6000", "fixed_assets": "否"},
]
CREDITS = [
    {"project": "A", "unit": "栗园镇"},
    {"project": "A", "unit": "区教育局", "filed_on": "2023-03-01"},
]
MILESTONES = [
    {"project": "A", "stage": "signed", "date": "2023-02-01"},
    {"project": "B", "stage": "signed", "date": "2023-02-02"},
]


def reasons(unit: str, period: str = "2023-Q1", **tables: list[dict[str, str]]) -> dict[str, NotCounted]:
    scheme = load_scheme("kaiping-2023")
    facts = {"projects": PROJECTS, "credits": CREDITS, "milestones": MILESTONES, **tables}
    ledger = ledger_from_rows(facts, UnitDirectory.of(scheme.units))
    return {each.fact: each for each in why_not(scheme, ledger, period, unit)}


def test_a_filing_after_the_signing_is_named_with_both_days():
    found = reasons("区教育局")["milestones/A/signed"]
    assert found.rule == "signed"
    assert "备案日期 ≤ 签约日期" in found.reason.zh
    assert "备案日期 2023年3月1日" in found.reason.zh and "签约日期 2023年2月1日" in found.reason.zh
    assert "filed_on 2023-03-01" in found.reason.en


def test_a_project_without_fixed_assets_is_told_so_and_one_that_counts_is_not_listed():
    found = reasons("栗园镇")
    assert "固投项目 否" in found["milestones/B/signed"].reason.zh
    assert "milestones/A/signed" not in found


def test_a_signing_is_not_told_that_it_is_no_landing():
    assert {each.rule for each in reasons("栗园镇").values()} == {"signed"}


@pytest.mark.parametrize(("status", "word"), [("pending", "待审核"), ("returned", "退回"), ("void", "作废")])
def test_a_row_that_is_not_approved_says_where_it_stands(status: str, word: str):
    lead = {"lead": "L1", "unit": "区教育局", "date": "2023-01-05", "status": status}
    assert word in reasons("区教育局", leads=[lead])["leads/L1"].reason.zh


def test_a_fact_after_the_as_of_day_has_not_happened_yet():
    scheme = load_scheme("kaiping-2023")
    leads = [{"lead": "L1", "unit": "区教育局", "date": "2023-03-20"}]
    ledger = ledger_from_rows({"leads": leads}, UnitDirectory.of(scheme.units))
    day = date(2023, 3, 1).toordinal()
    (found,) = why_not(scheme, ledger, "2023-Q1", "区教育局", day)
    assert "2023-03-01" in found.reason.zh


def test_the_sixth_tip_of_a_month_is_taken_back_by_the_cap():
    leads = [{"lead": f"L{i}", "unit": "区教育局", "date": f"2023-01-0{i}"} for i in range(1, 8)]
    found = reasons("区教育局", leads=leads)
    assert {"leads/L6", "leads/L7"} <= found.keys()
    assert "封顶" in found["leads/L6"].reason.zh
    assert "leads/L5" not in found


def test_a_blank_day_of_acceptance_is_named_as_what_is_missing():
    accepted = [{**row, "accepted_on": "" if row["project"] == "A" else row["date"]} for row in MILESTONES]
    found = reasons("栗园镇", milestones=accepted)["milestones/A/signed"]
    assert "上级认定日期" in found.reason.zh and "空白" in found.reason.zh


def test_both_engines_give_the_same_reasons():
    scheme = load_scheme("kaiping-2023")
    facts = {"projects": PROJECTS, "credits": CREDITS, "milestones": MILESTONES}
    ledger = ledger_from_rows(facts, UnitDirectory.of(scheme.units))
    python, duckdb = (
        why_not(scheme, ledger, "2023-Q1", "栗园镇", engine=engine) for engine in ("python", "duckdb")
    )
    assert python == duckdb != ()


def test_a_unit_that_there_is_not_is_a_key_error():
    with pytest.raises(KeyError):
        reasons("不存在的单位")
