"""More people, where a test needs them."""

import datetime

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Unit


def also(unit: Unit) -> tuple[User, User]:
    """A reporter and a lead of a unit."""
    made = []
    for role in (Role.REPORTER, Role.UNIT_LEAD):
        user = User.objects.create(username=f"{unit.pk}-{role}", display_name=f"{unit}{role.label}")
        Appointment.objects.create(user=user, unit=unit, role=role, first_day=datetime.date(2020, 1, 1))
        made.append(user)
    return made[0], made[1]
