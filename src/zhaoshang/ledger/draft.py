"""Rows read one sheet at a time, before they are held against each other.

A row with a problem is not taken in, but kept aside: its other cells can be wrong too, and one mistake in
a project must not also make every row that names the project wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from zhaoshang.ledger.cells import (
    Cell,
    is_blank,
    looks_like_industry_code,
    money_reader_of,
    percent_reader_of,
    reader_of,
    text_of,
)
from zhaoshang.ledger.headers import BoundColumn, bind
from zhaoshang.ledger.model import Row, Value
from zhaoshang.ledger.sheets import NumberedRow, Sheet
from zhaoshang.problems import Place, Problem, Words
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import TABLES, Column, Kind, Table

_MOST_REMEMBERED = 100_000
"""Texts a column's reader remembers the value of; past that a column is mostly unique."""
_DEFAULTS: dict[str, dict[str, Value]] = {
    "projects": {"currency": "CNY", "fixed_assets": True},
    "leads": {"currency": "CNY"},
    "funds": {"currency": "CNY"},
    "credits": {"share": 10**8},
    "people": {"on_post": True},
}
_MEANS_SOMETHING_BLANK = frozenset({"status", "accepted_on"})


@dataclass
class Draft:
    """What has been read so far, and everything found wrong."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {key: [] for key in TABLES})
    places: dict[int, tuple[Place, int, Mapping[str, str]]] = field(default_factory=dict)
    """Where each row stands, by ``id(row)``: its sheet, its number, the sheet's headers by column key."""
    refused: dict[str, list[Row]] = field(default_factory=lambda: {key: [] for key in TABLES})
    """Rows with a problem; what could not be read in them is None."""
    unread_tables: set[str] = field(default_factory=set)
    """Tables of which a sheet could not be read at all: nothing can be said of what they lack."""
    problems: list[Problem] = field(default_factory=list)

    def place_of(self, row: Row, column: Column | None = None) -> Place:
        """Where a row stands, and a column of it by the header it has there."""
        place, number, headers = self.places[id(row)]
        return replace(place, row=number, field=headers.get(column.key, column.label) if column else None)


class Plan(NamedTuple):
    """How one column of a sheet is read."""

    position: int
    key: str
    read: Callable[[Cell], Any]
    remembered: dict[str, Any]
    is_money: bool
    bound: BoundColumn


def read_sheet(
    draft: Draft,
    table: Table,
    sheet: Sheet,
    header: Sequence[Cell],
    header_number: int,
    rows: Iterable[NumberedRow],
    own_headers: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None,
) -> set[int]:
    """Read the rows of a sheet into a table. Gives the positions of the header's columns that were used."""
    reading = start_reading(draft, table, sheet, header, header_number, own_headers, fixed)
    for number, cells in reading.with_content(rows):
        reading.take(number, cells)
    draft.problems.extend(reading.blank_columns())
    return reading.used


def start_reading(
    draft: Draft,
    table: Table,
    sheet: Sheet,
    header: Sequence[Cell],
    header_number: int,
    own_headers: Mapping[str, str] | None = None,
    fixed: Mapping[str, str] | None = None,
) -> SheetReading:
    """Match a sheet's header with a table; what is wrong with it goes into the draft.

    ``own_headers`` maps an office's headers to column keys; ``fixed`` gives columns one value for all rows.
    """
    place = replace(sheet.place, row=header_number or None)  # rows in memory have no header row
    fixed = fixed or {}
    own_headers = {**(own_headers or {}), **{key: key for key in fixed}}
    binding = bind(table, [*header, *fixed], place, own_headers, sheet.bare_money)
    unfit = [each for each in binding.columns if each.index in sheet.unfit]
    wrong = [*binding.problems, *(_unfit(place, each, sheet.unfit[each.index]) for each in unfit)]
    draft.problems.extend(wrong)
    if wrong:
        draft.unread_tables.add(table.key)  # its rows are read all the same, for what is wrong in them
    width = len(header)
    extra = [(index, title) for index, title in binding.extra if index < width and table.key == "units"]
    plans = [_plan(each) for each in binding.columns if each not in unfit]
    used = set(binding.spoken_of) | {index for index, _ in extra}
    return SheetReading(draft, table, sheet, plans, extra, width, list(fixed.values()), used, keeps=not wrong)


def _unfit(place: Place, bound: BoundColumn, error: Unreadable) -> Problem:
    return replace(error.problem(bound.header), where=replace(place, field=bound.header))


def _plan(bound: BoundColumn) -> Plan:
    column = bound.column
    is_money = column.kind is Kind.MONEY
    read: Callable[[Cell], Any]
    if is_money:
        read = money_reader_of(column, bound.money_unit)
    elif bound.in_percent:
        read = percent_reader_of(column)
    else:
        read = reader_of(column)
    return Plan(bound.index, column.key, read, {}, is_money, bound)


def _defaults_of(table: Table, there: Set[str]) -> list[tuple[str, Value, str | None]]:
    """What blanks stand for that needs no other row: a column, its value, or the column whose value it takes."""
    defaults: list[tuple[str, Value, str | None]] = []
    if table.is_fact:
        defaults.append(("status", "pending" if "status" in there else "approved", None))
        defaults.append(("recorded_on", None, "date"))
    if table.key == "milestones" and "accepted_on" not in there:
        defaults.append(("accepted_on", None, "date"))
    defaults += [(key, value, None) for key, value in _DEFAULTS.get(table.key, {}).items()]
    return defaults


class SheetReading:
    """The reading of one sheet: cells to values, defaults within the row.

    Where ``keeps`` is false the header was wrong, and rows are read only for what is wrong in them. ``used``
    has the positions of the header's columns that are read.
    """

    def __init__(
        self,
        draft: Draft,
        table: Table,
        sheet: Sheet,
        plans: list[Plan],
        extra: list[tuple[int, str]],
        width: int,
        constants: list[str],
        used: set[int],
        keeps: bool,
    ) -> None:
        self.draft, self.table, self.sheet, self.plans, self.extra = draft, table, sheet, plans, extra
        self.width, self.constants, self.used, self.keeps = width, constants, used, keeps
        self.place = sheet.place
        self.blank: Row = dict.fromkeys(table.by_key)
        there = {plan.key for plan in plans}
        self.required = [column.key for column in table.required if column.key in there]
        self.header_of = {plan.key: plan.bound.header for plan in plans}
        self.defaults = _defaults_of(table, there)
        self.taken = 0
        self.watched = _MEANS_SOMETHING_BLANK & there
        self.filled: set[str] = set()

    def with_content(self, rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
        """The rows that hold something, as wide as the header, fixed values behind; too wide ones are told."""
        width, constants = self.width, self.constants
        rows_refused = {number for number, _ in self.sheet.refused}
        for number, cells in rows:
            if all(is_blank(cell) for cell in cells) and number not in rows_refused:
                continue
            if len(cells) > width and not all(is_blank(cell) for cell in cells[width:]):
                self.draft.problems.append(_too_many_cells(self.sheet, number, cells, width))
                continue
            if constants or len(cells) < width:
                cells = [*cells[:width], *[None] * (width - len(cells)), *constants]
            yield number, cells

    def take(self, number: int, cells: Sequence[Cell]) -> None:
        """Read one row; it goes into the draft if nothing is wrong with it."""
        self.taken += 1
        row = self.blank.copy()
        wrong: list[Problem] = []
        named_currency: str | None = None
        refused = self.sheet.refused
        for index, key, read, remembered, is_money, bound in self.plans:
            cell = cells[index]
            if refused and (number, index) in refused:
                wrong.append(self._refusal(number, bound, refused[number, index], cell))
                continue
            if cell is None or cell == "":
                continue
            try:
                if type(cell) is not str:
                    value = read(cell)
                elif cell in remembered:
                    value = remembered[cell]
                else:
                    value = read(cell) if text_of(cell) else None
                    if len(remembered) < _MOST_REMEMBERED:
                        remembered[cell] = value
            except Unreadable as error:
                wrong.append(self._refusal(number, bound, error, cell))
                continue
            if is_money and value is not None:
                value, named_currency = value
            row[key] = value
        for key in self.required:
            if row[key] is None and all(each.where.field != self.header_of[key] for each in wrong):
                wrong.append(self._blank(number, self.table.by_key[key]))
        for index, title in self.extra:
            row[title] = text_of(cells[index]) or None
        if named_currency is not None:
            if row["currency"] not in (None, named_currency):
                wrong.append(self._currencies_differ(number, row["currency"], named_currency))
            row["currency"] = named_currency
        if wrong or not self.keeps:
            self.draft.problems.extend(wrong)
            self.draft.refused[self.table.key].append(row)
            self.draft.places[id(row)] = (self.place, number, self.header_of)
            return
        for key in self.watched:
            if row[key] is not None:
                self.filled.add(key)
        for key, default, same_as in self.defaults:
            if row[key] is None:
                row[key] = row[same_as] if same_as else default
        self.draft.rows[self.table.key].append(row)
        self.draft.places[id(row)] = (self.place, number, self.header_of)
        if "industry" in row and row["industry"] and not looks_like_industry_code(str(row["industry"])):
            self.draft.problems.append(self._industry(number, row["industry"]))

    def blank_columns(self) -> Iterator[Problem]:
        """A warning for a column left wholly blank where a blank means more than no column would."""
        for key in sorted(self.watched - self.filled):
            if self.taken:
                status = key == "status"
                yield Problem(
                    code="column_left_blank",
                    what=Words(
                        zh="整列空着，全部视为" + ("待审核，都不计分" if status else "尚未认定"),
                        en="the whole column is blank: every row is "
                        + ("pending and none counts" if status else "not yet accepted"),
                    ),
                    where=replace(self.place, field=self.header_of[key]),
                    advice=Words(
                        zh="已审核的请填“已审核”，或删去这一列" if status else "当日认定的，请删去这一列",
                        en="delete the column if the rows are approved"
                        if status
                        else "delete the column if rows are accepted on their dates",
                    ),
                    severity="warning",
                )

    def _refusal(self, number: int, bound: BoundColumn, error: Unreadable, cell: Cell) -> Problem:
        place = replace(self.place, row=number, field=bound.header)
        return replace(error.problem(_shown(cell)), where=place, text=_shown(cell) or None)

    def _blank(self, number: int, column: Column) -> Problem:
        return Problem(
            code="required_blank",
            what=Words(zh="必填项空着", en="a required cell is blank"),
            where=replace(self.place, row=number, field=self.header_of[column.key]),
            expected=column.note,
        )

    def _currencies_differ(self, number: int, in_row: Value, in_unit: str) -> Problem:
        return Problem(
            code="currencies_differ",
            what=Words(
                zh=f"币种填的是 {in_row}，金额的单位却是 {in_unit}",
                en=f"the row's currency is {in_row}, but the unit of its amount is {in_unit}",
            ),
            where=replace(self.place, row=number, field=self.header_of.get("amount")),
            advice=Words(
                zh="请把表头的单位改为“万”（随币种），或分开填写",
                en="write the header's unit as （万）, which follows the currency, or use separate sheets",
            ),
        )

    def _industry(self, number: int, value: Value) -> Problem:
        return Problem(
            code="not_an_industry_code",
            what=Words(zh="不像 GB/T 4754 行业代码，按原样保留", en="not a code of GB/T 4754; kept as it is"),
            where=replace(self.place, row=number, field=self.header_of["industry"]),
            text=str(value),
            severity="warning",
        )


def _shown(cell: Cell) -> str:
    try:
        shown = text_of(cell)
    except Unreadable:
        shown = str(cell)
    return shown if len(shown) <= 80 else shown[:80] + "…"


def _too_many_cells(sheet: Sheet, number: int, cells: Sequence[Cell], width: int) -> Problem:
    return Problem(
        code="too_many_cells",
        what=Words(
            zh=f"本行有{len(cells)}格，表头只有{width}格",
            en=f"the row has {len(cells)} cells, the header only {width}",
        ),
        where=replace(sheet.place, row=number),
        text="，".join(filter(None, (_shown(cell) for cell in cells[width:]))),
        advice=Words(
            zh="数字里的千分位逗号要加引号或去掉",
            en="a thousands separator in a number must be quoted or left out",
        ),
    )
