"""Many drafts of leads at once, as a file brings them: the same rules as one by one, in a few statements."""

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
from zhaoshang.office.leads.models import Lead
from zhaoshang.office.leads.permissions import file_refusal
from zhaoshang.office.leads.services import FIELDS, check_date, plain, take_in
from zhaoshang.office.organisation.models import Unit
from zhaoshang.office.records.flow import Refused

AT_ONCE = 500


class NewLead(NamedTuple):
    """A lead to begin: whose, under which number, with which words."""

    unit: Unit
    number: str
    values: Mapping[str, Any]


def create_many(by: User, wanted: Sequence[NewLead], *, today: datetime.date) -> list[Lead]:
    """Begin leads as drafts, each under a number of its own, or none of them. Raises Refused."""
    with attempt("lead.create", by):
        for unit in {new.unit.pk: new.unit for new in wanted}.values():
            insist(file_refusal(by, unit, today))
        leads = [_lead(by, new, today) for new in wanted]
        try:
            with transaction.atomic():
                made = bulk_create_with_history(leads, Lead, batch_size=AT_ONCE, default_user=by)
        except IntegrityError:
            raise Refused(_("有线索编号已被使用；请重新预览")) from None
        log.record_many(
            "lead.create", by,
            ((lead, plain({field: getattr(lead, field) for field in FIELDS})) for lead in made),
        )  # fmt: skip
    return made


def _lead(by: User, new: NewLead, today: datetime.date) -> Lead:
    lead = Lead(
        jurisdiction=new.unit.jurisdiction, unit=new.unit, number=new.number, created_by=by, recorded_on=today
    )
    take_in(lead, new.values)
    check_date(lead, today)
    lead.compare_by_name()
    return lead
