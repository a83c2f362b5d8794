"""``zhaoshang ledger``: an empty workbook to fill in, a check of a filled one, and its other forms.

Only carries words between the terminal and the ledger room; errors are raised for the main door to print.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

if TYPE_CHECKING:
    from zhaoshang.ledger import Ledger, SavedMapping
    from zhaoshang.problems import Problem
    from zhaoshang.tables import UnitDirectory

app = typer.Typer(
    no_args_is_help=True,
    help="台账：模板、检查、导入、转换。The ledger: template, check, import, convert.",
)

Source = Annotated[
    Path,
    typer.Argument(
        metavar="LEDGER",
        help="工作簿，CSV 或 Parquet 文件夹，CSV 压缩包，或导入后的 .duckdb。"
        "A workbook, a folder of CSV or Parquet, a .zip of CSV, or an imported .duckdb.",
    ),
]
Scheme = Annotated[
    str | None, typer.Option(help="方案，用其单位名单。A scheme (id or folder), for its list of units.")
]
Mapping = Annotated[
    Path | None,
    typer.Option(help="映射文件，用于本单位自己的表头。A saved mapping for an office's own headers."),
]


Memory = Annotated[
    str | None,
    typer.Option(
        metavar="SIZE",
        help="数据库至多用多少内存，如 400MB；多大的台账都可以。"
        "How much memory the database may use, such as 400MB, for ledgers of any size.",
    ),
]


@app.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="要写的 .xlsx。The .xlsx to write.")],
    scheme: Scheme = None,
) -> None:
    """写一份空台账供填写。Write an empty ledger to fill in."""
    from zhaoshang.ledger import write_template

    write_template(out, _units_of(scheme))
    typer.echo(f"已写好模板 {out} · Template written")


@app.command()
def check(
    ledger: Source,
    scheme: Scheme = None,
    rejected: Annotated[
        Path | None,
        typer.Option(
            help="有错时，把错行连同原因写入此工作簿。Where there are errors, write the rows and reasons here."
        ),
    ] = None,
    mapping: Mapping = None,
    memory: Memory = None,
) -> None:
    """检查台账，一次列出所有问题。Check a ledger and list everything that is wrong."""
    from zhaoshang.ledger import write_rejected
    from zhaoshang.problems import ProblemsFound

    units = _units_of(scheme)
    try:
        if memory is None:
            found_in = _counts_of(_read(ledger, units, mapping))
        else:
            found_in = _checked_in_pieces(ledger, units, mapping, memory)
    except ProblemsFound as found:
        if rejected is not None and any(problem.where.row is not None for problem in found.problems):
            count = write_rejected(ledger, found.problems, rejected)
            typer.echo(
                f"已把{count}行连同原因写入 {rejected} · {count} rows written with their reasons", err=True
            )
        raise
    _tell_counts(found_in)
    typer.echo(f"没有错误 · No errors · {found_in.digest}")


@app.command("import")
def import_(
    ledger: Annotated[
        Path,
        typer.Argument(
            metavar="LEDGER",
            help="CSV 或 Parquet 文件夹，CSV 压缩包，或工作簿。"
            "A folder of CSV or Parquet, a .zip of CSV, or a workbook.",
        ),
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="要写的 .duckdb。The .duckdb file to write.")],
    scheme: Scheme = None,
    mapping: Mapping = None,
    memory: Memory = None,
) -> None:
    """把大台账导入一个数据库文件，边读边查，不占多少内存。Take a large ledger into one database file."""
    from zhaoshang.cli.progress import shown_progress
    from zhaoshang.ledger import import_ledger

    with shown_progress() as progress:
        done = import_ledger(
            ledger, out, _units_of(scheme), _mapping_of(mapping), memory=memory, progress=progress
        )
    _tell_counts(_Counts(done.rows, done.counted, done.warnings, ""))
    typer.echo(f"已导入 {out} · Imported")


@app.command()
def convert(
    ledger: Source,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help=".xlsx、.zip、.duckdb，以 .parquet 结尾的新文件夹，或其他名称的 CSV 新文件夹。"
            "An .xlsx, .zip or .duckdb, a new folder of Parquet named ….parquet, or one of CSV.",
        ),
    ],
    mapping: Mapping = None,
) -> None:
    """把台账换一种形式，内容不变。Write a ledger in another form; its content stays the same."""
    from zhaoshang.ledger import (
        write_csv_folder,
        write_csv_zip,
        write_database,
        write_parquet_folder,
        write_workbook,
    )

    suffix = out.suffix.lower()
    if suffix == ".parquet" and _is_database(ledger):
        _database_to_parquet(ledger, out)
        return
    read = _read(ledger, None, mapping)
    others = {
        ".xlsx": write_workbook,
        ".zip": write_csv_zip,
        ".duckdb": write_database,
        ".parquet": write_parquet_folder,
    }
    others.get(suffix, write_csv_folder)(read, out)
    _tell_warnings(read.warnings)
    typer.echo(f"已写入 {out} · Written · {read.digest}")


def _database_to_parquet(ledger: Path, out: Path) -> None:
    """Of whatever size: nothing is held in memory."""
    from zhaoshang.ledger.database import database_digest
    from zhaoshang.ledger.parquet_out import database_to_parquet

    database_to_parquet(ledger, out)
    typer.echo(f"已写入 {out} · Written · {database_digest(ledger)}")


class _Counts(NamedTuple):
    """What a check has to say of a ledger without errors."""

    rows: AnyMapping[str, int]
    counted: AnyMapping[str, int]
    warnings: Sequence[Problem]
    digest: str


def _counts_of(ledger: Ledger) -> _Counts:
    rows = {key: len(each) for key, each in ledger.tables.items()}
    counted = {key: len(ledger.counted(key)) for key in ledger.tables}
    return _Counts(rows, counted, ledger.warnings, ledger.digest)


def _checked_in_pieces(
    ledger: Path, units: UnitDirectory | None, mapping: Path | None, memory: str
) -> _Counts:
    """Import into a place that is gone afterwards."""
    import tempfile

    from zhaoshang.cli.progress import shown_progress
    from zhaoshang.ledger import import_ledger
    from zhaoshang.ledger.database import database_digest

    with tempfile.TemporaryDirectory(prefix="zhaoshang-") as folder, shown_progress() as progress:
        target = Path(folder) / "ledger.duckdb"
        done = import_ledger(ledger, target, units, _mapping_of(mapping), memory=memory, progress=progress)
        return _Counts(done.rows, done.counted, done.warnings, database_digest(target))


def _tell_counts(found: _Counts) -> None:
    from zhaoshang.tables import TABLES

    _tell_warnings(found.warnings)
    for table in TABLES.values():
        if rows := found.rows[table.key]:
            counted = found.counted[table.key]
            beside = f"，其中计入 {counted} 行" if counted != rows else ""
            typer.echo(f"{table.label} {table.key}：{rows} 行{beside}")


def _tell_warnings(warnings: Sequence[Problem]) -> None:
    for warning in warnings:
        typer.echo(f"提醒：{warning.in_language('zh')}", err=True)


def _is_database(path: Path) -> bool:
    return path.suffix.lower() == ".duckdb"


def _read(path: Path, units: UnitDirectory | None, mapping: Path | None) -> Ledger:
    from zhaoshang.ledger import read_database, read_ledger

    return read_database(path) if _is_database(path) else read_ledger(path, units, _mapping_of(mapping))


def _mapping_of(path: Path | None) -> SavedMapping | None:
    from zhaoshang.ledger import read_mapping

    return read_mapping(path) if path else None


def _units_of(scheme: str | None) -> UnitDirectory | None:
    if scheme is None:
        return None
    from zhaoshang.scheme import load_scheme
    from zhaoshang.tables import UnitDirectory

    return UnitDirectory.of(load_scheme(scheme).units)
