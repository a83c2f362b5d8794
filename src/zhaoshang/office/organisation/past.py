"""Units as they were on an earlier day: the names they bore, and their group, team and head count then.

Names are kept with their last days (``UnitName``). Everything else is read back out of the log, change by change;
what was changed before the oldest event kept is not known any more, and stands as it was then.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable

from django.utils import timezone

from zhaoshang.office.audit.models import Event
from zhaoshang.office.organisation.models import Unit

READ_BACK = ("kind", "assessed", "group", "team", "headcount")
"""What is read back out of the log."""


def as_of(units: Iterable[Unit], day: datetime.date) -> list[Unit]:
    """Units with what they were called and what they were at the end of a day, in the order given; not to be
    saved. Their ``names`` are best fetched before. One query more, however many."""
    shown = list(units)
    there = {str(unit.pk): unit for unit in shown}
    for unit in shown:
        former = [name for name in unit.names.all() if name.until is not None and name.until >= day]
        if former:
            unit.name = min(former, key=lambda name: name.until or day).name
    midnight = timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))
    later = Event.objects.filter(
        action="unit.change", kind=Unit._meta.label_lower, key__in=there, succeeded=True, at__gt=midnight
    )
    for key, before in later.order_by("-number").values_list("key", "before"):
        for field, value in (json.loads(before) if before else {}).items():
            if field in READ_BACK:
                setattr(there[key], field, value)
    return shown
