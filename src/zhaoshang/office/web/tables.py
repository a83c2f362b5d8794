"""Columns that lists have in common, over django-tables2. The template is ``web/table.html``."""

from __future__ import annotations

import datetime
from typing import Any

import django_tables2 as tables
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from zhaoshang.office.web.templatetags.office import STRUCK_STATES, stage_tone, state_tone, yi

NUMBER = {"th": {"class": "number"}, "td": {"class": "number"}, "tf": {"class": "number"}}
"""Attributes of a column of figures: they stand to the right."""


KEPT = {"td": {"class": "keep"}}
"""Attributes of a column whose words stay on one line: numbers of records, days, short names."""


def tag(label: object, tone: str, struck: bool = False) -> SafeString:
    """A badge, as ``<c-badge>`` draws it."""
    return format_html('<span class="tag tone-{}{}">{}</span>', tone, " struck" if struck else "", label)


def _label(record: Any, name: str, value: object) -> object:
    if isinstance(record, dict):
        return record.get(f"{name}_label", value)
    return value  # of a model's field with choices, django-tables2 hands the label on


class NumberColumn(tables.Column):
    """Figures, to the right."""

    def __init__(self, *args: Any, **extra: Any) -> None:
        extra.setdefault("attrs", NUMBER)
        super().__init__(*args, **extra)


class AmountColumn(NumberColumn):
    """Fen in 亿元 with two decimals; the head must say 亿元."""

    def render(self, value: int) -> str:
        """The amount in 亿元."""
        return yi(value)


class DayColumn(tables.Column):
    """A day as ``2026-03-01``. The column of django-tables2 compiles a template for each cell."""

    def render(self, value: datetime.date) -> str:
        """The day."""
        return value.isoformat()


class MomentColumn(tables.Column):
    """A moment on the office's own clock, to the minute or to the second."""

    def __init__(self, *args: Any, seconds: str = "", **extra: Any) -> None:
        self.pattern = f"Y-m-d H:i{seconds}"
        super().__init__(*args, **extra)

    def render(self, value: datetime.datetime) -> str:
        """The moment."""
        return dateformat.format(localtime(value), self.pattern)


class StateColumn(tables.Column):
    """A record's state as a badge, with the label the model gives it."""

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        """The badge."""
        raw = record[bound_column.name] if isinstance(record, dict) else getattr(record, bound_column.name)
        return tag(_label(record, bound_column.name, value), state_tone(raw), str(raw) in STRUCK_STATES)


class StageColumn(tables.Column):
    """A project's stage as a badge."""

    def render(self, value: Any, record: Any, bound_column: Any) -> SafeString:
        """The badge."""
        raw = record[bound_column.name] if isinstance(record, dict) else getattr(record, bound_column.name)
        return tag(_label(record, bound_column.name, value), stage_tone(raw))


class ChooseColumn(tables.CheckBoxColumn):
    """A box per row, and one in the head for all; buttons with ``data-needs-chosen`` wait for one."""

    def __init__(self, field: str = "chosen", **extra: Any) -> None:
        attrs = {
            "th": {"class": "narrow"}, "td": {"class": "narrow"},
            "th__input": {"class": "form-check-input", "data-choose-all": field},
            "td__input": {"class": "form-check-input", "data-choose": True, "name": field},
        }  # fmt: skip
        super().__init__(attrs=attrs, orderable=False, exclude_from_export=True, **extra)
