"""What the verifiers of the commerce bureau do: verify, see originals, decide who was first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from end_to_end_help import signed_lead
from evidence_files import JPEG
from leads_help import CODE, signed_by_bailu
from office_people import person

from zhaoshang.office.evidence import services as evidence
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads.models import FirstReport, Lead
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.records.choices import State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_original_is_marked_as_seen_a_lead_approved_and_another_returned(desk, yunchuan, today):
    poor = signed_lead(yunchuan, company="虚构丁卯灯笼文旅有限公司")
    good = signed_lead(yunchuan, company="虚构戊辰折扇供应链有限公司")
    photograph = SimpleUploadedFile("现场.jpg", JPEG)
    evidence.add(good, "洽谈照片", photograph, yunchuan.reporter, today=today)
    at = desk("commerce_verifier")
    at.open("/todo/")
    at.follow(poor.company)
    at.follow("退回")
    at.fill("原因", "地点没有写明")
    at.press("退回")
    at.open("/todo/")
    assert poor.company not in at.text()
    at.follow(good.company)
    at.confirm("核验原件")
    at.sees("已核原件")
    at.confirm("审核通过")
    at.sees("审核通过")
    at.is_not_offered("审核通过", "退回", "修改")
    seen = Evidence.objects.get()
    assert seen.original_seen_by == yunchuan.commerce_verifier
    assert Lead.objects.get(pk=poor.pk).returned_because == "地点没有写明"
    good.refresh_from_db()
    assert (good.state, good.verified_by) == (State.APPROVED, yunchuan.commerce_verifier)


def test_who_was_first_is_decided_appealed_against_and_decided_for_good(desk, yunchuan, today):
    first = signed_by_bailu(yunchuan, today)
    second = signed_lead(yunchuan, company=first.company)
    Lead.objects.filter(pk=second.pk).update(company_code=CODE)
    person("commerce_verifier_2", yunchuan.commerce, Role.COMMERCE_VERIFIER)
    at = desk("commerce_verifier")
    at.open(f"/leads/{second.pk}/")
    at.sees("白鹭县")
    at.follow("认定首报")
    at.press("作出认定")
    at.sees("有 2 处需要改正")
    at.main.get_by_role("radio", name="白鹭县").check()
    at.fill("理由", "白鹭县上报在先，洽谈记录齐全")
    at.press("作出认定")
    at.sees("认定后报：白鹭县首报")
    at.is_not_offered("答复申诉")

    loser = desk("unit_lead")
    loser.open(f"/leads/{second.pk}/")
    loser.follow("申诉")
    loser.fill("申诉理由", "本区洽谈在先，有会议纪要为证")
    loser.press("提出申诉")
    loser.sees("等待答复")
    loser.is_not_offered("申诉")

    at.open("/leads/todo/")
    assert "申诉" not in at.text()  # who decided does not answer
    other = desk("commerce_verifier_2")
    other.open("/leads/todo/")
    other.sees("本区洽谈在先，有会议纪要为证")
    other.follow("答复")
    other.main.get_by_role("radio", name="支持申诉").check()
    other.fill("答复", "会议纪要日期在先")
    other.press("答复")
    other.sees("答复：支持", "最终认定", "认定首报：本线索先于白鹭县")
    other.is_not_offered("认定首报")
    standing = FirstReport.objects.get(replaced_by__isnull=True)
    assert (standing.lead_id, standing.is_final) == (second.pk, True)
    assert standing.decided_by.username == "commerce_verifier_2"
