"""Pages of exchange, as those who file meet them; nobody else does."""

import io
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from exchange_help import LEAD, LEAD_HEADERS, workbook
from openpyxl import load_workbook

from zhaoshang.ledger import read_ledger
from zhaoshang.office.exchange.models import Mapping, Upload
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.problems import ProblemsFound

GOOD = {"线索": [LEAD_HEADERS, LEAD]}
BAD = {"线索": [LEAD_HEADERS, LEAD, ["X2", "青禾区", "昨天", *LEAD[3:]]]}


@pytest.fixture
def at(client, yunchuan):
    """The browser of somebody, by name."""

    def sign_in(who: str = "reporter"):
        client.force_login(getattr(yunchuan, who))
        return client

    return sign_in


def words(response) -> str:
    return response.content.decode()


def post(browser, content, name="六月.xlsx", **more):
    file = SimpleUploadedFile(name, content)
    jurisdiction = apps.get_model("organisation.Jurisdiction").objects.get().pk
    return browser.post(
        reverse("exchange:upload"), {"file": file, "jurisdiction": jurisdiction, **more}, follow=True
    )


def plan_in(response) -> str:
    return re.search(r'name="plan" value="([0-9a-f]{64})"', words(response)).group(1)


def test_from_the_file_through_the_preview_to_drafts(at):
    browser = at()
    shown = post(browser, workbook(**GOOD))
    assert shown.status_code == 200
    assert Lead.objects.count() == 0
    assert "可以入库" in words(shown)
    address = reverse("exchange:take_in", args=[Upload.objects.get().pk])
    done = browser.post(address, {"plan": plan_in(shown)}, follow=True)
    assert "已入库为草稿：新增1，修改0，不变0" in words(done)
    assert Lead.objects.get().company == "虚构晶锐公司"
    again = browser.post(address, {"plan": ""}, follow=True)
    assert Lead.objects.count() == 1
    assert again.status_code == 200
    assert "没有改动" in words(post(browser, workbook(**GOOD)))


def test_errors_are_shown_with_their_places_and_nothing_can_be_taken_in(at):
    browser = at()
    shown = words(post(browser, workbook(**BAD)))
    assert "还不能入库" in shown
    assert "昨天" in shown
    assert 'data-label="行">3<' in shown
    assert 'name="plan"' not in shown
    upload = Upload.objects.get()
    refused = browser.post(reverse("exchange:take_in", args=[upload.pk]), follow=True)
    assert "没有入库" in words(refused)
    assert Lead.objects.count() == 0


def test_the_rows_that_are_wrong_come_back_with_the_reason_beside_each(at):
    browser = at()
    post(browser, workbook(**BAD))
    response = browser.get(reverse("exchange:rejected", args=[Upload.objects.get().pk]))
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content)))["线索"]
    header, row = list(sheet.iter_rows(values_only=True))
    assert header[:2] == ("原行号", "问题")
    assert row[0] == 3
    assert "日期" in row[1]
    assert row[2] == "X2"


def test_a_page_without_errors_has_no_rejected_rows(at):
    browser = at()
    post(browser, workbook(**GOOD))
    assert browser.get(reverse("exchange:rejected", args=[Upload.objects.get().pk])).status_code == 404


def test_somebody_elses_upload_is_not_to_be_seen(at, hand_in):
    upload = hand_in(workbook(**GOOD))
    for who in ("unit_lead", "other_reporter"):
        for page in ("preview", "rejected", "match"):
            assert at(who).get(reverse(f"exchange:{page}", args=[upload.pk])).status_code == 404
        assert at(who).post(reverse("exchange:take_in", args=[upload.pk])).status_code == 404


@pytest.mark.parametrize("who", ["commerce_verifier", "leader", "auditor", "system_administrator"])
def test_those_who_do_not_file_have_no_such_pages(who, at):
    for address in ("list", "upload"):
        assert at(who).get(reverse(f"exchange:{address}")).status_code == 403
    assert at(who).get(reverse("exchange:template", args=["leads"])).status_code == 403


@pytest.mark.parametrize(("table", "label"), [("leads", "线索"), ("projects", "项目")])
def test_the_template_offers_the_units_and_the_library_reads_it(table, label, at, tmp_path):
    response = at().get(reverse("exchange:template", args=[table]))
    path = tmp_path / "模板.xlsx"
    path.write_bytes(b"".join(response.streaming_content))
    book = load_workbook(path)
    assert "青禾区" in [cell.value for cell in book["选项"]["A"]]
    assert "责任单位" in [cell.value for cell in book[label][1]]
    assert not any(problem.severity == "error" for problem in problems_of(path))


def problems_of(path):
    try:
        return read_ledger(path).warnings
    except ProblemsFound as found:
        return found.problems


def test_no_template_of_anything_else(at):
    assert at().get(reverse("exchange:template", args=["people"])).status_code == 404


OWN = {
    "招商月报": [
        ["编号", "单位名", "报送日", "企业名", "投资额", "落在哪"],
        ["X7", "青禾区", "2026-06-01", "甲公司", 30, "高新园"],
    ]
}


def test_an_offices_own_headers_are_matched_once_and_used_again(at):
    browser = at()
    assert "没有读到线索、项目或进展" in words(post(browser, workbook(**OWN)))
    upload = Upload.objects.get()
    address = reverse("exchange:match", args=[upload.pk]) + "?table=leads"
    assert "落在哪" in words(browser.get(address))
    chosen = {
        "name": "月报",
        "h0": "lead",
        "h1": "unit",
        "h2": "date",
        "h3": "company",
        "h4": "amount",
        "h5": "place",
    }
    shown = browser.post(address, chosen, follow=True)
    assert "可以入库" in words(shown)
    mapping = Mapping.objects.get()
    next_month = {"七月": [OWN["招商月报"][0], ["X8", "青禾区", "2026-06-02", "乙公司", 40, "临港园"]]}
    shown = post(browser, workbook(**next_month), mapping=mapping.pk)
    browser.post(
        reverse("exchange:take_in", args=[Upload.objects.first().pk]), {"plan": plan_in(shown)}, follow=True
    )
    lead = Lead.objects.get()
    assert (lead.number, lead.company, lead.amount, lead.place) == ("X8", "乙公司", 400_000_00, "临港园")


def test_a_match_without_a_needed_column_or_with_one_twice_is_refused(at):
    browser = at()
    post(browser, workbook(**OWN))
    address = reverse("exchange:match", args=[Upload.objects.get().pk])
    response = browser.post(address, {"name": "月报", "h0": "lead", "h1": "lead"})
    assert response.status_code == 422
    assert "必填" in words(response)
    assert Mapping.objects.count() == 0


def test_leads_and_projects_are_matched_sheet_by_sheet_under_one_name(at):
    browser = at()
    both = {**OWN, "项目清单": [["号", "项目", "单位", "投资"], ["P7", "电池", "青禾区", 50]]}
    post(browser, workbook(**both))
    address = reverse("exchange:match", args=[Upload.objects.get().pk])
    first = {"h0": "lead", "h1": "unit", "h2": "date", "h3": "company", "h4": "amount", "h5": "place"}
    second = {"h0": "project", "h1": "name", "h2": "unit", "h3": "amount"}
    browser.post(address + "?sheet=0&table=leads", {"name": "月报", **first})
    shown = browser.post(address + "?sheet=1&table=projects", {"name": "月报", **second}, follow=True)
    assert Mapping.objects.count() == 1
    assert "X7" in words(shown)
    assert "P7" in words(shown)


def test_a_saved_match_of_another_unit_is_not_offered(at, yunchuan):
    other = Mapping.objects.create(
        jurisdiction=yunchuan.city,
        unit=yunchuan.bailu,
        name="白鹭月报",
        text="{}",
        saved_by=yunchuan.other_reporter,
    )
    browser = at()
    assert "白鹭月报" not in words(browser.get(reverse("exchange:upload")))
    assert post(browser, workbook(**GOOD), mapping=other.pk).status_code == 422


def test_what_is_no_spreadsheet_is_told_at_the_field(at):
    response = post(at(), b"%PDF-1.7", "表.pdf")
    assert response.status_code == 422
    assert "只收" in words(response)


def test_a_damaged_file_is_told_on_the_preview(at):
    assert "还不能入库" in words(post(at(), b"PK\x03\x04broken"))


def test_a_file_that_is_gone_is_told(at):
    browser = at()
    post(browser, workbook(**BAD))
    upload = Upload.objects.get()
    upload.file.storage.delete(upload.file.name)
    assert "文件不在存放处" in words(browser.get(reverse("exchange:preview", args=[upload.pk])))
    assert browser.get(reverse("exchange:rejected", args=[upload.pk])).status_code == 302


def test_a_ledger_of_signings_is_matched_with_projects_and_the_stage_of_each(at):
    """As offices keep them: a title, stars for what is required, 亿 in the header, the day of signing in a column."""
    browser = at()
    rows = [
        ["2026年签约项目一览表"],
        ["序号", "项目名称*", "责任单位", "建设内容*", "总投资额(亿)*", "签约时间*", "备注"],
        ["QH-1", "虚构风机项目", "青禾区", "风机", "1.5", "2026.3.5", None],
    ]
    post(browser, workbook(签约=rows), "签约表.xlsx")
    upload = Upload.objects.get()
    page = reverse("exchange:match", args=[upload.pk]) + "?table=projects"
    form = browser.get(page).context["form"]
    guessed = {form.fields[f"h{n}"].label: form.fields[f"h{n}"].initial for n in range(7)}
    assert guessed == {
        "序号": "", "项目名称*": "name", "责任单位": "unit", "建设内容*": "content", "总投资额(亿)*": "amount",
        "签约时间*": "stage:signed", "备注": "",
    }  # fmt: skip
    answers = {f"h{n}": form.fields[f"h{n}"].initial for n in range(7)}
    shown = browser.post(page, {**answers, "h0": "project", "name": "签约表"}, follow=True)
    browser.post(reverse("exchange:take_in", args=[upload.pk]), {"plan": plan_in(shown)})
    project, signed = Project.objects.get(), Milestone.objects.get()
    assert (project.number, project.amount, project.content) == ("QH-1", 150_000_000_00, "风机")
    assert (signed.project, signed.stage, str(signed.date)) == (project, "signed", "2026-03-05")


def test_the_list_costs_the_same_however_long(at, hand_in):
    counts, browser = [], at()
    browser.get(reverse("exchange:list"))
    for more in (2, 12):
        for _each in range(more):
            hand_in(workbook(**GOOD))
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse("exchange:list")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


OFFICE = Path(apps.get_app_config("exchange").path)


def all_words():
    for path in OFFICE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for quoted in re.findall(r"""{%\s*translate\s+("[^"]*"|'[^']*')""", text):
            yield quoted[1:-1]
        for body in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", text, re.DOTALL):
            yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", body)
    for path in OFFICE.glob("*.py"):
        yield from re.findall(r"""\b_\(\s*"([^"]*)"\s*\)""", path.read_text(encoding="utf-8"))


def test_all_of_it_is_said_in_english():
    said = set(all_words())
    assert len(said) > 60
    with translation.override("en"):
        missing = [each for each in said if re.search("[\u4e00-\u9fff]", translation.gettext(each))]
    assert sorted(missing) == []
