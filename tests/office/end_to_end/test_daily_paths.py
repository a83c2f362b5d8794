"""What each role does on an ordinary day, in a browser."""

import pytest
from end_to_end_help import PHONE, filed_lead

from zhaoshang.office.leads import services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.records.choices import Action, State

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_reporter_files_a_lead_and_sends_it_to_be_signed(desk, yunchuan):
    at = desk("reporter")
    page = at.follow("填报线索")
    page.fill("input[name=company]", "虚构丙寅纸鸢装备制造有限公司")
    page.get_by_text("没有发现相同或相近的线索").wait_for()
    page.fill("input[name=amount]", "12000")
    page.select_option("select[name=capital]", "domestic")
    page.fill("input[name=place]", "青禾区高新产业园")
    page.fill("textarea[name=content]", "拟投资建设智能输送设备生产线")
    at.press("保存并提交签发")
    assert "虚构丙寅纸鸢装备制造有限公司" in at.text() and "待签发" in at.text()
    lead = Lead.objects.get()
    assert (lead.state, lead.amount, lead.filed_by) == (State.FILED, 12_000 * 10**6, yunchuan.reporter)


def test_a_unit_lead_signs_what_waits(desk, yunchuan):
    lead = filed_lead(yunchuan)
    at = desk("unit_lead")
    assert lead.company in at.text()
    at.open("/leads/")
    at.follow(lead.number)
    at.press("签发上报")
    assert Lead.objects.get().state == State.SUBMITTED


def test_a_verifier_returns_one_with_a_reason_and_approves_another(desk, yunchuan):
    for company in ("虚构丁卯灯笼文旅有限公司", "虚构戊辰折扇供应链有限公司"):
        lead = filed_lead(yunchuan, company=company)
        services.act(yunchuan.unit_lead, lead, Action.SIGN, today=lead.recorded_on)
    first, second = Lead.objects.order_by("pk")
    at = desk("commerce_verifier")
    at.open("/todo/")
    assert first.company in at.text() and second.company in at.text()
    at.open(f"/leads/{first.pk}/")
    page = at.follow("退回")
    page.fill("textarea[name=reason]", "地点没有写明")
    at.press("退回")
    at.open(f"/leads/{second.pk}/")
    at.confirm("审核通过")
    assert Lead.objects.get(pk=first.pk).returned_because == "地点没有写明"
    assert Lead.objects.get(pk=second.pk).state == State.APPROVED


def test_a_leader_reads_everything_and_is_offered_nothing_to_write(desk, yunchuan, a_project, a_milestone):
    project = a_project()
    a_milestone(project)
    project_of_another = a_project("P2026-002", unit=yunchuan.bailu, by=yunchuan.other_reporter)
    at = desk("leader")
    for path in ("/", "/leads/", "/projects/", "/projects/board/", "/projects/timeline/"):
        at.open(path)
    at.open(f"/projects/{project_of_another.pk}/")
    assert project_of_another.name in at.text()
    assert at.page.locator("main form[method=post]").count() == 0


def test_an_auditor_reads_the_log_and_finds_that_they_did(desk, yunchuan, a_lead):
    lead = filed_lead(yunchuan)
    at = desk("auditor")
    at.open("/audit/")
    assert lead.number in at.text()
    at.open("/audit/1/")


@pytest.mark.parametrize(
    ("role", "paths"),
    [
        ("system_administrator", ("/", "/organisation/", "/organisation/jurisdictions/")),
        ("security_administrator", ("/", "/accounts/", "/organisation/appointments/")),
        ("audit_administrator", ("/", "/audit/")),
        ("statistics_verifier", ("/", "/todo/", "/projects/")),
        ("reform_verifier", ("/", "/todo/", "/projects/")),
        ("panel_reviewer", ("/",)),
        ("organisation_department", ("/", "/projects/")),
    ],
)
def test_what_a_role_opens_every_day_is_sound(desk, yunchuan, role, paths):
    at = desk(role)
    for path in paths:
        assert at.open(path).locator("h1").count() == 1


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("reporter", "/leads/"), ("leader", "/projects/"), ("auditor", "/audit/"),
        ("security_administrator", "/accounts/"), ("security_administrator", "/organisation/appointments/"),
        ("system_administrator", "/organisation/jurisdictions/"),
    ],
)  # fmt: skip
def test_the_first_link_of_a_list_leads_to_a_page(desk, yunchuan, a_project, role, path):
    filed_lead(yunchuan)
    a_project()
    at = desk(role)
    at.open(path)
    with at.page.expect_navigation():
        at.page.locator("main tbody a[href]").first.click()
    assert at.look().locator("h1").count() == 1
    assert at.page.url.rstrip("/") != f"{at.address}{path}".rstrip("/")


def test_a_page_that_is_not_ones_own_says_so(desk, yunchuan):
    at = desk("reporter")
    at.refused = True
    at.open("/audit/")
    assert at.page.locator("h1").count() == 1
    assert "操作日志" not in at.page.title()


@pytest.mark.parametrize("role", ["reporter", "commerce_verifier"])
def test_the_main_pages_hold_on_a_phone(desk, yunchuan, a_project, role):
    lead, project = filed_lead(yunchuan), a_project()
    services.act(yunchuan.unit_lead, lead, Action.SIGN, today=lead.recorded_on)
    at = desk(role, PHONE)
    for path in ("/", "/todo/", "/leads/", f"/leads/{lead.pk}/", "/projects/", f"/projects/{project.pk}/"):
        at.open(path)
