"""The pages: lists with one set of filters, the archive, and forms that come back with what was filled in."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from projects_help import YI, approve, day

from zhaoshang.office.audit.models import Event
from zhaoshang.office.projects import services
from zhaoshang.office.projects.models import Credit, Milestone, Project
from zhaoshang.office.records.choices import State

LISTS = ("projects:list", "projects:board", "projects:timeline")
FORM = {
    "number": "", "name": "虚构储能项目", "amount": "1.5亿元", "currency": "CNY", "fixed_assets": "on",
    "parties-TOTAL_FORMS": "0", "parties-INITIAL_FORMS": "0",
}  # fmt: skip


@pytest.fixture(autouse=True)
def plain_days(monkeypatch, today):
    """The pages' today is the tests'."""
    for where in ("lists", "archive", "editing", "acting"):
        monkeypatch.setattr(f"zhaoshang.office.projects.views.{where}.today", lambda: today)


@pytest.fixture
def open_page(client, yunchuan):
    def page(address, who="reporter", data=None, follow=True):
        client.force_login(getattr(yunchuan, who))
        if data is None:
            return client.get(address, follow=follow)
        return client.post(address, data, follow=follow)

    return page


def names(response):
    return set(re.findall(r"虚构[\w]+项目", response.content.decode()))


@pytest.fixture
def some(yunchuan, a_project, a_milestone):
    battery = a_project(
        "P-1", name="虚构电池项目", investor="恒源新材料有限公司", amount=8 * YI, chain="新能源", tags="化工；省台账",
        state=State.APPROVED, capital="domestic",
    )  # fmt: skip
    a_milestone(battery, "signed", day("2026-03-01"), state=State.APPROVED)
    a_milestone(battery, "started", day("2026-05-01"), state=State.SUBMITTED)
    other = a_project(
        "P-2",
        unit=yunchuan.bailu,
        by=yunchuan.other_reporter,
        name="虚构茶叶项目",
        amount=YI // 2,
        state=State.SUBMITTED,
    )
    a_milestone(other, "negotiating", day("2026-02-01"), state=State.APPROVED)
    return battery, other


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"虚构电池项目", "虚构茶叶项目"}), ("q=电池", {"虚构电池项目"}), ("q=恒源", {"虚构电池项目"}),
        ("q=恒源 茶叶", set()), ("stage=signed", {"虚构电池项目"}), ("stage=started", set()),
        ("stage=negotiating", {"虚构茶叶项目"}), ("stage=none", set()), ("state=submitted", {"虚构茶叶项目"}),
        ("amount_from=1亿", {"虚构电池项目"}), ("amount_to=5000", {"虚构茶叶项目"}), ("chain=能源", {"虚构电池项目"}),
        ("capital=foreign", set()), ("tag=省台账", {"虚构电池项目"}),
        ("amount_from=许多", {"虚构电池项目", "虚构茶叶项目"}),
    ],
)  # fmt: skip
def test_the_same_filters_in_every_list(open_page, some, name, query, expected):
    assert names(open_page(f"{reverse(name)}?{query}", "leader")) == expected


@pytest.mark.parametrize("name", LISTS)
def test_a_unit_sees_its_own_and_an_administrator_nothing(open_page, some, name):
    assert names(open_page(reverse(name), "other_reporter")) == {"虚构茶叶项目"}
    assert names(open_page(reverse(name), "system_administrator")) == set()


@pytest.mark.parametrize(
    "sort", ["number", "-amount", "stage", "-stage", "unit", "state", "investor", "name"]
)
def test_every_column_can_be_sorted_by(open_page, some, sort):
    assert len(names(open_page(f"{reverse('projects:list')}?sort={sort}", "leader"))) == 2


def test_sorting_by_stage_is_by_how_far_along(open_page, some):
    found = open_page(f"{reverse('projects:list')}?sort=-stage", "leader").content.decode()
    assert found.index("虚构电池项目") < found.index("虚构茶叶项目")


def test_the_board_counts_and_adds_up_each_stage(open_page, some, a_project, a_milestone):
    usd = a_project("P-3", name="虚构外资项目", amount=YI, currency="USD", state=State.APPROVED)
    a_milestone(usd, "signed", day("2026-03-02"), state=State.APPROVED)
    columns = {c["stage"]: c for c in open_page(reverse("projects:board"), "reporter").context["columns"]}
    assert (columns["signed"]["count"], columns["signed"]["foreign"], columns["signed"]["total"]) == (
        2,
        1,
        8 * YI,
    )
    card = open_page(reverse("projects:board")).content.decode()
    assert "?stage=landed" in card
    assert "?stage=landed" not in open_page(reverse("projects:board"), "leader").content.decode()


def test_a_merged_project_is_not_on_the_board(open_page, yunchuan, some, today, a_project):
    battery, _other = some
    into = a_project("P-9", name="虚构总部项目", state=State.APPROVED)
    values = {"kind": "merge", "date": day("2026-04-01"), "into_project": into}
    approve(services.add_change(yunchuan.reporter, battery, values, today=today), yunchuan, today)
    assert "虚构电池项目" not in names(open_page(reverse("projects:board")))
    assert "已并入" in open_page(reverse("projects:list")).content.decode()


def many(city, a_project, a_milestone, count, start):
    for i in range(start, start + count):
        project = a_project(f"N-{i}", name=f"虚构第{i}项目", state=State.APPROVED, investor=f"虚构{i}公司")
        for stage, date in (("signed", "2026-01-01"), ("landed", "2026-02-01")):
            a_milestone(project, stage, day(date), state=State.APPROVED)


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_the_database_as_often_for_ten_rows_as_for_fifty(
    client, yunchuan, a_project, a_milestone, name
):
    client.force_login(yunchuan.reporter)
    many(yunchuan, a_project, a_milestone, 10, 0)
    client.get(reverse(name))
    counts = []
    for more in (0, 40):
        many(yunchuan, a_project, a_milestone, more, 100)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(reverse(name)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
    assert counts[0] <= 40, counts


@pytest.mark.parametrize(
    "tab", ["facts", "stages", "credits", "changes", "difficulties", "hand-over", "history", "all"]
)
def test_an_archive_asks_as_often_however_much_is_in_it(client, yunchuan, today, a_project, a_milestone, tab):
    client.force_login(yunchuan.reporter)
    project = a_project(state=State.APPROVED)
    address = reverse("projects:tab", args=[project.pk, tab])
    credit = {
        "jurisdiction": yunchuan.city,
        "created_by": yunchuan.reporter,
        "recorded_on": today,
        "project": project,
    }

    def fill(count):
        for i in range(count):
            a_milestone(project, "increased", day("2026-02-01"), state=State.APPROVED, amount=YI)
            Credit.objects.create(unit=yunchuan.qinghe, role="lead", share=10**6, person=f"甲{i}", **credit)
            services.raise_difficulty(
                yunchuan.reporter,
                project,
                {"raised_on": today, "what": "缺水", "owner": yunchuan.bailu},
                today=today,
            )

    a_milestone(project, "signed", day("2026-01-01"), state=State.APPROVED)
    fill(2)
    client.get(address)
    counts = []
    for more in (0, 6):
        fill(more)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts


def test_an_archive_is_hidden_from_those_it_does_not_concern(open_page, some, yunchuan):
    battery, _other = some
    assert open_page(reverse("projects:detail", args=[battery.pk]), "other_reporter").status_code == 404
    assert open_page(reverse("projects:detail", args=[battery.pk]), "auditor").status_code == 200
    assert Event.objects.filter(action="seen", user="auditor", key=str(battery.pk)).exists()


def test_any_row_of_an_archive_leads_to_it(open_page, yunchuan, today, some):
    battery, _other = some
    draft = services.correct_project(
        yunchuan.reporter, battery, {"name": "虚构正名项目"}, "错字", today=today
    )
    page = open_page(reverse("projects:detail", args=[draft.pk]))
    assert page.redirect_chain[-1][0] == reverse("projects:tab", args=[battery.pk, "facts"])
    assert "更正在办理" in page.content.decode()


def test_a_project_is_registered_on_its_form(open_page, yunchuan):
    page = open_page(
        reverse("projects:new"),
        data={**FORM, "unit": yunchuan.qinghe.pk, "industry": "c 2614", "land": "12.5",
              "investor_code": "91350100m000100y43",
              "parties-TOTAL_FORMS": "1", "parties-0-name": "虚构甲公司", "parties-0-part": "项目公司"},
    )  # fmt: skip
    made = Project.objects.get()
    assert page.redirect_chain
    assert (made.amount, made.industry, made.land, made.investor_code) == (
        15 * YI // 10, "C2614", 125000, "91350100M000100Y43",
    )  # fmt: skip
    assert [p.part for p in made.parties.all()] == ["项目公司"]


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("investor_code", "91350100M000100Y44", "校验码"), ("investor_code", "913501", "18位"),
        ("industry", "A26", "门类"), ("industry", "26x", "GB/T 4754"), ("amount", "很多", "数字"),
        ("amount", "-5", "不能为负"), ("land", "十亩", "数"), ("name", "", "必填"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_filled_in_is_lost(
    open_page, yunchuan, field, text, words
):
    page = open_page(
        reverse("projects:new"), data={**FORM, "unit": yunchuan.qinghe.pk, "place": "青禾大道", field: text}
    )
    assert field in page.context["form"].errors
    assert "青禾大道" in page.content.decode()
    if words != "必填":
        assert words in str(page.context["form"].errors[field])
    assert not Project.objects.exists()


def test_a_like_project_is_shown_before_another_is_registered(open_page, yunchuan, a_project):
    a_project(
        "P-1", name="虚构锂电项目", unit=yunchuan.bailu, investor="恒源新材料有限公司", place="青禾大道"
    )
    data = {**FORM, "unit": yunchuan.qinghe.pk, "investor": "恒源新材料股份有限公司", "place": "青禾大道"}
    page = open_page(reverse("projects:new"), data=data)
    words = page.content.decode()
    assert "疑似拆分" in words and "P-1" in words
    assert "虚构锂电项目" not in words  # another unit's: that it is there, not what it is
    assert Project.objects.count() == 1
    open_page(reverse("projects:new"), data={**data, "near_seen": "on"})
    assert Project.objects.count() == 2


def test_a_form_that_comes_too_late_keeps_its_values_and_says_what_changed(open_page, yunchuan, today):
    made = services.create_project(
        yunchuan.reporter, yunchuan.qinghe, {"name": "虚构原名项目", "amount": YI}, today=today
    )
    services.change_project(yunchuan.unit_lead, made, {"name": "虚构新名项目"}, today=today, version=0)
    page = open_page(
        reverse("projects:edit", args=[made.pk]),
        data={**FORM, "number": made.number, "name": "虚构另名项目", "version": "0"},
    )
    words = page.content.decode()
    assert "虚构另名项目" in words
    assert "虚构原名项目 → 虚构新名项目" in words and "签发甲" in words
    made.refresh_from_db()
    assert made.name == "虚构新名项目"


def test_a_stage_is_registered_filed_signed_and_approved_on_the_pages(open_page, yunchuan, a_project):
    project = a_project(state=State.APPROVED)
    page = open_page(reverse("projects:fact-new", kwargs={"pk": project.pk, "kind": "milestone"}))
    assert "每个阶段只计首次" in page.content.decode()
    open_page(
        reverse("projects:fact-new", kwargs={"pk": project.pk, "kind": "milestone"}),
        data={"stage": "signed", "date": "2026-03-05", "amount": "3亿", "currency": ""},
    )
    made = Milestone.objects.get()
    assert (made.state, made.amount) == ("draft", 3 * YI)
    for action, who in (("file", "reporter"), ("sign", "unit_lead"), ("approve", "reform_verifier")):
        address = reverse("projects:act", kwargs={"kind": "milestone", "pk": made.pk, "action": action})
        made.refresh_from_db()
        open_page(address, who, {"version": made.version})
    made.refresh_from_db()
    assert made.state == "approved"
    history = open_page(reverse("projects:tab", args=[project.pk, "history"])).content.decode()
    for words in ("登记进展", "提交签发", "签发上报", "审核通过"):
        assert words in history


def test_a_return_asks_for_its_reason_and_the_unit_reads_it(open_page, yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    made = services.add_milestone(yunchuan.reporter, project, {"stage": "signed", "date": today}, today=today)
    for action, who in (("file", "reporter"), ("sign", "unit_lead")):
        open_page(
            reverse("projects:act", kwargs={"kind": "milestone", "pk": made.pk, "action": action}),
            who,
            {"version": ""},
        )
    address = reverse("projects:act", kwargs={"kind": "milestone", "pk": made.pk, "action": "return"})
    assert "原因" in open_page(address, "reform_verifier").content.decode()
    open_page(address, "reform_verifier", {"reason": " ", "version": "2"})
    made.refresh_from_db()
    assert made.state == "submitted"
    open_page(address, "reform_verifier", {"reason": "合同缺页", "version": "2"})
    assert "合同缺页" in open_page(reverse("projects:tab", args=[project.pk, "stages"])).content.decode()


@pytest.mark.parametrize(
    ("name", "kwargs"),
    [("projects:new", {}), ("projects:edit", {"pk": 0}), ("projects:fact-new", {"pk": 0, "kind": "milestone"}),
     ("projects:fact-new", {"pk": 0, "kind": "credit"}), ("projects:fact-new", {"pk": 0, "kind": "change"}),
     ("projects:offer", {"pk": 0})],
)  # fmt: skip
@pytest.mark.parametrize("who", ["leader", "auditor", "commerce_verifier"])
def test_readers_and_verifiers_find_no_forms(open_page, a_project, name, kwargs, who):
    project = a_project(state=State.SUBMITTED)
    address = reverse(name, kwargs={k: project.pk if v == 0 else v for k, v in kwargs.items()})
    assert open_page(address, who).status_code == 403


def test_nobody_is_let_in_who_has_not_signed_in(client, db):
    assert client.get(reverse("projects:list")).status_code == 302


def test_a_hand_over_on_the_pages(open_page, yunchuan, today, a_project, a_milestone):
    project = a_project(state=State.APPROVED)
    a_milestone(project, "signed", state=State.APPROVED)
    open_page(
        reverse("projects:offer", args=[project.pk]), "unit_lead",
        {"to": yunchuan.bailu.pk, "date": "2026-06-15", "note": ""},
    )  # fmt: skip
    offered = project.hand_overs.get()
    address = reverse("projects:hand-over-answer", args=[offered.pk])
    assert open_page(address, "reporter").status_code == 403
    page = open_page(address, "other_lead", {"accepted": "no", "answer": ""})
    assert "answer" in page.context["form"].errors
    open_page(address, "other_lead", {"accepted": "yes", "answer": ""})
    words = open_page(reverse("projects:list"), "other_lead").content.decode()
    assert "青禾区移交" in words


def test_credits_and_events_on_their_forms(open_page, yunchuan, a_project):
    project = a_project(state=State.APPROVED)
    address = reverse("projects:fact-new", kwargs={"pk": project.pk, "kind": "credit"})
    open_page(
        address, data={"unit": yunchuan.qinghe.pk, "role": "lead", "share": "62.5", "filed_on": "2026-06-01"}
    )
    assert project.credits.get().share == 62_500_000
    address = reverse("projects:fact-new", kwargs={"pk": project.pk, "kind": "change"})
    page = open_page(address, data={"kind": "merge", "date": "2026-06-01", "into_project": "没有"})
    assert "into_project" in page.context["form"].errors
    page = open_page(address, data={"kind": "owner", "date": "2026-06-01", "note": ""})
    assert "新业主" in str(page.context["form"].non_field_errors())
    open_page(address, data={"kind": "owner", "date": "2026-06-01", "note": "虚构乙公司"})
    assert project.changes.get().note == "虚构乙公司"


def test_no_page_has_inline_style_or_script(open_page, some):
    battery, _other = some
    addresses = [
        *(reverse(n) for n in LISTS),
        reverse("projects:tab", args=[battery.pk, "all"]),
        reverse("projects:new"),
    ]
    for address in addresses:
        html = open_page(address).content.decode()
        assert " style=" not in html and "<style" not in html and " onclick" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
