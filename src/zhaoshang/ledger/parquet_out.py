"""A ledger as a folder of Parquet files: one file a table, columns by key, each in its exact type.

Money is DECIMAL(18,2) in whole yuan, or whole ones of the row's own currency; other numbers DECIMAL of the
column's scale; dates DATE; lists VARCHAR[]. Reading the folder back gives the same digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from zhaoshang.ledger.content_sql import quoted
from zhaoshang.ledger.database import CATALOG, open_database, write_database
from zhaoshang.ledger.model import Ledger
from zhaoshang.ledger.parquet_files import safe_sql
from zhaoshang.ledger.sheets import refuse
from zhaoshang.ledger.whole_files import whole_folder
from zhaoshang.problems import Words
from zhaoshang.tables import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    from zhaoshang.ledger.database import Connection


def write_parquet_folder(ledger: Ledger, path: str | Path) -> None:
    """Write a new folder of Parquet files, one for each table with rows. Raises ProblemsFound."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="zhaoshang-") as workshop:
        database = Path(workshop) / "ledger.duckdb"
        write_database(ledger, database)
        database_to_parquet(database, path)


def database_to_parquet(database: str | Path, path: str | Path) -> None:
    """The same from a ledger's DuckDB file, of whatever size. Raises ProblemsFound."""
    with open_database(Path(database)) as connection, whole_folder(Path(path)) as folder:
        for table in _filled(connection):
            file = str(folder / f"{table.key}.parquet").replace("'", "''")
            cells = [f"{cell_of(column)} AS {quoted(column.key)}" for column in table.columns]
            if table.key == "units":
                cells += _further(connection, Path(path))
            connection.execute(
                f"COPY (SELECT {', '.join(cells)} FROM {CATALOG}.ledger.{table.key} ORDER BY position)"
                f" TO '{file}' (FORMAT parquet, COMPRESSION zstd)"
            )


def cell_of(column: Column) -> str:
    """SQL for a stored cell as its Parquet type."""
    name = quoted(column.key)
    if column.kind is Kind.DATE:
        return f"DATE '0001-01-01' + CAST({name} - 1 AS INTEGER)"
    if column.kind is Kind.MONEY:
        return f"CAST(CAST({name} AS DECIMAL(18,0)) * CAST(0.01 AS DECIMAL(2,2)) AS DECIMAL(18,2))"
    if column.kind in (Kind.NUMBER, Kind.SHARE):
        if column.scale == 0:
            return name
        one = f"CAST(0.{1:0{column.scale}} AS DECIMAL({column.scale},{column.scale}))"
        return f"CAST(CAST({name} AS DECIMAL(19,0)) * {one} AS DECIMAL(20,{column.scale}))"
    if column.kind in (Kind.YES_NO, Kind.LIST):
        return name
    return safe_sql(name)


def _filled(connection: Connection) -> Iterable[Table]:
    """The tables that have rows; where none has, the projects, so that there is something to write."""
    filled = [
        table
        for table in TABLES.values()
        if connection.execute(f"SELECT 1 FROM ledger.{table.key} LIMIT 1").fetchall()
    ]
    return filled or [TABLES["projects"]]


def _further(connection: Connection, path: Path) -> list[str]:
    found = connection.execute(
        "SELECT DISTINCT unnest(map_keys(further)) AS name FROM ledger.units ORDER BY name"
    ).fetchall()
    names = [str(name) for (name,) in found]
    taken = set(TABLES["units"].by_key)
    for name in names:
        if name.lower() in taken:
            refuse(
                path,
                "names_alike",
                Words(
                    zh="“单位”表有两列的名称只差大小写，Parquet 分不清",
                    en="two columns of units differ only in capitals, which Parquet files do not tell apart",
                ),
                text=name,
            )
        taken.add(name.lower())
    return [f"{safe_sql(_of_map(name))} AS {quoted(name)}" for name in names]


def _of_map(name: str) -> str:
    key = name.replace("'", "''")
    return f"further['{key}']"
