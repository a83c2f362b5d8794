"""Writes what a change of some units' rows comes to into a store: their arranged facts, lines, totals, places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zhaoshang.scheme.fields import FACT_TABLES
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.backends.closures import Closures
from zhaoshang.scoring.compile.earned import earned
from zhaoshang.scoring.facts import Facts
from zhaoshang.scoring.store.arranging import OF_UNITS, fact_number
from zhaoshang.scoring.store.one_unit import Desk, decided_by_score, group_column, widened
from zhaoshang.scoring.store.parts import Part, part_of
from zhaoshang.scoring.store.rows import insert_rows
from zhaoshang.scoring.store.running import Run, StoreBackend, place_everybody, plan_of, trace_of
from zhaoshang.scoring.store.store import Store, keep_bounds, reload
from zhaoshang.scoring.store.what_if import Effect
from zhaoshang.tables import TABLES


@dataclass
class Rescoring:
    """The units of an effect, scored again by the run that the store holds."""

    store: Store
    desk: Desk
    effect: Effect
    held: Run

    def write(self) -> None:
        """Everything that the change touches; the caller holds the transaction."""
        store, units = self.store, self.effect.units
        for row in self.effect.come.get("projects", ()):
            row["project_no"] = self.new_project()
        self.parts()
        before, after = (self.numbered(part) for part in (self.effect.before, self.effect.after))
        raw = widened(store.raw, after)
        plan = plan_of(store.scheme, raw, self.held.period, self.held.as_of)
        engine = Closures(after.data)
        kept: dict[str, Table] = {}
        for table in FACT_TABLES:
            relation = earned(plan.compiler, table)
            at = list(relation.columns).index("unit_no")
            rows = [row for row in engine.rows(relation) if row[at] in units]
            label = f"earned_{table}"
            self.exchange(label, "unit_no", units, relation.columns, rows)
            own = {n: Column(c.kind, c.nullable, c.low, c.high, n) for n, c in relation.columns.items()}
            kept[label] = Table(label, own)
        self.facts(before, after)
        self.assignments(after)
        keep_bounds(store, raw, kept, self.filled())
        trace, rows_a_kind = trace_of(plan)
        assert rows_a_kind == self.held.rows_a_kind
        at = list(trace.columns).index("unit_no")
        lines = [row for row in engine.rows(trace) if row[at] in units]
        self.exchange("trace", "unit_no", units, trace.columns, lines)
        self.totals(lines, list(trace.columns))
        reload(store)
        self.places()
        ((count,),) = store.rows("SELECT count(*) FROM trace")
        made = replace(self.held, lines=count, ledger_digest="")
        store.connection.execute("UPDATE about SET value = ? WHERE key = 'run'", [json.dumps(vars(made))])

    def new_project(self) -> int:
        """A number that no project has."""
        ((used,),) = self.store.rows("SELECT max(project_no) FROM by_unit_projects")
        rows: list[Any] = self.effect.come.get("projects", [])
        high = self.store.raw.data["projects"][0].own["project_no"].high
        return int(max(used or 0, high, *(row.get("project_no", 0) for row in rows))) + 1

    # -- parts
    def parts(self) -> None:
        """The units' own parts of the ledger."""
        for table in OF_UNITS:
            described = self.store.rows(f"DESCRIBE by_unit_{table}")
            typed = {str(name): str(sql) for name, sql, *_ in described}
            self.delete(f"by_unit_{table}", "of_unit", self.effect.units)
            for number in self.effect.units:
                rows = self.own(number)[table]
                insert_rows(
                    self.store.connection,
                    f"by_unit_{table}",
                    typed,
                    [{**row, "of_unit": number} for row in rows],
                )

    def filled(self) -> dict[str, list[str]]:
        """The columns in which anything stands now."""
        out: dict[str, list[str]] = {}
        for table, columns in self.store.filled.items():
            come = self.effect.come.get(table, ())
            new = {key for row in come for key, cell in row.items() if cell is not None}
            out[table] = [c.key for c in TABLES[table].columns if c.key in new or c.key in columns]
        return out

    def own(self, number: int) -> Part:
        """What one unit has after the change."""
        return part_of(self.desk.parts.names_of(number), self.effect.after)

    def numbered(self, part: Part) -> Facts:
        """Rows arranged with the numbers that the store knows their facts and projects by."""
        facts = self.desk.arranged(self.effect.units, part)
        number = {
            i: fact_number(table, int(row["position"]))
            for i, (table, row) in enumerate(zip(facts.tables, facts.rows, strict=True))
        }
        projects: list[Any] = part.get("projects", [])
        project = {i: int(row["project_no"]) for i, row in enumerate(projects)}
        data = dict(facts.data)
        for label in ("projects", "credits", "assignments", *FACT_TABLES):
            table, rows = data[label]
            maps = {
                i: m
                for i, n in enumerate(table.own)
                for k, m in (("fact_no", number), ("project_no", project))
                if n == k
            }
            data[label] = _mapped(table, rows, maps)
        names = {number[i]: name for i, name in enumerate(facts.names)}
        return replace(facts, data=data, names=names)  # type: ignore[arg-type]

    # -- tables of the store
    def facts(self, before: Facts, after: Facts) -> None:
        """The names and days of facts, by their numbers."""
        own = [list(_listed(each)) for each in (before, after)]
        gone, come = (set(own[0]) - set(own[1]), set(own[1]) - set(own[0]))
        self.delete("facts", "fact_no", [row[0] for row in gone])
        columns = ("fact_no", "in_table", "on_day", "recorded_on", "fact_name")
        typed = dict(zip(columns, ("BIGINT", "VARCHAR", "BIGINT", "BIGINT", "VARCHAR"), strict=True))
        insert_rows(
            self.store.connection,
            "facts",
            typed,
            [dict(zip(columns, row, strict=True)) for row in sorted(come)],
        )

    def assignments(self, after: Facts) -> None:
        """What people chose for stages of the projects."""
        table, rows = after.data["assignments"]
        projects = [
            row["project_no"] for rows in (self.effect.before, self.effect.after) for row in rows["projects"]
        ]
        self.exchange("assignments", "project_no", projects, table.own, rows)

    def totals(self, lines: Sequence[Any], columns: Sequence[str]) -> None:
        """Sums of the units' lines, and where they stand among all."""
        unit, points = columns.index("unit_no"), columns.index("points")
        sums: dict[int, int] = {}
        for line in lines:
            sums[line[unit]] = sums.get(line[unit], 0) + line[points]
        self.delete("totals", "unit_no", self.effect.units)
        typed = {"unit_no": "BIGINT", "total": "HUGEINT"}
        insert_rows(
            self.store.connection, "totals", typed, [{"unit_no": u, "total": t} for u, t in sums.items()]
        )
        for number in self.effect.units:
            self.store.connection.execute(
                f"UPDATE standings SET total = {sums.get(number, 0)} WHERE unit_no = {number}"
            )

    def places(self) -> None:
        """The places of everybody in the groups of the units; boards that ask for more are made afresh."""
        store = self.store
        listed = ", ".join(map(str, self.effect.units))
        published = all(node.published for node in store.scheme.nodes())
        for ranking in store.scheme.rankings.values():
            if not decided_by_score(ranking):
                if ranking.by is not None or published:
                    plan = plan_of(store.scheme, store.facts, self.held.period, self.held.as_of)
                    store.connection.execute("DELETE FROM places WHERE board = ?", [ranking.id])
                    place_everybody(store, plan, StoreBackend(store), ranking)
                continue
            if not published:
                continue
            column = group_column(ranking)
            inside, by = "TRUE", ""
            if column is not None:
                groups = f"(SELECT {column} FROM standings WHERE unit_no IN ({listed}))"
                inside = (
                    f"EXISTS (SELECT 1 FROM {groups} AS g WHERE g.{column} IS NOT DISTINCT FROM s.{column})"
                )
                by = f"PARTITION BY {column} "
            touched = f"SELECT unit_no FROM standings AS s WHERE {inside}"
            store.connection.execute(
                f"DELETE FROM places WHERE board = ? AND unit_no IN ({touched})", [ranking.id]
            )
            store.connection.execute(
                f"INSERT INTO places SELECT ?, unit_no, rank() OVER ({by}ORDER BY total DESC), "
                f"rank() OVER ({by}ORDER BY total) FROM standings AS s WHERE {inside} ORDER BY unit_no",
                [ranking.id],
            )

    # -- rows
    def exchange(
        self, label: str, key: str, values: Iterable[Any], columns: Iterable[str], rows: Sequence[Any]
    ) -> None:
        """Take the rows with some values of a key out of a table and put others in."""
        described = {str(name): str(sql) for name, sql, *_ in self.store.rows(f"DESCRIBE {label}")}
        typed = {name: described[name] for name in columns}
        self.delete(label, key, values)
        insert_rows(self.store.connection, label, typed, [dict(zip(typed, row, strict=True)) for row in rows])

    def delete(self, label: str, key: str, values: Iterable[Any]) -> None:
        """Take the rows with some values of a key out of a table."""
        listed = ", ".join(map(str, dict.fromkeys(values)))
        if listed:
            self.store.connection.execute(f"DELETE FROM {label} WHERE {key} IN ({listed})")


def _mapped(
    table: Table, rows: Sequence[Any], maps: Mapping[int, Mapping[int, int]]
) -> tuple[Table, list[Any]]:
    """A table with the numbers in some columns exchanged, and its bounds with them."""
    out = [
        tuple(maps[i].get(cell, cell) if i in maps else cell for i, cell in enumerate(row)) for row in rows
    ]
    own = dict(table.own)
    for i, name in enumerate(table.own):
        if i in maps:
            known = [row[i] for row in out if row[i] is not None]
            column = own[name]
            own[name] = Column("integer", column.nullable, 0, max(known, default=0), name)
    return Table(table.label, own), out


def _listed(facts: Facts) -> Iterable[tuple[Any, ...]]:
    """Every fact as the store lists it."""
    numbers: Any = facts.names
    for (number, name), table, row in zip(numbers.items(), facts.tables, facts.rows, strict=True):
        yield number, table, row["date"], row["recorded_on"], name
