"""A ledger back into cells, as text that the readers take back to the same value.

One place for both the workbook and the CSV, so that they always agree.
"""

from __future__ import annotations

from collections.abc import Iterable

from zhaoshang.ledger.cells import safe_text
from zhaoshang.ledger.model import Ledger, Row, Value
from zhaoshang.quantities.dates import to_iso
from zhaoshang.quantities.numbers import format_decimal, format_percent
from zhaoshang.tables import TABLES, Column, Kind, Table

MONEY_IN_TEN_THOUSANDS = 6
"""The scale at which fen read as 万."""
TABLE_COLUMNS = {table.key: frozenset(table.by_key) for table in TABLES.values()}


def columns_of(table: Table, rows: Iterable[Row]) -> tuple[list[Column], list[str]]:
    """The columns to write: the table's own, and the further ones that rows of units may have."""
    if table.key != "units":
        return list(table.columns), []
    extra = dict.fromkeys(key for row in rows for key in row if key not in TABLE_COLUMNS[table.key])
    return list(table.columns), sorted(extra)


def unit_of(column: Column) -> str | None:
    """What a header says in brackets; money is in 万 of the row's own currency."""
    if column.kind is Kind.MONEY:
        return "万"
    return column.unit if column.kind is Kind.NUMBER else None


def with_unit(header: str, column: Column) -> str:
    """A header with its unit in brackets."""
    unit = unit_of(column)
    return f"{header}（{unit}）" if unit else header


def text_of_value(value: Value, column: Column) -> str:
    """A value as text; a blank as the empty text. Choices by their Chinese names."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        if column.kind is Kind.DATE:
            return to_iso(value)
        if column.kind is Kind.MONEY:
            return format_decimal(value, MONEY_IN_TEN_THOUSANDS)
        if column.kind is Kind.SHARE:
            return format_percent(value, column.scale)
        return format_decimal(value, column.scale)
    if isinstance(value, tuple):
        return safe_text("；".join(value))
    if column.kind is Kind.CHOICE:
        return column.label_of[value]
    return safe_text(value)


def filled_tables(ledger: Ledger) -> list[Table]:
    """The tables that have rows; where none has, the projects, so that there is something to write."""
    return [table for table in TABLES.values() if ledger.tables[table.key]] or [TABLES["projects"]]
