"""What can be undone offers it in its message; what cannot be asks first. Undoing obeys the rules of the flow."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from leads_help import filed, signed

from zhaoshang.office.leads import services
from zhaoshang.office.records.choices import Action, State

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
UNDO = re.compile(r'<form method="post" action="([^"]+)"><input type="hidden" name="csrfmiddlewaretoken"[^>]*>'
                  r'<button type="submit" class="toast-undo">')  # fmt: skip


def desk(person):
    client = Client()
    client.force_login(person, BACKEND)
    return client


def undo_in(response):
    """The address behind 撤销 in the messages of a page; None where there is none."""
    found = [address for address in UNDO.findall(response.content.decode()) if address]
    return found[0] if found else None


def state_of(record):
    record.refresh_from_db()
    return State(record.state)


def act(client, lead, action):
    return client.post(reverse("leads:act", args=[lead.pk, action]), follow=True)


@pytest.fixture
def submitted(yunchuan, today):
    return signed(yunchuan, today)


def test_filing_is_undone_by_taking_back_and_that_by_filing(yunchuan, today):
    lead, at = filed(yunchuan, today), desk(yunchuan.reporter)
    taken_back = act(at, lead, "recall")
    assert state_of(lead) == State.DRAFT
    filed_again = at.post(undo_in(taken_back), follow=True)
    assert state_of(lead) == State.FILED
    at.post(undo_in(filed_again))
    assert state_of(lead) == State.DRAFT


def test_signing_is_undone_before_it_is_verified(yunchuan, today):
    lead, at = filed(yunchuan, today), desk(yunchuan.unit_lead)
    undo = undo_in(act(at, lead, "sign"))
    assert state_of(lead) == State.SUBMITTED
    at.post(undo)
    assert state_of(lead) == State.DRAFT


def test_what_was_verified_meanwhile_is_not_undone(yunchuan, today):
    lead, at = filed(yunchuan, today), desk(yunchuan.unit_lead)
    undo = undo_in(act(at, lead, "sign"))
    lead.refresh_from_db()
    services.act(yunchuan.commerce_verifier, lead, Action.APPROVE, today=today)
    told = at.post(undo, follow=True).content.decode()
    assert state_of(lead) == State.APPROVED
    assert "不能撤回" in told


@pytest.mark.parametrize("who", ["other_reporter", "other_lead", "commerce_verifier", "leader"])
def test_nobody_else_undoes_what_a_unit_sent_up(yunchuan, submitted, who):
    act(desk(yunchuan.people[who]), submitted, "recall")
    assert state_of(submitted) == State.SUBMITTED


def test_taking_back_what_was_sent_up_loses_its_place_so_it_asks_and_offers_no_way_back(yunchuan, submitted):
    at = desk(yunchuan.reporter)
    page = at.get(reverse("leads:detail", args=[submitted.pk])).content.decode()
    assert 'data-confirm="撤回这条已上报的线索？"' in page
    assert undo_in(act(at, submitted, "recall")) is None


def test_verifying_asks_and_offers_no_way_back(yunchuan, submitted):
    at = desk(yunchuan.commerce_verifier)
    page = at.get(reverse("leads:detail", args=[submitted.pk])).content.decode()
    assert "通过后不能撤回" in page
    assert undo_in(act(at, submitted, "approve")) is None
    assert state_of(submitted) == State.APPROVED


def test_filing_a_project_and_its_stages_can_be_undone(yunchuan, a_project, a_milestone):
    project, at = a_project(capital="domestic", investor="虚构甲公司"), desk(yunchuan.reporter)
    stage = a_milestone(project)
    for kind, record in (("project", project), ("milestone", stage)):
        filed = at.post(reverse("projects:act", args=[kind, record.pk, "file"]), follow=True)
        assert state_of(record) == State.FILED
        at.post(undo_in(filed), follow=True)
        assert state_of(record) == State.DRAFT


def test_an_offer_of_a_project_is_undone_until_it_is_answered(yunchuan, a_project, a_milestone, today):
    project = a_project()
    type(project).objects.update(state=State.APPROVED)
    type(a_milestone(project)).objects.update(state=State.APPROVED)
    at = desk(yunchuan.unit_lead)
    said = {"to": yunchuan.bailu.pk, "date": today.isoformat(), "note": "用地在白鹭县"}
    offered = at.post(reverse("projects:offer", args=[project.pk]), said, follow=True)
    undo = undo_in(offered)
    at.post(undo)
    assert project.hand_overs.get().accepted is False


def test_ending_sessions_asks_first(yunchuan):
    at = desk(yunchuan.reporter)
    for number in range(2):
        there = Client()
        there.force_login(yunchuan.reporter, BACKEND)
        yunchuan.reporter.usersession_set.create(
            session_key=there.session.session_key, ip="10.0.0.1", user_agent=f"{number}号机"
        )
    page = at.get(reverse("accounts:profile")).content.decode()
    assert page.count('data-confirm="结束这个会话？"') == 2
    assert page.count('data-confirm="结束其他会话？"') == 1
