"""From a workbook to drafts: all or nothing, each error at its place, and twice the same is once."""

import datetime
import io
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from exchange_help import LEAD, LEAD_HEADERS, PROJECT, PROJECT_HEADERS, workbook
from leads_help import approved

from zhaoshang.office.audit.models import Event
from zhaoshang.office.exchange import services
from zhaoshang.office.exchange.models import Upload
from zhaoshang.office.exchange.services import PlanChanged
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused
from zhaoshang.problems import ProblemsFound

BOTH = {"线索": [LEAD_HEADERS, LEAD], "项目": [PROJECT_HEADERS, PROJECT]}


def places(plan):
    return [(p.where.file, p.where.sheet, p.where.row, p.where.field, p.code) for p in plan.errors]


def with_cell(header, value, number=None):
    row = list(LEAD)
    row[LEAD_HEADERS.index(header)] = value
    if number:
        row[0] = number
    return row


def test_new_rows_become_drafts_of_the_uploaders_unit_in_fen(yunchuan, hand_in, take_in):
    plan = take_in(hand_in(workbook(**BOTH)))
    assert (plan.count("new"), plan.total) == (2, 2)
    lead, project = Lead.objects.get(), Project.objects.get()
    assert (lead.number, lead.unit, lead.state, lead.created_by) == (
        "X1", yunchuan.qinghe, State.DRAFT, yunchuan.reporter,
    )  # fmt: skip
    assert (lead.amount, lead.date, lead.capital) == (80_000_000_000, datetime.date(2026, 6, 15), "domestic")
    assert (lead.tags, lead.place) == ("化工；省台账", "高新园")
    assert (project.number, project.amount, project.land, project.place) == (
        "P1",
        50_000_000_000,
        1_205_000,
        "高新园",
    )
    told = Event.objects.get(action="exchange.take_in")
    assert '"new": 2' in told.after


def test_handed_in_again_nothing_changes(hand_in, look, take_in):
    take_in(hand_in(workbook(**BOTH)))
    before = list(Lead.history.values_list("pk")), list(Project.history.values_list("pk"))
    again = hand_in(workbook(**BOTH))
    assert look(again).count("same") == 2
    assert not look(again).writes
    take_in(again)
    take_in(again)
    assert (list(Lead.history.values_list("pk")), list(Project.history.values_list("pk"))) == before


def test_a_row_changes_only_what_it_says_otherwise(hand_in, look, take_in):
    take_in(hand_in(workbook(**BOTH)))
    shorter = hand_in(
        workbook(线索=[["线索编号", "单位", "日期", "拟投资额（亿元）"], ["X1", "青禾区", "2026-06-15", 9]])
    )
    (planned,) = look(shorter).planned
    assert planned.outcome == "changed"
    assert [(c.label, c.before, c.after) for c in planned.changes] == [("拟投资额（万）", "80000", "90000")]
    take_in(shorter)
    lead = Lead.objects.get()
    assert (lead.amount, lead.company, lead.place, lead.version) == (
        90_000_000_000,
        "虚构晶锐公司",
        "高新园",
        1,
    )


def test_every_error_is_told_at_once_at_its_place(hand_in, look, take_in):
    upload = hand_in(
        workbook(
            线索=[
                LEAD_HEADERS,
                LEAD,
                with_cell("日期", "2026-13-01", "X2"),
                with_cell("责任单位", "白鹭县", "X3"),
                with_cell("责任单位", "没有的县", "X4"),
                with_cell("企业", None, "X5"),
                with_cell("日期", "2026-06-16", "X6"),
                with_cell("企业", "长" * 101, "X7"),
                LEAD,
            ],
            项目=[PROJECT_HEADERS, [*PROJECT[:3], "五亿左右", *PROJECT[4:]]],
        )
    )
    plan = look(upload)
    assert [(sheet, row, field) for _file, sheet, row, field, _code in places(plan)] == [
        ("线索", 3, "日期"), ("线索", 4, "责任单位"), ("线索", 5, "责任单位"), ("线索", 6, "企业"),
        ("线索", 7, "日期"), ("线索", 8, "企业"), ("线索", 9, "线索编号"), ("项目", 2, "总投资（亿元）"),
    ]  # fmt: skip
    assert {file for file, *_rest in places(plan)} == {"六月.xlsx"}
    with pytest.raises(ProblemsFound):
        take_in(upload)
    assert (Lead.objects.count(), Project.objects.count()) == (0, 0)
    assert not Event.objects.get(action="exchange.take_in").succeeded


def test_a_row_with_two_things_wrong_is_told_of_both(hand_in, look):
    row = with_cell("日期", "昨天")
    row[1] = "白鹭县"
    assert [place[3:] for place in places(look(hand_in(workbook(线索=[LEAD_HEADERS, row]))))] == [
        ("日期", "not_a_date"), ("责任单位", "not_own_unit"),
    ]  # fmt: skip


def test_sent_twice_by_a_double_click_the_second_changes_nothing_and_says_nothing_wrong(
    hand_in, look, take_in
):
    upload = hand_in(workbook(**BOTH))
    shown = look(upload).digest
    take_in(upload, digest=shown)
    assert take_in(upload, digest=shown).count("same") == 2


def test_an_approved_lead_is_never_changed_by_a_file(yunchuan, today, hand_in, look, take_in):
    lead = approved(yunchuan, today)
    rows = [["线索编号", "单位", "日期", "企业"], [lead.number, "青禾区", str(lead.date), "另一家公司"]]
    upload = hand_in(workbook(线索=rows))
    (problem,) = look(upload).errors
    assert (problem.code, problem.where.row) == ("approved", 2)
    assert "更正" in problem.what.zh
    with pytest.raises(ProblemsFound):
        take_in(upload)
    lead.refresh_from_db()
    assert lead.company != "另一家公司"
    unchanged = [["线索编号", "单位", "日期", "企业"], [lead.number, "青禾区", str(lead.date), lead.company]]
    assert look(hand_in(workbook(线索=unchanged))).count("same") == 1


def test_a_number_of_another_unit_is_refused_and_tells_nothing(yunchuan, a_lead, hand_in, look):
    a_lead("X1", unit=yunchuan.bailu, by=yunchuan.other_reporter, company="别人的公司")
    (problem,) = look(hand_in(workbook(线索=[LEAD_HEADERS, LEAD]))).errors
    assert problem.code == "number_taken"
    assert "别人的公司" not in problem.in_language("zh")


def test_a_submitted_lead_is_not_changed_by_a_file(yunchuan, today, hand_in, look, take_in):
    take_in(hand_in(workbook(线索=[LEAD_HEADERS, LEAD])))
    leads.act(yunchuan.reporter, Lead.objects.get(), Action.FILE, today=today)
    (problem,) = look(hand_in(workbook(线索=[LEAD_HEADERS, with_cell("企业", "另一家")]))).errors
    assert problem.code == "may_not_be_changed"


def test_somebody_elses_change_after_the_preview_is_not_overwritten(yunchuan, today, hand_in, look, take_in):
    take_in(hand_in(workbook(线索=[LEAD_HEADERS, LEAD])))
    upload = hand_in(workbook(线索=[LEAD_HEADERS, with_cell("企业", "文件里的名称")]))
    shown = look(upload).digest
    lead = Lead.objects.get()
    leads.change(yunchuan.unit_lead, lead, {"company": "签发人改的名称"}, today=today, version=lead.version)
    with pytest.raises(PlanChanged):
        take_in(upload, digest=shown)
    assert Lead.objects.get().company == "签发人改的名称"


def test_if_one_row_fails_while_writing_none_is_kept(hand_in, take_in, monkeypatch):
    def refuse(*args, **kwargs):
        raise Refused("不行")

    take_in(hand_in(workbook(项目=[PROJECT_HEADERS, PROJECT])))
    monkeypatch.setattr(services.projects, "change_project", refuse)
    renamed = [PROJECT[0], "改名的项目", *PROJECT[2:]]
    with pytest.raises(ProblemsFound) as found:
        take_in(hand_in(workbook(线索=[LEAD_HEADERS, LEAD], 项目=[PROJECT_HEADERS, renamed])))
    assert (found.value.problems[0].where.sheet, found.value.problems[0].where.row) == ("项目", 2)
    assert Lead.objects.count() == 0


@pytest.mark.parametrize("table", ["线索", "项目"])
def test_what_the_database_refuses_in_one_row_leaves_nothing_of_the_others(
    table, yunchuan, a_lead, a_project, hand_in, take_in, monkeypatch
):
    """As when somebody takes a number between the last look and the writing."""
    header, row = {"线索": (LEAD_HEADERS, LEAD), "项目": (PROJECT_HEADERS, PROJECT)}[table]
    upload = hand_in(workbook(**{table: [header, ["N1", *row[1:]], ["N2", *row[1:]]]}))
    make = a_lead if table == "线索" else a_project
    make("N2", unit=yunchuan.bailu, by=yunchuan.other_reporter)
    monkeypatch.setattr("zhaoshang.office.exchange.planning.Planning.there", lambda *a: {})
    with pytest.raises(Refused):
        take_in(upload)
    assert Lead.objects.count() + Project.objects.count() == 1
    assert Lead.history.count() + Project.history.count() == 1
    assert not Event.objects.get(action="exchange.take_in").succeeded
    assert Event.objects.filter(action__endswith=".create", succeeded=True).count() == 0


def test_taking_in_costs_statements_by_the_hundred_rows_not_by_the_row(hand_in, take_in):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for first, last in ((0, 5), (100, 140)):
        leads_in = [["L" + str(n), *LEAD[1:]] for n in range(first, last)]
        projects_in = [["P" + str(n), *PROJECT[1:]] for n in range(first, last)]
        upload = hand_in(workbook(线索=[LEAD_HEADERS, *leads_in], 项目=[PROJECT_HEADERS, *projects_in]))
        with CaptureQueriesContext(connection) as asked:
            take_in(upload)
        counts.append(len(asked))
    assert counts[1] - counts[0] <= 10, counts


def test_rows_taken_in_together_are_as_if_written_one_by_one(yunchuan, today, hand_in, take_in):
    one = leads.create(
        yunchuan.reporter, yunchuan.qinghe,
        {"date": today, "company": "虚构晶锐公司", "content": "储能电池", "amount": 80_000_000_000, "currency": "CNY",
         "capital": "domestic", "tags": "化工；省台账", "place": "高新园"},
        today=today, number="X0",
    )  # fmt: skip
    take_in(hand_in(workbook(线索=[LEAD_HEADERS, LEAD])))
    other = Lead.objects.get(number="X1")
    differs = {"id", "number"}
    told = [
        {f.name: getattr(lead, f.attname) for f in Lead._meta.concrete_fields if f.name not in differs}
        for lead in (one, other)
    ]
    told = [{k: v for k, v in each.items() if not k.endswith("_at")} for each in told]
    assert told[0] == told[1]
    first, second = (lead.history.get() for lead in (one, other))
    assert (first.history_user, first.history_type) == (second.history_user, second.history_type)
    events = Event.objects.filter(action="lead.create").order_by("number")
    assert [event.key for event in events] == [str(one.pk), str(other.pk)]
    assert events[0].after == events[1].after
    from zhaoshang.office.audit import chain

    assert chain.verify().holds


@pytest.mark.parametrize(
    ("name", "content"),
    [("空.xlsx", b""), ("坏.xlsx", b"PK\x03\x04broken"), ("假.xlsx", b"not a workbook"),
     ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")],
)  # fmt: skip
def test_a_bad_file_is_told_and_not_a_failure(name, content, hand_in, look):
    plan = look(hand_in(content, name))
    assert plan.errors
    assert plan.errors[0].where.file == name


@pytest.mark.parametrize("name", ["表.pdf", "表.xlsm", "表", "表.html"])
def test_other_kinds_of_files_are_refused(name, hand_in):
    with pytest.raises(Refused):
        hand_in(b"x", name)


def test_csv_under_any_name_is_read_as_the_table_chosen(hand_in, take_in):
    text = "线索编号,单位,日期,企业,拟投资额（万）\nX9,青禾区,2026-06-15,虚构甲公司,300\n"
    take_in(hand_in(text.encode("gb18030"), "六月报表.csv", table="leads"))
    assert Lead.objects.get().amount == 3_000_000_00


def test_only_those_who_file_for_a_unit_hand_files_in(yunchuan, hand_in):
    for who in ("commerce_verifier", "leader", "auditor", "system_administrator"):
        with pytest.raises(Refused):
            hand_in(workbook(**BOTH), by=getattr(yunchuan, who))


def test_corrections_and_other_tables_are_left_to_the_pages(hand_in, look):
    rows = [[*LEAD_HEADERS, "序号", "更正"], [*LEAD, 1, None], [*with_cell("企业", "乙", "X2"), 2, 1]]
    plan = look(hand_in(workbook(线索=rows, 到位资金=[["流水号"], ["D1"]])))
    assert ("线索", 3, "更正", "correction") in [place[1:] for place in places(plan)]
    assert "table_not_taken_in" in {problem.code for problem in plan.warnings}


def test_a_sheet_called_anything_is_known_by_its_headers(hand_in, look):
    plan = look(hand_in(workbook(Sheet1=[["六月招商线索"], LEAD_HEADERS, LEAD])))
    assert (plan.count("new"), plan.errors) == (1, [])
    assert "table_by_header" in {problem.code for problem in plan.warnings}


def test_a_sheet_that_nothing_is_known_of_says_what_to_do(hand_in, look):
    (problem,) = look(hand_in(workbook(Sheet1=[["序号", "名称"], [1, "甲"]]))).problems
    assert problem.code == "unknown_sheet"
    assert "对应表头" in problem.advice.zh


def test_old_uploads_go_with_their_files_and_what_was_taken_in_stays(hand_in, take_in, settings):
    old, young = hand_in(workbook(**BOTH)), hand_in(workbook(**BOTH))
    take_in(old)
    now = old.uploaded_at + datetime.timedelta(days=100)
    Upload.objects.filter(pk=young.pk).update(uploaded_at=now - datetime.timedelta(days=89))
    settings.OFFICE_UPLOAD_DAYS = 0
    assert services.delete_old_uploads(now) == 0
    settings.OFFICE_UPLOAD_DAYS = 90
    path = Path(old.file.path)
    assert path.exists()
    assert services.delete_old_uploads(now) == 1
    assert not path.exists()
    assert list(Upload.objects.all()) == [young]
    assert Lead.objects.count() == 1
    assert old.digest in Event.objects.get(action="exchange.upload_deleted").before
    Path(young.file.path).unlink()  # somebody was there before
    assert services.delete_old_uploads(now + datetime.timedelta(days=9)) == 1


def test_what_a_preview_costs_does_not_grow_with_its_rows(
    yunchuan, today, hand_in, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from zhaoshang.office.accounts.models import User

    counts = []
    for many in (10, 50):
        rows = [with_cell("企业", f"公司{n}", f"X{n}") for n in range(many)]
        upload = hand_in(workbook(线索=[LEAD_HEADERS, *rows]))
        user = User.objects.get(pk=yunchuan.reporter.pk)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert services.look(user, upload, today).count("new") == many
        counts.append(len(asked))
    assert counts[0] == counts[1]


def spread(*cells: str) -> bytes:
    """A workbook whose only cells are these, each with a 1 in it."""
    book = io.BytesIO(workbook(线索=[LEAD_HEADERS, LEAD]))
    made = io.BytesIO()
    with ZipFile(book) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.startswith("xl/worksheets/"):
                new.writestr(name, old.read(name))
        rows = "".join(f'<row><c r="{cell}"><v>1</v></c></row>' for cell in cells)
        head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        new.writestr("xl/worksheets/sheet1.xml", f"{head}{rows}</sheetData></worksheet>")
    return made.getvalue()


def test_a_small_file_that_would_open_into_thousands_of_millions_of_cells_is_not_opened(
    hand_in, look, take_in
):
    upload = hand_in(spread("A1", "XFD1048576"))
    (problem,) = look(upload).errors
    assert problem.code == "workbook_too_large"
    assert "1048576行、16384列" in problem.what.zh
    with pytest.raises(ProblemsFound):
        take_in(upload)


def test_a_workbook_that_would_unpack_to_too_much_is_not_opened(hand_in, look):
    made = io.BytesIO(workbook(**BOTH))
    with ZipFile(made, "a", ZIP_DEFLATED) as archive, archive.open("xl/media/image1.bmp", "w") as part:
        for _megabyte in range(257):
            part.write(bytes(2**20))
    assert [p.code for p in look(hand_in(made.getvalue())).errors] == ["workbook_too_large"]


def test_another_kind_of_archive_under_a_workbooks_name_is_refused(hand_in, look):
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("线索.csv", "线索编号,单位,日期\n")
    assert [p.code for p in look(hand_in(made.getvalue())).errors] == ["not_a_workbook"]


def test_blank_rows_between_and_below_do_not_count(hand_in, look):
    far = [LEAD_HEADERS, LEAD, *[[None]] * 6000, ["X2", *LEAD[1:]]]
    plan = look(hand_in(workbook(线索=far)))
    assert (plan.errors, plan.total, plan.count("new")) == ([], 2, 2)
    assert [planned.row.where.row for planned in plan.planned] == [2, 6003]
