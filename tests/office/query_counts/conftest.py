"""A small office with one thing of every kind, on a day that stands still."""

import datetime
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from evidence_files import PDF
from exchange_help import LEAD, LEAD_HEADERS, workbook
from leads_help import OTHER_CODE, VALUES, approved, signed, signed_by_bailu
from office_people import person

from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.models import Event
from zhaoshang.office.evidence import services as evidence
from zhaoshang.office.exchange import services as exchange
from zhaoshang.office.leads import deciding
from zhaoshang.office.leads import services as leads
from zhaoshang.office.organisation import appointing
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Leave
from zhaoshang.office.projects import services as projects
from zhaoshang.office.projects.models import Change, Credit
from zhaoshang.office.records.choices import State
from zhaoshang.office.web import saved

DAY = datetime.timedelta(days=1)


@pytest.fixture
def small_office(yunchuan, today, settings, tmp_path, monkeypatch, a_project, a_milestone) -> SimpleNamespace:
    """云川市 with its people and, under plain names, one thing of every kind that a page is about."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(
        "django.utils.timezone.now",
        lambda: timezone.make_aware(datetime.datetime.combine(today, datetime.time(10))),
    )
    User.objects.update(date_joined=timezone.now(), password_changed_at=timezone.now())
    person("second_verifier", yunchuan.commerce, Role.COMMERCE_VERIFIER)
    there = {
        **_leads(yunchuan, today),
        **_projects(yunchuan, today, a_project, a_milestone),
        **_administration(yunchuan, today),
    }
    rows = [LEAD_HEADERS, LEAD, [*LEAD[:2], "许久以前", *LEAD[3:]]]
    there["upload"] = exchange.keep(
        yunchuan.reporter,
        yunchuan.city,
        SimpleUploadedFile("六月.xlsx", workbook(线索=rows)),
        today=today,
    )
    there["event"] = Event.objects.filter(action="lead.create").order_by("number").first()
    return SimpleNamespace(**{**vars(yunchuan), **there})


def _leads(city, today):
    """Of two companies, each reported by two units; one pair is decided and appealed about, one decided, one open."""
    won = approved(city, today)
    decision = deciding.decide(
        city.commerce_verifier, won, signed_by_bailu(city, today), reason="上报在先", today=today
    )
    again = deciding.decide(
        city.commerce_verifier,
        won,
        signed_by_bailu(city, today, place="云海工业园"),
        reason="上报在先",
        today=today,
    )
    other = {"company": "虚构云海食品有限公司", "company_code": OTHER_CODE}
    return {
        "lead": won,
        "draft_lead": leads.create(city.reporter, city.qinghe, {**VALUES, **other}, today=today),
        "signed_lead": signed(city, today, **other),
        "like_lead": signed_by_bailu(city, today, **other),
        "appeal": deciding.appeal(city.other_lead, decision, "我方先接洽", today=today),
        "decision": again,
    }


def _projects(city, today, a_project, a_milestone):
    """One project with everything in its archive, one to hand over, one still being written."""
    project = a_project(state=State.APPROVED, investor="虚构甲公司", place="青禾区高新产业园")
    share = {"share": 10**8, "role": "lead"}
    own = {"jurisdiction": city.city, "unit": city.qinghe, "created_by": city.reporter, "recorded_on": today}
    there = {
        "signed": a_milestone(project, "signed", today - 90 * DAY, state=State.APPROVED),
        "started": a_milestone(project, "started", today - 30 * DAY, state=State.SUBMITTED),
        "drafted": a_milestone(project, "production", today),
        "credit": Credit.objects.create(**own, project=project, state=State.APPROVED, **share),
        "draft_credit": Credit.objects.create(**own, project=project, **share),
        "change": Change.objects.create(
            **own, project=project, kind="upgrade", date=today, amount=100_000_000_00, state=State.APPROVED
        ),
        "draft_change": Change.objects.create(**own, project=project, kind="owner", date=today),
    }
    there["evidence"] = evidence.add(
        there["drafted"], "投产证明", SimpleUploadedFile("投产.pdf", PDF), city.reporter, today=today
    )
    there["difficulty"] = projects.raise_difficulty(
        city.reporter, project, {"what": "用电未接通", "raised_on": today, "owner": city.qinghe}, today=today
    )
    there["hand_over"] = projects.offer(city.unit_lead, project, city.bailu, today, today=today)
    to_offer = a_project("P2026-002", name="虚构茶叶项目", state=State.APPROVED)
    a_milestone(to_offer, "signed", today - 60 * DAY, state=State.APPROVED)
    draft = projects.create_project(
        city.reporter,
        city.qinghe,
        {"name": "虚构包装项目", "amount": 200_000_000_00},
        [{"name": "虚构乙公司", "company_code": "", "part": "投资方"}],
        today=today,
    )
    return {**there, "project": project, "project_to_offer": to_offer, "draft_project": draft}


def _administration(city, today):
    """Somebody on leave and somebody in his place; a view of a list."""
    away = city.organisation_department
    leave: Leave = appointing.take_leave(
        city.security_administrator, away, today, today + 10 * DAY, today=today
    )
    held = away.appointments.get()
    appointing.stand_in(
        city.security_administrator, city.panel_reviewer, held, leave, today, today + 5 * DAY, today=today
    )
    view = saved.save(city.reporter, "leads:list", "待审核", "state=submitted", False)
    return {"leave": leave, "appointment": held, "view": view}
