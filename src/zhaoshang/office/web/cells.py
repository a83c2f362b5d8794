"""The rows of a list as HTML. What a column needs is found out once a table, not once a cell: django-tables2 asks
each cell anew for its function's signature, its field's choices and its heading, which was two fifths of a list.

Only the body of a table is written here. Sorting, pages, columns and links stay those of django-tables2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import django_tables2
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template import Context
from django.template.base import render_value_in_context
from django.templatetags.l10n import localize, unlocalize
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django_tables2.utils import Accessor, signature

Take = Callable[[Any], Any]
"""From a row's record the value of a column; None where there is none."""


@dataclass
class Cells:
    """The cells of one column of one table."""

    column: Any
    opening: str = field(init=False)
    take: Take | None = None
    wanted: tuple[str, ...] | None = field(init=False)
    render: Callable[..., Any] = field(init=False)
    is_plain: bool = field(init=False)

    def __post_init__(self) -> None:
        css = self.column.attrs["td"].get("class")
        heading = strip_tags(str(self.column.header))
        opening = format_html('<td data-label="{}"', heading)
        self.opening = opening + (format_html(' class="{}">', css) if css else mark_safe(">"))
        self.render = self.column.render
        wanted, everything = signature(self.render)
        self.wanted = None if everything else wanted
        self.is_plain = getattr(self.render, "__func__", None) is django_tables2.Column.render

    def html(self, row: Any, context: Context) -> str:
        """The cell of a row, from its opening tag to its closing one."""
        shown = self._shown(row)
        if self.column.localize is not None:
            shown = (localize if self.column.localize else unlocalize)(shown)
        return f"{self.opening}{render_value_in_context(shown, context)}</td>"

    def _shown(self, row: Any) -> Any:
        record, column = row.record, self.column
        if self.take is None:
            self.take = _taker(column, record)
        value = self.take(record)
        if value in column.column.empty_values:
            return column.default
        if self.is_plain and not column.link:
            return value
        offered = {
            "value": value, "record": record, "column": column.column, "bound_column": column, "bound_row": row,
            "table": row.table,
        }  # fmt: skip
        wanted = offered if self.wanted is None else {name: offered[name] for name in self.wanted}
        content = self.render(**wanted)
        return column.link(content, **offered) if column.link else content


def _taker(column: Any, record: Any) -> Take:
    """How the value of a column is taken from records like one of them, as django-tables2 would."""
    accessor = Accessor(column.accessor)
    if not isinstance(record, Model):
        return lambda one: accessor.resolve(one, quiet=True)
    names = accessor.bits
    labels = _labels(accessor, record) if len(names) == 1 else None
    if labels is not None:
        name = names[0]

        def label(one: Any) -> Any:
            value = getattr(one, name)
            return labels.get(value, value)

        return label

    def attribute(one: Any) -> Any:
        value = one
        try:
            for name in names:
                value = getattr(value, name)
                if callable(value):
                    return accessor.resolve(one, quiet=True)
                if value is None:
                    break
        except (AttributeError, TypeError, LookupError, ValueError):
            return None
        return value

    return attribute


def _labels(accessor: Any, record: Model) -> Mapping[Any, str] | None:
    """The labels of a field with choices, in the reader's language; None where the column is no such field."""
    try:
        own = record._meta.get_field(str(accessor))
    except FieldDoesNotExist:
        return None
    choices = getattr(own, "flatchoices", None)
    return {value: str(label) for value, label in choices} if choices else None


def rows_of(table: Any, context: Context) -> Iterator[SafeString]:
    """The rows of a page of a table."""
    columns = [Cells(column) for column in table.columns]
    for row in table.paginated_rows:
        attributes = row.attrs.as_html() if table.row_attrs else f'class="{row.get_even_odd_css_class()}"'
        cells = "".join(cell.html(row, context) for cell in columns)
        yield mark_safe(f"<tr {attributes}>{cells}</tr>\n")
