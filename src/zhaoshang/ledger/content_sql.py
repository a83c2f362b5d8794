"""What ``model`` says of a row's name and content, said in SQL, for ledgers too large for rows in Python.

A test holds the two against each other. Strings compare by their UTF-8 bytes here and by code points there,
which is the same order.
"""

from __future__ import annotations

from zhaoshang.tables import Column, Kind, Table

_NUMBERS = (Kind.DATE, Kind.MONEY, Kind.NUMBER, Kind.SHARE)


def quoted(name: str) -> str:
    """A name as SQL takes it: several columns are called by words of SQL."""
    return '"' + name.replace('"', '""') + '"'


def name_sql(table: Table) -> str:
    """SQL for ``fact_name`` of a row, before any number behind it."""
    parts = [_as_text(table.by_key[key]) for key in table.identity]
    name = f"concat_ws('/', '{table.key}', {', '.join(parts)})"
    if table.key in ("indicators", "awards"):
        return f"CASE WHEN id IS NOT NULL THEN concat_ws('/', '{table.key}', id) ELSE {name} END"
    return name


def _as_text(column: Column) -> str:
    name = quoted(column.key)
    if column.kind is Kind.DATE:
        name = f"CAST(DATE '0001-01-01' + CAST({name} - 1 AS INTEGER) AS VARCHAR)"
    elif column.kind in _NUMBERS:
        name = f"CAST({name} AS VARCHAR)"
    return f"coalesce({name}, '')"


def content_sql(table: Table) -> str:
    """SQL for ``content_of`` a row; the columns that units bring along are left out."""
    cells = []
    for column in sorted(table.columns, key=lambda each: each.key):
        name = quoted(column.key)
        if column.kind in _NUMBERS or column.kind is Kind.YES_NO:
            written = f"CAST({name} AS VARCHAR)"
        else:
            written = f"CAST(to_json({name}) AS VARCHAR)"
        cells.append(f"""CASE WHEN {name} IS NOT NULL THEN '"{column.key}":' || {written} END""")
    return "'{' || concat_ws(',', " + ", ".join(cells) + ") || '}'"
