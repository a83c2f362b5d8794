"""Everybody finds what waits for them and what they may see, and nothing else."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.web.search import search
from zhaoshang.office.web.waiting import sent_back_to, waiting_for

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def put(record, state):
    """Lay a record into a state, as the flow would have left it."""
    type(record).objects.filter(pk=record.pk).update(state=state)
    record.refresh_from_db()
    return record


def titles(kinds):
    return [found.title for kind in kinds for found in kind.found]


def test_a_lead_filed_by_the_reporter_waits_for_the_units_own_lead_alone(yunchuan, a_lead, today):
    lead = put(a_lead(), State.FILED)
    assert [(w.record, w.action) for w in waiting_for(yunchuan.unit_lead, today)] == [(lead, Action.SIGN)]
    for other in ("reporter", "other_lead", "commerce_verifier", "leader", "system_administrator"):
        assert waiting_for(yunchuan.people[other], today) == []


def test_a_submitted_lead_waits_for_the_commerce_bureau(yunchuan, a_lead, today):
    lead = put(a_lead(), State.SUBMITTED)
    assert [w.record for w in waiting_for(yunchuan.commerce_verifier, today)] == [lead]
    assert waiting_for(yunchuan.statistics_verifier, today) == []


def test_the_commerce_bureaus_own_lead_waits_for_another_bureau(yunchuan, a_lead, today):
    lead = put(a_lead(unit=yunchuan.commerce), State.SUBMITTED)
    assert waiting_for(yunchuan.commerce_verifier, today) == []
    assert [w.record for w in waiting_for(yunchuan.reform_verifier, today)] == [lead]


def test_what_was_sent_up_before_eight_in_the_morning_waits_since_that_day(yunchuan, a_lead, today):
    early = datetime.datetime(2026, 6, 14, 23, 30, tzinfo=datetime.UTC)  # half past seven on the 15th here
    lead = put(a_lead(), State.SUBMITTED)
    type(lead).objects.update(submitted_at=early)
    assert [w.since for w in waiting_for(yunchuan.commerce_verifier, today)] == [today]


def test_a_stage_that_waits_leads_to_the_stages_of_its_own_project(yunchuan, a_project, a_milestone, today):
    a_project()
    a_milestone(a_project("P2026-002"))  # one milestone, two projects: their keys differ
    stage = put(a_milestone(a_project("P2026-003")), State.SUBMITTED)
    (found,) = waiting_for(yunchuan.reform_verifier, today)
    assert found.address == f"/projects/{stage.project_id}/stages/"


def test_a_returned_lead_waits_for_its_unit(yunchuan, a_lead, today):
    lead = put(a_lead(), State.RETURNED)
    assert [w.record for w in sent_back_to(yunchuan.reporter, today)] == [lead]
    assert sent_back_to(yunchuan.other_reporter, today) == []


@pytest.mark.parametrize("words", ["电池", "虚构 电池", "P2026-001", "青禾 电池"])
def test_two_characters_are_enough_to_find_a_project(yunchuan, a_project, today, words):
    a_project()
    assert titles(search(yunchuan.reporter, words, today)) == ["虚构电池项目"]


def test_a_project_is_found_by_its_companies_too(yunchuan, a_project, today):
    project = a_project()
    project.parties.create(name="远山储能", company_code="91350100M000100Y43", part="投资方")
    assert titles(search(yunchuan.reporter, "远山", today)) == ["虚构电池项目"]
    assert titles(search(yunchuan.reporter, "91350100M000100Y43", today)) == ["虚构电池项目"]


def test_search_finds_leads_and_units(yunchuan, a_lead, today):
    a_lead()
    assert titles(search(yunchuan.reporter, "虚构甲", today)) == ["虚构甲公司"]
    assert titles(search(yunchuan.reporter, "白鹭", today)) == ["白鹭县"]


def test_search_shows_nothing_of_another_unit_or_to_administrators(yunchuan, a_project, a_lead, today):
    put(a_project(), State.APPROVED)
    put(a_lead(), State.APPROVED)
    a_project("P2026-009")  # a draft is its own unit's alone
    for other in ("other_reporter", "system_administrator"):
        assert titles(search(yunchuan.people[other], "虚构", today)) == []
    assert len(titles(search(yunchuan.leader, "虚构", today))) == 2


def test_a_draft_lead_is_found_by_its_own_unit_alone(yunchuan, a_lead, today):
    a_lead()
    found = [len(titles(search(yunchuan.people[who], "虚构", today))) for who in ("reporter", "leader")]
    assert found == [1, 0]


def test_what_is_void_or_replaced_is_not_found(yunchuan, a_project, today):
    put(a_project(), State.VOID)
    assert search(yunchuan.reporter, "电池", today) == []


def test_one_character_and_blanks_find_nothing(yunchuan, a_project, today):
    a_project()
    assert [search(yunchuan.reporter, words, today) for words in ("电", "", "  ", "电 池")] == [[]] * 4


def test_the_pages_show_what_waits_and_the_side_bar_counts_it(yunchuan, a_lead, client):
    put(a_lead(), State.SUBMITTED)
    client.force_login(yunchuan.commerce_verifier, BACKEND)
    for address in ("/", "/todo/"):
        page = client.get(address).content.decode()
        assert "虚构甲公司" in page
        assert '<span class="count">1<' in page


def test_pages_ask_for_the_same_number_of_queries_however_much_waits(yunchuan, a_lead, client):
    client.force_login(yunchuan.commerce_verifier, BACKEND)
    put(a_lead("X1"), State.SUBMITTED)
    client.get("/todo/")
    with CaptureQueriesContext(connection) as few:
        client.get("/todo/")
    for number in range(2, 9):
        put(a_lead(f"X{number}"), State.SUBMITTED)
    with CaptureQueriesContext(connection) as many:
        client.get("/todo/")
    assert len(many) == len(few)


@pytest.mark.parametrize("address", ["/", "/todo/", "/search/"])
@pytest.mark.django_db
def test_strangers_are_asked_to_sign_in(client, address):
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/sign-in/")
