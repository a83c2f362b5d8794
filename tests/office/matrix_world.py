"""A world to try the declaration of who may do what in: as somebody with one role, on such a thing."""

import datetime
import itertools

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404

from zhaoshang.office.accounts.models import User
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.matrix import MINE, OWN
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.projects.models import Credit, Milestone, Project
from zhaoshang.office.records.choices import State
from zhaoshang.office.records.flow import Refused
from zhaoshang.problems import ProblemsFound

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
        said = {"company": "虚构甲公司", "amount": 8_000_000_00, **more}
        return self.made(Lead, self.place(whose), state, **said)

    def milestone(self, whose, stage):
        place = self.place(whose)
        project = self.project_at(place, State.DRAFT)
        return self.made(Milestone, place, State.SUBMITTED, project=project, stage=stage)

    def project(self, whose, state=State.APPROVED):
        return self.project_at(self.place(whose), state)

    def project_at(self, place, state=State.APPROVED):
        number, amount = f"P{next(self.numbers)}", 500_000_000_00
        return self.made(Project, place, state, number=number, name=f"虚构{number}项目", amount=amount)

    def signed(self, project):
        """Lets a project have been signed, as one must be before it is handed over."""
        place = (project.unit, project.created_by, project.signed_by)
        self.made(Milestone, place, State.APPROVED, project=project, stage="signed")
        return project

    def elsewhere(self):
        """A unit that is nobody's of the world, with somebody who writes and somebody who signs."""
        unit = Unit.objects.create(jurisdiction=self.yunchuan.city, name=f"第{next(self.numbers)}局")
        return self.people_of(unit)

    def people_of(self, unit):
        return unit, self.somebody(unit), self.somebody(unit, Role.UNIT_LEAD)

    def evidence(self, record):
        return Evidence.objects.create(
            jurisdiction=record.jurisdiction, unit=record.unit, record=record, kind="签约合同", name="合同.pdf", size=1,
            media_type="application/pdf", digest="0" * 64, added_by=record.created_by,
        )  # fmt: skip

    def made(self, model, at, state, /, **more):
        unit, writer, signer = at
        if model is Lead:
            more.setdefault("number", f"X{next(self.numbers)}")
        done = state not in (State.DRAFT, State.RETURNED)
        said = {
            "jurisdiction": unit.jurisdiction, "unit": unit, "created_by": writer, "recorded_on": self.today,
            "state": state, "filed_by": writer if done else None,
            "signed_by": signer if state in (State.SUBMITTED, State.APPROVED) else None,
            **({} if model in (Project, Credit) else {"date": self.today}), **more,
        }  # fmt: skip
        return model.objects.create(**said)

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


def refuse(why_not):
    if why_not is not None:
        raise Refused(why_not)


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
    except (Refused, ValidationError, PermissionDenied, Http404, ProblemsFound):
        return False
