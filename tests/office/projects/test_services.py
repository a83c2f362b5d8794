"""Projects are registered, corrected and reported on by the right people, and approved facts stay as they are."""

import pytest
from projects_help import WAN, YI, approve, day

from zhaoshang.office.audit.models import Event
from zhaoshang.office.projects import queries, services
from zhaoshang.office.projects.models import Project
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, Stale


def registered(city, today, **more):
    values = {"name": "虚构储能项目", "amount": 5 * YI, "currency": "CNY", **more}
    return services.create_project(city.reporter, city.qinghe, values, today=today)


def test_a_project_is_registered_with_the_next_number_of_its_year_and_its_parties(yunchuan, today):
    first = registered(yunchuan, today)
    second = services.create_project(
        yunchuan.reporter, yunchuan.qinghe, {"name": "虚构二期", "amount": YI},
        [{"name": "虚构甲公司", "company_code": "", "part": "投资方"}], today=today,
    )  # fmt: skip
    assert (first.number, second.number) == ("P2026-0001", "P2026-0002")
    assert [p.name for p in second.parties.all()] == ["虚构甲公司"]
    event = Event.objects.order_by("-number").first()
    assert (event.action, event.user) == ("project.create", "reporter")


@pytest.mark.parametrize(
    "who", ["other_reporter", "commerce_verifier", "leader", "auditor", "system_administrator"]
)
def test_nobody_registers_for_a_unit_but_its_own_people(yunchuan, today, who):
    with pytest.raises(Refused):
        services.create_project(
            getattr(yunchuan, who), yunchuan.qinghe, {"name": "虚构", "amount": YI}, today=today
        )
    assert not Project.objects.exists()
    assert Event.objects.filter(user=who, succeeded=False).exists()


def test_two_projects_cannot_have_one_number(yunchuan, today):
    registered(yunchuan, today, number="甲-1")
    with pytest.raises(Refused, match="甲-1"):
        registered(yunchuan, today, number="甲-1")


def test_a_stale_change_is_refused_and_changes_nothing(yunchuan, today):
    project = registered(yunchuan, today)
    services.change_project(yunchuan.unit_lead, project, {"name": "虚构改名"}, today=today, version=0)
    with pytest.raises(Stale):
        services.change_project(yunchuan.reporter, project, {"amount": YI}, today=today, version=0)
    project.refresh_from_db()
    assert (project.name, project.amount, project.version) == ("虚构改名", 5 * YI, 1)


def test_an_approved_project_is_not_edited_but_corrected_with_a_reason(yunchuan, today):
    project = approve(registered(yunchuan, today), yunchuan, today)
    with pytest.raises(Refused):
        services.change_project(yunchuan.reporter, project, {"amount": YI}, today=today)
    with pytest.raises(Refused, match="事由"):
        services.correct_project(yunchuan.reporter, project, {"amount": YI}, " ", today=today)
    with pytest.raises(Refused, match="没有要更正"):
        services.correct_project(yunchuan.reporter, project, {"amount": 5 * YI}, "抄错", today=today)
    correction = services.correct_project(yunchuan.reporter, project, {"amount": YI}, "抄错一位", today=today)
    assert queries.current_of(project).amount == 5 * YI
    with pytest.raises(Refused, match="已有一份更正"):
        services.correct_project(yunchuan.reporter, project, {"amount": 2 * YI}, "再改", today=today)
    approve(correction, yunchuan, today)
    project.refresh_from_db()
    assert (project.state, project.amount) == (State.SUPERSEDED, 5 * YI)
    assert (queries.current_of(project).amount, queries.in_force().count()) == (YI, 1)


def test_a_correction_that_was_given_up_leaves_room_for_another(yunchuan, today):
    project = approve(registered(yunchuan, today), yunchuan, today)
    given_up = services.correct_project(yunchuan.reporter, project, {"amount": YI}, "抄错", today=today)
    services.act(given_up, Action.VOID, yunchuan.reporter, today=today, reason="不改了")
    again = services.correct_project(yunchuan.reporter, project, {"amount": 2 * YI}, "重新核对", today=today)
    assert queries.current_of(approve(again, yunchuan, today)).amount == 2 * YI


def test_the_stage_is_the_furthest_approved_milestone_and_is_stored_nowhere(yunchuan, today):
    project = approve(registered(yunchuan, today), yunchuan, today)
    for stage, date in (("signed", "2026-03-05"), ("started", "2026-05-01")):
        made = services.add_milestone(
            yunchuan.reporter, project, {"stage": stage, "date": day(date)}, today=today
        )
        assert queries.with_stage(queries.in_force()).get().stage != stage
        approve(made, yunchuan, today)
    assert queries.with_stage(queries.in_force()).get().stage == "started"
    assert not [f.name for f in Project._meta.get_fields() if f.name == "stage"]


def test_a_project_withdrawn_is_withdrawn_until_work_resumes(yunchuan, today, a_project, a_milestone):
    project = a_project(state=State.APPROVED)
    for stage, date in (("signed", "2026-01-05"), ("started", "2026-02-05"), ("withdrawn", "2026-03-05")):
        a_milestone(project, stage, day(date), state=State.APPROVED)
    assert queries.with_stage(queries.in_force()).get().stage == "withdrawn"
    assert queries.at_stage(queries.in_force(), "withdrawn").exists()
    assert not queries.at_stage(queries.in_force(), "started").exists()
    with pytest.raises(Refused, match="退出"):
        services.add_milestone(
            yunchuan.reporter, project, {"stage": "production", "date": day("2026-04-01")}, today=today
        )
    resumed = services.add_milestone(
        yunchuan.reporter, project, {"stage": "resumed", "date": day("2026-05-01")}, today=today
    )
    approve(resumed, yunchuan, today)
    assert queries.with_stage(queries.in_force()).get().stage == "started"
    assert queries.at_stage(queries.in_force(), "started").exists()
    assert not queries.at_stage(queries.in_force(), "withdrawn").exists()
    assert queries.stage_of(project.milestones.all()) == "started"


@pytest.mark.parametrize(
    ("stage", "who"),
    [("negotiating", "reform_verifier"), ("signed", "commerce_verifier"), ("signed", "statistics_verifier"),
     ("enrolled", "reform_verifier"), ("signed", "leader"), ("signed", "unit_lead")],
)  # fmt: skip
def test_a_stage_is_verified_by_its_own_office_only(yunchuan, today, a_project, stage, who):
    project = a_project(state=State.APPROVED)
    made = services.add_milestone(yunchuan.reporter, project, {"stage": stage, "date": today}, today=today)
    services.act(made, Action.FILE, yunchuan.reporter, today=today)
    services.act(made, Action.SIGN, yunchuan.unit_lead, today=today)
    with pytest.raises(Refused):
        services.act(made, Action.APPROVE, getattr(yunchuan, who), today=today)
    made.refresh_from_db()
    assert made.state == State.SUBMITTED


def test_a_milestone_waits_for_its_project(yunchuan, today, a_project):
    made = services.add_milestone(
        yunchuan.reporter, a_project(), {"stage": "signed", "date": today}, today=today
    )
    with pytest.raises(Refused, match="项目本身"):
        approve(made, yunchuan, today)


def test_the_receiving_unit_takes_over_and_the_finder_keeps_its_credit(
    yunchuan, today, a_project, a_milestone
):
    project = a_project(state=State.APPROVED)
    with pytest.raises(Refused, match="签约"):
        services.offer(yunchuan.unit_lead, project, yunchuan.bailu, today, today=today)
    a_milestone(project, "signed", state=State.APPROVED)
    with pytest.raises(Refused, match="签发人"):
        services.offer(yunchuan.reporter, project, yunchuan.bailu, today, today=today)
    offered = services.offer(yunchuan.unit_lead, project, yunchuan.bailu, today, "落在白鹭", today=today)
    assert queries.keeper(project) == yunchuan.qinghe
    for who in ("other_reporter", "unit_lead", "leader"):
        with pytest.raises(Refused):
            services.answer_offer(getattr(yunchuan, who), offered, True, today=today)
    services.answer_offer(yunchuan.other_lead, offered, True, today=today)
    assert queries.keeper(project) == yunchuan.bailu
    project.refresh_from_db()
    assert project.unit == yunchuan.qinghe
    landed = {"stage": "landed", "date": today}
    with pytest.raises(Refused, match="白鹭县"):
        services.add_milestone(yunchuan.reporter, project, landed, today=today)
    made = services.add_milestone(yunchuan.other_reporter, project, landed, today=today)
    assert made.unit == yunchuan.bailu
    assert project in queries.visible(yunchuan.reporter, today)


def test_a_project_declined_stays_where_it_was(yunchuan, today, a_project, a_milestone):
    project = a_project(state=State.APPROVED)
    a_milestone(project, "signed", state=State.APPROVED)
    offered = services.offer(yunchuan.unit_lead, project, yunchuan.bailu, today, today=today)
    assert project in queries.visible(yunchuan.other_reporter, today)
    with pytest.raises(Refused, match="原因"):
        services.answer_offer(yunchuan.other_lead, offered, False, today=today)
    services.answer_offer(yunchuan.other_lead, offered, False, "不在我县", today=today)
    assert queries.keeper(project) == yunchuan.qinghe
    assert project not in queries.visible(yunchuan.other_reporter, today)
    with pytest.raises(Refused, match="已经答复"):
        services.answer_offer(yunchuan.other_lead, offered, True, today=today)


def test_a_difficulty_is_raised_and_settled_with_its_outcome(yunchuan, today, a_project):
    project = a_project()
    values = {"raised_on": today, "what": "缺用地指标", "owner": yunchuan.bailu, "due_on": day("2026-07-01")}
    raised = services.raise_difficulty(yunchuan.reporter, project, values, today=today)
    with pytest.raises(Refused, match="办理结果"):
        services.change_difficulty(yunchuan.other_reporter, raised, {"resolved_on": today}, today=today)
    done = {"resolved_on": today, "outcome": "已调剂"}
    services.change_difficulty(yunchuan.other_reporter, raised, done, today=today, version=0)
    with pytest.raises(Stale):
        services.change_difficulty(yunchuan.reporter, raised, {"outcome": "又改"}, today=today, version=0)
    with pytest.raises(Refused):
        services.raise_difficulty(yunchuan.other_reporter, project, values, today=today)


VISIBLE = {
    "reporter": True, "unit_lead": True, "other_reporter": False, "other_lead": False, "commerce_verifier": True,
    "reform_verifier": True, "statistics_verifier": True, "panel_reviewer": True, "leader": True,
    "organisation_department": True, "auditor": True, "system_administrator": False,
    "security_administrator": False, "audit_administrator": False,
}  # fmt: skip


@pytest.mark.parametrize(("who", "sees"), VISIBLE.items())
def test_who_sees_a_project(yunchuan, today, a_project, who, sees):
    project = a_project(state=State.SUBMITTED)
    assert (project in queries.visible(getattr(yunchuan, who), today)) is sees


@pytest.mark.parametrize("who", VISIBLE)
def test_a_draft_is_its_own_units_alone(yunchuan, today, a_project, who):
    assert (a_project() in queries.visible(getattr(yunchuan, who), today)) is (
        who in ("reporter", "unit_lead")
    )


def test_a_unit_with_a_share_sees_the_project(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    share = {"role": "support", "share": 10**8 // 2}
    services.add_credit(yunchuan.reporter, project, yunchuan.bailu, share, today=today)
    assert project in queries.visible(yunchuan.other_reporter, today)


def test_money_is_whole_fen_all_the_way(yunchuan, today):
    project = registered(yunchuan, today, amount=123_45, land=12_3456)
    project.refresh_from_db()
    assert (project.amount, project.land) == (12345, 123456)
    assert WAN * 10**4 == YI


def test_what_waits_for_whom(yunchuan, today, a_project):
    project = a_project(state=State.APPROVED)
    made = services.add_milestone(yunchuan.reporter, project, {"stage": "signed", "date": today}, today=today)

    def waits():
        people = ("reporter", "unit_lead", "other_lead", "commerce_verifier", "reform_verifier", "leader")
        return {who for who in people if queries.waiting(getattr(yunchuan, who), today)}

    assert waits() == set()
    made = services.act(made, Action.FILE, yunchuan.reporter, today=today)
    assert waits() == {"unit_lead"}
    made = services.act(made, Action.SIGN, yunchuan.unit_lead, today=today)
    assert waits() == {"reform_verifier"}
    made = services.act(made, Action.RETURN, yunchuan.reform_verifier, today=today, reason="缺页")
    assert waits() == {"reporter", "unit_lead"}
    made = approve(made, yunchuan, today)
    services.offer(yunchuan.unit_lead, project, yunchuan.bailu, today, today=today)
    assert list(queries.offers_waiting(yunchuan.other_lead, today)) == [project.hand_overs.get()]
    assert not queries.offers_waiting(yunchuan.other_reporter, today)
