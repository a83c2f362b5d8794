"""A correction stands beside what it corrects until it is approved; one that was given up bars no other."""

import json

import pytest
from leads_help import VALUES, approved
from projects_help import YI, approve

from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects import services as projects
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused

SAID = {
    "lead": {"amount": 90_000_000_00}, "project": {"name": "虚构正名项目"},
    "milestone": {"decision": "云商〔2026〕3号"}, "credit": {"share": 6 * 10**7},
    "change": {"note": "新业主为虚构丙公司"},
}  # fmt: skip


@pytest.fixture
def world(yunchuan, today, a_project):
    """A fact of a kind, approved, and how it is corrected and moved along."""

    def make(kind):
        if kind == "lead":
            return approved(yunchuan, today)
        project = approve(a_project(amount=3 * YI), yunchuan, today)
        if kind == "project":
            return project
        if kind == "credit":
            values = {"role": "lead", "share": 10**8, "filed_on": today}
            credit = projects.add_credit(yunchuan.reporter, project, yunchuan.qinghe, values, today=today)
            return approve(credit, yunchuan, today)
        values = {"kind": "owner", "date": today, "note": "新业主为虚构乙公司"}
        if kind == "milestone":
            values = {"stage": "negotiating", "date": today}
        add = projects.add_milestone if kind == "milestone" else projects.add_change
        return approve(add(yunchuan.reporter, project, values, today=today), yunchuan, today)

    def correct(kind, record, reason):
        by = yunchuan.reporter
        if kind == "lead":
            return leads.correct(by, record, SAID[kind], reason=reason, today=today, version=None)
        write = projects.correct_project if kind == "project" else projects.correct_fact
        return write(by, record, SAID[kind], reason, today=today)

    def act(kind, record, action, who, reason=""):
        by = getattr(yunchuan, who)
        if kind == "lead":
            return leads.act(by, record, action, today=today, reason=reason)
        return projects.act(record, action, by, today=today, reason=reason)

    return make, correct, act


@pytest.mark.parametrize("kind", SAID)
def test_after_a_correction_that_was_given_up_another_may_be_written_and_takes_its_place(
    world, kind, yunchuan
):
    make, correct, act = world
    fact = make(kind)
    first = correct(kind, fact, "改错了地方")
    with pytest.raises(Refused):
        correct(kind, fact, "又想改")  # one is under way
    first = act(kind, first, Action.VOID, "reporter", "不改了")
    second = correct(kind, fact, "按合同更正")
    for action, who in ((Action.FILE, "reporter"), (Action.SIGN, "unit_lead")):
        second = act(kind, second, action, who)
    verifier = f"{second.verifying_role.value}"
    second = act(kind, second, Action.APPROVE, verifier)
    for record in (fact, first, second):
        record.refresh_from_db()
    assert (fact.state, first.state, second.state) == (State.SUPERSEDED, State.VOID, State.APPROVED)
    assert second.supersedes == fact
    assert first.supersedes is None
    name, value = next(iter(SAID[kind].items()))
    assert getattr(second, name) == value != getattr(fact, name)
    told = Event.objects.get(action="record.superseded", key=str(fact.pk))
    assert (json.loads(told.after)["by"], told.reason) == (second.pk, "按合同更正")


def test_every_version_says_by_whom_although_no_request_tells(yunchuan, today):
    lead = approved(yunchuan, today)
    new = leads.correct(
        yunchuan.reporter, lead, {"amount": 1_00}, reason="按合同更正", today=today, version=None
    )
    leads.act(yunchuan.reporter, new, Action.FILE, today=today)
    leads.act(yunchuan.unit_lead, new, Action.SIGN, today=today)
    leads.act(yunchuan.commerce_verifier, new, Action.APPROVE, today=today)
    versions = Lead.history.filter(id=lead.pk).order_by("history_id")
    assert [(str(v.history_user), v.state) for v in versions] == [
        ("填报甲", "draft"), ("填报甲", "filed"), ("签发甲", "submitted"), ("commerce_verifier", "approved"),
        ("commerce_verifier", "superseded"),
    ]  # fmt: skip
    assert versions.last().history_change_reason == "按合同更正"
    assert VALUES["company"] == versions.last().company
