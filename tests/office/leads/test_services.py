"""A lead from its first draft to a project: what each person may do, and what is written down."""

import datetime
import threading

import pytest
from django.db import connection, connections
from leads_help import CODE, VALUES, approved, filed, signed

from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads import services
from zhaoshang.office.leads.models import Lead, LeadCounter, LeadRules
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, Stale


def test_numbers_run_per_jurisdiction_and_year(yunchuan, today):
    for expected in ("X2026-001", "X2026-002"):
        assert services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today).number == expected
    next_year = datetime.date(2027, 1, 2)
    assert services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=next_year).number == "X2027-001"


def test_a_number_brought_along_is_kept_and_passed_over_later(yunchuan, today):
    services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today, number="X2026-001")
    assert services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today).number == "X2026-002"
    with pytest.raises(Refused, match="X2026-001"):
        services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today, number="X2026-001")


@pytest.mark.django_db(transaction=True)
def test_two_who_file_at_once_get_different_numbers(yunchuan, today):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        # Threads share one connection's lock in memory: the law is held by the row's own update.
        assert {services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today).number for _ in "ab"} == {
            "X2026-001", "X2026-002",
        }  # fmt: skip
        return
    numbers, failures = [], []

    def file() -> None:
        try:
            numbers.append(services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today).number)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=file) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(numbers) == [f"X2026-{n:03d}" for n in range(1, 7)]
    assert LeadCounter.objects.get().last == 6


@pytest.mark.parametrize(
    "who", ["other_reporter", "commerce_verifier", "leader", "auditor", "system_administrator"]
)
def test_only_a_units_own_people_file_for_it_and_a_refused_try_is_written_down(yunchuan, today, who):
    with pytest.raises(Refused, match="青禾区"):
        services.create(getattr(yunchuan, who), yunchuan.qinghe, VALUES, today=today)
    assert not Lead.objects.exists()
    last = Event.objects.order_by("-number").first()
    assert (last.action, last.user, last.succeeded) == ("lead.create", who, False)


def test_an_incomplete_draft_is_kept_but_not_filed(yunchuan, today):
    lead = services.create(
        yunchuan.reporter, yunchuan.qinghe, {"date": today, "company": "虚构甲公司"}, today=today
    )
    with pytest.raises(services.Incomplete) as refused:
        services.act(yunchuan.reporter, lead, Action.FILE, today=today)
    assert set(refused.value.fields) == {"content", "place", "amount", "capital"}


def test_a_lead_dated_tomorrow_is_refused(yunchuan, today):
    tomorrow = today + datetime.timedelta(days=1)
    with pytest.raises(Refused):
        services.create(yunchuan.reporter, yunchuan.qinghe, {**VALUES, "date": tomorrow}, today=today)


@pytest.mark.parametrize(("days", "needs"), [(7, False), (8, True)])
def test_a_lead_recorded_long_after_its_date_needs_a_reason(yunchuan, today, days, needs):
    date = today - datetime.timedelta(days=days)
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, {**VALUES, "date": date}, today=today)
    if needs:
        with pytest.raises(services.Incomplete, match="补报"):
            services.act(yunchuan.reporter, lead, Action.FILE, today=today)
        values = {"filed_late_because": "当日在外招商，返回后补报"}
        lead = services.change(yunchuan.reporter, lead, values, today=today, version=lead.version)
    assert services.act(yunchuan.reporter, lead, Action.FILE, today=today).state == State.FILED


def test_the_days_allowed_are_the_jurisdictions_own(yunchuan, today):
    services.set_rules(yunchuan.system_administrator, yunchuan.city, 2, 10, today=today)
    date = today - datetime.timedelta(days=3)
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, {**VALUES, "date": date}, today=today)
    with pytest.raises(services.Incomplete, match="2天"):
        services.act(yunchuan.reporter, lead, Action.FILE, today=today)
    with pytest.raises(Refused):
        services.set_rules(yunchuan.commerce_verifier, yunchuan.city, 30, 30, today=today)
    assert LeadRules.objects.get().late_days == 2


def test_the_second_editor_is_refused_and_nothing_of_the_first_is_lost(yunchuan, today):
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today)
    services.change(
        yunchuan.unit_lead, lead, {"amount": 90_000_000_00}, today=today, version=lead.version, why="金额核实"
    )
    with pytest.raises(Stale):
        services.change(yunchuan.reporter, lead, {"place": "乙地"}, today=today, version=lead.version)
    lead.refresh_from_db()
    assert (lead.amount, lead.place) == (90_000_000_00, VALUES["place"])
    event = Event.objects.get(action="lead.change", succeeded=True)
    assert ("8000000000" in event.before, "9000000000" in event.after, event.reason) == (
        True,
        True,
        "金额核实",
    )


@pytest.mark.parametrize("who", ["other_reporter", "commerce_verifier", "leader"])
def test_nobody_else_changes_a_units_draft(yunchuan, today, who):
    lead = services.create(yunchuan.reporter, yunchuan.qinghe, VALUES, today=today)
    with pytest.raises(Refused):
        services.change(getattr(yunchuan, who), lead, {"place": "乙地"}, today=today, version=lead.version)


def test_an_approved_lead_is_never_edited(yunchuan, today):
    lead = approved(yunchuan, today)
    with pytest.raises(Refused, match="更正"):
        services.change(yunchuan.reporter, lead, {"amount": 1}, today=today, version=lead.version)


def test_it_may_be_taken_back_before_it_is_verified_and_not_after(yunchuan, today):
    lead = signed(yunchuan, today)
    lead = services.act(yunchuan.reporter, lead, Action.RECALL, today=today)
    assert lead.state == State.DRAFT
    with pytest.raises(Refused):
        services.act(yunchuan.reporter, approved(yunchuan, today), Action.RECALL, today=today)


def test_a_correction_supersedes_once_approved_and_the_old_one_stays(yunchuan, today):
    old = approved(yunchuan, today)
    new = services.correct(
        yunchuan.reporter,
        old,
        {"amount": 95_000_000_00},
        reason="合同金额调整",
        today=today,
        version=old.version,
    )
    assert (new.number, new.original, new.state) == (old.number, old, State.DRAFT)
    with pytest.raises(Refused, match="已有一份更正"):
        services.correct(yunchuan.reporter, old, {"amount": 1}, reason="再改", today=today, version=None)
    filed(yunchuan, today, new)
    services.act(yunchuan.unit_lead, new, Action.SIGN, today=today)
    services.act(yunchuan.commerce_verifier, new, Action.APPROVE, today=today)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.amount) == (State.SUPERSEDED, 80_000_000_00)
    assert (new.state, new.amount) == (State.APPROVED, 95_000_000_00)
    third = services.correct(
        yunchuan.reporter, new, {"place": "乙地"}, reason="换址", today=today, version=None
    )
    assert third.original == old


def test_a_correction_needs_a_reason_and_a_difference(yunchuan, today):
    old = approved(yunchuan, today)
    with pytest.raises(Refused, match="原因"):
        services.correct(yunchuan.reporter, old, {"amount": 1}, reason=" ", today=today, version=None)
    with pytest.raises(Refused, match="没有改动"):
        services.correct(yunchuan.reporter, old, {}, reason="核对", today=today, version=None)


def test_a_correction_that_was_given_up_does_not_stand_in_the_way(yunchuan, today):
    old = approved(yunchuan, today)
    first = services.correct(yunchuan.reporter, old, {"amount": 1}, reason="误改", today=today, version=None)
    services.act(yunchuan.reporter, first, Action.VOID, today=today, reason="误改")
    second = services.correct(yunchuan.reporter, old, {"amount": 2}, reason="改正", today=today, version=None)
    first.refresh_from_db()
    assert (first.supersedes, first.original, second.supersedes) == (None, old, old)


def test_an_approved_lead_becomes_a_draft_project_that_it_stays_linked_to(yunchuan, today):
    lead = approved(yunchuan, today)
    project = services.to_project(yunchuan.reporter, lead, "虚构电池项目", today=today, version=lead.version)
    lead.refresh_from_db()
    assert lead.project == project
    assert (project.state, project.name, project.investor, project.investor_code, project.amount) == (
        State.DRAFT, "虚构电池项目", VALUES["company"], CODE, VALUES["amount"],
    )  # fmt: skip
    with pytest.raises(Refused, match="已转为项目"):
        services.to_project(yunchuan.reporter, lead, "又一个", today=today)


@pytest.mark.parametrize("who", ["other_reporter", "commerce_verifier", "leader"])
def test_only_its_own_unit_turns_a_lead_into_a_project(yunchuan, today, who):
    lead = approved(yunchuan, today)
    with pytest.raises(Refused):
        services.to_project(getattr(yunchuan, who), lead, "项目", today=today)


def test_what_is_not_approved_does_not_become_a_project(yunchuan, today):
    with pytest.raises(Refused, match="审核通过"):
        services.to_project(yunchuan.reporter, signed(yunchuan, today), "项目", today=today)
