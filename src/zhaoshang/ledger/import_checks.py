"""Rows beside each other, as ``assembly`` looks at them, but in a database: what is wrong is found by SQL.

Only rows that something is said of, and rows that share a name or are corrected, ever come into Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger.assembly import SPANS, entries_of
from zhaoshang.ledger.column_parameters import all_unnested, parameters
from zhaoshang.ledger.content_sql import content_sql, name_sql, quoted
from zhaoshang.ledger.corrections import ID, replaced_by_corrections
from zhaoshang.ledger.draft import Draft
from zhaoshang.ledger.messages import (
    ends_before_it_begins,
    nobody_excluded,
    proper_name,
    repeated,
    repeated_id,
    responsible_unit_not_credited,
    stage_repeated,
    unit_not_then,
    unknown_reference,
)
from zhaoshang.ledger.model import Row
from zhaoshang.ledger.staging import MOST_TOLD, draft_table
from zhaoshang.problems import Place, Problem
from zhaoshang.tables import REPEATABLE_STAGES, TABLES, Column, Kind, Table, UnitDirectory

if TYPE_CHECKING:
    from zhaoshang.ledger.database import Connection

_ROWS_AT_ONCE = 50_000
_READ_ORDER = "refused_, sheet_, number_"
CANONICAL = '"date", recorded_on, name_, nth_'


@dataclass
class Checks:
    """The drafts of all tables, and what is found wrong with them beside each other.

    ``sheets`` has where each sheet is and its headers by column. After ``check``, ``rows[key]`` is SQL for the
    rows of a table with proper names of units and currencies; for facts ``work.shared_<key>`` has the rows
    that share their name, each with its number ``nth_``, and ``work.out_<key>`` those put out of account.
    """

    connection: Connection
    draft: Draft
    sheets: Sequence[tuple[Place, Mapping[str, str]]]
    units: UnitDirectory | None
    more: int = 0
    rows: dict[str, str] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    """The tables that have rows; nothing is made for the others."""

    def check(self) -> None:
        """Look at everything; problems go into the draft."""
        self.rows = {key: draft_table(table) for key, table in TABLES.items()}
        filled = [table for key, table in TABLES.items() if not self._is_empty(self.rows[key])]
        self.filled = frozenset(table.key for table in filled)
        self._name_units(filled)
        self._take_currency_of_project()
        for table in filled:
            self._check_references(table)
        self._check_spans()
        for table in filled:
            if table.is_fact:
                self._number_shared_names(table)
                self._check_ids(table)
                self._put_out_of_account(table)
            self._check_unique(table)
        if "milestones" in self.filled:
            self._put_repeats_out_of_account()
        if "credits" in self.filled:
            self._warn_of_credits()

    # telling

    def _place(self, sheet: int, number: int, column: Column) -> Place:
        place, headers = self.sheets[sheet]
        return replace(place, row=number, field=headers.get(column.key, column.label))

    def _found(self, select: str, order: str = _READ_ORDER) -> list[tuple[Any, ...]]:
        """The rows something is to be said of: as many as are told; the others are counted."""
        rows = self.connection.execute(f"{select} ORDER BY {order} LIMIT {MOST_TOLD + 1}").fetchall()
        if len(rows) > MOST_TOLD:
            counted = self.connection.execute(f"SELECT count(*) FROM ({select})").fetchone()
            self.more += (counted[0] if counted else 0) - MOST_TOLD
        return rows[:MOST_TOLD]

    def _tell(self, problem: Problem) -> None:
        self.draft.problems.append(problem)

    def _is_empty(self, relation: str) -> bool:
        return not self.connection.execute(f"SELECT 1 FROM {relation} LIMIT 1").fetchall()

    # units

    def _name_units(self, filled: Sequence[Table]) -> None:
        found = self.connection.execute(
            "SELECT unit, aliases, valid_from, valid_to FROM work.draft_units WHERE NOT refused_ "
            "ORDER BY sheet_, number_"
        ).fetchall()
        own = entries_of(
            {"unit": unit, "aliases": tuple(aliases or ()), "valid_from": first, "valid_to": last}
            for unit, aliases, first, last in found
        )
        if self.units is None and not own:
            return
        directory = (self.units or UnitDirectory(())).with_entries(own)
        for table in filled:
            for column in table.columns:
                if column.kind is Kind.UNIT and table.key != "units":
                    self._name_units_of(table, column, directory)

    def _name_units_of(self, table: Table, column: Column, directory: UnitDirectory) -> None:
        any_name = self.units is None
        dated = any(each.valid_from is not None or each.valid_to is not None for each in directory.entries)
        day = 't."date"' if dated and "date" in table.by_key else "NULL::INTEGER"
        name = f"t.{quoted(column.key)}"
        known = f"work.names_{table.key}_{column.key}"
        self.connection.execute(
            f"CREATE TABLE {known} (name VARCHAR, day INTEGER, proper VARCHAR, then_ BOOLEAN)"
        )
        found = self.connection.cursor().execute(
            f"SELECT DISTINCT {name}, {day} FROM {draft_table(table)} t WHERE {name} IS NOT NULL"
        )
        unknown = gone = renamed = False
        while some := found.fetchmany(_ROWS_AT_ONCE):
            rows = []
            for given, then in some:
                candidates = directory.candidates(given, then)
                proper = (
                    candidates[0] if len(candidates) == 1 else given if any_name and not candidates else None
                )
                there = then is None or any_name or proper is None or directory.exists(proper, then)
                unknown, gone = unknown or proper is None, gone or not there
                renamed = renamed or proper != given
                rows.append((given, then, proper, there))
            kinds = ("VARCHAR", "INTEGER", "VARCHAR", "BOOLEAN")
            self.connection.execute(
                f"INSERT INTO {known} SELECT {all_unnested(kinds)}",
                parameters(kinds, zip(*rows, strict=True)),
            )
        on = f"k.name = {name} AND k.day IS NOT DISTINCT FROM {day}"
        if unknown or gone:
            self._tell_units(table, column, directory, f"{draft_table(table)} t JOIN {known} k ON {on}", day)
        if renamed:
            self.rows[table.key] = (
                f"(SELECT t.* REPLACE (coalesce(k.proper, {name}) AS {quoted(column.key)}) "
                f"FROM {self.rows[table.key]} t LEFT JOIN {known} k ON {on})"
            )

    def _tell_units(
        self, table: Table, column: Column, directory: UnitDirectory, joined: str, day: str
    ) -> None:
        name = f"t.{quoted(column.key)}"
        select = (
            f"SELECT t.sheet_, t.number_, {name} AS given, {day} AS day, k.proper, t.refused_ FROM {joined} "
            "WHERE k.proper IS NULL OR NOT k.then_"
        )
        for sheet, number, given, then, proper, _ in self._found(select):
            place = self._place(sheet, number, column)
            if proper is not None:
                self._tell(unit_not_then(place, proper))
                continue
            problem = proper_name(directory, given, then, self.units is None)
            assert isinstance(problem, Problem)
            self._tell(replace(problem, where=place))

    # each table by itself

    def _take_currency_of_project(self) -> None:
        for key in ("milestones", "changes"):
            self.rows[key] = (
                "(SELECT t.* REPLACE (CASE WHEN t.amount IS NOT NULL THEN coalesce(t.currency, p.currency, 'CNY') END "
                f"AS currency) FROM {self.rows[key]} t LEFT JOIN (SELECT project, any_value(currency) AS currency "
                "FROM work.draft_projects WHERE NOT refused_ AND currency <> 'CNY' GROUP BY project) p "
                "ON t.project = p.project)"
            )

    def _check_references(self, table: Table) -> None:
        for column in table.columns:
            target = column.refers_to
            if target is None or target in self.draft.unread_tables:
                continue
            name, identity = quoted(column.key), quoted(TABLES[target].identity[0])
            select = (
                f"SELECT t.sheet_, t.number_, t.{name}, t.refused_ FROM {draft_table(table)} t "
                f"ANTI JOIN {draft_table(TABLES[target])} r ON t.{name} = r.{identity} WHERE t.{name} IS NOT NULL"
            )
            for sheet, number, value, _ in self._found(select):
                self._tell(unknown_reference(self._place(sheet, number, column), target, value))

    def _check_spans(self) -> None:
        for key, first, last in SPANS:
            if key not in self.filled:
                continue
            select = (
                f"SELECT sheet_, number_, refused_ FROM work.draft_{key} "
                f"WHERE NOT refused_ AND {quoted(last)} < {quoted(first)}"
            )
            for sheet, number, _ in self._found(select):
                self._tell(ends_before_it_begins(self._place(sheet, number, TABLES[key].by_key[last])))
        if "exclusions" not in self.filled:
            return
        select = (
            "SELECT sheet_, number_, refused_ FROM work.draft_exclusions "
            "WHERE NOT refused_ AND unit IS NULL AND person IS NULL"
        )
        for sheet, number, _ in self._found(select):
            self._tell(nobody_excluded(self._place(sheet, number, TABLES["exclusions"].by_key["unit"])))

    # rows that share something

    def _share(self, table: Table, name: str, columns: str, rows: str) -> None:
        """Put the rows that share their hash into ``name``. Hashes first: they take little room."""
        self.connection.execute(
            f"CREATE TABLE {name}_hashes AS SELECT hash({columns}) AS hash_ FROM {rows} WHERE NOT refused_ "
            "GROUP BY hash_ HAVING count(*) > 1"
        )
        if self._is_empty(f"{name}_hashes"):
            where = "false"
        else:
            where = f"NOT refused_ AND hash({columns}) IN (SELECT hash_ FROM {name}_hashes)"
        self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {rows} WHERE {where}")

    def _number_shared_names(self, table: Table) -> None:
        raw = f"work.alike_{table.key}"
        identity = list(table.identity) + ["id"] * (table.key in ("indicators", "awards"))
        columns = f"{name_sql(table)}" if "id" in identity else ", ".join(map(quoted, identity))
        self._share(table, raw, columns, self.rows[table.key])
        order = f'"date", recorded_on, {content_sql(table)}, sheet_, number_'
        self.connection.execute(
            f"CREATE TABLE work.shared_{table.key} AS SELECT *, "
            f"row_number() OVER (PARTITION BY name_ ORDER BY {order}) AS nth_ "
            f"FROM (SELECT *, {name_sql(table)} AS name_ FROM {raw})"
        )
        self.connection.execute(f"CREATE TABLE work.out_{table.key} (sheet_ INTEGER, number_ BIGINT)")

    def _check_ids(self, table: Table) -> None:
        same = f"work.ids_{table.key}"
        self.connection.execute(
            f"CREATE TABLE {same} AS SELECT id FROM {draft_table(table)} "
            "WHERE NOT refused_ AND id IS NOT NULL GROUP BY id HAVING count(*) > 1"
        )
        if self._is_empty(same):
            return
        order = f'number_, "date", recorded_on, {name_sql(table)}, sheet_'
        select = (
            f"SELECT * FROM (SELECT sheet_, number_, id, refused_, "
            f"first_value(number_) OVER (PARTITION BY id ORDER BY {order}) AS first_, "
            f"row_number() OVER (PARTITION BY id ORDER BY {order}) AS nth_ "
            f"FROM {self.rows[table.key]} WHERE NOT refused_ AND id IN (SELECT id FROM {same})) WHERE nth_ > 1"
        )
        for sheet, number, value, _, first, _ in self._found(select):
            self._tell(repeated_id(self._place(sheet, number, ID), first, value))

    def _put_out_of_account(self, table: Table) -> None:
        """Corrections are few: they and the rows they may mean are looked at in Python."""
        correcting = f"{draft_table(table)} WHERE NOT refused_ AND supersedes IS NOT NULL"
        if self._is_empty(correcting):
            return
        columns = [*dict.fromkeys((*table.identity, "date", "recorded_on", "id", "supersedes", "status"))]
        short = f"substr(name_, {len(table.key) + 2})"
        words = f"(SELECT supersedes FROM {correcting})"
        cells_of = ", ".join(f"t.{quoted(column)}" for column in columns)
        found = self.connection.execute(
            f"SELECT t.sheet_, t.number_, t.name_, coalesce(s.nth_, 1) AS nth_, {cells_of} "
            f"FROM (SELECT *, {name_sql(table)} AS name_ FROM {self.rows[table.key]} WHERE NOT refused_) t "
            f"LEFT JOIN work.shared_{table.key} s ON t.sheet_ = s.sheet_ AND t.number_ = s.number_ "
            f"WHERE t.supersedes IS NOT NULL OR t.id IN {words} OR t.name_ IN {words} "
            f"OR {short.replace('name_', 't.name_')} IN {words} "
            'ORDER BY t."date", t.recorded_on, t.name_, coalesce(s.nth_, 1)'
        ).fetchall()
        rows: list[Row] = []
        places: dict[str, tuple[int, int]] = {}
        for sheet, number, name, nth, *cells in found:
            fact = name if nth == 1 else f"{name}/{nth}"
            row: Row = {**dict(zip(columns, cells, strict=True)), "fact": fact}
            rows.append(row)
            places[fact] = (sheet, number)
            place, headers = self.sheets[sheet]
            self.draft.places[id(row)] = (place, number, headers)
        replaced = replaced_by_corrections(self.draft, table.key, rows)
        self.draft.places.clear()
        if replaced:
            out = [places[fact] for fact in replaced]
            kinds = ("INTEGER", "BIGINT")
            self.connection.execute(
                f"INSERT INTO work.out_{table.key} SELECT {all_unnested(kinds)}",
                parameters(kinds, zip(*out, strict=True)),
            )

    def _check_unique(self, table: Table) -> None:
        if not table.unique:
            return
        identity = ", ".join(map(quoted, table.identity))
        counted = "true"
        if table.is_fact:  # the identity is what the name is made of
            rows = f"work.shared_{table.key}"
            counted = f"status = 'approved' AND {self._not_out(table)}"
        else:
            rows = f"work.alike_{table.key}"
            self._share(table, rows, identity, self.rows[table.key])
        order = 'number_, "date", recorded_on, nth_' if table.is_fact else "number_, sheet_"
        first = quoted(table.identity[0])
        select = (
            f"SELECT * FROM (SELECT sheet_, number_, {first}, refused_, "
            f"first_value(number_) OVER (PARTITION BY {identity} ORDER BY {order}) AS first_, "
            f"row_number() OVER (PARTITION BY {identity} ORDER BY {order}) AS which_ "
            f"FROM {rows} WHERE {counted}) WHERE which_ > 1"
        )
        for sheet, number, value, _, first_row, _ in self._found(select):
            place = self._place(sheet, number, table.by_key[table.identity[0]])
            self._tell(repeated(place, table, first_row, value))

    def _not_out(self, table: Table) -> str:
        return f"(sheet_, number_) NOT IN (SELECT (sheet_, number_) FROM work.out_{table.key})"

    def _put_repeats_out_of_account(self) -> None:
        table = TABLES["milestones"]
        again = ", ".join(f"'{stage}'" for stage in sorted(REPEATABLE_STAGES))
        self.connection.execute(
            "CREATE TABLE work.repeats AS SELECT * FROM (SELECT sheet_, number_, project, stage, refused_, "
            '"date", recorded_on, name_, nth_, '
            f"row_number() OVER (PARTITION BY project, stage ORDER BY {CANONICAL}) AS which_ "
            f"FROM work.shared_milestones WHERE status = 'approved' AND stage NOT IN ({again}) "
            f"AND {self._not_out(table)}) WHERE which_ > 1"
        )
        stage_column = table.by_key["stage"]
        for sheet, number, project, stage in self._found(
            "SELECT sheet_, number_, project, stage FROM work.repeats", CANONICAL
        ):
            self._tell(stage_repeated(self._place(sheet, number, stage_column), project, stage))
        self.connection.execute("INSERT INTO work.out_milestones SELECT sheet_, number_ FROM work.repeats")

    def _warn_of_credits(self) -> None:
        credits = self.rows["credits"]
        select = (
            f"SELECT p.sheet_, p.number_, p.project, p.unit, p.refused_ FROM {self.rows['projects']} p "
            f"SEMI JOIN (SELECT project FROM {credits} WHERE NOT refused_) c ON c.project = p.project "
            f"ANTI JOIN (SELECT project, unit FROM {credits} WHERE NOT refused_) d "
            "ON d.project = p.project AND d.unit = p.unit WHERE NOT p.refused_"
        )
        for sheet, number, project, unit, _ in self._found(select):
            place = self._place(sheet, number, TABLES["projects"].by_key["unit"])
            self._tell(responsible_unit_not_credited(place, project, unit))
