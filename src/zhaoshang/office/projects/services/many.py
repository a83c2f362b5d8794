"""Many drafts of projects at once, as a file brings them: the same rules as one by one, in a few statements."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from zhaoshang.office.accounts.attempts import attempt, insist
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.models import Jurisdiction, Unit
from zhaoshang.office.projects.models import Project
from zhaoshang.office.projects.permissions import create_refusal
from zhaoshang.office.projects.services.projects import PROJECT_FIELDS
from zhaoshang.office.projects.services.writing import set_values
from zhaoshang.office.records.flow import Refused

AT_ONCE = 500


class NewProject(NamedTuple):
    """A project to register: whose, under which number, with which words."""

    unit: Unit
    number: str
    values: Mapping[str, Any]


def create_projects(by: User, wanted: Sequence[NewProject], *, today: datetime.date) -> list[Project]:
    """Register projects as drafts, each under a number of its own, or none of them. Raises Refused."""
    with attempt("project.create", by):
        for unit in {new.unit.pk: new.unit for new in wanted}.values():
            insist(create_refusal(by, unit, today))
        places = {new.unit.jurisdiction_id for new in wanted}
        list(Jurisdiction.objects.select_for_update().filter(pk__in=places).order_by("pk"))
        projects, told = [], []
        for new in wanted:
            project = Project(
                jurisdiction=new.unit.jurisdiction, unit=new.unit, created_by=by, recorded_on=today
            )
            _before, after = set_values(project, PROJECT_FIELDS, {**new.values, "number": new.number})
            projects.append(project)
            told.append({**after, "unit": new.unit.name})
        try:
            with transaction.atomic():
                made = bulk_create_with_history(projects, Project, batch_size=AT_ONCE, default_user=by)
        except IntegrityError:
            raise Refused(_("有项目编号已被使用；请重新预览")) from None
        log.record_many("project.create", by, zip(made, told, strict=True))
    return made
