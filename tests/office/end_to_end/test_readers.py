"""What those do who only read: reviewers, the organisation department, leaders, auditors."""

import pytest
from end_to_end_help import PHONE, signed_lead
from projects_help import approve

from zhaoshang.office.audit.log import LISTED
from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads import services as leads
from zhaoshang.office.records.choices import Action

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WRITES = ", ".join(
    [
        "main form[method=post]",
        *(f"main a[href*='/{word}/']" for word in ("new", "edit", "correct", "act", "add", "offer", "first")),
    ]
)
READERS = ("panel_reviewer", "organisation_department", "leader", "auditor")


@pytest.fixture
def ledger(yunchuan, a_project, a_milestone, today):
    """A lead of 青禾区 and a signed project of 白鹭县, both approved."""
    lead = leads.act(yunchuan.commerce_verifier, signed_lead(yunchuan), Action.APPROVE, today=today)
    project = approve(a_project(unit=yunchuan.bailu, by=yunchuan.other_reporter), yunchuan, today)
    approve(a_milestone(project, by=yunchuan.other_reporter), yunchuan, today)
    return lead, project


@pytest.mark.parametrize("role", READERS)
def test_everything_in_force_is_read_and_nothing_offered_to_write(desk, ledger, role):
    lead, project = ledger
    at = desk(role)

    def read(*words):
        at.sees(*words)
        assert at.main.locator(WRITES).count() == 0, at.page.url

    at.open("/")
    read("白鹭县")
    at.go("线索台账")
    read(lead.company)
    at.follow(lead.number)
    read("审核通过", "办理经过")
    at.open("/projects/")
    at.follow(project.name)
    read("基本情况")
    at.follow("进展")
    read("签约")
    at.follow("整份档案")
    read("归属与份额", "问题与协调", "字段变动")
    at.open("/projects/")
    at.follow("看板")
    read(project.name)
    at.follow("时间轴")
    read("今天")
    with at.refused():
        for path in ("/leads/new/", f"/projects/{project.pk}/edit/", "/exchange/"):
            at.open(path)
            at.sees("您没有权限这样做")


def test_an_auditor_reads_the_log_and_that_too_is_written_down(desk, yunchuan, ledger):
    lead, _project = ledger
    at = desk("auditor")
    at.open("/")
    at.go("操作日志")
    at.sees(lead.number)
    at.main.get_by_label("对象名称或编号").fill(lead.number)
    at.press("筛选")
    rows = at.main.locator("tbody tr").all_inner_texts()
    assert rows and all(lead.number in row for row in rows)
    told = Event.objects.filter(user="auditor", action=LISTED, kind="audit.event").order_by("number").last()
    assert lead.number in told.after


def test_a_leader_reads_on_a_phone_and_finds_the_way_by_the_drawer(desk, ledger):
    _lead, project = ledger
    at = desk("leader", PHONE)
    at.open("/")
    at.page.get_by_role("button", name="打开导航").click()
    at.go("项目台账")
    at.follow(project.name)
    at.follow("进展")
    at.sees("签约", "审核通过")
