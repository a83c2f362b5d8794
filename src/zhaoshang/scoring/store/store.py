"""The scoring store: a ledger database whose facts stand arranged for one scheme, sorted by unit.

Schema ``scoring`` of the file holds, beside what a run leaves there:

================ =====================================================================================
units            who may earn, numbered in protocol order
earned_<table>   the facts of a table as units earn them, beside their projects, sorted by unit
facts            every fact's number, table, day, day of recording and name, in canonical order
about            for which scheme the facts were arranged, and the proved bounds of every column
================ =====================================================================================
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.database import about, open_database
from zhaoshang.quantities.periods import Period
from zhaoshang.scheme.fields import FACT_TABLES
from zhaoshang.scheme.model import Scheme, Unit
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.backends.sql import DUCKDB, statement
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.earned import earned
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.facts import Facts, is_day
from zhaoshang.scoring.ledger_facts import earners, target_values
from zhaoshang.scoring.prepare import earner_numbers, prepare_for
from zhaoshang.scoring.store.arranging import Arranging
from zhaoshang.scoring.store.rows import ledger_on_demand
from zhaoshang.scoring.uses import uses
from zhaoshang.tables import TABLES

if TYPE_CHECKING:
    import duckdb

SCHEMA = "scoring"
LAYOUT = "1"
_LARGE = frozenset(TABLES) - {"units", "people", "rates", "targets", "exclusions", "results", "returns"}
"""Tables that are never read into Python, however the store is asked."""


@dataclass
class Store:
    """An open store.

    ``facts`` are the arranged facts as a plan sees them: bounds, no rows. ``raw`` are the bounds of what they
    were arranged from, for a plan over a part of the ledger.
    """

    connection: duckdb.DuckDBPyConnection
    scheme: Scheme
    ledger: Ledger
    facts: Facts
    raw: Facts

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Ask the database."""
        return self.connection.execute(sql, list(values)).fetchall()


@contextmanager
def open_store(
    path: str | Path, scheme: Scheme, memory: str | None = None, threads: int | None = None
) -> Iterator[Store]:
    """Open a ledger database for scoring by a scheme; its facts are arranged first where they are not yet.

    ``memory``, such as ``400MB``, bounds what the database holds at once; beyond it, it spills to a folder
    beside the file. Raises ProblemsFound.
    """
    path = Path(path)
    with open_database(path, read_only=False) as connection:
        limit(connection, path, memory, threads)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        digest = about(connection).get("digest", "")
        ledger = ledger_on_demand(connection, digest, _LARGE)
        connection.execute(f"USE zhaoshang.{SCHEMA}")
        arranged_for = _arranged_for(scheme)
        known = _known(connection)
        if known is None or known["arranged_for"] != arranged_for:
            _arrange(connection, scheme, ledger, arranged_for)
            known = _known(connection)
        assert known is not None
        facts = _facts(connection, scheme, ledger, known)
        raw: dict[str, tuple[Table, Sequence[Any]]]
        raw = {label: (_table(label, columns), ()) for label, columns in known["raw"].items()}
        raw |= {label: facts.data[label] for label in ("units", "rates", "assignments")}
        yield Store(connection, scheme, ledger, facts, replace(facts, data=raw))


def limit(connection: duckdb.DuckDBPyConnection, path: Path, memory: str | None, threads: int | None) -> None:
    """Bound what the database may hold at once, and say where it may put the rest."""
    spill = str(path.with_suffix(".spill")).replace("'", "''")
    connection.execute(f"SET temp_directory = '{spill}'")
    if memory is not None:
        connection.execute(f"SET memory_limit = '{memory}'")
    if threads is not None:
        connection.execute(f"SET threads = {threads}")


def _arranged_for(scheme: Scheme) -> str:
    """What the arrangement depends on: not the whole scheme, so that overlays and what-ifs share one."""
    read = uses(scheme)
    items = [
        (view.id, item.id, item.label)
        for view in scheme.views.values()
        if view.assign is not None
        for item in view.assign.items
    ]
    parts = [
        LAYOUT,
        scheme.subject,
        sorted((table, sorted(read.fields(table))) for table in FACT_TABLES),
        read.tags,
        items,
        [repr(unit) for unit in scheme.units],
        sorted(scheme.unit_fields),
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _known(connection: duckdb.DuckDBPyConnection) -> dict[str, Any] | None:
    found = connection.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = ? AND table_name = 'about'", [SCHEMA]
    ).fetchone()
    if found is None:
        return None
    row = connection.execute("SELECT value FROM about WHERE key = 'facts'").fetchone()
    return None if row is None else json.loads(row[0])


# -- arranging
def _arrange(
    connection: duckdb.DuckDBPyConnection, scheme: Scheme, ledger: Ledger, arranged_for: str
) -> None:
    own = ledger
    if scheme.subject != "unit":  # people and projects are numbered from these tables too
        own = ledger_on_demand(connection, ledger.digest, _LARGE - {"projects", "credits"})
    who = earners(scheme, own)
    without_facts = ledger_on_demand(connection, ledger.digest, _LARGE)
    numbers = earner_numbers(who)
    template = prepare_for(scheme, without_facts, who, numbers)
    arranging = Arranging(connection, scheme)
    arranging.all(numbers)
    data = dict(template.data)
    for label in ("projects", "credits", "assignments", *FACT_TABLES):
        data[label] = (described(connection, data[label][0]), ())
    raw = replace(template, data=data)
    any_day = Period(scheme.window.first, scheme.window.first)
    compiler = Compiler(scheme, raw, Clock(scheme, any_day, scheme.window.first))
    connection.execute("BEGIN")
    _write_units(connection, data["units"])
    kept = {label: data[label] for label in ("units", "rates")}
    connection.execute("CREATE OR REPLACE TABLE assignments AS SELECT * FROM temp.assignments")
    kept["assignments"] = data["assignments"]
    most = 1
    for table in FACT_TABLES:
        relation = earned(compiler, table)
        label = f"earned_{table}"
        body = statement(relation, DUCKDB)
        connection.execute(f"CREATE OR REPLACE TABLE {label} AS {body} ORDER BY unit_no, fact_no")
        made = described(connection, Table(label, relation.columns))
        kept[label] = (made, ())
        most += _count(connection, label)
    parts = " UNION ALL ".join(
        f"SELECT fact_no, '{t}' AS in_table, on_day, recorded_on, fact_name FROM temp.{t}"
        for t in FACT_TABLES
    )
    connection.execute(f"CREATE OR REPLACE TABLE facts AS {parts} ORDER BY fact_no")
    arranging.by_unit()
    header = {
        "arranged_for": arranged_for,
        "tables": {label: _described_as_json(table) for label, (table, _) in kept.items()},
        "raw": {label: _described_as_json(data[label][0]) for label in ("projects", "credits", *FACT_TABLES)},
        "rates": list(kept["rates"][1]),
        "assignments": _count(connection, "assignments"),
        "most_rows": most,
        "unit_field_scale": dict(template.unit_field_scale),
        "joint": template.has_joint_units,
        "currencies": _currencies(connection, kept),
        "days": _days(connection, template),
    }
    connection.execute("CREATE OR REPLACE TABLE about (key VARCHAR PRIMARY KEY, value VARCHAR)")
    connection.execute("INSERT INTO about VALUES ('facts', ?)", [json.dumps(header, ensure_ascii=False)])
    connection.execute("COMMIT")
    for label in ("project_numbers", "given_credits", "earner_numbers", "projects", "credits", "assignments"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{label}")
    for label in FACT_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS temp.{label}")


def _count(connection: duckdb.DuckDBPyConnection, label: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {label}").fetchone()
    return int(found[0]) if found else 0


_TYPES = {"integer": "BIGINT", "truth": "BOOLEAN", "text": "VARCHAR"}


def _write_units(
    connection: duckdb.DuckDBPyConnection, given: tuple[Table, Sequence[tuple[Any, ...]]]
) -> None:
    table, rows = given
    columns = list(table.own.values())
    typed = ", ".join(f"{c.name} {_TYPES[c.kind]}" for c in columns)
    connection.execute(f"CREATE OR REPLACE TABLE units ({typed})")
    if rows:
        marks = ", ".join(f"unnest(CAST(${i} AS {_TYPES[c.kind]}[]))" for i, c in enumerate(columns, 1))
        lists = [list(column) for column in zip(*rows, strict=True)]
        connection.execute(f"INSERT INTO units SELECT {marks}", lists)


def described(connection: duckdb.DuckDBPyConnection, table: Table) -> Table:
    """A table with the bounds that its own cells prove."""
    asked = ["count(*)"]
    for column in table.own.values():
        asked.append(f"count({column.name})")
        if column.kind == "integer":
            asked += [f"min({column.name})", f"max({column.name})"]
    found = connection.execute(f"SELECT {', '.join(asked)} FROM {table.label}").fetchone()
    assert found is not None
    cells = iter(found)
    rows = next(cells)
    own: dict[str, Column] = {}
    for name, column in table.own.items():
        nullable = next(cells) < rows or not rows
        low, high = column.low, column.high
        if column.kind == "integer":
            least, most = next(cells), next(cells)
            if least is not None:
                # A part of the ledger numbers its facts from 0.
                low, high = (0 if name == "fact_no" else least), most
        own[name] = Column(column.kind, nullable, low, high, name)
    return Table(table.label, own)


def _days(connection: duckdb.DuckDBPyConnection, template: Facts) -> list[int]:
    asked = [
        f"SELECT min({column.name}) AS least, max({column.name}) AS most FROM {label}"
        for label, (table, _) in template.data.items()
        for column in table.own.values()
        if label in ("projects", "credits", *FACT_TABLES) and is_day(column)
    ]
    found = connection.execute(f"SELECT min(least), max(most) FROM ({' UNION ALL '.join(asked)})").fetchone()
    return [] if found is None or found[0] is None else list(found)


def _currencies(connection: duckdb.DuckDBPyConnection, kept: Mapping[str, tuple[Table, Any]]) -> list[str]:
    found: set[str] = set()
    for label, (table, _) in kept.items():
        for name in table.own:
            if name.endswith("_currency"):
                rows = connection.execute(f"SELECT DISTINCT {name} FROM {label} WHERE {name} IS NOT NULL")
                found.update(row[0] for row in rows.fetchall())
    return sorted(found)


def _described_as_json(table: Table) -> list[list[Any]]:
    return [[c.name, c.kind, c.nullable, c.low, c.high] for c in table.own.values()]


# -- seeing what was arranged
def _facts(
    connection: duckdb.DuckDBPyConnection, scheme: Scheme, ledger: Ledger, known: Mapping[str, Any]
) -> Facts:
    data: dict[str, tuple[Table, Sequence[Any]]] = {}
    for label, columns in known["tables"].items():
        rows: Sequence[Any] = ()
        if label == "rates":
            rows = [tuple(row) for row in known["rates"]]
        elif label == "assignments" and known["assignments"]:
            rows = connection.execute("SELECT * FROM assignments").fetchall()
        data[label] = (_table(label, columns), rows)
    return Facts(
        data,
        Earners(connection, scheme, ledger),  # type: ignore[arg-type]
        FactNames(connection),  # type: ignore[arg-type]
        (),
        (),
        (),
        target_values(scheme, ledger) if scheme.targets else (),
        frozenset(known["currencies"]),
        known["most_rows"],
        tuple(known["days"]),
        has_joint_units=known["joint"],
        unit_field_scale=known["unit_field_scale"],
    )


def _table(label: str, columns: Sequence[Any]) -> Table:
    own = {name: Column(kind, nullable, low, high, name) for name, kind, nullable, low, high in columns}
    return Table(label, own)


class Earners(Sequence[Unit]):
    """Who may earn, read from the ledger only when somebody asks for more than how many they are."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, scheme: Scheme, ledger: Ledger) -> None:
        self._connection, self._scheme, self._ledger = connection, scheme, ledger
        self._all: tuple[Unit, ...] | None = None

    def __len__(self) -> int:
        return _count(self._connection, "units") if self._all is None else len(self._all)

    def __getitem__(self, index: Any) -> Any:
        return self.all()[index]

    def all(self) -> tuple[Unit, ...]:
        """Everybody, in protocol order."""
        if self._all is None:
            self._all = earners(self._scheme, self._ledger)
        return self._all


class FactNames(Sequence[str]):
    """Names of facts by their numbers."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __len__(self) -> int:
        return _count(self._connection, "facts")

    def __getitem__(self, number: Any) -> Any:
        found = self._connection.execute("SELECT fact_name FROM facts WHERE fact_no = ?", [number]).fetchone()
        if found is None:
            raise IndexError(number)
        return found[0]
