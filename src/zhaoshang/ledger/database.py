"""A ledger as one DuckDB file, for ledgers too large for rows in Python: its layout, and both ways through it.

Schema ``ledger`` holds one table for each of TABLES, empty ones too, its columns by their keys:

- text, choices, units, references: VARCHAR; yes and no: BOOLEAN; dates: INTEGER, the day number; every number:
  BIGINT, whole numbers of 10^-scale; lists: VARCHAR[]; a blank: NULL;
- ``position`` BIGINT: the row's place in canonical order, from 0, with gaps where rows were replaced;
- tables of facts have ``fact`` VARCHAR, the fact's unique name, and ``counted`` BOOLEAN: approved, and neither
  replaced nor a repeat of a stage;
- units have ``further`` MAP(VARCHAR, VARCHAR): the columns that a scheme does not know.

``ledger.about`` says format, digest and source; ``ledger.warnings`` holds what was worth a look.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger.column_parameters import all_unnested, parameters
from zhaoshang.ledger.content_sql import content_sql, quoted
from zhaoshang.ledger.model import Ledger, Row, content_of, digest_of
from zhaoshang.ledger.sheets import refuse
from zhaoshang.ledger.whole_files import whole_database
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.tables import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    import duckdb

    Connection = duckdb.DuckDBPyConnection

FORMAT = "1"
CATALOG = "zhaoshang"
"""The name a file is attached by: its own might be that of the schema, which SQL could not tell apart."""
_ROWS_AT_ONCE = 100_000
_TYPES = {
    Kind.DATE: "INTEGER",
    Kind.MONEY: "BIGINT",
    Kind.NUMBER: "BIGINT",
    Kind.SHARE: "BIGINT",
    Kind.YES_NO: "BOOLEAN",
    Kind.LIST: "VARCHAR[]",
}
_FURTHER = "MAP(VARCHAR, VARCHAR)"


def type_of(column: Column) -> str:
    """The SQL type a column has in the file."""
    return _TYPES.get(column.kind, "VARCHAR")


def stored_columns(table: Table) -> dict[str, str]:
    """The columns of a table in the file with their types: its own, then those that are derived."""
    columns = {column.key: type_of(column) for column in table.columns} | {"position": "BIGINT"}
    if table.is_fact:
        columns |= {"fact": "VARCHAR", "counted": "BOOLEAN"}
    return columns | {"further": _FURTHER} if table.key == "units" else columns


@contextmanager
def open_database(path: Path, *, read_only: bool = True) -> Iterator[Connection]:
    """A connection in which ``ledger.projects`` and so on are the tables of the file.

    Raises ProblemsFound where there is no such file, or it holds no ledger.
    """
    import duckdb

    if read_only and not path.is_file():
        refuse(path, "no_such_file", Words(zh="没有这个文件", en="there is no such file"))
    connection = duckdb.connect()
    try:
        file = str(path).replace("'", "''")
        options = ["TYPE duckdb", *["READ_ONLY"] * read_only]
        try:
            connection.execute(f"ATTACH '{file}' AS {CATALOG} ({', '.join(options)})")
            connection.execute(f"USE {CATALOG}")
            if read_only:
                _check_format(connection, path)
        except duckdb.Error as error:
            what = Words(
                zh="文件不是台账数据库，或正被占用", en="the file is no ledger database, or it is in use"
            )
            refuse(path, "not_a_ledger_database", what, text=str(error).splitlines()[0])
        yield connection
    finally:
        connection.close()


def _check_format(connection: Connection, path: Path) -> None:
    found = about(connection).get("format")
    if found != FORMAT:
        what = Words(
            zh=f"台账数据库的格式是{found}，本软件读的是{FORMAT}",
            en=f"the ledger database has format {found}; this software reads {FORMAT}",
        )
        advice = Words(zh="请重新导入台账", en="import the ledger again")
        refuse(path, "other_format", what, advice=advice)


def about(connection: Connection) -> dict[str, str]:
    """What the file says of itself: ``format``, ``source``, and ``digest`` once it has been worked out."""
    return dict(connection.execute("SELECT key, value FROM ledger.about").fetchall())


def create_tables(connection: Connection) -> None:
    """The empty tables of a ledger."""
    connection.execute("BEGIN")  # one for all, as each would wait for the disk
    connection.execute("CREATE SCHEMA ledger")
    for table in TABLES.values():
        columns = ", ".join(f"{quoted(key)} {sql}" for key, sql in stored_columns(table).items())
        connection.execute(f"CREATE TABLE ledger.{table.key} ({columns})")
    connection.execute("CREATE TABLE ledger.about (key VARCHAR PRIMARY KEY, value VARCHAR)")
    connection.execute("CREATE TABLE ledger.warnings (position BIGINT, problem VARCHAR)")
    connection.execute("COMMIT")


def say_about(connection: Connection, **words: str) -> None:
    """Write down what a file is to say of itself."""
    for key, value in words.items():
        connection.execute("INSERT OR REPLACE INTO ledger.about VALUES (?, ?)", [key, value])


def write_database(ledger: Ledger, path: str | Path) -> None:
    """Write a ledger in memory into a new file. Raises ProblemsFound; then nothing is written."""
    with whole_database(Path(path)) as draft, open_database(draft, read_only=False) as connection:
        create_tables(connection)
        for key, table in TABLES.items():
            rows = ledger.tables[key]
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                some = rows[start : start + _ROWS_AT_ONCE]
                insert(connection, table, _stored(ledger, table, start, some))
        keep_warnings(connection, ledger.warnings)
        say_about(connection, format=FORMAT, digest=ledger.digest)


def _stored(ledger: Ledger, table: Table, start: int, rows: Sequence[Row]) -> list[list[Any]]:
    columns: list[list[Any]] = []
    for key, sql in stored_columns(table).items():
        if key == "position":
            columns.append(list(range(start, start + len(rows))))
        elif key == "counted":
            out = ledger.not_counted
            columns.append([row["status"] == "approved" and row["fact"] not in out for row in rows])
        elif key == "further":
            columns.append([_further(table, row) for row in rows])
        elif sql.endswith("[]"):
            columns.append([list(cell) if isinstance(cell := row[key], tuple) else None for row in rows])
        else:
            columns.append([row[key] for row in rows])
    return columns


def _further(table: Table, row: Row) -> dict[str, Any]:
    more = [key for key in row if key not in table.by_key]
    return {"key": more, "value": [row[key] for key in more]}


def insert(connection: Connection, table: Table, columns: Sequence[list[Any]]) -> None:
    """Append rows given column by column: many times faster than row by row."""
    types = stored_columns(table).values()
    connection.execute(
        f"INSERT INTO ledger.{table.key} SELECT {all_unnested(types)}", parameters(types, columns)
    )


def keep_warnings(connection: Connection, warnings: Iterable[Problem]) -> None:
    """Write warnings down, in their order."""
    texts = [json.dumps(asdict(warning), ensure_ascii=False) for warning in warnings]
    connection.execute(
        f"INSERT INTO ledger.warnings SELECT {all_unnested(('BIGINT', 'VARCHAR'))}",
        parameters(("BIGINT", "VARCHAR"), [range(len(texts)), texts]),
    )


def kept_warnings(connection: Connection) -> tuple[Problem, ...]:
    """The warnings written down, in their order."""
    texts = connection.execute("SELECT problem FROM ledger.warnings ORDER BY position").fetchall()
    return tuple(problem_of(json.loads(text)) for (text,) in texts)


def problem_of(written: dict[str, Any]) -> Problem:
    """A problem that was written down as plain data."""
    words = {key: Words(**written[key]) for key in ("what", "expected", "advice") if written[key]}
    return Problem(**{**written, **words, "where": Place(**written["where"])})


def facts_in(path: Path) -> int:
    """How many facts a file's ledger has. Raises ProblemsFound."""
    with open_database(path) as connection:
        tables = [table for table in TABLES.values() if table.is_fact]
        counted = " UNION ALL ".join(f"SELECT count(*) AS n FROM ledger.{table.key}" for table in tables)
        found = connection.execute(f"SELECT sum(n) FROM ({counted})").fetchone()
        return int(found[0]) if found else 0


def read_database(path: str | Path) -> Ledger:
    """The whole ledger of a file, in memory. Raises ProblemsFound."""
    with open_database(Path(path)) as connection:
        tables: dict[str, tuple[Row, ...]] = {}
        not_counted: set[str] = set()
        for key, table in TABLES.items():
            tables[key] = tuple(rows_of(connection, table))
            if table.is_fact:
                out = f"SELECT fact FROM ledger.{key} WHERE status = 'approved' AND NOT counted"
                not_counted.update(fact for (fact,) in connection.execute(out).fetchall())
        digest = about(connection).get("digest") or digest_of(tables)
        return Ledger(tables, digest, kept_warnings(connection), frozenset(not_counted))


def rows_of(connection: Connection, table: Table) -> Iterator[Row]:
    """The rows of a table in canonical order, read some at a time."""
    columns = [key for key in stored_columns(table) if key not in ("position", "counted")]
    listed = ", ".join(map(quoted, columns))
    lists = [key for key in columns if key in table.by_key and table.by_key[key].kind is Kind.LIST]
    for start, end in _windows(connection, table):
        found = connection.execute(
            f"SELECT {listed} FROM ledger.{table.key} "
            f"WHERE position >= {start} AND position < {end} ORDER BY position"
        )
        for cells in found.fetchall():
            row = dict(zip(columns, cells, strict=True))
            for key in lists:
                if row[key] is not None:
                    row[key] = tuple(row[key])
            if "further" in row:
                row |= row.pop("further") or {}
            yield row


def database_digest(path: str | Path) -> str:
    """The digest of a file's ledger, worked out row by row the first time and kept in the file.

    It is that of the same ledger in any other form. Raises ProblemsFound.
    """
    path = Path(path)
    with open_database(path) as connection:
        known = about(connection).get("digest")
        if known is not None:
            return known
        digest = hashlib.sha256()
        for table in TABLES.values():
            for lines in _content(connection, table):
                digest.update("".join(f"{table.key}\t{line}\n" for line in lines).encode())
    found = f"sha256:{digest.hexdigest()}"
    with open_database(path, read_only=False) as connection:
        say_about(connection, digest=found)
    return found


def _content(connection: Connection, table: Table) -> Iterator[list[str]]:
    """The canonical lines of a table's rows, some at a time."""
    if table.key == "units":  # they may have columns of their own, and are few
        yield [content_of(row) for row in rows_of(connection, table)]
        return
    for start, end in _windows(connection, table):
        found = connection.execute(
            f"SELECT {content_sql(table)} FROM ledger.{table.key} "
            f"WHERE position >= {start} AND position < {end} ORDER BY position"
        )
        yield [line for (line,) in found.fetchall()]


def _windows(connection: Connection, table: Table) -> Iterator[tuple[int, int]]:
    """Stretches of positions that hold about as many rows as are read at once."""
    found = connection.execute(f"SELECT count(*), max(position) FROM ledger.{table.key}").fetchone()
    rows, last = found or (0, None)
    if last is not None:
        step = _ROWS_AT_ONCE * -(-(last + 1) // rows)
        for start in range(0, last + 1, step):
            yield start, start + step
