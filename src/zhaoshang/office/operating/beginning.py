"""The first people of an office: the three administrators, whom nobody is there yet to appoint."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from zhaoshang.office.accounts import services
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit import log
from zhaoshang.office.organisation.choices import ADMINISTRATORS, Role, UnitKind
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.organisation.permissions import conflict
from zhaoshang.office.organisation.queries import held_by, in_force
from zhaoshang.office.records.flow import Refused


def create_administrator(
    username: str,
    display_name: str,
    role: Role,
    code: str,
    jurisdiction: str,
    unit: str,
    *,
    today: datetime.date,
) -> tuple[User, str]:
    """An administrator with a first password, appointed in a unit that is made if it is not there; a
    jurisdiction that is not there is made where it is given a name. Raises Refused."""
    if role not in ADMINISTRATORS:
        raise Refused(_("这里只任命三类管理员，其他人员由安全管理员在网页上任命"))
    with transaction.atomic():
        place = _place(code, jurisdiction)
        _need_vacant(place, role, today)
        where, _made = Unit.objects.get_or_create(
            jurisdiction=place, name=unit, defaults={"kind": UnitKind.OTHER, "assessed": False}
        )
        user = services.new_user(username, display_name)
        password = services.give_first_password(user)
        why_not = conflict([role, *(h.role for h in held_by(user, today))])
        if why_not is not None:
            raise Refused(why_not)
        made = Appointment.objects.create(user=user, unit=where, role=role, first_day=today)
        log.record("office.begin", None, made, after={"username": user.username, "role": role, "unit": unit})
    return user, password


def _place(code: str, name: str) -> Jurisdiction:
    found = Jurisdiction.objects.filter(code=code).first()
    if found is None and not name:
        raise Refused(
            _("没有代码为%(code)s的辖区；要新建它，请用 --jurisdiction-name 写出名称") % {"code": code}
        )
    return found or Jurisdiction.objects.create(code=code, name=name)


def _need_vacant(place: Jurisdiction, role: Role, today: datetime.date) -> None:
    held = Appointment.objects.filter(
        in_force(today), unit__jurisdiction=place, role=role, user__is_active=True
    ).first()
    if held is not None:
        raise Refused(
            _("%(place)s已有%(role)s（%(user)s）；再任命请由安全管理员在网页上办理")
            % {"place": place.name, "role": role.label, "user": held.user.username}
        )
