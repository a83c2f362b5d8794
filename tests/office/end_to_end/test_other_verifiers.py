"""What the verifiers of development and reform, and of statistics, do."""

import pytest
from end_to_end_help import ANY
from office_people import person
from projects_help import approve

from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.projects import services
from zhaoshang.office.projects.models import Milestone
from zhaoshang.office.records.choices import Action, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sent_up(record, people, today):
    """Filed and signed by 青禾区."""
    record = services.act(record, Action.FILE, people.reporter, today=today)
    return services.act(record, Action.SIGN, people.unit_lead, today=today)


def test_development_and_reform_verifies_one_signing_and_returns_another(
    desk, yunchuan, a_project, a_milestone, today
):
    good = approve(a_project(), yunchuan, today)
    poor = approve(a_project("P2026-002", name="虚构折扇项目"), yunchuan, today)
    for project in (good, poor):
        sent_up(a_milestone(project), yunchuan, today)
    at = desk("reform_verifier")
    at.open("/todo/")
    at.follow(ANY, within=at.row("虚构电池项目"))
    at.confirm("审核通过")
    at.sees("reform_verifier 2026-06-15 审核")
    at.open("/todo/")
    assert "虚构电池项目" not in at.text()
    at.follow(ANY, within=at.row("虚构折扇项目"))
    at.follow("退回")
    at.fill("原因", "协议缺签字页")
    at.press("退回")
    at.sees("退回：协议缺签字页")
    states = {m.project_id: m.state for m in Milestone.objects.all()}
    assert states == {good.pk: State.APPROVED, poor.pk: State.RETURNED}


def test_a_lead_of_the_commerce_bureau_itself_goes_to_development_and_reform(desk, yunchuan, today):
    reporter = person("commerce_reporter", yunchuan.commerce, Role.REPORTER)
    signer = person("commerce_lead", yunchuan.commerce, Role.UNIT_LEAD)
    values = {
        "date": today, "company": "虚构己巳竹编工艺有限公司", "content": "建设竹编产业园", "place": "白鹭县",
        "amount": 60_000_000_00, "capital": "domestic",
    }  # fmt: skip
    lead = leads.create(reporter, yunchuan.commerce, values, today=today)
    lead = leads.act(reporter, lead, Action.FILE, today=today)
    lead = leads.act(signer, lead, Action.SIGN, today=today)
    bureau = desk("commerce_verifier")
    bureau.open("/todo/")
    assert lead.company not in bureau.text()
    bureau.open(f"/leads/{lead.pk}/")
    bureau.sees("发改审核员")
    bureau.is_not_offered("审核通过", "退回")
    at = desk("reform_verifier")
    at.open("/todo/")
    at.follow(lead.company)
    at.confirm("审核通过")
    assert Lead.objects.get().verified_by == yunchuan.reform_verifier


def test_statistics_verifies_enrolment_and_nothing_else(desk, yunchuan, a_project, a_milestone, today):
    project = approve(a_project(), yunchuan, today)
    sent_up(a_milestone(project, "enrolled"), yunchuan, today)
    sent_up(a_milestone(project, "signed"), yunchuan, today)
    at = desk("statistics_verifier")
    at.open("/todo/")
    assert at.main.locator("tbody tr").count() == 1
    at.follow(ANY, within=at.row("入统"))
    at.confirm("审核通过")
    at.sees("statistics_verifier 2026-06-15 审核", "由发改审核员审核")
    at.is_not_offered("审核通过", "退回", "登记进展")
    states = {m.stage: m.state for m in Milestone.objects.all()}
    assert states == {"enrolled": State.APPROVED, "signed": State.SUBMITTED}
