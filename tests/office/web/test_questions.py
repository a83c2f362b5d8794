"""Whoever has to answer another unit finds the question among what waits, and nobody else does."""

import pytest
from django.urls import reverse
from leads_help import signed, signed_by_bailu

from zhaoshang.office.leads import deciding
from zhaoshang.office.projects.models import HandOver
from zhaoshang.office.web.questions import questions_for

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def offered(yunchuan, a_project, today):
    """青禾区 has offered a project to 白鹭县."""
    return HandOver.objects.create(
        project=a_project(), from_unit=yunchuan.qinghe, to_unit=yunchuan.bailu, date=today,
        note="落在白鹭", offered_by=yunchuan.unit_lead,
    )  # fmt: skip


def test_a_project_on_offer_waits_for_the_lead_of_the_unit_it_is_offered_to(yunchuan, offered, today):
    (asked,) = questions_for(yunchuan.other_lead, today)
    assert (asked.about, asked.unit, asked.words) == (str(offered.project), yunchuan.qinghe, "落在白鹭")
    assert asked.address == reverse("projects:hand-over-answer", args=[offered.pk])
    for other in ("other_reporter", "unit_lead", "commerce_verifier", "leader", "system_administrator"):
        assert questions_for(yunchuan.people[other], today) == []


def test_what_was_answered_waits_no_longer(yunchuan, offered, today):
    HandOver.objects.update(accepted=True)
    assert questions_for(yunchuan.other_lead, today) == []


def test_an_appeal_waits_for_a_verifier_who_did_not_decide(yunchuan, today):
    mine, theirs = signed(yunchuan, today), signed_by_bailu(yunchuan, today)
    decision = deciding.decide(yunchuan.commerce_verifier, mine, theirs, reason="先报", today=today)
    appeal = deciding.appeal(yunchuan.other_lead, decision, "我方三月已签保密协议", today=today)
    assert questions_for(yunchuan.commerce_verifier, today) == []
    yunchuan.commerce_verifier.appointments.update(user=yunchuan.leader)
    (asked,) = questions_for(type(yunchuan.leader).objects.get(pk=yunchuan.leader.pk), today)
    assert (asked.unit, asked.words) == (yunchuan.bailu, "我方三月已签保密协议")
    assert asked.address == reverse("leads:answer", args=[appeal.pk])


@pytest.mark.parametrize("where", ["web:home", "web:todo"])
def test_the_page_shows_the_question_and_leads_to_its_answer(client, yunchuan, offered, where):
    client.force_login(yunchuan.other_lead, BACKEND)
    shown = client.get(reverse(where)).content.decode()
    address = reverse("projects:hand-over-answer", args=[offered.pk])
    assert "落在白鹭" in shown and f'href="{address}"' in shown
    assert client.get(address).status_code == 200
