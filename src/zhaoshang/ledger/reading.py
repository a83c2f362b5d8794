"""The doors into a ledger: a workbook, a folder or zip of CSV files, or rows already in memory.

Finds which sheet is which table and hands the rows on. Nothing is taken in until nothing is wrong.
"""

from __future__ import annotations

import difflib
import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from zhaoshang.ledger.assembly import assemble
from zhaoshang.ledger.cells import Cell, is_blank, text_of
from zhaoshang.ledger.draft import Draft, read_sheet
from zhaoshang.ledger.headers import headers_of, known_in, plain_header
from zhaoshang.ledger.mapping import SavedMapping, SheetMapping, table_named
from zhaoshang.ledger.model import Ledger
from zhaoshang.ledger.sheets import NumberedRow, Sheet
from zhaoshang.problems import Problem, Words
from zhaoshang.tables import TABLES, Table, UnitDirectory

INSTRUCTIONS = "填表说明"
CHOICES = "选项"
NOTICE = "说明"
OUR_OWN_SHEETS = frozenset({INSTRUCTIONS, CHOICES, NOTICE})
"""Sheets of our own template that hold no rows."""
ROW_NUMBER, REASON = "原行号", "问题"
OUR_OWN_COLUMNS = frozenset({ROW_NUMBER, REASON})
"""Columns that a workbook of rejected rows adds."""
_ROWS_ABOVE_A_HEADER = 10


def read_ledger(
    path: str | Path, units: UnitDirectory | None = None, mapping: SavedMapping | None = None
) -> Ledger:
    """Read a ledger from a workbook (.xlsx, .xls, .et), or from a folder or .zip of CSV files.

    ``units`` are those of the scheme; without them any name of a unit is taken. ``mapping`` explains an
    office's own sheets. Raises ProblemsFound with everything that is wrong, warnings among it.
    """
    from zhaoshang.ledger.sources import open_sheets

    draft = Draft()
    with _collector_at_rest(), open_sheets(Path(path), draft.problems) as sheets:
        for sheet in sheets:
            _read(draft, sheet, mapping)
        return assemble(draft, units)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Rows hold no cycles, and there may be millions; walking them over and over would take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def ledger_from_rows(
    tables: Mapping[str, Sequence[Mapping[str, Cell]]], units: UnitDirectory | None = None
) -> Ledger:
    """A ledger from rows in memory: tables and columns by key or Chinese name, cells as people write them.

    Money is in 万 unless the header says otherwise; rows are numbered from 1. Projects need not be named:
    without the column, a project's number serves as its name. Raises ProblemsFound.
    """
    draft = Draft()
    for name, rows in tables.items():
        headers = list(dict.fromkeys(header for row in rows for header in row))
        if table_named(name) is TABLES["projects"] and not {"name", "项目名称"} & set(headers):
            key = "项目编号" if "项目编号" in headers else "project"
            rows = [{**row, "name": row.get(key)} for row in rows]
            headers.append("name")
        numbered: list[NumberedRow] = [(0, headers)]
        numbered += [(n, [row.get(header) for header in headers]) for n, row in enumerate(rows, 1)]
        if rows:
            _read(draft, Sheet(name, numbered), None)
    return assemble(draft, units)


def _read(draft: Draft, sheet: Sheet, mapping: SavedMapping | None) -> None:
    """Read one sheet into every table that it fills."""
    opened = open_sheet(draft, sheet, mapping)
    if opened is None:
        return
    rows = list(opened.rows) if len(opened.fills) > 1 else opened.rows
    for fill in opened.fills:
        opened.tell_missing(draft, fill)
        mine = opened.translated(rows, fill)
        used = read_sheet(
            draft, TABLES[fill.table], sheet, opened.header, opened.number, mine, fill.columns, fill.fixed
        )
        opened.was_used(fill, used)
    opened.tell_unknown(draft)


@dataclass
class OpenedSheet:
    """A sheet whose header is found: what it fills, and its rows from there on."""

    sheet: Sheet
    fills: Sequence[SheetMapping]
    number: int
    header: Sequence[Cell]
    rows: Iterable[NumberedRow]
    used: set[int] = field(default_factory=set)

    @property
    def positions(self) -> dict[str, int]:
        """Where each plain header stands."""
        return {plain_header(cell): index for index, cell in enumerate(self.header) if not is_blank(cell)}

    def tell_missing(self, draft: Draft, fill: SheetMapping) -> None:
        """A problem for each column that the mapping names and the sheet does not have."""
        draft.problems.extend(_missing_from_sheet(fill, self.sheet, self.number, self.positions))

    def translated(self, rows: Iterable[NumberedRow], fill: SheetMapping) -> Iterable[NumberedRow]:
        """The rows with an office's own words replaced, and without those a mapping leaves out."""
        return _translated(rows, fill, self.positions)

    def was_used(self, fill: SheetMapping, used: set[int]) -> None:
        """Remember which columns a reading took, and the one that chose its rows."""
        self.used |= used
        self.used |= {self.positions[n] for n in (plain_header(fill.where or ""),) if n in self.positions}

    def tell_unknown(self, draft: Draft) -> None:
        """A warning for every column that nothing has used."""
        draft.problems.extend(_unknown_columns(self.fills, self.sheet, self.number, self.header, self.used))


def open_sheet(draft: Draft, sheet: Sheet, mapping: SavedMapping | None) -> OpenedSheet | None:
    """Find which tables a sheet fills, and its header; None where there is nothing to read."""
    if sheet.name in OUR_OWN_SHEETS:
        return None
    fills = mapping.of_sheet(sheet.name) if mapping else ()
    table = table_named(sheet.name)
    if not fills and table is not None:
        fills = (SheetMapping(table.key),)
    rows = iter(sheet.rows)
    first = [row for row in islice(rows, _ROWS_ABOVE_A_HEADER) if not all(is_blank(cell) for cell in row[1])]
    if not first:
        return None  # an empty sheet is an empty table
    if not fills:
        draft.problems.append(_unknown_sheet(sheet))
        return None
    at = _header_among(first, fills)
    number, header = first[at]
    if at:
        draft.problems.append(_rows_above(sheet, number))
    draft.problems.extend(_merged(sheet, number))
    rest = _watching_nameless(draft, sheet, header, chain(first[at + 1 :], rows))
    return OpenedSheet(sheet, fills, number, header, rest)


def _watching_nameless(
    draft: Draft, sheet: Sheet, header: Sequence[Cell], rows: Iterable[NumberedRow]
) -> Iterable[NumberedRow]:
    """The rows; on the way, one warning for each column that holds something and has no header."""
    nameless = [index for index, cell in enumerate(header) if is_blank(cell)]
    return _watching(draft, sheet, nameless, rows) if nameless else rows


def _watching(
    draft: Draft, sheet: Sheet, nameless: list[int], rows: Iterable[NumberedRow]
) -> Iterator[NumberedRow]:
    for number, cells in rows:
        for index in [index for index in nameless if index < len(cells) and not is_blank(cells[index])]:
            nameless.remove(index)
            draft.problems.append(
                Problem(
                    code="column_without_header",
                    what=Words(
                        zh=f"第{index + 1}列有内容而没有表头，未读入",
                        en=f"column {index + 1} holds something but has no header; not read",
                    ),
                    where=replace(sheet.place, row=number),
                    text=str(cells[index])[:80],
                    severity="warning",
                )
            )
        yield number, cells


def _missing_from_sheet(
    fill: SheetMapping, sheet: Sheet, number: int, positions: Mapping[str, int]
) -> Iterator[Problem]:
    """A mapping that names a column the sheet does not have is out of date, and would leave out silently."""
    for theirs in dict.fromkeys((*fill.columns, *fill.values, *([fill.where] if fill.where else []))):
        if plain_header(theirs) not in positions:
            yield Problem(
                code="mapped_column_missing",
                what=Words(
                    zh="映射里写了这一列，表里却没有", en="the mapping names this column, the sheet lacks it"
                ),
                where=replace(sheet.place, row=number, field=theirs),
                advice=Words(zh="请核对表头，或修改映射", en="check the header, or mend the mapping"),
            )


def _header_among(rows: Sequence[NumberedRow], fills: Sequence[SheetMapping]) -> int:
    """Which of the first rows is the header: the first with all required columns, else the first with most."""
    table, own = TABLES[fills[0].table], fills[0]
    required = {column.key for column in table.required} - set(own.fixed)
    counts = [len(required & known_in(table, header, own.columns)) for _, header in rows]
    return counts.index(max(counts))


def _translated(
    rows: Iterable[NumberedRow], fill: SheetMapping, positions: Mapping[str, int]
) -> Iterator[NumberedRow] | Iterable[NumberedRow]:
    """The rows with an office's own words replaced, and without those a mapping leaves out."""
    needed = None if fill.where is None else positions.get(plain_header(fill.where))
    words = {positions[plain_header(header)]: dict(own) for header, own in fill.values.items()
             if plain_header(header) in positions}  # fmt: skip
    if needed is None and not words:
        return rows
    return _translating(rows, needed, words)


def _translating(
    rows: Iterable[NumberedRow], needed: int | None, words: Mapping[int, Mapping[str, str]]
) -> Iterator[NumberedRow]:
    for number, cells in rows:
        if needed is not None and (needed >= len(cells) or is_blank(cells[needed])):
            continue
        replaced = list(cells)
        for index, own in words.items():
            if index < len(replaced) and isinstance(replaced[index], str):
                replaced[index] = own.get(text_of(replaced[index]), replaced[index])
        yield number, replaced


def _unknown_columns(
    fills: Sequence[SheetMapping], sheet: Sheet, number: int, header: Sequence[Cell], used: set[int]
) -> Iterator[Problem]:
    """A warning for every column of a header that nothing has used."""
    tables: list[Table] = [TABLES[fill.table] for fill in fills]
    names = {name: column.label for table in tables for name, column in headers_of(table).items()}
    for index, cell in enumerate(header):
        if index in used or is_blank(cell) or text_of(cell) in OUR_OWN_COLUMNS:
            continue
        near = difflib.get_close_matches(plain_header(cell), names, n=1, cutoff=0.6)
        label = "、".join(table.label for table in tables)
        yield Problem(
            code="unknown_column",
            what=Words(
                zh=f"“{label}”表没有这一列，未读入",
                en=f"{', '.join(table.key for table in tables)} has no such column; not read",
            ),
            where=replace(sheet.place, row=number or None, field=text_of(cell)),
            advice=Words(zh=f"可能是“{names[near[0]]}”", en=f"perhaps {near[0]}") if near else None,
            severity="warning",
        )


def _unknown_sheet(sheet: Sheet) -> Problem:
    names = [word for table in TABLES.values() for word in (table.label, table.key)]
    near = difflib.get_close_matches(plain_header(sheet.name), names, n=1, cutoff=0.5)
    return Problem(
        code="unknown_sheet",
        what=Words(zh="台账没有这张表，未读入", en="a ledger has no such table; not read"),
        where=sheet.place,
        text=sheet.name,
        advice=Words(zh=f"可能是“{near[0]}”", en=f"perhaps {near[0]}") if near else None,
        severity="warning",
    )


def _rows_above(sheet: Sheet, number: int) -> Problem:
    return Problem(
        code="rows_above_header",
        what=Words(
            zh=f"以第{number}行为表头，其上各行未读入",
            en=f"row {number} is the header; rows above are not read",
        ),
        where=sheet.place,
        severity="warning",
    )


def _merged(sheet: Sheet, header_number: int) -> Iterator[Problem]:
    for cells in sheet.merged:
        if cells.last_row >= header_number:
            yield Problem(
                code="merged_cells",
                what=Words(zh="合并单元格：不知道内容属于哪一格", en="merged cells: it is unclear whose content it is"),
                where=replace(sheet.place, row=cells.first_row),
                text=cells.name,
                advice=Words(
                    zh="请取消合并，并在每一格填上内容", en="unmerge them and fill in each cell"
                ),
            )  # fmt: skip
