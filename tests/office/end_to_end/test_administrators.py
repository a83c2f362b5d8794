"""What the three administrators do, and what happens at somebody's first sign-in."""

import base64
import hmac
import re
import time
from io import BytesIO

import pytest
from allauth.usersessions.models import UserSession
from end_to_end_help import filed_lead
from openpyxl import load_workbook

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Unit
from zhaoshang.office.organisation.queries import name_on, roles_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CHOSEN = "Qingfeng-2026-yue"


def code_of(secret, steps=0):
    """What an authenticator shows now, or some half minutes later (RFC 6238)."""
    counter = int(time.time()) // 30 + steps
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 10**6:06d}"


def test_a_unit_is_added_renamed_by_date_and_merged(desk, yunchuan, today):
    at = desk("system_administrator")
    at.open("/")
    at.follow("单位与任职")
    at.follow("新增单位")
    at.fill("单位", "临港园区")
    at.fill("类别", "园区")
    at.fill("别名", "港区\n云川港区")
    at.press("保存")
    at.sees("临港园区", "港区、云川港区")
    at.follow("临港园区")
    at.follow("更名")
    at.fill("新名称", "临港经济区")
    at.fill("自何日起", "2026-06-15")
    at.press("保存")
    unit = Unit.objects.get(name="临港经济区")
    assert name_on(unit, today.replace(day=14)) == "临港园区"
    at.follow("临港经济区")
    at.sees("临港园区", "2026-06-14")
    at.main.get_by_text("更多", exact=True).click()
    at.follow("并入其他单位")
    at.sees("此操作不能撤销")
    at.choose("并入", "白鹭县")
    at.fill("自何日起", "2026-06-15")
    at.press("保存")
    at.sees("白鹭县")
    unit.refresh_from_db()
    assert unit.merged_into == yunchuan.bailu


def test_an_account_is_opened_and_appointed_and_its_owner_chooses_a_password_and_enrols(
    desk, yunchuan, settings, today
):
    at = desk("security_administrator")
    at.open("/accounts/")
    at.follow("开设账号")
    at.fill("用户名", "shenhe2")
    at.fill("姓名", "审核乙")
    at.press("开设")
    first = at.main.locator(".first-password code").nth(1).inner_text()
    at.follow("办理任职")
    assert "审核乙" in at.field("人员").evaluate("e => e.selectedOptions[0].textContent")
    at.choose("单位", "市商务局")
    at.choose("角色", "商务审核员")
    at.fill("起", "2026-06-15")
    at.press("保存")
    at.sees("审核乙")
    person = User.objects.get(username="shenhe2")
    assert roles_in(person, yunchuan.commerce, today) == {Role.COMMERCE_VERIFIER}

    settings.OFFICE_SECOND_FACTOR = True
    own = desk()
    own.sign_in("shenhe2", first)
    own.sees("请先把初始口令改成您自己的口令")
    own.fill("现口令", first)
    own.fill("新口令", "shenhe2")
    own.fill("再输一次新口令", "shenhe2")
    own.press("更换口令")
    own.sees("口令至少10个字符", "口令不能包含用户名或姓名")
    own.fill("现口令", first)
    own.fill("新口令", CHOSEN)
    own.fill("再输一次新口令", CHOSEN)
    own.press("更换口令")
    own.sees("您的角色须启用动态口令，请先绑定")
    secret = own.main.locator("code.secret").inner_text()
    own.fill("动态口令", code_of(secret))
    own.press("绑定")
    codes = own.main.locator(".codes code").all_inner_texts()
    assert len(codes) >= 8
    own.follow("我已记下")
    own.sees("已启用", "商务审核员")
    own.page.locator(".bar-person summary").click()
    with own.page.expect_navigation():
        own.page.get_by_role("button", name="退出登录").click()
    own.sign_in("shenhe2", CHOSEN)
    own.fill("动态口令", code_of(secret, steps=1))
    own.press("登录")
    own.sees("待我办理")
    person.refresh_from_db()
    assert not person.must_change_password and person.check_password(CHOSEN)


def test_leave_a_stand_in_a_new_password_and_the_end_of_a_session(desk, yunchuan, today):
    away = yunchuan.unit_lead
    theirs = desk()
    theirs.sign_in("unit_lead", "unit_lead")
    at = desk("security_administrator")
    at.open("/accounts/")
    at.follow("unit_lead")
    at.main.get_by_text("更多", exact=True).click()
    at.follow("登记请假")
    at.fill("起", "2026-06-15")
    at.fill("止", "2026-06-19")
    at.press("保存")
    at.follow("安排代理")
    at.main.locator("select[name=appointment]").select_option(index=1)
    at.choose("代理人", "填报甲")
    at.press("保存")
    standing_in = Appointment.objects.get(stands_in_for__user=away)
    assert (standing_in.user, standing_in.last_day.isoformat()) == (yunchuan.reporter, "2026-06-19")
    assert Role.UNIT_LEAD in roles_in(yunchuan.reporter, yunchuan.qinghe, today)
    at.open(f"/accounts/{away.pk}/")
    at.press("结束", within=at.card("登录会话"))
    assert not UserSession.objects.filter(user=away).exists()
    theirs.open("/leads/")
    assert "/accounts/sign-in/" in theirs.page.url
    at.follow("重置口令")
    at.press("重置")
    at.sees("有 1 处需要改正")
    at.fill("原因", "本人当面申请，忘记了口令")
    at.press("重置")
    fresh = at.main.locator(".first-password code").nth(1).inner_text()
    away.refresh_from_db()
    assert away.must_change_password and away.check_password(fresh)
    at.open("/organisation/appointments/")
    at.sees("代理")


def test_the_log_is_read_narrowed_down_exported_and_found_whole(desk, yunchuan):
    lead = filed_lead(yunchuan)
    at = desk("audit_administrator")
    at.open("/")
    at.follow("操作日志")
    at.sees(lead.number)
    at.follow(re.compile(r"^\d+$"))
    at.sees("上一条摘要")
    at.page.go_back()
    at.look()
    at.press("核验日志链")
    at.page.get_by_role("status").get_by_text("日志链完整").wait_for()
    exported, name = at.download("导出 Excel")
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(exported)).active.iter_rows()]
    heads = rows[0]
    assert name == "operations.xlsx"
    assert {"reporter", "audit_administrator"} <= {row[heads.index("用户")] for row in rows[1:]}
    at.open("/audit/")
    at.sees("导出")  # and that is in the log too
    at.is_not_offered("清除")  # nothing is narrowed down yet
    at.main.get_by_label("用户名或姓名").fill("reporter")
    at.press("筛选")
    people = at.main.locator("tbody tr td:nth-child(3)").all_inner_texts()
    assert people and all("reporter" in person for person in people)
    at.follow("清除")
    at.is_not_offered("删除", "修改")
