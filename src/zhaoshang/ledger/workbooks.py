"""Workbooks as sheets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zhaoshang.ledger.sheets import Sheet
from zhaoshang.problems import Problem


def sheets_of_workbook(path: Path, problems: list[Problem]) -> Iterator[Sheet]:
    """A sheet for every sheet of a workbook."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        for name in book.sheet_names:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield Sheet(name, enumerate(cells, 1), file=path.name)
