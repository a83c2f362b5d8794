"""What a unit could still do: every step alone, then the shortest way to a better place."""

from __future__ import annotations

from zhaoshang.ledger import ledger_from_rows
from zhaoshang.scheme import load_scheme
from zhaoshang.scoring import score
from zhaoshang.scoring.what_next import WhatNext, what_next
from zhaoshang.tables import UnitDirectory

PROJECTS = [
    {"project": "A", "name": "甲项目", "unit": "栗园镇", "amount": "6000"},
    {"project": "B", "name": "乙项目", "unit": "洼里镇", "amount": "12000"},
]
MILESTONES = [
    {"project": "A", "stage": "signed", "date": "2023-02-01"},
    {"project": "B", "stage": "signed", "date": "2023-02-02"},
]


def answer(unit: str, **tables: list[dict[str, str]]) -> WhatNext:
    scheme = load_scheme("kaiping-2023")
    facts = {"projects": PROJECTS, "milestones": MILESTONES, **tables}
    ledger = ledger_from_rows(facts, UnitDirectory.of(scheme.units))
    before = score(scheme, ledger, "2023-Q1").to_json()
    found = what_next(scheme, ledger, "2023-Q1", unit)
    assert score(scheme, ledger, "2023-Q1").to_json() == before, "the ledger is not touched"
    return found


def test_the_next_stage_of_a_project_is_worth_its_points():
    found = answer("栗园镇")
    assert (found.score, found.place) == (1_000_000, 2)
    steps = {step.what.zh: step for step in found.steps}
    assert steps["甲项目（A）落地"].points == 3_000_000
    assert steps["甲项目（A）落地"].place == 1


def test_the_way_to_the_next_place_is_the_shortest_set_of_best_steps():
    found = answer("栗园镇")
    assert [step.what.zh for step in found.way] == ["甲项目（A）落地"]
    assert found.reached == 1


def test_one_more_lead_averts_the_quarter_without_one():
    found = answer("区教育局")
    assert found.score == -3_000_000
    (lead,) = (step for step in found.steps if "线索" in step.what.zh)
    assert lead.points == 3_200_000


def test_a_pending_fact_is_worth_what_it_will_be_worth_when_approved():
    pending = [*MILESTONES, {"project": "B", "stage": "landed", "date": "2023-03-01"}]
    statuses = [{**row, "status": "approved" if i < 2 else "pending"} for i, row in enumerate(pending)]
    found = answer("洼里镇", milestones=statuses)
    approve = next(step for step in found.steps if step.what.zh == "审核通过 milestones/B/landed")
    assert approve.points == 4_000_000


def test_the_first_has_no_way_to_go():
    found = answer("洼里镇")
    assert found.place == 1
    assert found.way == () and found.reached is None


def test_a_withdrawn_project_goes_nowhere():
    gone = [*MILESTONES, {"project": "A", "stage": "withdrawn", "date": "2023-03-01"}]
    assert not [step for step in answer("栗园镇", milestones=gone).steps if "甲项目" in step.what.zh]


def test_a_unit_named_among_the_last_is_told_the_way_out():
    found = answer("区教育局")
    assert found.named == ("季度靠后",)
    assert [step.what.zh for step in found.way_out] == ["再报一条1亿元的线索"]


def test_a_unit_that_nobody_names_needs_no_way_out():
    found = answer("洼里镇")
    assert found.named == () and found.way_out == ()
