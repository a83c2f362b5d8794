"""The DuckDB back end: in process, for ledgers from one district to the whole country."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhaoshang.ledger.column_parameters import all_unnested, parameters
from zhaoshang.scoring.algebra import LargeValues, Relation, Table
from zhaoshang.scoring.backends.backend import Data, Row
from zhaoshang.scoring.backends.sql import DUCKDB, statement, stored_in

if TYPE_CHECKING:
    import duckdb

_TYPES = {"integer": "BIGINT", "truth": "BOOLEAN", "text": "VARCHAR"}


class DuckDB:
    """Evaluates relations in one in-memory database that holds the tables it was made with."""

    def __init__(self, data: Data) -> None:
        import duckdb

        self._connection: duckdb.DuckDBPyConnection = duckdb.connect()
        self._stored: dict[int, Relation] = {}
        self._large = LargeValues()
        for table, rows in data.values():
            self._load(table, rows)

    def rows(self, relation: Relation) -> list[Row]:
        """All rows of a relation. Stored relations are computed once and kept."""
        relation, constants = self._large.taken_out(relation)
        for table, values in constants:
            self._load(table, values.rows)
        for stored in stored_in(relation):
            if id(stored) not in self._stored:
                body = statement(stored.source, DUCKDB)
                self._connection.execute(f"CREATE TABLE {stored.label} AS {body}")
                self._stored[id(stored)] = stored
        return self._connection.execute(statement(relation, DUCKDB)).fetchall()

    def _load(self, table: Table, rows: Sequence[Row]) -> None:
        columns = ", ".join(f"{c.name} {_TYPES[c.kind]}" for c in table.columns.values())
        self._connection.execute(f"CREATE TABLE {table.label} ({columns})")
        if not rows:
            return
        types = [_TYPES[column.kind] for column in table.columns.values()]
        self._connection.execute(
            f"INSERT INTO {table.label} SELECT {all_unnested(types)}",
            parameters(types, zip(*rows, strict=True)),
        )
