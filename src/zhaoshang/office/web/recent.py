"""What was lately done to the records that a person may see: two queries a kind, however many there are."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise

from zhaoshang.office.accounts.models import User
from zhaoshang.office.leads.queries import left_the_unit, own_units
from zhaoshang.office.organisation.queries import visible_records
from zhaoshang.office.web.addresses import page_of
from zhaoshang.office.web.waiting import record_models

SHOWN, LOOKED_AT = 8, 40


@dataclass(frozen=True)
class Recent:
    """One record as it stood when it was last changed, by whom and when."""

    kind: str | Promise
    name: str
    unit: str
    state: str
    state_label: str
    at: datetime.datetime
    who: str
    address: str


def recent(user: User, day: datetime.date) -> list[Recent]:
    """The records changed last, the newest first, each once: all of one's own units, and what others sent up."""
    own = own_units(user, day)
    seen = Q(unit__in=own) | (visible_records(user, day) & left_the_unit())
    newest: dict[tuple[Any, int], tuple[datetime.datetime, int]] = {}
    for model in record_models():
        rows = model.history.filter(seen).order_by("-history_date", "-history_id")  # type: ignore[attr-defined]
        for pk, at, key in rows.values_list("id", "history_date", "history_id")[:LOOKED_AT]:
            newest.setdefault((model, pk), (at, key))
    ordered = sorted(newest.items(), key=lambda one: one[1][0], reverse=True)[:SHOWN]
    wanted: dict[Any, list[int]] = {}
    for (model, _pk), (_at, key) in ordered:
        wanted.setdefault(model, []).append(key)
    whole: dict[tuple[Any, int], Any] = {}  # only of what is shown are whole rows read
    for model, keys in wanted.items():
        related = ["unit", "history_user"]
        related += ["project"] if any(f.name == "project" for f in model._meta.fields) else []
        found = model.history.filter(history_id__in=keys).order_by().select_related(*related)
        whole |= {(model, row.history_id): row for row in found}
    return [_told(whole[model, key]) for (model, _pk), (_at, key) in ordered]


def _told(row: Any) -> Recent:
    kind = row.instance_type  # not row.instance, which asks for what a history leaves out, row by row
    kept = (field.attname for field in kind._meta.concrete_fields)
    record = kind(**{name: getattr(row, name) for name in kept if hasattr(row, name)})
    for name in ("unit", "project"):  # read with the row, so that naming the record asks nothing more
        if hasattr(row, f"{name}_id"):
            setattr(record, name, getattr(row, name))
    return Recent(
        record._meta.verbose_name, str(record), row.unit.name, row.state, row.get_state_display(),
        row.history_date, str(row.history_user or ""), page_of(record),
    )  # fmt: skip
