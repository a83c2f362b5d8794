"""Parquet files as sheets: their columns are typed, and every cell comes out as the text a person would write.

Nothing of what a cell may hold is known here, but for floating point: a number that was ever kept in binary
is not the number that was meant, so a column of such numbers is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from zhaoshang.ledger.sheets import NumberedRow, Sheet
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.quantities.money import MoneyUnit
from zhaoshang.quantities.unreadable import Unreadable

if TYPE_CHECKING:
    import duckdb

_ROWS_AT_ONCE = 20_000
_YUAN_OR_OTHER = MoneyUnit(0)
"""One of the row's own currency: a typed number is a plain amount."""
_WHOLE = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_FORMULA = "^''*[=+\\-@＝＋－＠]"
_FLOATS = frozenset({"FLOAT", "DOUBLE"})


@dataclass(frozen=True)
class ParquetColumn:
    """A column of a Parquet file: its name, its type as SQL calls it."""

    name: str
    type: str

    @property
    def is_number(self) -> bool:
        """Whether its cells are exact numbers."""
        return bool(_WHOLE.fullmatch(self.type) or _DECIMAL.fullmatch(self.type))

    @property
    def decimals(self) -> int | None:
        """The decimals of a DECIMAL; None for any other type."""
        found = _DECIMAL.fullmatch(self.type)
        return int(found[2]) if found else None

    @property
    def quoted(self) -> str:
        """Its name as SQL takes it."""
        return '"' + self.name.replace('"', '""') + '"'

    @property
    def text(self) -> str:
        """SQL for a cell as text."""
        name = self.quoted
        if self.type == "BOOLEAN":
            return f"CASE {name} WHEN true THEN '是' WHEN false THEN '否' END"
        if self.type == "VARCHAR[]":
            return safe_sql(f"array_to_string({name}, '；')")
        return name if self.type == "VARCHAR" else f"CAST({name} AS VARCHAR)"

    @property
    def unfit(self) -> Unreadable | None:
        """Why no cell of the column can be taken; None where they can."""
        if self.type in _FLOATS:
            return _FLOATING_POINT
        plain = self.type in ("VARCHAR", "VARCHAR[]", "DATE", "BOOLEAN", "TIMESTAMP", "TIMESTAMP_S",
                              "TIMESTAMP_MS", "TIMESTAMP_NS", "UUID", '"NULL"', "NULL")  # fmt: skip
        if plain or self.is_number or self.type.startswith("ENUM"):
            return None
        return Unreadable(
            "unfit_type",
            Words(
                zh=f"本列的类型是 {self.type}，台账不用",
                en=f"the column's type is {self.type}, which a ledger does not use",
            ),
            expected=Words(
                zh="VARCHAR、DATE、DECIMAL、整数、BOOLEAN 或 VARCHAR[]",
                en="VARCHAR, DATE, DECIMAL, an integer, BOOLEAN or VARCHAR[]",
            ),
        )


_FLOATING_POINT = Unreadable(
    "floating_point_column",
    Words(
        zh="本列是二进制浮点数（FLOAT 或 DOUBLE），存进去时已经不是原来的数",
        en="the column holds binary floating point (FLOAT or DOUBLE), which is not the number that was meant",
    ),
    expected=Words(
        zh="DECIMAL（金额如 DECIMAL(18,2)）、整数或文字",
        en="DECIMAL (money as DECIMAL(18,2)), integers or text",
    ),
    advice=Words(
        zh="请从原始数据重新导出，写成 DECIMAL，不要用浮点数换算",
        en="export the column again from its source as DECIMAL; do not convert the floating point",
    ),
)


def safe_sql(text: str) -> str:
    """SQL for ``safe_text``, so that ``text_of`` gives back what stood there."""
    return f"CASE WHEN regexp_matches({text}, '{_FORMULA}') THEN '''' || {text} ELSE {text} END"


@dataclass(frozen=True)
class ParquetSheet(Sheet):
    """A Parquet file as a sheet. Its rows are numbered from 1, as it has no row of headers."""

    path: Path = field(default_factory=Path)
    columns: tuple[ParquetColumn, ...] = ()
    count: int = 0

    @property
    def scan(self) -> str:
        """SQL that reads the file, each row with ``file_row_number``, from 0."""
        return scan_of(self.path)


def scan_of(path: Path) -> str:
    """SQL that reads a Parquet file."""
    name = str(path).replace("'", "''")
    return f"read_parquet('{name}', file_row_number = true)"


def sheet_of_parquet(path: Path, problems: list[Problem]) -> Iterator[Sheet]:
    """The one sheet of a Parquet file, named after it; none where it is damaged, which becomes a problem."""
    import duckdb

    try:
        with duckdb.connect() as connection:
            described = connection.execute(f"DESCRIBE SELECT * FROM {scan_of(path)}").fetchall()
            counted = connection.execute(f"SELECT count(*) FROM {scan_of(path)}").fetchone()
    except duckdb.Error as error:
        problems.append(damaged_parquet(path, error))
        return
    columns = tuple(ParquetColumn(name, type_) for name, type_, *_ in described if name != "file_row_number")
    yield ParquetSheet(
        name=path.stem,
        rows=_rows(path, columns, problems),
        file=path.name,
        in_workbook=False,
        bare_money=_bare_money(columns),
        unfit={index: each.unfit for index, each in enumerate(columns) if each.unfit is not None},
        path=path,
        columns=columns,
        count=counted[0] if counted else 0,
    )


def _bare_money(columns: tuple[ParquetColumn, ...]) -> Mapping[int, MoneyUnit]:
    return {index: _YUAN_OR_OTHER for index, each in enumerate(columns) if each.is_number}


def _rows(path: Path, columns: tuple[ParquetColumn, ...], problems: list[Problem]) -> Iterator[NumberedRow]:
    import duckdb

    yield 0, [column.name for column in columns]
    texts = ", ".join("NULL" if column.unfit else column.text for column in columns)
    try:
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1")
            found: duckdb.DuckDBPyConnection = connection.execute(
                f"SELECT file_row_number + 1, {texts} FROM {scan_of(path)}"
            )
            while some := found.fetchmany(_ROWS_AT_ONCE):
                for number, *cells in some:
                    yield number, cells
    except duckdb.Error as error:
        problems.append(damaged_parquet(path, error))


def damaged_parquet(path: Path, error: Exception) -> Problem:
    """What to say of a file that the database cannot read."""
    return Problem(
        code="unreadable_file",
        what=Words(
            zh="文件打不开，或不是完好的 Parquet", en="the file cannot be read, or is no sound Parquet file"
        ),
        where=Place(file=path.name),
        text=str(error).splitlines()[0][:200],
    )
