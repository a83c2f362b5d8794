"""Shares stay within the whole, each stage counts once, and events of identity keep to their rules."""

import datetime

import pytest
from projects_help import YI, approve, day

from zhaoshang.office.projects import laws, services
from zhaoshang.office.projects.laws import Share, fullest_day
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused

HALF = 5 * 10**7
JUNE = datetime.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ([], (None, 0)),
        ([Share(None, None, HALF), Share(None, None, HALF)], (None, 10**8)),
        ([Share(None, day("2026-05-31"), HALF), Share(JUNE, None, 10**8)], (JUNE, 10**8)),
        ([Share(None, JUNE, HALF), Share(JUNE, None, 10**8)], (JUNE, 15 * 10**7)),
    ],
)
def test_shares_add_up_day_by_day_with_both_ends_included(shares, expected):
    assert fullest_day(shares) == expected


def share(city, project, unit, hundredths, today, **more):
    values = {"role": "lead", "share": hundredths * 10**6, **more}
    return services.add_credit(city.reporter, project, unit, values, today=today)


def test_a_share_that_would_exceed_the_whole_is_refused_when_saved_and_when_approved(
    yunchuan, today, a_project
):
    project = a_project(state=State.APPROVED)
    own = share(yunchuan, project, yunchuan.qinghe, 60, today)
    other = share(yunchuan, project, yunchuan.bailu, 50, today)  # nothing is approved yet: told, not refused
    told = laws.credit_warnings([own, other], today)
    assert any("110%" in words for words in told)
    approve(own, yunchuan, today)
    with pytest.raises(Refused, match="110%"):
        services.act(other, Action.FILE, yunchuan.other_reporter, today=today)
    services.change_fact(yunchuan.other_reporter, other, {"share": 40 * 10**6}, today=today)
    approve(other, yunchuan, today)
    with pytest.raises(Refused, match="超过100%"):
        share(yunchuan, project, yunchuan.commerce, 1, today)


def test_another_units_share_needs_that_units_own_hand(yunchuan, today, a_project):
    credit = share(yunchuan, a_project(state=State.APPROVED), yunchuan.bailu, 40, today)
    with pytest.raises(Refused):
        services.act(credit, Action.FILE, yunchuan.reporter, today=today)
    with pytest.raises(Refused):
        services.add_credit(
            yunchuan.other_reporter,
            credit.project,
            yunchuan.bailu,
            {"share": 10**8, "role": "lead"},
            today=today,
        )
    assert approve(credit, yunchuan, today).state == State.APPROVED


def test_a_corrected_share_makes_room_for_itself(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    own = approve(share(yunchuan, project, yunchuan.qinghe, 100, today), yunchuan, today)
    less = services.correct_fact(yunchuan.reporter, own, {"share": HALF}, "补充协议", today=today)
    approve(less, yunchuan, today)
    own.refresh_from_db()
    assert own.state == State.SUPERSEDED
    approve(share(yunchuan, project, yunchuan.bailu, 50, today), yunchuan, today)


def test_what_is_nobodys_is_told(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    own = approve(share(yunchuan, project, yunchuan.qinghe, 70, today), yunchuan, today)
    assert any("30%" in words for words in laws.credit_warnings([own], today))


def reached(city, project, stage, date, today, **more):
    made = services.add_milestone(
        city.reporter, project, {"stage": stage, "date": day(date), **more}, today=today
    )
    return approve(made, city, today)


def test_a_stage_counts_once_but_increases_and_resumptions_repeat(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    with pytest.raises(Refused, match="签约审核通过"):
        reached(yunchuan, project, "increased", "2026-02-01", today, amount=YI)
    reached(yunchuan, project, "signed", "2026-03-01", today)
    with pytest.raises(Refused, match="只计首次"):
        reached(yunchuan, project, "signed", "2026-04-01", today)
    with pytest.raises(Refused, match="增加的金额"):
        reached(yunchuan, project, "increased", "2026-04-01", today)
    for date in ("2026-04-01", "2026-05-01"):
        reached(yunchuan, project, "increased", date, today, amount=YI)
    assert project.milestones.filter(stage="increased", state=State.APPROVED).count() == 2
    with pytest.raises(Refused, match="晚于今天"):
        reached(yunchuan, project, "landed", "2027-01-01", today)


def test_an_approved_milestone_is_corrected_and_the_old_one_kept(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    signed = reached(yunchuan, project, "signed", "2026-03-01", today)
    with pytest.raises(Refused):
        services.change_fact(yunchuan.reporter, signed, {"date": day("2026-03-02")}, today=today)
    right = services.correct_fact(
        yunchuan.reporter, signed, {"date": day("2026-03-02")}, "日期抄错", today=today
    )
    approve(right, yunchuan, today)
    rows = project.milestones.order_by("id").values_list("date", "state")
    assert list(rows) == [(day("2026-03-01"), "superseded"), (day("2026-03-02"), "approved")]


def event(city, project, kind, date, today, **more):
    values = {"kind": kind, "date": day(date), **more}
    return approve(services.add_change(city.reporter, project, values, today=today), city, today)


def test_a_resigning_needs_a_signing_and_does_not_count_again(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    with pytest.raises(Refused, match="签约审核通过"):
        event(yunchuan, project, "resign", "2026-04-01", today, amount=YI)
    reached(yunchuan, project, "signed", "2026-03-01", today)
    with pytest.raises(Refused, match="早于签约"):
        event(yunchuan, project, "resign", "2026-02-01", today, amount=YI)
    event(yunchuan, project, "resign", "2026-04-01", today, amount=YI)
    with pytest.raises(Refused, match="只计首次"):
        reached(yunchuan, project, "signed", "2026-04-01", today)


def test_an_upgrade_is_larger_than_what_it_replaces(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED, amount=5 * YI)
    reached(yunchuan, project, "signed", "2026-03-01", today)
    with pytest.raises(Refused, match="大于"):
        event(yunchuan, project, "upgrade", "2026-04-01", today, amount=5 * YI)
    assert event(yunchuan, project, "upgrade", "2026-04-01", today, amount=6 * YI).state == State.APPROVED


def test_a_new_owner_is_named(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    with pytest.raises(Refused, match="新业主"):
        event(yunchuan, project, "owner", "2026-04-01", today)
    assert event(yunchuan, project, "owner", "2026-04-01", today, note="虚构乙公司").state == State.APPROVED


def test_a_merged_project_keeps_what_it_reached_and_goes_on_in_the_other(yunchuan, today, a_project):
    small, large = a_project("P-1", state=State.APPROVED), a_project("P-2", state=State.APPROVED)
    reached(yunchuan, small, "signed", "2026-02-01", today)
    for wrong, words in ((None, "选择"), (small, "自己"), (a_project("P-3"), "审核通过")):
        with pytest.raises(Refused, match=words):
            event(yunchuan, small, "merge", "2026-04-01", today, into_project=wrong)
    event(yunchuan, small, "merge", "2026-04-01", today, into_project=large)
    with pytest.raises(Refused, match="并入"):
        reached(yunchuan, small, "landed", "2026-05-01", today)
    assert reached(yunchuan, small, "landed", "2026-03-15", today).state == State.APPROVED  # came before
    assert reached(yunchuan, large, "landed", "2026-05-01", today).state == State.APPROVED
    with pytest.raises(Refused, match="已经报过合并"):
        event(yunchuan, small, "merge", "2026-05-01", today, into_project=large)
    with pytest.raises(Refused, match="自己已并入"):
        event(yunchuan, large, "merge", "2026-05-01", today, into_project=small)


def test_a_part_split_off_does_not_count_again_what_the_whole_had_reached(yunchuan, today, a_project):
    whole, part = a_project("P-1", state=State.APPROVED), a_project("P-2", state=State.APPROVED, amount=YI)
    reached(yunchuan, whole, "signed", "2026-02-01", today)
    event(yunchuan, whole, "split", "2026-04-01", today, into_project=part)
    with pytest.raises(Refused, match="拆分前"):
        reached(yunchuan, part, "signed", "2026-04-02", today)
    assert reached(yunchuan, part, "landed", "2026-05-01", today).state == State.APPROVED
    bigger = a_project("P-3", state=State.APPROVED, amount=900 * YI)
    with pytest.raises(Refused, match="大于原项目"):
        event(yunchuan, whole, "split", "2026-04-01", today, into_project=bigger)


def test_no_field_of_a_future_day(yunchuan, today, a_project):
    with pytest.raises(Refused, match="晚于今天"):
        event(yunchuan, a_project(state=State.APPROVED), "owner", "2026-12-01", today, note="虚构")
