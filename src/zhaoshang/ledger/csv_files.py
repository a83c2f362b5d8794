"""CSV files as sheets: a folder of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from zhaoshang.ledger.sheets import NumberedRow, Sheet
from zhaoshang.problems import Problem


def sheets_of_folder(folder: Path, problems: list[Problem]) -> Iterator[Sheet]:
    """A sheet for every CSV file of a folder, by name."""
    for path in sorted(folder.glob("*.csv")):
        yield Sheet(path.stem, _rows(path), file=path.name, in_workbook=False)


def _rows(path: Path) -> Iterator[NumberedRow]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from enumerate(csv.reader(stream, strict=True), 1)
