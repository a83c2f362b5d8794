"""A sheet's rows where a database can reach them: spooled into a table, or a Parquet file as it lies.

Cells stay what the file gives; nothing is known here of what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger.cells import Cell, is_blank
from zhaoshang.ledger.column_parameters import all_unnested, parameter, parameters, unnested
from zhaoshang.ledger.draft import SheetReading
from zhaoshang.ledger.parquet_files import ParquetColumn, ParquetSheet
from zhaoshang.ledger.sheets import NumberedRow

if TYPE_CHECKING:
    from zhaoshang.ledger.database import Connection

_ROWS_AT_ONCE = 50_000
_LONGEST_LINE = 100_000
"""Bytes; below the cell that the careful reader of CSV would refuse for its length."""
_HOLDS_SOMETHING = r"[\p{L}\p{N}]"


@dataclass
class Source:
    """Rows in the database as a file gives them: SQL for the relation, for a row's number, for cells as text."""

    relation: str
    number: str
    texts: dict[int, str]
    parquet: dict[int, ParquetColumn] = field(default_factory=dict)
    odd: dict[str, Cell] = field(default_factory=dict)
    """Cells of types too rare to be written as text, by what stands for them."""

    def cell(self, text: str | None) -> Cell:
        """The cell that a text of the relation stands for."""
        return decoded(text, self.odd) if text is not None and text[:1] == "\0" else text


def encoded(cell: Cell, odd: dict[str, Cell]) -> str | None:
    """A cell as text: texts as they are, others behind a mark that no file's text can hold."""
    if cell is None or type(cell) is str:
        return cell
    if isinstance(cell, bool):
        return f"\0b{int(cell)}"
    if isinstance(cell, float):
        return f"\0f{cell!r}"
    if type(cell) is datetime:
        return f"\0t{cell.isoformat()}"
    if type(cell) is date:
        return f"\0d{cell.isoformat()}"
    name = f"\0o{type(cell).__name__} {cell}"
    odd[name] = cell
    return name


def decoded(text: str, odd: dict[str, Cell]) -> Cell:
    """The cell that ``encoded`` wrote."""
    kind, written = text[1], text[2:]
    if kind == "b":
        return written == "1"
    if kind == "f":
        return float(written)
    if kind == "t":
        return datetime.fromisoformat(written)
    return date.fromisoformat(written) if kind == "d" else odd[text]


class Spool:
    """A table of the database that takes the rows of a sheet as they are read."""

    def __init__(self, connection: Connection, name: str, reading: SheetReading) -> None:
        self.connection, self.name, self.reading = connection, name, reading
        self.positions = [plan.position for plan in reading.plans] + [index for index, _ in reading.extra]
        columns = ", ".join(f"c{position} VARCHAR" for position in self.positions)
        connection.execute(f"CREATE OR REPLACE TABLE {name} (number BIGINT{', ' * bool(columns)}{columns})")
        self.source = Source(name, "number", {position: f"c{position}" for position in self.positions})

    def add(self, rows: Iterable[NumberedRow]) -> None:
        """Take some rows: as many as may be in memory at once."""
        kept = list(self.reading.with_content(rows))
        if not kept:
            return
        odd = self.source.odd
        columns: list[list[Any]] = [[number for number, _ in kept]]
        for position in self.positions:
            columns.append([encoded(cells[position], odd) for _, cells in kept])
        types = ["BIGINT"] + ["VARCHAR"] * len(self.positions)
        self.connection.execute(
            f"INSERT INTO {self.name} SELECT {all_unnested(types)}", parameters(types, columns)
        )


def source_of_plain_csv(
    connection: Connection, name: str, path: Path, header_number: int, width: int
) -> Source | None:
    """The rows below the header of a plain CSV file (see ``is_plain``), read by the database, many times
    faster; None where it meets anything unusual, for the careful reader to look at.
    """
    import duckdb

    file = str(path).replace("'", "''")
    columns = ", ".join(f"c{position}: 'VARCHAR'" for position in range(width))
    try:
        connection.execute("SET preserve_insertion_order = true")  # a row's number is its place
        connection.execute(
            f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM (SELECT row_number() OVER () AS number, * FROM "
            f"read_csv('{file}', auto_detect = false, header = false, delim = ',', quote = '', escape = '', "
            f"comment = '', null_padding = true, strict_mode = true, max_line_size = {_LONGEST_LINE}, "
            f"columns = {{{columns}}})) WHERE number > {header_number}"
        )
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return None
    finally:
        connection.execute("SET preserve_insertion_order = false")
    source = Source(name, "number", {position: f"c{position}" for position in range(width)})
    blank = _blank_rows(connection, source)
    if blank:
        connection.execute(
            f"DELETE FROM {name} WHERE number IN (SELECT {unnested(1, 'BIGINT')})",
            [parameter("BIGINT", blank)],
        )
    return source


def source_of_parquet(connection: Connection, sheet: ParquetSheet) -> Source:
    """A Parquet file as it lies, but for rows in which all is blank."""
    cells = "".join(
        f", {'NULL' if column.unfit else column.text} AS c{i}, {column.quoted} AS typed{i}"
        for i, column in enumerate(sheet.columns)
    )
    relation = f"(SELECT file_row_number + 1 AS number{cells} FROM {sheet.scan})"
    texts = {i: f"c{i}" for i in range(len(sheet.columns))}
    source = Source(relation, "number", texts, dict(enumerate(sheet.columns)))
    blank = _blank_rows(connection, source)
    if blank:
        connection.execute("CREATE OR REPLACE TABLE work.blank (row BIGINT)")
        connection.execute(
            f"INSERT INTO work.blank SELECT {unnested(1, 'BIGINT')}", [parameter("BIGINT", blank)]
        )
        source.relation = f"(SELECT s.* FROM {relation} s ANTI JOIN work.blank b ON s.number = b.row)"
    return source


def _blank_rows(connection: Connection, source: Source) -> list[int]:
    """The numbers of rows in which nothing stands; rows that plainly hold something are not looked at."""
    texts = list(source.texts.values())
    where = ""
    for some in (texts[:1], texts):  # the first column is mostly enough to know that there are none
        where = " AND ".join(f"NOT coalesce(regexp_matches({t}, '{_HOLDS_SOMETHING}'), false)" for t in some)
        if not connection.execute(f"SELECT 1 FROM {source.relation} WHERE {where} LIMIT 1").fetchall():
            return []
    found = connection.cursor().execute(
        f"SELECT number, {', '.join(texts)} FROM {source.relation} WHERE {where}"
    )
    blank: list[int] = []
    while some_rows := found.fetchmany(_ROWS_AT_ONCE):
        blank += [number for number, *cells in some_rows if all(map(is_blank, cells))]
    return blank
