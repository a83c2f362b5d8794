"""The history of an object on its page: ``{% object_history project %}``, ``{% objects_history records %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model

from zhaoshang.office.audit import queries
from zhaoshang.office.audit.models import Event
from zhaoshang.office.audit.words import action_words

register = template.Library()

ICONS = {
    "approve": ("check", "green"), "return": ("arrow-back-up", "red"), "void": ("x", "grey"),
    "create": ("plus", "blue"), "add": ("plus", "blue"), "withdraw": ("trash", "grey"),
    "original_seen": ("eye", "green"),
}  # fmt: skip
SHOWN = 50


@register.inclusion_tag("audit/_history.html")
def object_history(about: Model) -> dict[str, Any]:
    """What was done to one object; one query."""
    return _history([about], several=False)


@register.inclusion_tag("audit/_history.html")
def objects_history(objects: list[Model]) -> dict[str, Any]:
    """What was done to any of several objects, each named; one query."""
    return _history(list(objects), several=True)


def _history(objects: list[Model], *, several: bool) -> dict[str, Any]:
    found = list(queries.of_many(objects).order_by("-number")[: SHOWN + 1])
    return {
        "events": [_told(event, several) for event in found[:SHOWN]],
        "more": SHOWN if len(found) > SHOWN else 0,
    }


def _told(event: Event, several: bool) -> dict[str, Any]:
    icon, tone = ICONS.get(event.action.rpartition(".")[2], ("edit", "grey"))
    return {
        "words": action_words(event.action),
        "at": event.at,
        "who": " · ".join(part for part in (event.unit, event.person) if part),
        "icon": icon,
        "tone": tone,
        "about": event.name if several else "",
        "reason": event.reason,
    }
