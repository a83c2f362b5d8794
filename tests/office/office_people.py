"""People with appointments, for tests. Not in a conftest: several files have that name, and which one an import finds
depends on what ran before."""

import datetime

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import Role
from zhaoshang.office.organisation.models import Appointment, Unit

LONG_AGO = datetime.date(2020, 1, 1)


def person(username: str, unit: Unit, role: Role, name: str = "") -> User:
    """Somebody appointed to a role in a unit since long ago; the password is the name."""
    user, _ = User.objects.get_or_create(
        username=username, defaults={"display_name": name or username, "must_change_password": False}
    )
    user.set_password(username)
    user.save()
    Appointment.objects.get_or_create(user=user, unit=unit, role=role, first_day=LONG_AGO)
    return user


def also(unit: Unit) -> tuple[User, User]:
    """A reporter and a lead of a unit."""
    made = []
    for role in (Role.REPORTER, Role.UNIT_LEAD):
        user = User.objects.create(username=f"{unit.pk}-{role}", display_name=f"{unit}{role.label}")
        Appointment.objects.create(user=user, unit=unit, role=role, first_day=LONG_AGO)
        made.append(user)
    return made[0], made[1]
