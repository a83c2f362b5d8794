"""``zhaoshang ledger``: an empty workbook to fill in, a check of a filled one, and its other forms.

Only carries words between the terminal and the ledger room; errors are raised for the main door to print.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from zhaoshang.ledger import Ledger
    from zhaoshang.tables import UnitDirectory

app = typer.Typer(no_args_is_help=True, help="台账：模板、检查、转换。The ledger: template, check, convert.")

Source = Annotated[
    Path,
    typer.Argument(
        metavar="LEDGER", help="工作簿，或 CSV 文件夹、压缩包。A workbook, or a folder or .zip of CSV."
    ),
]
Scheme = Annotated[
    str | None, typer.Option(help="方案，用其单位名单。A scheme (id or folder), for its list of units.")
]
Mapping = Annotated[
    Path | None,
    typer.Option(help="映射文件，用于本单位自己的表头。A saved mapping for an office's own headers."),
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
) -> None:
    """检查台账，一次列出所有问题。Check a ledger and list everything that is wrong."""
    from zhaoshang.ledger import write_rejected
    from zhaoshang.problems import ProblemsFound

    units = _units_of(scheme)
    try:
        read = _read(ledger, units, mapping)
    except ProblemsFound as found:
        if rejected is not None and any(problem.where.row is not None for problem in found.problems):
            count = write_rejected(ledger, found.problems, rejected)
            typer.echo(
                f"已把{count}行连同原因写入 {rejected} · {count} rows written with their reasons", err=True
            )
        raise
    for warning in read.warnings:
        typer.echo(f"提醒：{warning.in_language('zh')}", err=True)
    from zhaoshang.tables import TABLES

    for table in TABLES.values():
        if rows := read.tables[table.key]:
            counted = len(read.counted(table.key))
            beside = f"，其中计入 {counted} 行" if counted != len(rows) else ""
            typer.echo(f"{table.label} {table.key}：{len(rows)} 行{beside}")
    typer.echo(f"没有错误 · No errors · {read.digest}")


@app.command()
def convert(
    ledger: Source,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help=".xlsx、.zip，或要新建的 CSV 文件夹。An .xlsx, a .zip, or a new folder of CSV.",
        ),
    ],
    mapping: Mapping = None,
) -> None:
    """把台账换一种形式，内容不变。Write a ledger in another form; its content stays the same."""
    from zhaoshang.ledger import write_csv_folder, write_csv_zip, write_workbook

    read = _read(ledger, None, mapping)
    write = {".xlsx": write_workbook, ".zip": write_csv_zip}.get(out.suffix.lower(), write_csv_folder)
    write(read, out)
    for warning in read.warnings:
        typer.echo(f"提醒：{warning.in_language('zh')}", err=True)
    typer.echo(f"已写入 {out} · Written · {read.digest}")


def _read(path: Path, units: UnitDirectory | None, mapping: Path | None) -> Ledger:
    from zhaoshang.ledger import read_ledger, read_mapping

    return read_ledger(path, units, read_mapping(mapping) if mapping else None)


def _units_of(scheme: str | None) -> UnitDirectory | None:
    if scheme is None:
        return None
    from zhaoshang.scheme import load_scheme
    from zhaoshang.tables import UnitDirectory

    return UnitDirectory.of(load_scheme(scheme).units)
