"""A project's history in words: what the log says happened, and what each version of a record changed."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from zhaoshang.office.audit.models import Event
from zhaoshang.office.audit.words import action_words
from zhaoshang.quantities.money import format_money
from zhaoshang.quantities.numbers import format_decimal, format_percent

UNTOLD = {
    "id", "version", "created_by", "created_at", "filed_by", "signed_by", "verified_by", "submitted_at", "verified_at",
    "jurisdiction", "root", "supersedes", "project", "state", "returned_because",
}  # fmt: skip
"""Fields that the events tell already, or that mean nothing to a reader."""
ICONS = {
    "create": ("plus", "blue"), "change": ("edit", "grey"), "correct": ("edit", "amber"), "approve": ("check", "green"),
    "return": ("arrow-back-up", "red"), "void": ("x", "grey"), "accept": ("check", "green"),
    "offer": ("switch-horizontal", "blue"), "sign": ("flag", "blue"),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One field, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One thing that happened."""

    words: str
    at: datetime.datetime
    who: str
    about: str
    reason: str
    differences: tuple[Difference, ...]
    icon: str
    tone: str
    succeeded: bool


@dataclass(frozen=True)
class Version:
    """One version of a record's words and what it changed, from django-simple-history."""

    about: str
    at: datetime.datetime
    who: str
    reason: str
    differences: tuple[Difference, ...]


def value_in_words(field: Any, value: Any, currency: str = "CNY") -> str:
    """A value of a field as people read it."""
    if value is None or value == "":
        return "—"
    if field.name == "amount" and isinstance(value, int):
        return format_money(value, currency)
    if field.name == "land" and isinstance(value, int):
        return format_decimal(value, 4)
    if field.name == "share" and isinstance(value, int):
        return format_percent(value, 8)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    labels = dict(field.flatchoices) if getattr(field, "flatchoices", None) else {}
    return str(labels.get(value, value))


def events_of(records: list[Model]) -> list[Told]:
    """What was done to some records, the latest first; readings and refusals are for the log itself. One query."""
    from zhaoshang.office.audit.queries import of_many

    models = {record._meta.label_lower: type(record) for record in records}
    done = of_many(records).exclude(action__in=("seen", "listed", "exported")).filter(succeeded=True)
    return [_told(event, models) for event in done.order_by("-number")[:200]]


def _told(event: Event, models: dict[str, type[Model]]) -> Told:
    icon, tone = ICONS.get(event.action.rpartition(".")[2], ("edit", "grey"))
    before, after = (_read(text) for text in (event.before, event.after))
    model = models.get(event.kind)
    currency = str(after.get("currency") or before.get("currency") or "CNY")
    differences = [
        Difference(*_field(model, key, before.get(key), after.get(key), currency))
        for key in {**before, **after}
    ]
    return Told(
        action_words(event.action), event.at, " · ".join(p for p in (event.unit, event.person) if p), event.name,
        event.reason, tuple(differences), icon, tone, event.succeeded,
    )  # fmt: skip


def _read(text: str) -> dict[str, Any]:
    values = json.loads(text) if text else {}
    return values if isinstance(values, dict) else {}


def _field(
    model: type[Model] | None, key: str, before: Any, after: Any, currency: str
) -> tuple[str, str, str]:
    named = {f.name: f for f in model._meta.concrete_fields} if model is not None else {}
    field = named.get(key)
    if field is None:
        words = {
            "unit": _("单位"), "parties": _("参与企业"), "from": _("移出单位"), "to": _("接收单位"), "date": _("日期"),
            "by": _("更正记录"),
        }  # fmt: skip
        return str(words.get(key, key)), _plain(before), _plain(after)
    return (
        str(field.verbose_name),
        value_in_words(field, before, currency),
        value_in_words(field, after, currency),
    )


def _plain(value: Any) -> str:
    return (
        "—"
        if value in (None, "", [])
        else "；".join(map(str, value))
        if isinstance(value, list)
        else str(value)
    )


def versions_of(records: list[Any]) -> list[Version]:
    """Every version of some records that changed their words, the latest first. One query for each kind."""
    found: list[Version] = []
    kinds = {type(record): [r for r in records if type(r) is type(record)] for record in records}
    for model, members in kinds.items():
        names = {record.pk: str(record) for record in members}
        rows = model.history.filter(id__in=names).select_related("history_user").order_by("id", "history_id")
        earlier: Any = None
        for row in rows:
            if earlier is not None and earlier.id == row.id:
                differences = _between(model, earlier, row)
                if differences:
                    who, why = str(row.history_user or ""), row.history_change_reason or ""
                    found.append(Version(names[row.id], row.history_date, who, why, differences))
            earlier = row
    return sorted(found, key=lambda version: version.at, reverse=True)


def _between(model: Any, one: Any, other: Any) -> tuple[Difference, ...]:
    found = []
    for field in model._meta.concrete_fields:
        before, after = getattr(one, field.attname), getattr(other, field.attname)
        if field.name in UNTOLD or before == after:
            continue
        currency = getattr(other, "currency", "") or "CNY"
        if field.is_relation:
            found.append(Difference(str(field.verbose_name), _("（已改）"), _("（已改）")))
        else:
            found.append(
                Difference(
                    str(field.verbose_name),
                    value_in_words(field, before, currency),
                    value_in_words(field, after, currency),
                )
            )
    return tuple(found)
