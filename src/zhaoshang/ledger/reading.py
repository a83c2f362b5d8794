"""The doors into a ledger: a workbook, a folder or zip of CSV files, or rows already in memory.

Finds which sheet is which table and hands the rows on. Nothing is taken in until nothing is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from zhaoshang.ledger.assembly import assemble
from zhaoshang.ledger.cells import Cell, is_blank
from zhaoshang.ledger.draft import Draft, read_sheet
from zhaoshang.ledger.headers import headers_of, plain_header
from zhaoshang.ledger.model import Ledger
from zhaoshang.ledger.sheets import NumberedRow, Sheet
from zhaoshang.problems import Problem, Words
from zhaoshang.tables import TABLES, Table, UnitDirectory

INSTRUCTIONS = "填表说明"
CHOICES = "选项"
OUR_OWN_SHEETS = frozenset({INSTRUCTIONS, CHOICES})
"""Sheets of our own template that hold no rows."""


def read_ledger(path: str | Path, units: UnitDirectory | None = None) -> Ledger:
    """Read a ledger from a workbook (.xlsx, .xls, .et), or from a folder or .zip of CSV files.

    Raises ProblemsFound with everything that is wrong, warnings among it.
    """
    from zhaoshang.ledger.sources import open_sheets

    draft = Draft()
    with open_sheets(Path(path), draft.problems) as sheets:
        for sheet in sheets:
            _read(draft, sheet)
    return assemble(draft, units)


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
        if _table_named(name) is TABLES["projects"] and not {"name", "项目名称"} & set(headers):
            key = "项目编号" if "项目编号" in headers else "project"
            rows = [{**row, "name": row.get(key)} for row in rows]
            headers.append("name")
        numbered: list[NumberedRow] = [(0, headers)]
        numbered += [(n, [row.get(header) for header in headers]) for n, row in enumerate(rows, 1)]
        if rows:
            _read(draft, Sheet(name, numbered))
    return assemble(draft, units)


def _table_named(name: str) -> Table | None:
    plain = plain_header(name)
    return next((table for table in TABLES.values() if plain in (table.key, table.label)), None)


def _read(draft: Draft, sheet: Sheet) -> None:
    if sheet.name in OUR_OWN_SHEETS:
        return
    table = _table_named(sheet.name)
    if table is None:
        draft.problems.append(_unknown_sheet(sheet))
        return
    rows = iter(sheet.rows)
    first = next((row for row in rows if not all(is_blank(cell) for cell in row[1])), None)
    if first is None:
        return  # an empty sheet is an empty table
    number, header = first
    used = read_sheet(draft, table, sheet, header, number, rows)
    draft.problems.extend(unknown_columns(table, sheet, number, header, used))


def unknown_columns(
    table: Table, sheet: Sheet, number: int, header: Sequence[Cell], used: Iterable[int]
) -> list[Problem]:
    """A warning for every column of a header that nothing has used."""
    import difflib

    used = set(used)
    found = []
    for index, cell in enumerate(header):
        if index in used or is_blank(cell):
            continue
        near = difflib.get_close_matches(plain_header(cell), headers_of(table), n=1, cutoff=0.6)
        found.append(
            Problem(
                code="unknown_column",
                what=Words(
                    zh=f"“{table.label}”表没有这一列，未读入", en=f"{table.key} has no such column; not read"
                ),
                where=replace(sheet.place, row=number or None, field=str(cell).strip()),
                advice=Words(zh=f"是否指“{near[0]}”？", en=f"perhaps {near[0]}?") if near else None,
                severity="warning",
            )
        )
    return found


def _unknown_sheet(sheet: Sheet) -> Problem:
    import difflib

    names = [word for table in TABLES.values() for word in (table.label, table.key)]
    near = difflib.get_close_matches(plain_header(sheet.name), names, n=1, cutoff=0.5)
    return Problem(
        code="unknown_sheet",
        what=Words(zh="台账没有这张表，未读入", en="a ledger has no such table; not read"),
        where=sheet.place,
        text=sheet.name,
        advice=Words(zh=f"是否指“{near[0]}”？", en=f"perhaps {near[0]}?") if near else None,
        severity="warning",
    )
