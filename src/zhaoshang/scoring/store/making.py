"""Makes the arranged tables of a store, in the file, and writes down what every column's cells prove."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from zhaoshang.ledger import Ledger
from zhaoshang.ledger.database import about
from zhaoshang.problems import Problem, ProblemsFound
from zhaoshang.quantities.periods import Period
from zhaoshang.scheme.fields import FACT_TABLES
from zhaoshang.scheme.model import Scheme, Unit
from zhaoshang.scoring.algebra import Column, Table
from zhaoshang.scoring.backends.sql import DUCKDB, statement
from zhaoshang.scoring.compile.compiler import Compiler
from zhaoshang.scoring.compile.earned import earned
from zhaoshang.scoring.compile.periods import Clock
from zhaoshang.scoring.facts import Facts, is_day
from zhaoshang.scoring.ledger_facts import earners, unfamiliar_words
from zhaoshang.scoring.prepare import earner_numbers, prepare_for
from zhaoshang.scoring.store.arranging import DENSE_PLACE, GAP, OF_UNITS, PLACE, Arranging
from zhaoshang.scoring.store.rates import missing_rates
from zhaoshang.scoring.store.rows import ledger_on_demand, write_rows
from zhaoshang.tables import TABLES

if TYPE_CHECKING:
    import duckdb

LARGE = frozenset(TABLES) - {"units", "people", "rates", "targets", "exclusions", "results", "returns"}
"""Tables that are never read into Python, however the store is asked."""
SORTED_AT_ONCE = 1_000_000 * GAP
"""How many of the facts' numbers are sorted at once: a million facts."""
RUN = ("trace", "totals", "places", "standings")
"""What a run leaves in a store."""


def arrange(connection: duckdb.DuckDBPyConnection, scheme: Scheme, ledger: Ledger, arranged_for: str) -> None:
    """Arrange a ledger for a scheme; the caller holds the transaction. Raises ProblemsFound."""
    own = ledger
    if scheme.subject != "unit":  # people and projects are numbered from these tables too
        own = ledger_on_demand(connection, ledger.digest, LARGE - {"projects", "credits"})
    who = earners(scheme, own)
    without_facts = ledger_on_demand(connection, ledger.digest, LARGE)
    numbers = earner_numbers(who)
    template = prepare_for(scheme, without_facts, who, numbers)
    arranging = Arranging(connection, scheme, place_in(connection))
    arranging.all(numbers)
    data = dict(template.data)
    for label in ("projects", "credits", "assignments", *FACT_TABLES):
        data[label] = (described(connection, data[label][0]), ())
    raw = replace(template, data=data)
    any_day = Period(scheme.window.first, scheme.window.first)
    compiler = Compiler(scheme, raw, Clock(scheme, any_day, scheme.window.first))
    problems = [p for table in FACT_TABLES for p in missing_rates(arranging, table)]
    if problems:
        raise ProblemsFound(problems)
    connection.execute("DROP VIEW IF EXISTS lines")
    for label in RUN:
        connection.execute(f"DROP TABLE IF EXISTS {label}")
    write_rows(connection, *data["units"], "CREATE OR REPLACE TABLE")
    kept = {label: data[label] for label in ("units", "rates")}
    connection.execute("CREATE OR REPLACE TABLE assignments AS SELECT * FROM temp.assignments")
    kept["assignments"] = data["assignments"]
    many = 0
    for table in FACT_TABLES:
        relation = earned(compiler, table)
        label = f"earned_{table}"
        body = statement(relation, DUCKDB)
        connection.execute(f"CREATE OR REPLACE TABLE {label} AS {body} ORDER BY unit_no, fact_no")
        made = described(connection, Table(label, relation.columns))
        kept[label] = (made, ())
        many += count_of(connection, f"temp.{table}")
    _all_facts(connection)
    arranging.by_unit()
    header = {
        "arranged_for": arranged_for,
        "tables": {label: described_as_json(table) for label, (table, _) in kept.items()},
        "raw": {label: described_as_json(data[label][0]) for label in ("projects", "credits", *FACT_TABLES)},
        "rates": list(kept["rates"][1]),
        "assignments": count_of(connection, "assignments"),
        "most_rows": max(many, 1) * _times(connection, who),
        "filled": _filled(connection),
        "warnings": [asdict(each) for each in _warnings(connection, scheme)],
        "unit_field_scale": dict(template.unit_field_scale),
        "joint": template.has_joint_units,
        "currencies": _currencies(connection, kept),
        "days": _days(connection, template),
    }
    connection.execute("CREATE OR REPLACE TABLE about (key VARCHAR PRIMARY KEY, value VARCHAR)")
    connection.execute("INSERT INTO about VALUES ('facts', ?)", [json.dumps(header, ensure_ascii=False)])
    for label in ("project_numbers", "given_credits", "projects", "credits", "assignments"):
        connection.execute(f"DROP TABLE IF EXISTS temp.{label}")
    for label in FACT_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS temp.{label}")


def _all_facts(connection: duckdb.DuckDBPyConnection) -> None:
    """Every fact with its table, days and name, in the order of their numbers. Some at a time: sorted all at once, the
    names of ten million would want more memory than the database may have."""
    columns = "fact_no BIGINT, in_table VARCHAR, on_day BIGINT, recorded_on BIGINT, fact_name VARCHAR"
    connection.execute(f"CREATE OR REPLACE TABLE facts ({columns})")
    for table in FACT_TABLES:
        found = connection.execute(f"SELECT min(fact_no), max(fact_no) FROM temp.{table}").fetchone()
        first, last = found or (None, None)
        for start in range(first, last + 1, SORTED_AT_ONCE) if first is not None else ():
            connection.execute(
                f"INSERT INTO facts SELECT fact_no, '{table}', on_day, recorded_on, fact_name FROM temp.{table} "
                f"WHERE fact_no BETWEEN {start} AND {start + SORTED_AT_ONCE - 1} ORDER BY fact_no"
            )


def place_in(connection: duckdb.DuckDBPyConnection) -> str:
    """SQL for the place of a row of the ledger's own tables, with gaps between places."""
    return PLACE if about(connection).get("gaps") else DENSE_PLACE


def _filled(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of each table of units' parts in which anything stands: no others need be read."""
    out: dict[str, list[str]] = {}
    for table in OF_UNITS:
        columns = [column.key for column in TABLES[table].columns]
        asked = ", ".join(f'bool_or("{name}" IS NOT NULL)' for name in columns)
        found = connection.execute(f"SELECT {asked} FROM by_unit_{table}").fetchone() or ()
        out[table] = [name for name, some in zip(columns, found, strict=True) if some]
    return out


def _times(connection: duckdb.DuckDBPyConnection, who: Sequence[Unit]) -> int:
    """How often one fact can be earned at most: by those credited, each with its joint partners."""
    asked = "SELECT max(n) FROM (SELECT count(*) AS n FROM temp.credits GROUP BY project_no)"
    found = connection.execute(asked).fetchone()
    joint = Counter(unit.joint for unit in who if unit.joint)
    return max(int(found[0] or 1) if found else 1, 1) * max(joint.values(), default=1)


def _warnings(connection: duckdb.DuckDBPyConnection, scheme: Scheme) -> list[Problem]:
    """Words of the ledger that the scheme does not know, and figures that it lacks."""
    tables: dict[str, tuple[Any, ...]] = dict.fromkeys(TABLES, ())
    for table, column in (("indicators", "indicator"), ("awards", "item")):
        found = connection.execute(f"SELECT DISTINCT {column} FROM ledger.{table} WHERE counted").fetchall()
        tables[table] = tuple({column: word, "status": "approved", "fact": ""} for (word,) in found)
    return unfamiliar_words(scheme, Ledger(tables, ""))


def count_of(connection: duckdb.DuckDBPyConnection, label: str) -> int:
    """How many rows a table has."""
    found = connection.execute(f"SELECT count(*) FROM {label}").fetchone()
    return int(found[0]) if found else 0


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


def described_as_json(table: Table) -> list[list[Any]]:
    """A table's columns with their bounds, to be written down."""
    return [[c.name, c.kind, c.nullable, c.low, c.high] for c in table.own.values()]
