"""Stages in words, and the buttons of a record."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from zhaoshang.office.projects.archive import Item
from zhaoshang.office.projects.stages import LABELS
from zhaoshang.office.records.choices import Action
from zhaoshang.office.web.templatetags.office import YI, money_words, yi
from zhaoshang.quantities.numbers import format_decimal

register = template.Library()

CONFIRM = {
    Action.FILE: ("", "primary"),
    Action.SIGN: ("", "primary"),
    Action.RECALL: ("", "plain"),
    Action.APPROVE: ("", "primary"),
    Action.RETURN: ("page", "plain"),
    Action.VOID: ("page", "danger-plain"),
}
"""How each action's button looks; ``page``: it asks for its reason on a page of its own."""


@register.filter
def stage_words(stage: str | None) -> str:
    """A stage as people call it."""
    return _(LABELS[stage]) if stage in LABELS else "—"


@register.inclusion_tag("projects/_buttons.html", takes_context=True)
def record_buttons(context: Any, item: Item, kind: str, small: bool = True) -> dict[str, Any]:
    """What a person may do to a record: change it, correct it, move it along."""
    shown = [(action, *CONFIRM[action]) for action in item.actions]
    return {
        "item": item, "record": item.record, "kind": kind, "shown": shown, "small": small,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.filter
def mu(value: int | None) -> str:
    """Land, kept in ten-thousandths of a mu."""
    return "—" if value is None else format_decimal(value, 4)


@register.filter
def label_lower(record: Any) -> str:
    """The kind of a record as other apps' addresses name it."""
    return str(record._meta.label_lower)


@register.filter
def amount_words(project: Any) -> str:
    """A project's amount for a card: from one 亿元 on in 亿元 with two decimals, otherwise exactly."""
    if project.currency == "CNY" and project.amount >= YI:
        return _("%(amount)s亿元") % {"amount": yi(project.amount)}
    return money_words(project.amount, project.currency)
