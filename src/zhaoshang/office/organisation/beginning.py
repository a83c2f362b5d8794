"""The first jurisdiction, unit and administrators of an office, which nobody is there yet to make."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.accounts.services import give_first_password, new_user
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.choices import ADMINISTRATORS, UnitKind
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.records.flow import Refused

USERNAMES = dict(zip(ADMINISTRATORS, ("system", "security", "audit"), strict=True))


def begin(code: str, name: str, unit: str, *, today: datetime.date, scheme: str = "") -> dict[str, str]:
    """Make a jurisdiction, the unit in which it is run, and the three administrators; the first passwords by user
    name. Only in an office that nobody uses yet. Raises Refused."""
    with transaction.atomic():
        if User.objects.exists() or Jurisdiction.objects.exists():
            raise Refused(_("系统已在使用，不能再次初始化"))
        place = Jurisdiction.objects.create(code=code, name=name, scheme=scheme)
        run_by = Unit.objects.create(jurisdiction=place, name=unit, kind=UnitKind.OTHER, assessed=False)
        passwords = {}
        for role, username in USERNAMES.items():
            user = new_user(username, str(role.label))
            passwords[username] = give_first_password(user)
            Appointment.objects.create(user=user, unit=run_by, role=role, first_day=today)
        log.record("office.begin", None, place, after={"unit": unit, "administrators": sorted(passwords)})
    return passwords
