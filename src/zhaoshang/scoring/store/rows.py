"""A ledger database seen as a ledger: its tables are read row by row only where somebody asks for one.

For the small tables that scoring reads in Python: units, rates, targets, people, exclusions, results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.column_parameters import all_unnested, parameters
from zhaoshang.ledger.database import rows_of
from zhaoshang.ledger.model import Row
from zhaoshang.scoring.algebra import Table
from zhaoshang.scoring.backends.backend import Row as AlgebraRow
from zhaoshang.tables import TABLES

if TYPE_CHECKING:
    import duckdb


class TablesOnDemand(Mapping[str, tuple[Row, ...]]):
    """Every table of a ledger database by key. ``without`` are taken to be empty."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, without: frozenset[str] = frozenset()) -> None:
        self._connection, self._without = connection, without
        self._read: dict[str, tuple[Row, ...]] = {}

    def __getitem__(self, key: str) -> tuple[Row, ...]:
        if key not in self._read:
            rows = () if key in self._without else rows_of(self._connection, TABLES[key])
            self._read[key] = tuple(rows)
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def ledger_on_demand(
    connection: duckdb.DuckDBPyConnection, digest: str, without: frozenset[str] = frozenset()
) -> Ledger:
    """A ledger whose tables are read when they are asked for."""
    return Ledger(TablesOnDemand(connection, without), digest)


def insert_rows(
    connection: duckdb.DuckDBPyConnection,
    into: str,
    columns: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Append rows to a table whose ``columns`` have these SQL types."""
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    types = columns.values()
    cells = [[row.get(name) for row in rows] for name in columns]
    connection.execute(f"INSERT INTO {into} ({names}) SELECT {all_unnested(types)}", parameters(types, cells))


_TYPES = {"integer": "BIGINT", "truth": "BOOLEAN", "text": "VARCHAR"}


def write_rows(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    rows: Sequence[AlgebraRow],
    create: str = "CREATE OR REPLACE TEMP TABLE",
) -> None:
    """Write rows into a table made for them, one list a column, which is many times faster than row by row."""
    columns = list(table.own.values())
    typed = ", ".join(f"{c.name} {_TYPES[c.kind]}" for c in columns)
    connection.execute(f"{create} {table.label} ({typed})")
    if rows:
        types = [_TYPES[column.kind] for column in columns]
        connection.execute(
            f"INSERT INTO {table.label} SELECT {all_unnested(types)}",
            parameters(types, zip(*rows, strict=True)),
        )
