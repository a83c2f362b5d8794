"""Lists taken away: what is in them, that nothing in them runs, and that handing them in again changes nothing."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from exchange_help import CODE, INDUSTRIES, ORIGINS, workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leads_help import approved
from openpyxl import load_workbook

from zhaoshang.office.audit.models import Event
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects import services as projects
from zhaoshang.office.projects.models import Credit, Difficulty, Milestone, Party, Project
from zhaoshang.office.records.choices import State

RUN_BY_SPREADSHEETS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "＝1", "'=1", "=cmd|' /C calc'!A0"]


@pytest.fixture
def taken_away(client, yunchuan):
    """The workbook that somebody gets under an address, as bytes."""

    def get(*args, by="reporter", query=""):
        client.force_login(getattr(yunchuan, by))
        response = client.get(reverse("exchange:export", args=args) + query)
        assert response.status_code == 200
        assert response.streaming
        return b"".join(response.streaming_content)

    return get


def sheet_of(content, name):
    return load_workbook(io.BytesIO(content))[name]


def rows_of(content, name):
    return [list(row) for row in sheet_of(content, name).iter_rows(values_only=True)]


def test_names_stand_in_it_and_units_of_money_and_dates(taken_away, a_lead):
    a_lead(amount=80_000_123_45, currency="USD", capital="foreign", place="高新园", tags="化工")
    header, row = rows_of(taken_away("leads"), "线索")
    told = dict(zip(header, row, strict=True))
    assert told["责任单位"] == "青禾区"
    assert told["拟投资额（万）"] == pytest.approx(8000.012345)
    assert (told["币种"], told["资金类型"], told["办理状态"], told["拟建地点"]) == (
        "USD",
        "外资",
        "草稿",
        "高新园",
    )
    assert told["日期"] == datetime.datetime(2026, 6, 15)  # noqa: DTZ001


@pytest.mark.parametrize("text", RUN_BY_SPREADSHEETS)
def test_nothing_in_it_runs(text, taken_away, a_lead, a_project, yunchuan):
    a_lead(company=text, place=text, content=text, tags=text)
    project = a_project(name=text, place=text, investor=text)
    Party.objects.create(project=project, name=text, part=text)
    for content in (taken_away("leads"), taken_away("projects"), taken_away("projects", project.pk)):
        for sheet in load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert not str(cell.value or "x").startswith(
                        ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
                    )


def test_only_what_somebody_sees_and_only_under_the_filter(taken_away, a_lead, yunchuan):
    a_lead("X1", company="甲公司")
    a_lead("X2", company="乙公司")
    a_lead("X3", unit=yunchuan.bailu, by=yunchuan.other_reporter)
    assert [row[0] for row in rows_of(taken_away("leads"), "线索")[1:]] == ["X2", "X1"]
    assert [row[0] for row in rows_of(taken_away("leads", query="?q=甲公司"), "线索")[1:]] == ["X1"]
    told = Event.objects.filter(action="exported").order_by("number").last()
    assert '"count": 1' in told.after
    assert "甲公司" in told.after
    assert "sha256" in told.after


def test_projects_under_their_filter(taken_away, a_project):
    a_project("P1", name="电池")
    a_project("P2", name="光伏")
    assert [row[0] for row in rows_of(taken_away("projects", query="?q=光伏"), "项目")[1:]] == ["P2"]


def test_administrators_take_nothing_away(client, yunchuan, a_lead, a_project):
    a_lead()
    for who in ("system_administrator", "security_administrator", "audit_administrator"):
        client.force_login(getattr(yunchuan, who))
        assert client.get(reverse("exchange:export", args=["leads"])).status_code == 403
    client.force_login(yunchuan.other_reporter)
    assert client.get(reverse("exchange:export", args=["projects", a_project().pk])).status_code == 404
    assert client.get(reverse("exchange:export", args=["people"])).status_code == 404


def test_nobody_takes_anything_away_without_signing_in(client, db):
    assert client.get(reverse("exchange:export", args=["leads"])).status_code == 302


def test_a_lead_under_correction_stands_once_and_its_correction_beside(
    taken_away, yunchuan, today, hand_in, look
):
    lead = approved(yunchuan, today)
    leads.correct(
        yunchuan.reporter, lead, {"company": "更正后的公司"}, reason="写错", today=today, version=lead.version
    )
    content = taken_away("leads")
    assert len(rows_of(content, "线索")) == 2
    assert len(rows_of(content, "更正记录")) == 2
    assert look(hand_in(content)).count("same") == 1


def test_one_projects_archive_has_all_of_it(
    taken_away, a_project, a_milestone, yunchuan, today, hand_in, look
):
    project = a_project()
    a_milestone(project)
    Credit.objects.create(
        jurisdiction=yunchuan.city, unit=yunchuan.bailu, created_by=yunchuan.reporter, recorded_on=today,
        project=project, share=50_000_000,
    )  # fmt: skip
    Party.objects.create(project=project, name="虚构甲公司", part="投资方")
    Difficulty.objects.create(
        project=project, raised_on=today, what="用电", owner=yunchuan.reform, created_by=yunchuan.reporter
    )
    content = taken_away("projects", project.pk)
    assert rows_of(content, "归属")[1][:4] == ["P2026-001", "白鹭县", None, 0.5]
    assert rows_of(content, "进展")[1][:2] == ["P2026-001", "签约"]
    told = dict(zip(*rows_of(content, "项目"), strict=True))
    assert told["签约日期"] == datetime.datetime(2026, 6, 15)  # noqa: DTZ001
    assert told["开工日期"] is None
    assert rows_of(content, "参与企业")[1][0] == "虚构甲公司"
    assert rows_of(content, "问题与协调")[1][1:3] == ["用电", "市发展改革委"]
    assert look(hand_in(content)).count("same") == 2


def test_stages_of_listed_projects_come_along_and_handed_in_again_change_nothing(
    taken_away, yunchuan, today, a_project, a_milestone, hand_in, look
):
    first, second = a_project("P1", name="电池"), a_project("P2", name="光伏", currency="USD")
    signed = a_milestone(first, state=State.APPROVED, amount=48_000_000_000)
    a_milestone(
        second, "negotiating", date=datetime.date(2026, 3, 1), accepted_on=today, decision="云商〔2026〕3号"
    )
    a_milestone(second, "started", state=State.VOID)
    projects.correct_fact(
        yunchuan.reporter,
        signed,
        {"date": datetime.date(2026, 6, 14)},
        "写错",
        today=today,
        version=signed.version,
    )
    content = taken_away("projects")
    header, *rows = rows_of(content, "进展")
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(each["项目编号"], each["项目名称"], each["阶段"], each["办理状态"]) for each in told] == [
        ("P1", "电池", "签约", "审核通过"), ("P2", "光伏", "在谈", "草稿"),
    ]  # fmt: skip
    assert told[0]["金额（万）"] == 48000
    assert len(rows_of(content, "进展更正记录")) == 2
    listed = [
        dict(zip(rows_of(content, "项目")[0], row, strict=True)) for row in rows_of(content, "项目")[1:]
    ]
    assert [each["签约日期"] for each in listed] == [datetime.datetime(2026, 6, 15), None]  # noqa: DTZ001
    plan = look(hand_in(content))
    assert plan.errors == []
    assert plan.count("same") == len(plan.planned) == 4


@pytest.mark.parametrize("table", ["leads", "projects"])
def test_a_list_prints_across_one_page_with_its_header_on_each(table, taken_away, a_lead, a_project):
    a_lead(content="很长的内容" * 30)
    a_project()
    sheet = sheet_of(taken_away(table), {"leads": "线索", "projects": "项目"}[table])
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "B2"
    if table == "leads":
        assert sheet.row_dimensions[2].height > sheet.row_dimensions[1].height


@pytest.mark.parametrize("table", ["leads", "projects"])
def test_what_an_export_costs_does_not_grow_with_its_rows(table, client, yunchuan, a_lead, a_project):
    make = a_lead if table == "leads" else a_project
    client.force_login(yunchuan.reporter)
    b"".join(client.get(reverse("exchange:export", args=[table])).streaming_content)
    counts = []
    for first, last in ((0, 10), (10, 50)):
        for n in range(first, last):
            make(f"N{n}")
        with CaptureQueriesContext(connection) as asked:
            b"".join(client.get(reverse("exchange:export", args=[table])).streaming_content)
        counts.append(len(asked))
    assert counts[0] == counts[1]


words = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs")) | st.sampled_from("=+-@'\t\n＝，；、 0"), max_size=30
)
name = words.filter(lambda text: text.strip().strip("'").strip())
amount = st.integers(0, 10**15)
currency = st.sampled_from(["CNY", "USD", "HKD", "EUR"])
capital = st.sampled_from(["", "domestic", "foreign"])
tags = st.lists(st.text("化工省台账甲乙丙=+-", min_size=1, max_size=5), max_size=3).map("；".join)
day = st.dates(datetime.date(1990, 1, 1), datetime.date(2026, 6, 15))
a_leads_words = st.fixed_dictionaries(
    {"company": name, "company_code": st.sampled_from(["", CODE]), "content": words, "place": words,
     "amount": st.none() | amount, "currency": currency, "capital": capital, "tags": tags, "date": day,
     "filed_late_because": words}
)  # fmt: skip
a_projects_words = st.fixed_dictionaries(
    {"name": name, "content": words, "place": words, "investor": words, "investor_code": st.sampled_from(["", CODE]),
     "filing_code": st.text("0123456789-", max_size=24), "capital": capital, "origin": st.sampled_from(ORIGINS),
     "industry": st.sampled_from(INDUSTRIES), "chain": words, "amount": amount, "currency": currency,
     "fixed_assets": st.booleans(), "land": st.none() | st.integers(0, 10**10), "tags": tags}
)  # fmt: skip
LAW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)


@LAW
@given(rows=st.lists(a_leads_words, min_size=1, max_size=4))
def test_leads_handed_in_as_they_were_taken_away_change_nothing(
    rows, taken_away, hand_in, look, take_in, a_lead
):
    Lead.objects.all().delete()
    for n, values in enumerate(rows):
        lead = a_lead(f"X{n}", **{key: value for key, value in values.items() if key != "date"})
        Lead.objects.filter(pk=lead.pk).update(date=values["date"])
    upload = hand_in(taken_away("leads"))
    plan = look(upload)
    assert [problem.in_language("en") for problem in plan.errors] == []
    assert [planned.changes for planned in plan.planned] == [()] * len(rows)
    before = list(Lead.objects.order_by("pk").values())
    take_in(upload)
    assert list(Lead.objects.order_by("pk").values()) == before


@LAW
@given(rows=st.lists(a_projects_words, min_size=1, max_size=4))
def test_projects_handed_in_as_they_were_taken_away_change_nothing(
    rows, taken_away, hand_in, look, take_in, a_project
):
    Project.objects.all().delete()
    for n, values in enumerate(rows):
        a_project(f"P{n}", **values)
    upload = hand_in(taken_away("projects"))
    plan = look(upload)
    assert [problem.in_language("en") for problem in plan.errors] == []
    assert [planned.changes for planned in plan.planned] == [()] * len(rows)
    before = list(Project.objects.order_by("pk").values())
    take_in(upload)
    assert list(Project.objects.order_by("pk").values()) == before


a_stage = st.fixed_dictionaries(
    {"stage": st.sampled_from(["tracking", "signed", "started", "increased", "withdrawn"]), "date": day,
     "amount": st.none() | st.integers(1, 10**15), "currency": st.sampled_from(["", "CNY", "USD"]),
     "accepted_on": st.none() | day, "decision": words}
)  # fmt: skip


@LAW
@given(rows=st.lists(a_stage, min_size=1, max_size=4, unique_by=lambda row: row["stage"]), own=currency)
def test_stages_handed_in_as_they_were_taken_away_change_nothing(
    rows, own, taken_away, hand_in, look, a_project, a_milestone
):
    Milestone.objects.all().delete()
    Project.objects.all().delete()
    project = a_project("P1", currency=own)
    for values in rows:
        a_milestone(project, **{**values, "currency": values["currency"] if values["amount"] else ""})
    plan = look(hand_in(taken_away("projects")))
    assert [problem.in_language("en") for problem in plan.errors] == []
    assert [planned.changes for planned in plan.planned] == [()] * (1 + len(rows))


a_row = st.tuples(st.sampled_from(["X1", "X2", "X3", "X4"]), st.integers(0, 9), st.sampled_from(["甲", "乙"]))


@LAW
@given(
    there=st.lists(a_row, unique_by=lambda row: row[0]), rows=st.lists(a_row, unique_by=lambda row: row[0])
)
def test_what_the_preview_counts_is_what_is_taken_in(there, rows, hand_in, look, take_in, a_lead):
    Lead.objects.all().delete()
    for number, amount, company in there:
        a_lead(number, amount=amount * 10**6, company=company)
    before = {lead.number: (lead.version, lead.amount, lead.company) for lead in Lead.objects.all()}
    header = ["线索编号", "责任单位", "日期", "拟投资额（万）", "企业"]
    upload = hand_in(workbook(线索=[header, *([n, "青禾区", "2026-06-15", a, c] for n, a, c in rows)]))
    shown = look(upload)
    assert shown.count("new") + shown.count("changed") + shown.count("same") == shown.total == len(rows)
    take_in(upload)
    after = {lead.number: (lead.version, lead.amount, lead.company) for lead in Lead.objects.all()}
    assert len(after) - len(before) == shown.count("new")
    assert sum(after[number] != was for number, was in before.items()) == shown.count("changed")
    assert all(after[number][1:] == (amount * 10**6, company) for number, amount, company in rows)
