"""Nothing crosses from one jurisdiction to another but reading upward, where that is granted: every address tried."""

import datetime
import io
import zipfile

import pytest
from allauth.usersessions.models import UserSession
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver, reverse
from office_people import person

from zhaoshang.office.audit import log
from zhaoshang.office.audit.models import Event
from zhaoshang.office.evidence.models import Evidence
from zhaoshang.office.exchange.models import Upload
from zhaoshang.office.leads.models import Appeal, FirstReport, Lead
from zhaoshang.office.organisation.choices import ADMINISTRATORS, Role
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Leave, Unit
from zhaoshang.office.projects.models import Change, Credit, Difficulty, HandOver, Milestone, Project
from zhaoshang.office.records.choices import Action, State
from zhaoshang.office.web.models import SavedView

OURS = ("leads", "projects", "evidence", "exchange", "audit", "organisation", "accounts", "web")
PUBLIC = {"accounts:sign-in", "accounts:sign-out"}
READ = (
    "leads:detail", "projects:detail", "projects:tab", "evidence:file", "evidence:record", "exchange:export",
)  # fmt: skip
MOVES = (Action.APPROVE.value, Action.RETURN.value)
"""One that asks for a reason and one that does not; what each may is in the table of permissions."""
TAKEN_AWAY = (
    "leads:list", "projects:list", "accounts:list", "audit:list", "organisation:list", "organisation:appointments",
)  # fmt: skip
LOOKED = ("seen", "listed", "exported", "evidence.view", "evidence.download", "exchange.template")


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path, monkeypatch, today):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *a, **k: today)


@pytest.fixture
def yuehu(yunchuan, today):
    """月湖市 with something of everything, and the addresses of it: name of the address -> its arguments."""
    there = Jurisdiction.objects.create(code="990200", name="月湖市")
    unit, other = (Unit.objects.create(jurisdiction=there, name=f"月湖{n}局") for n in "甲乙")
    writer, lead = person("yuehu1", unit, Role.REPORTER, "月湖填报"), person("yuehu2", other, Role.UNIT_LEAD)
    common = {"jurisdiction": there, "created_by": writer, "recorded_on": today, "state": State.APPROVED}

    def a_lead(number, of):
        said = {"company": f"月湖{number}公司", "amount": 10**9, "date": today, "capital": "domestic"}
        return Lead.objects.create(unit=of, number=number, **said, **common)

    leads = a_lead("X1", unit), a_lead("X2", other)
    decision = FirstReport.objects.create(
        lead=leads[0], over=leads[1], reason="在先", decided_by=lead, decided_on=today
    )
    appeal = Appeal.objects.create(decision=decision, grounds="不服", made_by=lead)
    project = Project.objects.create(unit=unit, number="P1", name="月湖项目", amount=10**10, **common)
    fact = {"unit": unit, "project": project, **common}
    facts = {
        "milestone": Milestone.objects.create(stage="signed", date=today, **fact),
        "credit": Credit.objects.create(role="lead", **fact),
        "change": Change.objects.create(kind="owner", date=today, note="月湖业主", **fact),
    }
    hand_over = HandOver.objects.create(
        project=project, from_unit=unit, to_unit=other, date=today, offered_by=writer
    )
    difficulty = Difficulty.objects.create(
        project=project, raised_on=today, what="月湖用电", owner=unit, created_by=writer
    )
    evidence = Evidence.objects.create(
        jurisdiction=there, unit=unit, record=leads[0], kind="合同", name="月湖合同.pdf", size=1,
        media_type="application/pdf", digest="0" * 64, added_by=writer,
        file=ContentFile(b"%PDF", name="x.pdf"),
    )  # fmt: skip
    upload = Upload.objects.create(
        jurisdiction=there,
        name="月湖.xlsx",
        file=ContentFile(b"x", name="x.xlsx"),
        digest="0",
        uploaded_by=writer,
    )
    leave = Leave.objects.create(user=writer, first_day=today, last_day=today)
    session = UserSession.objects.create(user=writer, ip="10.0.0.1", session_key="x", user_agent="")
    view = SavedView.objects.create(user=writer, page="leads:list", name="月湖视图")
    event = log.record("unit.change", writer, unit)
    unit_key, place, someone = {"pk": unit.pk}, {"pk": there.pk}, {"pk": writer.pk}
    one = {"pk": leads[0].pk}
    record = {"kind": "leads.lead", "key": leads[0].pk}
    return {
        "leads:detail": [one], "leads:edit": [one], "leads:correct": [one], "leads:to-project": [one],
        "leads:act": [{**one, "action": action} for action in MOVES],
        "leads:decide": [{**one, "other": leads[1].pk}], "leads:appeal": [{"pk": decision.pk}],
        "leads:answer": [{"pk": appeal.pk}],
        **{f"projects:{n}": [{"pk": project.pk}] for n in ("detail", "edit", "correct", "offer", "difficulty-new")},
        "projects:tab": [{"pk": project.pk, "tab": tab} for tab in ("facts", "history", "all")],
        "projects:difficulty": [{"pk": project.pk, "difficulty": difficulty.pk}],
        "projects:fact-new": [{"pk": project.pk, "kind": kind} for kind in facts],
        "projects:fact-edit": [{"pk": f.pk, "kind": kind} for kind, f in facts.items()],
        "projects:fact-correct": [{"pk": f.pk, "kind": kind} for kind, f in facts.items()],
        "projects:hand-over-answer": [{"pk": hand_over.pk}],
        "projects:hand-over-take-back": [{"pk": hand_over.pk}],
        "projects:act": [
            {"kind": kind, "pk": f.pk, "action": a} for kind, f in {**facts, "project": project}.items()
            for a in MOVES
        ],
        **{f"evidence:{n}": [{"pk": evidence.pk}] for n in ("file", "original", "withdraw")},
        "evidence:record": [record], "evidence:add": [record],
        **{f"exchange:{n}": [{"pk": upload.pk}] for n in ("preview", "take_in", "rejected", "match")},
        "exchange:export": [{"table": "projects", "pk": project.pk}], "exchange:template": [],
        "web:views": [], "web:view-save": [],  # one's own alone
        **{f"web:view-{n}": [{"pk": view.pk}] for n in ("change", "remove", "restore")},
        "audit:event": [{"number": event.number}],
        **{f"organisation:{n}": [unit_key] for n in ("unit", "rename-unit", "merge-unit", "close-unit", "move-unit")},
        **{f"organisation:{n}": [place] for n in ("jurisdiction", "create-unit", "order-units", "import-units")},
        "organisation:end-appointment": [{"pk": Appointment.objects.get(user=writer).pk}],
        "organisation:leave": [someone], "organisation:end-leave": [{"pk": leave.pk}],
        "organisation:stand-in": [{"pk": leave.pk}],
        "accounts:end-session": [{"pk": session.pk}], "accounts:detail": [someone], "accounts:lift": [someone],
        "accounts:act": [{**someone, "action": a} for a in ("reset-password", "deactivate", "rename")],
    }  # fmt: skip


def addresses(with_arguments):
    """Every address of the office's own, by name."""
    found = set()
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace in OURS:
            for each in resolver.url_patterns:
                if bool(each.pattern.regex.groupindex) is with_arguments:
                    found.add(f"{resolver.namespace}:{each.name}")
    return found - PUBLIC


def text_of(answer):
    """What stands in an answer, a workbook's cells included."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not body.startswith(b"PK"):
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        return "".join(package.read(name).decode(errors="ignore") for name in package.namelist())


def test_a_workbook_is_looked_into(yunchuan, client):
    client.force_login(yunchuan.system_administrator)
    answer = client.get(reverse("organisation:list") + "?_export=xlsx")
    assert "青禾区" in text_of(answer)


def done_by(user):
    return Event.objects.filter(user=user.username, succeeded=True).exclude(action__in=LOOKED)


def test_every_address_that_names_something_is_tried(yuehu):
    assert set(yuehu) == addresses(with_arguments=True)


@pytest.mark.parametrize("role", Role)
def test_nothing_of_another_jurisdiction_is_there_for_anybody(yunchuan, yuehu, client, role):
    user = yunchuan.people[role]
    client.force_login(user)
    for name, all_arguments in yuehu.items():
        for arguments in all_arguments:
            for ask in (client.get, client.post):
                answer = ask(reverse(name, kwargs=arguments))
                assert answer.status_code in (403, 404, 405), (name, ask.__name__)
                assert "月湖" not in answer.content.decode()
    assert not done_by(user).exists()


@pytest.mark.parametrize("role", Role)
def test_no_list_shows_anything_of_another_jurisdiction(yunchuan, yuehu, client, role):
    client.force_login(yunchuan.people[role])
    pages = [reverse(name) for name in sorted(addresses(with_arguments=False)) if name != "web:set-language"]
    pages += [reverse("exchange:export", args=[table]) for table in ("leads", "projects")]
    pages += [f"{reverse('web:search')}?q={words}" for words in ("项目", "公司", "甲局")]
    for page in [*pages, *(f"{reverse(name)}?_export=xlsx" for name in TAKEN_AWAY)]:
        answer = client.get(page)
        assert "月湖" not in text_of(answer), page


@pytest.mark.parametrize("role", [role for role in Role if role not in ADMINISTRATORS])
def test_where_it_is_granted_readers_from_above_read_and_write_nothing(yunchuan, yuehu, client, role):
    Jurisdiction.objects.filter(name="月湖市").update(above=yunchuan.city, read_from_above=True)
    user = yunchuan.people[role]
    reads = role not in (Role.REPORTER, Role.UNIT_LEAD)
    client.force_login(user)
    for name in READ:
        for arguments in yuehu[name]:
            assert client.get(reverse(name, kwargs=arguments)).status_code == (200 if reads else 404), name
    before = {
        model: list(model.objects.order_by("pk").values()) for model in (Lead, Project, Milestone, Difficulty)
    }
    for name, all_arguments in yuehu.items():
        for arguments in all_arguments:
            said = {"reason": "试", "grounds": "试", "answer": "试", "upheld": "yes", "accepted": "yes", "name": "试",
                    "first": arguments.get("pk", ""), "what": "试", "raised_on": datetime.date(2026, 6, 1)}  # fmt: skip
            answer = client.post(reverse(name, kwargs=arguments), said)
            assert answer.status_code in (200, 302, 403, 404, 405, 422), name
    assert not done_by(user).exists()
    for model, rows in before.items():
        assert list(model.objects.order_by("pk").values()) == rows
