"""Where a request comes from and for which unit its user acts, as the log keeps it."""

from __future__ import annotations

import datetime

from django.http import HttpRequest

from zhaoshang.office.accounts.addresses import client_address
from zhaoshang.office.accounts.models import User
from zhaoshang.office.audit.context import Origin
from zhaoshang.office.organisation.queries import held_by


def origin_of(request: HttpRequest, user: User, day: datetime.date) -> Origin:
    """The origin of a request that somebody makes; of nobody's unit where they hold nothing that day."""
    held = held_by(user, day)
    unit, jurisdiction = (held[0].unit.name, held[0].unit.jurisdiction.code) if held else ("", "")
    return Origin(client_address(request), unit, jurisdiction)
