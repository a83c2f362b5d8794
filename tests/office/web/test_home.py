"""The workbench: every number on it is the length of the list it leads to, and nobody counts what they may not see."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.projects.models import Difficulty, HandOver, Milestone
from zhaoshang.office.projects.queries import in_force
from zhaoshang.office.projects.stalling import stalled
from zhaoshang.office.records.choices import State
from zhaoshang.office.web.home import Asked, by_stage, by_unit, due, figures
from zhaoshang.office.web.recent import recent

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def put(record, state, **more):
    """Lay a record into a state, as the flow would have left it."""
    type(record).objects.filter(pk=record.pk).update(state=state, **more)
    record.refresh_from_db()
    return record


def reached(project, stage, day, by):
    return Milestone.objects.create(
        project=project, jurisdiction=project.jurisdiction, unit=project.unit, stage=stage, date=day,
        recorded_on=day, created_by=by, state=State.APPROVED,
    )  # fmt: skip


@pytest.fixture
def ledger(yunchuan, a_project, a_lead, today):
    """Three approved projects of two units, one of them in dollars, a draft, and a lead."""
    first = put(a_project(), State.APPROVED)
    put(a_project("P2", amount=100, currency="USD"), State.APPROVED)
    put(a_project("P3", unit=yunchuan.bailu, amount=70_000_000_00), State.APPROVED)
    a_project("P4")
    put(a_lead(), State.APPROVED)
    reached(first, "signed", today - datetime.timedelta(days=10), yunchuan.reporter)
    return first


def test_figures_count_what_is_approved_and_sum_yuan_alone(yunchuan, ledger, today):
    told = figures(Asked(yunchuan.reporter, today))
    assert (told["projects"].number, told["investment"], told["leads"].number) == (2, 500_000_000_00, 1)
    assert figures(Asked(yunchuan.other_reporter, today))["projects"].number == 1
    assert figures(Asked(yunchuan.leader, today))["projects"].number == 3


@pytest.mark.parametrize(
    "who", ["reporter", "unit_lead", "other_lead", "commerce_verifier", "leader", "auditor"]
)
def test_every_number_is_the_length_of_the_list_behind_it(yunchuan, ledger, client, who):
    day, person = timezone.localdate(), yunchuan.people[who]
    HandOver.objects.create(
        project=ledger, from_unit=yunchuan.qinghe, to_unit=yunchuan.bailu, date=day,
        offered_by=yunchuan.unit_lead, accepted=True,
    )  # fmt: skip
    client.force_login(person, BACKEND)
    told = figures(Asked(person, day))
    numbers = [(f.number, f.address) for f in told.values() if hasattr(f, "address")]
    numbers += [(unit.projects, unit.address) for unit in by_unit(Asked(person, day))]
    numbers += [(bar.number, bar.address) for bar in by_stage(Asked(person, day)).bars]
    assert len(numbers) > 10
    for number, address in numbers:
        assert (client.get(address).context["table"].paginator.count, address) == (number, address)


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("system_administrator", 4),
        ("security_administrator", 5),
        ("audit_administrator", 4),
    ],
)
def test_each_administrator_opens_on_what_they_look_after(yunchuan, client, who, labels):
    client.force_login(yunchuan.people[who], BACKEND)
    cards = client.get("/").context["cards"]
    assert len(cards) == labels
    for card in cards:
        shown = client.get(card.address).context
        if who == "audit_administrator":
            continue  # looking at the log lengthens it
        listed = shown["table"].paginator if "table" in shown else shown["page"].paginator
        assert (card.label, listed.count) == (card.label, card.number)


def test_a_unit_that_nobody_reports_for_is_pointed_out(yunchuan, client):
    Unit.objects.create(jurisdiction=yunchuan.city, name="新设区", order=90)
    client.force_login(yunchuan.system_administrator, BACKEND)
    shown = [unit.name for unit in client.get("/organisation/?state=unstaffed").context["page"]]
    assert "新设区" in shown and "青禾区" not in shown


def test_projects_stand_still_when_nothing_new_of_them_was_approved_for_long(yunchuan, a_project, today):
    def project(number, days=None, stage="signed", state=State.APPROVED):
        made = put(a_project(number), state, recorded_on=today - datetime.timedelta(days=400))
        if days is not None:
            reached(made, stage, today - datetime.timedelta(days=days), yunchuan.reporter)
        return made

    project("P1", 90)
    project("P2", 89)
    project("P3", 300, "effective")
    project("P4", 300, "withdrawn")
    project("P5")
    project("P6", 300, state=State.VOID)
    still = stalled(in_force(), today, 90)
    assert sorted(still.values_list("number", flat=True)) == ["P1", "P5"]


def test_what_is_due_within_two_weeks_or_overdue_is_shown_to_those_who_see_the_project(
    yunchuan, ledger, today
):
    for days in (-3, 14, 15):
        Difficulty.objects.create(
            project=ledger, raised_on=today, what=f"期限{days}", owner=yunchuan.commerce,
            due_on=today + datetime.timedelta(days=days), created_by=yunchuan.reporter,
        )  # fmt: skip
    assert [d.what for d in due(yunchuan.reporter, today)] == ["期限-3", "期限14"]
    assert due(yunchuan.other_reporter, today) == []


def test_latest_changes_are_ones_own_units_and_what_others_sent_up(yunchuan, a_lead, today):
    draft, sent = a_lead("X1"), a_lead("X2")
    sent.state = State.SUBMITTED
    sent.save()
    assert [r.name.split()[0] for r in recent(yunchuan.reporter, today)] == [sent.number, draft.number]
    assert [r.name.split()[0] for r in recent(yunchuan.leader, today)] == [sent.number]
    assert recent(yunchuan.other_reporter, today) == []
    assert recent(yunchuan.reporter, today)[0].address == f"/leads/{sent.pk}/"


def test_the_drawing_of_stages_has_its_table_beside_it(yunchuan, ledger, client):
    client.force_login(yunchuan.leader, BACKEND)
    page = client.get("/").content.decode()
    drawn = re.findall(r'<a href="([^"]+)" aria-label="签约 1', page)
    assert drawn == ["/projects/?state=approved&amp;stage=signed"]
    table = page[page.index('class="chart-table"') :]
    assert f'<td><a href="{drawn[0]}">签约</a></td><td class="number">1</td>' in table


def test_the_workbench_asks_the_same_however_much_there_is(yunchuan, ledger, a_project, a_lead, client):
    client.force_login(yunchuan.leader, BACKEND)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(10, 22):
        project = put(a_project(f"P{number}"), State.APPROVED)
        reached(project, "started", datetime.date(2026, 5, 1), yunchuan.reporter)
        put(a_lead(f"X{number}"), State.SUBMITTED)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few)
