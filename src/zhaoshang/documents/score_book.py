"""A result as a workbook that a unit can check for itself: scores, places and rates are live formulas.

The same result gives the same bytes. Works out no point, place or rate: what a formula comes to is the
result's own figure. What a spreadsheet could not add up exactly is refused, never rounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from zhaoshang.documents.book_cells import POINTS, Formula, Paper, stored
from zhaoshang.documents.book_pages import (
    CLAUSES,
    GUIDE,
    LINES,
    OUTCOMES,
    PERSONS,
    SUMMARY,
    TARGETS,
    BookSource,
    Ranges,
    set_up_page,
    write_head,
)
from zhaoshang.documents.demonstration_mark import is_demonstration
from zhaoshang.documents.facts import FactNames
from zhaoshang.documents.score_book_guide import write_guide
from zhaoshang.documents.score_book_lists import (
    BookList,
    clause_list,
    line_list,
    outcome_list,
    person_list,
    target_list,
)
from zhaoshang.documents.score_book_summary import SummarySheet
from zhaoshang.ledger import Ledger
from zhaoshang.ledger.whole_files import whole_file
from zhaoshang.ledger.workbook_out import new_workbook, refuse_too_long
from zhaoshang.problems import Language, Place, Problem, ProblemsFound, Words
from zhaoshang.quantities.numbers import format_points
from zhaoshang.scheme import Scheme
from zhaoshang.scoring import Result

_HEAD_ROWS = 8
"""At most so many rows stand above a list."""


def write_score_book(
    result: Result, scheme: Scheme, ledger: Ledger, path: str | Path, language: Language = "zh"
) -> None:
    """Write the score book of a result; the file is there whole or not at all.

    Raises ProblemsFound for points of more than 15 significant digits, for more lines than a sheet holds,
    and for a path that cannot be written to.
    """
    path = Path(path)
    problems = list(_too_long(result))
    if problems:
        raise ProblemsFound(problems)
    count = sum(len(unit.lines) for unit in result.units)
    refuse_too_long(path, LINES.in_language(language), count + _HEAD_ROWS)
    source = BookSource(result, scheme, FactNames(ledger), language, is_demonstration(ledger))
    with whole_file(path) as draft:
        book = new_workbook(draft)
        made_on = datetime.combine(date.fromordinal(result.as_of), time(), UTC).replace(tzinfo=None)
        book.set_properties({"title": result.title, "created": made_on})
        _write(book, source)
        book.close()


def _too_long(result: Result) -> Iterator[Problem]:
    """Points that a spreadsheet would round, so that its sums would differ from ours."""
    for unit in result.units:
        found = [line.points for line in unit.lines] + ([] if unit.score is None else [unit.score])
        for points in dict.fromkeys(found):
            text = format_points(points)
            if stored(text) is None:
                yield Problem(
                    "book.too_many_digits",
                    Words(
                        f"{unit.unit}的分值超过15位有效数字，电子表格算不准",
                        f"points of {unit.unit} have more than the 15 digits that a spreadsheet keeps",
                    ),
                    Place(),
                    text,
                    advice=Words("请改用 --format csv 或 json", "use --format csv or json"),
                )


def _write(book: Any, source: BookSource) -> None:
    paper, language = Paper(book), source.language
    named = [SUMMARY, LINES, TARGETS, OUTCOMES, CLAUSES, GUIDE]
    if source.result.persons:
        named.insert(4, PERSONS)
    sheets, tops = {}, {}
    for words in named:
        name = words.in_language(language)
        sheets[words] = book.add_worksheet(name)
        set_up_page(sheets[words], source, name)
        tops[words] = write_head(paper, sheets[words], source, name)

    lines = line_list(source)
    _put(paper, sheets[LINES], tops[LINES], lines)
    line_ranges = _ranges(source, LINES, tops[LINES], lines)
    _filtered_sum(paper, sheets[LINES], source, line_ranges)

    targets = target_list(source, tops[TARGETS] + 2)
    _put(paper, sheets[TARGETS], tops[TARGETS], targets)
    target_ranges = _ranges(source, TARGETS, tops[TARGETS], targets)

    others = {OUTCOMES: outcome_list(source), CLAUSES: clause_list(source)}
    if source.result.persons:
        others[PERSONS] = person_list(source)
    for words, found in others.items():
        _put(paper, sheets[words], tops[words], found)
        if not found.rows:
            sheets[words].write_string(tops[words] + 1, 0, source.say("本期没有", "none"), paper.quiet)

    summary = SummarySheet(paper, sheets[SUMMARY], source, line_ranges, target_ranges, tops[SUMMARY]).write()
    write_guide(paper, sheets[GUIDE], source, tops[GUIDE], line_ranges, summary)
    sheets[SUMMARY].activate()


def _put(paper: Paper, sheet: Any, top: int, found: BookList) -> None:
    paper.put_list(sheet, top, list(found.columns.values()), found.rows, found.strong)
    if found.printed is not None:
        sheet.print_area(0, 0, top + max(len(found.rows), 1), found.printed - 1)


def _ranges(source: BookSource, name: Words, top: int, found: BookList) -> Ranges:
    """Where a list's columns stand, without the rows on top that are of no unit."""
    whole = len(found.strong)
    first, count = top + 2 + whole, len(found.rows) - whole
    return Ranges.of(name.in_language(source.language), list(found.columns), first, count)


def _filtered_sum(paper: Paper, sheet: Any, source: BookSource, lines: Ranges) -> None:
    """Above the points: the sum of the lines that a filter leaves."""
    points = lines.columns["points"].partition("!")[2]
    total = sum(line.points for unit in source.result.units for line in unit.lines)
    shown = Formula(f"=ROUND(SUBTOTAL(109,{points}),6)", format_points(total), POINTS)
    label = source.say("筛选后合计", "Sum of what is shown")
    sheet.write_string(1, 6, label, paper.format(align="right", font_color="#5B6B7B"))
    paper.put(sheet, 1, 7, shown, "number", strong=True)
