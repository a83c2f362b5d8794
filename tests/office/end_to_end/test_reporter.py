"""What somebody who reports for a unit does."""

from io import BytesIO

import pytest
from end_to_end_help import filed_lead
from evidence_files import DOCM
from leads_help import CODE, signed_by_bailu
from openpyxl import load_workbook

from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads import services
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.records.choices import Action, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COMPANY = "虚构丙寅纸鸢装备制造有限公司"


def test_a_lead_is_filed_while_the_page_tells_who_was_first_and_says_why_it_is_late(desk, yunchuan, today):
    signed_by_bailu(yunchuan, today)
    at = desk("reporter")
    at.open("/")
    page = at.follow("填报线索")
    check = page.get_by_role("group", name="首报核查")
    at.fill("企业", COMPANY)
    check.get_by_text("没有发现相同或相近的线索").wait_for()
    at.fill("统一社会信用代码", CODE)
    check.get_by_text("白鹭县已先报送这家企业").wait_for()
    at.fill("统一社会信用代码", "")
    check.get_by_text("没有发现相同或相近的线索").wait_for()
    at.fill("日期", "2026-03-02")
    at.fill("拟投资额", "12000")
    at.choose("资金类型", "内资")
    at.fill("拟建地点", "青禾区高新产业园")
    at.fill("投资内容", "拟投资建设智能输送设备生产线")
    at.press("保存并提交签发")
    at.sees("这是补报，请写明事由")
    assert not Lead.objects.filter(company=COMPANY).exists()
    at.fill("补报事由", "洽谈时尚未取得企业全称")
    at.press("保存并提交签发")
    at.sees(COMPANY, "待签发", "补报")
    lead = Lead.objects.get(company=COMPANY)
    assert (lead.state, lead.amount, lead.filed_by) == (State.FILED, 12_000 * 10**6, yunchuan.reporter)
    assert lead.filed_late_because == "洽谈时尚未取得企业全称"


def test_a_lead_is_taken_back_before_it_is_verified_and_given_up(desk, yunchuan, today):
    lead = filed_lead(yunchuan)
    at = desk("reporter")
    at.open("/leads/")
    at.follow(lead.number)
    at.press("撤回")
    at.sees("草稿")
    at.press("提交签发")
    lead.refresh_from_db()
    services.act(yunchuan.unit_lead, lead, Action.SIGN, today=today)
    at.page.reload()
    at.sees("待审核")
    at.confirm("撤回")
    lead.refresh_from_db()
    assert (lead.state, lead.submitted_at) == (State.DRAFT, None)
    at.follow("作废")
    at.press("作废")
    at.sees("有 1 处需要改正")
    at.fill("原因", "企业改到别处投资")
    at.press("作废")
    at.sees("作废", "企业改到别处投资")
    at.is_not_offered("撤回", "修改", "提交签发")
    assert Lead.objects.get().state == State.VOID


def test_evidence_is_uploaded_opened_and_withdrawn_and_what_is_none_is_refused(desk, yunchuan, a_lead):
    lead = a_lead()
    at = desk("reporter")
    at.open(f"/leads/{lead.pk}/")
    photograph = at.page.screenshot(type="jpeg", quality=30)
    contract = at.page.pdf(width="80mm", height="60mm")
    at.follow("上传佐证")
    at.fill("材料", "洽谈照片")
    at.attach("文件", "带宏的合同.docx", DOCM)
    with at.refused():
        at.press("上传")
    at.sees("文件内容不是可接受的格式")
    at.attach("文件", "现场.jpg", photograph, "image/jpeg")
    at.press("上传")
    at.follow("上传佐证")
    at.fill("材料", "投资意向书")
    at.attach("文件", "意向书.pdf", contract, "application/pdf")
    at.press("上传")
    at.sees("洽谈照片", "现场.jpg", "投资意向书", "意向书.pdf")
    with at.context.expect_page() as opened:
        at.main.get_by_role("link", name="现场.jpg", exact=True).click()
    opened.value.wait_for_load_state()
    assert opened.value.locator("img").count() == 1
    opened.value.close()
    assert at.download("下载 意向书.pdf") == (contract, "意向书.pdf")
    at.follow("撤下 意向书.pdf")
    at.fill("原因", "传错了文件")
    at.press("撤下")
    at.sees("已撤下", "传错了文件")
    kept = Evidence.objects.get(name="现场.jpg")
    assert (kept.record, kept.added_by, kept.is_withdrawn) == (lead, yunchuan.reporter, False)
    assert Evidence.objects.get(name="意向书.pdf").withdrawn_because == "传错了文件"


def _row(sheet, number, company, amount):
    heads = [str(cell.value) for cell in sheet[1]]
    said = {"线索编号": number, "责任单位": "青禾区", "日期": "2026-06-10", "企业": company, "资金类型": "内资",
            "拟建地点": "青禾区高新产业园", "投资内容": "建设生产线"}  # fmt: skip
    said[next(head for head in heads if head.startswith("拟投资额"))] = amount
    return [said.get(head) for head in heads]


def test_a_workbook_is_filled_in_mended_and_taken_in_once(desk, yunchuan, tmp_path):
    at = desk("reporter")
    at.open("/exchange/")
    template, name = at.download("线索模板")
    assert name == "线索-模板.xlsx"
    book = load_workbook(BytesIO(template))
    sheet = book["线索"]
    sheet.append(_row(sheet, "X2026-801", COMPANY, 3500))
    sheet.append(_row(sheet, "X2026-802", "虚构戊辰折扇供应链有限公司", "三千多"))
    filled = tmp_path / "六月线索.xlsx"
    book.save(filled)
    at.follow("上传表格")
    at.field("文件").set_input_files(filled)
    at.press("上传并预览")
    wrong = at.row("三千多")
    assert [wrong.locator("td").nth(i).inner_text().strip() for i in (0, 1)] == ["线索", "3"]
    at.is_not_offered("全部入库为草稿")
    assert not Lead.objects.exists()
    sheet.cell(3, 1 + _row(sheet, "", "", "here").index("here")).value = 3200
    book.save(filled)
    at.follow("改好后重新上传")
    at.field("文件").set_input_files(filled)
    at.press("上传并预览")
    at.sees("可以入库")
    at.press("全部入库为草稿")
    amounts = dict(Lead.objects.values_list("number", "amount"))
    assert amounts == {"X2026-801": 3500 * 10**6, "X2026-802": 3200 * 10**6}
    at.open("/exchange/upload/")
    at.field("文件").set_input_files(filled)
    at.press("上传并预览")
    at.sees("没有改动")
    at.is_not_offered("全部入库为草稿")
    assert Lead.objects.count() == 2
    at.open("/leads/")
    exported, _name = at.download("导出 Excel")
    out = load_workbook(BytesIO(exported))["线索"]
    heads, *rows = [[cell.value for cell in row] for row in out.iter_rows()]
    companies = {row[heads.index("企业")]: row[heads.index("办理状态")] for row in rows}
    assert companies == {COMPANY: "草稿", "虚构戊辰折扇供应链有限公司": "草稿"}
    assert any(head.startswith("拟投资额（万") for head in heads)
