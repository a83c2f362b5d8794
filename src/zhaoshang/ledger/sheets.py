"""A sheet as a file gives it, before anything is known of it: a name, a header row, numbered rows of cells.

What reads files makes these; what reads tables takes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from zhaoshang.ledger.cells import Cell
from zhaoshang.problems import Place
from zhaoshang.quantities.unreadable import Unreadable

NumberedRow = tuple[int, Sequence[Cell]]
"""A row's number as its file counts it, from 1, and its cells."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, one CSV file, or one list of rows.

    ``rows`` includes the header row and whatever stands above it. ``refused`` has the cells that the file
    itself calls wrong, by row number and position from 0.
    """

    name: str
    rows: Iterable[NumberedRow]
    file: str | None = None
    in_workbook: bool = True
    refused: Mapping[tuple[int, int], Unreadable] = field(default_factory=dict)

    @property
    def place(self) -> Place:
        """Where the sheet is, for messages."""
        return Place(file=self.file, sheet=self.name if self.in_workbook else None)
