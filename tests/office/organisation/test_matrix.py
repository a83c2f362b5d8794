"""Every cell of the declaration of who may do what, tried: as somebody with one role, on such a thing."""

import datetime
import importlib.util
import itertools
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from zhaoshang.office.accounts import services as accounts
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.audit import queries as audit
from zhaoshang.office.evidence.permissions import add_refusal, original_refusal
from zhaoshang.office.leads import deciding
from zhaoshang.office.leads import queries as lead_queries
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation import appointing
from zhaoshang.office.organisation import services as organisation
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.matrix import ADMINISTRATION, MINE, OWN, PARTS, RECORDS
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, move
from zhaoshang.office.records.permissions import edit_refusal

ROOT = Path(__file__).parents[3]
FILERS = (Role.REPORTER, Role.UNIT_LEAD)
DAY = datetime.timedelta(days=1)


class World:
    """Yunchuan with colleagues in every unit, and one person of one role."""

    def __init__(self, yunchuan, role, today):
        self.yunchuan, self.role, self.today = yunchuan, role, today
        self.user = yunchuan.people[role]
        self.unit = self.user.appointments.get().unit
        self.numbers = itertools.count(1)

    def place(self, whose):
        """The unit of a record, and who wrote, filed and signed it."""
        bailu = self.yunchuan.bailu
        if whose is MINE:
            unit = self.unit if self.role in FILERS else bailu
            writer = self.user
        else:
            unit = self.unit if whose is OWN else bailu
            writer = self.somebody(unit) if whose is OWN else self.yunchuan.other_reporter
        return unit, writer, self.somebody(unit, Role.UNIT_LEAD)

    def somebody(self, unit, role=Role.REPORTER):
        person = User.objects.create(username=f"colleague{next(self.numbers)}", display_name="同事")
        long_ago = self.today - 1000 * DAY
        Appointment.objects.create(user=person, unit=unit, role=role, first_day=long_ago)
        return person

    def lead(self, whose, state, **more):
        return self._made(Lead, self.place(whose), state, company="虚构甲公司", amount=8_000_000_00, **more)

    def milestone(self, whose, stage):
        unit, writer, signer = self.place(whose)
        number = f"P{next(self.numbers)}"
        project = Project.objects.create(
            jurisdiction=unit.jurisdiction, unit=unit, created_by=writer, number=number, recorded_on=self.today,
            name="虚构电池项目", amount=500_000_000_00,
        )  # fmt: skip
        place = (unit, writer, signer)
        return self._made(Milestone, place, State.SUBMITTED, project=project, stage=stage)

    def _made(self, kind, place, state, **more):
        unit, writer, signer = place
        if kind is Lead:
            more["number"] = f"X{next(self.numbers)}"
        done = state not in (State.DRAFT, State.RETURNED)
        return kind.objects.create(
            jurisdiction=unit.jurisdiction, unit=unit, created_by=writer, recorded_on=self.today,
            date=self.today, state=state, filed_by=writer if done else None,
            signed_by=signer if state in (State.SUBMITTED, State.APPROVED) else None, **more,
        )  # fmt: skip

    def jurisdiction(self, whose):
        if whose is OWN:
            return self.yunchuan.city
        return Jurisdiction.objects.get_or_create(code="990200", name="月湖市")[0]

    def unit_in(self, whose):
        where = self.jurisdiction(whose)
        return Unit.objects.create(jurisdiction=where, name=f"单位{next(self.numbers)}")

    def account(self, whose):
        if whose is MINE:
            return self.user
        return self.somebody(self.unit_in(whose))


def moved(action, state, reason=""):
    def attempt(world, whose):
        record = world.lead(whose, state)
        assert move(record, action, world.user, today=world.today, reason=reason).state != state

    return attempt


def verified(stage):
    def attempt(world, whose):
        record = world.milestone(whose, stage)
        assert move(record, Action.APPROVE, world.user, today=world.today).verified_by == world.user

    return attempt


def seen(state):
    def attempt(world, whose):
        if world.lead(whose, state) not in lead_queries.visible(world.user, world.today):
            raise Refused

    return attempt


def create(world, whose):
    unit, *_ = world.place(whose)
    leads.create(
        world.user, unit, {"date": world.today, "company": "虚构乙公司", "amount": 1_000_000_00, "currency": "CNY"},
        today=world.today,
    )  # fmt: skip


def edit(world, whose):
    for state in (State.DRAFT, State.RETURNED):
        refuse(edit_refusal(world.user, world.lead(whose, state), world.today))


def refuse(why_not):
    if why_not is not None:
        raise Refused(why_not)


def verify_commerce(world, whose):
    commerce = world.yunchuan.commerce
    place = (commerce, world.somebody(commerce), world.somebody(commerce, Role.UNIT_LEAD))
    record = world._made(Lead, place, State.SUBMITTED, company="虚构甲公司", amount=8_000_000_00)
    move(record, Action.APPROVE, world.user, today=world.today)


def correct(world, whose):
    lead = world.lead(whose, State.APPROVED)
    values = {"amount": 9_000_000_00}
    made = leads.correct(world.user, lead, values, reason="金额写错", today=world.today, version=None)
    assert made.supersedes == lead


def add_evidence(world, whose):
    refuse(add_refusal(world.user, world.lead(whose, State.DRAFT), world.today))


def original_seen(world, whose):
    refuse(original_refusal(world.user, world.lead(whose, State.SUBMITTED), world.today))


def first_report(world, whose):
    over = world._made(
        Lead, (world.yunchuan.government, world.yunchuan.other_reporter, world.yunchuan.other_lead),
        State.SUBMITTED, company="虚构甲公司", amount=8_000_000_00,
    )  # fmt: skip
    deciding.decide(
        world.user, world.lead(whose, State.SUBMITTED), over, reason="备案在先", today=world.today
    )


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


TRY = {
    "read_draft": seen(State.DRAFT), "read": seen(State.SUBMITTED), "create": create, "edit": edit, "correct": correct,
    "void": moved(Action.VOID, State.DRAFT, "填错"),
    "file": moved(Action.FILE, State.DRAFT),
    "recall": moved(Action.RECALL, State.SUBMITTED),
    "send_back": moved(Action.RETURN, State.FILED, "缺金额"),
    "sign": moved(Action.SIGN, State.FILED),
    "verify_lead": moved(Action.APPROVE, State.SUBMITTED),
    "return_lead": moved(Action.RETURN, State.SUBMITTED, "缺合同"),
    "verify_commerce": verify_commerce, "verify_signed": verified("signed"),
    "verify_enrolled": verified("enrolled"), "add_evidence": add_evidence, "original_seen": original_seen,
    "first_report": first_report,
    "jurisdiction": jurisdiction, "unit": unit, "rename_unit": rename_unit, "merge_unit": merge_unit,
    "order_units": order_units, "account": account, "appoint": appoint, "leave": leave,
    "reset_password": reset_password, "reset_second_factor": reset_second_factor, "deactivate": deactivate,
    "end_session": end_session, "choose_password": choose_password, "read_log": read_log,
}  # fmt: skip
ROWS = [row for part in PARTS for row in part.rows]


class TakenBack(Exception):
    """Raised to undo what was tried."""


def may(world, attempt, whose):
    """Whether an attempt gets through. Whatever it wrote is taken back."""
    world.user = User.objects.get(pk=world.user.pk)
    try:
        with transaction.atomic():
            attempt(world, whose)
            raise TakenBack
    except TakenBack:
        return True
    except (Refused, ValidationError):
        return False


@pytest.mark.parametrize("role", Role, ids=lambda role: role.value)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_the_cells_of_a_role_and_an_action_say_what_happens(yunchuan, today, row, role):
    world = World(yunchuan, role, today)
    found = {whose for whose in row.columns if may(world, TRY[row.key], whose)}
    assert found == row.allowed.get(role, frozenset())


def test_every_declared_action_is_tried_and_nothing_else():
    assert {row.key for row in ROWS} == set(TRY)
    assert len(ROWS) == len(RECORDS.rows) + len(ADMINISTRATION.rows) == len(TRY)
    for row in ROWS:
        assert all(cells <= set(row.columns) for cells in row.allowed.values())


def test_somebody_without_an_appointment_may_nothing_but_look_after_their_account(yunchuan, today):
    world = World(yunchuan, Role.REPORTER, today)
    Appointment.objects.filter(user=world.user).update(last_day=today - DAY)
    for row in ROWS:
        for whose in row.columns:
            allowed = row.key in ("choose_password", "end_session") and whose is MINE
            assert may(world, TRY[row.key], whose) is allowed, (row.key, whose)


def test_the_page_of_permissions_is_current():
    spec = importlib.util.spec_from_file_location(
        "write_permissions", ROOT / "tools" / "write_permissions.py"
    )
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.PAGE.read_text(encoding="utf-8") == tool.page(), "run: make generate"
