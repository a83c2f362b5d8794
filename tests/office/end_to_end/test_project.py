"""The way of a project: from a lead through its stages, to another unit, with its changes and its troubles."""

import pytest
from end_to_end_help import ANY, signed_lead
from evidence_files import PDF
from projects_help import approve

from zhaoshang.office.leads import services as leads
from zhaoshang.office.projects import services
from zhaoshang.office.projects.models import Difficulty, HandOver, Milestone, Project
from zhaoshang.office.projects.queries import keeper
from zhaoshang.office.records.choices import Action, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "虚构纸鸢智能装备项目"


def test_a_lead_becomes_a_project_that_is_registered_signed_and_approved(desk, yunchuan, today):
    lead = signed_lead(yunchuan)
    leads.act(yunchuan.commerce_verifier, lead, Action.APPROVE, today=today)
    at = desk("reporter")
    at.open(f"/leads/{lead.pk}/")
    at.follow("转为项目")
    at.fill("项目名称", NAME)
    at.press("转为项目草稿")
    at.follow(NAME)
    at.sees("草稿", lead.company, "青禾区高新产业园")
    at.follow("修改")
    at.fill("用地（亩）", "120.5")
    at.press("保存")
    at.sees("120.5")
    at.confirm("提交签发")
    signer = desk("unit_lead")
    signer.open("/todo/")
    signer.follow(ANY, within=signer.row(NAME))
    signer.confirm("签发上报")
    bureau = desk("commerce_verifier")
    bureau.open("/todo/")
    bureau.follow(ANY, within=bureau.row(NAME))
    bureau.confirm("审核通过")
    project = Project.objects.get()
    assert (project.state, project.land, project.amount) == (State.APPROVED, 1_205_000, lead.amount)
    lead.refresh_from_db()
    assert lead.project == project


def test_a_stage_says_what_evidence_is_missing_and_is_reported_with_it(
    desk, yunchuan, a_project, a_milestone, today
):
    yunchuan.city.scheme = "kaiping-2023"
    yunchuan.city.save()
    project = approve(a_project(fixed_assets=True), yunchuan, today)
    approve(a_milestone(project, "reviewed"), yunchuan, today)
    at = desk("reporter")
    at.open(f"/projects/{project.pk}/stages/")
    at.sees("还缺")
    missing = at.main.locator("ul.needs li").filter(has_text="缺").all_inner_texts()
    assert any("签约合同" in each for each in missing)
    at.follow("登记签约")
    assert at.field("阶段").input_value() == "signed"
    at.press("保存")
    at.confirm("提交签发")
    services.act(Milestone.objects.get(stage="signed"), Action.SIGN, yunchuan.unit_lead, today=today)
    verifier = desk("reform_verifier")
    verifier.open(f"/projects/{project.pk}/stages/")
    verifier.confirm("审核通过")
    verifier.page.get_by_role("status").get_by_text("缺少佐证").wait_for()
    assert Milestone.objects.get(stage="signed").state == State.SUBMITTED
    at.open(f"/projects/{project.pk}/stages/")
    at.follow("查看、上传 签约")
    for kind in ("签约合同", "签约的省系统认定"):
        at.follow("上传佐证")
        at.fill("材料", kind)
        at.attach("文件", f"{kind}.pdf", PDF + kind.encode(), "application/pdf")
        at.press("上传")
    verifier.open(f"/projects/{project.pk}/stages/")
    verifier.sees("签约的省系统认定")
    verifier.confirm("审核通过")
    assert Milestone.objects.get(stage="signed").state == State.APPROVED
    verifier.sees("下一阶段：落地")


@pytest.fixture
def signed(yunchuan, a_project, a_milestone, today):
    """A project of 青禾区 that was signed."""
    project = approve(a_project(), yunchuan, today)
    approve(a_milestone(project), yunchuan, today)
    return project


def test_a_signed_project_passes_to_another_unit_that_accepts_it(desk, yunchuan, signed):
    at = desk("unit_lead")
    at.open(f"/projects/{signed.pk}/hand-over/")
    at.follow("移交给其他单位")
    at.choose("接收单位", "白鹭县")
    at.fill("移交日期", "2026-06-15")
    at.fill("说明", "项目用地在白鹭县")
    at.press("保存")
    at.sees("等答复")
    at.is_not_offered("移交给其他单位", "答复")
    other = desk("other_lead")
    other.open(f"/projects/{signed.pk}/hand-over/")
    other.follow("答复")
    other.main.get_by_role("radio", name="接收", exact=True).check()
    other.press("保存")
    other.sees("已接收")
    other.follow("基本情况")
    other.sees("（现由白鹭县跟进）")
    other.is_not_offered("更正")
    at.open(f"/projects/{signed.pk}/stages/")
    at.is_not_offered("登记进展")
    assert HandOver.objects.get().accepted and keeper(signed) == yunchuan.bailu


def test_an_increase_and_a_new_owner_are_reported_by_their_counting_rules(desk, yunchuan, signed):
    at = desk("reporter")
    at.open(f"/projects/{signed.pk}/changes/")
    at.follow("登记增资")
    at.press("保存")
    at.sees("增资须填增加的金额")
    at.fill("金额", "1.2亿元")
    at.press("保存")
    at.sees("增资", "1.2亿元")
    at.follow("变更")
    at.follow("登记变更")
    at.choose("变更", "更换业主")
    at.press("保存")
    at.sees("请在说明里写明新业主")
    at.fill("说明", "业主改为虚构庚午木偶戏具公司")
    at.press("保存")
    at.sees("更换业主", "业主改为虚构庚午木偶戏具公司")
    at.confirm("提交签发")
    assert Milestone.objects.get(stage="increased").amount == 120_000_000_00
    assert signed.changes.get().state == State.FILED


def test_a_difficulty_is_raised_and_answered_by_whom_it_concerns(desk, yunchuan, signed):
    at = desk("reporter")
    at.open(f"/projects/{signed.pk}/difficulties/")
    at.follow("登记问题")
    at.fill("问题", "环评批复迟迟没有下来")
    at.choose("协调单位", "白鹭县")
    at.fill("办结期限", "2026-07-15")
    at.press("保存")
    at.sees("办理中", "白鹭县")
    verifier = desk("reform_verifier")
    verifier.open(f"/projects/{signed.pk}/difficulties/")
    verifier.follow("办理", within=verifier.row("环评批复"))
    verifier.fill("办结日期", "2026-06-15")
    verifier.press("保存")
    verifier.sees("办结须写明办理结果")
    verifier.fill("办理结果", "批复已于今日下达")
    verifier.press("保存")
    verifier.sees("已办结", "批复已于今日下达")
    assert Difficulty.objects.get().outcome == "批复已于今日下达"
