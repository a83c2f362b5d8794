"""Who administers what, and which roles cannot go together. Every rule is said once, here."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.utils.translation import gettext as _

from zhaoshang.office.accounts.models import User
from zhaoshang.office.organisation.choices import ADMINISTRATORS, Role, UnitKind
from zhaoshang.office.organisation.models import Appointment, Jurisdiction, Unit
from zhaoshang.office.organisation.queries import administered, holds, in_force

ONLY_IN = {
    Role.COMMERCE_VERIFIER: UnitKind.COMMERCE,
    Role.REFORM_VERIFIER: UnitKind.REFORM,
    Role.STATISTICS_VERIFIER: UnitKind.STATISTICS,
    Role.ORGANISATION_DEPARTMENT: UnitKind.ORGANISATION,
}
"""Roles that only a unit of one kind can give."""


def conflict(roles: Collection[Role]) -> str | None:
    """Why one person cannot hold these roles at one time; None where they can.

    System, security and audit administration are three people's, and none of them has a hand in the records
    (三员分立, GB/T 22239-2019 8.1.4.2 d)."""
    different = set(roles)
    for administrator in ADMINISTRATORS:
        if administrator in different and len(different) > 1:
            other = next(role for role in Role if role in different and role != administrator)
            return _("%(administrator)s不能同时担任%(other)s：三类管理员各由一人专任，且不兼其他角色") % {
                "administrator": administrator.label,
                "other": other.label,
            }
    return None


def misplaced(role: Role, unit: Unit) -> str | None:
    """Why a role cannot be held in a unit; None where it can."""
    kind = ONLY_IN.get(role)
    if kind is None or unit.kind == kind:
        return None
    return _("%(role)s只能在%(kind)s任职，%(unit)s不是") % {
        "role": role.label,
        "kind": kind.label,
        "unit": unit.name,
    }


def refusal(user: User, role: Role, jurisdiction: Jurisdiction, day: datetime.date) -> str | None:
    """Why somebody may not do what an administrator of a jurisdiction does; None where they may."""
    if jurisdiction.pk in administered(user, role, day):
        return None
    return _("只有%(jurisdiction)s的%(role)s可以办理") % {
        "jurisdiction": jurisdiction.name,
        "role": role.label,
    }


def refusal_anywhere(user: User, role: Role, day: datetime.date) -> str | None:
    """The same for what belongs to no jurisdiction, or to one not yet there."""
    return None if holds(user, (role,), day) else _("只有%(role)s可以办理") % {"role": role.label}


def grant_refusal(user: User, jurisdiction: Jurisdiction, day: datetime.date) -> str | None:
    """Why somebody may not open a jurisdiction to readers from above: where it has a system administrator of its
    own, only that one may; what is below is not opened from above."""
    why_not = refusal(user, Role.SYSTEM_ADMINISTRATOR, jurisdiction, day)
    if why_not is not None or jurisdiction.above_id is None:
        return why_not
    own = Appointment.objects.filter(
        in_force(day), unit__jurisdiction=jurisdiction, role=Role.SYSTEM_ADMINISTRATOR, user__is_active=True
    )
    if own.exists() and not own.filter(user=user).exists():
        return _("是否允许上级阅读，由%(jurisdiction)s自己的系统管理员决定") % {
            "jurisdiction": jurisdiction.name
        }
    return None
