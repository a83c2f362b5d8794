"""How each action of an administrator is tried."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import RequestFactory
from matrix_world import DAY

from zhaoshang.office.accounts import services as accounts
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.audit import queries as audit
from zhaoshang.office.audit.views import verify
from zhaoshang.office.leads import services as leads
from zhaoshang.office.organisation import appointing
from zhaoshang.office.organisation import services as organisation
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.matrix import MINE, OWN
from zhaoshang.office.records.flow import Refused


def jurisdiction(world, whose):
    place = world.jurisdiction(whose)
    organisation.save_jurisdiction(world.user, place, {"scheme": "kaiping-2023"}, today=world.today)


def unit(world, whose):
    place = world.jurisdiction(whose)
    made = organisation.create_unit(world.user, place, "新单位", {}, today=world.today)
    organisation.change_unit(world.user, made, {"team": "一队"}, today=world.today)


def rename_unit(world, whose):
    organisation.rename_unit(world.user, world.unit_in(whose), "新名称", world.today, today=world.today)


def merge_unit(world, whose):
    one, other = world.unit_in(whose), world.unit_in(whose)
    organisation.merge_unit(world.user, one, other, world.today, today=world.today)
    organisation.close_unit(world.user, other, world.today, today=world.today)


def order_units(world, whose):
    world.unit_in(whose)
    organisation.move_unit(world.user, world.unit_in(whose), -1, today=world.today)


def account(world, whose):
    accounts.create_account(world.user, "newcomer", "新来的", today=world.today)


def appoint(world, whose):
    person = world.account(whose)
    where = world.unit_in(OWN if whose is MINE else whose)
    role = Role.LEADER if whose is not MINE else world.role
    made = appointing.appoint(world.user, person, where, role, world.today, today=world.today)
    appointing.end_appointment(world.user, made, world.today, reason="轮岗", today=world.today)


def leave(world, whose):
    person = world.account(whose)
    away = appointing.take_leave(world.user, person, world.today, world.today + DAY, today=world.today)
    held = person.appointments.first()
    other = world.somebody(held.unit, Role.UNIT_LEAD)
    appointing.stand_in(world.user, other, held, away, away.first_day, away.last_day, today=world.today)


def reset_password(world, whose):
    person = world.account(whose)
    password = accounts.reset_password(world.user, person, reason="遗忘", today=world.today)
    assert User.objects.get(pk=person.pk).check_password(password)


def reset_second_factor(world, whose):
    person = world.account(whose)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    accounts.reset_second_factor(world.user, person, reason="换手机", today=world.today)
    assert not Authenticator.objects.filter(user=person).exists()


def deactivate(world, whose):
    person = world.account(whose)
    accounts.deactivate(world.user, person, reason="停用", today=world.today)


def end_session(world, whose):
    person = world.account(whose)
    session = UserSession.objects.create(user=person, ip="10.0.0.1", session_key="x", user_agent="")
    accounts.end_session(world.user, session, today=world.today)
    assert not UserSession.objects.exists()


def choose_password(world, whose):
    accounts.choose_password(world.user, "Summer-2026x")


def read_log(world, whose):
    about = world.unit_in(whose)
    event = log.record("unit.change", None, about)
    if event not in audit.visible(world.user, world.today):
        raise Refused


def verify_log(world, whose):
    log.record("unit.change", None, world.yunchuan.city)
    request = RequestFactory().post("/audit/verify/")
    request.user, request._messages = world.user, Told()
    verify(request)
    assert request._messages.told == ["success"]


class Told:
    """Keeps what a page tells."""

    def __init__(self):
        self.told = []

    def add(self, level, message, extra_tags):
        self.told.append({25: "success", 40: "error"}[level])


def lead_rules(world, whose):
    leads.set_rules(world.user, world.jurisdiction(whose), 10, 7, today=world.today)


def read_from_above(world, whose):
    place = world.jurisdiction(whose)
    organisation.save_jurisdiction(world.user, place, {"read_from_above": True}, today=world.today)


TRY = {
    "jurisdiction": jurisdiction, "unit": unit, "rename_unit": rename_unit, "merge_unit": merge_unit,
    "order_units": order_units, "account": account, "appoint": appoint, "leave": leave,
    "reset_password": reset_password, "reset_second_factor": reset_second_factor, "deactivate": deactivate,
    "end_session": end_session, "choose_password": choose_password, "read_log": read_log, "verify_log": verify_log,
    "lead_rules": lead_rules, "read_from_above": read_from_above,
}  # fmt: skip
