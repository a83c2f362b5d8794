import io
import json

import pytest
from django.template import Context, Template
from django.urls import reverse
from office_people import person
from python_calamine import CalamineWorkbook

from zhaoshang.office.audit import log, queries
from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction, Unit


def page(client, user, address, **more):
    client.force_login(user)
    return client.get(address, more)


@pytest.mark.parametrize("who", ["audit_administrator", "auditor"])
def test_the_log_is_read_by_its_administrator_and_by_auditors(client, yunchuan, who, a_lead):
    log.record("record.sign", yunchuan.unit_lead, a_lead())
    answer = page(client, yunchuan.people[who], reverse("audit:list"))
    assert "签发上报" in answer.content.decode()


@pytest.mark.parametrize(
    "who",
    [
        "reporter",
        "unit_lead",
        "commerce_verifier",
        "leader",
        "system_administrator",
        "security_administrator",
    ],
)
def test_and_by_nobody_else(client, yunchuan, who):
    for address in (reverse("audit:list"), reverse("audit:event", args=[1])):
        assert page(client, yunchuan.people[who], address).status_code == 403
    assert client.post(reverse("audit:verify")).status_code == 403


def test_looking_at_the_log_is_in_the_log(client, yunchuan):
    page(client, yunchuan.auditor, reverse("audit:list"), action="sign_in")
    event = Event.objects.filter(action="listed").latest("number")
    assert event.user == "auditor"
    assert json.loads(event.after)["filters"] == {"action": "sign_in"}


def test_it_is_narrowed_down_by_person_unit_object_action_day_and_success(client, yunchuan, a_lead):
    lead = a_lead(company="寻得公司")
    log.record("record.sign", yunchuan.unit_lead, lead)
    log.record("record.approve", yunchuan.reporter, lead, reason="不能", succeeded=False)
    for asked, count in [
        ({"who": "签发甲"}, 1), ({"who": "查无此人"}, 0), ({"what": "寻得"}, 2), ({"kind": "leads.lead"}, 2),
        ({"action": "record.sign"}, 1), ({"succeeded": "False"}, 1), ({"since": "2999-01-01"}, 0),
        ({"until": "2999-01-01", "what": "寻得"}, 2), ({"what": str(lead.pk), "kind": "leads.lead"}, 2),
    ]:  # fmt: skip
        answer = page(client, yunchuan.auditor, reverse("audit:list"), **asked)
        assert answer.context["table"].page.paginator.count == count, asked


def test_an_event_page_shows_what_was_otherwise_before(client, yunchuan, a_lead):
    event = log.record(
        "lead.change", yunchuan.reporter, a_lead(), before={"place": "东区"}, after={"place": "西区"}
    )
    text = page(
        client, yunchuan.audit_administrator, reverse("audit:event", args=[event.number])
    ).content.decode()
    assert "东区" in text
    assert "西区" in text


def test_the_chain_is_verified_from_the_page(client, yunchuan):
    log.record("x", None)
    client.force_login(yunchuan.audit_administrator)
    answer = client.post(reverse("audit:verify"), follow=True)
    assert "日志链完整" in answer.content.decode()
    assert Event.objects.filter(action="audit.verify", user="audit_administrator").exists()


def test_the_log_is_taken_away_as_a_workbook_in_which_nothing_is_a_formula(client, yunchuan):
    log.record("sign_in", None, name="=HYPERLINK(1)", succeeded=False)
    answer = page(client, yunchuan.auditor, reverse("audit:list"), _export="xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert "=HYPERLINK(1)" in sheet[1]
    exported = json.loads(Event.objects.get(action="exported").after)
    assert exported["count"] == len(sheet) - 1
    assert len(exported["sha256"]) == 64


def test_the_number_of_queries_does_not_grow_with_the_list(client, yunchuan, django_assert_max_num_queries):
    client.force_login(yunchuan.auditor)

    def counted():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("audit:list")).status_code == 200
        return len(captured)

    for _ in range(10):
        log.record("record.sign", yunchuan.unit_lead)
    client.get(reverse("audit:list"))
    few = counted()
    for _ in range(40):
        log.record("record.sign", yunchuan.unit_lead)
    assert counted() == few


def test_one_jurisdictions_auditor_does_not_read_anothers_log(yunchuan, a_lead, today):
    other = Jurisdiction.objects.create(code="990200", name="雨川市")
    auditor = person("other_auditor", Unit.objects.create(jurisdiction=other, name="审计局"), Role.AUDITOR)
    event = log.record("record.sign", yunchuan.unit_lead, a_lead())
    assert event not in queries.visible(auditor, today)
    assert event in queries.visible(yunchuan.auditor, today)


def test_a_districts_log_is_read_from_the_city_only_where_the_district_allows_it(yunchuan, a_lead, today):
    district = Jurisdiction.objects.create(code="990101", name="青禾区", above=yunchuan.city)
    event = log.record("jurisdiction.change", None, name="x")
    Event.objects.none()
    assert district.code not in queries.codes_read(yunchuan.auditor, today)
    assert district.code in queries.codes_read(yunchuan.audit_administrator, today)
    district.read_from_above = True
    district.save()
    assert district.code in queries.codes_read(yunchuan.auditor, today)
    assert event in queries.visible(yunchuan.audit_administrator, today)


def test_the_history_of_an_object_leaves_out_who_merely_looked(yunchuan, a_lead):
    lead = a_lead()
    log.record("record.sign", yunchuan.unit_lead, lead)
    log.seen(yunchuan.leader, lead)
    log.record("record.approve", yunchuan.reporter, lead, succeeded=False)
    assert [e.action for e in queries.of(lead)] == ["record.sign"]
    assert [e.action for e in queries.readers_of(lead)] == ["seen"]
    html = Template("{% load audit %}{% object_history lead %}").render(Context({"lead": lead}))
    assert "签发上报" in html
    assert "签发甲" in html
