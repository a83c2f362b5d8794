"""From a path to its sheets, whatever the path holds. Nothing is written to disk on the way.

The kind of a file is told by its content, not by its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhaoshang.ledger.sheets import Sheet
from zhaoshang.problems import Place, Problem, ProblemsFound, Words


@contextmanager
def open_sheets(path: Path, problems: list[Problem]) -> Iterator[Iterator[Sheet]]:
    """The sheets of a workbook, or of a folder or zip of CSV files.

    What is wrong with one file of several, or worth a warning, is added to ``problems``; what leaves
    nothing to read raises ProblemsFound.
    """
    try:
        if path.is_dir():
            from zhaoshang.ledger.csv_files import sheets_of_folder

            yield sheets_of_folder(path, problems)
        else:
            from zhaoshang.ledger.workbooks import sheets_of_workbook

            yield sheets_of_workbook(path, problems)
    except FileNotFoundError:
        raise ProblemsFound(
            [
                Problem(
                    code="no_such_file",
                    what=Words(zh="没有这个文件或文件夹", en="there is no such file or folder"),
                    where=Place(file=str(path)),
                )
            ]
        ) from None
