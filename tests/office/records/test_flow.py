"""A record moves along one way, by the right people, and every step is written down."""

import ast
from pathlib import Path

import pytest

import zhaoshang.office
from zhaoshang.office.audit.models import Event
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, Stale, move

OFFICE = Path(zhaoshang.office.__file__).parent


def moved(record, people, today, *steps):
    for action, who, *reason in steps:
        record = move(record, action, getattr(people, who), today=today, reason="".join(reason))
    return record


def test_a_lead_is_filed_signed_and_approved_by_three_people(yunchuan, a_lead, today):
    lead = moved(
        a_lead(), yunchuan, today,
        (Action.FILE, "reporter"), (Action.SIGN, "unit_lead"), (Action.APPROVE, "commerce_verifier"),
    )  # fmt: skip
    assert lead.state == State.APPROVED
    assert (lead.filed_by, lead.signed_by, lead.verified_by) == (
        yunchuan.reporter, yunchuan.unit_lead, yunchuan.commerce_verifier,
    )  # fmt: skip
    assert [e.action for e in Event.objects.order_by("number")] == [
        "record.file", "record.sign", "record.approve",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "who"),
    [(Action.SIGN, "reporter"), (Action.SIGN, "other_lead"), (Action.APPROVE, "unit_lead"), (Action.APPROVE, "leader"),
     (Action.APPROVE, "reform_verifier"), (Action.VOID, "commerce_verifier"), (Action.FILE, "other_reporter")],
)  # fmt: skip
def test_the_wrong_person_is_told_why_not_and_the_try_is_written_down(yunchuan, a_lead, today, action, who):
    lead = a_lead()
    if action is Action.SIGN:
        lead = moved(lead, yunchuan, today, (Action.FILE, "reporter"))
    if action is Action.APPROVE:
        lead = moved(lead, yunchuan, today, (Action.FILE, "reporter"), (Action.SIGN, "unit_lead"))
    with pytest.raises(Refused) as refused:
        moved(lead, yunchuan, today, (action, who))
    assert str(refused.value)
    last = Event.objects.order_by("-number").first()
    assert (last.user, last.succeeded) == (who, False)
    lead.refresh_from_db()
    assert lead.state in (State.DRAFT, State.FILED, State.SUBMITTED)


def test_a_return_needs_a_reason_which_the_unit_reads(yunchuan, a_lead, today):
    lead = moved(a_lead(), yunchuan, today, (Action.FILE, "reporter"), (Action.SIGN, "unit_lead"))
    with pytest.raises(Refused):
        moved(lead, yunchuan, today, (Action.RETURN, "commerce_verifier", "  "))
    lead = moved(lead, yunchuan, today, (Action.RETURN, "commerce_verifier", "缺合同扫描件"))
    assert (lead.state, lead.returned_because) == (State.RETURNED, "缺合同扫描件")


def test_the_commerce_bureaus_own_lead_goes_to_the_reform_verifier(yunchuan, a_lead, today):
    from office_people import also

    reporter, lead_of_bureau = also(yunchuan.commerce)
    lead = a_lead(unit=yunchuan.commerce, by=reporter)
    lead = move(lead, Action.FILE, reporter, today=today)
    lead = move(lead, Action.SIGN, lead_of_bureau, today=today)
    with pytest.raises(Refused):
        move(lead, Action.APPROVE, yunchuan.commerce_verifier, today=today)
    assert move(lead, Action.APPROVE, yunchuan.reform_verifier, today=today).state == State.APPROVED


def test_from_signing_on_milestones_are_the_reform_verifiers_and_enrolment_the_statisticians(
    yunchuan, a_project, a_milestone
):
    project = a_project()
    roles = [a_milestone(project, stage).verifying_role for stage in ("negotiating", "signed", "enrolled")]
    assert roles == ["commerce_verifier", "reform_verifier", "statistics_verifier"]


def test_who_acts_on_a_page_that_is_out_of_date_is_warned_and_overwrites_nothing(yunchuan, a_lead, today):
    lead = a_lead()
    moved(lead, yunchuan, today, (Action.FILE, "reporter"))
    with pytest.raises(Stale):
        move(lead, Action.RECALL, yunchuan.reporter, today=today, version=lead.version)


def test_an_approved_correction_supersedes_what_it_corrects(yunchuan, a_lead, today):
    steps = ((Action.FILE, "reporter"), (Action.SIGN, "unit_lead"), (Action.APPROVE, "commerce_verifier"))
    old = moved(a_lead(), yunchuan, today, *steps)
    moved(a_lead(supersedes=old, reason="金额写错", amount=90_000_000_00), yunchuan, today, *steps)
    old.refresh_from_db()
    assert old.state == State.SUPERSEDED


def test_nothing_but_the_flow_writes_a_state():
    writers = set()
    for path in OFFICE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            targets = []
            if isinstance(node, ast.Assign):
                targets = node.targets
            elif isinstance(node, ast.AugAssign | ast.AnnAssign):
                targets = [node.target]
            elif isinstance(node, ast.Call):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in ("update", "bulk_update", "setattr") and any(
                    k.arg == "state" for k in node.keywords
                ):
                    writers.add(path.relative_to(OFFICE).as_posix())
            if any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets):
                writers.add(path.relative_to(OFFICE).as_posix())
    assert writers == {"records/flow.py"}


def test_only_services_move_records_so_that_their_own_rules_are_never_gone_around():
    callers = set()
    for path in OFFICE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            named = isinstance(node, ast.ImportFrom) and (node.module or "").endswith("records.flow")
            if named and any(name.name == "move" for name in node.names):
                callers.add(path.relative_to(OFFICE).as_posix())
    assert callers
    assert all("services" in path for path in callers), callers
