"""The rows that were not taken in, as a workbook with the reason beside each, to mend and hand in again.

Goes back to the file for what stood in them; knows nothing of why a row was refused but its problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from zhaoshang.ledger.cells import Cell, is_blank, safe_text, text_of
from zhaoshang.ledger.headers import headers_of, plain_header
from zhaoshang.ledger.mapping import table_named
from zhaoshang.ledger.reading import REASON, ROW_NUMBER
from zhaoshang.ledger.sheets import Sheet
from zhaoshang.ledger.whole_files import whole_file
from zhaoshang.ledger.workbook_out import LONGEST_SHEET, Look, new_workbook, width_of
from zhaoshang.problems import Place, Problem
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import Kind

_FORBIDDEN_IN_NAMES = str.maketrans("[]:*?/\\", "_______")


def write_rejected(source: str | Path, problems: Iterable[Problem], path: str | Path) -> int:
    """Write the rows of ``source`` that have errors, with the reason before each. Gives how many.

    Problems of whole sheets or files have no row; they are listed on a sheet of their own. Mended, the
    workbook can be read again: the two columns added are passed over. Raises ProblemsFound.
    """
    from zhaoshang.ledger.sources import open_sheets

    wrong: dict[tuple[str | None, str | None], dict[int, list[Problem]]] = {}
    others = []
    for problem in problems:
        if problem.severity == "warning":
            continue
        where = problem.where
        if where.row is None:
            others.append(problem)
        else:
            wrong.setdefault((where.file, where.sheet), {}).setdefault(where.row, []).append(problem)
    written = 0
    with whole_file(Path(path)) as draft:
        book = new_workbook(draft)
        look = Look(book)
        names: set[str] = set()
        if wrong:
            with open_sheets(Path(source), []) as sheets:
                for sheet in sheets:
                    reasons = wrong.get((sheet.place.file, sheet.place.sheet))
                    if reasons:
                        out = book.add_worksheet(_sheet_name(sheet.name, names))
                        found = _write_sheet(out, look, sheet, reasons)
                        written += len(found)
                        # what is wrong with a header, not with a row of it
                        others += [each for row in sorted(reasons.keys() - found) for each in reasons[row]]
        if others or not names:
            _write_others(book.add_worksheet(_sheet_name("其他问题", names)), look, others)
        book.close()
    return written


def _sheet_name(name: str, taken: set[str]) -> str:
    base = name.translate(_FORBIDDEN_IN_NAMES).strip("'")[:28] or "表"
    unique, number = base, 2
    while unique.lower() in taken:
        unique, number = f"{base}{number}", number + 1
    taken.add(unique.lower())
    return unique


def _write_sheet(out: Any, look: Look, sheet: Sheet, reasons: dict[int, list[Problem]]) -> set[int]:
    """Write the rows that have reasons. Gives their numbers."""
    rows = iter(sheet.rows)
    first = [row for row in islice(rows, 10) if not all(is_blank(cell) for cell in row[1])]
    # the header is the row the problems speak of by its fields
    fields = {problem.where.field for each in reasons.values() for problem in each}
    counts = [sum(_shown(cell) in fields for cell in cells) for _, cells in first] or [0]
    at = counts.index(max(counts))
    header = list(first[at][1]) if first else []
    for index, title in enumerate((ROW_NUMBER, REASON)):
        out.write_string(0, index, title, look.required)
    widths = [8, 50] + [0] * len(header)
    for index, cell in enumerate(header, 2):
        out.write_string(0, index, _shown(cell) + _unit_to_add(sheet, index - 2, cell), look.optional)
        widths[index] = max(width_of(_shown(cell)) + 2, 10)
    out.set_row(0, 32)
    out.freeze_panes(1, 2)
    out.set_landscape()
    out.set_paper(9)
    out.fit_to_pages(1, 0)
    written: set[int] = set()
    for group in (first[at + 1 :], rows):
        for number, cells in group:
            if number not in reasons or len(written) >= LONGEST_SHEET - 1:
                continue
            written.add(number)
            _write_row(out, look, len(written), number, cells, header, reasons[number], widths)
    for index, width in enumerate(widths):
        out.set_column(index, index, min(width, 50))
    return written


def _unit_to_add(sheet: Sheet, index: int, header: Cell) -> str:
    """A typed amount is in whole yuan; in a workbook the header must say so, or it would be read as 万."""
    table = table_named(sheet.name)
    column = headers_of(table).get(plain_header(header)) if table else None
    return "（元）" if index in sheet.bare_money and column and column.kind is Kind.MONEY else ""


def _write_row(
    out: Any, look: Look, at: int, number: int, cells: Sequence[Cell], header: Sequence[Cell],
    problems: Sequence[Problem], widths: list[int],
) -> None:  # fmt: skip
    out.write_number(at, 0, number, look.centre)
    reasons = "\n".join(_reason(problem) for problem in problems)
    out.write_string(at, 1, reasons[:32_000], look.wrong)
    lines = sum(-(-width_of(line) // 48) for line in reasons.split("\n"))
    out.set_row(at, min(4 + 15 * max(lines, 1), 400))
    fields = {problem.where.field for problem in problems}
    for index, cell in enumerate(cells, 2):
        marked = index - 2 < len(header) and _shown(header[index - 2]) in fields
        _write_cell(out, at, index, cell, look, marked)
        if index < len(widths):
            widths[index] = max(widths[index], min(width_of(_shown(cell)) + 2, 30))


def _write_cell(out: Any, row: int, index: int, cell: Cell, look: Look, marked: bool) -> None:
    """A cell as it stood: a date stays a date, a number a number; marked where the problem lies."""
    if isinstance(cell, datetime | date) and not marked:
        out.write_datetime(row, index, cell, look.date)
    elif isinstance(cell, float) and not marked:
        out.write_number(row, index, cell, look.plain)
    elif is_blank(cell):
        out.write_blank(row, index, None, look.wrong if marked else look.plain)
    else:
        out.write_string(row, index, safe_text(_shown(cell))[:32_000], look.wrong if marked else look.text)


def _reason(problem: Problem) -> str:
    """The problem without its place, which the row and the marked cell show."""
    field = Place(field=problem.where.field)
    return Problem(
        problem.code, problem.what, field, problem.text, problem.expected, problem.advice
    ).in_language("zh")


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    try:
        return text_of(cell)
    except Unreadable:
        return str(cell)


def _write_others(out: Any, look: Look, problems: Sequence[Problem]) -> None:
    out.set_column(0, 0, 120)
    out.write_string(0, 0, REASON, look.required)
    for row, problem in enumerate(problems, 1):
        out.write_string(row, 0, problem.in_language("zh"), look.wrong)
