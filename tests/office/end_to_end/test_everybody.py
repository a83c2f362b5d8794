"""Pages that belong to nobody in particular, and everybody's main pages on a phone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from end_to_end_help import ANY, PHONE, WIDE, signed_lead
from evidence_files import JPEG
from projects_help import approve

from zhaoshang.office.evidence import services as evidence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORK = ("/", "/todo/", "/leads/", "/projects/", "/projects/board/", "/projects/timeline/")
PAGES = {
    "reporter": (*WORK, "/leads/new/", "/leads/{lead}/", "/projects/{project}/", "/exchange/", "/exchange/upload/"),
    "unit_lead": (*WORK, "/leads/{lead}/", "/projects/{project}/all/", "/accounts/me/"),
    "commerce_verifier": (*WORK, "/leads/{lead}/", "/leads/todo/", "/leads/rules/", "/projects/{project}/stages/"),
    "reform_verifier": ("/", "/todo/", "/projects/{project}/changes/", "/projects/{project}/difficulties/"),
    "statistics_verifier": ("/", "/todo/", "/projects/{project}/stages/"),
    "panel_reviewer": ("/", "/projects/{project}/"),
    "organisation_department": ("/", "/projects/"),
    "auditor": ("/", "/audit/", "/audit/1/"),
    "system_administrator": ("/", "/organisation/", "/organisation/jurisdictions/", "/leads/rules/"),
    "security_administrator": ("/", "/accounts/", "/organisation/appointments/", "/accounts/new/"),
    "audit_administrator": ("/", "/audit/"),
}  # fmt: skip


@pytest.mark.parametrize("role", PAGES)
def test_everybodys_main_pages_hold_on_a_phone(desk, yunchuan, a_project, role, today):
    lead, project = signed_lead(yunchuan), approve(a_project(), yunchuan, today)
    at = desk(role, PHONE)
    for path in PAGES[role]:
        page = at.open(path.format(lead=lead.pk, project=project.pk))
        assert page.locator("h1").count() == 1, page.url


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
def test_components_evidence_and_refusals_are_sound_at_every_width(desk, yunchuan, width, today):
    lead = signed_lead(yunchuan)
    photograph = SimpleUploadedFile("现场.jpg", JPEG)
    kept = evidence.add(lead, "洽谈照片", photograph, yunchuan.reporter, today=today)
    at = desk("commerce_verifier", width)
    for path in ("/design/", f"/evidence/leads.lead/{lead.pk}/", f"/evidence/{kept.pk}/withdraw/"):
        at.open(path)
    at.sees("撤下佐证")
    with at.refused():
        at.open("/nowhere/")
        at.sees("没有找到这个页面")
        at.open("/audit/")
        at.sees("您没有权限这样做")
        at.open(f"/evidence/leads.lead/{lead.pk}/add/")
        at.sees("只有本单位的填报员或签发人可以上传佐证")
    reporter = desk("reporter", width)
    reporter.open(f"/evidence/leads.lead/{lead.pk}/add/")
    visitor = desk(viewport=width)
    for path in ("/accounts/sign-in/", "/accounts/password/forgotten/"):
        visitor.open(path)
    with visitor.refused():
        visitor.open("/accounts/sign-up/")
        visitor.sees("不开放注册")
        visitor.open("/accounts/sign-in/")
        visitor.context.clear_cookies()
        visitor.press("登录")
        visitor.sees("这个页面放得太久了")


@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_that_tell_of_failures_are_sound_at_every_width(desk, width):
    at = desk(viewport=width)
    names = ("400", "429", "500", "503", "web/maintenance")
    told = {n.replace("/", "-"): render_to_string(f"{n}.html", {"words": "今晚八点升级"}) for n in names}

    def tell(asked):
        asked.fulfill(
            body=told[asked.request.url.rpartition("/")[2]], content_type="text/html; charset=utf-8"
        )

    at.page.route("**/told/*", tell)
    for name in told:
        at.open(f"/told/{name}")
        assert at.main.locator("h1").count() == 1
    at.sees("今晚八点升级")


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("reporter", "/leads/"), ("leader", "/projects/"), ("auditor", "/audit/"),
        ("security_administrator", "/accounts/"), ("security_administrator", "/organisation/appointments/"),
        ("system_administrator", "/organisation/jurisdictions/"),
    ],
)  # fmt: skip
def test_the_first_link_of_a_list_leads_to_a_page(desk, yunchuan, a_project, role, path, today):
    signed_lead(yunchuan)
    approve(a_project(), yunchuan, today)
    at = desk(role)
    at.open(path)
    at.follow(ANY, within=at.main.locator("tbody"))
    assert at.main.locator("h1").count() == 1
    assert at.page.url.rstrip("/") != f"{at.address}{path}".rstrip("/")
