"""How each action on leads and their evidence is tried."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from exchange_help import LEAD, LEAD_HEADERS, workbook
from matrix_world import DAY, refuse

from zhaoshang.office.evidence import services as evidence
from zhaoshang.office.evidence.permissions import add_refusal, original_refusal
from zhaoshang.office.exchange import services as exchange
from zhaoshang.office.leads import deciding
from zhaoshang.office.leads import queries as lead_queries
from zhaoshang.office.leads import services as leads
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.records.flow import Refused, move
from zhaoshang.office.records.permissions import edit_refusal
from zhaoshang.office.web.search import search

WHOLE = {"content": "储能电池", "place": "高新园", "capital": "domestic"}


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


def verify_commerce(world, whose):
    commerce = world.yunchuan.commerce
    place = (commerce, world.somebody(commerce), world.somebody(commerce, Role.UNIT_LEAD))
    record = world.made(Lead, place, State.SUBMITTED, company="虚构甲公司", amount=8_000_000_00)
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
    over = world.made(
        Lead, (world.yunchuan.government, world.yunchuan.other_reporter, world.yunchuan.other_lead),
        State.SUBMITTED, company="虚构甲公司", amount=8_000_000_00,
    )  # fmt: skip
    deciding.decide(
        world.user, world.lead(whose, State.SUBMITTED), over, reason="备案在先", today=world.today
    )


def file_late(world, whose):
    long_ago = world.today - 30 * DAY
    late = world.lead(whose, State.DRAFT, date=long_ago, filed_late_because="企业迟报", **WHOLE)
    assert leads.act(world.user, late, Action.FILE, today=world.today).state == State.FILED


def lost(world, whose):
    """A decision that a lead of such a unit lost, made by somebody who is nobody else here."""
    first = world.made(Lead, world.elsewhere(), State.SUBMITTED, company="虚构甲公司", number="X-first")
    return FirstReport.objects.create(
        lead=first, over=world.lead(whose, State.SUBMITTED), reason="备案在先", decided_on=world.today,
        decided_by=world.somebody(world.yunchuan.commerce, Role.COMMERCE_VERIFIER),
    )  # fmt: skip


def appeal(world, whose):
    deciding.appeal(world.user, lost(world, whose), "我方先到企业", today=world.today)


def answer_appeal(world, whose):
    decision = lost(world, whose)
    made = Appeal.objects.create(decision=decision, grounds="我方先到企业", made_by=decision.over.signed_by)
    deciding.answer(world.user, made, True, "属实", today=world.today)
    assert FirstReport.objects.get(is_final=True).lead == decision.over


def to_project(world, whose):
    made = leads.to_project(world.user, world.lead(whose, State.APPROVED), "虚构电池项目", today=world.today)
    assert made.number == f"P{world.today.year}-0001"


def read_evidence(world, whose):
    kept = world.evidence(world.lead(whose, State.SUBMITTED))
    for saved in (False, True):
        if not evidence.open_for(kept, world.user, saved=saved, today=world.today):
            raise Refused


def withdraw_evidence(state):
    def attempt(world, whose):
        kept = world.evidence(world.lead(whose, state))
        assert evidence.withdraw(kept, world.user, reason="传错了", today=world.today).is_withdrawn

    return attempt


def found(world, words):
    """Whether searching finds something."""
    if not search(world.user, words, world.today):
        raise Refused


def find(world, whose):
    world.lead(whose, State.SUBMITTED, company="虚构丁香公司")
    found(world, "丁香")


def exported(world, words, *args):
    """Whether a workbook that somebody takes away holds some words; asked of the page itself."""
    client = Client()
    client.force_login(world.user)
    response = client.get(reverse("exchange:export", args=args))
    if response.status_code in (403, 404):
        raise Refused
    assert response.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as package:
        text = "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    if words not in text:
        raise Refused


def export(world, whose):
    world.lead(whose, State.SUBMITTED, company="虚构丁香公司")
    exported(world, "虚构丁香公司", "leads")


def take_in(world, whose):
    unit, *_ = world.place(whose)
    row = dict(zip(LEAD_HEADERS, LEAD, strict=True)) | {"责任单位": unit.name}
    file = SimpleUploadedFile("六月.xlsx", workbook(线索=[LEAD_HEADERS, list(row.values())]))
    kept = exchange.keep(world.user, unit.jurisdiction, file, today=world.today)
    exchange.take_in(world.user, kept, today=world.today)
    assert Lead.objects.get(number="X1").unit == unit


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
    "first_report": first_report, "file_late": file_late, "appeal": appeal, "answer_appeal": answer_appeal,
    "to_project": to_project, "read_evidence": read_evidence, "withdraw_evidence": withdraw_evidence(State.DRAFT),
    "refuse_evidence": withdraw_evidence(State.SUBMITTED), "search": find, "export": export, "import": take_in,
}  # fmt: skip
