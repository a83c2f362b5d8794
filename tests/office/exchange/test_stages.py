"""Stages of projects come in with a sheet of their own, or by their dates in the list of projects."""

import datetime

import pytest
from exchange_help import PROJECT, PROJECT_HEADERS, workbook

from zhaoshang.office.exchange import services
from zhaoshang.office.projects import services as projects
from zhaoshang.office.projects.models import HandOver, Milestone, Project
from zhaoshang.office.records.choices import State
from zhaoshang.problems import ProblemsFound

HEADERS = ["项目编号", "阶段", "日期", "金额（万）", "币种", "上级认定日期", "认定文号"]
SIGNED = ["P1", "签约", "2026-03-05", 48000, None, None, "云商〔2026〕3号"]
MARCH_FIFTH = datetime.date(2026, 3, 5)


def told(plan):
    return [(p.where.sheet, p.where.row, p.where.field, p.code) for p in plan.errors]


def test_stages_of_a_project_that_is_there_become_drafts(a_project, hand_in, take_in):
    project = a_project("P1")
    plan = take_in(hand_in(workbook(进展=[HEADERS, SIGNED, ["P1", "落地", "2026-05-06"]])))
    assert (plan.count("new"), plan.total) == (2, 2)
    signed, landed = Milestone.objects.filter(project=project)
    assert (signed.stage, signed.date, signed.amount, signed.currency) == (
        "signed",
        MARCH_FIFTH,
        48_000_000_000,
        "",
    )
    assert (signed.accepted_on, signed.decision, signed.state) == (None, "云商〔2026〕3号", State.DRAFT)
    assert (landed.stage, landed.amount) == ("landed", None)


def test_handed_in_again_stages_are_the_same(a_project, hand_in, look, take_in):
    a_project("P1")
    book = workbook(进展=[HEADERS, SIGNED, ["P1", "跟踪", "2026-01-06"]])
    take_in(hand_in(book))
    before = list(Milestone.history.values_list("pk"))
    assert look(hand_in(book)).count("same") == 2
    take_in(hand_in(book))
    assert list(Milestone.history.values_list("pk")) == before


def test_a_project_and_its_stages_come_in_one_file(hand_in, take_in):
    take_in(hand_in(workbook(项目=[PROJECT_HEADERS, PROJECT], 进展=[HEADERS, SIGNED])))
    assert Milestone.objects.get().project == Project.objects.get()


def test_dates_of_stages_in_the_list_of_projects_are_stages(hand_in, look, take_in):
    headers = [*PROJECT_HEADERS, "签约日期", "开工日期"]
    book = workbook(
        项目=[headers, [*PROJECT, "2026年3月5日", None], ["P2", *PROJECT[1:], None, "2026-04-01"]]
    )
    plan = take_in(hand_in(book))
    assert plan.total == 2
    found = Milestone.objects.order_by("date").values_list("project__number", "stage", "date")
    assert list(found) == [("P1", "signed", MARCH_FIFTH), ("P2", "started", datetime.date(2026, 4, 1))]
    assert look(hand_in(book)).count("same") == 4


def test_a_stage_told_twice_alike_is_one_and_otherwise_an_error(a_project, hand_in, look):
    headers = [*PROJECT_HEADERS, "签约日期"]
    alike = workbook(项目=[headers, [*PROJECT, "2026-03-05"]], 进展=[HEADERS, SIGNED])
    assert look(hand_in(alike)).count("new") == 2
    unlike = workbook(项目=[headers, [*PROJECT, "2026-03-06"]], 进展=[HEADERS, SIGNED])
    assert told(look(hand_in(unlike))) == [("项目", 2, "签约日期", "repeated")]
    twice = workbook(项目=[PROJECT_HEADERS, PROJECT], 进展=[HEADERS, SIGNED, SIGNED])
    assert told(look(hand_in(twice))) == [("进展", 3, "日期", "repeated")]


def test_what_cannot_be_is_told_at_its_row(yunchuan, a_project, a_milestone, hand_in, look, take_in):
    a_milestone(a_project("P1"), state=State.APPROVED, date=MARCH_FIFTH, amount=1)
    a_project("P9", unit=yunchuan.bailu, by=yunchuan.other_reporter)
    upload = hand_in(workbook(进展=[
        HEADERS,
        ["P1", "签约", "2026-03-06"],
        ["P1", "增资", "2026-04-01"],
        ["P1", "开工", "2026-06-16"],
        ["P1", "封顶", "2026-04-01"],
        ["P7", "签约", "2026-03-05"],
        ["P9", "签约", "2026-03-05"],
    ]))  # fmt: skip
    assert told(look(upload)) == [
        ("进展", 2, "日期", "approved"), ("进展", 3, "日期", "not_possible"), ("进展", 4, "日期", "not_possible"),
        ("进展", 5, "阶段", "not_a_choice"), ("进展", 6, "项目编号", "unknown_project"),
        ("进展", 7, "项目编号", "unknown_project"),
    ]  # fmt: skip
    with pytest.raises(ProblemsFound):
        take_in(upload)
    assert Milestone.objects.count() == 1


def test_a_draft_of_a_stage_is_changed_only_in_what_the_file_says(a_project, hand_in, look, take_in):
    a_project("P1")
    take_in(hand_in(workbook(进展=[HEADERS, SIGNED])))
    later = hand_in(workbook(进展=[HEADERS[:3], ["P1", "签约", "2026-03-08"]]))
    (planned,) = look(later).planned
    assert [(c.label, c.before, c.after) for c in planned.changes] == [("日期", "2026-03-05", "2026-03-08")]
    take_in(later)
    signed = Milestone.objects.get()
    assert (signed.date, signed.amount, signed.version) == (datetime.date(2026, 3, 8), 48_000_000_000, 1)


def test_increases_may_come_again_on_other_days(a_project, a_milestone, hand_in, look, take_in):
    a_milestone(a_project("P1"), state=State.APPROVED, date=MARCH_FIFTH)
    rows = [["P1", "增资", "2026-04-01", 100], ["P1", "增资", "2026-05-01", 200]]
    take_in(hand_in(workbook(进展=[HEADERS, *rows])))
    assert Milestone.objects.filter(stage="increased").count() == 2
    assert look(hand_in(workbook(进展=[HEADERS, *rows]))).count("same") == 2


def test_only_the_unit_that_looks_after_a_project_brings_its_stages(yunchuan, a_project, hand_in, look):
    project = a_project("P1")
    HandOver.objects.create(
        project=project, from_unit=yunchuan.qinghe, to_unit=yunchuan.bailu, date=MARCH_FIFTH,
        offered_by=yunchuan.unit_lead, accepted=True,
    )  # fmt: skip
    book = workbook(进展=[HEADERS, SIGNED])
    assert told(look(hand_in(book))) == [("进展", 2, "项目编号", "not_own_unit")]
    assert look(hand_in(book, by=yunchuan.other_reporter), yunchuan.other_reporter).count("new") == 1


def test_if_a_stage_is_refused_while_writing_nothing_is_kept(hand_in, take_in, monkeypatch):
    from zhaoshang.office.records.flow import Refused

    def refuse(*args, **kwargs):
        raise Refused("不行")

    monkeypatch.setattr(projects, "add_milestone", refuse)
    with pytest.raises(ProblemsFound) as found:
        take_in(hand_in(workbook(项目=[PROJECT_HEADERS, PROJECT], 进展=[HEADERS, SIGNED])))
    assert (found.value.problems[0].where.sheet, found.value.problems[0].where.row) == ("进展", 2)
    assert Project.objects.count() == 0


def test_what_looking_at_stages_costs_does_not_grow_with_them(
    yunchuan, today, a_project, a_milestone, hand_in
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from zhaoshang.office.accounts.models import User

    counts = []
    for first, last in ((0, 4), (10, 40)):
        for n in range(first, last):
            a_milestone(a_project(f"P{n}"), state=State.APPROVED)
        rows = [
            [f"P{n}", stage, "2026-06-15"] for n in range(first, last) for stage in ("签约", "落地", "开工")
        ]
        upload = hand_in(workbook(进展=[HEADERS, *rows]))
        user = User.objects.get(pk=yunchuan.reporter.pk)
        with CaptureQueriesContext(connection) as asked:
            plan = services.look(user, upload, today)
        assert (plan.errors, plan.count("new")) == ([], 2 * (last - first))
        counts.append(len(asked))
    assert counts[0] == counts[1]
