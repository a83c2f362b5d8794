"""Yunchuan, an invented city: its bureaus, two assessed units, and somebody for every role."""

import datetime
from types import SimpleNamespace

import emptying  # noqa: F401 - teaches Django to empty the log between tests
import pytest
from office_people import person

from zhaoshang.office.leads.models import Lead
from zhaoshang.office.organisation.choices import Role, UnitKind
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.projects.models import Milestone, Project

TODAY = datetime.date(2026, 6, 15)


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever has a browser is marked so; those tests are not run again on PostgreSQL."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def today() -> datetime.date:
    return TODAY


@pytest.fixture
def yunchuan(db) -> SimpleNamespace:
    """云川市 with 青禾区 and 白鹭县, four bureaus, and a person for each role by the role's name."""
    city = Jurisdiction.objects.create(code="990100", name="云川市", scheme="yunchuan-2026")
    units = {
        key: Unit.objects.create(
            jurisdiction=city, name=name, kind=kind, order=i, group=group, assessed=assessed
        )
        for i, (key, name, kind, group, assessed) in enumerate(
            [
                ("qinghe", "青禾区", UnitKind.ASSESSED, "县区", True),
                ("bailu", "白鹭县", UnitKind.ASSESSED, "县区", True),
                ("commerce", "市商务局", UnitKind.COMMERCE, "部门", True),
                ("reform", "市发展改革委", UnitKind.REFORM, "部门", True),
                ("statistics", "市统计局", UnitKind.STATISTICS, "部门", False),
                ("organisation", "市委组织部", UnitKind.ORGANISATION, "部门", False),
                ("government", "市政府办", UnitKind.OTHER, "部门", False),
            ]
        )
    }
    people = {
        "reporter": person("reporter", units["qinghe"], Role.REPORTER, "填报甲"),
        "unit_lead": person("unit_lead", units["qinghe"], Role.UNIT_LEAD, "签发甲"),
        "other_reporter": person("other_reporter", units["bailu"], Role.REPORTER, "填报乙"),
        "other_lead": person("other_lead", units["bailu"], Role.UNIT_LEAD, "签发乙"),
        "commerce_verifier": person("commerce_verifier", units["commerce"], Role.COMMERCE_VERIFIER),
        "reform_verifier": person("reform_verifier", units["reform"], Role.REFORM_VERIFIER),
        "statistics_verifier": person("statistics_verifier", units["statistics"], Role.STATISTICS_VERIFIER),
        "panel_reviewer": person("panel_reviewer", units["government"], Role.PANEL_REVIEWER),
        "leader": person("leader", units["government"], Role.LEADER),
        "organisation_department": person(
            "organisation_department", units["organisation"], Role.ORGANISATION_DEPARTMENT
        ),
        "auditor": person("auditor", units["government"], Role.AUDITOR),
        "system_administrator": person(
            "system_administrator", units["government"], Role.SYSTEM_ADMINISTRATOR
        ),
        "security_administrator": person(
            "security_administrator", units["government"], Role.SECURITY_ADMINISTRATOR
        ),
        "audit_administrator": person("audit_administrator", units["government"], Role.AUDIT_ADMINISTRATOR),
    }
    return SimpleNamespace(city=city, **units, **people, people=people)


@pytest.fixture
def a_lead(yunchuan):
    """Makes a draft lead of a unit, by default 青禾区's."""

    def make(number: str = "X2026-001", unit=None, by=None, **more) -> Lead:
        return Lead.objects.create(
            jurisdiction=yunchuan.city, unit=unit or yunchuan.qinghe, created_by=by or yunchuan.reporter,
            number=number, recorded_on=TODAY, date=TODAY,
            **{"company": "虚构甲公司", "amount": 80_000_000_00, **more},
        )  # fmt: skip

    return make


@pytest.fixture
def a_project(yunchuan):
    """Makes a draft project of a unit, by default 青禾区's."""

    def make(number: str = "P2026-001", unit=None, by=None, **more) -> Project:
        return Project.objects.create(
            jurisdiction=yunchuan.city, unit=unit or yunchuan.qinghe, created_by=by or yunchuan.reporter,
            number=number, recorded_on=TODAY, **{"name": "虚构电池项目", "amount": 500_000_000_00, **more},
        )  # fmt: skip

    return make


@pytest.fixture
def a_milestone(yunchuan):
    """Makes a draft milestone of a project."""

    def make(project: Project, stage: str = "signed", date=TODAY, by=None, **more) -> Milestone:
        return Milestone.objects.create(
            jurisdiction=yunchuan.city, unit=project.unit, created_by=by or yunchuan.reporter,
            recorded_on=date, project=project, stage=stage, date=date, **more,
        )  # fmt: skip

    return make
