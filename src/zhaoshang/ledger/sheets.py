"""A sheet as a file gives it, before anything is known of it: a name, a header row, numbered rows of cells.

What reads files makes these; what reads tables takes them.
"""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from zipfile import BadZipFile

from zhaoshang.ledger.cells import Cell
from zhaoshang.problems import Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.money import MoneyUnit
from zhaoshang.quantities.unreadable import Unreadable

BROKEN_ARCHIVE = (
    BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    KeyError,
    IndexError,
    UnicodeError,
)
"""What reading a damaged archive raises."""

NumberedRow = tuple[int, Sequence[Cell]]
"""A row's number as its file counts it, from 1, and its cells."""


@dataclass(frozen=True)
class MergedCells:
    """Cells merged into one that holds something, as ``B3:B5``, down to row ``last_row`` (from 1)."""

    name: str
    first_row: int
    last_row: int


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, one CSV file, or one list of rows.

    ``rows`` includes the header row and whatever stands above it. ``refused`` has the cells that the file
    itself calls wrong, by row number and position from 0; ``unfit`` the columns of which no cell can be
    taken, for what the file says of their type. ``bare_money`` has the unit of money of columns whose header
    names none, where that is not 万. ``csv`` is the file of a sheet that is one, so that others may read it.
    """

    name: str
    rows: Iterable[NumberedRow]
    file: str | None = None
    in_workbook: bool = True
    refused: Mapping[tuple[int, int], Unreadable] = field(default_factory=dict)
    merged: Sequence[MergedCells] = ()
    bare_money: Mapping[int, MoneyUnit] = field(default_factory=dict)
    unfit: Mapping[int, Unreadable] = field(default_factory=dict)
    csv: Path | None = None

    @property
    def place(self) -> Place:
        """Where the sheet is, for messages."""
        return Place(file=self.file, sheet=self.name if self.in_workbook else None)


def refuse(
    path: Path,
    code: str,
    what: Words,
    text: str | None = None,
    expected: Words | None = None,
    advice: Words | None = None,
) -> NoReturn:
    """Raise ProblemsFound for a file of which nothing can be read."""
    place = Place(file=path.name or str(path))
    raise ProblemsFound(
        [Problem(code=code, what=what, where=place, text=text, expected=expected, advice=advice)]
    )
