"""One sheet's cells into typed rows inside a database, without ever holding them in Python.

Cells in their plain form are converted where they lie. Every other text goes once through the reader of its
column, the same that reads small ledgers, and its value is joined back; so is what is wrong with it. Rows
with something wrong are then read again one by one, for the messages. Knows nothing of other rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger.cells import Cell, looks_like_industry_code, text_of
from zhaoshang.ledger.column_parameters import all_unnested, parameter, parameters, unnested
from zhaoshang.ledger.content_sql import quoted
from zhaoshang.ledger.database import type_of
from zhaoshang.ledger.draft import Plan, SheetReading
from zhaoshang.ledger.spooling import Source
from zhaoshang.quantities.dates import EARLIEST_DAY, LATEST_DAY, to_iso
from zhaoshang.quantities.money import MONEY_SCALE
from zhaoshang.quantities.unreadable import Unreadable
from zhaoshang.tables import Column, Kind, Table

if TYPE_CHECKING:
    from zhaoshang.ledger.database import Connection

MOST_TOLD = 1_000
"""Problems of one sort that are told one by one; of more, only how many they are."""
_TEXTS_AT_ONCE = 50_000
_PLAIN_TEXT = r"[\p{L}\p{N}](?:[\p{L}\p{N} _./()（）、，。·-]*[\p{L}\p{N})）。])?"
"""A text that its column's reader would leave as it is, short of its length: no space at either end, no quote."""
_ORDINAL = "DATE '0001-01-01'"
_KINDS_OF_TEXT = (Kind.TEXT, Kind.CODE, Kind.UNIT)


@dataclass
class _Mapped:
    """A column whose cells are partly known by a table of texts and their values."""

    position: int
    name: str
    table: str | None
    """None where no text needed one."""
    any_wrong: bool
    any_value: bool


class Staging:
    """The filling of one table's draft from one sheet."""

    def __init__(self, connection: Connection, reading: SheetReading, source: Source, sheet: int) -> None:
        self.connection, self.reading, self.source, self.sheet = connection, reading, source, sheet
        self.table: Table = reading.table
        self.draft = draft_table(self.table)
        self.more = 0
        """How many rows with something wrong were not told one by one."""

    def fill(self) -> None:
        """Read all rows; what is wrong with them, or worth a look, goes to the draft of the reading."""
        mapped = {plan.key: self._map(plan) for plan in self.reading.plans}
        further = [self._map_further(index, title) for index, title in self.reading.extra]
        self.connection.execute(self._insert(mapped, further))
        self._tell_rows()
        counted = self.connection.execute(
            f"SELECT count(*) FROM {self.draft} WHERE sheet_ = {self.sheet}"
        ).fetchone()
        self.reading.taken = counted[0] if counted else 0
        self.reading.filled = {key for key in self.reading.watched if self._is_filled(mapped[key])}
        self.reading.draft.problems.extend(self.reading.blank_columns())

    # texts to values

    def _map(self, plan: Plan) -> _Mapped:
        column = plan.bound.column
        columns = {"value": type_of(column), "currency": "VARCHAR"}

        def read(cell: Cell) -> tuple[Any, str | None]:
            value = plan.read(cell)
            amount, currency = value if plan.is_money else (value, None)
            return (list(amount) if isinstance(amount, tuple) else amount), currency

        return self._mapped(plan.position, plan.key, columns, read, self._plain(plan))

    def _map_further(self, position: int, title: str) -> _Mapped:
        def read(cell: Cell) -> tuple[Any, str | None]:
            return text_of(cell) or None, None

        return self._mapped(position, title, {"value": "VARCHAR", "currency": "VARCHAR"}, read, None)

    def _mapped(
        self,
        position: int,
        name: str,
        columns: dict[str, str],
        read: Callable[[Cell], tuple[Any, str | None]],
        plain: str | None,
    ) -> _Mapped:
        text = self.source.texts[position]
        table = f"work.map_{position}"
        where = f"{text} IS NOT NULL AND {text} <> ''" + (f" AND NOT ({plain})" if plain else "")
        found = self.connection.cursor().execute(
            f"SELECT DISTINCT {text} FROM {self.source.relation} WHERE {where}"
        )
        mapped = _Mapped(position, name, None, any_wrong=False, any_value=plain is not None)
        while some := found.fetchmany(_TEXTS_AT_ONCE):
            if mapped.table is None:
                mapped.table = table
                types = ", ".join(f"{key} {kind}" for key, kind in columns.items())
                self.connection.execute(
                    f"CREATE OR REPLACE TABLE {table} (text VARCHAR, {types}, wrong BOOLEAN)"
                )
            rows: list[tuple[str, Any, str | None, bool]] = []
            for (given,) in some:
                cell = self.source.cell(given)
                try:
                    blank = type(cell) is str and not text_of(cell)
                    value, currency = (None, None) if blank else read(cell)
                    rows.append((given, value, currency, False))
                    mapped.any_value = mapped.any_value or value is not None
                except Unreadable:
                    rows.append((given, None, None, True))
                    mapped.any_wrong = True
            kinds = ("VARCHAR", *columns.values(), "BOOLEAN")
            self.connection.execute(
                f"INSERT INTO {table} SELECT {all_unnested(kinds)}",
                parameters(kinds, zip(*rows, strict=True)),
            )
        return mapped

    def _plain(self, plan: Plan) -> str | None:
        """SQL that is true of a cell, not blank, in its plain form; None where there is none for the column."""
        column, text = plan.bound.column, self.source.texts[plan.position]
        if column.kind in _KINDS_OF_TEXT:
            return f"length({text}) <= {column.longest} AND regexp_full_match({text}, '{_PLAIN_TEXT}')"
        parquet = self.source.parquet.get(plan.position)
        if column.kind is Kind.DATE and parquet and parquet.type == "DATE":
            first, last = to_iso(EARLIEST_DAY), to_iso(LATEST_DAY)
            return f"typed{plan.position} BETWEEN DATE '{first}' AND DATE '{last}'"
        scale = self._scale(plan)
        if scale is None:
            return None
        if self._typed_decimal(plan, scale):
            return _within(self._quick(plan), column)
        decimals = f"([.][0-9]{{1,{scale}}})?" if scale else ""
        form = f"-?[0-9]{{1,{18 - scale}}}{decimals}"
        return f"CASE WHEN regexp_full_match({text}, '{form}') THEN {_within(self._quick(plan), column)} ELSE false END"

    def _quick(self, plan: Plan) -> str:
        """SQL for the value of a cell in its plain form."""
        column, text = plan.bound.column, self.source.texts[plan.position]
        if column.kind in _KINDS_OF_TEXT:
            return f"nullif({text}, '')"
        if column.kind is Kind.DATE:
            return f"CAST(typed{plan.position} - {_ORDINAL} + 1 AS INTEGER)"
        scale = self._scale(plan)
        assert scale is not None
        if self._typed_decimal(plan, scale):
            number = f"TRY_CAST(typed{plan.position} AS DECIMAL(20,{scale}))"
        else:
            number = f"TRY_CAST(nullif({text}, '') AS DECIMAL(18,{scale}))"
        wide = f"CAST({number} AS DECIMAL({37 - scale},{scale}))"  # room for the product
        return f"TRY_CAST({wide} * CAST({10**scale} AS DECIMAL({scale + 1},0)) AS BIGINT)"

    def _scale(self, plan: Plan) -> int | None:
        """At how many decimals a plain number of the column is whole; None if it is no such column."""
        column = plan.bound.column
        if column.kind is Kind.NUMBER:
            return column.scale
        scale = plan.bound.money_unit.power + MONEY_SCALE
        return scale if column.kind is Kind.MONEY and scale <= 12 else None

    def _typed_decimal(self, plan: Plan, scale: int) -> bool:
        parquet = self.source.parquet.get(plan.position)
        decimals = parquet.decimals if parquet else None
        return decimals is not None and decimals <= scale and scale <= 8

    # values to rows

    def _insert(self, mapped: dict[str, _Mapped], further: Sequence[_Mapped]) -> str:
        plans = {plan.key: plan for plan in self.reading.plans}
        joins, wrong = [], []
        for each in (*mapped.values(), *further):
            if each.table:
                text = self.source.texts[each.position]
                joins.append(f"LEFT JOIN {each.table} m{each.position} ON {text} = m{each.position}.text")
                if each.any_wrong:
                    wrong.append(f"coalesce(m{each.position}.wrong, false)")
        values = {key: self._value(plans[key], mapped[key]) for key in plans}
        cells = [f"{sql} AS {quoted(key)}" for key, sql in values.items()]
        money = next((plan for plan in self.reading.plans if plan.is_money), None)
        named = self._named_currency(money, mapped[money.key]) if money else "NULL"
        refused = self._refused_cells()
        if refused:
            wrong.append(f"{self.source.number} IN (SELECT row FROM work.refused)")
        inner = (
            f"SELECT {self.source.number} AS number_, {' OR '.join(wrong) or 'false'} AS cells_wrong_, "
            f"{named} AS named_currency_, {self._further(further)} AS further"
            f"{''.join(f', {cell}' for cell in cells)} FROM {self.source.relation} {' '.join(joins)}"
        )
        blank = [f"{quoted(key)} IS NULL" for key in self.reading.required]
        rows_wrong = ["cells_wrong_", *blank]
        if named != "NULL" and "currency" in plans:
            rows_wrong.append("coalesce(currency <> named_currency_, false)")
        middle = f"SELECT *, {' OR '.join(rows_wrong)} AS wrong_ FROM ({inner})"
        there = {key: quoted(key) for key in plans}
        if named != "NULL":
            there["currency"] = f"coalesce(named_currency_, {there.get('currency', 'NULL')})"
        for key, default, same_as in self.reading.defaults:
            instead = there.get(same_as, "NULL") if same_as else _literal(default)
            there[key] = f"coalesce({there.get(key, 'NULL')}, {instead})"
        if self.table.key == "units":
            there["further"] = "further"
        keeps = "wrong_" if self.reading.keeps else "true"
        names = ", ".join(quoted(key) for key in there)
        return (
            f"INSERT INTO {self.draft} (sheet_, number_, wrong_, refused_, {names}) "
            f"SELECT {self.sheet}, number_, wrong_, {keeps}, {', '.join(there.values())} FROM ({middle})"
        )

    def _value(self, plan: Plan, mapped: _Mapped) -> str:
        known = f"m{mapped.position}.value" if mapped.table else "NULL"
        if self._plain(plan) is None:
            return f"CAST({known} AS {type_of(plan.bound.column)})"
        quick = self._quick(plan)
        return (
            f"CASE WHEN m{mapped.position}.text IS NULL THEN {quick} ELSE {known} END"
            if mapped.table
            else quick
        )

    def _named_currency(self, plan: Plan, mapped: _Mapped) -> str:
        text = self.source.texts[plan.position]
        own = plan.bound.money_unit.currency
        plain = f"CASE WHEN {text} <> '' THEN '{own}' END" if own else "NULL"
        if not mapped.table:
            return plain
        return f"CASE WHEN m{mapped.position}.text IS NULL THEN {plain} ELSE m{mapped.position}.currency END"

    def _further(self, further: Sequence[_Mapped]) -> str:
        if not further:
            return "NULL"
        titles = ", ".join(_literal(each.name) for each in further)
        values = ", ".join(f"m{each.position}.value" if each.table else "NULL" for each in further)
        return f"map(CAST([{titles}] AS VARCHAR[]), CAST([{values}] AS VARCHAR[]))"

    def _refused_cells(self) -> bool:
        """Whether the file itself calls cells of the columns read wrong; their rows are then in work.refused."""
        positions = {plan.position for plan in self.reading.plans}
        rows = sorted({number for number, index in self.reading.sheet.refused if index in positions})
        if rows:
            self.connection.execute("CREATE OR REPLACE TABLE work.refused (row BIGINT)")
            self.connection.execute(
                f"INSERT INTO work.refused SELECT {unnested(1, 'BIGINT')}", [parameter("BIGINT", rows)]
            )
        return bool(rows)

    # rows to messages

    def _tell_rows(self) -> None:
        """Read the rows that have something wrong once more, now one by one, for what there is to say."""
        of_sheet = f"FROM {self.draft} WHERE sheet_ = {self.sheet}"
        total = self.connection.execute(f"SELECT count(*) {of_sheet} AND wrong_").fetchone()
        self.more += max((total[0] if total else 0) - MOST_TOLD, 0)
        conditions = ["wrong_"]
        if "industry" in self.table.by_key:
            found = self.connection.cursor().execute(
                f"SELECT DISTINCT industry {of_sheet} AND NOT refused_ AND industry IS NOT NULL"
            )
            odd: list[str] = []
            while (some := found.fetchmany(_TEXTS_AT_ONCE)) and len(odd) < MOST_TOLD:
                odd += [text for (text,) in some if not looks_like_industry_code(text)]
            if odd:
                listed = ", ".join(map(_literal, odd[:MOST_TOLD]))
                conditions.append(f"NOT refused_ AND industry IN ({listed})")
        for condition in conditions:
            self._take(f"SELECT number_ {of_sheet} AND {condition} ORDER BY number_ LIMIT {MOST_TOLD}")

    def _take(self, numbers: str) -> None:
        rows = [number for (number,) in self.connection.execute(numbers).fetchall()]
        if not rows:
            return
        positions = [plan.position for plan in self.reading.plans] + [i for i, _ in self.reading.extra]
        texts = ", ".join(self.source.texts[position] for position in positions)
        found = self.connection.execute(
            f"SELECT {self.source.number} AS number_, {texts} FROM {self.source.relation} "
            f"WHERE {self.source.number} IN (SELECT {unnested(1, 'BIGINT')}) ORDER BY number_",
            [parameter("BIGINT", rows)],
        ).fetchall()
        width = max([self.reading.width, *(position + 1 for position in positions)])
        for number, *given in found:
            cells: list[Cell] = [None] * width
            for position, text in zip(positions, given, strict=True):
                cells[position] = self.source.cell(text)
            self.reading.take(number, cells)
        draft = self.reading.draft  # its problems are all that was wanted
        draft.rows[self.table.key].clear()
        draft.refused[self.table.key].clear()
        draft.places.clear()

    def _is_filled(self, mapped: _Mapped) -> bool:
        """Whether a row that is taken in has something in the column."""
        if not mapped.any_value:
            return False
        text = self.source.texts[mapped.position]
        there = f"{text} <> ''"
        join = ""
        if mapped.table:
            join = f"LEFT JOIN {mapped.table} m ON {text} = m.text"
            there += " AND (m.text IS NULL OR m.value IS NOT NULL)"
        found = self.connection.execute(
            f"SELECT 1 FROM {self.source.relation} {join} WHERE {there} AND {self.source.number} NOT IN "
            f"(SELECT number_ FROM {self.draft} WHERE sheet_ = {self.sheet} AND refused_) LIMIT 1"
        ).fetchall()
        return bool(found)


def draft_table(table: Table) -> str:
    """The name of the table of what has been read so far."""
    return f"work.draft_{table.key}"


def create_draft(connection: Connection, table: Table) -> None:
    """An empty draft: where each row stands, whether it is wrong, whether it is kept aside, its cells."""
    columns = "".join(f", {quoted(column.key)} {type_of(column)}" for column in table.columns)
    further = ", further MAP(VARCHAR, VARCHAR)" if table.key == "units" else ""
    connection.execute(
        f"CREATE TABLE {draft_table(table)} "
        f"(sheet_ INTEGER, number_ BIGINT, wrong_ BOOLEAN, refused_ BOOLEAN{columns}{further})"
    )


def _within(value: str, column: Column) -> str:
    bounds = [f"{value} >= {column.least}"] if column.least is not None else []
    bounds += [f"{value} <= {column.most}"] if column.most is not None else []
    return f"coalesce({' AND '.join(bounds) or 'true'}, false)"


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "NULL" if value is None else str(value)
