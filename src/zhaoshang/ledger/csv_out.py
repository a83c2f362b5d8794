"""A ledger as a folder or zip of CSV files: one file a table, named and headed by key, UTF-8 with BOM.

Reading it back gives the same digest. Text that a spreadsheet would run as a formula is made safe.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TextIO

from zhaoshang.ledger.model import Ledger
from zhaoshang.ledger.whole_files import whole_file, whole_folder
from zhaoshang.ledger.writing import columns_of, filled_tables, text_of_value, with_unit
from zhaoshang.tables import Table


def write_csv_folder(ledger: Ledger, path: str | Path) -> None:
    """Write a new folder of CSV files, one for each table with rows. Raises ProblemsFound."""
    with whole_folder(Path(path)) as folder:
        for table in filled_tables(ledger):
            with (folder / f"{table.key}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
                _write(ledger, table, stream)


def write_csv_zip(ledger: Ledger, path: str | Path) -> None:
    """Write the same files into a zip; the same ledger always gives the same bytes. Raises ProblemsFound."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    with whole_file(Path(path)) as draft, ZipFile(draft, "w", ZIP_DEFLATED) as archive:
        for table in filled_tables(ledger):
            member = ZipInfo(f"{table.key}.csv")  # dated 1980, whenever it is written
            member.compress_type = ZIP_DEFLATED
            with (
                archive.open(member, "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8-sig", newline="") as stream,
            ):
                _write(ledger, table, stream)


def _write(ledger: Ledger, table: Table, stream: TextIO) -> None:
    rows = ledger.tables[table.key]
    columns, extra = columns_of(table, rows)
    writer = csv.writer(stream)
    writer.writerow([*(with_unit(column.key, column) for column in columns), *extra])
    for row in rows:
        cells = [text_of_value(row[column.key], column) for column in columns]
        writer.writerow([*cells, *(str(row.get(key) or "") for key in extra)])
