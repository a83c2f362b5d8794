"""Which column of a sheet is which column of its table: by key, by Chinese name, by an office's own words.

A header may carry a unit in brackets: ``总投资（亿元）``, ``amount（万美元）``, ``份额（%）``.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhaoshang.ledger.cells import Cell, is_blank, text_of
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.quantities.money import TEN_THOUSANDS, MoneyUnit, parse_money_unit
from zhaoshang.quantities.numbers import half_width
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import Column, Kind, Table

_BRACKETED = re.compile(r"(.+?)[(\[【]([^()\[\]【】]*)[)\]】]")


@dataclass(frozen=True)
class BoundColumn:
    """A column of a sheet that is known: where it stands, what it is, in which unit its money is."""

    index: int
    header: str
    column: Column
    money_unit: MoneyUnit = TEN_THOUSANDS
    in_percent: bool = False


@dataclass(frozen=True)
class Binding:
    """What the header row of a sheet says."""

    columns: tuple[BoundColumn, ...]
    extra: tuple[tuple[int, str], ...]
    """Columns that are not known, by position and header."""
    problems: tuple[Problem, ...]
    spoken_of: frozenset[int]
    """Positions of all columns that are known or have a problem of their own."""


def plain_header(cell: Cell) -> str:
    """A header without what people add to it: spaces, line breaks, a star for required, wide brackets."""
    return half_width("".join(text_of(cell).split())).strip("*").lower()


def headers_of(table: Table) -> dict[str, Column]:
    """Every plain header a table takes without a mapping."""
    known: dict[str, Column] = {}
    for column in table.columns:
        for header in (column.key, column.label, *column.also):
            known.setdefault(plain_header(header), column)
    return known


def bind(
    table: Table,
    header: Sequence[Cell],
    place: Place,
    own: Mapping[str, str] | None = None,
    bare_money: Mapping[int, MoneyUnit] | None = None,
) -> Binding:
    """Match a header row with a table. ``own`` maps an office's own headers to column keys; a column that it
    speaks for goes by no other header. ``bare_money`` has, by position, the unit of money under a header
    that names none, where that is not 万.

    Problems: two headers for one column, an unknown unit in brackets, a required column missing. Columns
    that are not known are returned, for the caller to warn about or to keep.
    """
    owned = {plain_header(theirs): table.by_key[ours] for theirs, ours in (own or {}).items()}
    spoken_for = set((own or {}).values())
    known = {
        name: column for name, column in headers_of(table).items() if column.key not in spoken_for
    } | owned
    bound: list[BoundColumn] = []
    extra: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for index, cell in enumerate(header):
        if is_blank(cell):
            continue
        title, shown = plain_header(cell), text_of(cell)
        try:
            found = _match(title, known, (bare_money or {}).get(index, TEN_THOUSANDS))
        except Unreadable as error:
            problems.append(error.problem(shown).at(**_at(place, shown)))
            # the column is there, only its unit is not understood: bind it, so that it is not called missing
            found = None
            base = _BRACKETED.fullmatch(title)
            column = known.get(base[1]) if base else None
            if column is not None:
                bound.append(BoundColumn(index, shown, column))
            continue
        if found is None:
            extra.append((index, shown))
            continue
        column, unit, in_percent = found
        twice = next((each for each in bound if each.column is column), None)
        if twice:
            problems.append(
                Problem(
                    code="duplicate_header",
                    what=Words(
                        zh=f"“{twice.header}”和“{shown}”是同一栏（{column.label}）",
                        en=f"“{twice.header}” and “{shown}” are the same column ({column.key})",
                    ),
                    where=place,
                    text=shown,
                    advice=Words(zh="请只保留一列", en="keep one of them"),
                )
            )
            continue
        bound.append(BoundColumn(index, shown, column, unit, in_percent))
    there = {each.column.key for each in bound}
    for column in table.required:
        if column.key not in there:
            problems.append(_missing(table, column, [shown for _, shown in extra], place))
    unknown = {index for index, _ in extra}
    spoken_of = frozenset(i for i, cell in enumerate(header) if i not in unknown and not is_blank(cell))
    return Binding(tuple(bound), tuple(extra), tuple(problems), spoken_of)


def _at(place: Place, field: str) -> dict[str, str | int | None]:
    return {"file": place.file, "sheet": place.sheet, "row": place.row, "field": field}


def _match(title: str, known: Mapping[str, Column], bare: MoneyUnit) -> tuple[Column, MoneyUnit, bool] | None:
    bracketed = _BRACKETED.fullmatch(title)
    base, unit = (bracketed[1], bracketed[2]) if bracketed else (title, "")
    name = title if title in known else base
    column = known.get(name)
    if column is None:
        return None
    if not unit:
        return column, bare, False
    if column.kind is Kind.MONEY:
        return column, parse_money_unit(unit), False
    if column.kind is Kind.SHARE and unit in ("%", "百分比"):
        return column, TEN_THOUSANDS, True
    if unit == column.unit or name == title:
        return column, TEN_THOUSANDS, False
    return None


def _missing(table: Table, column: Column, others: Sequence[str], place: Place) -> Problem:
    near = difflib.get_close_matches(column.label, others, n=1, cutoff=0.5)
    return Problem(
        code="missing_column",
        what=Words(
            zh=f"缺少必填的列“{column.label}”（{column.key}）",
            en=f"the required column {column.key} (“{column.label}”) is missing",
        ),
        where=place,
        expected=Words(
            zh="第一行是表头：" + "、".join(each.label for each in table.required),
            en="a header row with " + ", ".join(each.key for each in table.required),
        ),
        advice=Words(zh=f"可把“{near[0]}”改名", en=f"rename “{near[0]}”") if near else None,
    )


def known_in(table: Table, header: Sequence[Cell], own: Mapping[str, str] | None = None) -> set[str]:
    """The keys of the columns a row would be the header of; units in brackets are not looked at."""
    known = {header: column.key for header, column in headers_of(table).items()}
    known |= {plain_header(theirs): ours for theirs, ours in (own or {}).items()}
    found = set()
    for cell in header:
        title = plain_header(cell) if isinstance(cell, str) else ""
        bracketed = _BRACKETED.fullmatch(title)
        key = known.get(title) or (known.get(bracketed[1]) if bracketed else None)
        if key:
            found.add(key)
    return found
