"""Who may be appointed to what, who stands in for whom, and what that does not give."""

import datetime
from itertools import combinations

import pytest

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation import appointing
from zhaoshang.office.organisation.choices import ADMINISTRATORS, Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.organisation.permissions import conflict
from zhaoshang.office.organisation.queries import held_by, roles_in
from zhaoshang.office.records.choices import Action
from zhaoshang.office.records.flow import Refused, Stale, move

DAY = datetime.timedelta(days=1)


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def newcomer(yunchuan):
    return User.objects.create(username="newcomer", display_name="新来的")


@pytest.fixture
def appoint(yunchuan, today):
    def do(user, unit, role, first_day=today, last_day=None, by=None):
        return appointing.appoint(
            by or yunchuan.security_administrator, user, unit, role, first_day, last_day, today=today
        )

    return do


@pytest.mark.parametrize(("first", "second"), list(combinations(Role, 2)))
def test_an_administrator_holds_no_other_role_and_everybody_else_may(first, second):
    separated = first in ADMINISTRATORS or second in ADMINISTRATORS
    assert (conflict({first, second}) is not None) is separated


@pytest.mark.parametrize("role", Role)
def test_one_role_alone_is_never_in_its_own_way(role):
    assert conflict({role}) is None


@pytest.mark.parametrize("role", [r for r in Role if r != Role.SYSTEM_ADMINISTRATOR])
def test_the_system_administrator_is_not_appointed_to_anything_else(yunchuan, appoint, role):
    at = {
        Role.COMMERCE_VERIFIER: yunchuan.commerce, Role.REFORM_VERIFIER: yunchuan.reform,
        Role.STATISTICS_VERIFIER: yunchuan.statistics, Role.ORGANISATION_DEPARTMENT: yunchuan.organisation,
    }.get(role, yunchuan.qinghe)  # fmt: skip
    with pytest.raises(Refused, match="不能同时担任"):
        appoint(yunchuan.system_administrator, at, role)
    assert not Appointment.objects.filter(user=yunchuan.system_administrator, role=role).exists()


def test_who_was_a_reporter_until_yesterday_may_administer_from_today(yunchuan, appoint, today, newcomer):
    appoint(newcomer, yunchuan.qinghe, Role.REPORTER, today - 30 * DAY, today - DAY)
    appoint(newcomer, yunchuan.government, Role.AUDIT_ADMINISTRATOR, today)
    assert [h.role for h in held_by(fresh(newcomer), today)] == [Role.AUDIT_ADMINISTRATOR]


def test_who_will_be_a_reporter_next_month_does_not_administer_without_an_end(
    yunchuan, appoint, today, newcomer
):
    appoint(newcomer, yunchuan.qinghe, Role.REPORTER, today + 30 * DAY)
    with pytest.raises(Refused, match="不能同时担任"):
        appoint(newcomer, yunchuan.government, Role.AUDIT_ADMINISTRATOR, today)


def test_only_the_security_administrator_appoints_and_never_themselves(yunchuan, appoint, newcomer):
    for name, by in yunchuan.people.items():
        if name != "security_administrator":
            with pytest.raises(Refused):
                appoint(newcomer, yunchuan.qinghe, Role.REPORTER, by=by)
    with pytest.raises(Refused, match="自己"):
        appoint(yunchuan.security_administrator, yunchuan.government, Role.SECURITY_ADMINISTRATOR)
    assert not newcomer.appointments.exists()
    assert Event.objects.filter(action="appointment.create", succeeded=False).count() == 14


def test_a_verifier_sits_in_the_bureau_that_verifies(yunchuan, appoint, newcomer):
    with pytest.raises(Refused, match="只能在"):
        appoint(newcomer, yunchuan.qinghe, Role.COMMERCE_VERIFIER)
    appoint(newcomer, yunchuan.commerce, Role.COMMERCE_VERIFIER)


def test_an_appointment_twice_or_backwards_or_in_a_closed_unit_is_refused(yunchuan, appoint, today, newcomer):
    appoint(newcomer, yunchuan.qinghe, Role.REPORTER)
    with pytest.raises(Refused, match="已任此职"):
        appoint(newcomer, yunchuan.qinghe, Role.REPORTER, today + 5 * DAY)
    with pytest.raises(Refused, match="早于"):
        appoint(newcomer, yunchuan.bailu, Role.REPORTER, today, today - DAY)
    Unit.objects.filter(pk=yunchuan.bailu.pk).update(valid_to=today)
    with pytest.raises(Refused, match="停用"):
        appoint(newcomer, Unit.objects.get(pk=yunchuan.bailu.pk), Role.REPORTER)


def test_an_appointment_ends_on_its_last_day_with_a_reason(yunchuan, today):
    held = yunchuan.reporter.appointments.get()
    with pytest.raises(Refused, match="原因"):
        appointing.end_appointment(yunchuan.security_administrator, held, today, reason=" ", today=today)
    appointing.end_appointment(yunchuan.security_administrator, held, today, reason="轮岗", today=today)
    assert held_by(fresh(yunchuan.reporter), today)
    assert not held_by(fresh(yunchuan.reporter), today + DAY)
    with pytest.raises(Stale):
        appointing.end_appointment(
            yunchuan.security_administrator, held, today, reason="轮岗", today=today, version=held.version
        )


@pytest.fixture
def stand_in(yunchuan, today):
    """Lets 签发乙 of 白鹭县 stand in for 签发甲 of 青禾区, for three days of a week's leave."""

    def do(user=None, first_day=today, last_day=today + 2 * DAY, role="unit_lead", of="unit_lead"):
        admin = yunchuan.security_administrator
        away = appointing.take_leave(admin, yunchuan.people[of], today, today + 6 * DAY, today=today)
        held = yunchuan.people[role].appointments.get()
        user = user or yunchuan.other_lead
        return appointing.stand_in(admin, user, held, away, first_day, last_day, today=today)

    return do


def test_a_stand_in_acts_on_the_days_given_and_no_longer(yunchuan, stand_in, today):
    stand_in()
    for day, expected in [(-1, set()), (0, {Role.UNIT_LEAD}), (2, {Role.UNIT_LEAD}), (3, set())]:
        assert roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today + day * DAY) == expected


@pytest.mark.parametrize(("first", "last"), [(-1, 2), (0, 7), (7, 9)])
def test_a_stand_in_does_not_outlast_the_leave(stand_in, today, first, last):
    with pytest.raises(Refused, match="请假期间"):
        stand_in(first_day=today + first * DAY, last_day=today + last * DAY)


def test_days_written_past_the_leave_by_whatever_hand_still_count_for_nothing(yunchuan, stand_in, today):
    made = stand_in()
    Appointment.objects.filter(pk=made.pk).update(last_day=None)
    assert roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today + 6 * DAY) == {Role.UNIT_LEAD}
    assert not roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today + 7 * DAY)


def test_a_stand_in_ends_with_the_leave_and_with_the_appointment(yunchuan, stand_in, today):
    made = stand_in()
    admin = yunchuan.security_administrator
    appointing.end_leave(admin, made.leave, today, today=today)
    assert roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today)
    assert not roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today + DAY)
    appointing.end_appointment(admin, made.stands_in_for, today - DAY, reason="调离", today=today)
    assert not roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today)


def test_a_stand_in_gets_no_role_that_is_not_the_others(yunchuan, stand_in):
    with pytest.raises(Refused, match="不是"):
        stand_in(role="commerce_verifier")


def test_a_stand_in_is_not_stood_in_for_nor_is_an_administrator_one(yunchuan, stand_in, today):
    made = stand_in()
    admin = yunchuan.security_administrator
    away = appointing.take_leave(admin, yunchuan.other_lead, today, today + DAY, today=today)
    with pytest.raises(Refused, match="不能再由"):
        appointing.stand_in(admin, yunchuan.reporter, made, away, today, today, today=today)
    with pytest.raises(Refused, match="不能同时担任"):
        appointing.stand_in(
            admin, yunchuan.audit_administrator, made.stands_in_for, made.leave, today, today, today=today
        )


def test_a_stand_in_does_not_sign_what_the_one_on_leave_filed(yunchuan, stand_in, a_lead, today):
    stand_in()
    by_the_lead = a_lead(by=yunchuan.unit_lead)
    by_the_lead = move(by_the_lead, Action.FILE, yunchuan.unit_lead, today=today)
    with pytest.raises(Refused, match="所代理的人"):
        move(by_the_lead, Action.SIGN, fresh(yunchuan.other_lead), today=today)
    by_another = move(a_lead("X2026-002"), Action.FILE, yunchuan.reporter, today=today)
    assert (
        move(by_another, Action.SIGN, fresh(yunchuan.other_lead), today=today).signed_by
        == yunchuan.other_lead
    )


def test_a_stand_in_does_not_verify_what_the_one_on_leave_had_a_hand_in(
    yunchuan, stand_in, a_lead, today, newcomer
):
    stand_in(user=newcomer, role="commerce_verifier", of="commerce_verifier")
    touched = a_lead(by=yunchuan.commerce_verifier)  # filed in 青禾区, before the move to the bureau
    other = a_lead("X2026-002")
    for lead in (touched, other):
        lead = move(lead, Action.FILE, yunchuan.reporter, today=today)
        move(lead, Action.SIGN, yunchuan.unit_lead, today=today)
    with pytest.raises(Refused, match="所代理的人"):
        move(touched, Action.APPROVE, fresh(newcomer), today=today)
    assert move(other, Action.APPROVE, fresh(newcomer), today=today).verified_by == newcomer


def test_who_leaves_office_keeps_nothing_and_nobody_stands_in_for_them(yunchuan, stand_in, today):
    stand_in()
    appointing.leave_office(
        yunchuan.security_administrator, yunchuan.unit_lead, today - DAY, reason="调离", today=today
    )
    gone = fresh(yunchuan.unit_lead)
    assert (gone.is_active, gone.deactivated_because) == (False, "调离")
    assert not held_by(gone, today)
    assert not roles_in(fresh(yunchuan.other_lead), yunchuan.qinghe, today)


def test_the_security_administrator_of_one_city_appoints_in_no_other(yunchuan, appoint, newcomer):
    other = Jurisdiction.objects.create(code="990200", name="月湖市")
    unit = Unit.objects.create(jurisdiction=other, name="东岭区")
    with pytest.raises(Refused, match="月湖市"):
        appoint(newcomer, unit, Role.REPORTER)
    other.above = yunchuan.city
    other.save()
    assert appoint(newcomer, Unit.objects.get(pk=unit.pk), Role.REPORTER).unit == unit
