"""A page with a list on it asks the database no more often for fifty rows than for ten. The lists of leads, projects,
of what is handed in, of evidence, and the workbooks of exchange hold to that in the tests of their own apps."""

import datetime

import pytest
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from exchange_help import LEAD, LEAD_HEADERS, workbook
from office_people import person

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.models import Lead, LeadRules
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Jurisdiction, Leave, Unit
from zhaoshang.office.projects.models import Milestone, Project
from zhaoshang.office.records.choices import State

FEW, MANY = 10, 50
DAY = datetime.timedelta(days=1)


def cities(o, n):
    """A city with rules of its own, administered by the one who administers the first."""
    city = Jurisdiction.objects.create(code=f"9902{n:02d}", name=f"第{n}市")
    unit = Unit.objects.create(jurisdiction=city, name="市政府办")
    for role in (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        o.people[role].appointments.create(user=o.people[role], unit=unit, role=role, first_day=o.today)
    LeadRules.objects.create(jurisdiction=city)


def units(o, n):
    unit = Unit.objects.create(jurisdiction=o.city, name=f"第{n}街道", order=100 + n)
    unit.names.create(name=f"第{n}街办")
    o.qinghe.names.create(name=f"青禾{n}区", until=o.today - n * DAY)


def people(o, n):
    somebody = person(f"person{n}", o.qinghe, Role.REPORTER)
    Leave.objects.create(user=somebody, first_day=o.today, last_day=o.today + DAY)


def one_person(o, n):
    """Another appointment, another leave, another session of one person."""
    unit = Unit.objects.create(jurisdiction=o.city, name=f"第{n}镇")
    o.reporter.appointments.create(unit=unit, role=Role.REPORTER, first_day=o.today)
    Leave.objects.create(user=o.reporter, first_day=o.today + n * DAY, last_day=o.today + n * DAY)
    session = SessionStore()
    session[SESSION_KEY] = str(o.reporter.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = User.objects.get(pk=o.reporter.pk).get_session_auth_hash()
    session.save()
    o.reporter.usersession_set.create(session_key=session.session_key, ip="10.0.0.1", user_agent=f"{n}号机")


def records(o, n):
    """A lead and a project with a stage, which wait for an office, are approved or were returned, of one unit after
    another."""
    unit, by = ((o.qinghe, o.reporter), (o.bailu, o.other_reporter))[n % 2]
    common = {"jurisdiction": o.city, "unit": unit, "created_by": by, "recorded_on": o.today}
    state = (State.SUBMITTED, State.APPROVED, State.RETURNED)[n % 6 // 2]
    Lead.objects.create(
        **common, number=f"X{n}", date=o.today, company=f"虚构{n}号食品公司", amount=100, state=state
    )
    project = Project.objects.create(
        **common, number=f"P{n}", name=f"虚构{n}号食品项目", amount=100, state=state
    )
    Milestone.objects.create(**common, project=project, stage="signed", date=o.today, state=state)


def rows_of_a_file(o, n):
    """The same file with one row more."""
    rows = [LEAD_HEADERS, *([f"X{i}", *LEAD[1:3], f"虚构{i}号公司", *LEAD[4:]] for i in range(n + 1))]
    file = SimpleUploadedFile("六月.xlsx", workbook(线索=rows))
    o.upload.file.save("六月.xlsx", file)


LISTS = [
    ("organisation:list", "system_administrator", units, {}),
    ("organisation:unit", "system_administrator", units, {"pk": "qinghe"}),
    ("organisation:jurisdictions", "system_administrator", cities, {}),
    ("organisation:appointments", "security_administrator", people, {}),
    ("organisation:appoint", "security_administrator", people, {}),
    ("accounts:list", "security_administrator", people, {}),
    ("accounts:list?_export=xlsx", "security_administrator", people, {}),
    ("accounts:detail", "security_administrator", one_person, {"pk": "reporter"}),
    ("accounts:profile", "reporter", one_person, {}),
    ("audit:list", "audit_administrator", people, {}),
    ("audit:list?_export=xlsx", "audit_administrator", people, {}),
    ("leads:rules", "system_administrator", cities, {}),
    ("web:home", "leader", records, {}),
    ("web:home", "commerce_verifier", records, {}),
    ("web:home", "reporter", records, {}),
    ("web:todo", "commerce_verifier", records, {}),
    ("web:todo", "reporter", records, {}),
    ("web:search?q=食品", "leader", records, {}),
    ("exchange:preview", "reporter", rows_of_a_file, {"pk": "upload"}),
]


@pytest.mark.parametrize(
    ("name", "role", "fill", "named"), LISTS, ids=[f"{name} {role}" for name, role, *_ in LISTS]
)
def test_a_page_asks_no_more_often_for_fifty_rows_than_for_ten(small_office, today, name, role, fill, named):
    o = small_office
    o.today = today
    name, _, query = name.partition("?")
    address = reverse(name, kwargs={key: getattr(o, of).pk for key, of in named.items()})
    client, counts = Client(), []
    client.post(reverse("account_login"), {"login": role, "password": role})
    for first, last in ((0, FEW), (FEW, MANY)):
        for n in range(first, last):
            fill(o, n)
        client.get(f"{address}?{query}")
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"{address}?{query}")
            response.getvalue()
        assert response.status_code == 200
        counts.append(len(captured))
    assert counts[1] <= counts[0]
