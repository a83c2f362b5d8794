"""How each action on projects is tried, and what crosses from one jurisdiction to another."""

import itertools

from matrix_records import WHOLE, exported, found
from matrix_world import may

from zhaoshang.office.audit import log
from zhaoshang.office.audit import queries as audit
from zhaoshang.office.evidence import permissions as evidence_permissions
from zhaoshang.office.evidence import services as evidence
from zhaoshang.office.leads import deciding
from zhaoshang.office.leads import queries as lead_queries
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.matrix import ABOVE, OPEN
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.projects import queries, services
from zhaoshang.office.projects.models import Change, Credit, Difficulty, HandOver
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused
from zhaoshang.office.records.permissions import FROM

NAMED = {"name": "虚构电池项目", "amount": 500_000_000_00}
OWNER = {"kind": "owner", "note": "新业主为虚构乙公司"}


def seen(state):
    def attempt(world, whose):
        if world.project(whose, state) not in queries.visible(world.user, world.today):
            raise Refused

    return attempt


def create_project(world, whose):
    unit, *_ = world.place(whose)
    services.create_project(world.user, unit, NAMED, today=world.today)


def approved(world, record):
    assert services.act(record, Action.APPROVE, world.user, today=world.today).verified_by == world.user


def verify_project(world, whose):
    approved(world, world.project(whose, State.SUBMITTED))


def verify_credit(world, whose):
    place = world.place(whose)
    project = world.project_at(place)
    approved(world, world.made(Credit, place, State.SUBMITTED, project=project, role="lead"))


def verify_change(world, whose):
    place = world.place(whose)
    project = world.project_at(place)
    approved(world, world.made(Change, place, State.SUBMITTED, project=project, **OWNER))


def add_milestone(world, whose):
    said = {"stage": "negotiating", "date": world.today}
    services.add_milestone(world.user, world.project(whose), said, today=world.today)


def add_credit(world, whose):
    project = world.project(whose)
    services.add_credit(world.user, project, world.yunchuan.reform, {"share": 10**7}, today=world.today)


def agree_credit(world, whose):
    project = world.project_at(world.elsewhere())
    share = world.made(Credit, world.place(whose), State.FILED, project=project, role="support", share=10**7)
    services.act(share, Action.SIGN, world.user, today=world.today)


def add_change(world, whose):
    said = {**OWNER, "date": world.today}
    services.add_change(world.user, world.project(whose), said, today=world.today)


def offer(world, whose):
    to, *_ = world.elsewhere()
    services.offer(world.user, world.signed(world.project(whose)), to, world.today, today=world.today)


def offered(world, project, to):
    return HandOver.objects.create(
        project=project, from_unit=project.unit, to_unit=to, date=world.today, offered_by=project.signed_by
    )


def take_back(world, whose):
    to, *_ = world.elsewhere()
    services.take_back(world.user, offered(world, world.project(whose), to), today=world.today)


def accept(world, whose):
    to, *_ = world.place(whose)
    for accepted in (True, False):
        hand_over = offered(world, world.project_at(world.elsewhere()), to)
        services.answer_offer(world.user, hand_over, accepted, "已定专人", today=world.today)


def raise_difficulty(world, whose):
    said = {"raised_on": world.today, "what": "用电未定", "owner": world.yunchuan.reform}
    services.raise_difficulty(world.user, world.project(whose), said, today=world.today)


def answer_difficulty(world, whose):
    owner, *_ = world.place(whose)
    project = world.project_at(world.elsewhere())
    asked = Difficulty.objects.create(
        project=project, raised_on=world.today, what="用电未定", owner=owner, created_by=project.created_by
    )
    said = {"resolved_on": world.today, "outcome": "已定方案"}
    services.change_difficulty(world.user, asked, said, today=world.today)


def correct_project(world, whose):
    services.correct_project(
        world.user, world.project(whose), {"name": "虚构正名"}, "错字", today=world.today
    )


def export_archive(world, whose):
    project = world.project(whose)
    exported(world, project.name, "projects", project.pk)


def unit_in(world, where):
    """A unit in a jurisdiction below that is open or closed to those above, or in the one above."""
    there = Jurisdiction.objects.create(code=f"9902{next(world.numbers):03}", name="岚山")
    if where is ABOVE:
        world.yunchuan.city.above = there
        world.yunchuan.city.save()
    else:
        there.above, there.read_from_above = world.yunchuan.city, where is OPEN
        there.save()
    return Unit.objects.create(jurisdiction=there, name="岚山镇")


def made_in(world, where):
    """A lead and a project that such a unit sent up."""
    place = world.people_of(unit_in(world, where))
    lead = world.made(Lead, place, State.SUBMITTED, company="虚构岚山公司", number="X-there", **WHOLE)
    return lead, world.project_at(place, State.SUBMITTED)


def read_across(world, where):
    lead, project = made_in(world, where)
    reads = lead in lead_queries.visible(world.user, world.today)
    assert (project in queries.visible(world.user, world.today)) is reads
    if not reads:
        raise Refused


def evidence_across(world, where):
    opened = {
        evidence.open_for(world.evidence(record), world.user, saved=True, today=world.today)
        for record in made_in(world, where)
    }
    assert len(opened) == 1
    if opened != {True}:
        raise Refused


def search_across(world, where):
    made_in(world, where)
    found(world, "虚构岚山")


def export_across(world, where):
    made_in(world, where)
    exported(world, "虚构岚山公司", "leads")


def archive_across(world, where):
    _lead, project = made_in(world, where)
    exported(world, project.name, "projects", project.pk)


def log_across(world, where):
    event = log.record("unit.change", None, unit_in(world, where))
    if event not in audit.visible(world.user, world.today):
        raise Refused


def write_across(world, where):
    """Gets through where anything at all does that would write in another jurisdiction."""
    place = unit, *_ = world.people_of(unit_in(world, where))
    other = world.people_of(Unit.objects.create(jurisdiction=unit.jurisdiction, name="岚山局"))
    today, numbers = world.today, itertools.count(1)

    def lead(state, at=place):
        number = f"X-there-{next(numbers)}"
        return world.made(Lead, at, state, company="虚构岚山公司", number=number, amount=10**9, **WHOLE)

    def act(action):
        reason = "核对" if action in (Action.RETURN, Action.VOID) else ""
        return lambda w, _: leads.act(w.user, lead(FROM[action][-1]), action, today=today, reason=reason)

    mine = world.project_at(world.place("own"))
    there = world.signed(world.project_at(place))
    share, owner = {"share": 10**7}, {**OWNER, "date": today}
    trouble = {"raised_on": today, "what": "用电未定", "owner": unit}
    tried = [
        *(act(action) for action in Action),
        lambda w, _: leads.create(w.user, unit, {"date": today, "company": "虚构甲公司"}, today=today),
        lambda w, _: leads.change(w.user, lead(State.DRAFT), {"place": "东"}, today=today, version=None),
        lambda w, _: leads.correct(
            w.user, lead(State.APPROVED), {"place": "东"}, reason="错字", today=today, version=None
        ),
        lambda w, _: leads.to_project(w.user, lead(State.APPROVED), "虚构电池项目", today=today),
        lambda w, _: deciding.decide(
            w.user, lead(State.SUBMITTED), lead(State.SUBMITTED, other), reason="备案在先", today=today
        ),
        lambda w, _: services.create_project(w.user, unit, NAMED, today=today),
        lambda w, _: services.correct_project(w.user, there, {"name": "虚构正名"}, "错字", today=today),
        lambda w, _: services.add_milestone(
            w.user, there, {"stage": "landed", "date": today}, today=today
        ),
        lambda w, _: services.add_change(w.user, there, owner, today=today),
        lambda w, _: services.add_credit(w.user, there, w.yunchuan.qinghe, share, today=today),
        lambda w, _: services.add_credit(w.user, mine, unit, share, today=today),
        lambda w, _: services.offer(w.user, there, other[0], today, today=today),
        lambda w, _: services.offer(w.user, w.signed(mine), unit, today, today=today),
        lambda w, _: services.raise_difficulty(w.user, there, trouble, today=today),
        lambda w, _: services.raise_difficulty(w.user, mine, trouble, today=today),
        lambda w, _: _evidenced(w, lead(State.DRAFT), evidence_permissions.add_refusal),
        lambda w, _: evidence.see_original(w.evidence(lead(State.SUBMITTED)), w.user, today=today),
        lambda w, _: evidence.withdraw(w.evidence(lead(State.SUBMITTED)), w.user, reason="错", today=today),
    ]  # fmt: skip
    if not any(may(world, attempt, where) for attempt in tried):
        raise Refused


def _evidenced(world, record, refusal):
    why_not = refusal(world.user, record, world.today)
    if why_not is not None:
        raise Refused(why_not)


TRY = {
    "read_project_draft": seen(State.DRAFT), "read_project": seen(State.SUBMITTED), "create_project": create_project,
    "verify_project": verify_project, "add_milestone": add_milestone, "add_credit": add_credit,
    "agree_credit": agree_credit, "verify_credit": verify_credit, "add_change": add_change,
    "verify_change": verify_change, "offer": offer, "take_back": take_back, "accept": accept,
    "raise_difficulty": raise_difficulty, "answer_difficulty": answer_difficulty,
    "correct_project": correct_project, "export_archive": export_archive,
    "read_across": read_across, "evidence_across": evidence_across, "search_across": search_across,
    "export_across": export_across, "archive_across": archive_across, "log_across": log_across,
    "write_across": write_across,
}  # fmt: skip
