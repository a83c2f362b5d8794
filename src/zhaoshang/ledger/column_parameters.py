"""Columns of values as parameters of one SQL statement: many times faster into DuckDB than row by row.

DuckDB looks for pandas at every single value of a Python list that it is given, and where pandas is not there each
look is a failed import: 0.15 ms a value. A column therefore goes in as one text, a JSON list of texts, which the
database turns into the column's own type; whole numbers of any size stay exact. Knows nothing of ledgers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any


def unnested(number: int, sql: str) -> str:
    """SQL for the rows of parameter ``number``, made by ``parameter`` for the same SQL type."""
    if _is_plain(sql):
        return f"""unnest(CAST(from_json(${number}, '["VARCHAR"]') AS {sql}[]))"""
    if sql == "VARCHAR[]":
        return f"""unnest(from_json(${number}, '[["VARCHAR"]]'))"""
    return f"unnest(CAST(${number} AS {sql}[]))"


def parameter(sql: str, cells: Iterable[Any]) -> Any:
    """One column's cells as a parameter: texts, whole numbers, truths or None, or lists for types that are lists."""
    if sql == "VARCHAR[]":
        return json.dumps([None if cell is None else list(cell) for cell in cells], ensure_ascii=False)
    if not _is_plain(sql):
        return list(cells)
    return json.dumps([_text(cell) for cell in cells], ensure_ascii=False)


def all_unnested(types: Iterable[str]) -> str:
    """SQL for the rows of several columns, numbered from 1."""
    return ", ".join(unnested(number, sql) for number, sql in enumerate(types, 1))


def parameters(types: Iterable[str], columns: Iterable[Sequence[Any]]) -> list[Any]:
    """The parameters of several columns of one length."""
    return [parameter(sql, cells) for sql, cells in zip(types, columns, strict=True)]


def _is_plain(sql: str) -> bool:
    return sql.isalpha()  # BIGINT, VARCHAR; not VARCHAR[] or MAP(…)


def _text(cell: Any) -> str | None:
    if cell is None or type(cell) is str:
        return cell
    return str(cell).lower() if cell is True or cell is False else str(cell)
