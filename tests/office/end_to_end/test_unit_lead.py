"""What somebody who signs for a unit does; and that nobody writes over what another has just written."""

import pytest
from end_to_end_help import filed_lead

from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_waits_is_signed_or_sent_back_with_a_reason(desk, yunchuan):
    good, poor = filed_lead(yunchuan), filed_lead(yunchuan, company="虚构丁卯灯笼文旅有限公司")
    at = desk("unit_lead")
    at.open("/")
    at.follow("查看全部")
    at.sees(good.company, poor.company)
    at.follow(poor.company)
    at.follow("退回")
    at.press("退回")
    at.sees("有 1 处需要改正")
    at.fill("原因", "拟投资额请与企业再核一次")
    at.press("退回")
    at.open("/todo/")
    at.follow(good.company)
    at.press("签发上报")
    at.sees("待审核")
    at.is_not_offered("签发上报", "审核通过")
    good.refresh_from_db()
    poor.refresh_from_db()
    assert (good.state, good.signed_by) == (State.SUBMITTED, yunchuan.unit_lead)
    assert (poor.state, poor.returned_because) == (State.RETURNED, "拟投资额请与企业再核一次")
    reporter = desk("reporter")
    reporter.open("/todo/")
    reporter.follow(poor.company)
    reporter.sees("已退回，请修改后再提交", "拟投资额请与企业再核一次")


def test_a_second_editor_of_a_lead_is_warned_and_overwrites_nothing_unawares(desk, yunchuan, a_lead):
    lead = a_lead(place="青禾区")
    slow, quick = desk("reporter"), desk("unit_lead")
    for at in (slow, quick):
        at.open(f"/leads/{lead.pk}/edit/")
    quick.fill("拟建地点", "青禾区高新产业园")
    quick.press("存草稿")
    slow.fill("拟建地点", "青禾区临港园")
    slow.press("存草稿")
    slow.sees("这条线索在您打开之后已被他人改动", "签发甲")
    told = slow.row("拟建地点").locator("td").all_inner_texts()
    assert [cell.strip() for cell in told[1:]] == ["青禾区", "青禾区高新产业园", "青禾区临港园"]
    assert Lead.objects.get().place == "青禾区高新产业园"
    slow.press("存草稿")  # having seen it
    slow.sees("青禾区临港园")
    assert Lead.objects.get().place == "青禾区临港园"


def test_a_second_editor_of_a_project_is_warned_and_overwrites_nothing_unawares(desk, yunchuan, a_project):
    project = a_project(place="青禾区")
    slow, quick = desk("unit_lead"), desk("reporter")
    for at in (slow, quick):
        at.open(f"/projects/{project.pk}/edit/")
    quick.fill("建设地点", "青禾区高新产业园")
    quick.press("保存")
    slow.fill("建设地点", "青禾区临港园")
    slow.press("保存")
    slow.sees("这条记录刚被他人修改", "填报甲改了建设地点：青禾区 → 青禾区高新产业园")
    assert slow.field("建设地点").input_value() == "青禾区临港园"
    assert Project.objects.get().place == "青禾区高新产业园"
